"""Checks beyond one report: what an assumption changes, what is new against a baseline, and why a finding is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ropa.errors import UsageError
from ropa.model import Finding, Report, RuleRun, Scope
from ropa.namespaces import RDF, local_name
from ropa.register.core import EVERYTHING, Register

if TYPE_CHECKING:
    from ropa.baseline import Baseline
    from ropa.infer.explain import Explanation

FINDING = re.compile(r"[0-9a-f]{6,16}")


@dataclass(frozen=True)
class Reasons:
    """A finding with its rule, and why the shape looked at what it looked at and was not satisfied."""

    finding: Finding
    rule: RuleRun
    facts: tuple[Explanation, ...]


def check_assuming(register: Register, lang: str = "en", scope: Scope = EVERYTHING) -> Report:
    """What the assumptions of a register change: the findings that appear with them, and those that go. Raises as `check`."""
    from ropa.baseline import difference

    without = Register.open(register.workspace.folder, register.clocks, (), register.workspace.profile, store=register.store)
    return difference(without.check(lang, scope), register.check(lang, scope))


def check_against(register: Register, baseline: Baseline, lang: str = "en", scope: Scope = EVERYTHING) -> Report:
    """A check in which each finding that the baseline has not says what brought it: an edit, time, the law or the rules."""
    from ropa.baseline import compare_to

    now = register.check(lang, scope)
    then = now if baseline.clocks == register.clocks else register.at(baseline.clocks).check(lang, scope)
    return compare_to(baseline, then, now)


def explain_finding(register: Register, name: str, lang: str = "en") -> Reasons:
    """Why a finding is there: its rule, and the facts about its focus that the rule reads, down to their words.

    `name` is the finding's id or its beginning. Raises UsageError where no finding, or more than one, has it.
    """
    report = register.check(lang)
    found = [finding for finding in report.findings if finding.id.startswith(name)]
    if len(found) != 1:
        remedy = "`ropa check --format json` gives the ids."
        raise UsageError(f"{name!r} is the id of {len(found) or 'no'} finding{'s' if len(found) > 1 else ''}", remedy=remedy)
    finding = found[0]
    rule = next(run for run in report.rules if run.id == finding.rule)
    return Reasons(finding, rule, _facts(register, finding, lang) if finding.focus else ())


def _facts(register: Register, finding: Finding, lang: str) -> tuple[Explanation, ...]:
    """The facts about the focus whose properties the shape names, and what it is."""
    from ropa.check import chosen_rules
    from ropa.infer.explain import Explainer

    (rule,) = chosen_rules(register.workspace.folder, (finding.rule,))
    named = {str(term) for term in rule.shape.all_nodes()} | {RDF("type").value}
    explainer = Explainer(register.dataset, {item.id: item for item in register.inferences}, register.labels(lang))
    said = {quad.predicate.value for quad in register.dataset.quads(explainer.find(finding.focus)) if quad.predicate.value in named}
    return tuple(fact for predicate in sorted(said) for fact in explainer.explain(finding.focus, local_name(predicate)))
