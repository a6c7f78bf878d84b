"""Word files as packages: a new one, a person's own template opened with care, and the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import date
from typing import Any

from ropa.errors import InputError

MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 30_000_000, 120_000_000, 2_000
"""A template has at most so many bytes, packed and unpacked, and so many parts."""
FIRST_DAY = date(1980, 1, 1)
"""Zip files know no earlier day."""
PLACEHOLDER = "{{record}}"
_TYPES = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.%s.main+xml"
_UNUSED = ("/metadata/thumbnail", "/relationships/customXml", "/relationships/stylesWithEffects")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, KeyError, ValueError, SyntaxError, AttributeError, IndexError)
"""What zipfile, lxml (its syntax errors are SyntaxErrors) and python-docx raise for a file that is no Word document."""


def new_document() -> Any:
    """An empty document without what python-docx's own template carries along: a thumbnail, custom data, a second set of styles."""
    import docx

    document = docx.Document()
    for rels in (document.part.package.rels, document.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(_UNUSED)]:
            del rels[key]
    return document


def open_template(data: bytes, name: str) -> Any:
    """A person's template (``.docx`` or ``.dotx``) as a document. Raises InputError where it is no such file, or not a safe one."""
    import docx
    from docx.oxml.ns import qn

    remedy = "Save it from your word processor as .docx, without macros."
    try:
        _inspect(data, name)
        document = docx.Document(io.BytesIO(_as_document(data)))
        if document.element.body is None or document.styles.element.tag != qn("w:styles") or document.settings.element.tag != qn("w:settings"):
            raise ValueError("its body, styles or settings are missing")
        _ = [section.page_width for section in document.sections]
    except _BROKEN as error:
        raise InputError(f"it does not read as a Word document: {str(error) or type(error).__name__}", where=name, remedy=remedy) from error
    return document


def _inspect(data: bytes, name: str) -> None:
    """Raise InputError for a package that is too large, or holds macros or programs."""
    if len(data) > MOST_BYTES:
        raise InputError(f"the template has more than {MOST_BYTES:,} bytes", where=name, remedy="Make its pictures smaller.")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        most = f"{MOST_UNPACKED:,} bytes or {MOST_PARTS:,} parts"
        raise InputError(f"the template unpacks to more than {most}", where=name, remedy="Use a plain template.")
    for part in parts:
        if part.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in part.filename.lower():
            raise InputError("the template holds macros", where=name, remedy="Save it as .docx, without macros.")
        if "/embeddings/" in part.filename.lower():
            raise InputError("the template holds an embedded object", where=name, remedy="Put a picture in its place.")


def _as_document(data: bytes) -> bytes:
    """The package with its main part called a document where it is a template (``.dotx``)."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if _MAIN % b"template" not in package.read(_TYPES):
            return data
        parts = [(part.filename, package.read(part)) for part in package.infolist()]
    return _pack([(name, part.replace(_MAIN % b"template", _MAIN % b"document") if name == _TYPES else part) for name, part in parts], FIRST_DAY)


def saved(document: Any, day: date) -> bytes:
    """The bytes of a document, its parts dated `day`."""
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package:
        return _pack([(part.filename, package.read(part)) for part in package.infolist()], day)


def _pack(parts: list[tuple[str, bytes]], day: date) -> bytes:
    """A zip of parts that differs from no other of the same parts and day."""
    stream = io.BytesIO()
    year, month, first = max(day, FIRST_DAY).timetuple()[:3]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts:
            info = zipfile.ZipInfo(name, (year, month, first, 0, 0, 0))
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            package.writestr(info, data)
    return stream.getvalue()


def place_of(document: Any, name: str) -> tuple[Any, int]:
    """The element that a record goes into, and where in it: in place of the paragraph that says ``{{record}}``, else at the end.

    Raises InputError where the placeholder does not stand alone in one paragraph of the body.
    """
    from docx.oxml.ns import qn

    body = document.element.body
    found = [(node, "".join(text.text or "" for text in node.iter(qn("w:t")))) for node in body.iter(qn("w:p"))]
    holding = [(node, text) for node, text in found if PLACEHOLDER in "".join(text.split())]
    if not holding:
        last = body.find(qn("w:sectPr"))
        return body, len(body) if last is None else body.index(last)
    node, text = holding[0]
    if len(holding) > 1 or "".join(text.split()) != PLACEHOLDER or node.getparent() is not body:
        remedy = f"Put {PLACEHOLDER} once, alone in a paragraph of the text, outside tables and frames."
        raise InputError(f"{PLACEHOLDER} does not stand alone in one paragraph of the template", where=name, remedy=remedy)
    place = body.index(node)
    section = node.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    if section is None:
        body.remove(node)
        return body, place
    for run in node.findall(qn("w:r")):
        node.remove(run)
    return body, place


def forget_origin(document: Any) -> None:
    """Take out the link to the file that a template was made from: a record does not carry the address of a person's server."""
    from docx.oxml.ns import qn

    settings = document.settings.element
    for link in settings.findall(qn("w:attachedTemplate")):
        settings.remove(link)
    rels = document.part._settings_part.rels
    for key in [key for key, rel in rels.items() if rel.reltype.endswith("/attachedTemplate")]:
        del rels[key]
