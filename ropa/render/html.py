"""A record as one self-contained page: no scripts, nothing fetched, made to be read, searched and printed."""

from __future__ import annotations

from ropa.render.page import Footnotes, clocks_line, footing_line, in_order, page_footer, render
from ropa.sheets import Record, Value
from ropa.words import Words

INDEX_LETTERS = ("a", "b", "c", "d", "e", "f", "g", "legal-basis")


def record_html(record: Record, lang: str | None = None) -> str:
    """The page of a record (GDPR Art. 30); `lang` is the language of its own words, the record's where None."""
    words = Words(lang or record.lang)
    line = clocks_line(words, record.clocks, record.law_known_until)
    as_of = record.clocks.as_of.isoformat()

    def footing(value: Value) -> str | None:
        return footing_line(words, value, as_of)

    return render(
        "record.j2",
        words.lang,
        page_footer(f"{record.controller_name}: {line}"),
        record=record,
        title=words(record.title_key),
        clocks=line,
        notes=Footnotes(),
        footing=footing,
        index_letters=INDEX_LETTERS,
        legend=in_order(status for sheet in record.sheets for _, status in sheet.coverage),
    )
