"""Bundles: what each is given, the manifest, what is wrong with a changed one, and the log of handovers."""

from __future__ import annotations

import dataclasses
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from ropa.bundle import MANIFEST, pack, read_bundle
from ropa.cli import main
from ropa.errors import InputError, UsageError
from ropa.handovers import Handover, log_handover, read_handovers
from ropa.register import Register
from ropa.register.bundling import Wanted, contents
from tests.conftest import EXAMPLE

FILES = {"record.html": b"<p>the record</p>", "record.csv": b"a,b\n"}


def bundle(tmp_path: Path, change: dict[str, bytes | None]) -> Path:
    """The bundle of FILES with some files changed, added, or (None) taken out afterwards."""
    data, _ = pack(FILES, {"for": "authority"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    path = tmp_path / "out.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (held | change).items():
            if content is not None:
                archive.writestr(name, content)
    return path


def test_the_authority_gets_the_record_and_nothing_else(example: Register) -> None:
    files, about = contents(example, Wanted("authority", "lumitie"))
    assert {name.split(".")[0] for name in files} == {"record"}
    assert {"record.html", "record.xlsx", "record.csv", "record.json"} <= set(files)
    laid = json.loads(files["record.json"])
    columns = [column for part in laid["parts"] for column in part["columns"]]
    assert all(column["required"] or column["fields"] == ["activity-name"] for column in columns)
    assert '"quotes"' not in files["record.json"].decode()
    assert about["documentVersion"] == "7"


def test_the_authority_gets_additions_where_asked(example: Register) -> None:
    files, _ = contents(example, Wanted("authority", "lumitie", additions=True))
    assert any(not column["required"] for part in json.loads(files["record.json"])["parts"] for column in part["columns"])


def test_the_auditor_gets_graph_words_papers_and_findings(example: Register) -> None:
    files, _ = contents(example, Wanted("auditor", "lumitie"))
    assert {"graph.ttl", "evidence.csv", "papers.csv", "findings.json", "findings.html", "findings.xlsx"} <= set(files)
    assert b"contracts/karhu-ats" in files["papers.csv"]


def test_a_bundle_holds_nothing_of_another_controller(five: Register) -> None:
    files, _ = contents(five, Wanted("auditor", "infrakit"))
    assert all(b"/infine/" not in files[name] for name in ("graph.ttl", "evidence.csv", "papers.csv"))
    assert {finding["controller"] for finding in json.loads(files["findings.json"])["findings"]} == {"https://five.example/ropa/controller/infrakit"}


def test_same_files_same_bytes() -> None:
    assert pack(FILES, {"for": "authority"}) == pack(dict(reversed(FILES.items())), {"for": "authority"})


def test_an_unchanged_bundle_has_no_fault(tmp_path: Path) -> None:
    read = read_bundle(bundle(tmp_path, {}))
    assert (read.files, read.faults) == (2, ())


@pytest.mark.parametrize(
    ("change", "kind", "name"),
    [
        ({"record.csv": b"a,c\n"}, "changed", "record.csv"),
        ({"record.csv": b"longer than it was"}, "changed", "record.csv"),
        ({"record.csv": None}, "missing", "record.csv"),
        ({"more.txt": b""}, "extra", "more.txt"),
        ({"../evil": b""}, "unsafe", "../evil"),
        ({"/etc/evil": b""}, "unsafe", "/etc/evil"),
        ({"a/../../evil": b""}, "unsafe", "a/../../evil"),
    ],
)
def test_what_is_not_as_the_manifest_says_is_a_fault(tmp_path: Path, change: dict[str, bytes | None], kind: str, name: str) -> None:
    (fault,) = read_bundle(bundle(tmp_path, change)).faults
    assert (fault.kind, fault.name) == (kind, name)


def test_a_link_in_a_bundle_is_unsafe(tmp_path: Path) -> None:
    path = bundle(tmp_path, {})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert [fault.kind for fault in read_bundle(path).faults] == ["unsafe"]


@pytest.mark.parametrize("manifest", [b"", b"[]", b"{}", b'{"schema": 1}', b"[" * 100_000, None])
def test_without_a_manifest_it_is_no_bundle(tmp_path: Path, manifest: bytes | None) -> None:
    with pytest.raises(InputError):
        read_bundle(bundle(tmp_path, {MANIFEST: manifest}))


def test_a_zip_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(1_001):
            archive.writestr(str(number), b"")
    with pytest.raises(InputError, match="more than a bundle"):
        read_bundle(path)


@pytest.mark.parametrize("name", ["../x", "/x", "a\\b", "", "C:x", MANIFEST])
def test_a_name_that_would_leave_the_folder_is_never_packed(name: str) -> None:
    with pytest.raises(UsageError):
        pack({name: b""}, {})


def test_the_command_writes_verifies_and_logs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace, out = tmp_path / "w", tmp_path / "out.zip"
    shutil.copytree(EXAMPLE, workspace)
    options = ["record", "--bundle", str(out), "--for", "authority", "--to", "Ombudsman", "--on", "2026-11-03"]
    assert main(["-w", str(workspace), *options, "--as-of", "2026-11-02", "--register-on", "2026-11-02"]) == 0
    assert main(["verify", str(out)]) == 0
    (handed,) = read_handovers(workspace)
    assert (handed.to, handed.on, handed.audience, handed.version, handed.file) == ("Ombudsman", "2026-11-03", "authority", "7", "out.zip")
    assert handed.manifest == read_bundle(out).version
    assert main(["-w", str(workspace), "list", "handovers"]) == 0
    assert "Ombudsman (authority): out.zip" in capsys.readouterr().out


def test_the_command_exits_1_on_a_fault_and_2_on_no_bundle(tmp_path: Path) -> None:
    assert main(["verify", str(bundle(tmp_path, {"record.csv": b"x"}))]) == 1
    (tmp_path / "none.zip").write_bytes(b"PK no")
    assert main(["verify", str(tmp_path / "none.zip")]) == 2


def test_a_log_with_other_columns_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "handovers.csv").write_text("who,when\nx,y\n")
    with pytest.raises(InputError, match="other columns"):
        log_handover(tmp_path, Handover(*["x"] * 10))
    assert (tmp_path / "handovers.csv").read_text() == "who,when\nx,y\n"


def test_management_gets_a_summary_and_no_record(example: Register) -> None:
    files, _ = contents(example, Wanted("management", "lumitie"))
    assert set(files) == {"summary.html", "summary.md"}
    text = files["summary.md"].decode()
    for heading in ("New findings since the day named", "Gravest open findings", "Decisions needed", "Overdue"):
        assert f"## {heading}\n" in text
    assert "No earlier day was named" in text
    assert "2026-03-31 · Invoicing and bookkeeping · Helmi Satukirja, finance manager (Review due)" in text


def test_management_is_told_what_is_new_and_what_brought_it(example: Register) -> None:
    from ropa.baseline import baseline_of
    from ropa.model import Scope
    from ropa.register.checks import check_against

    scope = Scope((), "lumitie")
    now = example.check("en", scope)
    left_out = next(finding for finding in now.findings if finding.severity == "violation")
    before = dataclasses.replace(now, findings=tuple(item for item in now.findings if item is not left_out), inputs={**now.inputs, "documents": "other"})
    files, _ = contents(example, Wanted("management", "lumitie"), check_against(example, baseline_of(before), "en", scope))
    section = files["summary.md"].decode().split("## Gravest")[0]
    assert section.count("(by an edit)") == 1
