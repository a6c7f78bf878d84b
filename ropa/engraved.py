"""SVG documents as PNG and PDF by typst, with the fonts that come with it, so that every machine gives the same bytes.

What reaches typst is ``sys.inputs``: data there, never markup, and its sources read no files. Its fonts know Latin, Greek and
Cyrillic letters; others show as boxes, in the SVG they do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from ropa.errors import EngineError

if TYPE_CHECKING:
    import typst

PICTURE_WIDTH = 1600
"""Pixels of a picture as PNG."""
LACKING = "could not be displayed with"
"""How typst says that its fonts lack a letter, which PDF/UA forbids."""
_PAGE = b"""#set page(width: 640pt, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""
_DOCUMENT = b"""#set document(title: sys.inputs.title)
#set text(lang: sys.inputs.lang)
#set page(width: 960pt, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, alt: sys.inputs.alt)
"""


def svg_png(svg: str) -> bytes:
    """An SVG document as PNG. Raises EngineError where typst does not read it."""
    import typst  # noqa: PLC0415 (slow to load, and only pictures need it)

    try:
        return one(compiler(_PAGE, {"svg": svg}).compile(format="png", ppi=PICTURE_WIDTH / 640 * 72))
    except typst.TypstError as error:
        raise EngineError(f"the picture could not be drawn: {error}", remedy="Report it.") from error


def svg_pdf(svg: str, title: str, alt: str, lang: str, day: date) -> bytes:
    """An SVG document as a PDF of one page, dated by the law's date; PDF/UA-1 unless the fonts lack a letter.

    `alt` says in words what the picture shows. Raises EngineError where typst does not read it.
    """
    import typst  # noqa: PLC0415 (slow to load, and only pictures need it)

    made = compiler(_DOCUMENT, {"svg": svg, "title": title, "alt": alt, "lang": lang})
    stamp = (day - date(1970, 1, 1)).days * 86_400
    try:
        return one(made.compile(format="pdf", pdf_standards=["ua-1"], timestamp=stamp))
    except typst.TypstError as error:
        if LACKING not in str(error):
            raise EngineError(f"the picture could not be set: {error}", remedy="Report it.") from error
    return one(made.compile(format="pdf", timestamp=stamp))


def compiler(source: bytes, inputs: Mapping[str, str]) -> typst.Compiler:
    """A typst compiler with its own fonts alone."""
    import typst  # noqa: PLC0415 (slow to load, and only pictures need it)

    return typst.Compiler(source, ignore_system_fonts=True, sys_inputs=dict(inputs))


def one(found: bytes | list[bytes] | None) -> bytes:
    """The one file of a compilation."""
    pages = found if isinstance(found, list) else [found]
    return bytes(pages[0] or b"")
