"""Human labels: a document's own words for its things, our words for terms, CLDR's for countries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from babel import Locale

from ropa.namespaces import PREFIXES, local_name

Lookup = Callable[[str], Iterable[tuple[str, str | None]]]


class Labels:
    """Labels in one language.

    `lookup` gives the ``skos:prefLabel`` values of an IRI with their language tags; a thing of a document has one, in the
    document's language, and keeps it.
    """

    def __init__(self, lookup: Lookup, lang: str = "en") -> None:
        self._lookup = lookup
        self.lang = lang
        self._known: dict[str, str] = {}

    def of(self, iri: str) -> str:
        """The label of an IRI; its local name where nothing names it."""
        if iri not in self._known:
            self._known[iri] = self._find(iri)
        return self._known[iri]

    def _find(self, iri: str) -> str:
        country = country_name(iri, self.lang)
        if country is not None:
            return country
        by_language: dict[str | None, str] = {}
        for text, language in sorted(self._lookup(iri), key=lambda item: (item[1] or "", item[0])):
            by_language.setdefault(language, text)
        for language in (self.lang, None, "en"):
            if language in by_language:
                return by_language[language]
        return next(iter(by_language.values()), local_name(iri))


def country_name(iri: str, lang: str) -> str | None:
    """The name of a ``loc:`` country in a language (CLDR), None for anything else."""
    if not iri.startswith(PREFIXES["loc"]):
        return None
    return _territories(lang).get(iri[len(PREFIXES["loc"]) :])


@cache
def _territories(lang: str) -> dict[str, str]:
    return dict(Locale.parse(lang).territories)
