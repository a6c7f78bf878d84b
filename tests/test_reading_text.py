"""A policy's text and its structure: what a block is, what it stands under, and that every quote is a slice of the text."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.errors import InputError
from ropa.evidence import sha256
from ropa.reading.files import plain_text, read_text, text_of
from ropa.reading.language import language_of
from ropa.reading.pdf import joined
from ropa.reading.plain import plain
from ropa.reading.sentences import sentences
from ropa.reading.text import Text

WORDS = st.sampled_from(
    ["We", "keep", "it.", "e.g.", "Art. 6", "# ", "- ", "* ", "| ", "|---|", "\n", "\r\n", "\n\n", "  ", "\t", "**", "a) ", "b) ", "1. ", "2.1 ", "===", "---",
     "Name:", "per-\nsonal", "\u00ad", "a\u0308", "\ufeff", "\f", "[x](y)", "following:", "Page 3", "å", "”", "•"]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=60).map(" ".join) | st.lists(WORDS, max_size=60).map("".join) | st.text(max_size=200)
TAGS = (
    "<p>{}</p>",
    "<li>{}</li>",
    "<h2>{}</h2>",
    "<ul>{}",
    "</ul>",
    "<table><tr><td>{}",
    "<th>{}</th>",
    "</table>",
    "<div hidden>{}",
    "<b>{}</b>",
    "<br>{}",
    "<td rowspan=9>{}",
)
PAGES = st.lists(st.tuples(st.sampled_from(TAGS), TEXTS), max_size=12).map(lambda parts: "".join(tag.format(escape(words)) for tag, words in parts))


def holds(text: Text) -> None:
    last = 0
    for index, block in enumerate(text.blocks):
        assert last <= block.start < block.end <= len(text.text)
        assert text[index] == text.text[block.start : block.end] == text[index].strip()
        assert block.parent is None or block.parent < index
        assert block.label is None or block.start <= block.label[0] < block.label[1] <= block.end
        assert all(text.blocks[header].header for header in block.headers)
        at = block.start
        for start, end in sentences(text, index):
            assert at <= start < end <= block.end
            assert not text.text[at:start].strip()
            at = end
        assert at == block.end
        view = plain(text, block.start, block.end)
        assert len(view.offsets) == len(view.words) + 1
        assert list(view.offsets) == sorted(view.offsets)
        last = block.end


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.booleans())
def test_every_block_and_sentence_is_a_slice_of_the_text_in_order_and_apart(words: str, markdown: bool) -> None:
    text = plain_text(words, markdown=markdown)
    assert text.text == words
    holds(text)


@settings(max_examples=40, deadline=None)
@given(PAGES)
def test_so_it_is_in_html(page: str) -> None:
    holds(text_of(page.encode("utf-8", "replace"), "page.html"))


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "Heading 1", "List Bullet"]), st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30)),
        max_size=5,
    )
)
def test_so_it_is_in_docx(blocks: list[tuple[str, str]]) -> None:
    from docx import Document

    document = Document()
    for style, words in blocks:
        document.add_paragraph(words, style or None)
    table = document.add_table(2, 2)
    table.cell(1, 1).text = " ".join(words for _, words in blocks)
    holds(text_of(saved(document), "page.docx"))


def saved(document) -> bytes:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def shape(text: Text) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, text[index]) for index, block in enumerate(text.blocks)]


def read(words: str, *, markdown: bool = False) -> list[tuple[str, int, str]]:
    return shape(plain_text(words, markdown=markdown))


# -- plain text and Markdown -------------------------------------------------------------------------------------------


def test_a_plain_text_is_the_file_itself_so_its_digest_is_the_files(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("1. A\u0308iti\r\n\r\nSoft\u00adhyphen.\r\n".encode())
    text = read_text(path)
    assert text.sha256 == sha256(path.read_bytes())


def test_atx_underlined_bold_numbered_and_short_lines_are_headings() -> None:
    assert read("# One\n\nTwo\n---\n\n**Three**\n\nWe do.\n", markdown=True) == [
        ("heading", 1, "One"), ("heading", 2, "Two"), ("heading", 3, "Three"), ("paragraph", 0, "We do.")
    ]  # fmt: skip
    assert [kind for kind, _, _ in read("Policy\n\n1. Who we are\nWe are Acme.\n\n1.1 More\nWe say more.\n\nContact us\n\nWrite to us.\n")] == [
        "heading", "heading", "paragraph", "heading", "paragraph", "heading", "paragraph"
    ]  # fmt: skip


def test_an_underline_one_blank_line_further_down_makes_a_title() -> None:
    assert read("Privacy notice\n\n\n=======\n\nWe say.\n", markdown=True)[0] == ("heading", 1, "Privacy notice")


def test_a_list_stands_under_its_introduction_and_a_nested_one_under_its_item() -> None:
    text = plain_text("## Data\n\nWe use:\n\n* your name\n    * first\n    * last\n* your address\n", markdown=True)
    parents = [None if block.parent is None else text[block.parent] for block in text.blocks]
    assert parents == [None, "Data", "We use:", "your name", "your name", "We use:"]


def test_lines_after_a_colon_are_a_list_without_marks_until_a_sentence_of_another_kind() -> None:
    text = "3. Sharing\nIt may also be shared with:\nIT providers\nPrint houses\nIn certain cases, we may disclose data to the police.\n"
    assert [kind for kind, _, _ in read(text)] == ["heading", "paragraph", "item", "item", "paragraph"]


def test_a_list_written_in_a_sentence_is_split_and_a_citation_is_not() -> None:
    assert read("We keep a) the contract, b) the invoices and c) the letters. Then we delete them.") == [
        ("paragraph", 0, "We keep"), ("item", 1, "the contract,"), ("item", 1, "the invoices and"), ("item", 1, "the letters."),
        ("paragraph", 0, "Then we delete them."),
    ]  # fmt: skip
    assert len(read("The basis is Art. 6 Abs. 1 lit. a) and lit. b) DSGVO, of course.")) == 1


def test_a_row_of_labels_is_one_block_for_each() -> None:
    text = plain_text("Rekisterinpitäjä: Infine Oy Osoite: Alppikatu 17, 00530 Helsinki Y-tunnus: 2930948-2")
    assert [text.text[slice(*block.label)] for block in text.blocks if block.label] == ["Rekisterinpitäjä", "Osoite", "Y-tunnus"]


def test_a_cell_knows_its_headers_also_where_the_row_of_headings_is_empty() -> None:
    for table in ("| Purpose | Kept |\n| --- | --- |\n| News | 2 years |\n", "|  |  |\n| --- | --- |\n| Purpose | Kept |\n| News | 2 years |\n"):
        text = plain_text(table, markdown=True)
        years = next(number for number in range(len(text.blocks)) if text[number] == "2 years")
        assert [text[header] for header in text.blocks[years].headers] == ["Kept"]


def test_page_numbers_running_headers_buttons_and_links_of_a_menu_are_dropped() -> None:
    page = "Acme privacy notice\n\nWe keep the data of section {} for a year, and then delete them.\n\nPage {} of 4\n\f"
    said = read("".join(page.format(number, number) for number in range(1, 5)))
    assert len(said) == 4
    assert read("Expand all\n\n[1\\. General](#para1)\n\n![logo](a.png)\n\nWe say.\n", markdown=True) == [("paragraph", 0, "We say.")]


def test_broken_lines_are_one_paragraph_and_whole_lines_are_several() -> None:
    broken = "We use the data that you give us when you order something from the shop, and\nthose that the payment service sends us; no others. We keep them for as long as\nthe law on accounting wants us to, and then we delete them from all our systems.\n"
    assert len(read(broken)) == 1
    assert len(read("To manage orders\nWe use your personal data to manage the orders that you place with us.\nWe do not sell it.\n")) == 3


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("See Art. 6 GDPR. We keep it.", 2),
        ("Wir nutzen z. B. Cookies. Sie können widersprechen.", 2),
        ("Käytämme esim. Googlea. Säilytämme tiedot.", 2),
        ("Vi delar bl.a. namn. Vi raderar dem.", 2),
        ("Nous gardons les données p. ex. deux ans. Ensuite, rien.", 2),
        ("It began on 1. Januar 2024 and goes on.", 1),
        ("Disqus, Inc. (US) provides it.", 1),
        ("Acme AB (Org. No. 556624-1674) is the controller. You may write.", 2),
        ("Write to www.acme.example. We answer.", 2),
        ("2.1. We collect names.", 1),
    ],
)
def test_a_full_stop_ends_a_sentence_only_where_one_ends(words: str, count: int) -> None:
    text = plain_text(words)
    assert sum(len(sentences(text, number)) for number in range(len(text.blocks))) == count


def test_a_pattern_sees_words_without_marks_and_its_span_leads_back() -> None:
    text = plain_text("We **share per-sonal** data with [Acme](https://a.example/x) and\nper\u00adsonal data.", markdown=True)
    view = plain(text, 0, len(text.text))
    assert view.words == "We share personal data with Acme and personal data."
    start, end = view.span(view.words.index("Acme"), view.words.index("Acme") + 4)
    assert text.text[start:end] == "Acme"


def test_the_language_is_told_by_its_small_words(seeds: Path) -> None:
    assert {path.stem: language_of(path.read_text("utf-8")) for path in seeds.glob("inf*.txt")} == {
        "infine": "fi", "infobric": "en", "infotrode": "en", "infrakit": "en", "infrasec": "en"
    }  # fmt: skip
    assert [
        language_of(words)
        for words in ("Vi behandlar dina uppgifter och du kan", "Wir verarbeiten Ihre Daten und die", "Nous traitons vos données et les")
    ] == ["sv", "de", "fr"]


# -- HTML, DOCX, PDF -----------------------------------------------------------------------------------------------------


def test_of_a_page_navigation_footer_banner_and_hidden_words_are_dropped_and_folded_ones_kept() -> None:
    page = """<body><nav>Menu</nav><div id="cookie-banner">We use cookies</div><h1>Notice</h1><p>We keep con&shy;tracts.</p>
    <p style="display: none">Nobody sees this.</p><button aria-controls="more">Rights</button><div id="more" hidden><p>You may object.</p></div>
    <footer>Careers</footer></body>"""
    assert shape(text_of(page.encode(), "a.html")) == [
        ("heading", 1, "Notice"), ("paragraph", 0, "We keep contracts."), ("paragraph", 0, "You may object.")
    ]  # fmt: skip


def test_a_cell_over_several_rows_or_columns_leaves_the_others_their_places() -> None:
    page = "<table><tr><th>A<th>B<th>C</tr><tr><td rowspan=2>1<td colspan=2>2</tr><tr><td>3<td>4</tr></table>"
    text = text_of(page.encode(), "a.html")
    assert [[text[header] for header in block.headers] for block in text.blocks if not block.header] == [["A"], ["B"], ["B"], ["C"]]


def test_docx_gives_headings_lists_tables_and_no_hidden_words() -> None:
    from docx import Document

    document = Document()
    document.add_heading("Notice", 1)
    document.add_paragraph("We use:")
    document.add_paragraph("names", style="List Bullet")
    document.add_paragraph("We say. ").add_run("secret").font.hidden = True
    document.sections[0].header.paragraphs[0].text = "Draft 3"
    assert shape(text_of(saved(document), "a.docx")) == [
        ("heading", 1, "Notice"), ("paragraph", 0, "We use:"), ("item", 1, "names"), ("paragraph", 0, "We say.")
    ]  # fmt: skip


def test_a_pdf_of_two_columns_is_read_column_by_column_without_its_running_lines() -> None:
    import typst

    section = (
        "We keep identification documentation and communications for as long as the contractual relationship lasts and two years afterwards. " * 6
    )
    source = '#set page(columns: 2, header: [Acme notice], numbering: "1 / 1")\n#set par(justify: true)\n#set text(size: 10pt, hyphenate: true, lang: "en")\n= Notice\n'
    source += "\n".join(f"== Section {number}\n{section}\n" for number in range(8))
    text = text_of(typst.compile(source.encode()), "a.pdf")
    holds(text)
    assert [words for kind, _, words in shape(text) if kind == "heading"] == ["Notice", *(f"Section {number}" for number in range(8))]
    assert [words for kind, _, words in shape(text) if kind == "paragraph"] == [section.strip()] * 8


def test_a_word_broken_at_the_end_of_a_line_is_put_together_and_a_name_is_not() -> None:
    assert joined(["the con-", "tract with Anna-", "Maria"]) == "the contract with Anna- Maria"


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.txt", "a.xyz"])
def test_a_file_that_is_not_what_its_name_says_is_an_error_that_names_it(name: str) -> None:
    with pytest.raises(InputError, match=r"a\.\w+"):
        text_of(b"\xff\xfe\x00 not a file of that kind", name)


HOSTILE = {
    "nested lists": "".join(" " * (number % 400) + "- item\n" for number in range(1200)),
    "ten thousand headings": "".join("#" * (1 + number % 6) + f" Heading {number}\n\n" for number in range(10_000)),
    "an endless sentence": "a. " * 60_000,
    "full stops": "." * 200_000,
    "brackets": "[" * 100_000,
    "a table of bars": "|" * 200_000,
    "lines after a colon": "x:\n" + "ab\n" * 20_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("markdown", [True, False])
def test_twice_as_much_of_a_hostile_text_takes_about_twice_as_long(words: str, markdown: bool) -> None:
    def took(text: str) -> float:
        start = process_time()
        found = plain_text(text, markdown=markdown)
        for number, block in enumerate(found.blocks):
            sentences(found, number)
            plain(found, block.start, block.end)
        return process_time() - start

    once = took(words)
    assert took(words * 2) < 4 * once + 0.5


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["<div class='cookie-banner'>", "<table><tr><td>", "<ul><li>", "<footer>", "<section><header>", "<b>"])
def test_a_page_nested_ten_thousand_deep_takes_seconds_at_most(tag: str) -> None:
    start = process_time()
    holds(text_of((tag * 10_000 + "words " * 2_000).encode(), "a.html"))
    assert process_time() - start < 20
