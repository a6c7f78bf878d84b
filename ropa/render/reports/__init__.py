"""Reports of a check: each module of this package is one format, its ``FORMAT`` of the module's name.

A new file is a new format with no other change. Every writer gives the same bytes for the same report.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ropa.errors import EngineError, UsageError, nearest
from ropa.model import Finding, Report
from ropa.sheets import Matrix
from ropa.words import Words


@dataclass(frozen=True, eq=False)
class Checked:
    """A report, and what its writers need beside it.

    `title` names the workspace, `base` is the IRI below which its things are minted; `files` gives each document's path as
    other programs find it, by the name that findings have for it; `failing` are the ids of the findings on which the check
    fails; `matrix` draws the completeness matrix. `workbook` is the XLSX workbook, one of the workspace's documents, that an XLSX
    report is a copy of.
    """

    report: Report
    title: str = ""
    base: str = "urn:ropa:"
    files: Mapping[str, str] = field(default_factory=dict)
    failing: frozenset[str] = frozenset()
    matrix: Callable[[], Matrix] | None = None
    workbook: Path | None = None

    @cached_property
    def words(self) -> Words:
        """The words of the report's language."""
        return Words(self.report.lang)

    @property
    def clocks_line(self) -> str:
        """What everything people read says of its dates, and of what it assumes."""
        clocks, known = self.report.clocks, self.report.law_known_until
        line = self.words("clocks", register_on=clocks.register_on.isoformat(), as_of=clocks.as_of.isoformat(), known_until=known)
        return "; ".join([line, *(self.words("assuming", text) for text in self.report.assumptions)])

    @property
    def gone_line(self) -> str | None:
        """How many findings the assumptions take away and leave; None where nothing is assumed."""
        report = self.report
        return self.words("report.gone", str(len(report.gone)), str(report.unchanged or 0)) if report.assumptions else None

    def path(self, finding: Finding) -> str | None:
        """The path of the document of a finding; None where it has none."""
        return None if finding.file is None else self.files.get(finding.file, finding.file)


@dataclass(frozen=True)
class ReportFormat:
    """One format: its id, the suffixes of a file that choose it, what people call it, and its writer."""

    id: str
    suffixes: tuple[str, ...]
    title: str
    write: Callable[[Checked], bytes]


def report_names() -> tuple[str, ...]:
    """The ids of all formats, in order: the names of the modules of this package. Loads none of them."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def report_formats() -> tuple[ReportFormat, ...]:
    """All formats, in the order of their ids. Raises EngineError where two take the same suffix."""
    found = tuple(map(_load, report_names()))
    suffixes = [suffix for item in found for suffix in item.suffixes]
    for suffix in suffixes:
        if suffixes.count(suffix) > 1:
            raise EngineError(f"two report formats take {suffix}", remedy="Give one of them another suffix.")
    return found


def report_format(name: str | None, output: str | None = None) -> ReportFormat:
    """The format of that name; else the one whose suffix, the longest, ends the name of the output; else text.

    Raises UsageError where there is none.
    """
    if name is None and output in (None, "-"):
        name = "text"
    if name is not None:
        if name not in report_names():
            raise UsageError(f"no report format {name!r}", remedy=nearest(name, report_names()))
        return _load(name)
    known = report_formats()
    ends = [(len(suffix), item.id) for item in known for suffix in item.suffixes if str(output).lower().endswith(suffix)]
    if not ends:
        suffixes = ", ".join(suffix for item in known for suffix in item.suffixes)
        raise UsageError(f"no report format for {output}", remedy=f"Name it with --format, or end the file's name in one of {suffixes}")
    return _load(max(ends)[1])


def _load(name: str) -> ReportFormat:
    item = getattr(importlib.import_module(f"{__name__}.{name}"), "FORMAT", None)
    if not isinstance(item, ReportFormat) or item.id != name:
        raise EngineError(f"ropa/render/reports/{name}.py has no FORMAT of its name", remedy="Every module there is one format.")
    return item
