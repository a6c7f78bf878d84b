"""The page that opens with the completeness matrix: put together from the records, the check and the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ropa.export.views import Options, draw, row_link
from ropa.records import build_matrix
from ropa.render.site import Link, Shown, Site, index_html
from ropa.words import Words

if TYPE_CHECKING:
    from ropa.model import Report
    from ropa.register.core import Register
    from ropa.sheets import Record

PICTURES = ("flow", "map")


def site_html(
    register: Register, records: Sequence[Record], report: Report, files: Sequence[str], *, browse: Link | None = None, other: Link | None = None
) -> str:
    """The page, in the language of the records."""
    lang = records[0].lang if records else "en"
    site = Site(
        title=register.workspace.title,
        matrix=build_matrix(records, register.clocks, register.law_known_until),
        records=tuple(Link(f"records/{record.id}.html", record.controller_name, record.title) for record in records),
        files=tuple(Link(name, name) for name in files),
        pictures=tuple(_pictures(register, lang, browse)),
        findings=report.findings,
        browse=browse,
        other=other,
        fictional=register.workspace.fictional,
    )
    return index_html(site, lang)


def _pictures(register: Register, lang: str, browse: Link | None) -> list[Shown]:
    """The pictures; their links lead to the statements in the page to look around in."""
    export, words, page = register.exporter(lang), Words(lang), browse.href if browse else ""
    wanted = Options(href=lambda iri: page + row_link(iri)) if page else Options()
    drawn = {name: draw(name, export, wanted) for name in PICTURES}
    return [Shown(name, words(f"view.{name}"), item.svg) for name, item in drawn.items()]
