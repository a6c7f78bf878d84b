"""The phrases of a sentence: what stands between its commas, marks and joining words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

CUT = re.compile(
    r"[,;:()\[\]/|\"]+|\s-\s|\.\s|\s(?:and/or|and|or|as well as|ja|tai|seka|och|samt|eller|und|oder|sowie|bzw\.?|et|ou|ainsi que|&|\+)(?=\s)"
    r"|\b(?:such as|including|for example|e\.g\.|for instance|namely|kuten|esimerkiksi|muun muassa|sasom|till exempel|t\.ex\.|exempelvis|bland annat|inklusive"
    r"|insbesondere|beispielsweise|z\. ?b\.|wie|einschliesslich|telles? que|tels? que|notamment|par exemple|y compris)\b"
)
LEADING = re.compile(
    r"^(?:[\W\d_]+|[ld]'(?=\w)|(?:the|your|our|a|an|any|other|their|its|some|all|of|by|with|from|to|via|about|for|in|muut|muu|muita|muille|din|dina|ditt|en|ett|den|det|de|vara|var|andra|ovriga|om|av|med|fran|till|hos"
    r"|der|die|das|den|dem|des|ein|eine|einen|einer|einem|ihr|ihre|ihren|ihrer|unser|unsere|unseren|unserer|von|mit|bei|durch|an|andere|sonstige"
    r"|le|la|les|l|un|une|du|des|vos|votre|nos|notre|d|a|aux|au|par|avec|ses|son|sa|leurs?|autres?)\s+(?=\S))+",
    re.IGNORECASE,
)
TRAILING = re.compile(r"(?:[\s,;:.*\-–(]+|\s(?:and|or|ja|tai|sekä|och|samt|eller|und|oder|sowie|et|ou|etc\.?|&))+$", re.IGNORECASE)
CLAUSE = re.compile(
    r"\b(?:we|you|they|it|us|is|are|will|may|can|process|collect|use|uses|if|when|which|that|wir|sie|wird|werden|ist|sind|kann|wenn|dass|die|vi|du|är|kan|som|om|nous|vous|est|sont|que|qui|on|erfasst|erhoben|gespeichert|verarbeitet|übermittelt|collectées|samlas|behandlas|collected|processed|stored|applies|apply|concerns|koskee|gilt|gäller|concerne|ovat|voi|voidaan|käytetään|käsitellään|keräämme|emme|käytämme|käsittelemme|jos|joka|jotka)\b",
    re.IGNORECASE,
)
"""Words that make a phrase a clause."""

Span = tuple[int, int]


def phrases(shadow: str, whole: Iterable[Span] = ()) -> list[Span]:
    """The phrases of a shadow, as spans; no span of `whole` is cut."""
    kept = list(whole)
    found, begin = [], 0
    for match in CUT.finditer(shadow):
        if any(start < match.end() and match.start() < end for start, end in kept):
            continue
        found.append((begin, match.start()))
        begin = match.end()
    found.append((begin, len(shadow)))
    return [(start, end) for start, end in found if shadow[start:end].strip()]


def around(spans: Sequence[Span], start: int, end: int) -> Span:
    """The phrase that a stretch is in; the stretch itself where it is in none."""
    return next(((first, last) for first, last in spans if first <= start and end <= last), (start, end))


def label(words: str, span: Span, core: Span, limit: int = 9) -> str:
    """The document's words for a thing: its phrase without articles, or the words found in it where the phrase is long or a clause."""
    phrase = trimmed(words[span[0] : span[1]])
    if phrase and len(phrase.split()) <= limit and not CLAUSE.search(phrase):
        return phrase
    return trimmed(words[core[0] : core[1]]) or words[core[0] : core[1]]


def trimmed(words: str) -> str:
    """Words without the articles before them and the marks around them."""
    return TRAILING.sub("", LEADING.sub("", words.strip())).strip()
