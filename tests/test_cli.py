"""The command line: exit codes, messages, outputs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ropa.cli import main
from tests.conftest import EXAMPLE, FIVE, SHARED

DATA = ("-w", str(FIVE))


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def test_an_answer_is_sparql_json_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, *DATA, "ask", "who-uses", "--param", "vendor=hubspot", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["head"]["vars"][:2] == ["controller", "controllerLabel"]


def test_rows_can_fail_a_build(capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, _err = told(capsys, *DATA, "ask", "invalid-mechanisms", "--as-of", "2020-07-16", "--fail-if-rows")
    assert code == 1


def test_a_parameter_as_of_is_the_option(capsys: pytest.CaptureFixture[str]) -> None:
    by_param = told(capsys, *DATA, "ask", "invalid-mechanisms", "--param", "as_of=2020-07-16", "--format", "csv")
    by_option = told(capsys, *DATA, "ask", "invalid-mechanisms", "--as-of", "2020-07-16", "--format", "csv")
    assert by_param == by_option
    assert len(by_param[1].splitlines()) > 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ask", "transferz"), "transfers"),
        (("ask", "recipients", "--param", "controler=x"), "controller"),
        (("ask", "recipients", "--param", "controller"), "name=value"),
        (("ask", "transfers", "--as-of", "2020-13-01"), "no date"),
        (("record", "--controller", "infra"), "infrasec"),
        (("record",), "--controller"),
        (("export", "-o", "x.docx"), "."),
        (("explain", "infotrod"), "infotrode"),
    ],
)
def test_usage_is_answered_with_the_nearest_names(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str) -> None:
    code, out, err = told(capsys, *DATA, *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_a_folder_that_is_no_workspace_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _out, err = told(capsys, "-w", str(tmp_path), "ask", "transfers")
    assert code == 2
    assert "ropa.toml" in err


@pytest.mark.parametrize(
    ("text", "message"),
    [("format = 1\nbase = 'x'\n", "base must be an IRI"), ("nonsense", "not valid TOML"), ("format = 1\nbase = 'https://x.example/'\ndocuments = ['a.yaml']\n", "is not there"), ("bases = 1\n", "base")],
)
def test_a_broken_workspace_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "ropa.toml").write_text(text, encoding="utf-8")
    code, _out, err = told(capsys, "-w", str(tmp_path), "ask", "transfers")
    assert code == 2
    assert message in err


def test_turtle_that_does_not_parse_is_told_with_its_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "ropa.toml").write_text("format = 1\nbase = 'https://x.example/'\ndocuments = ['notice.yaml']\n", encoding="utf-8")
    (tmp_path / "notice.yaml").write_text((EXAMPLE / "notice.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "fields").mkdir()
    (tmp_path / "fields" / "room.ttl").write_text("field:room a", encoding="utf-8")
    code, _out, err = told(capsys, "-w", str(tmp_path), "ask", "transfers")
    assert code == 2
    assert "room.ttl" in err
    assert "Turtle" in err


def test_an_output_that_cannot_be_written_leaves_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _out, err = told(capsys, *DATA, "ask", "contacts", "-o", str(tmp_path / "missing" / "a.csv"))
    assert code == 2
    assert "cannot be written" in err
    assert list(tmp_path.iterdir()) == []


def test_an_existing_output_is_replaced_whole(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old", encoding="utf-8")
    assert told(capsys, *DATA, "ask", "contacts", "-o", str(target))[0] == 0
    assert target.read_text(encoding="utf-8").startswith("controller,")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_check_fails_on_what_the_law_asks_and_says_so_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = told(capsys, "-w", str(EXAMPLE), "check", "--as-of", "2026-11-02", "--register-on", "2026-11-02", "--format", "json")
    report = json.loads(out)
    assert code == 1
    assert {"asOf", "registerOn", "lawKnownUntil", "profile", "rules", "findings"} <= report.keys()
    assert all(rule["applied"] >= 0 for rule in report["rules"])


def test_check_can_be_told_never_to_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "-w", str(EXAMPLE), "check", "--as-of", "2026-11-02", "--fail-on", "never")[0] == 0


CHECK = ("-w", str(EXAMPLE), "check", "--as-of", "2026-11-02", "--register-on", "2026-11-02")


@pytest.mark.parametrize("suffix", ["txt", "json", "md", "html", "csv", "xlsx", "sarif", "xml", "ttl"])
def test_check_writes_the_format_that_the_suffix_names(capsys: pytest.CaptureFixture[str], tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"report.{suffix}"
    assert told(capsys, *CHECK, "--only", "purposes-stated,recipients-stated", "-o", str(target)) == (1, "", "")
    assert target.stat().st_size > 500


def test_only_some_rules_of_one_controller_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (*DATA, "check", "--as-of", "2026-11-23", "--format", "json", "--only", "notice-complaint,notice-withdrawal", "--only", "notice-complaint")
    whole, one = (json.loads(told(capsys, *arguments, *more)[1]) for more in ((), ("--controller", "infine")))
    assert [rule["id"] for rule in one["rules"]] == ["notice-complaint", "notice-withdrawal"]
    assert {item["controllerLabel"] for item in one["findings"]} == {"Infine Oy"}
    assert 0 < one["rules"][0]["applied"] < whole["rules"][0]["applied"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("--only", "purpose-stated"), "purposes-stated"), (("--controller", "lumite"), "lumitie"), (("-o", "a.docx"), "--format")],
)
def test_a_check_of_what_is_not_there_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str) -> None:
    code, out, err = told(capsys, *CHECK, *arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_a_profile_on_the_command_line_stands_in_for_the_workspaces(capsys: pytest.CaptureFixture[str]) -> None:
    out = told(capsys, *CHECK, "--format", "json", "--only", "purposes-stated", "--profile", "eu-institutions")[1]
    assert json.loads(out)["profile"] == "eu-institutions"


def test_a_redacted_check_has_no_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(told(capsys, *CHECK, "--format", "json", "--redact")[1])
    assert report["redacted"] is True
    assert [item for item in report["findings"] if item["quotes"]] == []


def test_what_is_decided_about_fails_no_check(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "register.yaml").write_text((EXAMPLE / "register.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "ropa.toml").write_text('base = "https://lumitie.example/ropa/"\ndocuments = ["register.yaml"]\n', encoding="utf-8")
    arguments = ("-w", str(tmp_path), "check", "--as-of", "2026-11-02", "--register-on", "2026-11-02", "--only", "purposes-stated")
    assert told(capsys, *arguments)[0] == 1
    decision = "{rule: purposes-stated, about: premises-access, state: accepted, reason: Under way., by: Veera Kuvitelma, on: 2026-10-01}"
    (tmp_path / "decisions.yaml").write_text(f"format: 1\ndecisions: [{decision}]\n", encoding="utf-8")
    assert told(capsys, *arguments)[0] == 0


def test_the_schema_of_the_report_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(told(capsys, "list", "report-schema")[1])["$id"].endswith("/report/1")


def test_verify_counts_and_proves(capsys: pytest.CaptureFixture[str]) -> None:
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    code, out, _err = told(capsys, *DATA, "verify", "--texts", str(SHARED / "seeds"))
    assert code == 0
    assert out.endswith("0 failures\n")
    assert out.count("statements") == 5


def test_verify_of_a_wrong_text_exits_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text("another text", encoding="utf-8")
    code, out, _err = told(capsys, "verify", str(EXAMPLE / "notice.yaml"), "--texts", str(tmp_path))
    assert code == 1
    assert "is not in the text" in out


@pytest.mark.parametrize("kind", ["questions", "rules", "inferences", "fields", "formats", "vendors"])
def test_what_there_is_can_be_listed(capsys: pytest.CaptureFixture[str], kind: str) -> None:
    code, out, _err = told(capsys, "list", kind, "--format", "json")
    assert code == 0
    assert all({"id", "title"} <= row.keys() for row in json.loads(out))


def test_the_schema_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(told(capsys, "list", "schema")[1])["$schema"].startswith("https://json-schema.org/")


@pytest.mark.slow
def test_the_demo_writes_what_it_promises(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = told(capsys, "demo", "-o", str(tmp_path / "out"), "--as-of", "2026-11-02")
    assert (code, err) == (0, "")
    assert len(out.splitlines()) <= 10
    written = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    top = {"index.html", "graph.trig", "graph.ttl", "flow.svg", "graph.graphml", "graph.mmd"}
    assert top | {f"example/{name}" for name in top} <= written
    for controller in ("infrakit", "infrasec", "infotrode", "infobric", "infine"):
        assert {f"records/{controller}.html", f"records/{controller}.md"} <= written


LOADED = """
import contextlib, io, sys
from ropa.cli import main
with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.suppress(SystemExit):
    main(sys.argv[1:])
