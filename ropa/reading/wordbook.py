"""What the words of a language mean for the open fields, from ``data/lexicons``: data, purposes, people, recipients, and their cues.

A file says its `language` and has the sections ``[data]``, ``[purpose]``, ``[subjects]`` and ``[recipients]`` (terms with the
words for them; see `ropa.reading.lexicon`), and ``[cues]`` (expressions over the shadow of a text; ``en.toml`` says what for).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from ropa.assets import collect
from ropa.errors import InputError, nearest
from ropa.model import LANGUAGES
from ropa.namespaces import expand
from ropa.reading.folding import fold, fold_pattern
from ropa.reading.lexicon import Entry, Lexicon, entries
from ropa.reading.regex import Regex, Spans, compiled
from ropa.vocabulary import vocabulary

TOPS = {"data": "dpv:PersonalData", "purpose": "dpv:Purpose", "subjects": "dpv:HumanSubject"}
"""The sections whose terms are the profile's, and what they are all below; the term of what has no nearer one."""
SECTIONS = (*TOPS, "recipients")
CUES = tuple(
    """data data-weak data-says data-not purpose purpose-says purpose-does purpose-sure purpose-starts purpose-not recipients recipients-says recipients-from recipients-act uses uses-not
    subjects subjects-says joint joint-not other basis rights processor third-party controller own own-not denied possible condition boundary turn""".split()
)
NEVER = r"[^\x00-\x7f]"
"""An expression that no shadow matches: a cue that a file leaves out."""


@dataclass(frozen=True)
class Wordbook:
    """The words of one language; what is remembered is where the cues are in the shadows of one text."""

    language: str
    terms: Mapping[str, Lexicon]
    cues: Mapping[str, Regex]
    _said: dict[tuple[str, str], bool] = field(default_factory=dict)
    _spans: dict[tuple[str, str], tuple[Spans, ...]] = field(default_factory=dict)

    def says(self, cue: str, shadow: str) -> bool:
        """Whether a cue is in a shadow."""
        key = cue, shadow
        if key not in self._said:
            self._said[key] = self.cues[cue].found(shadow)
        return self._said[key]

    def spans(self, cue: str, shadow: str) -> tuple[Spans, ...]:
        """Where a cue is in a shadow: each match's start, end, and the spans of its named groups."""
        if not self.says(cue, shadow):
            return ()
        key = cue, shadow
        if key not in self._spans:
            self._spans[key] = tuple(self.cues[cue].all(shadow))
        return self._spans[key]

    def first(self, cue: str, shadow: str) -> Spans | None:
        """Where a cue is first in a shadow; None where it is not."""
        return next(iter(self.spans(cue, shadow)), None)

    def fresh(self) -> Wordbook:
        """The same words for another text."""
        return Wordbook(self.language, self.terms, self.cues)


def wordbook(language: str, workspace: Path | None = None) -> Wordbook | None:
    """The words of a language: ours, and those of a workspace's own ``lexicons/`` folder; None where there are none.

    Raises InputError for a file that is no TOML, an unknown section, language or term, and an expression that cannot be used.
    """
    words: dict[str, list[Entry]] = {section: [] for section in SECTIONS}
    cues: dict[str, list[str]] = {}
    known, fillers = False, frozenset[str]()
    for entry in collect("data", "lexicons", ".toml", workspace).values():
        data = _read(entry)
        if data["language"] != language:
            continue
        known = True
        for section in SECTIONS:
            words[section].extend(_entries(section, data.get(section, {}), entry.name, _fillers(data)))
        fillers |= _fillers(data)
        for cue, written in data.get("cues", {}).items():
            cues.setdefault(cue, []).extend([written] if isinstance(written, str) else written)
    return _wordbook(language, words, cues, fillers) if known else None


def _wordbook(language: str, words: Mapping[str, list[Entry]], cues: Mapping[str, list[str]], fillers: frozenset[str]) -> Wordbook:
    terms = {section: Lexicon(tuple(found), fillers) for section, found in words.items()}
    patterns = {cue: "|".join(f"(?:{fold_pattern(each)})" for each in cues.get(cue, [])) or NEVER for cue in CUES}
    return Wordbook(language, terms, {cue: compiled(pattern, f"{language}: cue {cue}") for cue, pattern in patterns.items()})


def _read(entry: Traversable) -> dict[str, Any]:
    try:
        data = tomllib.loads(entry.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not valid TOML: {error}", where=entry.name, remedy="Mend the file.") from error
    for key in data:
        if key not in ("language", "fillers", "cues", *SECTIONS):
            raise InputError(f"unknown section {key!r}", where=entry.name, remedy=nearest(key, ("language", "fillers", "cues", *SECTIONS)))
    if data.get("language") not in LANGUAGES:
        raise InputError(f"language {data.get('language')!r}", where=entry.name, remedy=nearest(str(data.get("language")), LANGUAGES))
    for cue in data.get("cues", {}):
        if cue not in CUES:
            raise InputError(f"unknown cue {cue!r}", where=entry.name, remedy=nearest(cue, CUES))
    return data


def _fillers(data: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(fold(data.get("fillers", "")).split())


def _entries(section: str, words: Mapping[str, list[str]], name: str, fillers: frozenset[str]) -> list[Entry]:
    for term in words:
        if term != "none" and section in TOPS and not _below(term, TOPS[section]):
            raise InputError(f"{term} is no term below {TOPS[section]}", where=f"{name} [{section}]", remedy="Use a term of the profile.")
    return list(entries(words, fillers))


def _below(term: str, top: str) -> bool:
    known = vocabulary()
    return ":" in term and expand(term) in known and known.is_below(expand(term), expand(top))
