"""The body of a record in Word as WordprocessingML: a cover, an index with links, and a sheet for each activity.

Every text of the record passes through `_run`, which escapes it: nothing of the data becomes a field, a link or markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from ropa.laid import Cell, Heading, Laid, Part, Piece, Row
from ropa.render.laid.marking import GENERAL, about, mark, numbered, printable, tag

ACCENT, SOFT, FAINT = "0B5568", "565E64", "F3F0E9"
TOGETHER = 3
"""How many rows at the end of a sheet stay on one page: no page has a line alone."""
_NO_LINE = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>'
"""The paragraph that must stand between two tables, so low that it never opens a page of its own."""
LINE, WHOLE = 40, 1_200
"""Letters that a value counts for beside its own, and those up to which a row stands on one page; a longer one breaks where it must."""
SHARES = (27, 19, 54)
"""The widths of item, letter and value, in per cent."""


@dataclass
class Notes:
    """The quotes as notes at the foot of the page: the id of each, from `first`, in the order in which they are printed."""

    first: int = 1
    found: list[tuple[str, str]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def refer(self, quote: str, language: str) -> tuple[int, bool]:
        """The id of the note of a quote, and whether it is new on this sheet."""
        if quote in self.numbers:
            return self.numbers[quote], False
        self.found.append((quote, language))
        return self.numbers.setdefault(quote, self.first + len(self.found) - 1), True


class Body:
    """Writes the blocks of a record; `styles` are the ids by ours, `width` is that of the text in twentieths of a point.

    `marks` is the first free number for bookmarks.
    """

    def __init__(self, laid: Laid, styles: Mapping[str, str], width: int, notes: Notes, marks: int) -> None:
        self.laid, self.words = laid, laid.words
        self.styles, self.notes, self.marks = styles, notes, marks
        self.widths = [width * share // 100 for share in SHARES]
        self.head_lang = tag(laid.head_lang, laid.layout.country)
        self.lang = self.head_lang if laid.lang == laid.head_lang else tag(laid.lang)
        own = (row.language for part in laid.parts for row in part.rows if row.id != GENERAL)
        self.own_lang = next(own, laid.lang)

    def cover(self) -> Iterator[str]:
        """Title, what the record is, what a reader has to know, and item (a)."""
        laid = self.laid
        yield self._paragraph("Title", self._run(laid.title))
        yield self._paragraph("Subtitle", self._run(laid.controller, lang=self._tag(self.own_lang)))
        pair = [self.widths[0], self.widths[1] + self.widths[2]]
        rows = [self._row([self._item(name, lang=self.lang), self._value(text, lang=self.lang)], pair) for name, text in about(laid)]
        yield self._table(rows, pair, laid.title, "")
        yield from (self._paragraph("RopaNote", self._run(note)) for note in laid.notes)
        if laid.head:
            yield self._heading(1, self.words["controller"], "part_head")
            yield self._sheet(laid.head, self.words["controller"], "", self.own_lang)

    def index(self) -> Iterator[str]:
        """The numbers and names of the activities of each part, each a link to its sheet."""
        yield self._heading(1, self.words["index"], "index", new_page=True)
        for part in self.laid.parts:
            yield self._paragraph("Heading2", self._link(f"part_{part.id}", self._run(part.title)))
            for place, (number, row) in enumerate(numbered(part.rows)):
                name = self._run(number) + "<w:r><w:tab/></w:r>" + self._named(row, self._run(row.name, "Hyperlink", self._tag(row.language)))
                yield self._paragraph("TOC1" if row.level == 1 else "TOC2", self._link(f"sheet_{part.id}_{place}", name))
            if not part.rows:
                yield self._paragraph("Normal", self._run(self.words["layout.empty"], "RopaQuiet"))

    def part(self, part: Part) -> Iterator[str]:
        """A part: a page for each activity, and the purposes within it below."""
        yield self._heading(1, part.title, f"part_{part.id}", new_page=True)
        if not part.rows:
            yield self._paragraph("Normal", self._run(self.words["layout.empty"], "RopaQuiet"))
        for place, (number, row) in enumerate(numbered(part.rows)):
            self.notes.numbers.clear()
            name = self._run(f"{number} ") + self._named(row, self._run(row.name, lang=self._tag(row.language)))
            new_page = bool(place) and row.level == 1
            yield self._marked(f"sheet_{part.id}_{place}", min(row.level + 1, 5), name, new_page=new_page)
            yield self._paragraph("RopaReference", self._run(row.id, lang="x-none"))
            yield self._sheet(zip(part.columns, row.cells, strict=True), row.name, row.id, row.language if row.id != GENERAL else self.own_lang)

    def picture(self, drawing: str, caption: str) -> Iterator[str]:
        """The flow picture, `drawing` being the run that holds it, with its caption and what it counts as."""
        yield self._heading(1, caption, "flow", new_page=True, lang=self.lang)
        yield self._paragraph("Normal", drawing, "<w:keepNext/>")
        yield self._paragraph("Caption", self._run(f"{caption} · ", lang=self.lang) + self._run(self.words["layout.addition"]))

    # -- tables ----------------------------------------------------------------------------------------------------
    def _sheet(self, pairs: Iterable[tuple[Heading, Cell]], title: str, row_id: str, language: str) -> str:
        heads = [self._paragraph("RopaItem", self._run(self.words[key])) for key in ("item", "letter", "value")]
        rows = [self._row(heads, self.widths, head=True)]
        for heading, cell in pairs:
            values = "".join(self._piece(piece, language) for piece in cell) or self._paragraph("RopaValue", "")
            whole = sum(len(piece.line) + LINE for piece in cell) <= WHOLE
            rows.append(self._row([self._item(heading.heading, heading), self._mark(heading), values], self.widths, heading, whole=whole))
        rows[-TOGETHER:-1] = [row.replace("</w:pPr>", "<w:keepNext/></w:pPr>") for row in rows[-TOGETHER:-1]]
        return self._table(rows, self.widths, title, row_id, head=True)

    def _table(self, rows: list[str], widths: list[int], title: str, description: str, *, head: bool = False) -> str:
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        on = f'w:val="{"0620" if head else "0600"}" w:firstRow="{int(head)}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        look = f'<w:tblLook {on} w:noHBand="1" w:noVBand="1"/>'
        named = f"<w:tblCaption w:val={quoteattr(printable(title))}/><w:tblDescription w:val={quoteattr(printable(description))}/>"
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.styles["RopaSheet"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f"{look}{named}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>" + self._paragraph("Normal", "", _NO_LINE)
        )

    def _row(self, cells: list[str], widths: list[int], heading: Heading | None = None, *, head: bool = False, whole: bool = True) -> str:
        properties = f"<w:trPr>{'<w:cantSplit/>' * (head or whole)}{'<w:tblHeader/>' * head}</w:trPr>" if head or whole else ""
        filled = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{"" if place else _edge(heading)}</w:tcPr>{cell}</w:tc>'
            for place, (width, cell) in enumerate(zip(widths, cells, strict=True))
        )
        return f"<w:tr>{properties}{filled}</w:tr>"

    def _item(self, text: str, heading: Heading | None = None, lang: str | None = None) -> str:
        plain = heading is not None and not heading.required
        note = self._paragraph("RopaMark", self._run(heading.note)) if heading is not None and heading.note else ""
        return self._paragraph("RopaItem", self._run(text, lang=lang, extra='<w:b w:val="0"/><w:i/>' if plain else "")) + note

    def _mark(self, heading: Heading) -> str:
        return self._paragraph("RopaMark", self._run(mark(heading, self.laid), extra="" if heading.required else "<w:i/>"))

    def _value(self, text: str, lang: str | None = None) -> str:
        return self._paragraph("RopaValue", self._run(text, lang=lang))

    def _piece(self, piece: Piece, language: str) -> str:
        lang = self._tag(piece.language) if piece.language else self.lang
        runs = self._run(piece.text, "RopaQuiet" if piece.kind == "empty" else None, lang)
        runs += self._run(f" ({'; '.join(piece.items)})", lang=lang) if piece.items else ""
        runs += self._run(f" [{piece.how}]", "RopaQuiet", self.lang) if piece.how else ""
        return self._paragraph("RopaValue", runs + "".join(self._note(quote, language) for quote in piece.quotes))

    def _note(self, quote: str, language: str) -> str:
        """The number of a note; where the sheet has it already, a reference to that number."""
        number, new = self.notes.refer(quote, self._tag(language))
        style = f'<w:rPr><w:rStyle w:val="{self.styles["FootnoteReference"]}"/></w:rPr>'
        space = f'<w:r>{style}<w:t xml:space="preserve"> </w:t></w:r>'
        if new:
            return space + self._bookmark(f"note_{number}", f'<w:r>{style}<w:footnoteReference w:id="{number}"/></w:r>')
        shown = number - self.notes.first + 1
        codes = "".join(
            f"<w:r>{style}{part}</w:r>"
            for part in (
                '<w:fldChar w:fldCharType="begin"/>',
                f'<w:instrText xml:space="preserve"> NOTEREF ropa_note_{number} \\h </w:instrText>',
                '<w:fldChar w:fldCharType="separate"/>',
                f"<w:t>{shown}</w:t>",
                '<w:fldChar w:fldCharType="end"/>',
            )
        )
        return space + codes

    # -- paragraphs ------------------------------------------------------------------------------------------------
    def _heading(self, level: int, text: str, name: str, *, new_page: bool = False, lang: str | None = None) -> str:
        return self._marked(name, level, self._run(text, lang=lang), new_page=new_page)

    def _marked(self, name: str, level: int, runs: str, *, new_page: bool) -> str:
        return self._paragraph(f"Heading{level}", self._bookmark(name, runs), "<w:pageBreakBefore/>" if new_page else "")

    def _named(self, row: Row, name: str) -> str:
        return name + (self._run(" ") + self._run(f" {self.words['layout.draft']} ", "RopaDraft") if row.draft else "")

    def _bookmark(self, name: str, runs: str) -> str:
        self.marks += 1
        return f'<w:bookmarkStart w:id="{self.marks}" w:name="ropa_{name}"/>{runs}<w:bookmarkEnd w:id="{self.marks}"/>'

    def _link(self, name: str, runs: str) -> str:
        return f'<w:hyperlink w:anchor="ropa_{name}" w:history="1">{runs}</w:hyperlink>'

    def _paragraph(self, style: str, runs: str, properties: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{self.styles[style]}"/>{properties}</w:pPr>{runs}</w:p>'

    def _run(self, text: str, style: str | None = None, lang: str | None = None, extra: str = "") -> str:
        named = f'<w:rStyle w:val="{self.styles[style]}"/>' if style else ""
        tagged = f'<w:lang w:val="{lang}"/>' if lang and lang != self.head_lang else ""
        return f'<w:r><w:rPr>{named}{extra}{tagged}</w:rPr><w:t xml:space="preserve">{escape(_kept(text))}</w:t></w:r>'

    def _tag(self, language: str) -> str:
        return self.head_lang if language == self.laid.head_lang else tag(language)


def _kept(text: str) -> str:
    """Printable text with the space at its beginning and end."""
    bare = printable(text)
    return " " * (text[:1] == " ") + bare + " " * (len(text) > 1 and text[-1:] == " ")


def _edge(heading: Heading | None) -> str:
    """The left edge of a row: a thick line and a shade where the law asks for it, dots where it is an addition."""
    if heading is None:
        return ""
    line, size, colour = ("single", 24, ACCENT) if heading.required else ("dotted", 18, SOFT)
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{FAINT}"/>' if heading.required else ""
    return f'<w:tcBorders><w:left w:val="{line}" w:sz="{size}" w:space="0" w:color="{colour}"/></w:tcBorders>{shade}'
