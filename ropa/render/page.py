"""What the pages share: templates, one style sheet, footnotes, and the policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from itertools import groupby

import jinja2
from markupsafe import Markup

from ropa.assets import template_text
from ropa.model import Clocks, Quote
from ropa.render.grades import decision_line, place_of
from ropa.sheets import Entry, Value
from ropa.words import Words

FOLDER = "render/templates"
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
SYMBOLS = {
    "stated": "●",
    "condition": "◐",
    "partly": "◔",
    "to-clarify": "?",
    "missing": "○",
    "not-from-this-document": "–",
    "not-in-this-extract": "…",
}


class Footnotes:
    """Numbers the quotes of a page in the order in which they are first printed, from 1."""

    def __init__(self) -> None:
        self._numbers: dict[Quote, int] = {}
        self._uses: dict[int, int] = {}

    def refs(self, quotes: Iterable[Quote]) -> list[tuple[int, int]]:
        """(number, use) of each quote: `use` counts the places that refer to it, from 1."""
        found = []
        for quote in quotes:
            number = self._numbers.setdefault(quote, len(self._numbers) + 1)
            self._uses[number] = self._uses.get(number, 0) + 1
            found.append((number, self._uses[number]))
        return found

    def notes(self) -> list[tuple[int, Quote, int]]:
        """(number, quote, uses) of every quote printed so far."""
        return [(number, quote, self._uses[number]) for quote, number in self._numbers.items()]


def clocks_line(words: Words, clocks: Clocks, law_known_until: str) -> str:
    """The line that stands on every page: register as of X, law on Y, law tables known until Z."""
    return words("clocks", register_on=clocks.register_on.isoformat(), as_of=clocks.as_of.isoformat(), known_until=law_known_until)


def footing_line(words: Words, value: Value, as_of: str) -> str | None:
    """On what footing a transfer stands, in words."""
    footing = value.footing
    if footing is None:
        return None
    said = [words(f"footing.{footing.status}", as_of=as_of)]
    said += [words("footing.by", ", ".join(footing.by))] if footing.by else []
    said += [words("footing.perhaps", ", ".join(footing.perhaps))] if footing.perhaps and not footing.by and footing.status != "not-judged" else []
    if footing.status in ("covered", "not-shown", "not-covered"):
        since = "footing.in-force" if footing.status == "not-shown" else "footing.since"
        said += [words(since, footing.since)] if footing.since else []
        said += [words("footing.until", footing.until)] if footing.until else []
    return ", ".join(said)


def how(words: Words, value: Value) -> str | None:
    """How a value is said, where that is not simply stated: its modality with the condition."""
    if value.condition:
        said = words("condition", value.condition)
        return said if value.modality in ("stated", "conditional") else f"{words('modality.' + value.modality)}, {said}"
    return None if value.modality in ("stated", "denied") else words("modality." + value.modality)


def by_letter(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """The entries Art. 30 asks for that are to be shown, by letter."""
    shown = [entry for entry in entries if entry.required and entry.shown and entry.letter]
    return [(letter, list(group)) for letter, group in groupby(shown, key=lambda entry: entry.letter or "")]


def in_order(statuses: Iterable[str]) -> list[str]:
    """The statuses that occur, in the order of the legend."""
    seen = set(statuses)
    return [status for status in SYMBOLS if status in seen]


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: template_text(FOLDER, name)),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def render(template: str, lang: str, extra_style: str = "", **values: object) -> str:
    """A page from a template, with the style sheet inlined and a content security policy that allows that style alone."""
    words = Words(lang)
    style = template_text(FOLDER, "page.css") + extra_style
    return _environment().get_template(template).render(
        w=words,
        lang=words.lang,
        symbols=SYMBOLS,
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=style_hash(style),
        by_letter=by_letter,
        how=_with(words, how),
        place_of=place_of,
        decision_line=partial(decision_line, words),
        **values,
    )


def style_hash(style: str) -> str:
    """The CSP source of one inline style sheet."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii") + "'"


def picture_sources(pictures: Iterable[str]) -> str:
    """The CSP sources of the style sheets of inline SVG documents, each led by a space, each once."""
    return "".join(sorted({" " + style_hash(style) for svg in pictures for style in _STYLE.findall(svg)}))


def page_footer(line: str) -> str:
    """The style that prints a line at the foot of every sheet of paper."""
    quoted = line.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3C ")
    return f'@page {{ @bottom-left {{ content: "{quoted}"; }} @bottom-right {{ content: counter(page) " / " counter(pages); }} }}\n'


def _with(words: Words, function: Callable[[Words, Value], str | None]) -> Callable[[Value], str | None]:
    return lambda value: function(words, value)
