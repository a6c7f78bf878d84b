"""The quotes of a record as notes at the foot of a page in Word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from ropa.render.laid.marking import printable
from ropa.render.laid.word_body import Notes

_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_SEPARATORS = ((-1, "separator"), (0, "continuationSeparator"))



def footnotes(document: Any) -> tuple[Any, int]:
    """The notes that a template has, None where it has none, and the first free id."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import parse_xml

    part = next((rel.target_part for rel in document.part.rels.values() if rel.reltype == _RELATION), None)
    if part is None:
        return None, 1
    taken = [int(note.get(qn("w:id"), 0)) for note in parse_xml(part.blob)]
    return part, max([0, *taken]) + 1


def write_notes(document: Any, part: Any, notes: Notes, styles: Mapping[str, str]) -> None:
    """Write the notes of a record into the part of a document that holds them; a new part where it has none."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml
    from lxml import etree

    text, sign = styles["FootnoteText"], styles["FootnoteReference"]
    written = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>' for number, kind in _SEPARATORS if part is None
    )
    written += "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="{text}"/></w:pPr>'
        f'<w:r><w:rPr><w:rStyle w:val="{sign}"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:rPr><w:lang w:val="{language}"/></w:rPr><w:t xml:space="preserve"> “{escape(printable(quote))}”</w:t></w:r></w:p></w:footnote>'
        for number, (quote, language) in enumerate(notes.found, notes.first)
    )
    notes_xml = parse_xml(f"<w:footnotes {nsdecls('w')}>{written}</w:footnotes>")
    if part is None:
        part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, b"", document.part.package)
        document.part.relate_to(part, _RELATION)
    else:
        root = parse_xml(part.blob)
        root.extend(list(notes_xml))
        notes_xml = root
    part._blob = etree.tostring(notes_xml, xml_declaration=True, encoding="UTF-8", standalone=True)
