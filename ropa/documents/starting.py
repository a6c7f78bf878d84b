"""A first register from what a person says of the organisation, and from templates of usual activities (``data/templates``).

A template offers candidates, each *proposed* and so in no record, and questions. It states nothing: neither a legal basis nor a period.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox
import yaml

from ropa.assets import collect
from ropa.documents.mint import slug
from ropa.documents.readers import form_text
from ropa.errors import InputError
from ropa.labels import Labels
from ropa.namespaces import SKOS, expand
from ropa.vocabulary import ontology_quads
from ropa.words import Words

KEYS = frozenset({"name", "purpose", "dataSubjects", "data", "law", "ask"})
PROPOSED = {"review": {"state": "proposed"}}
NOWHERE = "https://{}.invalid/ropa/"
"""The base where no address of the organisation is known: a name that can never be anybody's (RFC 2606)."""
WIDTH = 110
Item = dict[str, Any]


@dataclass(frozen=True)
class Template:
    """A usual activity: its name and its questions by language, the candidates it offers, where the law behind the questions stands."""

    id: str
    name: Mapping[str, str]
    purpose: tuple[str, ...]
    data_subjects: tuple[str, ...]
    data: tuple[str, ...]
    law: str
    ask: Mapping[str, str]


@dataclass(frozen=True)
class Organisation:
    """What a person says of the organisation; None is not said. `officer` is whether there is a data protection officer."""

    name: str
    country: str | None = None
    registration_number: str | None = None
    email: str | None = None
    officer: bool | None = None
    officer_name: str | None = None
    officer_email: str | None = None


def templates() -> dict[str, Template]:
    """All templates by id. Raises InputError for a template with a key too many or too few."""
    found = {}
    for stem, entry in collect("data", "templates", ".yaml", None).items():
        read = yaml.safe_load(entry.read_text(encoding="utf-8"))
        if set(read) != KEYS:
            raise InputError(f"a template has the keys {', '.join(sorted(KEYS))}", where=f"{stem}.yaml", remedy="Mend the template.")
        found[stem] = Template(
            stem, read["name"], tuple(read["purpose"]), tuple(read["dataSubjects"]), tuple(read["data"]), read["law"], read["ask"]
        )
    return found


def base_of(organisation: Organisation) -> str:
    """The base of the workspace's IRIs: below the domain of the organisation's own e-mail, else a name that is nobody's."""
    domain = (organisation.email or "").rpartition("@")[2].casefold()
    return f"https://{domain}/ropa/" if "." in domain else NOWHERE.format(slug(organisation.name) or "organisation")


def settings_text(organisation: Organisation, base: str, lang: str) -> str:
    """The text of ``ropa.toml``."""
    words = Words(lang)
    title = json.dumps(organisation.name, ensure_ascii=False)
    return f'format = 1\n{_comment(words("init.base"), "")}base = "{base}"\ntitle = {title}\ndocuments = ["register.yaml"]\n'


def register_text(organisation: Organisation, chosen: Iterable[Template], lang: str) -> str:
    """The text of ``register.yaml``: what was said, and the candidates and questions of each chosen activity."""
    words = Words(lang)
    about = {"id": "register", "kind": "register", "title": words("init.title", organisation.name), "language": lang, "complete": True}
    head = {"format": 1, "document": about, "controller": _controller(organisation)}
    contacts = _contacts(organisation)
    parts = [form_text({**head, **({"contacts": contacts} if contacts else {})})]
    if organisation.officer is not True:
        parts.append(_comment(words("init.dpo-no" if organisation.officer is False else "init.dpo-open"), ""))
    activities = [_activity_text(template, lang, words) for template in chosen]
    if activities:
        parts += [_comment(words("init.proposed"), ""), "activities:\n", *activities]
    else:
        parts.append("activities: []\n")
    return "".join(parts)


def _controller(organisation: Organisation) -> Item:
    said = {
        "id": slug(organisation.name) or "organisation",
        "name": organisation.name,
        "registrationNumber": organisation.registration_number,
        "country": organisation.country,
        "email": organisation.email,
    }
    return {key: value for key, value in said.items() if value}


def _contacts(organisation: Organisation) -> list[Item]:
    said = {"name": organisation.officer_name, "email": organisation.officer_email}
    return [{"kind": "dpo", **{key: value for key, value in said.items() if value}}] if organisation.officer else []


def _activity_text(template: Template, lang: str, words: Words) -> str:
    labels = Labels(lambda iri: _labels().get(iri, ()), lang)

    def candidates(terms: tuple[str, ...]) -> Iterator[Item]:
        for term in terms:
            yield {"value": term, "label": labels.of(expand(term)), **PROPOSED}

    item = {
        "id": template.id,
        "name": template.name[lang],
        "status": "draft",
        "purpose": list(candidates(template.purpose)),
        "dataSubjects": list(candidates(template.data_subjects)),
        "data": [{"label": each["label"], "category": [each["value"]], **PROPOSED} for each in candidates(template.data)],
    }
    asked = _comment(template.ask[lang], "  ") + _comment(words("init.find-out"), "  ") + _comment(words("init.read", template.law), "  ")
    return asked + form_text({"activities": [item]}).partition("\n")[2]


@cache
def _labels() -> Mapping[str, tuple[tuple[str, str | None], ...]]:
    """The labels of the profile's terms with their languages."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    for quad in ontology_quads():
        if quad.predicate == SKOS("prefLabel") and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            found.setdefault(quad.subject.value, []).append((quad.object.value, quad.object.language))
    return {iri: tuple(labels) for iri, labels in found.items()}


def _comment(text: str, indent: str) -> str:
    """A text as comment lines of YAML."""
    lines = textwrap.wrap(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)
    return "".join(f"{indent}# {line}\n" for line in lines)