print(*sys.modules)
"""


def loaded(*arguments: str) -> set[str]:
    """The modules that a command has loaded when it is done, in a process of its own."""
    ran = subprocess.run([sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_help_loads_no_stage_and_no_engine() -> None:
    assert not {"pyoxigraph", "yaml", "babel", "ropa.register", "ropa.render", "ropa.documents"} & loaded("--help")


def test_a_check_loads_no_other_engine_and_no_other_format() -> None:
    """A cold start is mostly what is loaded: this holds it where a clock could not."""
    found = loaded("-w", str(EXAMPLE), "check")
    assert "ropa.check" in found
    packages = {name.partition(".")[0] for name in found if not name.startswith("_")} - set(sys.stdlib_module_names)
    assert packages <= {"babel", "cython_runtime", "pyoxigraph", "ropa", "yaml", "platformdirs"}
    assert not {"ropa.records", "ropa.export", "ropa.reading", "ropa.compare", "ropa.cli.recording", "ropa.cli.importing"} & found


def test_a_question_loads_no_rules_and_no_renderer() -> None:
    found = loaded("-w", str(EXAMPLE), "ask", "transfers")
    assert not {"ropa.check", "ropa.shacl", "ropa.records", "rdflib", "jinja2", "xlsxwriter", "openpyxl"} & found
