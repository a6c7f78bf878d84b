"""Where an XLSX report is a copy of the workspace's own workbooks, and where it goes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ropa.cli.commands import emit
from ropa.errors import UsageError
from ropa.model import Workspace
from ropa.render.reports import Checked, ReportFormat

SUFFIXES = (".xlsx", ".xlsm")
WHOLE = "findings.xlsx"


def emit_report(form: ReportFormat, checked: Checked, workspace: Workspace, output: str | None) -> None:
    """Write a report. Of an XLSX report about one workbook of the workspace a copy of it; into a folder a copy of each.

    A report without people's names is no copy, as the workbook holds them. Raises UsageError where it would stand in place of a
    document of the workspace.
    """
    outputs = list(_outputs(form, checked, workspace, output))
    own = {path.resolve() for path in workspace.files}
    for name, _ in outputs:
        if name not in (None, "-") and Path(str(name)).resolve() in own:
            raise UsageError(f"{name} is a document of the workspace", remedy="Name another file or folder with -o.")
    for name, each in outputs:
        emit(form.write(each), name)


def _outputs(form: ReportFormat, checked: Checked, workspace: Workspace, output: str | None) -> Iterator[tuple[str | None, Checked]]:
    books = [table.file for table in workspace.tables if table.file.suffix.lower() in SUFFIXES] if form.id == "xlsx" else []
    books = [] if checked.report.redacted else list(dict.fromkeys(books))
    folder = Path(output) if form.id == "xlsx" and output not in (None, "-") and Path(str(output)).is_dir() else None
    if folder is not None:
        yield str(folder / WHOLE), checked
        for book in books:
            findings = tuple(finding for finding in checked.report.findings if finding.file == book.name)
            part = replace(checked, report=replace(checked.report, findings=findings), workbook=book)
            yield str(folder / f"{book.stem}.xlsx"), part
        return
    found = {finding.file for finding in checked.report.findings}
    named = [book for book in books if book.name in found] if len(books) > 1 else books
    if len(named) > 1:
        names = ", ".join(book.name for book in named)
        print(f"the findings are about several workbooks ({names}): -o FOLDER --format xlsx writes a copy of each", file=sys.stderr)
    yield output, replace(checked, workbook=named[0]) if len(named) == 1 else checked
