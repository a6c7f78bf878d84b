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
}
"""Neighbours of the five, which are not read: their small words vote against them."""
ENOUGH = 20
"""Words below which nothing can be told against a language."""
LEAST = 0.09
"""The least share of small words: notices in the five languages have 0.14 (Finnish) and more."""


def language_of(text: str) -> str:
    """The language most of the small words of a text belong to; English where nothing speaks for any."""
    votes = _votes(_counted(text), SMALL)
    return max(LANGUAGES, key=lambda language: votes[language])


def doubtful(text: str) -> bool:
    """Whether a text seems to be in none of the five languages: a neighbour of theirs has more votes, or too few words are small words."""
    words = _counted(text)
    most, total = max(_votes(words, SMALL).values()), words.total()
    return total >= ENOUGH and (most < LEAST * total or max(_votes(words, OTHERS).values()) > most)


def _counted(text: str) -> Counter[str]:
    return Counter(WORD.findall(text[:READ].casefold()))


def _votes(words: Counter[str], small: Mapping[str, str]) -> dict[str, int]:
    return {language: sum(words[word] for word in said.split()) for language, said in small.items()}
