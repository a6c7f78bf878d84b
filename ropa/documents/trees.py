"""Manifests and exports of other tools: JSON and YAML as plain values, bounded in size, depth and what aliases unfold to.

YAML scalars stay as written (``NO`` is no boolean). A place in a file is a JSON Pointer (RFC 6901).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ropa.errors import InputError
from ropa.form import Loader

MAX_BYTES = 30_000_000
MAX_DEPTH = 60
MAX_VALUES = 400_000
"""Values of a file, those that aliases repeat counted each time."""
Tree = Any
"""Nested dicts, lists and scalars."""


def read_tree(path: Path) -> tuple[Tree, bytes]:
    """The value of a JSON or YAML file, and its bytes.

    Raises InputError for a file that cannot be read, is broken, or is larger or deeper than a register is.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _too("large", path)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="Check the path.") from error
    return (_json(data, path) if path.suffix.lower() == ".json" else _yaml(data, path)), data


def _json(data: bytes, path: Path) -> Tree:
    try:
        tree = json.loads(data)
    except RecursionError as error:
        raise _too("deeply nested", path) from error
    except ValueError as error:
        raise InputError(f"not valid JSON: {str(error)[:120]}", where=path.name, remedy="Export the file again.") from error
    level, count = [tree], 0
    for _ in range(MAX_DEPTH):
        count += len(level)
        if not level:
            return tree
        if count > MAX_VALUES:
            raise _too("large", path)
        level = [child for item in level for child in (item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())]
    raise _too("deeply nested", path)


def _yaml(data: bytes, path: Path) -> Tree:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start})", where=path.name, remedy="Save the file as UTF-8.") from error
    builder = _Builder(path)
    try:
        for event in yaml.parse(text, Loader=Loader):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        raise InputError(f"not valid YAML: {getattr(error, 'problem', None) or error}", where=where, remedy="Mend the file.") from error
    return builder.root


@dataclass
class _Open:
    """A list or mapping that is being read; the key that waits for its value; how many values it holds so far."""

    value: Any
    anchor: str | None
    key: str | None = None
    size: int = 1


@dataclass
class _Builder:
    """Builds the value of one YAML document from its events, without recursion."""

    path: Path
    root: Tree = None
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    documents: int = 0

    def take(self, event: Any) -> None:
        """Add one event."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise InputError("several YAML documents in one file", where=self.path.name, remedy="Give each its own file.")
        elif isinstance(event, yaml.ScalarEvent):
            null = event.implicit[0] and event.value in ("", "~", "null", "Null", "NULL")
            self._place(None if null else event.value, 1, event)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise InputError(f"the alias *{event.anchor} names nothing", where=self._line(event), remedy="Mend the file.")
            self._place(*self.anchors[event.anchor], event)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            if len(self.stack) >= MAX_DEPTH:
                raise _too("deeply nested", self.path)
            self.stack.append(_Open([] if isinstance(event, yaml.SequenceStartEvent) else {}, event.anchor))
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            done = self.stack.pop()
            self._place(done.value, done.size, event, done.anchor)

    def _place(self, value: Any, size: int, event: Any, anchor: str | None = None) -> None:
        name = anchor or (event.anchor if isinstance(event, yaml.ScalarEvent) else None)
        if name:
            self.anchors[name] = (value, size)
        if not self.stack:
            self.root = value
            return
        around = self.stack[-1]
        around.size += size
        if around.size > MAX_VALUES:
            raise _too("large", self.path)
        if isinstance(around.value, list):
            around.value.append(value)
        elif around.key is None:
            if not isinstance(value, str):
                raise InputError("a key is no text", where=self._line(event), remedy="Mend the file.")
            around.key = value
        else:
            if around.key in around.value:
                raise InputError(f"the key {around.key!r} is there twice", where=self._line(event), remedy="Keep one.")
            around.value[around.key] = value
            around.key = None

    def _line(self, event: Any) -> str:
        return f"{self.path.name}:{event.start_mark.line + 1}"


def _too(how: str, path: Path) -> InputError:
    remedy = f"A file of at most {MAX_BYTES // 1_000_000} MB, {MAX_VALUES:,} values and {MAX_DEPTH} levels is read; split it."
    return InputError(f"too {how} for a register", where=path.name, remedy=remedy)


# -- looking at a tree -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Node:
    """A value of a file and its place, as a JSON Pointer after the file's name where several files are read together."""

    value: Tree
    at: str

    def __getitem__(self, key: str | int) -> Node:
        """The value under a key; nothing where there is none."""
        held = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(held, f"{self.at}/{str(key).replace('~', '~0').replace('/', '~1')}")

    def __bool__(self) -> bool:
        return self.value not in (None, "", [], {})

    @property
    def text(self) -> str:
        """A scalar as one line of text; empty for anything else."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return " ".join(str(self.value).split()) if isinstance(self.value, str | int | float) else ""

    @property
    def true(self) -> bool:
        """Whether it says yes."""
        return self.text.casefold() in ("true", "yes", "on")

    @property
    def false(self) -> bool:
        """Whether it says no."""
        return self.text.casefold() in ("false", "no", "off")

    def each(self, key: str) -> Iterator[Node]:
        """The values of a list under a key; a single value there is a list of one."""
        held = self[key]
        if isinstance(held.value, list):
            yield from (Node(item, f"{held.at}/{index}") for index, item in enumerate(held.value))
        elif held:
            yield held

    def items(self) -> Iterator[tuple[str, Node]]:
        """The keys of a mapping, with their values."""
        if isinstance(self.value, dict):
            yield from ((key, self[key]) for key in self.value)

    def spoken(self) -> str:
        """All that it says, as one line: for a note."""
        if isinstance(self.value, dict):
            return "; ".join(f"{key}: {said}" for key, node in self.items() if (said := node.spoken()))
        if isinstance(self.value, list):
            return ", ".join(said for item in self.value if (said := Node(item, "").spoken()))
        return self.text
