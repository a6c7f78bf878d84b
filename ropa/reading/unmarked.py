"""Plain text without marks: which short line is a heading, which lines are a list, which line is only the rest of the one above."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ropa.reading.lines import BULLET, LETTER, NUMBER, Line

NARROW, ITEM, WORDS, HEAD = 120, 220, 16, 110
ENDED = (".", "!", "?", ":", ";", ")", "”", '"', "»")
SENTENCE = (".", ":", "!", "?")
TWO = re.compile(r"[^\W\d_]{4}[.!?][)”\"]?\s+[A-ZÅÄÖÜÉÈÀ]")
PERSON = re.compile(r"\b(?:we|you|wir|sie|vi|du|ni|nous|vous|me|te|olemme|käsittelemme|voimme|voit)\b", re.IGNORECASE)
CONDITION = re.compile(r"(?:If|When|Where|Wenn|Falls|Sofern|Jos|Kun|Om|När|Si|Lorsque)\s")
NO_HEADING = re.compile(r"@|https?://|www\.|\w:\s|\d{4,}|^\d+$|\.$|[;,:]$|\s(?:at|to|of|in|on|for|with|by|and|or|the|an?|bei|und|och|ja|et|à|de)$")
ASKS = re.compile(r"(?:wh|how|we[rnms]|was|wie|warum|wo|welche|ku[kni]|mi[ktl]|va[drs]|vem|hur|när|qu|comment|pourquoi|combien)", re.IGNORECASE)
SAYS = re.compile(r"^(?:You|We|Sie|Wir|Vi|Du|Nous|Vous|This|These|It)\s|\w\s(?:is|are|ist|sind|est|sont|är)\s")


class Style:
    """How the items of a list without marks look, learnt from its first one: a full stop at the end, a person who acts."""

    def __init__(self) -> None:
        self.stop: bool | None = None
        self.person = False
        self.condition = False

    def fits(self, words: str) -> bool:
        """Whether a line can be the next item."""
        if len(words) > ITEM or words.endswith(":") or TWO.search(words) or BULLET.match(words) or LETTER.match(words) or NUMBER.match(words):
            return False
        if self.stop is None:
            return True
        if CONDITION.match(words) and not self.condition:
            return False
        return (self.person or not PERSON.search(words)) and words.endswith((".", "!", "?")) <= self.stop

    def learn(self, words: str) -> None:
        """Take a line as an item."""
        if self.stop is None:
            self.stop = words.endswith((".", "!", "?"))
            self.person = bool(PERSON.search(words))
            self.condition = bool(CONDITION.match(words))


def heading_like(lines: Sequence[Line], index: int, after: int) -> bool:
    """Whether a short line without an end opens what follows it: longer words, a list, or another heading.

    `after` is the index of the next line with words, 0 at the end of the text.
    """
    words = lines[index].words
    if not after or len(words) > HEAD or words.count(" ") >= WORDS or NO_HEADING.search(words) or not _opens(words):
        return False
    if SAYS.search(words) and not (words.endswith("?") or ASKS.match(words)):
        return False
    above = lines[index - 1] if index else None
    if above and not above.words.endswith(ENDED):
        return bool(BULLET.match(above.words)) and after == index + 1 and len(lines[after].words) > HEAD
    below = lines[after].words
    if BULLET.match(below) or NUMBER.match(below):
        return True
    if after > index + 1:  # a line by itself
        return _opens(below) and (len(below) > len(words) or below.endswith(SENTENCE) or not above)
    return below.endswith(SENTENCE) or len(below) > max(HEAD, len(words))


def _opens(words: str) -> bool:
    first = words.lstrip("“\"'«„(*_0123456789. ")[:1]
    return first.isupper()


def wrap_width(lines: Sequence[Line]) -> int:
    """The width a text was broken at, 0 where its paragraphs are whole lines."""
    widths = [len(line.words) for line in lines if line]
    widest = max(widths, default=0)
    if not 0 < widest <= NARROW:
        return 0
    full = sum(width > 0.8 * widest for width in widths)
    return widest if full >= max(3, len(widths) // 4) else 0


def wraps(line: Line, below: Line, width: int) -> bool:
    """Whether the line below continues this one: its first word had no room here."""
    if not width:
        return False
    first = below.words.split(" ", 1)[0]
    return line.indent + len(line.words) + 1 + len(first) > width
