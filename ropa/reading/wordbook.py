"""What the words of a language mean for the open fields, from ``data/lexicons``: data, purposes, people, recipients, and their cues.

A file says its `language` and has the sections ``[data]``, ``[purpose]``, ``[subjects]`` and ``[recipients]`` (terms with the
words for them; see `ropa.reading.lexicon`), and ``[cues]`` (expressions over the shadow of a text; ``en.toml`` says what for).
"""

from __future__ import annotations

import re
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

TOPS = {"data": "dpv:PersonalData", "heads": "dpv:PersonalData", "purpose": "dpv:Purpose", "subjects": "dpv:HumanSubject"}
"""The sections whose terms are the profile's, and what they are all below; the term of what has no nearer one."""
SECTIONS = (*TOPS, "recipients")
LISTS = (
    *("fillers", "leads", "yours", "articles", "relatives", "barriers", "clause", "starts", "opening", "joins", "examples"),
    *("tails", "about", "bare", "adjectives"),
)
KEYS = ("language", "cues", "words", *LISTS, *SECTIONS)
PHRASES = ("joins", "examples", "leads")
"""Lists of small words, and of short phrases with bars between them; en.toml says what each is for."""
UNITED = {"edges": ("articles", "joins"), "breaks": ("clause", "relatives"), "small": ("articles", "joins", "bare", "yours", "tails")}
"""Lists made of others: what stands around a noun, what ends it, and what does not count in a list."""
CUES = (
    *("data", "data-weak", "data-follows", "data-leads", "data-says", "data-not"),
    *("subjects", "subjects-says", "joint", "joint-not"),
    *("purpose", "purpose-says", "purpose-starts", "purpose-verb", "purpose-not", "purpose-in-order"),
    *("purpose-to", "purpose-for", "purpose-so", "purpose-main", "purpose-ends", "purpose-closes", "purpose-blocks", "purpose-about"),
    *("purpose-noun", "purpose-empty", "purpose-elsewhere"),
    *("recipients", "recipients-says", "recipients-from", "recipients-act", "uses", "uses-not"),
    *("recipients-to", "recipients-stop", "recipients-what", "recipients-else", "recipients-giver", "recipients-gets", "recipients-again"),
    *("name-is", "thing"),
    *("other", "basis", "rights", "processor", "third-party", "controller", "own", "own-not", "title"),
    *("denied", "without-consent", "possible", "condition", "condition-after", "boundary", "turn", "shared"),
)
WAYS = frozenset(("purpose-in-order", "purpose-to", "purpose-for", "purpose-main", "purpose-ends", "purpose-verb", "purpose-noun", "purpose-closes"))
"""The cues of ways to say a purpose that not every language has."""
GROUP, MANY = re.compile(r"\(\?P<(\w+)>"), "__"
"""A named group; what stands between its name and a number, so that several expressions of a cue may have the same."""
NEVER = r"[^\x00-\x7f]"
"""An expression that no shadow matches: a cue that a file leaves out."""


@dataclass(frozen=True)
class Wordbook:
    """The words of one language; what is remembered is where the cues are in the shadows of one text."""

    language: str
    terms: Mapping[str, Lexicon]
    cues: Mapping[str, Regex]
    lists: Mapping[str, frozenset[str]]
    _said: dict[tuple[str, str], bool] = field(default_factory=dict)
    _spans: dict[tuple[str, str], tuple[Spans, ...]] = field(default_factory=dict)
    regions: dict[tuple[str, bool], tuple[tuple[int, int], ...]] = field(default_factory=dict)

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
            found = self.cues[cue].all(shadow)
            self._spans[key] = tuple((start, end, {name.split(MANY)[0]: span for name, span in groups.items()}) for start, end, groups in found)
        return self._spans[key]

    def first(self, cue: str, shadow: str) -> Spans | None:
        """Where a cue is first in a shadow; None where it is not."""
        return next(iter(self.spans(cue, shadow)), None)

    def fresh(self) -> Wordbook:
        """The same words for another text."""
        return Wordbook(self.language, self.terms, self.cues, self.lists)


