"""The register as one page to look around in: the pictures, and every activity with what is said of it and the words it came from.

One file that fetches nothing. Its script, our own, finds and filters; without it everything is there to read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from markupsafe import Markup

from ropa.assets import template_text
from ropa.model import Clocks
from ropa.render.page import FOLDER, clocks_line, page_footer, picture_sources, render, style_hash
from ropa.render.stats import Table, tables
from ropa.stats import Stats
from ropa.words import Words


class Column(Protocol):
    """A column of a picture's table; `kind` is ``text``, ``number`` or ``iri``, `follows` what it shows of the items of a row that are left."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def heading(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def follows(self) -> str: ...  # noqa: D102


class Row(Protocol):
    """A row of a picture's table; `of` are the places of the items that it shows."""

    @property
    def cells(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def of(self) -> tuple[int, ...]: ...  # noqa: D102


class Pairs(Protocol):
    """A table of what a picture shows."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def caption(self) -> str: ...  # noqa: D102
    @property
    def columns(self) -> Sequence[Column]: ...  # noqa: D102
    @property
    def rows(self) -> Sequence[Row]: ...  # noqa: D102


class Drawn(Protocol):
    """A picture with its tables; `svg` is well-formed and runs nothing."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def svg(self) -> str: ...  # noqa: D102
    @property
    def tables(self) -> Sequence[Pairs]: ...  # noqa: D102


@dataclass(frozen=True)
class Panel:
    """A picture of the whole register, and the same of each controller, with its token and name.

    `counts` gives what a picture counts, item by item with a space between: the number of its card, and after commas the tokens it answers to and,
    led by ``=``, what it is. Empty where the picture counts nothing.
    """

    id: str
    heading: str
    whole: Drawn
    by_controller: tuple[tuple[str, str, Drawn], ...] = ()
    counts: Callable[[Any], str] = field(default=lambda _drawn: "", repr=False)


@dataclass(frozen=True)
class Said:
    """One statement: what it is about, its value, how firmly it is said, its words, and where they are written."""

    anchor: str
    name: str
    value: str
    how: str
    quote: str
    written_at: str


@dataclass(frozen=True)
class Card:
    """One activity, or what is said of all processing, or of a thing that a document describes.

    `tokens` are the options of the facets that it answers to; `language` is that of its document's words; `within` is the id of the card of the
    activity that it is part of.
    """

    id: str
    label: str
    above: tuple[str, ...]
    language: str
    tokens: tuple[str, ...]
    said: tuple[Said, ...]
    within: str = ""


@dataclass(frozen=True)
class Facet:
    """One list to filter by: its options as token, label and the number of cards."""

    id: str
    heading: str
    options: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Browse:
    """What the page shows. `cards` can be filtered; `things` are the parties that documents describe."""

    title: str
    clocks: Clocks
    law_known_until: str
    panels: tuple[Panel, ...]
    cards: tuple[Card, ...]
    things: tuple[Card, ...]
    facets: tuple[Facet, ...]
    stats: Stats
    fictional: bool = False


def browse_html(page: Browse, lang: str = "en") -> str:
    """The page as one self-contained file."""
    words = Words(lang)
    line = clocks_line(words, page.clocks, page.law_known_until)
    script = template_text(FOLDER, "browse.js")
    style = page_footer(line) + "".join(template_text(FOLDER, f"{name}.css") for name in ("picture", "figures", "browse"))
    drawn = [item for panel in page.panels for item in (panel.whole, *(own for _, _, own in panel.by_controller))]
    analysed: tuple[Table, ...] = tables(page.stats, words)
    return render(
        "browse.j2",
        words.lang,
        style,
        page=page,
        clocks=line,
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=style_hash(script),
        picture_styles=picture_sources(item.svg for item in drawn),
        svg=lambda item: Markup(item.svg),  # noqa: S704 - a picture that we drew ourselves
        anchor=_anchor,
        anchors=frozenset(said.anchor for card in (*page.cards, *page.things) for said in card.said),
        analysed=analysed,
    )


def _anchor(iri: str) -> str:
    """The id of a statement's line in the page."""
    return "s-" + iri.rstrip("/").rsplit("/", 1)[-1]
