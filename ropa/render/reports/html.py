"""The report as one self-contained page: what to do first, the completeness matrix, findings with quotes, rules applied."""

from __future__ import annotations

from ropa.render.grades import by_controller, first_fixes, rules_of, said_of, tally
from ropa.render.reports import Checked, ReportFormat


def write(checked: Checked) -> bytes:
    """The page: no scripts, nothing fetched, made to be read, searched and printed."""
    from ropa.render.page import in_order, page_footer, render  # noqa: PLC0415 - templates, which other formats do without

    report = checked.report
    matrix = checked.matrix() if checked.matrix else None
    text = render(
        "report.j2",
        report.lang,
        page_footer(checked.clocks_line),
        title=checked.title or checked.words("findings"),
        clocks=checked.clocks_line,
        redacted=report.redacted,
        fixes=first_fixes(report.findings),
        matrix=matrix,
        legend=in_order(matrix.statuses()) if matrix else [],
        parties=by_controller(report.findings),
        tallied=tally(report.findings),
        rules=rules_of(report),
        gone_line=checked.gone_line,
        gone=[said_of(finding) for finding in report.gone],
    )
    return text.encode()


FORMAT = ReportFormat("html", (".html", ".htm"), "A self-contained page: matrix, findings, quotes, rules", write)
