"""Findings in the words and the order in which people read them: graded, grouped, and which fixes come first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ropa.form import in_cell
from ropa.model import Finding, Report
from ropa.words import Words

GRADES = ("required", "faulty", "should", "good", "tension", "cut-off", "not-from-this-document", "not-in-this-extract")
RANK = {"violation": 0, "warning": 1, "info": 2}
FIRST_FIXES = 3


def grade_of(finding: Finding) -> str:
    """The grade of a finding: one of GRADES, whose words are ``grade.<grade>`` of words.csv."""
    if finding.blameless or finding.status == "cut-off":
        return finding.status
    if finding.kind in ("tension", "contradiction"):
        return "tension"
    if finding.kind == "faulty" and finding.severity.lower() == "violation":
        return "faulty"
    return {"violation": "required", "warning": "should"}.get(finding.severity.lower(), "good")


def article_of(*findings: Finding) -> str:
    """How the article of a finding, or the articles of several, are cited, each once; see `cited`."""
    return cited("; ".join(dict.fromkeys(part for finding in findings for part in finding.article.split("; "))))


def cited(article: str) -> str:
    """``Art. 13(2)(b); 21(4)`` of the GDPR; another law stands before its articles: ``2002/58 Art. 13(1); 13(2)``.

    >>> cited("13(1)(c); 2002/58 5(3)")
    'Art. 13(1)(c); 2002/58 Art. 5(3)'
    """
    said, before = [], None
    for part in article.split("; ") if article else ():
        law, _, number = part.rpartition(" ")
        said.append(number if law == before else f"{law} Art. {number}".lstrip())
        before = law
    return "; ".join(said)


def place_of(finding: Finding) -> str:
    """``register.yaml:14``, ``register.xlsx › Sheet1!B7``; empty where the finding has no file."""
    if finding.file and finding.cell:
        return in_cell(finding.file, finding.cell)
    return f"{finding.file}:{finding.line}" if finding.file and finding.line else finding.file or ""


def said_of(finding: Finding) -> str:
    """A finding on one line: whose, about what, what is missing, under which article."""
    names = dict.fromkeys(name for name in (_controller(finding), finding.labels.get("about") or finding.about) if name)
    return f"{', '.join(names)}: {finding.message} ({article_of(finding)})"


def decision_line(words: Words, finding: Finding) -> str:
    """What people decided about a finding, on one line; empty where they decided nothing."""
    decision = finding.decision
    if decision is None:
        return ""
    until = f", {words('footing.until', decision.until.isoformat())}" if decision.until else ""
    by = ", ".join(part for part in (decision.by, decision.on.isoformat()) if part)
    return f"{words('report.decision')}: {words('decision.' + decision.state)}{until}: {decision.reason} ({by})"


def tally(findings: Iterable[Finding]) -> tuple[tuple[str, int], ...]:
    """(grade, how many) of each grade that occurs, in the order of GRADES."""
    grades = [grade_of(finding) for finding in findings]
    return tuple((grade, grades.count(grade)) for grade in GRADES if grade in grades)


@dataclass(frozen=True)
class Ran:
    """A rule that ran, as people read it: what it is about, and how much it found; what cannot be filled is counted apart."""

    id: str
    title: str
    article: str
    applied: int
    findings: int
    hints: int


def rules_of(report: Report) -> tuple[Ran, ...]:
    """The rules of a report in its order."""
    hints = Counter(finding.rule for finding in report.findings if finding.blameless)
    return tuple(
        Ran(rule.id, rule.title or rule.id, cited(rule.article), rule.applied, max(rule.findings - hints[rule.id], 0), hints[rule.id])
        for rule in report.rules
    )


@dataclass(frozen=True)
class Group:
    """Findings of one rule and one grade about one controller: one heading, then the places.

    `message` and `remedy` are those that all of them share; None where each has its own.
    """

    rule: str
    title: str
    grade: str
    article: str
    message: str | None
    remedy: str | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Party:
    """What was found about one controller: `groups` with the gravest first, and `hints`, which nobody is to be blamed for."""

    name: str
    groups: tuple[Group, ...]
    hints: tuple[Group, ...]

    @property
    def hint_count(self) -> int:
        """How many items the documents cannot fill."""
        return sum(len(group.findings) for group in self.hints)


@dataclass(frozen=True)
class Fix:
    """One thing to do, and the findings that it would close."""

    controller: str
    remedy: str
    closes: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """The name of the rule."""
        return self.closes[0].labels.get("rule") or self.closes[0].rule

    @property
    def article(self) -> str:
        """The articles it comes under."""
        return article_of(*self.closes)


def by_controller(findings: Iterable[Finding]) -> tuple[Party, ...]:
    """The findings by controller, in the order of their names; within each by rule."""
    ordered = sorted(findings, key=lambda item: (_controller(item), item.controller or ""))
    found = []
    for _, each in groupby(ordered, key=lambda item: (_controller(item), item.controller or "")):
        items = list(each)
        hints = [item for item in items if item.blameless]
        real = [item for item in items if not item.blameless]
        found.append(Party(_controller(items[0]), _groups(real), _groups(hints)))
    return tuple(found)


def is_open(finding: Finding) -> bool:
    """Whether a finding waits for somebody: not a hint, and nobody has decided about it (what has run out is no decision)."""
    return finding.kind != "hint" and finding.decision is None


def first_fixes(findings: Iterable[Finding], limit: int = FIRST_FIXES) -> tuple[Fix, ...]:
    """The fixes that would close the most findings, most first.

    One fix is one remedy of one rule for one controller: the same words to add, though perhaps in several places. Where
    a remedy names a party or a paper, it counts for that party or paper alone; passages that do not sit well together are
    each a fix of their own, and left out here. Only what is open is counted. Of fixes that close as many, the graver comes first.
    """
    keyed: dict[tuple[str, str, str], list[Finding]] = {}
    for item in (finding for finding in findings if is_open(finding) and grade_of(finding) != "tension"):
        keyed.setdefault((_controller(item), item.rule, item.remedy), []).append(item)
    ranked = sorted(keyed.items(), key=lambda pair: (-len(pair[1]), min(RANK[item.severity] for item in pair[1]), pair[0]))
    return tuple(Fix(controller, remedy, tuple(items)) for (controller, _rule, remedy), items in ranked[:limit])


def _controller(finding: Finding) -> str:
    return finding.labels.get("controller") or finding.controller or ""


def _groups(findings: Sequence[Finding]) -> tuple[Group, ...]:
    def key(item: Finding) -> tuple[int, int, str]:
        return (RANK[item.severity], GRADES.index(grade_of(item)), item.rule)

    def place(item: Finding) -> tuple[str, int, str, str, str]:
        return (item.file or "", item.line or 0, item.cell or "", item.about, item.id)

    found = []
    for _, each in groupby(sorted(findings, key=lambda item: (key(item), place(item))), key=key):
        items = tuple(each)
        lead = items[0]
        found.append(
            Group(
                rule=lead.rule,
                title=lead.labels.get("rule") or lead.rule,
                grade=grade_of(lead),
                article=article_of(*items),
                message=lead.message if len({item.message for item in items}) == 1 else None,
                remedy=lead.remedy if len({item.remedy for item in items}) == 1 else None,
                findings=items,
            )
        )
    return tuple(found)
