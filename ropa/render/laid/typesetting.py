"""Typst: pictures to PNG and documents to PDF, with the fonts that come with it, so that every machine gives the same bytes.

Data reaches a template as ``sys.inputs``: it is text there, never markup, and a template reads no files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ropa.assets import template_text
from ropa.errors import EngineError

if TYPE_CHECKING:
    import typst

FOLDER = "render/templates"
PICTURE_WIDTH = 1600
"""Pixels of the flow picture in a document."""
_UA = b"pdfuaid:part"
LACKING = "could not be displayed with"
"""How typst says that its fonts lack a letter, which PDF/UA forbids."""
_PICTURE = b"""#set page(width: 640pt, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""


def picture_png(svg: str) -> bytes:
    """An SVG document as PNG, its text in the fonts of typst. Raises EngineError where typst does not read it."""
    compiler = _compiler(_PICTURE, {"svg": svg})
    import typst

    try:
        return _bytes(compiler.compile(format="png", ppi=PICTURE_WIDTH / 640 * 72))
    except typst.TypstError as error:
        raise EngineError(f"the picture could not be drawn: {error}", remedy="Report it.") from error


def typeset(template: str, record: Mapping[str, Any], day: date) -> bytes:
    """A template filled with a record, as a tagged PDF; as PDF/UA-1 unless the fonts lack a letter, see `is_accessible`.

    Raises EngineError where typst fails otherwise.
    """
    import typst

    source, inputs = template_text(FOLDER, template).encode(), {"record": json.dumps(record, ensure_ascii=False, sort_keys=True)}
    stamp = (day - date(1970, 1, 1)).days * 86_400
    try:
        return _bytes(_compiler(source, inputs).compile(format="pdf", pdf_standards=["ua-1"], timestamp=stamp))
    except typst.TypstError as error:
        if LACKING not in str(error):
            raise EngineError(f"the PDF could not be set: {error}", remedy="Report it.") from error
    return _bytes(_compiler(source, inputs).compile(format="pdf", timestamp=stamp))


def is_accessible(data: bytes) -> bool:
    """Whether a PDF of ours is marked as PDF/UA."""
    return _UA in data


def _compiler(source: bytes, inputs: dict[str, str]) -> typst.Compiler:
    import typst

    return typst.Compiler(source, ignore_system_fonts=True, sys_inputs=inputs)


def _bytes(found: bytes | list[bytes] | None) -> bytes:
    pages = found if isinstance(found, list) else [found]
    return bytes(pages[0] or b"")
