"""The page that opens on the completeness matrix and leads to everything else that was written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from ropa.model import Finding
from ropa.render.grades import by_controller, first_fixes, tally
from ropa.render.page import clocks_line, in_order, page_footer, render, style_hash
from ropa.sheets import Matrix
from ropa.words import Words

_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_PROLOGUE = re.compile(r"^\s*(?:<\?xml.*?\?>\s*)?(?:<!DOCTYPE[^>]*>\s*)?", re.DOTALL)


@dataclass(frozen=True)
class Link:
    """A file beside the page: its relative address, its name, what it is."""

    href: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Site:
    """What the page shows: the matrix, the records and files beside it, the flow picture, the findings, another page.

    `flow` is an SVG document as text; `other` leads to the example company's page, or back from it.
    """

    title: str
    matrix: Matrix
    records: tuple[Link, ...] = ()
    files: tuple[Link, ...] = ()
    flow: str | None = None
    flow_note: str = ""
    findings: tuple[Finding, ...] = ()
    other: Link | None = None
    fictional: bool = False


def index_html(site: Site, lang: str = "en") -> str:
    """The page as one self-contained file; its links are relative to it."""
    words = Words(lang)
    line = clocks_line(words, site.matrix.clocks, site.matrix.law_known_until)
    flow = None if site.flow is None else _PROLOGUE.sub("", site.flow, count=1)
    extra = page_footer(line)
    return render(
        "index.j2",
        words.lang,
        extra,
        site=site,
        matrix=site.matrix,
        clocks=line,
        flow=None if flow is None else Markup(flow),  # noqa: S704 - a picture that we drew ourselves
        flow_styles=None if flow is None else _style_sources(flow),
        legend=in_order(site.matrix.statuses()),
        fixes=first_fixes(site.findings),
        parties=by_controller(site.findings),
        tallied=tally(site.findings),
    )


def _style_sources(svg: str) -> str | None:
    """CSP sources for the styles of an inline picture; None where it has style attributes, which a hash cannot allow."""
    if re.search(r"\sstyle\s*=", svg):
        return None
    return "".join(" " + style_hash(found) for found in _STYLE.findall(svg))
