"""What stands on a page and says nothing of the policy: page numbers, running headers, links of a menu, pictures' names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ropa.reading.lines import Line

PAGE = re.compile(
    r"[-–|\s]*(?:(?:page|seite|sivu|sida|sidan|s\.|p\.)\s*)?\d{1,4}(?:\s*(?:/|\||of|von|av|de|sur)\s*\d{1,4})?[-–|\s]*"
    r"|\(?\d{1,4}\s?[(/]\s?\d{1,4}\)?",
    re.IGNORECASE,
)
PICTURE = re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,1000}\)|[\w-]{1,80}\.(?:png|jpe?g|gif|svg|webp)", re.IGNORECASE)
MENU_LINK = re.compile(r"(?:[-*+]\s+|\d+\\?[.)]\s+)?\[[^\]]{1,300}\]\([^)\s]{0,500}#[^)\s]{0,300}\)")
BUTTONS = """
loading...|loading…|skip to content|skip to main content|back to top|to the top|read more|show more|show less|expand all|collapse all|menu|print|close
accept|accept all|accept all cookies|reject all|decline|cookie settings|manage cookies|log in|sign in|search|share|next|previous|download pdf
siirry sisältöön|takaisin ylös|lue lisää|näytä lisää|hyväksy|hyväksy kaikki|hyväksy kaikki evästeet|evästeasetukset|kirjaudu|haku|sulje|tulosta
hoppa till innehåll|till toppen|läs mer|visa mer|godkänn|godkänn alla|acceptera alla|cookieinställningar|logga in|sök|stäng|skriv ut|meny|valikko
zum inhalt springen|zum hauptinhalt springen|nach oben|mehr lesen|mehr anzeigen|alle akzeptieren|alle ablehnen|cookie-einstellungen|anmelden|suche
aller au contenu|haut de page|retour en haut|lire la suite|en savoir plus|afficher plus|tout accepter|tout refuser|gérer les cookies|connexion|fermer
"""
PHRASES = frozenset(re.split(r"[|\n]", BUTTONS.strip()))
EDGE, OFTEN, LONGEST = 2, 3, 100


def is_furniture(words: str) -> bool:
    """Whether a line is a page number, a picture, a link of a table of contents, or a button's words."""
    if len(words) < 60 and (words.casefold().strip(" .»«›‹>") in PHRASES or words.casefold() in PHRASES or PAGE.fullmatch(words)):
        return True
    return bool(PICTURE.fullmatch(words) or MENU_LINK.fullmatch(words))


def running(lines: Sequence[Line]) -> frozenset[int]:
    """The indexes of running headers and footers: a line at the edge of a page that stands, but for its numbers, on three pages."""
    pages: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if line:
            pages.setdefault(line.page, []).append(index)
    if len(pages) < OFTEN:
        return frozenset()
    edges = [index for page in pages.values() for index in dict.fromkeys((*page[:EDGE], *page[-EDGE:]))]
    often = repeats([lines[index].words for index in edges])
    return frozenset(index for index in edges if lines[index].words in often)


def repeats(found: Sequence[str], least: int = OFTEN) -> frozenset[str]:
    """The words, short and no sentence, that stand, but for their numbers, as often as that."""
    often = Counter(map(_shape, found))
    return frozenset(words for words in found if often[_shape(words)] >= least and len(words) <= LONGEST and not words.endswith((".", ";", ":")))


def _shape(words: str) -> str:
    return re.sub(r"\d+", "#", words).casefold()