def wordbook(language: str, workspace: Path | None = None) -> Wordbook | None:
    """The words of a language: ours, and those of a workspace's own ``lexicons/`` folder; None where there are none.

    Raises InputError for a file that is no TOML, an unknown section, language or term, and an expression that cannot be used.
    """
    every = [(entry.name, _read(entry)) for entry in collect("data", "lexicons", ".toml", workspace).values()]
    files = [(name, data) for name, data in every if data["language"] == language]
    if not files:
        return None
    lists = {name: frozenset(word for _, data in files for word in _listed(name, data.get(name, "")) if word) for name in LISTS}
    lists |= {name: frozenset().union(*(lists[each] for each in parts)) for name, parts in UNITED.items()}
    fillers = frozenset(fold(word) for word in lists["fillers"])
    terms = {
        section: Lexicon(
            tuple(each for name, data in files for each in _entries(section, data, name, fillers)), fillers, lists["joins"], lists["barriers"]
        )
        for section in SECTIONS
    }
    return Wordbook(language, terms, _cues(language, files, lists), lists)


def _listed(name: str, words: str) -> list[str]:
    """The words of a list, or its phrases, in small letters; words also as they are in a shadow."""
    return [each for each in words.lower().split("|") if each] if name in PHRASES else [*words.lower().split(), *fold(words).split()]


def _cues(language: str, files: list[tuple[str, dict[str, Any]]], lists: Mapping[str, frozenset[str]]) -> dict[str, Regex]:
    found = {}
    for cue in CUES:
        written = [each for _, data in files for each in _several(data.get("cues", {}).get(cue, []))]
        several = [f"(?:{_numbered(fold_pattern(one), number)})" for number, one in enumerate(written)]
        found[cue] = compiled("|".join(several) or NEVER, f"{language}: cue {cue}")
    for name in PHRASES:
        each = "|".join(re.escape(fold(word)) for word in sorted(lists[name], key=lambda word: (-len(word), word))) or NEVER
        start = r"^\s*" if name == "leads" else r"(?:^|[\s,(])"
        found[name] = compiled(rf"{start}(?:{each})(?:$|\s|')", f"{language}: {name}")
    return found


def _numbered(expression: str, number: int) -> str:
    """An expression whose groups may stand beside others of the same name."""
    return GROUP.sub(rf"(?P<\1{MANY}{number}>", expression)


def _several(written: str | list[str]) -> list[str]:
    return [written] if isinstance(written, str) else written


def _read(entry: Traversable) -> dict[str, Any]:
    try:
        data = tomllib.loads(entry.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not valid TOML: {error}", where=entry.name, remedy="Mend the file.") from error
    for key in data:
        if key not in KEYS:
            raise InputError(f"unknown section {key!r}", where=entry.name, remedy=nearest(key, KEYS))
    if data.get("language") not in LANGUAGES:
        raise InputError(f"language {data.get('language')!r}", where=entry.name, remedy=nearest(str(data.get("language")), LANGUAGES))
    for cue in data.get("cues", {}):
        if cue not in CUES:
            raise InputError(f"unknown cue {cue!r}", where=entry.name, remedy=nearest(cue, CUES))
    return data


def _entries(section: str, data: Mapping[str, Any], name: str, fillers: frozenset[str]) -> list[Entry]:
    words: Mapping[str, list[str]] = data.get(section, {})
    for term in words:
        if term != "none" and section in TOPS and not _below(term, TOPS[section]):
            raise InputError(f"{term} is no term below {TOPS[section]}", where=f"{name} [{section}]", remedy="Use a term of the profile.")
    try:
        return list(entries(words, fillers, data.get("words")))
    except KeyError as error:
        raise InputError(f"no words are named {error}", where=f"{name} [{section}]", remedy="Name them in [words].") from error


def _below(term: str, top: str) -> bool:
    known = vocabulary()
    return ":" in term and expand(term) in known and known.is_below(expand(term), expand(top))
