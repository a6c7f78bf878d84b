"""A cell's text as values: lists, none and unknown, legal bases, countries, retention, dates. What is not certain stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from ropa.documents.lexicon import KINDS, TOPS, bases, countries, mechanisms, normal, points, terms, units, words

UNTICKED = re.compile(r"\s*(?:[-*•]\s*)?(?:☐|\[ ?\])")
"""A box that is not ticked: what stands beside it is not said."""
PICTURES = re.compile(r"^[\s☒✅❌✔✗✘☑☐✓➜→•·*-]+(?=\w)")
LONG = 300
"""A cell longer than this is prose: no placeholder, no single period."""
UNREADABLE = re.compile(r"[A-Za-z0-9+/]{32,}={0,2}")
ITEM = re.compile(r"^\s*(?:[•·▪●‣*–-]|\d{1,2}[.)]|[a-z]\))\s+")
GREEK = dict(zip("αβγδε", "abcde", strict=True))
_PARAGRAPH = r"[\s.,:()§-]{0,6}(?:artik\w*|abs\w*|stk|lid|par\w*|παρ\w*|nr|kohd\w*|kohta|mom\w*|apartado|comma|co|al)?[\s.,()]{0,6}"
_POINT = r"lit\w*|lett\w*|letra|let|onder|sub|points?|pkt|punkt\w*|punt\w*|bokstav\w*|buchst\w*|nr|alakoh\w*|kohd\w*|kohta|στοιχ\w*|stk"
_LETTER = rf"[\s.,:()-]{{0,6}}(?:{_POINT})?[\s.,()]{{0,6}}"
GROUND = re.compile(rf"(?<!\d)(?<!\d\.)([69]){_PARAGRAPH}([12]){_LETTER}([a-jα-ε])(?![^\W\d_])", re.IGNORECASE)
_AND = r",|;|/|&|\+|\band|\bund|\bet|\boch|\bog|\bja|\ben|\by|\be(?=\s*\(?[a-j]\))"
FURTHER = re.compile(rf"\s*\)?\s*(?:{_AND})\s*(?:lit\w*\.?\s*)?\(?([a-j])(?![^\W\d_])", re.IGNORECASE)
TERMED = re.compile(r"\bA([69])-[12]-([a-j])\b")
DATES = ((re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?"), (1, 2, 3)), (re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})"), (3, 2, 1)))


@dataclass(frozen=True)
class Period:
    """A retention: an ISO 8601 duration where it is certain, how it bounds, from when it counts."""

    duration: str | None = None
    bound: str | None = None
    counts_from: str | None = None


def plain(text: str) -> str:
    """The text without ticks, crosses and bullets before it."""
    return PICTURES.sub("", text).strip()


def says(kind: str, text: str) -> bool:
    """Whether a text is one of the words of a kind: none, unknown, yes, no, …"""
    small = text.casefold().strip()
    return small in words(kind) or plain(small).strip(" .!;,") in words(kind) - {""}


def is_blank(text: str) -> bool:
    """Whether a text says nothing: blank, dots, or a placeholder left in (``[DPO_NAME]``, ``Sélectionnez …``)."""
    small = text.casefold().strip()
    if not small.strip(" ._…\n"):
        return True
    if (
        len(small) < LONG
        and re.fullmatch(r"(?:[\[<{(][^\]>})]*[\]>})](?:\s*[-,/]?\s*)?)+", text.strip())
        and not re.fullmatch(r"\([^)]*\w{3,}.*\)", text.strip())
    ):
        return True
    return any(small.startswith(word) for word in words("placeholder")) and (len(small) < 60 and small.endswith(("…", "...", "]", "liste", "list")))


def is_unknown(text: str) -> bool:
    """Whether a text says that it is not known, or cannot be read (encrypted)."""
    return says("unknown", text) or (" " not in text.strip() and UNREADABLE.search(re.sub(r"\s", "", text)) is not None)


def opens_with_none(text: str) -> bool:
    """Whether a text begins by saying none and goes on: ``Nein, alle Daten in der EU``; it denies, and names nothing."""
    start = plain(text).casefold()
    first = re.match(r"[^\W\d_]+", start)
    return first is not None and first.group() in words("negation")


def denies_nothing(text: str) -> bool:
    """Whether a text is neither blank nor a word for none."""
    return not is_blank(text) and not says("none", text)


def is_example(text: str) -> bool:
    """Whether a name says that its row is an example: ``(EXEMPLE) Gestion de la paie``, ``Beispiel: …``."""
    found = re.match(r"[(\[*\s]*([^\W\d_]+)[)\]:*\s]*", text.casefold())
    if found is None or found.group(1) not in words("example"):
        return False
    rest = text[found.end() :]
    return not rest or text.lstrip()[:1] in "([" or text[: found.end()].rstrip().endswith(":") or text[: found.end()].strip().isupper()


# -- lists -------------------------------------------------------------------------------------------------------------
def items(text: str, *, commas: bool = True) -> tuple[str, ...]:
    """The values of a cell: by line, semicolon, bullet and spaced slash; by comma only where all are short and closed."""
    found: list[str] = []
    for line in text.split("\n"):
        if UNTICKED.match(line):
            continue
        for part in _split(ITEM.sub("", line), ";|"):
            for piece in re.split(r"\s+/\s+", part):
                found += _commas(piece) if commas else [piece]
    return tuple(dict.fromkeys(item for piece in found if (item := _unstopped(plain(piece)).rstrip(" ;,")) and not is_blank(item)))


def _unstopped(text: str) -> str:
    """A value without the full stop of its sentence; that of an abbreviation (``Ltd.``) stays."""
    return text if len(re.split(r"[\s.]", text.rstrip(" ."))[-1]) <= 4 else text.rstrip(" .")


FORM = re.compile(r",\s*((?:Inc|LLC|Ltd|Limited|Corp|Co|LP|PLC|GmbH|AG|AB|Oyj?|A/S|B\.?V|N\.?V|S\.?A|S\.?L|S\.?p\.?A|S\.?r\.?l)\b\.?)(?=\s*(?:,|$))")
"""The form of a company after a comma: ``Salesforce, Inc.`` is one name."""
REFERRING = re.compile(r"(?:wie|siehe|s\.|see|same as|as in|voir|idem|zie|se|katso|ks\.|vedi|véase|jf\.)\s+(?:[A-Z]{1,5}-?)?\d+\b", re.IGNORECASE)
"""A cell that only points at another activity: ``Wie VT-02``."""


def _split(text: str, marks: str) -> list[str]:
    """Split at marks that stand outside brackets."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        depth = depth + 1 if sign in "([" else max(0, depth - 1) if sign in ")]" else depth
        if sign in marks and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _commas(text: str) -> list[str]:
    parts = [part.strip().replace("\0", ", ") for part in _split(FORM.sub("\0\\1", text), ",")]
    safe = len(parts) > 1 and ":" not in text and not re.search(r"\d,\d|\. [A-ZÅÄÖÉ]", text)
    return parts if safe and all(part and len(part.split()) <= 5 and len(part) <= 60 for part in parts) else [text]


