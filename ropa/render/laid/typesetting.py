"""Typst: pictures to PNG and documents to PDF, with the fonts that come with it, so that every machine gives the same bytes.

Data reaches a template as ``sys.inputs``: it is text there, never markup, and a template reads no files.
"""

from __future__ import annotations

from ropa.errors import EngineError

PICTURE_WIDTH = 1600
"""Pixels of the flow picture in a document."""
_PICTURE = b"""#set page(width: 640pt, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""


def picture_png(svg: str) -> bytes:
    """An SVG document as PNG, its text in the fonts of typst. Raises EngineError where typst does not read it."""
    import typst

    compiler = typst.Compiler(_PICTURE, ignore_system_fonts=True, sys_inputs={"svg": svg})
    try:
        found = compiler.compile(format="png", ppi=PICTURE_WIDTH / 640 * 72)
    except typst.TypstError as error:
        raise EngineError(f"the picture could not be drawn: {error}", remedy="Report it.") from error
    pages = found if isinstance(found, list) else [found]
    return bytes(pages[0] or b"")
