"""A record as Markdown: the same entries in the same order as the page, quotes as numbered footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ropa.render.page import Footnotes, by_letter, clocks_line, footing_line, how
from ropa.sheets import Entry, Record, Sheet, Unclear, Value
from ropa.words import Words

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def record_markdown(record: Record, lang: str | None = None) -> str:
    """The record as Markdown (CommonMark with footnotes); ends with a line feed."""
    return _Markdown(record, Words(lang or record.lang)).text()


def escape(text: str) -> str:
    """Text on one line that Markdown shows as it is.

    >>> escape("a_b *c*")
    'a\\\\_b \\\\*c\\\\*'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


class _Markdown:
    def __init__(self, record: Record, words: Words) -> None:
        self.record = record
        self.words = words
        self.notes = Footnotes()

    def text(self) -> str:
        return "\n".join([*self._head(), *self._body(), *self._notes()]).rstrip("\n") + "\n"

    def _head(self) -> Iterator[str]:
        record, words, document = self.record, self.words, self.record.document
        facts = [escape(document.title), words.code("document-kind", document.kind)]
        facts += [words("document.dated", document.date)] if document.date else []
        facts += [words("document.version", document.version)] if document.version else []
        facts.append(words("document.whole" if document.complete else "document.extract"))
        yield f"# {words(record.title_key)}: {escape(record.controller_name)}"
        yield ""
        yield " · ".join(facts)
        yield ""
        yield clocks_line(words, record.clocks, record.law_known_until)
        yield ""
        if document.kind != "register":
            yield from (words("law.notice"), "")
        if record.proposed:
            yield from (words("proposed", str(record.proposed)), "")

    def _body(self) -> Iterator[str]:
        record, words = self.record, self.words
        yield from (f"## (a) {words('controller')}", "")
        yield from self._entries([entry for entry in record.block if entry.required and entry.shown])
        yield from self._additions(record.block)
        yield from (f"## {words('index')}", "")
        for sheet in record.sheets:
            yield from (f"{'  ' * (part.level - 1)}- {escape(part.name)}" for part in sheet.walk())
        yield ""
        if any(entry.shown for entry in record.general) or record.general_unclear:
            yield from (f"## {words('general')}", "")
            yield from self._entries([entry for _, group in by_letter(record.general) for entry in group])
            yield from self._additions(record.general)
            yield from self._unclear(record.general_unclear)
        for part in ("controller", "processor"):
            if record.part(part):
                yield from (f"## {words('part.' + part)}", "")
                for sheet in record.part(part):
                    yield from self._sheet(sheet)

    def _sheet(self, sheet: Sheet) -> Iterator[str]:
        yield from (f"{'#' * min(sheet.level + 2, 6)} {escape(sheet.name)}{self._refs(sheet.quotes)}", "")
        if sheet.level == 1:
            who = self.words("controller") if sheet.part == "controller" else self.words.code("role", "processor").capitalize()
            yield f"- **(a) {who}**: {escape(self.record.controller_name)}"
        yield from self._entries([entry for _, group in by_letter(sheet.entries) for entry in group])
        yield from self._additions(sheet.entries)
        yield from self._unclear(sheet.unclear)
        for part in sheet.parts:
            yield from self._sheet(part)

    def _additions(self, entries: tuple[Entry, ...]) -> Iterator[str]:
        shown = [entry for entry in entries if entry.shown and not entry.required]
        if shown:
            yield from (f"*{self.words('additions')}*", "")
            yield from self._entries(shown)

    def _entries(self, entries: list[Entry]) -> Iterator[str]:
        for entry in entries:
            letter = f"({entry.letter}) " if entry.required and entry.letter else ""
            article = f" ({entry.article})" if entry.article and not entry.required else ""
            lines = list(self._values(entry))
            title = f"- **{letter}{escape(entry.name)}**{article}:"
            if len(lines) == 1:
                yield f"{title} {lines[0]}"
            else:
                yield title
                yield from (f"  - {line}" for line in lines)
        yield ""

    def _values(self, entry: Entry) -> Iterator[str]:
        inherited = [value for value in entry.values if value.kind == "inherited"]
        for value in entry.values:
            if value.kind != "inherited":
                yield self._value(value)
        if inherited:
            yield f"*{self.words('inherited')}*: " + "; ".join(self._short(value, whole=entry.required) for value in inherited)
        for value in entry.denied:
            yield f"**{self.words('denied')}**: {self._value(value)}"
        if entry.empty:
            said = self.words(entry.empty)
            yield f"*{self.words('otherwise')}: {said}*" if entry.denied and entry.empty not in ("none", "see-general", "see-parts") else f"*{said}*"

    def _short(self, value: Value, *, whole: bool) -> str:
        """An inherited value: its words and quotes stand where it is said of all processing."""
        said = how(self.words, value)
        pieces = [self._lead(value), *(map(escape, value.parts) if whole else ())]
        return " — ".join(pieces) + (f" *({escape(said)})*" if said else "")

    def _lead(self, value: Value) -> str:
        return escape(value.head) + (f" \\[{escape(value.term)}\\]" if value.term else "")

    def _value(self, value: Value) -> str:
        footing = footing_line(self.words, value, self.record.clocks.as_of.isoformat())
        text = " — ".join([self._lead(value), *map(escape, value.parts)])
        if value.items:
            text += ": " + "; ".join(escape(item.text) + (f" \\[{escape(item.term)}\\]" if item.term else "") for item in value.items)
        marks = [how(self.words, value), self.words("scope", value.scope) if value.scope else None, footing]
        text += "".join(f" *({escape(mark)})*" for mark in marks if mark)
        return text + self._refs(value.quotes)

    def _unclear(self, items: tuple[Unclear, ...]) -> Iterator[str]:
        if items:
            yield from (f"**{self.words('to-clarify')}.** {self.words('to-clarify.note')}", "")
            yield from (f"- {self._value(item.value)}" for item in items)
            yield ""

    def _refs(self, quotes: tuple[object, ...]) -> str:
        return "".join(f"[^{number}]" for number, _ in self.notes.refs(quotes))  # type: ignore[arg-type]

    def _notes(self) -> Iterator[str]:
        found = self.notes.notes()
        yield from (f"## {self.words('quotes')}", "")
        if not found:
            yield self.words("no-quotes")
        for number, quote, _ in found:
            place = f" ({self.words('line', str(quote.line))})" if quote.line else ""
            yield f"[^{number}]: “{escape(quote.text)}”{place}"
