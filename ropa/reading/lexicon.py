"""Lists of words that name a thing, found in the shadow of a text: the longest first, in time linear in the text.

A word of a list stands for itself; ``adress*`` for every word that begins so, ``*adresse`` for every word that ends so, ``*`` for
any one word, ``a|b`` for either, ``..`` for up to `GAP` words with no mark between them. A hyphen makes no difference inside a word:
``e-mail`` is ``email``. Words are folded as the text is. Fillers ("your", "the") may stand between the words of an entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ropa.reading.folding import fold

TOKEN = re.compile(r"[a-z0-9~]+")
MARK = re.compile(r"[^a-z0-9~]*[,;:()!?.|][^a-z0-9~]*")
WORD = r"(?:\*?[a-z0-9~]+(?:-[a-z0-9~]+)*\*?|\*)"
WRITTEN = re.compile(rf"\.\.|{WORD}(?:\|{WORD})*")
HEAD = 3
"""How many letters the index of open words looks at."""
CLASS = re.compile(r"\{([a-z]+)\}")
ANY, GAP = "..", 4
"""What stands for a gap, and how many words it has at most."""


@dataclass(frozen=True)
class Entry:
    """One way to say a term: its words, and whether it means something else as often (`doubtful`)."""

    words: tuple[str, ...]
    term: str
    doubtful: bool = False

    @cached_property
    def weight(self) -> tuple[bool, int]:
        """Which of two entries for the same words counts: one that is not doubtful, then the one that says more of them."""
        return not self.doubtful, sum(min(map(len, each.split("|"))) for each in self.words)

    @cached_property
    def loose(self) -> bool:
        """Whether other words may stand in it."""
        return ANY in self.words


@dataclass(frozen=True)
class Found:
    """A term in a shadow: ``shadow[start:end]`` says it."""

    start: int
    end: int
    term: str
    doubtful: bool


@dataclass
class Lexicon:
    """Entries, indexed by their first word. A term that is empty is passed over: it looks like another and is none.

    No gap goes over a word of `barriers`; `joins` are the words that put things side by side.
    """

    entries: tuple[Entry, ...]
    fillers: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    barriers: frozenset[str] = frozenset()
    _closed: dict[str, list[Entry]] = field(default_factory=dict)
    _open: dict[str, list[Entry]] = field(default_factory=dict)
    _ends: list[Entry] = field(default_factory=list)
    _known: dict[str, tuple[Entry, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.entries:
            for first in entry.words[0].split("|"):
                if first.startswith("*"):
                    self._ends.append(entry)
                elif first.endswith("*"):
                    self._open.setdefault(first[:-1][:HEAD], []).append(entry)
                else:
                    self._closed.setdefault(first, []).append(entry)

    def find(self, shadow: str, tokens: Tokens | None = None) -> list[Found]:
        """The terms in a shadow, from left to right; `tokens` are its words where they are known.

        None is within another, but where two share their end: "maintain and improve our services". Words with a gap give way to
        words without one that end where they do: "provide customer service" is customer service.
        """
        words = tokens or Tokens.of(shadow)
        found: list[Found] = []
        at, parts, runs, known = 0, words.parts, words.runs, self._known
        while at < len(parts):
            if runs[at] == 1:
                starting = known.get(parts[at])
                if starting is None:
                    starting = self._starting(parts[at])
                if not starting:
                    at += 1
                    continue
            best = self._best(words, at)
            if best is None:
                at += 1
                continue
            stop, entry = best
            if entry.loose and self._gives_way(words, at, stop):
                at += 1
                continue
            if entry.term:
                found.append(Found(words.spans[at][0], words.spans[stop - 1][1], entry.term, entry.doubtful))
            at = at + 1 if entry.loose and not self.joins.isdisjoint(parts[at:stop]) else stop
        return found

    def names(self, word: str) -> bool:
        """Whether a word is one of the list by itself, and not only begins or ends as one does."""
        return word in self._closed

    def _gives_way(self, words: Tokens, at: int, stop: int) -> bool:
        """Whether words without a gap begin in a stretch after its first, and end where it does or later."""
        each = (self._longest(words, one) for one in range(at + 1, stop))
        return any(inner is not None and inner[0] >= stop and not inner[1].doubtful for inner in each)

    def _best(self, words: Tokens, at: int) -> tuple[int, Entry] | None:
        """The words that begin at a part: the longest without a gap; the shortest with one, where those without are one word or none."""
        tight = self._longest(words, at)
        if tight is not None and len(tight[1].words) > 1:
            return tight
        return self._nearest(words, at) or tight

    def _nearest(self, words: Tokens, at: int) -> tuple[int, Entry] | None:
        best: tuple[int, Entry] | None = None
        for size, key in words.at(at):
            for entry in self._starting(key):
                stop = self._reaches(words, entry.words, 1, at + size) if entry.loose else 0
                if stop and (best is None or (-stop, entry.weight) > (-best[0], best[1].weight)):
                    best = stop, entry
        return best

    def _longest(self, words: Tokens, at: int) -> tuple[int, Entry] | None:
        best: tuple[int, Entry] | None = None
        for size, key in words.at(at):
            for entry in self._starting(key):
                if entry.loose:
                    continue
                stop = at + size if len(entry.words) == 1 else self._reaches(words, entry.words, 1, at + size)
                if stop and (best is None or (stop, entry.weight) > (best[0], best[1].weight)):
                    best = stop, entry
        return best

    def _reaches(self, tokens: Tokens, words: tuple[str, ...], word: int, at: int) -> int:
        """The part after the last one that the words from `word` on take, from the part `at` on; 0 where they do not fit."""
        if word == len(words):
            return at
        if at >= len(tokens.parts) or tokens.cut[at]:
            return 0
        if words[word] == ANY:
            return self._beyond(tokens, words, word + 1, at)
        best = 0
        for size, key in tokens.at(at):
            if fits(words[word], key):
                best = max(best, self._reaches(tokens, words, word + 1, at + size))
        if not best and tokens.parts[at] in self.fillers:
            return self._reaches(tokens, words, word, at + 1)
        return best

    def _beyond(self, tokens: Tokens, words: tuple[str, ...], word: int, at: int) -> int:
        """The same after a gap: where the words from `word` on are nearest."""
        for begin in range(at, min(at + GAP + 1, len(tokens.parts))):
            if tokens.cut[begin] or (begin > at and tokens.parts[begin - 1] in self.barriers):
                return 0
            if stop := self._reaches(tokens, words, word, begin):
                return stop
        return 0

    def _starting(self, key: str) -> tuple[Entry, ...]:
        known = self._known.get(key)
        if known is None:
            closed = self._closed.get(key, [])
            heads = [entry for size in range(1, HEAD + 1) for entry in self._open.get(key[:size], []) if len(key) >= size]
            opened = [entry for entry in heads if entry.words[0] != "*" and fits(entry.words[0], key)]
            ended = [entry for entry in self._ends if fits(entry.words[0], key)]
            known = self._known[key] = tuple(dict.fromkeys((*closed, *opened, *ended)))
        return known


@dataclass(frozen=True)
class Tokens:
    """The words of a shadow, those with a hyphen in parts.

    `runs` is how many parts from each on are one such word; `cut` says of each whether a mark stands before it that no phrase
    goes over: a comma, a bracket, a full stop.
    """

    parts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    runs: tuple[int, ...]
    cut: tuple[bool, ...]

    @classmethod
    def of(cls, shadow: str) -> Tokens:
        """The words of a shadow."""
        spans = tuple(match.span() for match in TOKEN.finditer(shadow))
        runs = [1] * len(spans)
        if "-" in shadow:
            for number in range(len(spans) - 2, -1, -1):
                if spans[number + 1][0] - spans[number][1] == 1 and shadow[spans[number][1]] == "-":
                    runs[number] = runs[number + 1] + 1
        marks = {match.end() for match in MARK.finditer(shadow)}
        cut = tuple(start in marks for start, _ in spans)
        return cls(tuple(TOKEN.findall(shadow)), spans, tuple(runs), cut)

    def at(self, number: int) -> tuple[tuple[int, str], ...]:
        """The words that begin at a part, with how many parts each has: the part, and all it is joined with."""
        size = self.runs[number]
        if size == 1:
            return ((1, self.parts[number]),)
        return (1, self.parts[number]), (size, "".join(self.parts[number : number + size]))


def fits(word: str, key: str) -> bool:
    """Whether a word of a list stands for a word of a text.

    >>> fits("adress*", "adresses"), fits("*adresse", "mailadresse"), fits("name", "names")
    (True, True, False)
    """
    if "|" in word:
        return any(fits(each, key) for each in word.split("|"))
    if word.endswith("*"):
        return word[1:-1] in key if len(word) > 1 and word.startswith("*") else key.startswith(word[:-1])
    return key.endswith(word[1:]) if word.startswith("*") else word == key


def entries(words: Mapping[str, Iterable[str]], fillers: frozenset[str] = frozenset(), classes: Mapping[str, str] | None = None) -> Iterator[Entry]:
    """The entries of a section of a file: terms with their words; under ``none`` what looks like a term and is none.

    `classes` are words that entries use together, by name: ``{improve} .. {service}``. Raises KeyError for a name that is none.
    """
    known = {name: "|".join(each.split()) for name, each in (classes or {}).items()}
    for term, each in words.items():
        for written in each:
            parts = [part.replace("-", "") for part in WRITTEN.findall(fold(CLASS.sub(lambda match: known[match[1]], written)))]
            kept = tuple(part for number, part in enumerate(parts) if not number or part not in fillers)
            if kept:
                yield Entry(kept, "" if term == "none" else term, written.endswith("?"))
