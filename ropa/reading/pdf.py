"""PDF as a text: lines put back into paragraphs, columns one after the other, running headers and page numbers left out."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from ropa.errors import InputError
from ropa.reading.furniture import PAGE, repeats
from ropa.reading.growing import Growing, tidy
from ropa.reading.lines import BULLET, LETTER
from ropa.reading.text import Text

LARGER = 1.12
HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
ENDED = (".", "!", "?", ":", ";")
EDGE = 0.09
LETTER_WIDTH = 0.45  # of a letter's size
STEP, INDENT = 40, 10  # points
ADDRESS = re.compile(r"(?:file|https?)://\S+")
MOST_PAGES = 600


@dataclass(frozen=True)
class Printed:
    """One printed line: its words, where it stands (points, from the lower left), the size of its letters, whether all are bold."""

    words: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    page: int
    height: float


def pdf_text(data: bytes, name: str, language: str | None = None) -> Text:
    """The text of a PDF. Raises InputError for a file that is none, is locked, has over 600 pages, or has no words (a scan)."""
    pages = [_ordered(page) for page in _pages(data, name)]
    furniture = _running(pages)
    lines = [line for page in pages for line in page if (line.page, line.bottom, line.left) not in furniture]
    if not lines:
        raise InputError("has no words: it may be a scan", where=name, remedy="Give it a text layer (OCR), or another form of the document.")
    grown = Growing()
    body = _body(lines)
    sizes = sorted({line.size for line in lines if line.size > body * LARGER}, reverse=True)
    listed = False
    for block in _blocks(lines, body):
        listed = _add(grown, block, body, sizes, listed)
    return grown.text(name, language)


def _pages(data: bytes, name: str) -> Iterator[list[Printed]]:
    from pdfminer.high_level import extract_pages  # noqa: PLC0415 - only what reads PDF needs it
    from pdfminer.layout import LAParams, LTTextBox  # noqa: PLC0415
    from pdfminer.pdfexceptions import PDFException  # noqa: PLC0415
    from pdfminer.psexceptions import PSException  # noqa: PLC0415

    try:
        for number, page in enumerate(extract_pages(io.BytesIO(data), maxpages=MOST_PAGES, laparams=LAParams(boxes_flow=None))):
            yield [line for box in page if isinstance(box, LTTextBox) for each in box if (line := _line(each, number, page.height))]
    except (PDFException, PSException, ValueError, TypeError, KeyError, AssertionError) as error:
        raise InputError("is no PDF that can be read", where=name, remedy="Save it again, without a password.") from error


def _line(line: Any, page: int, height: float) -> Printed | None:
    from pdfminer.layout import LTChar  # noqa: PLC0415

    letters = [each for each in line if isinstance(each, LTChar) and not each.get_text().isspace()]
    words = tidy(line.get_text()) if letters else ""
    if not words:
        return None
    bold = all("bold" in each.fontname.casefold() or "black" in each.fontname.casefold() for each in letters)
    size = round(median(each.size for each in letters), 1)
    if HYPHEN.search(line.get_text().rstrip()) and not HYPHEN.search(words):
        words += "-"  # a soft hyphen at the end of a line is one that is seen
    return Printed(words, line.x0, line.x1, line.y0, line.y1, size, bold, page, height)


def _ordered(lines: list[Printed]) -> list[Printed]:
    """The lines of a page as they are read: bands from the top that a line over the whole width divides, in each its columns."""
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    gutter = _gutter(lines, left, right)
    rows = sorted(lines, key=lambda line: (-round(line.top), line.left))
    if gutter is None:
        return rows
    found: list[Printed] = []
    band: list[Printed] = []
    for line in rows:
        if line.left < gutter < line.right:
            found += _columns(band, gutter)
            found.append(line)
            band = []
        else:
            band.append(line)
    return [*found, *_columns(band, gutter)]


def _columns(lines: Sequence[Printed], gutter: float) -> list[Printed]:
    """The lines left of a gutter, then those right of it, which may have columns of their own."""
    first, second = [line for line in lines if line.right <= gutter], [line for line in lines if line.right > gutter]
    return [*first, *(_ordered(second) if first else second)]


def _gutter(lines: Sequence[Printed], left: float, right: float) -> float | None:
    """The middle of a vertical white stripe that almost no line crosses and that has as many lines on its left as on its right, about."""
    starts = Counter(round(line.left) for line in lines if line.left > left + (right - left) * 0.2)
    best: tuple[int, float] | None = None
    for start, number in starts.most_common(6):
        edge = start - 2.0
        crossing = sum(line.left < edge < line.right for line in lines)
        before = sum(line.right <= edge for line in lines)
        if number >= 4 and before >= 4 and crossing * 4 <= len(lines) and (best is None or crossing < best[0]):
            best = (crossing, edge)
    return best[1] if best else None


def _running(pages: Sequence[Sequence[Printed]]) -> frozenset[tuple[int, float, float]]:
    """Where page numbers stand, and what repeats at the top or the bottom of pages."""
    edges = [line for page in pages for line in page if line.bottom > line.height * (1 - EDGE) or line.top < line.height * EDGE]
    often = repeats([line.words for line in edges], least=2 if len(pages) == 2 else 3)
    return frozenset(
        (line.page, line.bottom, line.left) for line in edges if PAGE.fullmatch(line.words) or ADDRESS.fullmatch(line.words) or line.words in often
    )


def _body(lines: Sequence[Printed]) -> float:
    """The size most letters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.words)
    return max(sorted(sizes), key=lambda size: sizes[size])


