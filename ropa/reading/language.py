"""Which of the five languages a text is in: a vote of the small words each language is full of."""

from __future__ import annotations

import re
from collections import Counter

WORD = re.compile(r"[^\W\d_]+")
LANGUAGES = ("en", "fi", "sv", "de", "fr")
READ = 200_000
SMALL = {
    "en": "the of and to in is that for we you your our with are or this be not by from as on may have which will",
    "fi": "ja on ei tai että voi se kun sekä myös joka ovat mukaan kanssa voimme tietoja henkilötietoja käsittelemme jos kuin sen niitä emme",
    "sv": "och att är det som för av på med inte till vi om kan dina den ett personuppgifter har eller du vår behandlar när",
    "de": "und der die das wir sie zu von ist mit nicht oder für auf den im ihre werden uns eine dem einer sind daten zur",
    "fr": "et le la les de des du vous nous pour est dans que par vos une sur données au aux ou avec ce pas sont",
}


def language_of(text: str) -> str:
    """The language most of the small words of a text belong to; English where nothing speaks for any."""
    words = Counter(WORD.findall(text[:READ].casefold()))
    votes = {language: sum(words[word] for word in SMALL[language].split()) for language in LANGUAGES}
    return max(LANGUAGES, key=lambda language: votes[language])
