"""The styles of a record in Word: our own document has them all; in a person's template, those that it has stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ropa.assets import template_text

FILE = ("render/templates", "laid-styles.xml")
_REFERENCES = ("w:basedOn", "w:next", "w:link")


def _ours() -> Any:
    from docx.oxml.parser import parse_xml

    return parse_xml(template_text(*FILE).encode())


def own_styles(document: Any) -> Mapping[str, str]:
    """Put our styles in place of those of python-docx; the ids by our ids."""
    styles, ours = document.styles.element, _ours()
    for child in list(styles):
        styles.remove(child)
    for child in list(ours):
        styles.append(child)
    return {style_id: style_id for style_id in _ids(styles).values()}


def added_styles(document: Any) -> Mapping[str, str]:
    """Add to a template the styles that it lacks, by name; the ids that it uses by our ids."""
    from docx.oxml.ns import qn

    styles, ours = document.styles.element, _ours()
    theirs = _ids(styles)
    known = {name: theirs.get(name) for name in _ids(ours)}
    taken = set(theirs.values())
    ids = {style_id: known[name] or _free(style_id, taken) for name, style_id in _ids(ours).items()}
    for style in ours.iterchildren(qn("w:style")):
        if known[_name(style)] is not None:
            continue
        style.set(qn("w:styleId"), ids[style.get(qn("w:styleId"))])
        style.attrib.pop(qn("w:default"), None)
        for reference in _REFERENCES:
            found = style.find(qn(reference))
            if found is not None:
                found.set(qn("w:val"), ids[found.get(qn("w:val"))])
        styles.append(style)
    return ids


def _ids(styles: Any) -> dict[str, str]:
    """The id of each style by its name in lower case."""
    from docx.oxml.ns import qn

    return {_name(style): style.get(qn("w:styleId")) for style in styles.iterchildren(qn("w:style")) if style.get(qn("w:styleId"))}


def _name(style: Any) -> str:
    from docx.oxml.ns import qn

    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val"))).lower()


def _free(style_id: str, taken: set[str]) -> str:
    """An id that the template does not use for something else."""
    while style_id in taken:
        style_id += "x"
    return style_id
