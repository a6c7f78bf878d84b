"""Profiles: what documents are judged by, as data.

A profile is ``data/profiles/<id>.toml``, or a file of the workspace's own ``profiles/`` folder: the law, the exporter
regimes it binds and since when, how it numbers the articles of the GDPR, and the rules it leaves out. A rule that says
``ropa:inProfile`` runs under that profile alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ropa.assets import collect
from ropa.check.rules import Rule
from ropa.errors import InputError, UsageError, nearest

KEYS = ("title", "law", "leaves_out", "regimes", "articles")
UNKNOWN = "unknown"
BETWEEN = "; "
_CITED = re.compile(r"(\d{4}/\d+) (\d+)(?:\((\d+)\))?(?:\(([a-z])\))?")


@dataclass(frozen=True)
class Profile:
    """What documents are judged by.

    `regimes` gives for each exporter regime the row of ``thresholds.csv`` from which the law binds it, under ``unknown``
    also where a document shows none; `articles` gives for an article of the GDPR the one that takes its place.
    """

    id: str
    title: str
    law: str
    regimes: Mapping[str, str]
    articles: Mapping[str, str]
    leaves_out: frozenset[str]

    def binds_from(self, regimes: Iterable[str]) -> str | None:
        """The threshold row from which the law binds a document of these regimes; None where another law does."""
        shown = sorted(set(regimes) - {UNKNOWN}) or [UNKNOWN]
        return self.regimes[shown[0]] if all(regime in self.regimes for regime in shown) else None

    def judges(self, rule: Rule) -> bool:
        """Whether a rule runs: not that of another profile, not left out, and none of its articles without a place in the law."""
        if rule.profiles:
            return self.id in rule.profiles
        return rule.id not in self.leaves_out and (not self.articles or all(part in self.articles for part in rule.article.split(BETWEEN)))

    def rules(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """The rules that run, in the order of their ids, their articles as the law numbers them.

        Raises InputError where the profile leaves out a rule that does not exist.
        """
        known = {rule.id: rule for rule in rules}
        for name in sorted(self.leaves_out - set(known)):
            raise InputError(f"leaves out {name!r}, which is no rule", where=f"{self.id}.toml", remedy=nearest(name, known))
        return tuple(self._renumbered(known[name]) for name in sorted(known) if self.judges(known[name]))

    def cite(self, article: str) -> str:
        """``30(1)(b)`` as the profile's law numbers it, such as ``2018/1725 31(1)(b)``; each article once."""
        return BETWEEN.join(dict.fromkeys(self.articles.get(part, part) for part in article.split(BETWEEN)))

    def _renumbered(self, rule: Rule) -> Rule:
        """The rule with its articles, and the ELI of the first of them, as the law has them."""
        article = self.cite(rule.article)
        beside = rule.beside if not self.articles else self.articles.get(rule.beside, "")
        match = _CITED.match(article)
        if article == rule.article or match is None:
            return replace(rule, article=article, beside=beside)
        law, *parts = match.groups()
        path = "/".join(f"{name}_{part}" for name, part in zip(("art", "par", "pnt"), parts, strict=True) if part)
        return replace(rule, article=article, beside=beside, source=f"https://eur-lex.europa.eu/eli/reg/{law}/{path}/oj")


def read_profile(profile_id: str, workspace: Path | None = None) -> Profile:
    """A profile of ours, or of the workspace's own ``profiles/`` folder.

    Raises UsageError with the nearest ids where there is none, InputError for a file that is no profile.
    """
    found = collect("data", "profiles", ".toml", workspace)
    if profile_id not in found:
        raise UsageError(f"no profile {profile_id!r}", remedy=nearest(profile_id, found))
    return _read(profile_id, found[profile_id])


def read_profiles(workspace: Path | None = None) -> dict[str, Profile]:
    """All profiles by id. Raises InputError for a file that is no profile."""
    return {stem: _read(stem, entry) for stem, entry in collect("data", "profiles", ".toml", workspace).items()}


def _read(stem: str, entry: Traversable) -> Profile:
    try:
        content: dict[str, Any] = tomllib.loads(entry.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not valid TOML: {error}", where=entry.name, remedy="Mend the file.") from error
    for key in content:
        if key not in KEYS:
            raise InputError(f"unknown key {key!r}", where=entry.name, remedy=nearest(key, KEYS))
    regimes = _texts(content.get("regimes"), "regimes", entry)
    if not regimes or not all(isinstance(content.get(key), str) for key in ("title", "law")):
        raise InputError("a profile has a title, a law and regimes", where=entry.name, remedy="See data/profiles.")
    left = content.get("leaves_out", [])
    if not isinstance(left, list) or not all(isinstance(name, str) for name in left):
        raise InputError("leaves_out must be a list of rules", where=entry.name, remedy='For example leaves_out = ["small-organisation"]')
    return Profile(stem, content["title"], content["law"], regimes, _texts(content.get("articles", {}), "articles", entry), frozenset(left))


def _texts(table: object, name: str, entry: Traversable) -> Mapping[str, str]:
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise InputError(f"{name} must be a table of texts", where=entry.name, remedy="See data/profiles.")
    return MappingProxyType(table)
