"""The page that opens on the completeness matrix and leads to everything else that was written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from ropa.assets import template_text
from ropa.model import Finding
from ropa.render.grades import by_controller, first_fixes, tally
from ropa.render.page import FOLDER, clocks_line, in_order, page_footer, picture_sources, render
from ropa.sheets import Matrix
from ropa.words import Words

_PROLOGUE = re.compile(r"^\s*(?:<\?xml.*?\?>\s*)?(?:<!DOCTYPE[^>]*>\s*)?", re.DOTALL)


@dataclass(frozen=True)
class Link:
    """A file beside the page: its relative address, its name, what it is."""

    href: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Shown:
    """A picture of the page: its id, its heading, and an SVG document as text."""

    id: str
    heading: str
    svg: str

    @property
    def markup(self) -> Markup:
        """The picture as a part of a page."""
        return Markup(_PROLOGUE.sub("", self.svg, count=1))  # noqa: S704 - a picture that we drew ourselves


@dataclass(frozen=True)
class Site:
    """What the page shows: the matrix, the pictures, the records and files beside it, the findings, other pages.

    `browse` is the page to look around in; `other` leads to the example company's page, or back from it.
    """

    title: str
    matrix: Matrix
    records: tuple[Link, ...] = ()
    files: tuple[Link, ...] = ()
    pictures: tuple[Shown, ...] = ()
    findings: tuple[Finding, ...] = ()
    browse: Link | None = None
    other: Link | None = None
    fictional: bool = False


def index_html(site: Site, lang: str = "en") -> str:
    """The page as one self-contained file; its links are relative to it."""
    words = Words(lang)
    line = clocks_line(words, site.matrix.clocks, site.matrix.law_known_until)
    extra = page_footer(line) + template_text(FOLDER, "picture.css")
    return render(
        "index.j2",
        words.lang,
        extra,
        site=site,
        matrix=site.matrix,
        clocks=line,
        picture_styles=picture_sources(item.svg for item in site.pictures),
        legend=in_order(site.matrix.statuses()),
        fixes=first_fixes(site.findings),
        parties=by_controller(site.findings),
        tallied=tally(site.findings),
    )
