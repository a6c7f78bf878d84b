"""Reading the annotation form: YAML as plain strings, each place with its line.

Scalars stay as written ("NO" is a country, "2019-08-12" a text); the field that takes a value says what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

from ropa.errors import FormError

Place = tuple[str | int, ...]
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FORMAT = "1"
IN_CELL = " › "
WIDTH = 1000
TOP_KEYS = ("format", "document", "controller", "contacts", "authorities", "regime", "parties", "general", "unattached", "activities", "tensions")


def in_cell(file: str, cell: str) -> str:
    """How a cell of a file is called: ``file.xlsx › Sheet1!B7``."""
    return f"{file}{IN_CELL}{cell}"


@dataclass(frozen=True)
class Form:
    """A document as read: nested dicts, lists and strings, and the line of each place; of a table the cells."""

    path: Path
    data: dict[str, Any]
    lines: dict[Place, int]
    cells: dict[Place, str] | None = None

    def where(self, place: Place) -> str:
        """``file.yaml:14`` of a place, ``file.xlsx › Sheet1!B7`` in a table, or of the nearest thing around it."""
        if self.cells is not None:
            while place and place not in self.cells:
                place = place[:-1]
            return in_cell(self.path.name, self.cells[place]) if place else self.path.name
        while place and place not in self.lines:
            place = place[:-1]
        return f"{self.path.name}:{self.lines.get(place, 1)}"

    def error(self, message: str, place: Place = (), remedy: str | None = None) -> FormError:
        """An error at a place of this form."""
        return FormError(message, where=self.where(place), remedy=remedy)


def read_form(path: Path) -> Form:
    """Read a document in the annotation form.

    Raises FormError for a file that is empty, not UTF-8, not YAML, has a key twice, or is of another format.
    """
    forms = read_forms(path)
    if len(forms) != 1:
        raise FormError("holds several documents", where=path.name, remedy="Put each in a file of its own: `ropa import` does it.")
    return forms[0]


def read_forms(path: Path) -> list[Form]:
    """Read the documents of a file, divided by lines of three hyphens; at least one. Raises as `read_form`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormError(f"not UTF-8 (byte {error.start})", where=path.name, remedy="Save the file as UTF-8.") from error
    except OSError as error:
        raise FormError(f"cannot be read: {error.strerror}", where=str(path), remedy="Check the path.") from error
    try:
        roots = list(yaml.compose_all(text, Loader=Loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise FormError(
            f"not valid YAML: {getattr(error, 'problem', error)}",
            where=f"{path.name}:{line}",
            remedy="Quote strings that hold : or # or quotation marks.",
        ) from error
    if not roots:
        raise FormError("the file is empty", where=path.name, remedy="See docs/annotation.md for the form.")
    return [_form(root, path) for root in roots]


def _form(root: Any, path: Path) -> Form:
    lines: dict[Place, int] = {}
    data = _plain(root, (), lines, path)
    form = Form(path, data if isinstance(data, dict) else {}, lines)
    if not isinstance(data, dict):
        raise form.error("the document is not a mapping", remedy="See docs/annotation.md for the form.")
    if data.get("format") != FORMAT:
        raise form.error(f"format is {data.get('format')!r}", ("format",), remedy="This ropa reads `format: 1`.")
    return form


def _plain(node: Any, place: Place, lines: dict[Place, int], path: Path) -> Any:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str) or key in result:
                raise FormError(
                    f"the key {key!r} is there twice" if key in result else "a key is no text",
                    where=f"{path.name}:{key_node.start_mark.line + 1}",
                    remedy="Keep one.",
                )
            result[key] = _plain(value_node, (*place, key), lines, path)
            lines[(*place, key)] = key_node.start_mark.line + 1
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, index), lines, path) for index, item in enumerate(node.value)]
    if node.tag == "tag:yaml.org,2002:null" and node.value in ("", "~", "null"):
        return None
    return node.value


def form_text(form: Mapping[str, Any]) -> str:
    """A form as YAML: strings in double quotes, nothing wrapped, in the order of the form."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - only what writes a form needs it

    yaml = YAML()
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(quoted(form), out)
    return out.getvalue()


def quoted(value: Any) -> Any:
    """Plain data with its strings in double quotes, as `form_text` writes them."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString  # noqa: PLC0415 - only what writes a form needs it

    if isinstance(value, Mapping):
        return {key: quoted(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [quoted(item) for item in value]
    return DoubleQuotedScalarString(value) if isinstance(value, str) else value
