"""Words of the pages people read, in five languages, from one table: ``render/words.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache

from ropa.assets import template_text
from ropa.errors import InputError, nearest
from ropa.model import LANGUAGES


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    rows = csv.DictReader(io.StringIO(template_text("render", "words.csv")))
    return {row["key"]: row for row in rows}


class Words:
    """The words of one language; English where a language lacks one."""

    def __init__(self, lang: str = "en") -> None:
        self.lang = lang if lang in LANGUAGES else "en"
        self._table = _table()

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def __call__(self, key: str, *given: str, **named: str) -> str:
        """The word for a key, with its ``{}`` and ``{name}`` filled in.

        Raises InputError where the table has no such key.
        """
        row = self._table.get(key)
        if row is None:
            raise InputError(f"no words for {key!r}", where="words.csv", remedy=nearest(key, self._table))
        text = row[self.lang] or row["en"]
        return text.format(*given, **named) if given or named else text

    def code(self, field_id: str, value: str) -> str:
        """The word for a value of a closed list; the value itself, its hyphens as spaces, where the table has none."""
        for key in (f"code.{field_id}.{value}", f"code.{value}"):
            if key in self._table:
                return self(key)
        return value.replace("-", " ")

    def say(self, field_id: str, name: str, text: str) -> str:
        """One part of a value as a phrase: the table's own for the field, else ``name: text``."""
        key = f"say.{field_id}"
        return self(key, text) if key in self._table else f"{name}: {text}"
