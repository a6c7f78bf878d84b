"""The words for what no document of this kind, or no extract, can be blamed for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """What is said after the name of an item, and what to do."""

    what: str
    remedy: str


HINTS: Mapping[str, Mapping[str, Hint]] = {
    "not-from-this-document": {
        "en": Hint("cannot be filled from this document", "A published notice is not a record: see the controller's own record, or ask."),
        "fi": Hint(
            "ei täytettävissä tästä asiakirjasta",
            "Julkaistu tietosuojaseloste ei ole seloste käsittelytoimista: katso rekisterinpitäjän oma seloste tai kysy.",
        ),
        "sv": Hint(
            "kan inte fyllas i utifrån detta dokument",
            "Publicerad information är inget register: se den personuppgiftsansvariges eget register eller fråga.",
        ),
        "de": Hint(
            "aus diesem Dokument nicht zu füllen",
            "Eine veröffentlichte Datenschutzerklärung ist kein Verzeichnis: das Verzeichnis des Verantwortlichen ansehen oder nachfragen.",
        ),
        "fr": Hint(
            "ne peut être rempli à partir de ce document",
            "Une notice publiée n’est pas un registre : consultez le registre du responsable, ou demandez-lui.",
        ),
    },
    "not-in-this-extract": {
        "en": Hint("not in this extract", "Only a part of the document was read: look in the whole."),
        "fi": Hint("ei tässä otteessa", "Asiakirjasta on luettu vain osa: katso koko asiakirja."),
        "sv": Hint("finns inte i detta utdrag", "Endast en del av dokumentet har lästs: se hela dokumentet."),
        "de": Hint("nicht in diesem Auszug", "Nur ein Teil des Dokuments wurde gelesen: das ganze Dokument ansehen."),
        "fr": Hint("absent de cet extrait", "Seule une partie du document a été lue : consultez-le en entier."),
    },
}
