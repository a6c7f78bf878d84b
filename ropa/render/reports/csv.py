"""The findings as CSV (RFC 4180): a row each, the keys of the JSON as columns."""

from __future__ import annotations

import csv
import io

from ropa.render.answer import harmless
from ropa.render.reports import Checked, ReportFormat
from ropa.render.reports.json import finding_row

COLUMNS = (
    "id", "rule", "kind", "controller", "controllerLabel", "about", "aboutLabel", "article", "severity", "status", "foundBy",
    "message", "remedy", "quotes", "file", "line", "cell",
)  # fmt: skip


def write(checked: Checked) -> bytes:
    """A header and a row for each finding; quotes stand below one another in their cell.

    A cell that a spreadsheet would read as a formula is led by an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for finding in checked.report.findings:
        row = finding_row(finding)
        row |= {"quotes": "\n".join(finding.quotes), "file": finding.file, "line": finding.line, "cell": finding.cell}
        writer.writerow(["" if row[name] is None else harmless(str(row[name])) for name in COLUMNS])
    return out.getvalue().encode()


FORMAT = ReportFormat("csv", (".csv",), "CSV, a row for each finding", write)
