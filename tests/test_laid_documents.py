"""Records as Word documents and PDFs, a person's own Word template, and the flow picture in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ropa.cli import main
from ropa.errors import InputError
from ropa.laid import Laid, Piece
from ropa.register import Register
from ropa.render.laid import formats
from ropa.render.laid.marking import numbered, printable, tag
from tests.conftest import EXAMPLE
from tests.laid_reading import Tagged, read_docx, read_pdf, said

WORD, PDF = formats()[".docx"], formats()[".pdf"]
HOSTILE = '#panic("x") $x$ *b* #import "x.typ" \\u{41} <w:fldSimple w:instr="DDEAUTO cmd"/> {{record}} {=1} @note-1'
FILL = WORD.fill
assert FILL is not None


@pytest.fixture(scope="session")
def plain(example: Register) -> Laid:
    return example.lay_out("lumitie", "dsk")


@pytest.fixture(scope="session")
def pictured(example: Register) -> Laid:
    return example.lay_out("lumitie", "tietosuojavaltuutettu", picture=True)


@pytest.fixture(scope="session")
def notice(five: Register) -> Laid:
    return five.lay_out("infine")


@pytest.fixture(scope="session")
def word(pictured: Laid) -> bytes:
    return WORD.write(pictured)


@pytest.fixture(scope="session")
def pdf(pictured: Laid) -> bytes:
    return PDF.write(pictured)


@pytest.fixture(scope="session")
def tagged(pdf: bytes) -> Tagged:
    return Tagged(pdf)


def with_text(laid: Laid, *texts: str) -> Laid:
    """The record with one activity that says these texts."""
    part = laid.parts[0]
    row = replace(part.rows[0], name=texts[0], cells=(tuple(Piece(text, quotes=(text,)) for text in texts), *part.rows[0].cells[1:]))
    return replace(laid, parts=(replace(part, rows=(row,)), *laid.parts[1:]))


def text_of(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


# -- Word -----------------------------------------------------------------------------------------------------------------
def test_a_word_document_has_real_headings(word: bytes, pictured: Laid) -> None:
    document = docx.Document(io.BytesIO(word))
    styles = [(each.style.name, each.text) for each in document.paragraphs if each.style is not None]
    assert ("Title", pictured.title) in styles
    assert [text for name, text in styles if name == "Heading 1"][2:4] == [part.title for part in pictured.parts]
    named = [f"{number} {row.name}" for part in pictured.parts for number, row in numbered(part.rows)]
    assert [text for name, text in styles if name == "Heading 2" and text[0].isdigit()] == named


def test_each_table_of_an_activity_repeats_its_marked_header(word: bytes) -> None:
    tables = [table for table in docx.Document(io.BytesIO(word)).tables if len(table.columns) == 3]
    assert len(tables) > 20
    assert all(table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for table in tables)


def test_each_activity_of_the_first_level_begins_a_page(word: bytes, pictured: Laid) -> None:
    headings = [each for each in docx.Document(io.BytesIO(word)).paragraphs if each.style is not None and each.style.name == "Heading 2"]
    sheets = [each for each in headings if each.text[0].isdigit()]
    begins = [each.paragraph_format.page_break_before for each in sheets]
    assert begins.count(True) == len(sheets) - len(pictured.parts), "the first of a part stands below its title"


def test_the_links_of_the_index_lead_somewhere(word: bytes, pictured: Laid) -> None:
    body = text_of(word, "word/document.xml")
    targets = set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]+)"', body))
    links = re.findall(r'w:anchor="([^"]+)"', body)
    assert len(links) == len(pictured.parts) + sum(len(part.rows) for part in pictured.parts)
    assert set(links) <= targets
    ids = re.findall(r'w:bookmarkStart w:id="(\d+)"', body)
    assert len(ids) == len(set(ids))


def test_a_word_document_says_its_language_title_and_dates(word: bytes, pictured: Laid) -> None:
    core = docx.Document(io.BytesIO(word)).core_properties
    assert core.title == f"{pictured.title}: {pictured.controller}"
    assert core.language == "fi-FI"
    assert core.created is not None
    assert core.created.date() == pictured.clocks.as_of
    assert re.findall(r'<w:lang w:val="([^"]+)"', text_of(word, "word/styles.xml")) == ["fi-FI"]
    assert '<w:lang w:val="en-GB"/>' in text_of(word, "word/document.xml"), "words of the document in their own language"


def test_head_and_foot_have_the_name_and_the_page(word: bytes, pictured: Laid) -> None:
    assert pictured.controller in text_of(word, "word/header1.xml")
    foot = text_of(word, "word/footer1.xml")
    assert re.findall(r'w:instr=" (\w+) "', foot) == ["PAGE", "NUMPAGES"]
    assert pictured.clocks_line in foot


def test_required_and_addition_differ_in_words_and_in_lines(word: bytes, pictured: Laid) -> None:
    body = text_of(word, "word/document.xml")
    columns = [(column.required, len(part.rows)) for part in pictured.parts for column in part.columns]
    columns += [(heading.required, 1) for heading, _ in pictured.head]
    assert body.count('<w:left w:val="single"') == sum(count for required, count in columns if required)
    assert body.count('<w:left w:val="dotted"') == sum(count for required, count in columns if not required)
    assert body.count(pictured.words["layout.addition"]) >= sum(count for required, count in columns if not required)


def test_quotes_are_notes_at_the_foot_of_the_page(notice: Laid, five: Register) -> None:
    data = WORD.write(notice)
    notes = text_of(data, "word/footnotes.xml")
    ids = re.findall(r'<w:footnote w:id="(\d+)"', notes)
    body = text_of(data, "word/document.xml")
    assert re.findall(r'<w:footnoteReference w:id="(\d+)"', body) == ids
    quotes = {quote for part in notice.parts for row in part.rows for cell in row.cells for piece in cell for quote in piece.quotes}
    printed = ["".join(text.text or "" for text in note.iter(qn("w:t"))) for note in docx.oxml.parse_xml(notes.encode())]
    assert {f" “{quote}”" for quote in quotes} <= set(printed)
    assert set(re.findall(r"NOTEREF ropa_note_(\d+) ", body)) <= set(ids)
    without = WORD.write(five.lay_out("infine", evidence="none"))
    assert "word/footnotes.xml" not in zipfile.ZipFile(io.BytesIO(without)).namelist()


def test_the_only_fields_are_page_numbers_and_notes(notice: Laid) -> None:
    data = WORD.write(with_text(notice, HOSTILE))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [docx.oxml.parse_xml(package.read(name)) for name in package.namelist() if name.startswith("word/") and name.endswith(".xml")]
    simple = [field.get(qn("w:instr")) for part in parts for field in part.iter(qn("w:fldSimple"))]
    codes = {code.split()[0] for code in simple + [field.text for part in parts for field in part.iter(qn("w:instrText"))]}
    assert codes <= {"PAGE", "NUMPAGES", "NOTEREF"}
    assert ("controller", notice.parts[0].rows[0].id, notice.parts[0].columns[0].heading, [HOSTILE]) in read_docx(data)


@pytest.mark.parametrize("written", [WORD, PDF], ids=["docx", "pdf"])
def test_what_no_file_can_hold_is_left_out(plain: Laid, written: object) -> None:
    data = written.write(with_text(plain, "a\x00b\x0b\x1f\ud800\ufffe c"))  # type: ignore[attr-defined]
    read = read_docx if written is WORD else read_pdf
    assert printable("a\x00b\x0b\x1f\ud800\ufffe c") == "ab c"
    assert "ab c" in [line for *_, lines in read(data) for line in lines]


def test_a_draft_is_marked(plain: Laid) -> None:
    part = plain.parts[0]
    drafts = replace(plain, parts=(replace(part, rows=(replace(part.rows[0], draft=True), part.rows[1])), *plain.parts[1:]))
    shown = [each.text for each in docx.Document(io.BytesIO(WORD.write(drafts))).paragraphs if "Entwurf" in each.text]
    assert len(shown) == 2, "in the index and above the sheet"
    marked = [block.text() for block in Tagged(PDF.write(drafts)).blocks() if block.kind == "H2"]
    assert ["Entwurf" in text for text in marked[:2]] == [True, False]


def test_languages_have_the_country_that_word_wants() -> None:
    assert [tag(each) for each in ("fi", "en", "sv", "nb", "el", "qq")] == ["fi-FI", "en-GB", "sv-SE", "nb-NO", "el-GR", "qq"]
    assert tag("de", "AT") == "de-AT"


def test_sheets_are_numbered_within_their_heading(plain: Laid) -> None:
    row = plain.parts[0].rows[0]
    levels = [1, 2, 2, 3, 1, 2]
    assert [number for number, _ in numbered(tuple(replace(row, level=level) for level in levels))] == ["1", "1.1", "1.2", "1.2.1", "2", "2.1"]


# -- a template of one's own ----------------------------------------------------------------------------------------------
def template(change: Callable[[docx.document.Document], object] = lambda _: None) -> bytes:
    """A letterhead of Acme: a header, a heading style of its own, a foreword, and the placeholder."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Acme letterhead"
    document.sections[0].footer.paragraphs[0].text = "Acme footer"
    document.styles["Heading 1"].font.name = "Courier New"
    document.add_paragraph("Before")
    document.add_paragraph("{{ record }}")
    document.add_paragraph("After")
    change(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def remade(data: bytes, change: Callable[[str, bytes], bytes | None], **extra: bytes) -> bytes:
    """A package with its parts changed, or left out where the change gives None, and some added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in extra.items():
            new.writestr(name, part)
    return stream.getvalue()


def test_a_record_in_a_template_stands_where_the_placeholder_was(plain: Laid) -> None:
    own = template()
    data = FILL(plain, own, "acme.docx")
    document = docx.Document(io.BytesIO(data))
    texts = [each.text for each in document.paragraphs]
    assert texts[0] == "Before"
    assert texts[1] == plain.title
    assert texts[-1] == "After"
    assert not any("{{" in text for text in texts)
    assert read_docx(data) == said(plain)
    assert FILL(plain, own, "acme.docx") == data, "other bytes"


def test_a_template_keeps_its_header_footer_and_styles(plain: Laid) -> None:
    document = docx.Document(io.BytesIO(FILL(plain, template(), "acme.docx")))
    assert document.sections[0].header.paragraphs[0].text == "Acme letterhead"
    assert document.sections[0].footer.paragraphs[0].text == "Acme footer"
    assert document.styles["Heading 1"].font.name == "Courier New"
    used = {each.style.name for each in document.paragraphs if each.style is not None}
    assert {"Title", "Heading 1", "Heading 2", "ropa note"} <= used


def test_a_template_without_a_placeholder_is_filled_at_its_end(plain: Laid) -> None:
    def emptied(document: docx.document.Document) -> None:
        document.paragraphs[1]._p.getparent().remove(document.paragraphs[1]._p)

    document = docx.Document(io.BytesIO(FILL(plain, template(emptied), "acme.docx")))
    assert [each.text for each in document.paragraphs[:3]] == ["Before", "After", plain.title]
    assert document.element.body[-1].tag == qn("w:sectPr")


def test_the_notes_of_a_template_stay_and_ours_follow(notice: Laid) -> None:
    first = WORD.write(notice)
    count = text_of(first, "word/footnotes.xml").count("<w:footnote ")
    again = FILL(notice, first, "first.docx")
    assert text_of(again, "word/footnotes.xml").count("<w:footnote ") == 2 * (count - 2) + 2
    ids = re.findall(r'<w:footnote w:id="(\d+)"', text_of(again, "word/footnotes.xml"))
    assert len(ids) == len(set(ids))


def test_a_dotx_is_a_template_too(plain: Laid) -> None:
    dotx = remade(template(), lambda _, part: part.replace(b"wordprocessingml.document.main", b"wordprocessingml.template.main"))
    assert read_docx(FILL(plain, dotx, "acme.dotx")) == said(plain)


def test_the_server_of_a_template_is_not_passed_on(plain: Laid) -> None:
    def attached(document: docx.document.Document) -> None:
        link = OxmlElement("w:attachedTemplate")
        address = "file://server/secret.dotm"
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
        link.set(qn("r:id"), document.part._settings_part.relate_to(address, kind, is_external=True))
        document.settings.element.insert(0, link)

    data = FILL(plain, template(attached), "acme.docx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not any(b"secret" in package.read(name) for name in package.namelist())


def twice(document: docx.document.Document) -> None:
    document.add_paragraph("{{record}}")


def among_words(document: docx.document.Document) -> None:
    document.paragraphs[1].text = "See {{record}} here"


def in_a_table(document: docx.document.Document) -> None:
    document.paragraphs[1].text = ""
    document.add_table(1, 1).cell(0, 0).text = "{{record}}"


BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="http://x">&b;</w:document>'
BROKEN: dict[str, Callable[[], tuple[bytes, str]]] = {
    "no zip": lambda: (b"not a file of Word", "does not read"),
    "nothing": lambda: (b"", "does not read"),
    "cut off": lambda: (template()[:20_000], "does not read"),
    "a zip of something else": lambda: (remade(template(), lambda name, part: None if name == "word/document.xml" else part), "does not read"),
    "no types": lambda: (remade(template(), lambda name, part: None if name == "[Content_Types].xml" else part), "does not read"),
    "broken xml": lambda: (remade(template(), lambda name, part: part[:99] if name == "word/document.xml" else part), "does not read"),
    "no body": lambda: (remade(template(), lambda name, part: BOMB if name == "word/document.xml" else part), "does not read"),
    "broken styles": lambda: (remade(template(), lambda name, part: b"<a/>" if name == "word/styles.xml" else part), "does not read"),
    "macros": lambda: (remade(template(), lambda _, part: part, **{"word/vbaProject.bin": b"x"}), "macros"),
    "an object": lambda: (remade(template(), lambda _, part: part, **{"word/embeddings/oleObject1.bin": b"x"}), "embedded object"),
    "a bomb": lambda: (remade(template(), lambda _, part: part, **{f"word/media/{n}.bin": bytes(13_000_000) for n in range(10)}), "unpacks to more"),
    "twice": lambda: (template(twice), "does not stand alone"),
    "among words": lambda: (template(among_words), "does not stand alone"),
    "in a table": lambda: (template(in_a_table), "does not stand alone"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_template_that_cannot_be_used_is_one_clear_message(plain: Laid, case: str) -> None:
    data, message = BROKEN[case]()
    with pytest.raises(InputError, match=message) as caught:
        FILL(plain, data, "acme.docx")
    assert str(caught.value).startswith("acme.docx: ")
    assert caught.value.remedy


# -- PDF ------------------------------------------------------------------------------------------------------------------
def test_a_pdf_is_tagged_and_marked_as_pdf_ua(pdf: bytes, pictured: Laid) -> None:
    root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (an object of pypdf)
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "fi-FI"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert b"pdfuaid:part" in pdf
    assert PDF.remark(pdf) is None
    info = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert info is not None
    assert info.title == f"{pictured.title}: {pictured.controller}"


def test_the_tables_of_a_pdf_have_headers(tagged: Tagged, pictured: Laid) -> None:
    tables = [block for block in tagged.blocks() if block.kind == "Table" and block.all("THead")]
    heads = [[cell.lines()[0] for cell in table.all("THead")[0].all("TH")] for table in tables]
    assert heads[1:] == [[column.heading for column in part.columns] for part in pictured.parts]


def test_a_pdf_says_when_its_fonts_lack_a_letter(plain: Laid) -> None:
    data = PDF.write(with_text(plain, "株式会社日立"))
    assert b"pdfuaid:part" not in data
    remark = PDF.remark(data)
    assert remark is not None
    assert "not marked as PDF/UA" in remark
    assert pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]["/K"], "still tagged"


def test_markup_in_a_record_is_text_in_a_pdf(notice: Laid) -> None:
    assert ("controller", notice.parts[0].rows[0].id, notice.parts[0].columns[0].heading, [HOSTILE]) in read_pdf(PDF.write(with_text(notice, HOSTILE)))


def test_a_table_lies_on_its_side_and_sheets_stand(pdf: bytes, plain: Laid) -> None:
    wide = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    tall = pypdf.PdfReader(io.BytesIO(PDF.write(plain))).pages[0].mediabox
    assert (round(wide.width), round(wide.height)) == (1191, 842)
    assert (round(tall.width), round(tall.height)) == (595, 842)


# -- the flow picture -----------------------------------------------------------------------------------------------------
def test_the_picture_stands_in_documents_with_words_for_those_who_do_not_see_it(word: bytes, tagged: Tagged, pictured: Laid) -> None:
    assert pictured.picture is not None
    (inline,) = docx.Document(io.BytesIO(word)).inline_shapes
    assert inline._inline.docPr.get("descr") == pictured.picture.alt
    assert [name for name in zipfile.ZipFile(io.BytesIO(word)).namelist() if name.endswith(".png")] == ["word/media/image1.png"]
    figures = [found for block in tagged.blocks() for found in [block, *block.all("Figure")] if found.kind == "Figure"]
    assert [figure.alt for figure in figures] == [pictured.picture.alt]
    page = formats()[".html"].write(pictured).decode()
    assert page.count("data:image/svg+xml;base64,") == 1
    assert "img-src data:" in page


def test_the_picture_speaks_the_language_of_the_record(pictured: Laid) -> None:
    assert pictured.picture is not None
    assert ">Vastaanottaja<" in pictured.picture.svg
    assert "Rekisterinpitäjä → Käsittelytoimi" in pictured.picture.alt
    assert "Tietovirrat: Lumitie Oy" in pictured.picture.caption


def test_the_picture_shows_the_document_of_the_record_and_no_other(example: Register) -> None:
    found = {name: example.lay_out("lumitie", document=name, picture=True).picture for name in ("lumitie-register", "lumitie-notice")}
    register, notice = found.values()
    assert register is not None
    assert notice is not None
    assert register.svg != notice.svg


def test_the_picture_is_an_addition(example: Register) -> None:
    assert example.lay_out("lumitie", picture=True, required_only=True).picture is None


# -- the command line -----------------------------------------------------------------------------------------------------
def test_a_letterhead_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "acme.docx").write_bytes(template())
    arguments = ["-w", str(EXAMPLE), "record", "--layout", "imy", "--letterhead", str(tmp_path / "acme.docx"), "--required-only"]
    assert main([*arguments, "-o", str(tmp_path / "out.docx")]) == 0
    assert docx.Document(str(tmp_path / "out.docx")).sections[0].header.paragraphs[0].text == "Acme letterhead"
    assert main([*arguments, "-o", str(tmp_path / "out.pdf")]) == 2
    assert "a letterhead is for a Word document" in capsys.readouterr().err
    assert main([*arguments[:-2], str(tmp_path / "none.docx"), "-o", str(tmp_path / "out.docx")]) == 2
    assert "none.docx" in capsys.readouterr().err
