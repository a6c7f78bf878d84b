"""The report as an Excel workbook: a sheet of what is to be put right, and a sheet of the rules.

Where the document is a workbook itself: a copy of it, with the sheet of what is to be put right in front.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime, time
from typing import Any

from ropa.model import Finding
from ropa.render.grades import GRADES, RANK, article_of, decision_line, grade_of, rules_of
from ropa.render.reports import Checked, ReportFormat

CELL = 32_000
"""A cell of Excel holds at most 32 767 characters."""
FOOTER = 230
"""A footer of Excel holds at most 255."""
COLUMNS = (
    ("report.grade", 20),
    ("article", 16),
    ("controller", 22),
    ("findings.about", 30),
    ("findings.message", 48),
    ("findings.remedy", 44),
    ("quotes", 56),
    ("report.decision", 24),
    ("report.file", 20),
    ("report.line", 14),
)
LINE = len(COLUMNS) - 1
RULES = (("report.rule", 36), ("findings.message", 48), ("article", 18), ("report.applied", 14), ("findings", 12), ("report.unfillable", 14))


def write(checked: Checked) -> bytes:
    """The workbook: the gravest first, a row for each finding; no cell is a formula, and a link leads to a cell of the workbook."""
    return _own(checked) if checked.workbook else _plain(checked)


def _plain(checked: Checked) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - only a workbook should cost it

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    made = datetime.combine(checked.report.clocks.as_of, time(), tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": checked.title, "comments": checked.clocks_line, "created": made})
    words, report = checked.words, checked.report
    _sheet(book, checked, words("report.to-fix"), COLUMNS, [_row(checked, item) for item in _ordered(checked)])
    ran = [[rule.id, rule.title, rule.article, rule.applied, rule.findings, rule.hints] for rule in rules_of(report)]
    _sheet(book, checked, words("report.rules"), RULES, ran)
    book.close()
    return stream.getvalue()


def _ordered(checked: Checked) -> list[Finding]:
    return sorted(checked.report.findings, key=lambda item: (item.blameless, RANK[item.severity], GRADES.index(grade_of(item))))


def _row(checked: Checked, item: Finding) -> list[str | int | None]:
    return [
        checked.words("grade." + grade_of(item)),
        article_of(item),
        item.labels.get("controller"),
        item.labels.get("about") or item.about,
        item.message,
        item.remedy,
        "\n".join(item.quotes),
        decision_line(checked.words, item),
        item.file,
        item.cell or item.line,
    ]


def _own(checked: Checked) -> bytes:
    """A copy of the person's own workbook; rows about it lead to its cells, rows about another document name its file."""
    from ropa.render.tofix import Row, ToFix, copy_with_sheet  # noqa: PLC0415 - only a workbook should cost it

    assert checked.workbook is not None  # noqa: S101 - the caller looked
    rows = []
    for item in _ordered(checked):
        texts = [str(value or "")[:CELL] for value in _row(checked, item)]
        rows.append(Row(texts, item.cell if item.file == checked.workbook.name else None))
    columns = [(checked.words(key), width) for key, width in COLUMNS]
    made = datetime.combine(checked.report.clocks.as_of, time(), tzinfo=UTC)
    footer = checked.clocks_line[:FOOTER]
    return copy_with_sheet(checked.workbook, ToFix(checked.words("report.to-fix"), columns, rows, LINE, footer, made))


def _sheet(book: Any, checked: Checked, name: str, columns: tuple[tuple[str, int], ...], rows: list[list[Any]]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#F3F0E9"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    for index, (key, width) in enumerate(columns):
        sheet.set_column(index, index, width, cell)
        sheet.write_string(0, index, checked.words(key), head)
    for number, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, index, value, cell)
            elif value:
                sheet.write_string(number, index, value[:CELL], cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L" + checked.clocks_line.replace("&", "&&")[:FOOTER] + "&R&P / &N")


FORMAT = ReportFormat("xlsx", (".xlsx",), "Excel workbook: what to fix, and the rules", write)
