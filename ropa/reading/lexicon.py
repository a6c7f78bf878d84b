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
FILLERS = 6
"""How many fillers may stand between two words."""


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
class Node:
    """A place in the tree of the words of entries: the entries that end there, and what may follow."""

    entries: list[Entry] = field(default_factory=list)
    gap: Node | None = None
    _below: dict[str, Node] = field(default_factory=dict)
    _closed: dict[str, list[Node]] = field(default_factory=dict)
    _open: dict[str, list[tuple[str, Node]]] = field(default_factory=dict)
    _ends: list[tuple[str, Node]] = field(default_factory=list)
    _known: dict[str, tuple[Node, ...]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Put an entry below, word by word."""
        node = self
        for word in entry.words:
            node = node._next(word)
        node.entries.append(entry)

    def _next(self, word: str) -> Node:
        if word == ANY:
            self.gap = self.gap or Node()
            return self.gap
        if word not in self._below:
            node = self._below[word] = Node()
            for each in word.split("|"):
                if each.startswith("*"):
                    self._ends.append((each, node))
                elif each.endswith("*"):
                    self._open.setdefault(each[:-1][:HEAD], []).append((each, node))
                else:
                    self._closed.setdefault(each, []).append(node)
        return self._below[word]

    @property
    def last(self) -> bool:
        """Whether no word follows."""
        return not self._below

    def closed(self, word: str) -> bool:
        """Whether a word of an entry is this one by itself."""
        return word in self._closed

    def after(self, key: str) -> tuple[Node, ...]:
        """Where a word of a text leads."""
        known = self._known.get(key)
        if known is None:
            patterns = [each for size in range(min(HEAD, len(key)) + 1) for each in self._open.get(key[:size], ())] + self._ends
            fitting = [node for word, node in patterns if fits(word, key)]
            known = self._known[key] = tuple({id(node): node for node in (*self._closed.get(key, ()), *fitting)}.values())
        return known


@dataclass
class Lexicon:
    """Entries, as a tree of their words. A term that is empty is passed over: it looks like another and is none.

    No gap goes over a word of `barriers`; `joins` are the words that put things side by side.
    """

    entries: tuple[Entry, ...]
    fillers: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    barriers: frozenset[str] = frozenset()
    _tight: Node = field(default_factory=Node)
    _loose: Node = field(default_factory=Node)
    _idle: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for entry in self.entries:
            (self._loose if entry.loose else self._tight).add(entry)

    def find(self, shadow: str, tokens: Tokens | None = None) -> list[Found]:
        """The terms in a shadow, from left to right; `tokens` are its words where they are known.

        None is within another, but where two share their end: "maintain and improve our services". Words with a gap give way to
        words without one that end where they do: "provide customer service" is customer service.
        """
        words = tokens or Tokens.of(shadow)
        found: list[Found] = []
        at, parts, runs, idle = 0, words.parts, words.runs, self._idle
        while at < len(parts):
            if runs[at] == 1 and (parts[at] in idle or self._leads_nowhere(parts[at])):
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

    def _leads_nowhere(self, word: str) -> bool:
        """Whether no entry begins with a word of a text; remembered."""
        if self._tight.after(word) or self._loose.after(word):
            return False
        self._idle.add(word)
        return True

    def names(self, word: str) -> bool:
        """Whether a word is one of the list by itself, and not only begins or ends as one does."""
        return self._tight.closed(word) or self._loose.closed(word)

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
        for stop, entry in self._from(self._loose, words, at):
            if best is None or (-stop, entry.weight) > (-best[0], best[1].weight):
                best = stop, entry
        return best

    def _longest(self, words: Tokens, at: int) -> tuple[int, Entry] | None:
        best: tuple[int, Entry] | None = None
        for stop, entry in self._from(self._tight, words, at):
            if best is None or (stop, entry.weight) > (best[0], best[1].weight):
                best = stop, entry
        return best

    def _from(self, node: Node, words: Tokens, at: int) -> Iterator[tuple[int, Entry]]:
        """The entries below a node whose words begin at a part, each with the part after its last."""
        for size, key in words.at(at):
            for other in node.after(key):
                yield from self._ends(other, words, at + size)

    def _ends(self, node: Node, words: Tokens, at: int) -> Iterator[tuple[int, Entry]]:
        """The entries that end at a node, or go on from it at a part, over some fillers or over a gap."""
        for entry in node.entries:
            yield at, entry
        if node.gap is not None:
            for begin in range(at, min(at + GAP + 1, len(words.parts))):
                if words.cut[begin] or (begin > at and words.parts[begin - 1] in self.barriers):
                    break
                yield from self._ends(node.gap, words, begin)
        if not node.last:
            for begin in range(at, min(at + FILLERS + 1, len(words.parts))):
                if words.cut[begin]:
                    return
                yield from self._from(node, words, begin)
                if words.parts[begin] not in self.fillers:
                    return


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
