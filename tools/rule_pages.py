"""A page for each rule, from its file and its cases: what it asks, of whom, what fails, what looks alike and passes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from ropa.check import Rule, read_rules
from ropa.words import Words

CASES = Path(__file__).parent.parent / "tests" / "cases" / "shapes"
GRADES = {"violation": "Required by law, missing", "warning": "Should be stated", "info": "Good practice"}
CONTEXT = 2


def index() -> Iterator[str]:
    """The page that lists all rules."""
    yield from ("# Rules", "", "Each is one file, `ontology/shapes/<id>.ttl`, in SHACL Core; a workspace adds its own in `shapes/`. `ropa check` applies them.", "")
    yield from ("A document of a kind that a rule is no duty of gets no finding from it, at most a hint: *cannot be filled from this document*.", "")
    yield "| rule | article | applies to | grade |"
    yield "|---|---|---|---|"
    for rule in read_rules():
        yield f'| <a id="{rule.id}"></a>[{rule.labels["en"]}](rules/{rule.id}.md) `{rule.id}` | {rule.article} | {", ".join(sorted(rule.applies_to))} | {GRADES[rule.severity]} |'
    yield ""


def rule_pages() -> dict[str, Rule]:
    """The pages by name."""
    return {f"rules/{rule.id}": rule for rule in read_rules()}


def page(rule: Rule) -> Iterator[str]:
    """One rule's page."""
    words = Words("en")
    article = rule.article if rule.article[:2] == "20" else f"Art. {rule.article}"
    yield from (f"# {rule.labels['en']}", "", f"`{rule.id}` · {article} · [source]({rule.source}) · [all rules](../rules.md)", "")
    yield from (f"> {rule.messages['en']}", "")
    yield from (f"- **Asked of**: {', '.join(sorted(rule.applies_to))}", f"- **Grade**: {GRADES[rule.severity]} ({rule.kind}, {words.code('status', rule.status)})")
    yield from (f"- **How to put it right**: {rule.remedies['en']}", f"- **Why**: {rule.why}", "")
    folder = CASES / rule.id
    innocent = [path for path in folder.glob("*.ttl") if path.stem.startswith("innocent")]
    failing = [path for path in folder.glob("*.ttl") if path.stem != "complete" and path not in innocent]
    for title, paths in (("A document that fails", failing), ("One that looks alike and passes", innocent)):
        path = min(paths, key=lambda each: (len(list(_difference(folder / "complete.ttl", each))), each.stem), default=None)
        if path is not None:
            yield from (f"## {title}", "", f"Against a complete document ([all cases](../../tests/cases/shapes/{rule.id})), {_said(path)}:", "", "```diff", *_difference(folder / "complete.ttl", path), "```", "")


def _said(path: Path) -> str:
    """``guilty-name-only`` gives *name only*."""
    words = path.stem.removeprefix("guilty").removeprefix("innocent").strip("-").replace("-", " ")
    return f"*{words}*" if words else "what is there and what is not"


def _difference(complete: Path, other: Path) -> Iterator[str]:
    """The lines that differ, without prefixes, with a little around them."""
    texts = [[line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("@prefix")] for path in (complete, other)]
    for line in list(difflib.unified_diff(*texts, n=CONTEXT, lineterm=""))[2:]:
        yield "…" if line.startswith("@@") else line
