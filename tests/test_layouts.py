"""Layouts of the record, and the formats that a laid record is written in."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdf
import pytest

from ropa.assets import root
from ropa.cli import main
from ropa.errors import InputError, UsageError
from ropa.fields import FieldTable, fields_of
from ropa.laid import WORDS, Laid, Layout, Piece
from ropa.model import LANGUAGES, Clocks
from ropa.records.layout_files import HEADED
from ropa.records.layouts import lay_out, read_layouts
from ropa.register import Register
from ropa.render.laid import formats
from tests.conftest import EXAMPLE
from tests.laid_reading import reader, said

OURS = tuple(sorted(path.name.removesuffix(".toml") for path in Path(str(root("data") / "layouts")).glob("*.toml")))
SUFFIXES = tuple(formats())
SHOWN = ("generic", "tietosuojavaltuutettu", "cnil", "garante")
QUICK = ("lumitie-garante", "infine-cnil")
NAMED = {
    "aepd", "ap", "apd-gba", "cnil", "cnpd", "datatilsynet-dk", "datatilsynet-no", "dpc", "dsk", "edps", "garante", "generic", "ico", "imy",
    "tietosuojavaltuutettu", "wko",
}  # fmt: skip


@pytest.fixture(scope="session")
def fields() -> FieldTable:
    return fields_of(None)


@pytest.fixture(scope="session")
def layouts(fields: FieldTable) -> dict[str, Layout]:
    return read_layouts(None, fields)


@pytest.fixture(scope="session")
def laid(example: Register, five: Register) -> dict[str, Laid]:
    """The example register and a published notice, each in several layouts."""
    found = {f"lumitie-{name}": example.lay_out("lumitie", name) for name in SHOWN}
    return found | {f"infine-{name}": five.lay_out("infine", name) for name in SHOWN}


def test_every_layout_is_there() -> None:
    assert set(OURS) >= NAMED


@pytest.mark.parametrize("name", OURS)
def test_the_items_of_the_law_are_complete_and_in_order(layouts: dict[str, Layout], name: str) -> None:
    layout = layouts[name]
    article = "31" if layout.law == "Regulation (EU) 2018/1725" else "30"
    for part, paragraph, letters in (("controller", 1, "abcdefg"), ("processor", 2, "abcd")):
        written = [column.letter for column in layout.of(part) if column.letter]
        assert set(written) == {f"{article}({paragraph})({letter})" for letter in letters}, part
        # a form has its authority's order; those after guidance have the law's
        if name not in ("cnil", "edps", "ico", "apd-gba"):
            assert written == sorted(written), part
    assert {letter for heading in layout.head for letter in (heading.letter or "").split(", ") if letter} == {f"{article}(1)(a)", f"{article}(2)(a)"}


@pytest.mark.parametrize("name", OURS)
def test_each_field_of_the_law_has_its_letter(layouts: dict[str, Layout], fields: FieldTable, name: str) -> None:
    processor = {"on-behalf-of": "a", "processing-categories": "b", "transfers": "c", "measures": "d"}
    for column in layouts[name].columns:
        for field in column.fields:
            own = fields[field].letter if column.part == "controller" else processor.get(field)
            if own and column.letter is None:
                pytest.fail(f"{column.heading}: {field} is item ({own}), not an addition")
            if own:
                assert column.letter is not None
                assert column.letter.endswith(f"({own})"), column.heading
        lead = column.fields[0]
        asked = fields[lead].letter if column.part == "controller" else processor.get(lead)
        assert column.required == (asked is not None), column.heading


@pytest.mark.parametrize("name", OURS)
def test_a_layout_that_is_not_a_form_that_was_read_says_so(layouts: dict[str, Layout], name: str) -> None:
    layout = layouts[name]
    if layout.sure != "read":
        assert re.search(r"\bropas?\b", layout.title), "titled as the authority's own"
    assert layout.source
    assert "/work" not in layout.source
    assert layout.language is None or len(layout.language) == 2


@pytest.mark.parametrize("name", OURS)
def test_a_layout_has_all_its_words_in_its_own_language(layouts: dict[str, Layout], name: str) -> None:
    layout = layouts[name]
    if layout.language not in (None, *LANGUAGES):
        assert set(layout.words) >= {*WORDS, *HEADED}
    if layout.language is not None:
        assert all(heading.heading != "*" for heading in (*layout.head, *layout.columns))


@pytest.mark.parametrize("name", OURS)
def test_every_layout_lays_out(example: Register, name: str) -> None:
    found = example.lay_out("lumitie", name)
    assert [part.id for part in found.parts] == ["controller", "processor"]
    assert all(len(row.cells) == len(part.columns) for part in found.parts for row in part.rows)
    assert all(cell for part in found.parts for row in part.rows for cell in row.cells), "a cell without a word"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_says_the_same(laid: dict[str, Laid], suffix: str) -> None:
    for name, each in laid.items():
        if suffix == ".pdf" and name not in QUICK:
            continue  # reading a PDF back takes a second: the others are read with the slow checks
        data = formats()[suffix].write(each)
        assert reader(suffix)(data) == said(each), name
        assert formats()[suffix].write(each) == data, f"{name}: other bytes"


@pytest.mark.slow
def test_every_pdf_says_the_same(laid: dict[str, Laid]) -> None:
    for name, each in laid.items():
        data = formats()[".pdf"].write(each)
        assert reader(".pdf")(data) == said(each), name
        assert formats()[".pdf"].write(each) == data, f"{name}: other bytes"


@pytest.mark.parametrize("suffix", [".csv", ".md", ".html", ".json", ".ods", ".xlsx", ".docx", ".pdf"])
def test_hostile_words_stay_words(laid: dict[str, Laid], suffix: str) -> None:
    each = laid["lumitie-tietosuojavaltuutettu"]
    part = each.parts[0]
    bad = ("=HYPERLINK('x')", "a|b `c` [d](e) <script>f</script> \\| *g* &amp; $h$", "+1", "'=2", "@x")
    first = part.rows[0]
    row = replace(first, cells=(tuple(Piece(text) for text in bad), *((Piece(text),) for text in bad), *first.cells[len(bad) + 1 :]))
    data = formats()[suffix].write(replace(each, parts=(replace(part, rows=(row,)), each.parts[1])))
    found = reader(suffix)(data)
    assert [lines for _, row_id, _, lines in found if row_id == first.id][: len(bad) + 1] == [list(bad), *([text] for text in bad)]
    assert suffix not in (".ods", ".xlsx") or not re.search(rb"<f>|table:formula|xlink:href", _unpacked(data)), "a formula or a link"
    assert b"<script" not in data.replace(b"\\<script", b"") or suffix in (".csv", ".json")


def test_a_workbook_offers_the_values_of_a_closed_list(example: Register) -> None:
    each = example.lay_out("lumitie", "generic", lang="fi")
    book = openpyxl.load_workbook(io.BytesIO(formats()[".xlsx"].write(each)))
    sheet, lists = book.worksheets[0], book["lists"]
    offered = {tuple(cell.value for cell in column if cell.value) for column in lists.iter_cols()}
    assert set(each.choices.values()) == offered
    assert len(each.choices["legal-basis"]) >= 6
    closed = [column for column in each.parts[0].columns if len(column.fields) == 1 and column.fields[0] in each.choices]
    assert closed
    assert len(sheet.data_validations.dataValidation) == len(closed)
    values = {piece.text for row in each.parts[0].rows for at, column in enumerate(each.parts[0].columns) if column in closed for piece in row.cells[at]}
    assert values & {value for values in each.choices.values() for value in values}, "the words of a list are those of the cells"


def _unpacked(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"".join(package.read(name) for name in package.namelist() if "content" in name or "sheet" in name)


def test_not_stated_is_not_none(laid: dict[str, Laid]) -> None:
    example = {line for *_, lines in said(laid["lumitie-generic"]) for line in lines}
    notice = {line for *_, lines in said(laid["infine-generic"]) for line in lines}
    assert "Not stated" in example
    assert "Not stated" not in notice
    assert "Cannot be filled from this document" in notice
    for each in laid.values():
        for part in each.parts:
            for row in part.rows:
                for cell in row.cells:
                    if any(piece.kind == "empty" and piece.text.startswith("None") for piece in cell):
                        assert any(piece.kind == "denied" for piece in cell), "none, and nobody said so"


def test_what_is_said_of_all_processing_is_there(laid: dict[str, Laid]) -> None:
    part = laid["infine-generic"].parts[0]
    assert part.rows[0].id == "all-processing"
    says = "Not said of this activity on its own; stated for all processing"
    for place, column in enumerate(part.columns):
        if any(piece.text == says for row in part.rows for piece in row.cells[place]):
            assert any(piece.kind != "empty" for piece in part.rows[0].cells[place]), column.heading


def test_a_purpose_within_a_heading_leads_to_what_is_said_above(five: Register) -> None:
    rows = [row for part in five.lay_out("infotrode").parts for row in part.rows]
    assert any(row.level == 2 for row in rows)
    lines = {piece.text for row in rows if row.level == 2 for cell in row.cells for piece in cell}
    assert "Stated for the heading above" in lines
    assert "Stated for the heading above" not in {piece.text for row in rows if row.level == 1 for cell in row.cells for piece in cell}


def test_required_only_leaves_out_additions(example: Register) -> None:
    for name in ("generic", "ico", "cnil"):
        whole, bare = example.lay_out("lumitie", name), example.lay_out("lumitie", name, required_only=True)
        assert all(heading.required for heading, _ in bare.head)
        for part, less in zip(whole.parts, bare.parts, strict=True):
            kept = [column for column in part.columns if column.required or "activity-name" in column.fields]
            assert list(less.columns) == kept
            assert len(less.columns) < len(part.columns)


def test_evidence(five: Register) -> None:
    def quotes(how: str) -> list[str]:
        cells = [cell for part in five.lay_out("infine", evidence=how).parts for row in part.rows for cell in row.cells]
        return [quote for cell in cells for piece in cell for quote in piece.quotes]

    assert not quotes("none")
    assert len(quotes("short")) < len(quotes("full"))
    assert max(map(len, quotes("short"))) <= 120


def test_notes_say_what_it_is(laid: dict[str, Laid], example: Register) -> None:
    assert any("Tietosuojavaltuutetun toimisto" in note for note in laid["lumitie-tietosuojavaltuutettu"].notes)
    assert not any("form" in note for note in laid["lumitie-generic"].notes)
    assert any("A notice is not a record" in note for note in laid["infine-generic"].notes)
    assert any("UK GDPR" in note for note in example.lay_out("lumitie", "ico").notes)
    assert any("2018/1725" in note for note in example.lay_out("lumitie", "edps").notes)
    assert example.lay_out("lumitie", "aepd").title == "Registro de las actividades de tratamiento"


def test_an_authority_keeps_its_language_and_values_have_their_own(example: Register) -> None:
    finnish = example.lay_out("lumitie", "tietosuojavaltuutettu")
    swedish = example.lay_out("lumitie", "tietosuojavaltuutettu", lang="sv")
    assert finnish.lang == "fi"
    assert [column.heading for column in finnish.parts[0].columns] == [column.heading for column in swedish.parts[0].columns]
    assert said(finnish) != said(swedish)
    assert len({example.lay_out("lumitie", lang=lang).parts[0].columns[2].heading for lang in LANGUAGES}) == len(LANGUAGES)


def test_drafts_are_marked(example: Register, layouts: dict[str, Layout], fields: FieldTable) -> None:
    record = example.draw_record("lumitie")
    sheet = record.sheets[0]
    status = next(entry for entry in sheet.entries if entry.field == "status")
    draft = replace(status, values=(replace(status.values[0], head="draft"),))
    changed = replace(sheet, entries=tuple(draft if entry is status else entry for entry in sheet.entries))
    found = lay_out(replace(record, sheets=(changed, *record.sheets[1:])), layouts["cnil"], fields)
    rows = {row.id: row.draft for row in found.parts[0].rows}
    assert rows[sheet.id]
    assert not any(value for key, value in rows.items() if key != sheet.id)
    for suffix in (".html", ".md"):
        assert formats()[suffix].write(found).decode().count(found.words["layout.draft"]) >= 1


# -- a workspace's own ----------------------------------------------------------------------------------------------------
@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".ropa", "expected"))
    (folder / "layouts").mkdir()
    return folder


OWN = """title = "Ours"
authority = "Acme"
language = "en"
law = "GDPR"
source = "house rules"
sure = "general-knowledge"
shape = "table"

