"""What a thing touches, for people (text, Markdown, HTML) and as JSON.

Two parts: *if it is breached* (GDPR Art. 33, 34, 55, 56), with a clock; *if it leaves or moves*, without one: that is no
breach.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from ropa.reach import Impact, Touched, Way
from ropa.render.json import plain
from ropa.render.page import clocks_line, page_footer, render
from ropa.words import Words

SCHEMA = "https://w3id.org/ropa/schema/impact/1"


@dataclass(frozen=True)
class Section:
    """A heading, a paragraph before its lines, and the lines; `quotes` of a line stand under it."""

    title: str
    note: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]


def impact_json(impact: Impact, lang: str = "en") -> str:  # noqa: ARG001 - writers share one form
    """The impact as JSON with a versioned schema."""
    body = {
        "schema": SCHEMA,
        "asOf": impact.clocks.as_of.isoformat(),
        "registerOn": impact.clocks.register_on.isoformat(),
        "lawKnownUntil": impact.law_known_until,
        "assumptions": list(impact.assumptions),
        "thing": plain(impact.thing),
        "people": impact.people,
        "data": plain(impact.data),
        "jointControllers": list(impact.joint),
        "customersToTell": list(impact.customers),
        "clock": plain(impact.clock) if impact.clock else None,
        "controllers": plain(impact.owners),
        "activities": plain(impact.touched),
        "losses": plain(impact.losses),
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def sections(impact: Impact, words: Words) -> tuple[Section, ...]:
    """The parts of an impact in the words of a language, empty ones left out."""
    found = [_activities(impact, words), *_breach(impact, words)]
    if impact.thing.kind == "vendor":
        found.append(_losses(impact, words))
    return tuple(section for section in found if section.lines or section.note)


def _activities(impact: Impact, words: Words) -> Section:
    lines = []
    for item in impact.touched:
        parts = [item.label if item.activity else words("impact.all-processing", item.label)]
        parts += [item.reference] if item.reference else []
        parts += [words("impact.status", words.code("status", item.status))] if item.status and item.status != "active" else []
        parts += [words("impact.people", str(item.people))] if item.people is not None else []
        ways = "; ".join(dict.fromkeys(_way(way, words) for way in item.ways))
        lines.append((f"{' · '.join(parts)}: {ways}" + (f" [{item.written_at}]" if item.written_at else ""), _quotes(item)))
    return Section(words("impact.touched", str(len(impact.touched))), "" if lines else words("impact.nothing"), tuple(lines))


def _way(way: Way, words: Words) -> str:
    return words("impact.way.chain", " → ".join(way.through)) if way.through else words(f"impact.way.{way.kind}")


def _quotes(item: Touched) -> tuple[str, ...]:
    return tuple(dict.fromkeys(quote for way in item.ways for quote in way.quotes))[:2]


def _breach(impact: Impact, words: Words) -> Iterator[Section]:
    if not impact.touched:
        return
    if impact.clock is None:
        yield Section(words("impact.breach"), words("impact.no-law"), ())
        return
    special = [item.label for item in impact.data if item.special]
    plain_data = [item.label for item in impact.data if not item.special]
    lines = [
        words("impact.33-3-a", words("impact.people-sum", str(impact.people)) if impact.people is not None else words("impact.people-unknown")),
        words("impact.subjects", ", ".join(sorted({name for item in impact.touched for name in item.subjects})) or words("not-stated")),
        *([words("impact.special", ", ".join(special))] if special else []),
        words("impact.data", ", ".join(plain_data) or words("not-stated")),
        *(words("impact.33-3-b", owner.label, "; ".join(owner.contacts) or words("not-stated")) for owner in impact.owners),
        words("impact.33-3-c"),
        words("impact.33-3-d"),
    ]
    yield Section(words("impact.33-3"), "", _plain(lines))
    yield Section(words("impact.tell"), "", _plain(_told(impact, words)))


def _told(impact: Impact, words: Words) -> Iterator[str]:
    if impact.customers:
        yield words("impact.customers", ", ".join(impact.customers))
    own = [item for item in impact.touched if not item.customers]
    if own:
        yield from _told_as_controller(impact, {item.controller for item in own}, words)


def _told_as_controller(impact: Impact, controllers: Collection[str], words: Words) -> Iterator[str]:
    clock = impact.clock
    if clock is not None:
        ends = words("impact.clock-ends", clock.aware_at or "", clock.ends_at) if clock.ends_at else words("impact.clock-open")
        yield words("impact.clock", str(clock.hours), ends)
    for owner in (owner for owner in impact.owners if owner.label in controllers):
        candidates = ", ".join(owner.authorities) or words(f"impact.authority.{owner.place}")
        yield words("impact.authority", owner.label, candidates)
        yield words("impact.lead", owner.lead) if owner.lead else words("impact.no-lead")
    if impact.joint:
        yield words("impact.joint", ", ".join(impact.joint))
    yield words("impact.34-special") if any(item.special for item in impact.data) else words("impact.34")


def _losses(impact: Impact, words: Words) -> Section:
    only = f" ({words('impact.loss.only')})"
    lines = [words(f"impact.loss.{loss.kind}", loss.label, loss.what) + (only if loss.only else "") for loss in impact.losses]
    return Section(words("impact.leaves"), words("impact.leaves.note"), _plain(dict.fromkeys(lines)))


def _plain(lines: Iterator[str] | Sequence[str] | dict[str, None]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((line, ()) for line in lines)


def _head(impact: Impact, words: Words) -> tuple[str, str]:
    line = clocks_line(words, impact.clocks, impact.law_known_until)
    assumed = "".join(f"; {words('assuming', text)}" for text in impact.assumptions)
    return words("impact.title", impact.thing.label, words(f"impact.kind.{impact.thing.kind}")), line + assumed


def impact_text(impact: Impact, lang: str = "en") -> str:
    """The impact for a terminal."""
    words = Words(lang)
    title, line = _head(impact, words)
    out = [title, line]
    for section in sections(impact, words):
        out += ["", section.title, *([f"  {section.note}"] if section.note else [])]
        for text, quotes in section.lines:
            out += [f"  {text}", *(f"    “{' '.join(quote.split())}”" for quote in quotes)]
    return "\n".join(out) + "\n"


def impact_markdown(impact: Impact, lang: str = "en") -> str:
    """The impact as Markdown."""
    words = Words(lang)
    title, line = _head(impact, words)
    out = [f"# {_escape(title)}", "", _escape(line)]
    for section in sections(impact, words):
        out += ["", f"## {_escape(section.title)}", "", *([_escape(section.note), ""] if section.note else [])]
        for text, quotes in section.lines:
            out += [f"- {_escape(text)}", *(f"  > {_escape(' '.join(quote.split()))}" for quote in quotes)]
    return "\n".join(out) + "\n"


def _escape(text: str) -> str:
    return "".join("\\" + char if char in "\\`*_[]<>|#" else char for char in text)


def impact_html(impact: Impact, lang: str = "en") -> str:
    """The impact as one self-contained page: no scripts, nothing fetched."""
    words = Words(lang)
    title, line = _head(impact, words)
    return render("impact.j2", words.lang, page_footer(line), title=title, clocks=line, sections=sections(impact, words))


WRITERS: dict[str, Callable[[Impact, str], str]] = {"text": impact_text, "json": impact_json, "md": impact_markdown, "html": impact_html}
