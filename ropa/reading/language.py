"""Which of the five languages a text is in: a vote of the small words each language is full of; and whether it may be in none of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

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
OTHERS = {
    "es": "el los las que del y para una sus su por con datos se al es como más nuestra nuestros usted le puede tratamiento",
    "it": "il che di e per una dei della delle del con sono si nel al i gli alla dati può suoi nostro non questo trattamento",
    "nl": "het een van en de wij uw met voor zijn te dat op deze om niet worden kunnen onze gegevens u bij door naar",
    "da": "og vi at af til ikke dine dig hvis når hvor vores oplysninger eller ved fra blive er du kan jer vore",
    "pt": "os as que dos da do para uma com seus são não em por ou dados nossos você ao nos pela sua tratamento é",
    "et": "ja on ei et kui me meie teie teil või ning mis see seda oma ka kes kas üle kuni andmeid andmete isikuandmeid võime",
    "ro": "și de la în cu pe nu sau pentru din care este prin sunt al ale dumneavoastră vă vom dacă datele date aceste să",
    "pl": "w i z na do nie się że jest są oraz lub przez od dla dane danych osobowych które po prawo państwa ich",
}
"""Neighbours of the five, which are not read: their small words vote against them. Norwegian votes with Danish."""
UNKNOWN = "und"
"""The code of ISO 639 for a language that is not told."""
ENOUGH = 20
"""Words below which nothing can be told against a language."""
LEAST = 0.09
"""The least share of small words: notices in the five languages have 0.14 (Finnish) and more."""
SURE = 0.15
"""The share of small words from which a neighbour is named: Catalan has less of the Spanish, Czech of the Polish ones."""


def language_of(text: str) -> str:
    """The language most of the small words of a text belong to; English where nothing speaks for any."""
    votes = _votes(_counted(text), SMALL)
    return max(LANGUAGES, key=lambda language: votes[language])


def unread(text: str) -> str | None:
    """The language a text seems to be in where that is none of the five, None where it is one of them or too short to tell.

    One of `OTHERS` where it has the most votes, `UNKNOWN` where too few words are small words of any.
    """
    words = _counted(text)
    most, others = max(_votes(words, SMALL).values()), _votes(words, OTHERS)
    other = max(OTHERS, key=lambda language: others[language])
    if words.total() < ENOUGH or (most >= LEAST * words.total() and others[other] <= most):
        return None
    return other if others[other] > max(most, SURE * words.total()) else UNKNOWN


def _counted(text: str) -> Counter[str]:
    return Counter(WORD.findall(text[:READ].casefold()))


def _votes(words: Counter[str], small: Mapping[str, str]) -> dict[str, int]:
    return {language: sum(words[word] for word in said.split()) for language, said in small.items()}
