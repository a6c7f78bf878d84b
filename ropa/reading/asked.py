"""The sheet of Art. 13 and 14 GDPR: of each thing a notice has to say, what was found, what is denied, and of what there is no evidence.

It is made from the draft: what a person rejected is left out, what a person wrote is in. Whether a thing is told completely is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from ropa.reading.likeness import Sentences, excerpt
from ropa.reading.placing import LISTS, SECTIONS, placed, stands_in, state_of, value_of, walked
from ropa.reading.text import Text

FOUND, DENIED, NOTHING = "found", "denied", "no-evidence"
REACHED = ("address", "email", "phone")
LETTERS = re.compile(r"[\W_]+")
Item = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One thing Art. 13 or 14 asks a notice to say: its id, its place in the law, and which statements say it.

    A statement says it whose field is `field`, whose value has what `when` says, one of the keys `has` where there are any, and under
    them nothing that begins with `but`. `looks` is what an extractor that looks for it reads (see `Extractor.reads`).
    """

    id: str
    law: str
    field: str = ""
    when: tuple[str, str] | None = None
    has: tuple[str, ...] = ()
    but: str = ""

    @property
    def looks(self) -> frozenset[str]:
        """What an extractor that looks for it reads."""
        if self.when and self.when[0] == "kind":
            return frozenset({f"{self.field}.kind={self.when[1]}"})
        return frozenset(f"{self.field}.{key}" for key in self.has) or frozenset({self.field})

    def said_by(self, name: str, value: Mapping[str, Any]) -> bool:
        """Whether a statement of a field says it."""
        if not self.field or name != self.field or (self.when and value_of(value.get(self.when[0])) != self.when[1]):
            return False
        told = [value_of(value[key]) for key in self.has if value.get(key)]
        return not self.has or any(not self.but or not each.startswith(self.but) for each in told)


def _right(name: str, law: str, term: str) -> Asked:
    return Asked(name, law, "rights", ("right", term))


ASKED = (
    Asked("controller", "Art. 13(1)(a), 14(1)(a)", "controller", has=("name",)),
    Asked("controller-contact", "Art. 13(1)(a), 14(1)(a)", "controller", has=REACHED),
    Asked("representative", "Art. 13(1)(a), 14(1)(a), 27", "contacts", ("kind", "representative")),
    Asked("dpo", "Art. 13(1)(b), 14(1)(b)", "contacts", ("kind", "dpo"), (*REACHED, "url", "via")),
    Asked("purposes", "Art. 13(1)(c), 14(1)(c)", "purpose"),
    Asked("legal-basis", "Art. 13(1)(c), 14(1)(c)", "legal_basis"),
    Asked("interests", "Art. 13(1)(d), 14(2)(b)", "legal_basis", has=("interest",)),
    Asked("data", "Art. 14(1)(d)", "data"),
    Asked("recipients", "Art. 13(1)(e), 14(1)(e)", "discloses"),
    Asked("transfers", "Art. 13(1)(f), 14(1)(f)", "transfers"),
    # what Art. 49(1), first subparagraph, allows is no safeguard; its second subparagraph is among those to refer to
    Asked("safeguards", "Art. 13(1)(f), 14(1)(f)", "transfers", has=("mechanism",), but="a49-1-"),
    Asked("safeguards-copy", "Art. 13(1)(f), 14(1)(f)", "transfers", has=("document",)),
    Asked("retention", "Art. 13(2)(a), 14(2)(a)", "retention"),
    _right("access", "Art. 13(2)(b), 14(2)(c)", "eu-gdpr:A15"),
    _right("rectification", "Art. 13(2)(b), 14(2)(c)", "eu-gdpr:A16"),
    _right("erasure", "Art. 13(2)(b), 14(2)(c)", "eu-gdpr:A17"),
    _right("restriction", "Art. 13(2)(b), 14(2)(c)", "eu-gdpr:A18"),
    _right("portability", "Art. 13(2)(b), 14(2)(c)", "eu-gdpr:A20"),
    _right("objection", "Art. 13(2)(b), 14(2)(c)", "eu-gdpr:A21"),
    _right("withdrawal", "Art. 13(2)(c), 14(2)(d)", "eu-gdpr:A7-3"),
    _right("complaint", "Art. 13(2)(d), 14(2)(e)", "eu-gdpr:A77"),
    Asked("must-provide", "Art. 13(2)(e)"),
    Asked("automated", "Art. 13(2)(f), 14(2)(g)", "automated"),
    Asked("source", "Art. 14(2)(f)", "sources"),
)


