"""The page to look around in: pictures, activities and filters put together from a register."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from ropa.export import Export, Format
from ropa.export.flow import Item, columns, units
from ropa.export.network import clean
from ropa.export.stats import stats
from ropa.export.view import Said as Statement
from ropa.export.views import Drawing, Options, draw, row_anchor, row_link, views
from ropa.export.views.transfers import transfers
from ropa.namespaces import DCTERMS, RDF, ROPA, SH, SKOS, local_name
from ropa.render.browse import Browse, Card, Facet, Panel, Said, browse_html

_IRI = re.compile(r"(?:https?|urn):[^\s<>\"{}|\\^`\x00-\x20]+")
FACETS = ("controller", "purpose", "data", "recipient", "country", "status")
APART = 12
"""With so many controllers at most, each has pictures of its own in the page."""


def browse(export: Export) -> bytes:
    """The page in the language of the labels, as HTML."""
    return browse_html(browse_page(export), export.labels.lang).encode()


def browse_page(export: Export) -> Browse:
    """What the page shows."""
    return _Page(export).page()


PAGE = Format("html", (".html", ".htm"), "one page to look around in, offline", "page", browse)


class _Page:
    def __init__(self, export: Export) -> None:
        self.export = export
        self.words = export.words
        self.view = export.view
        self.tokens: dict[tuple[str, str], str] = {}
        self.labels: dict[str, str] = {}
        self.of_activity: dict[str, set[str]] = {}
        self._facets()

    def page(self) -> Browse:
        """Everything put together."""
        export, owners = self.export, set(self.view.owner)
        by_subject: dict[str, list[Statement]] = {}
        for _, found in sorted(self.view.said.items()):
            for said in found:
                by_subject.setdefault(said.subject, []).append(said)
        order = [iri for controller in self.view.controllers for iri in (controller, *self.view.activities(controller))]
        self.numbers = {iri: place for place, iri in enumerate(order)}
        cards = tuple(self._card(iri, by_subject.get(iri, [])) for iri in order)
        others = sorted((iri for iri in by_subject if iri not in owners), key=lambda iri: (self._label(iri), iri))
        return Browse(
            title=clean(export.title),
            clocks=export.clocks,
            law_known_until=export.law_known_until,
            panels=tuple(self._panels()),
            cards=cards,
            things=tuple(self._card(iri, by_subject[iri]) for iri in others),
            facets=tuple(self._options(cards)),
            stats=stats(export),
            fictional=export.fictional,
        )

    # -- pictures --------------------------------------------------------------------------------------------------
    def _panels(self) -> Iterator[Panel]:
        known = {local_name(iri): iri for iri in self.view.controllers}
        several = 1 < len(known) <= APART
        for name, view in views().items():
            alone = known if several and "controller" in view.takes else {}
            own = tuple((self.tokens["controller", iri], self._label(iri), self._draw(name, key)) for key, iri in sorted(alone.items()))
            yield Panel(name, self.words(f"view.{name}"), self._draw(name), own, self._counts)

    def _draw(self, name: str, controller: str = "") -> Drawing:
        return draw(name, self.export, Options(controller=controller, href=row_link, tokens=self._tokens, live=True))

    def _counts(self, drawing: Drawing) -> str:
        """What a picture counts, for the script: the number of the card of each item, and of a transfer what it can be filtered by."""
        found = []
        for item in drawing.items:
            own = [self._tokens([thing]) for thing in item.things]
            status = [f"={code}" for facet, code in item.things if facet == "status"]
            found.append(",".join(filter(None, (str(self.numbers[item.activity]), *status, "=possible" if item.possible else "", *own))))
        return " ".join(found)

    # -- filters ---------------------------------------------------------------------------------------------------
    def _facets(self) -> None:
        for unit in units(self.export):
            places = [country for _, country in unit.recipients if country.label]
            found = [unit.controller, *unit.reasons], unit.data, [to for to, _ in unit.recipients], places
            self._has(unit.activity, "controller", [unit.controller])
            self._has(unit.activity, "purpose", unit.reasons)
            for facet, items in zip(("data", "recipient", "country"), found[1:], strict=True):
                self._has(unit.activity, facet, items)
        for item in transfers(self.export, Options()):
            status = Item(item.status, self.words(f"view.status.{item.status}"))
            self._has(item.activity or item.controller, "status", [status])
        for activity, controller in self.view.owner.items():
            self._has(activity, "controller", [Item(controller, self._label(controller))])
        for activity in list(self.of_activity):  # a heading answers to what its parts answer to
            for above in self.view.lineage(activity):
                self.of_activity.setdefault(above, set()).update(self.of_activity[activity])

    def _has(self, activity: str, facet: str, items: Iterable[Item]) -> None:
        for item in items:
            token = self.tokens.setdefault((facet, item.id), f"{facet[0]}{len(self.tokens)}")
            self.labels[token] = clean(item.label)
            self.of_activity.setdefault(activity, set()).add(token)

    def _tokens(self, things: Iterable[tuple[str, str]]) -> str:
        """The tokens of what a drawn part stands for: of a party those of the organisation behind it, of an activity its purposes and data."""
        found: set[str] = set()
        for facet, thing in things:
            names = (thing, self.view.behind(thing)) if facet == "recipient" else (thing,)
            found |= {self.tokens[facet, name] for name in names if (facet, name) in self.tokens}
            if facet == "activity":
                found |= self.of_activity.get(thing, set()) & self.wide
        return " ".join(sorted(found))

    @cached_property
    def wide(self) -> frozenset[str]:
        """The tokens of purposes and data."""
        return frozenset(token for (facet, _), token in self.tokens.items() if facet in ("purpose", "data"))

    def _options(self, cards: tuple[Card, ...]) -> Iterator[Facet]:
        _, purpose, data, recipient, country = columns(self.export)
        headings = dict(zip(FACETS, (self.words("controller"), purpose, data, recipient, country, self.words("view.status")), strict=True))
        for facet in FACETS:
            found = [token for (name, _), token in self.tokens.items() if name == facet]
            options = [(token, self.labels[token], sum(token in card.tokens for card in cards)) for token in found]
            if options:
                yield Facet(facet, headings[facet], tuple(sorted(options, key=lambda option: (option[1], option[0]))))

    # -- activities ------------------------------------------------------------------------------------------------
    def _card(self, iri: str, found: list[Statement]) -> Card:
        owner = self.view.owner.get(iri, "")
        above = [self._label(each) for each in list(self.view.lineage(iri))[1:]] + ([self._label(owner)] if owner else [])
        label = self.words("flow.general-activity").capitalize() if iri == owner else self._label(iri)
        whole = self.view.parents.get(iri, "")
        return Card(
            self._anchor(iri),
            label,
            tuple(reversed(above)),
            self._language(iri if iri != owner else ""),
            tuple(sorted(self.of_activity.get(iri, ()))),
            tuple(self._said(item) for item in found),
            self._anchor(whole) if whole else "",
        )

    def _anchor(self, iri: str) -> str:
        return "a-" + "-".join(iri.removeprefix(self.export.base).split("/"))

    def _said(self, item: Statement) -> Said:
        how = "" if item.modality == "stated" else self.words(f"modality.{item.modality}")
        how = ", ".join(filter(None, (how, self.words("condition", item.condition) if item.condition else "")))
        name = self.view.predicate_name(item.predicate, self.export.labels.lang)
        value = self._parts(item.value) if self._is_node(item.value) else self._value("", item.value)
        written = self.view.text(item.iri, ROPA("writtenAt"))
        return Said(row_anchor(item.iri), name, clean(value), clean(how), clean(item.quote), written)

    def _parts(self, node: str) -> str:
        """The parts of an n-ary value, each with its name, in the order of their fields; the first, what it is about, without."""
        found = []
        for kind in self.view.iris(node, RDF("type")):
            for order, name, path, field in self.fields.get(kind, ()):
                values = [self._value(field, item.value) for item in self.view.objects(node, ox.NamedNode(path))]
                found += [(order, name, ", ".join(values))] if values else []
        said = [f"{name}: {text}" if place else text for place, (_, name, text) in enumerate(dict.fromkeys(sorted(found)))]
        return "; ".join(said) or self._label(node)

    def _value(self, field: str, value: str) -> str:
        """A thing by its label, a code of a field by its word, a text as it is."""
        if self._is_thing(value):
            return self._label(value)
        return self.words.code(field, value) if f"code.{field}.{value}" in self.words or f"code.{value}" in self.words else value

    @cached_property
    def fields(self) -> dict[str, list[tuple[float, str, str, str]]]:
        """The fields of each class: their order, name, property and id."""
        found: dict[str, list[tuple[float, str, str, str]]] = {}
        for field, path in self.view.links(SH("path")):
            names = {item.language: item.value for item in self.view.objects(field, SH("name")) if isinstance(item, ox.Literal)}
            name = names.get(self.export.labels.lang) or names.get("en", local_name(path))
            for kind in self.view.iris(field, ROPA("fieldOf")):
                found.setdefault(kind, []).append((float(self.view.text(field, SH("order")) or "inf"), name, path, local_name(field)))
        return found

    def _is_thing(self, value: str) -> bool:
        """Whether a value is an IRI that something is said of, or that has a name of its own."""
        return bool(_IRI.fullmatch(value)) and self._is_described(value)

    def _is_node(self, value: str) -> bool:
        """Whether a value has parts, each of which may be said in its own way."""
        return bool(_IRI.fullmatch(value)) and bool(self.view.text(value, ROPA("modality")))

    def _is_described(self, value: str) -> bool:
        return self._label(value) != local_name(value) or self.view.is_described(value)

    def _language(self, iri: str) -> str:
        """The language of a document's own words."""
        labels = (item for name in (SKOS("prefLabel"), DCTERMS("title")) for item in self.view.objects(iri, name)) if iri else ()
        return next((item.language for item in labels if isinstance(item, ox.Literal) and item.language), "")

    def _label(self, iri: str) -> str:
        return clean(self.export.labels.of(iri)).strip() or iri
