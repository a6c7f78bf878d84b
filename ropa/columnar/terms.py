"""Terms by number: the N-Triples token of each term once, and what is asked of a token."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import count, islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

Numbers = npt.NDArray[np.int32]
IRI, BLANK, TEXT, TAGGED, TYPED = range(5)
"""Kinds of terms: the two kinds of names, plain strings, strings with a language, literals of another datatype."""
UNBOUND = -1
UNKNOWN = -2
_ESCAPED = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_NEEDS_ESCAPE = re.compile(r'[\x00-\x1f\x7f"\\]')


class Terms:
    """The numbers of terms. A copy starts with the terms of another and leaves that one as it is."""

    def __init__(self, of: Terms | None = None) -> None:
        self.ids: defaultdict[str, int] = defaultdict(None, of.ids if of else {})
        self.ids.default_factory = partial(next, count(len(self.ids)))
        self._tokens: list[str] = list(of.tokens) if of else []
        self._made: dict[int, Any] = {}
        self._kinds: npt.NDArray[np.int8] = of.kinds() if of else np.empty(0, np.int8)

    def __len__(self) -> int:
        return len(self.ids)

    def id(self, token: str) -> int:
        """The number of a token, a new one where there is none yet."""
        number = self.ids[token]
        if number == len(self._tokens):
            self._tokens.append(token)
        return number

    def find(self, token: str) -> int:
        """The number of a token; `UNKNOWN`, that no column holds, where there is none."""
        return self.ids.get(token, UNKNOWN)

    def forget(self, number: int) -> None:
        """Take out the terms from a number on, which nothing has used."""
        for token in self.tokens[number:]:
            del self.ids[token]
        del self._tokens[number:]
        self._kinds = self._kinds[:number]
        self.ids.default_factory = partial(next, count(number))

    @property
    def tokens(self) -> list[str]:
        """The tokens in the order of their numbers."""
        if len(self._tokens) < len(self.ids):
            self._tokens += islice(self.ids, len(self._tokens), None)
        return self._tokens

    def term(self, number: int) -> Any:
        """The term of a number, of pyoxigraph."""
        if number not in self._made:
            self._made[number] = term_of(self.tokens[number])
        return self._made[number]

    def kinds(self) -> npt.NDArray[np.int8]:
        """The kind of each term."""
        known = len(self._kinds)
        if known < len(self.ids):
            new = np.fromiter(map(kind_of, self.tokens[known:]), np.int8, len(self.ids) - known)
            self._kinds = np.concatenate((self._kinds, new))
        return self._kinds


def kind_of(token: str) -> int:
    """The kind of a token."""
    if token[0] == "<":
        return IRI
    if token[0] == "_":
        return BLANK
    last = token[-1]
    return TEXT if last == '"' else TYPED if last == ">" else TAGGED


def parts_of(token: str) -> tuple[str, str]:
    """The lexical form or the IRI, and the suffix of a literal (``@en``, ``^^<datatype>``, or nothing)."""
    if token[0] == "<":
        return token[1:-1], ""
    if token[0] == "_":
        return token[2:], ""
    end = len(token) - 1 if token[-1] == '"' else token.rindex('"')
    text = token[1:end]
    return _ESCAPED.sub(_unescaped, text) if "\\" in text else text, token[end + 1 :]


def _unescaped(match: re.Match[str]) -> str:
    found = match[0]
    return chr(int(found[2:], 16)) if found[1] in "uU" else _ESCAPES[found[1]]


def text_token(text: str, suffix: str = "") -> str:
    """The token of a string, with ``@language`` or nothing after it."""
    if _NEEDS_ESCAPE.search(text):
        return str(ox.Literal(text)) + suffix
    return f'"{text}"{suffix}'


def canonical(tokens: Sequence[str]) -> list[str]:
    """Literals as Oxigraph keeps them: numbers, dates and the like in their canonical form, language tags in lower case."""
    store, predicate = ox.Store(), ox.NamedNode("urn:p")
    names = [ox.NamedNode(f"urn:s{number}") for number, _ in enumerate(tokens)]
    store.extend(ox.Quad(name, predicate, term_of(token)) for name, token in zip(names, tokens, strict=True))
    return [str(next(store.quads_for_pattern(name, None, None)).object) for name in names]


def term_of(token: str) -> Any:
    """A token as a term of pyoxigraph."""
    text, suffix = parts_of(token)
    if token[0] == "<":
        return ox.NamedNode(text)
    if token[0] == "_":
        return ox.BlankNode(text)
    if suffix.startswith("@"):
        return ox.Literal(text, language=suffix[1:])
    return ox.Literal(text, datatype=ox.NamedNode(suffix[3:-1])) if suffix else ox.Literal(text)