def _blocks(lines: Sequence[Printed], body: float) -> Iterator[list[Printed]]:
    """Lines that are one block: of one look, near to each other, none but the first with a mark, none but the last short and ended."""
    block: list[Printed] = []
    gap, reach = _usual_gap(lines), _Reach(lines)
    for line in lines:
        if block and not _goes_on(block, line, body, gap, reach):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _usual_gap(lines: Sequence[Printed]) -> float:
    gaps = [above.bottom - below.bottom for above, below in pairwise(lines) if above.page == below.page and above.bottom > below.bottom]
    return median(gaps) if gaps else 0.0


def _goes_on(block: Sequence[Printed], line: Printed, body: float, gap: float, reach: _Reach) -> bool:
    last = block[-1]
    if _marked(line.words) or abs(last.size - line.size) > 0.6 or (last.bold != line.bold and (last.bold or line.size != body)):
        return False
    if line.page != last.page or line.bottom > last.bottom:  # a new page or column: a sentence that was cut goes on
        return not last.words.endswith(ENDED) and line.words[:1].islower()
    if last.bottom - line.bottom > max(gap, line.size) * 1.45:
        return False
    if line.left < last.left - INDENT and line.words[:1].isupper():
        return False
    first = line.words.split(" ", 1)[0]
    return last.right + len(first) * line.size * LETTER_WIDTH > reach.of(last) or abs(last.bottom - line.bottom) < 1


class _Reach:
    """How far to the right lines go that begin about where a line begins: a line with room left for the next word ends its block."""

    def __init__(self, lines: Sequence[Printed]) -> None:
        self.rights: dict[tuple[int, int], float] = {}
        for line in lines:
            key = line.page, int(line.left // STEP)
            self.rights[key] = max(self.rights.get(key, 0.0), line.right)

    def of(self, line: Printed) -> float:
        """The right edge of a line's column."""
        step = int(line.left // STEP)
        return max(self.rights.get((line.page, each), 0.0) for each in (step - 1, step, step + 1))


def _marked(words: str) -> bool:
    return bool(BULLET.match(words) or LETTER.match(words))


def _add(grown: Growing, block: Sequence[Printed], body: float, sizes: Sequence[float], listed: bool) -> bool:
    """Add a block; whether a list is open after it, whose items stand further in and may have lost their marks."""
    words = joined([line.words for line in block])
    mark = BULLET.match(words) or LETTER.match(words)
    size = block[0].size
    before = grown.pieces[-1] if grown.pieces else None
    inner = before is not None and (listed or grown.parts[-1].rstrip().endswith(":")) and block[0].left > grown.left + INDENT
    if size > body * LARGER and len(words) <= 200:
        grown.add("heading", words, min(sizes.index(size) + 1, 6))
        grown.left = block[0].left
    elif mark or inner:
        grown.add("item", words[mark.end() :] if mark else words, 1)
        return inner
    else:
        grown.paragraph(words, bold=all(line.bold for line in block))
        grown.left = block[0].left
    return False


def joined(lines: Sequence[str]) -> str:
    """Lines as one, words that a hyphen breaks at the end of a line put together where a small letter follows."""
    found = ""
    for line in lines:
        broken = HYPHEN.search(found) and line[:1].islower()
        found = found[:-1] + line if broken else f"{found} {line}" if found else line
    return found