@dataclass(frozen=True)
class Said:
    """A statement of a draft that is not rejected: its field, its value, its quotes, and how it is said."""

    field: str
    value: Mapping[str, Any]
    quotes: tuple[Item, ...]
    how: str


def sheet(text: Text, form: Mapping[str, Any], reads: AbstractSet[str], words: Callable[[str], str], queries: Mapping[str, str]) -> Item:
    """The sheet of a draft as plain data (schema ``ropa-sheet/1``): of each thing its state, its quotes, or the five likeliest sentences.

    `reads` is what its extractors read, `words` gives the name of a thing by its id, `queries` the words it is usually said with in the
    text's language.
    """
    rated, said = Sentences(text), tuple(_said(form))
    rows = []
    for each in ASKED:
        row = {"id": each.id, "law": each.law, **_found(each, said), "looked-for": bool(each.looks & reads), "name": words(each.id)}
        likely = excerpt(text, rated.likest(queries.get(each.id, ""))) if row["state"] == NOTHING else []
        rows.append({**row, "likeliest": likely})
    return {"schema": "ropa-sheet/1", "document": text.name, "language": text.language, "rows": rows}


def _found(asked: Asked, statements: tuple[Said, ...]) -> Item:
    """The state of a thing, and the quotes that make it so: of what is found those that affirm it."""
    said = [each for each in statements if asked.said_by(each.field, each.value)]
    affirmed = [each for each in said if each.how != "denied"]
    found = {(quote["at"], quote["text"]): each.how for each in reversed(affirmed or said) for quote in each.quotes}
    quotes = [{"text": words, "at": at, "how": how} for (at, words), how in sorted(found.items())]
    return {"state": FOUND if affirmed else DENIED if said else NOTHING, "quotes": quotes}


def _said(form: Mapping[str, Any]) -> Iterator[Said]:
    """The statements of a form that are not rejected; the controller's details one by one, short values with the words they rest on."""
    controller = form["controller"]
    own = _quotes(controller)
    for key, raw in controller.items():
        for item in raw if isinstance(raw, list) else [raw]:
            if key not in ("id", "quote", "#") and state_of(item) != "rejected" and not (key == "name" and _unsaid(form, item)):
                yield Said("controller", {key: value_of(item)}, _quotes(item) or own, _how(item))
    inherited: dict[tuple[str, ...], tuple[Item, ...]] = {(key,): () for key in (*LISTS, *SECTIONS)} | {("contacts",): own}
    inherited |= {("activities", str(each["id"])): _quotes(each) for each in walked(form.get("activities") or [])}
    for (home, key, _), item in placed(form):
        value = item if isinstance(item, dict) else {"value": item, "right": item}
        if state_of(item) != "rejected":
            yield Said(key, value, _quotes(item) or inherited[home], _how(item))
            if key == "contacts" and value_of(value.get("kind")) == "controller":
                yield Said("controller", {name: value[name] for name in REACHED if name in value}, _quotes(item) or own, _how(item))


def _unsaid(form: Mapping[str, Any], name: Any) -> bool:
    """Whether a controller's name is not the text's: the draft's stand-in where it names nobody, or one that was given."""
    letters = [LETTERS.sub("", words).casefold() for words in (value_of(name), *(quote["text"] for quote in _quotes(name)))]
    return stands_in(form, name) or (state_of(name) == "proposed" and not any(letters[0] in each for each in letters[1:]))


def _quotes(item: Any) -> tuple[Item, ...]:
    raw = item.get("quote") if isinstance(item, dict) else None
    return tuple(raw if isinstance(raw, list) else [raw] if raw else ())


def _how(item: Any) -> str:
    return str(item.get("modality") or "stated") if isinstance(item, dict) else "stated"
