"""The sentences of a block, as spans of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ropa.reading.text import Text

END = re.compile(r"(?<![.!?…])(?P<mark>[.!?…]++)[)\]\"'”’»“]{0,3}(?:\*\*|__)?(?=\s)|\n[ \t\r]*\n|(?<=[:;])[ \t\r]*\n|(?P<line>\n|<br ?/?>)")
LAST_WORD = re.compile(r"[^\s(\[„“\"'/*_]{1,14}$")
ABBREVIATIONS = """
    co org e.g eg i.e ie vs cf mr mrs ms dr prof approx incl excl reg regs dept est viz org
    esim mm vrt mom klo os huom ns y-tunn kts t ts yms
    bl.a t.ex t.o.m fr.o.m d.v.s dvs s.k resp t.h.v enl
    z.b d.h u.a bzw ggf vgl evtl inkl zzgl insb bspw sog gem i.d.r i.s.d i.s.v i.v.m str o.g m.a.w
    p.ex env mme mlle c.-à-d réf st
"""
NEVER = frozenset(ABBREVIATIONS.split())
NUMBERED_THINGS = (
    "uabs unterabs art arts no nos nr n° n para par sec s p pp ch kap chap abs lit buchst ziff al alin fig tel tfn puh tél max min ca § pt reg "
    "inc ltd corp co llc"
)
BEFORE_NUMBER = frozenset(NUMBERED_THINGS.split())
NUMBERS = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,4}")
MONTH = re.compile(
    r"\s*(?:jan|feb|mar|apr|ma[yijrä]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|mär|tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu"
    r"|fév|avr|juin|août|déc|geburtstag|lebensjahr|quartal|kapitel|luku)",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"\s*(?:\d|§|\(|[a-zA-Z]\b|[IVX]+\b)")


def sentences(text: Text, block: int) -> tuple[tuple[int, int], ...]:
    """The spans of a block's sentences, in order, without the white space around them; together they hold all its words.

    A full stop ends no sentence after an abbreviation ("e.g.", "Art. 6", "z. B.", "esim.", "bl.a."), an initial or an ordinal number,
    nor inside a number, a date or an address of the web. A heading is one; in a table's cell each line is by itself.
    """
    found = text.blocks[block]
    if found.kind == "heading":
        return ((found.start, found.end),)
    return tuple(spans(text.text, found.start, found.end, apart=found.kind == "cell"))


def spans(text: str, start: int, end: int, *, apart: bool = False) -> Iterator[tuple[int, int]]:
    """The same for any stretch of a text; with `apart`, every newline ends a sentence."""
    begin = start
    for match in END.finditer(text, start, end):
        if _ends(text, begin, match, end, apart):
            yield from _trimmed(text, begin, match.end())
            begin = match.end()
    yield from _trimmed(text, begin, end)


def _ends(text: str, begin: int, match: re.Match[str], end: int, apart: bool) -> bool:
    if match["line"]:
        return apart
    if not match["mark"]:
        return True
    if not _opens(text, match.end(), end):
        return False
    return match["mark"] != "." or _full_stop(text, begin, match.start("mark"), match.end())


def _opens(text: str, at: int, end: int) -> bool:
    """Whether what follows can open a sentence: anything but a small letter or the rest of a clause."""
    ahead = text[at : min(end, at + 40)].lstrip()
    return bool(ahead) and not ahead[0].islower() and ahead[0] not in ",;:)"


def _full_stop(text: str, begin: int, stop: int, after: int) -> bool:
    """Whether the full stop at `stop`, with something like a new sentence behind it, ends one."""
    found = LAST_WORD.search(text, max(begin, stop - 14), stop)
    word = found[0].casefold() if found else ""
    if word in NEVER or (len(word) == 1 and word.isalpha()):
        return False
    ahead = text[after : after + 14]
    if NUMBERS.fullmatch(word):
        return not MONTH.match(ahead) and bool(text[begin : stop - len(word)].strip(" \t\r\n*_#("))
    return not (word in BEFORE_NUMBER and NUMBERED.match(ahead))


def _trimmed(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    words = text[begin:stop]
    begin += len(words) - len(words.lstrip())
    stop -= len(words) - len(words.rstrip())
    if stop > begin:
        yield begin, stop
