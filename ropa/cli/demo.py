"""`ropa demo`: the main job on the five policies and on the example company, written to a folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ropa.assets import root
from ropa.errors import OutputError
from ropa.export import format_of
from ropa.files import write_bytes, write_text
from ropa.model import Clocks, Report
from ropa.register import Register
from ropa.render.record import write_record
from ropa.render.reports import Checked, report_format
from ropa.render.site import Link
from ropa.words import Words

EXAMPLE = Link("example/index.html", "The example company", "fictional, with deliberate gaps")
PAGE = "register.html"
GRAPHS = ("graph.trig", "graph.ttl", "graph.graphml", "graph.mmd")


def write_demo(output: Path, folder: Path | None, clocks: Clocks, lang: str) -> Iterator[str]:
    """Write `output`, and lines that say in ten what was found and where to look."""
    data = Path(str(root("data")))
    five = Register.open(folder or data, clocks)
    report = _write(five, output, lang, EXAMPLE if folder is None else None)
    yield from _summary(five, report, output)
    if folder is None:
        example = Register.open(data / "example", clocks)
        found = _write(example, output / "example", lang, Link("../index.html", five.workspace.title))
        yield f"The example company (fictional) has {_real(found)} findings, all deliberate: {output}/example/index.html"


def _write(register: Register, output: Path, lang: str, other: Link | None) -> Report:
    try:
        (output / "records").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot be made: {error.strerror}", where=str(output), remedy="Name a folder that is yours with -o.") from error
    exporter = register.exporter(lang)
    for name in GRAPHS:
        write_bytes(output / name, format_of(Path(name).suffix).write(exporter))
    write_bytes(output / "flow.svg", format_of(".svg").write(exporter))
    write_text(output / PAGE, register.export("html", lang).decode())
    records = [register.draw_record(source.controller_id, source.document_id, lang) for source in register.record_sources()]
    for record in records:
        for form in ("html", "md"):
            write_text(output / "records" / f"{record.id}.{form}", write_record(record, form))
    report = register.check(lang)
    write_bytes(output / "findings.json", report_format("json").write(Checked(report, register.workspace.title, register.workspace.base)))
    words = Words(lang)
    browse = Link(PAGE, words("browse"), words("browse.note"))
    write_text(output / "index.html", register.site(records, report, (*GRAPHS, "flow.svg", "findings.json"), browse, other))
    return report


def _real(report: Report) -> int:
    return sum(not finding.blameless for finding in report.findings)


def _summary(register: Register, report: Report, output: Path) -> Iterator[str]:
    ask = register.ask
    activities = {row["activity"].value for row in ask("activities").rows if "parent" not in row}
    named = {row["recipient"].value for row in ask("recipients").rows if row["kind"].value == "named"}
    status = Counter(row["status"].value for row in ask("transfers").rows if row["certainty"].value != "to-clarify")
    clarify = sum(row["certainty"].value == "to-clarify" for row in ask("transfers").rows)
    shared = ", ".join(row["organisationLabel"].value for row in ask("shared-recipients").rows)
    dead = sorted({f"{row['mechanismLabel'].value} (since {row['invalidSince'].value})" for row in ask("invalid-mechanisms").rows})
    real = _real(report)
    bases = Counter(row["extent"].value for row in ask("activities-without-legal-basis").rows)
    size = f"{len(register.controllers())} controllers, {len(activities)} headings of processing, {register.statement_count()} statements"
    stated = ", ".join(f"{count} {name}" for name, count in sorted(status.items())) or "none"
    yield f"{register.workspace.title}: {size}, each with its words"
    yield f"Recipients: {len(named)} named; organisations that several of them use: {shared or 'none'}"
    yield f"Transfers stated: {sum(status.values())} ({stated}); {clarify} more to clarify from where vendors are contracted"
    yield f"Instruments named but no longer in force: {'; '.join(dead) or 'none'}"
    yield f"Activities for which a whole document states no legal basis: {bases['whole']} (and {bases['extract']} in an extract)"
    yield f"Findings: {real}, and {len(report.findings) - real} items that a published notice or an extract cannot fill"
    yield f"{register.clocks_line}"
    yield f"Look first at {output}/index.html (the completeness matrix, the flow, the map), then {output}/{PAGE} and {output}/records/"
