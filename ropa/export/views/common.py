"""What the views say alike: clocks, titles, numbers of things, and the columns and cells of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ropa.export import Export
from ropa.export.view import clip, unique
from ropa.export.views import Column, Item, Options, Row, Table, row_anchor
from ropa.export.views.transfers import TO_CLARIFY, Transfer
from ropa.namespaces import local_name

WIDTH = 1280
LEFT = 28


def sentence(text: str) -> str:
    """A text with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", "…")) else ".") if text else ""


def described(*texts: str) -> str:
    """Texts as sentences after each other."""
    return " ".join(sentence(text) for text in texts if text)


def counted(export: Export, key: str, count: int) -> str:
    """``view.transfers`` with its number; the singular word, ``view.transfer``, where there is one."""
    return export.words(key.removesuffix("s")) if count == 1 else export.words(key, f"{count:,}".replace(",", "\u202f"))


def tallied(export: Export, items: Iterable[Transfer]) -> list[str]:
    """How many transfers are stated, how many of them are only possible, and how many are to clarify."""
    found = list(items)
    stated = [item for item in found if item.status != TO_CLARIFY]
    possible = sum(item.possible for item in stated)
    maybe = [export.words("view.possible-count", str(possible))] if possible else []
    return [counted(export, "view.transfers", len(stated)), *maybe, export.words("view.to-clarify-count", str(len(found) - len(stated)))]


def counted_items(items: Iterable[Transfer]) -> tuple[Item, ...]:
    """Transfers as what a picture counts."""
    found = []
    for item in items:
        things = (("status", item.status), ("country", item.country), *(("recipient", party) for party in item.importers))
        found.append(Item(item.activity or item.controller, things, item.possible))
    return tuple(found)


def whose(export: Export, options: Options) -> str:
    """Whose picture it is: the name of the one controller that is shown, else the title of the register."""
    only = (iri for iri in export.view.controllers if local_name(iri) == options.controller)
    return next((export.labels.of(iri) for iri in only), export.title)


def narrowed(export: Export, options: Options) -> str:
    """That a picture shows only what a question found; empty where it shows all."""
    return export.words("view.narrowed", options.asked or options.answer.question) if options.answer is not None else ""


def labels(export: Export, iris: Iterable[str]) -> str:
    """The labels of some things, each once, joined."""
    return "; ".join(unique(export.labels.of(iri) for iri in iris))


def columns(export: Export, *keys: str, numbers: Iterable[str] = (), follows: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """Columns by the ends of their words' keys: ``status`` is headed by ``view.status``; ``statement`` holds IRIs; `follows` as in `Column`."""
    kinds, shown = {"statement": "iri"} | dict.fromkeys(numbers, "number"), follows or {}
    return tuple(Column(key.rsplit(".", 1)[-1], export.words(f"view.{key}"), kinds.get(key, "text"), shown.get(key, "")) for key in keys)


def standing(export: Export, item: Transfer) -> str:
    """The law that a transfer stands on, or stands on only if something is so that is not shown."""
    if item.covered or not item.perhaps:
        return labels(export, item.covered)
    return export.words("footing.perhaps", labels(export, item.perhaps))


def certainty(export: Export, item: Transfer) -> str:
    """How firmly a transfer is said."""
    return export.words("view.status.to-clarify" if item.status == TO_CLARIFY else f"modality.{item.modality or 'stated'}")


def place_of(export: Export, item: Transfer) -> str:
    """Where a transfer goes, in words."""
    if item.country:
        return export.labels.of(item.country)
    return clip(item.place, 120) or export.words("view.organisation" if item.organisation else "view.no-country")


def activity_of(export: Export, item: Transfer) -> str:
    """The activity of a transfer, or that it is said of all processing."""
    return export.labels.of(item.activity) if item.activity else export.words("view.said-generally")


def transfer_table(export: Export, items: Iterable[Transfer], name: str, caption: str) -> Table:
    """Every transfer, one row each."""
    keys = ("controller", "activity", "exporter", "importer", "place", "status", "certainty", "standing", "since", "until", "quote", "statement")
    rows = []
    for place, item in enumerate(items):
        cells = (
            export.labels.of(item.controller),
            activity_of(export, item),
            export.labels.of(item.exporter),
            labels(export, item.importers),
            place_of(export, item),
            export.words(f"view.status.{item.status}"),
            certainty(export, item),
            standing(export, item),
            item.since,
            item.until,
            item.quote,
            item.statement,
        )
        rows.append(Row(cells, row_anchor(item.statement) if item.statement else "", (place,)))
    return Table(name, caption, columns(export, *keys), anchored_once(rows))


def anchored_once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows, an anchor only at the first that has it: an ``id`` stands once in a page."""
    seen: set[str] = set()
    found = []
    for row in rows:
        found.append(replace(row, anchor="" if row.anchor in seen else row.anchor))
        seen.add(row.anchor)
    return tuple(found)
