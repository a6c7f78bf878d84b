"""A summary of two pages, as HTML and Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from ropa.model import Clocks
from ropa.render.markdown import escape
from ropa.render.page import clocks_line, page_footer, render
from ropa.words import Words


@dataclass(frozen=True)
class Brief:
    """Headings, each with its lines, under a title and the clocks."""

    title: str
    lang: str
    clocks: Clocks
    law_known_until: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def line(self) -> str:
        """What it says of its dates."""
        return clocks_line(Words(self.lang), self.clocks, self.law_known_until)


def brief_html(brief: Brief) -> str:
    """One self-contained page: no scripts, nothing fetched."""
    return render("brief.j2", brief.lang, page_footer(brief.line), brief=brief)


def brief_markdown(brief: Brief) -> str:
    """The same as Markdown."""
    lines = [f"# {escape(brief.title)}", "", escape(brief.line)]
    for heading, items in brief.sections:
        lines += ["", f"## {escape(heading)}", "", *(f"- {escape(item)}" for item in items)]
    return "\n".join(lines) + "\n"
