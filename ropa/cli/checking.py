"""`ropa check`: from parsed arguments to a report in one format and an exit code."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from ropa.cli.commands import assume_option, open_register
from ropa.cli.workbooks import emit_report
from ropa.decisions import FILE as DECISIONS
from ropa.errors import InputError, UsageError
from ropa.model import Clocks, Finding, Report, Scope
from ropa.register import Register
from ropa.render.grades import is_open
from ropa.render.reports import Checked, report_format, report_names
from ropa.sheets import Matrix

SEVERITIES = ("info", "warning", "violation")
FAIL_ON = ("never", *SEVERITIES, "new")


def add_arguments(check: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    check.add_argument(
        "--format",
        choices=report_names(),
        default=None,
        help="text where neither this nor the suffix of -o says another (.json .md .html .csv .xlsx .sarif .xml: JUnit, .ttl: SHACL, .txt)",
    )
    check.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="violation",
        help="exit 1 from this severity (violation), or on what an edit brought (new); hints never fail, nor what a decision in force is about",
    )
    check.add_argument("--baseline", metavar="FILE", help="an earlier JSON report: each finding that it has not says what brought it")
    check.add_argument("--since", metavar="REV", help="the same against the workspace as it stood at a git revision")
    check.add_argument("--explain-upgrade", action="store_true", help="with --baseline: only what changed rules or law tables brought")
    check.add_argument("--profile", metavar="ID", help="what to judge by, in place of the profile that ropa.toml names")
    check.add_argument("--only", action="append", metavar="RULE", help="only these rules: ids joined by commas; may be given several times")
    check.add_argument("--controller", metavar="ID", help="only the documents of this controller")
    check.add_argument(
        "--redact",
        action="store_true",
        help="for logs of CI: leave out quotes and who decided; mask e-mail addresses, telephone numbers, and the names, titles and addresses of "
        "contacts and owners as the documents write them (names of organisations, activities and files stay)",
    )
    check.add_argument("-o", "--output", metavar="FILE")
    check.add_argument(
        "sources", nargs="*", metavar="FILE", help="documents, N-Quads (.nq, .nq.gz) or folders of them, in place of the workspace's documents"
    )
    check.add_argument("--jobs", type=int, default=1, metavar="N", help="with FILE: so many processes (1)")
    check.add_argument("--scheduler", metavar="ADDRESS", help="with FILE: the workers of a Dask scheduler, such as tcp://host:8786")
    assume_option(check)


def check(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """Check the documents; the report is written even where the exit code is 1."""
    if arguments.sources or arguments.endpoint:
        from ropa.cli.collecting import check_many

        return check_many(arguments, folder, clocks)
    if arguments.jobs != 1 or arguments.scheduler:
        raise UsageError("--jobs and --scheduler are for files", remedy="Name the files: ropa check FOLDER --jobs 2")
    form = report_format(arguments.format, arguments.output)
    register = open_register(arguments, folder, clocks)
    scope = Scope(tuple(rule for named in arguments.only or [] for rule in named.split(",") if rule), arguments.controller)
    report = _report(arguments, register, scope)
    failing = frozenset(finding.id for finding in report.findings if fails(finding, arguments.fail_on))
    checked = _checked(register, report, scope, failing)
    emit_report(form, redacted(checked, register) if arguments.redact else checked, register.workspace, arguments.output)
    return 1 if failing else 0


def _report(arguments: argparse.Namespace, register: Register, scope: Scope) -> Report:
    """The report that the arguments ask for: under an assumption, against a baseline, or as it is."""
    from ropa.baseline import read_baseline
    from ropa.cli.revision import baseline_at
    from ropa.register.checks import check_against, check_assuming

    against = [name for name in ("assume", "baseline", "since") if getattr(arguments, name)]
    if len(against) > 1:
        raise UsageError("--" + " and --".join(against) + " do not go together", remedy="Use one at a time.")
    if arguments.fail_on == "new" and against not in (["baseline"], ["since"]):
        raise UsageError("--fail-on new needs something to be new against", remedy="Add --since REV or --baseline FILE.")
    if arguments.explain_upgrade and against != ["baseline"]:
        raise UsageError("--explain-upgrade needs --baseline FILE", remedy="Write one before the upgrade: ropa check -o baseline.json")
    if arguments.assume:
        return check_assuming(register, arguments.lang, scope)
    if not against:
        return register.check(arguments.lang, scope)
    baseline = read_baseline(_text(arguments.baseline), arguments.baseline) if arguments.baseline else baseline_at(register, arguments.since)
    report = check_against(register, baseline, arguments.lang, scope)
    if arguments.explain_upgrade:
        return replace(report, findings=tuple(finding for finding in report.findings if finding.cause in ("rules", "law")))
    return report


def _text(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=name, remedy="Write one with ropa check -o baseline.json") from error


def fails(finding: Finding, threshold: str) -> bool:
    """Whether a finding makes a check fail: hints never do, nor what somebody has decided about and until when it holds.

    ``new`` fails on what an edit brought, of any severity: not on what only time, the law or the rules brought.
    """
    if threshold == "never" or not is_open(finding):
        return False
    return finding.cause == "edit" if threshold == "new" else SEVERITIES.index(finding.severity) >= SEVERITIES.index(threshold)


def _checked(register: Register, report: Report, scope: Scope, failing: frozenset[str]) -> Checked:
    workspace = register.workspace
    return Checked(
        report=report,
        title=workspace.title,
        base=workspace.base,
        files=paths((*workspace.files, workspace.folder / DECISIONS), workspace.folder, Path.cwd()),
        failing=failing,
        matrix=partial(matrix_of, register, report.lang, scope.controller),
    )


def matrix_of(register: Register, lang: str, controller: str | None) -> Matrix:
    """The completeness matrix of a register, or of one controller in it."""
    from ropa.records import build_matrix

    sources = [source for source in register.record_sources() if controller in (None, source.controller_id)]
    records = [register.draw_record(source.controller_id, source.document_id, lang) for source in sources]
    return build_matrix(records, register.clocks, register.law_known_until)


def redacted(checked: Checked, register: Register) -> Checked:
    """A report without people's names, contact details and quotes; see `ropa.render.redact`."""
    from ropa.check.personal import personal_words
    from ropa.render.redact import Redaction

    redaction = Redaction(personal_words(register.dataset))
    draw = checked.matrix

    def matrix() -> Matrix:
        assert draw is not None  # noqa: S101 - for the type checker
        return redaction.matrix(draw())

    return replace(checked, report=redaction.report(checked.report), matrix=matrix if draw else None)


def paths(documents: Iterable[Path], folder: Path, here: Path) -> dict[str, str]:
    """Where other programs find each document, by its file's name: from `here` where it lies below, else from the workspace.

    A name that two documents share is left out: which of them is meant cannot be told.
    """
    found: dict[str, set[str]] = {}
    for document in documents:
        full = document.resolve()
        base = next((base for base in (here.resolve(), folder.resolve()) if full.is_relative_to(base)), full.parent)
        found.setdefault(document.name, set()).add(full.relative_to(base).as_posix())
    return {name: next(iter(places)) for name, places in found.items() if len(places) == 1}
