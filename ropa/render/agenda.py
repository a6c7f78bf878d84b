"""Answers as a calendar (iCalendar, RFC 5545) and as an Excel workbook."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, date, datetime, time

from ropa.errors import UsageError
from ropa.model import Answer, Clocks, Term
from ropa.words import Words

NEEDED = ("date", "kind", "about")
CELL = 32_000
"""A cell of Excel holds at most 32 767 characters."""
WIDTH = 34


def answer_ics(answer: Answer, lang: str, clocks: Clocks) -> bytes:
    """A calendar with an event of a whole day for each row of an answer that has the columns of ``to-do``.

    An event's UID is that of what it is about, not of its day: where the day moves, so does the event. DTSTAMP is the law's
    date. Raises UsageError for an answer without these columns.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 - only a calendar should cost it

    if not set(NEEDED) <= set(answer.columns):
        raise UsageError(f"{answer.question} has no days to put in a calendar", remedy="ics is for `ropa ask to-do`.")
    words, calendar = Words(lang), Calendar()
    calendar.add("prodid", "-//ropa//to-do//EN")
    calendar.add("version", "2.0")
    seen = set()
    for row in answer.rows:
        uid = _uid(row.get("kind"), row.get("about"), row.get("what"))
        if uid in seen:
            continue
        seen.add(uid)
        event, owner = Event(), _text(row.get("owner"))
        event.add("uid", uid)
        event.add("dtstamp", datetime.combine(clocks.as_of, time(), tzinfo=UTC))
        event.add("dtstart", date.fromisoformat(row["date"].value))
        about = [text for text in (_text(row.get("aboutLabel")), _text(row.get("whatLabel"))) if text]
        event.add("summary", f"{words('todo.' + row['kind'].value)}: {' — '.join(about)}")
        if owner:
            event.add("description", f"{words('todo.owner')}: {owner}")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _uid(*parts: Term | None) -> str:
    return hashlib.sha256("\n".join(_text(part) for part in parts).encode()).hexdigest()[:32] + "@ropa"


def _text(term: Term | None) -> str:
    return " ".join(term.value.split()) if term else ""


def answer_xlsx(answer: Answer, clocks: Clocks) -> bytes:
    """A sheet with the columns of the answer, frozen headings, a filter; no cell is a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - only a workbook should cost it

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": answer.question, "created": datetime.combine(clocks.as_of, time(), tzinfo=UTC).replace(tzinfo=None)})
    head, cell = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F3F0E9"}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(answer.question[:31])
    people = [name for name in answer.columns if name + "Label" not in answer.columns]
    for index, name in enumerate(people):
        sheet.write_string(0, index, name.removesuffix("Label"), head)
        for number, row in enumerate(answer.rows, start=1):
            if name in row:
                sheet.write_string(number, index, row[name].value[:CELL], cell)
    sheet.set_column(0, max(len(people) - 1, 0), WIDTH)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(answer.rows), 1), max(len(people) - 1, 0))
    book.close()
    return stream.getvalue()
