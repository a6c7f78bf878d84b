"""A shadow of a text for matching: lower case, without accents, ASCII, and of the same length, so that offsets are the same.

A pattern is folded in the same way, so that it is written as the language is ("durée", "säilyttää") and finds "DUREE" too.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ALIKE = {"ß": "s", "ø": "o", "đ": "d", "ł": "l", "æ": "a", "œ": "o", "ı": "i"}
_ALIKE |= dict.fromkeys("‘’‚‛′´`", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("•·▪◦●", "*")
_OTHER = "~"


def fold(text: str) -> str:
    r"""The shadow of a text: one ASCII character for each code point, white space as a space, what has no likeness as ``~``.

    >>> fold("Durée\u00a0: säilytämme")
    'duree : sailytamme'
    """
    if text.isascii():
        return text.lower().replace("\n", " ").replace("\t", " ")
    return "".join(_folded(character) for character in text)


def fold_pattern(pattern: str) -> str:
    r"""A pattern for shadows: folded, escapes and group names kept, each space standing for any white space.

    >>> fold_pattern(r"Säilytys (?P<aika>\S+)")
    'sailytys(?:\\s+)(?P<aika>\\S+)'
    """
    found: list[str] = []
    inside = escaped = False
    for at, character in enumerate(pattern):
        if escaped or pattern[max(0, at - 2) : at + 1] == "(?P":
            found.append(character)
            escaped = False
            continue
        escaped = character == "\\"
        inside = (inside or character == "[") and not (inside and character == "]")
        found.append(r"(?:\s+)" if character == " " and not inside else _folded(character))
    return "".join(found)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character.isascii():
        return " " if character.isspace() else character.lower()
    if character in _ALIKE:
        return _ALIKE[character]
    if character.isspace():
        return " "
    base = unicodedata.normalize("NFKD", character)[:1].lower()
    return _ALIKE.get(base, base if base.isascii() and base else _OTHER)
