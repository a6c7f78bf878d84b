"""What was read from a policy, for people: the proposals under the activity they belong to, and the sheet of Art. 13 and 14."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ropa.words import Words

SHORT = 110
UNSAID = ("#", "quote", "review", "id")
SECTIONS = ("contacts", "authorities", "regime", "general", "unattached")


def proposals_text(form: Mapping[str, Any]) -> str:
    """A draft as lines: each statement, how it is said, its quote and its line, the pattern that found it."""
    return "\n".join(_lines(form)) + "\n"


def _lines(form: Mapping[str, Any]) -> Iterator[str]:
    about = form["document"]
    yield f"{about['id']}: {about['title']} ({about['language']})"
    yield "controller"
    yield from (_line(f"  {key}", value) for key, value in form["controller"].items() if isinstance(value, Mapping))
    for section in SECTIONS:
        said = form.get(section)
        if isinstance(said, list):
            yield section
            yield from (_line("  ", item) for item in said)
        elif said:
            yield section
            yield from _fields(said)
    for activity in form.get("activities", ()):
        yield f"activity {activity['id']}: {activity['name']}"
        yield from _fields({key: value for key, value in activity.items() if isinstance(value, list) and key != "quote"})


def _fields(said: Mapping[str, Any]) -> Iterator[str]:
    for key, values in said.items():
        yield from (_line(f"  {key}", item) for item in values if isinstance(item, Mapping))


def _line(key: str, item: Mapping[str, Any]) -> str:
    said = ", ".join(f"{name} {_plain(value)}" if name != "value" else _plain(value) for name, value in item.items() if name not in UNSAID)
    quotes = item.get("quote")
    first = (quotes[0] if quotes else {}) if isinstance(quotes, list) else quotes or {}
    state = (item.get("review") or {}).get("state", "confirmed")
    because = "; ".join(item.get("#", ()))
    return f"{key}: {said} [{state}]\n      “{short(str(first.get('text', '')))}” line {first.get('line', '?')}" + (
        f"  ({because})" if because else ""
    )


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def sheet_text(sheet: Mapping[str, Any], lang: str) -> str:
    """The sheet of Art. 13 and 14 as lines."""
    words = Words(lang)
    lines = [words("read.sheet-title", sheet["document"]), *([sheet["note"]] if sheet.get("note") else ()), words("read.sheet-note"), ""]
    for row in sheet["rows"]:
        lines.append(f"{words('read.state.' + row['state']):<12} {row['name']}  ({row['law']})")
        lines += [f"    “{short(quote['text'])}”" for quote in row["quotes"][:2]]
        if len(row["quotes"]) > 2:
            lines.append(f"    + {len(row['quotes']) - 2}")
        said = ["read.not-looked-for"] if row["state"] == "no-evidence" and not row["looked-for"] else []
        said += ["read.likeliest"] if row["likeliest"] else []
        if said:
            lines.append("    " + "; ".join(map(words, said)))
            lines += [f"      ? “{short(each['text'])}”" for each in row["likeliest"]]
    return "\n".join(lines) + "\n"


def short(text: str) -> str:
    """A text on one line, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1].rstrip() + "…"