@cache
def term(key: str, text: str) -> str:
    """The term of a value's words, for a key of `KINDS`; the top term where none is known. The words are kept beside it."""
    known = terms(key)
    if len(text) > LONG:
        return TOPS[key]
    candidates = [text, re.sub(r"\s*\(.*?\)", "", text), text.partition(":")[0]]
    for candidate in candidates:
        small = normal(candidate)
        for form in (small, small.removesuffix("s"), small.removesuffix("n"), small.removesuffix("en")):
            if form in known:
                return known[form]
    return TOPS[key] if key in KINDS else text


# -- legal bases -------------------------------------------------------------------------------------------------------
def grounds(text: str, article: str | None = None) -> tuple[str, ...]:
    """The points of Art. 6(1) and 9(2) that a text names; `article` where the heading says of which its letters are."""
    found = [points().get(each, "") for each in TERMED.findall(text)]
    found += [point for match in GROUND.finditer(text) for point in _points(match, text)]
    if not found and article and re.fullmatch(r"\W*[a-jA-J](?:\W+[a-jA-J])*\W*", text):
        found = [_point(article, letter) for letter in re.findall(r"[a-j]", text.casefold())]
    return tuple(dict.fromkeys(point for point in found if point)) or _worded(text)


def _points(match: re.Match[str], text: str) -> Iterator[str]:
    article, paragraph, letter = match.groups()
    if (article, paragraph) not in (("6", "1"), ("9", "2")):
        return
    yield _point(article, letter)
    at = match.end()
    while further := FURTHER.match(text, at):
        yield _point(article, further.group(1))
        at = further.end()


def _point(article: str, letter: str) -> str:
    return points().get((article, GREEK.get(letter.casefold(), letter.casefold())), "")