[[column]]
part = "controller"
heading = "Why"
fields = ["purpose"]
letter = "30(1)(b)"
"""


def test_a_workspace_adds_a_layout_by_a_file(workspace: Path, example: Register) -> None:
    (workspace / "layouts" / "acme.toml").write_text(OWN, encoding="utf-8")
    register = Register.open(workspace, Clocks(example.clocks.as_of, example.clocks.register_on))
    found = register.lay_out("lumitie", "acme")
    assert [column.heading for part in found.parts for column in part.columns] == ["Why"]
    assert [part.id for part in found.parts] == ["controller"]
    assert "table" in formats()[".html"].write(found).decode()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("title = ", "title "), "not valid TOML"),
        (('title = "Ours"\n', ""), "the layout has no title"),
        (('shape = "table"', 'shape = "tables"'), "shape 'tables' is none"),
        (('sure = "general-knowledge"', 'sure = "very"'), "sure 'very' is none"),
        (('law = "GDPR"', 'law = "GDPR"\nlaws = "x"'), "unknown key 'laws'"),
        (('law = "GDPR"', "law = 3"), "law is no text"),
        (('["purpose"]', '["purposes"]'), "Why: no field 'purposes'"),
        (('["purpose"]', '"purpose"'), "a column needs a heading and a list of fields"),
        (('part = "controller"', 'part = "boss"'), "Why: part 'boss' is none"),
        (('letter = "30(1)(b)"', "required = true"), "Why: required, but by which letter?"),
        (('letter = "30(1)(b)"', "letter = 3"), "letter and note are texts"),
        (('heading = "Why"', 'heading = "Why"\ncolour = "red"'), "Why: unknown key 'colour'"),
        (('language = "en"', 'language = "English"'), "no code of two letters"),
        (("[[column]]", "[column]"), "column is no table"),
        (('shape = "table"', 'shape = "table"\n[words]\nhello = "x"'), "unknown word 'hello'"),
        (('shape = "table"', 'shape = "table"\n[words]\nitem = 3'), "the word 'item' is no text"),
    ],
)
def test_a_bad_file_is_one_clear_message(workspace: Path, fields: FieldTable, change: tuple[str, str], message: str) -> None:
    (workspace / "layouts" / "acme.toml").write_text(OWN.replace(*change), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        read_layouts(workspace, fields)
    assert "acme.toml" in str(caught.value)


def test_a_workspace_does_not_take_the_name_of_ours(workspace: Path, fields: FieldTable) -> None:
    (workspace / "layouts" / "imy.toml").write_text(OWN, encoding="utf-8")
    with pytest.raises(InputError, match="takes the name"):
        read_layouts(workspace, fields)


# -- the command line -----------------------------------------------------------------------------------------------------
def test_list_layouts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "layouts", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["id"] for row in rows} >= NAMED
    assert all(set(row) >= {"id", "title", "authority", "part", "language", "source"} for row in rows)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_record_in_a_layout(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"record{suffix}"
    assert main(["-w", str(EXAMPLE), "record", "--layout", "imy", "--evidence", "none", "--required-only", "-o", str(target)]) == 0
    assert target.stat().st_size > 1000


@pytest.mark.parametrize("arguments", [["--required-only"], ["--format", "csv"]])
def test_what_only_a_layout_has_takes_the_generic_one(arguments: list[str], tmp_path: Path) -> None:
    written = [tmp_path / "bare", tmp_path / "named"]
    for target, layout in zip(written, ([], ["--layout", "generic"]), strict=True):
        assert main(["-w", str(EXAMPLE), "record", *layout, *arguments, "-o", str(target)]) == 0
    assert written[0].read_bytes() == written[1].read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".ods"])
def test_libreoffice_opens_and_prints_it(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"record{suffix}"
    assert main(["-w", str(EXAMPLE), "record", "--layout", "imy", "-o", str(target)]) == 0
    own = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(target)], check=True, capture_output=True, timeout=180)
    printed = pypdf.PdfReader(tmp_path / "record.pdf")
    assert "Lumitie Oy" in "".join(page.extract_text() for page in printed.pages[:2])


@pytest.mark.parametrize("suffix", [".ttl", ".jsonld"])
def test_the_facts_of_a_record(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"record{suffix}"
    assert main(["-w", str(EXAMPLE), "record", "-o", str(target)]) == 0
    text = target.read_text(encoding="utf-8")
    assert "recruitment" in text
    assert "notice" not in re.findall(r"document/lumitie/(\w+)", text)


@pytest.mark.parametrize("arguments", [["--layout", "nobody"], ["-o", "x.xyz"], ["--layout", "imy", "--format", "trig"]])
def test_wrong_arguments_are_one_message(arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["-w", str(EXAMPLE), "record", *(str(tmp_path / each) if each == "x.xyz" else each for each in arguments)]) == UsageError.exit_code
    assert capsys.readouterr().err.startswith("ropa: ")


def test_without_a_layout_nothing_changes(example: Register, tmp_path: Path) -> None:
    target = tmp_path / "record.md"
    day = example.clocks.as_of.isoformat()
    assert main(["-w", str(EXAMPLE), "record", "--as-of", day, "--register-on", day, "-o", str(target)]) == 0
    assert target.read_text(encoding="utf-8") == example.record("lumitie", "md")
