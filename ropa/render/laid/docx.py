"""A laid record as a Word document: a cover, an index with links, a page for each activity, quotes as notes at the foot.

It has its own styles and page numbers; or it stands in a person's own template, which keeps its header, footer and styles.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from xml.sax.saxutils import escape

from ropa.laid import Laid
from ropa.render.laid import LaidFormat
from ropa.render.laid.marking import printable, tag
from ropa.render.laid.word_body import Body, Notes
from ropa.render.laid.word_notes import footnotes, write_notes
from ropa.render.laid.word_package import forget_origin, new_document, open_template, place_of, saved
from ropa.render.laid.word_styles import added_styles, own_styles

PAGE = (11906, 16838)
MARGIN = 1134
"""A4 and its margins, in twentieths of a point."""
TEXT_WIDTH = PAGE[0] - 2 * MARGIN
TWENTIETH = 635
"""EMU in a twentieth of a point."""


def write(laid: Laid) -> bytes:
    """The document on our own A4 page."""
    document = new_document()
    styles = own_styles(document)
    _page(document, laid, styles)
    _settings(document, laid)
    _fill(document, laid, styles, (document.element.body, 0), TEXT_WIDTH)
    document.core_properties.author = printable(laid.controller)[:255]
    return _finished(document, laid)


def fill(laid: Laid, template: bytes, name: str) -> bytes:
    """The record in a person's template: where a paragraph says ``{{record}}``, else at its end.

    Raises InputError, with `name`, for a template that does not read, holds macros, or has the placeholder elsewhere.
    """
    document = open_template(template, name)
    where = place_of(document, name)
    forget_origin(document)
    styles = added_styles(document)
    _fill(document, laid, styles, where, _text_width(document))
    return _finished(document, laid)


def _fill(document: Any, laid: Laid, styles: Mapping[str, str], where: tuple[Any, int], width: int) -> None:
    from docx.oxml.ns import nsdecls, qn
    from docx.oxml.parser import parse_xml

    parent, place = where
    noted, first = footnotes(document)
    notes = Notes(first)
    marks = max((int(mark.get(qn("w:id"), 0)) for mark in parent.iter(qn("w:bookmarkStart"))), default=0)
    body = Body(laid, styles, width, notes, marks)
    blocks = [*body.cover(), *body.index()]
    for part in laid.parts:
        blocks += body.part(part)
    if laid.picture is not None:
        blocks += body.picture("".join(_drawing(document, laid, width)), laid.picture.caption)
    for offset, block in enumerate(parse_xml(f"<w:body {nsdecls('w', 'wp', 'a', 'pic', 'r')}>{''.join(blocks)}</w:body>")):
        parent.insert(place + offset, block)
    if notes.found:
        write_notes(document, noted, notes, styles)


def _drawing(document: Any, laid: Laid, width: int) -> list[str]:
    """The run that holds the flow picture, as wide as the text."""
    import io

    from docx.shared import Emu
    from lxml import etree

    from ropa.engraved import svg_png

    picture = laid.picture
    if picture is None:
        return []
    inline = document.part.new_pic_inline(io.BytesIO(svg_png(picture.svg)), width=Emu(width * TWENTIETH))
    inline.docPr.set("descr", printable(picture.alt))
    inline.docPr.set("title", printable(picture.caption))
    return ["<w:r><w:drawing>", etree.tostring(inline, encoding="unicode"), "</w:drawing></w:r>"]


def _page(document: Any, laid: Laid, styles: Mapping[str, str]) -> None:
    """A4, the record's name at the head, its dates and the number of the page at the foot."""
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml
    from docx.shared import Emu

    section = document.sections[0]
    section.page_width, section.page_height = (Emu(size * TWENTIETH) for size in PAGE)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Emu(MARGIN * TWENTIETH))
    texts = ((section.header, "Header", laid.title, f"{_text(laid.controller)}"), (section.footer, "Footer", laid.clocks_line, _numbers()))
    for frame, style, left, right in texts:
        content = right if right.startswith("<") else f"<w:r>{right}</w:r>"
        xml = f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{styles[style]}"/></w:pPr><w:r>{_text(left)}</w:r><w:r><w:tab/></w:r>{content}</w:p>'
        old = frame.paragraphs[0]._p
        old.getparent().replace(old, parse_xml(xml))


def _numbers() -> str:
    """Page X / Y, which the word processor counts."""
    field = '<w:fldSimple w:instr=" {} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return f"{field.format('PAGE')}<w:r>{_text(' / ')}</w:r>{field.format('NUMPAGES')}"


def _text(text: str) -> str:
    bare = f" {printable(text)} " if text == " / " else printable(text)
    return f'<w:t xml:space="preserve">{escape(bare)}</w:t>'


def _settings(document: Any, laid: Laid) -> None:
    """The language of the headings as that of the document; the present form of Word, so that it opens in no compatibility mode."""
    from docx.oxml.ns import qn

    language = tag(laid.head_lang, laid.layout.country)
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), language)
    for found in document.settings.element.iter(qn("w:themeFontLang")):
        found.set(qn("w:val"), language)
    for found in document.settings.element.iter(qn("w:compatSetting")):
        if found.get(qn("w:name")) == "compatibilityMode":
            found.set(qn("w:val"), "15")
    document.core_properties.language = language


def _text_width(document: Any) -> int:
    """The width of the text of a template's last section, in twentieths of a point; that of our own page where it does not say."""
    for section in list(document.sections)[-1:]:
        page, left, right = section.page_width, section.left_margin, section.right_margin
        if page is not None and left is not None and right is not None:
            return max(TEXT_WIDTH // 3, int(page - left - right) // TWENTIETH)
    return TEXT_WIDTH


def _finished(document: Any, laid: Laid) -> bytes:
    made = datetime.combine(laid.clocks.as_of, time(), tzinfo=UTC).replace(tzinfo=None)
    core = document.core_properties
    core.title, core.comments = printable(f"{laid.title}: {laid.controller}")[:255], printable(laid.clocks_line)[:255]
    core.created = core.modified = made
    core.last_modified_by, core.revision = "", 1
    return saved(document, laid.clocks.as_of)


FORMAT = LaidFormat("docx", (".docx",), "Word document", write, pictured=True, fill=fill)
