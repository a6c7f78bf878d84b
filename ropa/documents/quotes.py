"""Quotes in the form, and the Web Annotation targets they become."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from ropa.documents.mint import Mint
from ropa.errors import nearest
from ropa.form import Form, Place, in_cell
from ropa.model import Quote
from ropa.namespaces import OA, RDF, ROPA, XSD

SENTENCE = 40
KEYS = ("text", "at", "line", "prefix", "suffix")


def quotes_of(form: Form, raw: Any, place: Place) -> tuple[Quote, ...]:
    """The quotes of a ``quote:`` key: a string, a mapping ``{text, at}``, or a list of either.

    Raises FormError for anything else.
    """
    if raw is None:
        return ()
    items = raw if isinstance(raw, list) else [raw]
    return tuple(_quote(form, item, (*place, index) if isinstance(raw, list) else place) for index, item in enumerate(items))


def _quote(form: Form, raw: Any, place: Place) -> Quote:
    if isinstance(raw, str) and raw:
        return Quote(raw)
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str) or not raw["text"]:
        raise form.error("a quote is a text, or {text, at}", place, remedy='For example {text: "as long as necessary", at: 1234}')
    for key in raw:
        if key not in KEYS:
            raise form.error(f"unknown key {key!r} in a quote", place, remedy=nearest(key, KEYS))
    numbers: dict[str, int | None] = {}
    for key in ("at", "line"):
        value = raw.get(key)
        if value is not None and not str(value).isdecimal():
            raise form.error(f"{key}: {value!r} is no whole number", place, remedy="`ropa verify --write` fills it.")
        numbers[key] = None if value is None else int(value)
    return Quote(raw["text"], numbers["at"], numbers["line"], raw.get("prefix"), raw.get("suffix"))


def cells_of(form: Form, raw: Any, place: Place) -> tuple[str, ...]:
    """The cells of a ``cell:`` key, as the file calls them (``Sheet1!B7``): a string or a list of strings.

    Raises FormError for anything else.
    """
    cells = raw if isinstance(raw, list) else [] if raw is None else [raw]
    if not all(isinstance(cell, str) and cell for cell in cells):
        raise form.error("a cell is a text such as Sheet1!B7", place, remedy="Write it as the file calls it.")
    return tuple(cells)


def lead_quote(quotes: tuple[Quote, ...]) -> str:
    """The one quote to show where there is room for one: the first that is a sentence's length, else the longest."""
    return next((quote.text for quote in quotes if len(quote.text) >= SENTENCE), max(quotes, key=lambda quote: len(quote.text)).text)


def write_target(
    mint: Mint, version: ox.NamedNode, quotes: tuple[Quote, ...], place: Place, *, cells: tuple[str, ...] = (), file: str = ""
) -> Iterator[tuple[ox.NamedNode, list[ox.Triple]]]:
    """The evidence of a statement: each quote with its two selectors side by side, each cell, or the path in a register."""
    for cell in cells:
        target = mint.path_target(cell)
        yield target, [*_fragment(target, version, cell), ox.Triple(target, ROPA("writtenAt"), ox.Literal(in_cell(file, cell) if file else cell))]
    if not quotes and not cells:
        path = "/".join(str(step) for step in place)
        target = mint.path_target(path)
        yield target, _fragment(target, version, path)
    for quote in quotes:
        target = mint.target(quote)
        yield target, list(_quote_triples(target, version, quote))


def _fragment(target: ox.NamedNode, version: ox.NamedNode, path: str) -> list[ox.Triple]:
    selector = ox.NamedNode(target.value + "#path")
    return [
        ox.Triple(target, RDF("type"), OA("SpecificResource")),
        ox.Triple(target, OA("hasSource"), version),
        ox.Triple(target, OA("hasSelector"), selector),
        ox.Triple(selector, RDF("type"), OA("FragmentSelector")),
        ox.Triple(selector, RDF("value"), ox.Literal(path)),
    ]


def _quote_triples(target: ox.NamedNode, version: ox.NamedNode, quote: Quote) -> Iterator[ox.Triple]:
    text, position = ox.NamedNode(target.value + "#text"), ox.NamedNode(target.value + "#position")
    yield ox.Triple(target, RDF("type"), OA("SpecificResource"))
    yield ox.Triple(target, OA("hasSource"), version)
    yield ox.Triple(target, OA("hasSelector"), text)
    yield ox.Triple(text, RDF("type"), OA("TextQuoteSelector"))
    yield ox.Triple(text, OA("exact"), ox.Literal(quote.text))
    for predicate, words in ((OA("prefix"), quote.prefix), (OA("suffix"), quote.suffix)):
        if words:
            yield ox.Triple(text, predicate, ox.Literal(words))
    if quote.line is not None:
        yield ox.Triple(target, ROPA("line"), _integer(quote.line))
    if quote.at is not None:
        yield ox.Triple(target, OA("hasSelector"), position)
        yield ox.Triple(position, RDF("type"), OA("TextPositionSelector"))
        yield ox.Triple(position, OA("start"), _integer(quote.at))
        yield ox.Triple(position, OA("end"), _integer(quote.at + len(quote.text)))


def _integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=XSD("integer"))