def _worded(text: str) -> tuple[str, ...]:
    """The one basis that the words name, or each of a list of such words; nothing where several are mixed, or something is denied."""
    if len(text) > LONG:
        return ()
    listed = [bases().get(normal(part)) for part in re.split(r",|&|\+|/", text)]
    if len(listed) > 1 and all(listed):
        return tuple(dict.fromkeys(basis for basis in listed if basis))
    small = normal(re.sub(r"\(.*?\)", " ", text)) or normal(text)
    if small in bases():
        return (bases()[small],)
    if set(small.split()) & {normal(word) for word in words("negation") if len(word) > 1} or len(small.split()) > 12:
        return ()
    named = {basis: len(phrase) for phrase, basis in bases().items() if f" {phrase} " in f" {small} "}
    if "eu-gdpr:A9-2-a" in named:
        named.pop("eu-gdpr:A6-1-a", None)
    return tuple(named) if len(named) == 1 else ()


# -- countries, safeguards ---------------------------------------------------------------------------------------------
def country(text: str) -> str | None:
    """The ISO 3166 code of a country by its name in eleven languages, or by its code in capitals."""
    if len(text) > LONG:
        return None
    bare = re.sub(r"\s*\(.*?\)\s*", " ", text).strip(" .")
    if re.fullmatch("[A-Z]{2}", bare) and bare in countries().values():
        return bare
    small = normal(bare)
    return countries().get(small) or countries().get(re.sub(r"^(the|die|les?|la|l|los|las|de) ", "", small))


def country_list(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(codes, words that are no country) of a cell."""
    codes: list[str] = []
    rest: list[str] = []
    for item in items(text):
        whole = country(item)
        parts = [item] if whole else re.split(r"\s*(?:,|/|&|\band\b|\bund\b|\bet\b|\boch\b|\bog\b|\bja\b|\ben\b)\s*", item)
        found = [country(part) for part in parts if part]
        if found and all(found):
            codes += [code for code in found if code]
        else:
            rest.append(item)
    return tuple(dict.fromkeys(codes)), tuple(rest)


def safeguards(text: str) -> tuple[str, ...]:
    """The rows of the table of safeguards that a text names; what names an adequacy decision is left to the dated table."""
    small = f" {normal(text)} "
    return tuple(sorted({row for phrase, row in mechanisms().items() if f" {phrase} " in small}))


# -- retention, dates --------------------------------------------------------------------------------------------------
@cache
def period(text: str) -> Period:
    """The period of a retention text where there is one number with one unit and nothing that changes it; else nothing."""
    if len(text) > LONG:
        return Period()
    bare = re.sub(r"§+\s*\d+\w*|\bart\w*\.?\s*\d+\w*", "", plain(text), flags=re.IGNORECASE).strip(" .;")
    unit = "|".join(sorted(map(re.escape, units()), key=len, reverse=True))
    found = re.fullmatch(rf"(.*?)\b(\d{{1,3}})\s*({unit})\b\.?\s*(.*)", bare, re.IGNORECASE | re.DOTALL)
    if found is None or len(re.findall(r"\d+", bare)) != 1:
        return Period()
    before, number, word, after = (part.strip(" :,") for part in found.groups())
    bound = next((name for name in ("at-most", "at-least") if before.casefold() in words(name)), None)
    rest = re.sub(r"\([^)]*\)", "", after).strip(" .,;")
    if (before and bound is None) or not _counts(rest):
        return Period()
    return Period(f"P{int(number)}{units()[word.casefold()]}", bound, _event(rest) or None)


def _event(rest: str) -> str:
    """From when a period counts, without the word for `after`."""
    small = rest.casefold()
    opening = max((word for word in words("counts-from") if small.startswith(word + " ")), key=len, default="")
    return rest[len(opening) :].strip()


def _counts(rest: str) -> bool:
    """Whether what follows a period says from when it counts, and nothing else."""
    small = rest.casefold()
    finnish = bool(re.search(r"(sta|stä|jälkeen)$", small))
    return not small or finnish or any(small.startswith(word + " ") for word in words("counts-from"))


def day(text: str) -> str | None:
    """A date as ISO 8601, from ISO or day-month-year; None for what is none or cannot be (2021-31-31)."""
    for pattern, order in DATES:
        found = pattern.fullmatch(text.strip())
        if found:
            try:
                return date(*(int(found.group(each)) for each in order)).isoformat()
            except ValueError:
                return None
    return None
