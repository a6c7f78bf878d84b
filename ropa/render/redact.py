"""A report that may go into the log of a build: without people's names, contact details and quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ropa.model import Decision, Finding, Report
from ropa.sheets import Matrix, MatrixGroup, MatrixRow

MASK = "[…]"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w.])(?:\+|00|0)\d[\d ()/.\u00a0\u202f-]{4,}\d(?!\w)|\(\d{3}\) ?\d{3}[ .-]\d{4}(?!\w)")


@dataclass(frozen=True)
class Redaction:
    """What is masked in every text: e-mail addresses, telephone numbers, and the given words as they are written.

    `personal` are the names, titles and contact details of contact persons and owners that the documents hold; an
    inflected form of a name is not recognised. Quotes are left out whole, and so is who took a decision.
    """

    personal: Iterable[str]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = sorted({word for word in self.personal if len(word) > 1}, key=lambda word: (-len(word), word))
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE) if words else None

    def text(self, text: str) -> str:
        """A text with everything personal masked."""
        pattern = self._pattern
        found = text if pattern is None else pattern.sub(MASK, text)
        return PHONE.sub(MASK, EMAIL.sub(MASK, found))

    def report(self, report: Report) -> Report:
        """The report with its findings masked, marked as redacted."""
        findings, gone = (tuple(map(self._finding, found)) for found in (report.findings, report.gone))
        return replace(report, findings=findings, gone=gone, redacted=True)

    def _finding(self, finding: Finding) -> Finding:
        labels: Mapping[str, str] = {name: self.text(label) for name, label in finding.labels.items()}
        message, remedy = self.text(finding.message), self.text(finding.remedy)
        return replace(finding, message=message, remedy=remedy, quotes=(), labels=labels, decision=self._decision(finding.decision))

    def _decision(self, decision: Decision | None) -> Decision | None:
        return None if decision is None else replace(decision, reason=self.text(decision.reason), by=MASK)

    def matrix(self, matrix: Matrix) -> Matrix:
        """The matrix with its names masked and without quotes."""
        return replace(matrix, groups=tuple(map(self._group, matrix.groups)))

    def _group(self, group: MatrixGroup) -> MatrixGroup:
        return replace(
            group,
            controller_name=self.text(group.controller_name),
            summary=self._row(group.summary),
            rows=tuple(map(self._row, group.rows)),
            processor_rows=tuple(map(self._row, group.processor_rows)),
        )

    def _row(self, row: MatrixRow) -> MatrixRow:
        return replace(row, name=self.text(row.name), cells=tuple(replace(cell, quote=None, says=None) for cell in row.cells))
