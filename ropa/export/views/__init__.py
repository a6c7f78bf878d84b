"""The views: one picture each, with the table of what it shows.

Each module of this package that has a ``VIEW`` is one view; the others are helpers. A new file is a new view with no other
change, also on an extended ``__path__``. A view is a function from an `Export` and `Options` to a `Drawing`; the same export
and options give the same drawing.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ropa.errors import EngineError, UsageError, nearest
from ropa.export import Export
from ropa.model import Answer


def statement_iri(iri: str) -> str:
    """Where a statement's link leads when nothing else is said: to the statement itself."""
    return iri


def no_tokens(things: Iterable[tuple[str, str]]) -> str:  # noqa: ARG001 - the signature is that of `Options.tokens`
    """The tokens of things where nothing filters: none."""
    return ""


def row_anchor(iri: str) -> str:
    """The id of the row of a statement in a page that shows the picture and its tables: ``s-`` and the end of its IRI."""
    return "s-" + iri.rstrip("/").rsplit("/", 1)[-1]


def row_link(iri: str) -> str:
    """The link to the row of a statement in the same page."""
    return "#" + row_anchor(iri)


@dataclass(frozen=True)
class Options:
    """What is asked of a view; a view takes what concerns it.

    `controller` is the id of one controller, empty for all. `of` names a thing (an id, a label or an IRI) and `hops` how far
    around it to look. `answer` narrows a picture to what a question found, `asked` being the question's title. `href` gives
    the target of a statement's link, and `tokens` what a drawn part can be filtered by: of what it stands for, pairs of a facet
    (``controller``, ``activity``, ``purpose``, ``data``, ``recipient``, ``country``, ``status``) and an IRI or a code. `live` says that the
    picture stands in a page that filters: its parts then carry what they count.
    """

    controller: str = ""
    of: str = ""
    hops: int = 2
    answer: Answer | None = None
    asked: str = ""
    href: Callable[[str], str] = statement_iri
    tokens: Callable[[Iterable[tuple[str, str]]], str] = no_tokens
    live: bool = False

    def counting(self, items: Iterable[int]) -> str | None:
        """The attribute of a part that stands for some of `Drawing.items`, by their places; none where nothing filters."""
        return " ".join(str(item) for item in items) if self.live else None


@dataclass(frozen=True)
class Column:
    """One column of a table: a key that stays the same in every language, the heading that people read, and what stands in it.

    `kind` is ``text``, ``number`` or ``iri``. `follows` says what of a row's items the column shows, where a page filters them: of a number
    ``all``, ``stated``, ``possible`` or ``to-clarify``; of names ``activity`` or ``controller``, or a column of the table whose rows are the items.
    """

    key: str
    heading: str
    kind: str = "text"
    follows: str = ""


@dataclass(frozen=True)
class Row:
    """One row of a table: its cells as text in the order of the columns, the anchor a link of the picture leads to, and the items it shows."""

    cells: tuple[str, ...]
    anchor: str = ""
    of: tuple[int, ...] = ()


@dataclass(frozen=True)
class Item:
    """What a picture counts: an activity, or a controller of all whose processing something is said; or a transfer of it.

    A transfer has what it can be filtered by (see `Options`), and is `possible` where the document says no more than that.
    """

    activity: str
    things: tuple[tuple[str, str], ...] = ()
    possible: bool = False


@dataclass(frozen=True)
class Table:
    """What a picture shows, as a table that leaves nothing out; `id` is unique in its drawing."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Drawing:
    """A picture: an SVG document whose text is text, what it shows in words, its tables, and how to read it.

    `view` is the id of the view and the prefix of every ``id`` inside `svg`, so that several pictures may stand in one page;
    every rule of its style sheet is limited to pictures. `svg` is well-formed XML without scripts, ``style`` attributes or
    anything that is fetched. `clocks` says for which days it holds, `items` what it counts.
    """

    view: str
    lang: str
    title: str
    description: str
    svg: str
    clocks: str
    notes: tuple[str, ...]
    make_tables: Callable[[], tuple[Table, ...]] = field(repr=False, compare=False)
    items: tuple[Item, ...] = field(default=(), repr=False)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables of the picture, made when they are asked for: a picture alone needs none."""
        return self.make_tables()


@dataclass(frozen=True)
class Picture:
    """One view: its id (the module's name) and its function. `order` places it among the others in a page.

    `takes` are the options that concern it, as the command line names them.
    """

    id: str
    order: int
    draw: Callable[[Export, Options], Drawing]
    takes: tuple[str, ...] = ("controller", "ask", "param")


def views() -> dict[str, Picture]:
    """All views by id, in the order in which a page shows them. Raises EngineError where a view has another id than its module."""
    found: list[Picture] = []
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        item = getattr(importlib.import_module(f"{__name__}.{name}"), "VIEW", None)
        if not isinstance(item, Picture):
            continue
        if item.id not in (name, name.rstrip("_")):
            raise EngineError(f"the view {item.id!r} is in the module {name!r}", remedy="Give them one name.")
        found.append(item)
    return {item.id: item for item in sorted(found, key=lambda item: (item.order, item.id))}


def view_of(name: str) -> Picture:
    """The view of a name. Raises UsageError with the nearest names where there is none."""
    known = views()
    if name not in known:
        raise UsageError(f"no view {name!r}", remedy=nearest(name, known))
    return known[name]


def draw(name: str, export: Export, options: Options = Options()) -> Drawing:
    """Draw a view. Raises UsageError for a view, or a thing asked of it, that does not exist."""
    return view_of(name).draw(export, options)
