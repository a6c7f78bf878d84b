"""The sheet of Art. 13 and 14 GDPR: of each thing a notice has to say, what was found, what is denied, and of what there is no evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ropa.reading.likeness import Sentences, excerpt
from ropa.reading.proposals import Proposal
from ropa.reading.text import Text

FOUND, DENIED, NOTHING = "found", "denied", "no-evidence"
Item = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One thing Art. 13 or 14 asks a notice to say: its id, its place in the law, and which proposals say it.

    Without fields nothing looks for it, and only the likeliest sentences are shown.
    """

    id: str
    law: str
    fields: tuple[str, ...] = ()
    only: tuple[str, tuple[str, ...]] | None = None

    def said_by(self, proposal: Proposal) -> bool:
        """Whether a proposal says it."""
        if proposal.field not in self.fields:
            return False
        return self.only is None or (str(proposal.value.get(self.only[0], "")) in self.only[1] if self.only[1] else self.only[0] in proposal.value)


def _right(term: str) -> tuple[str, tuple[str, ...]]:
    return "right", (term,)


ASKED = (
    Asked("controller", "Art. 13(1)(a), 14(1)(a)", ("controller",)),
    Asked("dpo", "Art. 13(1)(b), 14(1)(b)", ("contacts",), ("kind", ("dpo",))),
    Asked("purposes", "Art. 13(1)(c), 14(1)(c)", ("purpose",)),
    Asked("legal-basis", "Art. 13(1)(c), 14(1)(c)", ("legal_basis",)),
    Asked("interests", "Art. 13(1)(d), 14(2)(b)", ("legal_basis",), ("interest", ())),
    Asked("data", "Art. 14(1)(d)", ("data",)),
    Asked("recipients", "Art. 13(1)(e), 14(1)(e)", ("discloses",)),
    Asked("transfers", "Art. 13(1)(f), 14(1)(f)", ("transfers",)),
    Asked("retention", "Art. 13(2)(a), 14(2)(a)", ("retention",)),
    Asked("access", "Art. 13(2)(b), 14(2)(c)", ("rights",), _right("eu-gdpr:A15")),
    Asked("rectification", "Art. 13(2)(b), 14(2)(c)", ("rights",), _right("eu-gdpr:A16")),
    Asked("erasure", "Art. 13(2)(b), 14(2)(c)", ("rights",), _right("eu-gdpr:A17")),
    Asked("restriction", "Art. 13(2)(b), 14(2)(c)", ("rights",), _right("eu-gdpr:A18")),
    Asked("portability", "Art. 13(2)(b), 14(2)(c)", ("rights",), _right("eu-gdpr:A20")),
    Asked("objection", "Art. 13(2)(b), 14(2)(c)", ("rights",), _right("eu-gdpr:A21")),
    Asked("withdrawal", "Art. 13(2)(c), 14(2)(d)", ("rights",), _right("eu-gdpr:A7-3")),
    Asked("complaint", "Art. 13(2)(d), 14(2)(e)", ("rights",), _right("eu-gdpr:A77")),
    Asked("must-provide", "Art. 13(2)(e)"),
    Asked("automated", "Art. 13(2)(f), 14(2)(g)", ("automated",)),
    Asked("source", "Art. 14(2)(f)", ("sources",)),
)


def sheet(text: Text, proposals: Sequence[Proposal], words: Callable[[str], str], queries: Mapping[str, str]) -> Item:
    """The sheet as plain data (schema ``ropa-sheet/1``): of each thing its state, its quotes, or the five likeliest sentences.

    `words` gives the name of a thing by its id, `queries` the words it is usually said with in the text's language.
    """
    rated = Sentences(text)
    rows = [_row(text, each, proposals, rated, queries.get(each.id, "")) | {"name": words(each.id)} for each in ASKED]
    return {"schema": "ropa-sheet/1", "document": text.name, "language": text.language, "rows": rows}


def _row(text: Text, asked: Asked, proposals: Sequence[Proposal], rated: Sentences, query: str) -> Item:
    said = [each for each in proposals if asked.said_by(each)]
    affirmed = [each for each in said if each.how != "denied"]
    state = FOUND if affirmed else DENIED if said else NOTHING
    spans = dict.fromkeys((each.start, each.end) for each in affirmed or said)
    quotes = [{"text": text.text[start:end], "at": start, "how": _how(said, start, end)} for start, end in spans]
    likely = excerpt(text, rated.likest(query)) if state == NOTHING else []
    return {"id": asked.id, "law": asked.law, "state": state, "looked-for": bool(asked.fields), "quotes": quotes, "likeliest": likely}


def _how(said: Sequence[Proposal], start: int, end: int) -> str:
    return next(each.how for each in said if (each.start, each.end) == (start, end))
