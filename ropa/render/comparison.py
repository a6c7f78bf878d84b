"""A comparison as text, Markdown, a page, CSV and JSON with a versioned schema: both sides and their words beside each other."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from ropa.comparison import GRAVITIES, Card, Comparison, Difference, Voice
from ropa.render.markdown import escape
from ropa.render.page import page_footer, render
from ropa.words import Words

SCHEMA = "https://w3id.org/ropa/schema/comparison/1"
SHOWN = 5
"""How many voices of one side the text shows; every other format shows all."""
COLUMNS = (
    *("gravity", "kind", "property", "activityA", "activityB", "a", "b", "quoteA", "quoteB", "whereA", "whereB"),
    *("remarks", "verify", "activities", "acts"),
)
STYLE = (
    ".compare{table-layout:fixed}.compare col.what{width:24%}.compare .value{font-weight:500}.compare q{display:block;white-space:pre-line}"
    ".compare .remark{display:block;color:var(--soft);font-weight:400}.compare .silent{color:var(--soft);font-style:italic}\n"
)


def summary(comparison: Comparison) -> str:
    """The line that comes first: how many differences of each gravity."""
    words = Words(comparison.lang)
    counts = comparison.counts()
    return ", ".join(words(f"compare.{name}.one") if counts[name] == 1 else words(f"compare.{name}.many", str(counts[name])) for name in GRAVITIES)


def kind_word(words: Words, mode: str, difference: Difference) -> str:
    """What a difference is, in words: two versions add, remove and change, a draft misses and adds."""
    if difference.side is not None:
        return words(f"compare.kind.{difference.kind}", difference.side.upper())
    if difference.kind == "more-general":
        return words("compare.kind.cut-differently")
    key = f"compare.kind.{'versions' if mode == 'vendor-lists' else mode}.{difference.kind}"
    return words(key if key in words else f"compare.kind.{difference.kind}")


def place_word(comparison: Comparison, difference: Difference) -> str:
    """The activity, or both names where they are not the same; the document that is A where there are several."""
    labels = [place.label for place in (difference.at_a, difference.at_b) if place is not None]
    named = f"{difference.document}: " if len(comparison.a) > 1 else ""
    return named + " / ".join(dict.fromkeys(labels))


def card_line(words: Words, card: Card, mode: str) -> str:
    """A document in one line: its title, file, date, version, and how much of it the other has."""
    facts = [card.title, card.file] if card.title != card.file else [card.file]
    facts += [words("document.dated", card.date)] if card.date else []
    facts += [words("document.version", card.version)] if card.version else []
    key = "compare.matched.names" if mode == "suppliers" else "compare.matched"
    facts += [words(key, matched=str(card.matched), statements=str(card.statements))] if card.statements else []
    return " · ".join(facts)


def voice_line(words: Words, voice: Voice) -> str:
    """What one side says: the value, and how it is said where that is not simply stated."""
    marks = [words(f"modality.{voice.modality}")] if voice.modality not in ("stated", "conditional") else []
    marks += [words("compare.general")] if voice.general else []
    marks += [words("compare.unattached")] if voice.unattached else []
    marks += [words("compare.proposed")] if voice.proposed else []
    return voice.text + (f" ({', '.join(marks)})" if marks else "")


def comparison_text(comparison: Comparison) -> str:
    """For a terminal; begins with the summary."""
    words = Words(comparison.lang)
    lines = [summary(comparison), ""]
    lines += [f"A: {card_line(words, card, comparison.mode)}" for card in comparison.a]
    lines += [f"B: {card_line(words, comparison.b, comparison.mode)}", words("compare.caution"), ""]
    for gravity, group in groupby(comparison.differences, key=lambda item: item.gravity):
        lines.append(words(f"compare.gravity.{gravity}"))
        for item in group:
            lines.append(f"  {place_word(comparison, item)} · {item.property_name} · {kind_word(words, comparison.mode, item)}")
            for name, voices in (("A", item.a), ("B", item.b)):
                lines += _said(words, name, voices)
            lines += [f"    {line}" for line in notes(words, item)]
        lines.append("")
    if not comparison.differences:
        lines.append(words("compare.nothing"))
    return "\n".join(lines).rstrip("\n") + "\n"


def _said(words: Words, name: str, voices: tuple[Voice, ...]) -> Iterator[str]:
    for voice in voices[:SHOWN]:
        yield f"    {name}  {voice_line(words, voice)}" + (f"  [{voice.where}]" if voice.where else "")
        if voice.quotes:
            yield f"       “{' '.join(voice.quotes[0].text.split())}”"
    if len(voices) > SHOWN:
        yield f"    {name}  … + {len(voices) - SHOWN}"


def notes(words: Words, item: Difference) -> Iterator[str]:
    """What is to be known of a difference: remarks, the activities that it reaches, who must act, what to verify it against."""
    yield from (remark.text for remark in item.remarks)
    if item.activities:
        yield f"{words('compare.activities')}: {', '.join(item.activities)}"
    yield from (act.text for act in item.acts)
    if item.article:
        yield words("compare.verify", item.article)


def comparison_markdown(comparison: Comparison) -> str:
    """Markdown: a table for each gravity, A and B side by side with their words."""
    words = Words(comparison.lang)
    lines = [f"# {words('compare.title')}: {words('compare.mode.' + comparison.mode)}", "", summary(comparison), ""]
    lines += [f"- **A**: {escape(card_line(words, card, comparison.mode))}" for card in comparison.a]
    lines += [f"- **B**: {escape(card_line(words, comparison.b, comparison.mode))}", "", words("compare.caution"), ""]
    for gravity, group in groupby(comparison.differences, key=lambda item: item.gravity):
        lines += [f"## {words(f'compare.gravity.{gravity}')}", "", f"| {words('compare.difference')} | A | B |", "|---|---|---|"]
        for item in group:
            what = f"**{escape(place_word(comparison, item))}** · {escape(item.property_name)} · *{escape(kind_word(words, comparison.mode, item))}*"
            what += "".join(f"<br>{escape(line)}" for line in notes(words, item))
            lines.append(f"| {what} | {_cell(words, item.a)} | {_cell(words, item.b)} |")
        lines.append("")
    if not comparison.differences:
        lines += [words("compare.nothing"), ""]
    if comparison.matches:
        lines += [f"## {words('compare.matches')}", "", "| A | B | |", "|---|---|---|"]
        lines += [f"| {escape(match.a.label)} | {escape(match.b.label)} | {words('compare.by.' + match.by)} |" for match in comparison.matches]
    return "\n".join(lines).rstrip("\n") + "\n"


def _cell(words: Words, voices: tuple[Voice, ...]) -> str:
    cells = []
    for voice in voices:
        place = f" ({escape(voice.where)})" if voice.where else ""
        cells.append(escape(voice_line(words, voice)) + place + "".join(f"<br>“{escape(quote.text)}”" for quote in voice.quotes[:1]))
    return "<br>".join(cells) or f"*{words('compare.silent')}*"


def comparison_html(comparison: Comparison) -> str:
    """One self-contained page: no scripts, nothing fetched."""
    words = Words(comparison.lang)
    title = f"{words('compare.title')}: {words('compare.mode.' + comparison.mode)}"
    groups = [(gravity, list(group)) for gravity, group in groupby(comparison.differences, key=lambda item: item.gravity)]
    languages = {card.id: card.language for card in (*comparison.a, comparison.b)}
    return render(
        "comparison.j2",
        words.lang,
        STYLE + page_footer(title),
        comparison=comparison,
        title=title,
        summary=summary(comparison),
        groups=groups,
        languages=languages,
        card_line=lambda card: card_line(words, card, comparison.mode),
        kind_word=lambda item: kind_word(words, comparison.mode, item),
        place_word=lambda item: place_word(comparison, item),
        voice_line=lambda voice: voice_line(words, voice),
        notes=lambda item: notes(words, item),
    )


def comparison_csv(comparison: Comparison) -> str:
    """One row for each difference (RFC 4180); a cell that a spreadsheet would read as a formula is led by an apostrophe."""
    words = Words(comparison.lang)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for item in comparison.differences:
        row = [item.gravity, item.kind, item.property, *(place.label if place else "" for place in (item.at_a, item.at_b))]
        row += ["\n".join(voice_line(words, voice) for voice in voices) for voices in (item.a, item.b)]
        row += ["\n".join(quote.text for voice in voices for quote in voice.quotes[:1]) for voices in (item.a, item.b)]
        row += ["\n".join(voice.where or "" for voice in voices) for voices in (item.a, item.b)]
        remarks, acts = (" ".join(each.text for each in group) for group in (item.remarks, item.acts))
        row += [remarks, item.article or "", "; ".join(item.activities), acts]
        writer.writerow(["'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in row])
    return out.getvalue()


def comparison_json(comparison: Comparison) -> str:
    """JSON; schema ``https://w3id.org/ropa/schema/comparison/1``, keys in camelCase, what is not there left out."""
    body: dict[str, Any] = {"schema": SCHEMA, "mode": comparison.mode, "lang": comparison.lang, "counts": comparison.counts()}
    body |= {"a": [_plain(card) for card in comparison.a], "b": _plain(comparison.b)}
    if comparison.register is not None:
        body["register"] = _plain(comparison.register)
    body |= {"matches": _plain(comparison.matches), "differences": _plain(comparison.differences)}
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {_camel(name): _plain(item) for name, item in found.items() if item is not None}
    return value


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


WRITERS: dict[str, Callable[[Comparison], str]] = {
    "text": comparison_text,
    "json": comparison_json,
    "md": comparison_markdown,
    "html": comparison_html,
    "csv": comparison_csv,
}
