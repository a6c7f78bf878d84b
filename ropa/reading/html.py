"""HTML as a text: what a reader sees of the page's own words, without navigation, footer, cookie banner and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ropa.reading.growing import Growing, tidy
from ropa.reading.text import Text

UNSEEN = """script style noscript template nav svg iframe video audio canvas object embed dialog button select input textarea head option map"""
STANDING = """p div section article main header footer aside blockquote pre figure figcaption address ul ol li dl dt dd table caption thead tbody
tfoot tr td th h1 h2 h3 h4 h5 h6 form fieldset legend details summary hr center body html"""
DROPPED, BLOCKS = frozenset(UNSEEN.split()), frozenset(STANDING.split())
ROLES = frozenset(("navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "tablist"))
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOLD = frozenset(("b", "strong"))
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
BANNER = re.compile(
    r"onetrust|cookiebot|usercentrics|didomi|cookie-law-info|truste-consent|sp_message|cookieconsent|cookie-?script|borlabs"
    r"|(?:cookie|consent|gdpr)[-_ ]?(?:banner|bar|popup|modal|dialog|overlay|wrapper|container|settings|manager|prompt|layer)",
    re.IGNORECASE,
)
BANNER_LENGTH = 6000
SPAN, MOST, NESTED, ABOVE = 1000, 50, 3, 64  # so that no page, however it nests, is gone through again and again
Node = Any


def html_text(data: bytes, name: str, language: str | None = None) -> Text:
    """The text of a page; its language is the one it declares where that is one of ours and none is given."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - only what reads HTML needs it

    page = LexborHTMLParser(data)
    body = page.body
    grown = Growing()
    if body is not None:
        _Walk(grown, _controlled(page)).walk(_main(page) or body)
    return grown.text(name, language)


def _main(page: Any) -> Node | None:
    """The page's own part, where it says which that is and it has half of the words."""
    whole = len(page.body.text() or "")
    found = [node for node in page.css("main, [role=main], article") if len(node.text() or "") * 2 > whole]
    return found[0] if found else None


def _controlled(page: Any) -> frozenset[str]:
    """The ids of what a control opens and closes: folded up, not hidden."""
    return frozenset(each for node in page.css("[aria-controls]") for each in str(node.attributes.get("aria-controls") or "").split())


class _Walk:
    """Goes through the nodes in order, without recursion, and gives their words to the growing text."""

    def __init__(self, grown: Growing, controlled: frozenset[str]) -> None:
        self.grown = grown
        self.controlled = controlled
        self.words: list[str] = []
        self.bold = self.loud = self.quiet = 0
        self.banners = self.edges = 0
        self.items: list[bool] = []  # for each open item whether its first words came
        self.heading = 0
        self.term = False
        self.tables: list[_Table | None] = []

    def walk(self, root: Node) -> None:
        stack: list[tuple[Node, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(node)
                continue
            if node.tag == "-text":
                self._say(node.text(deep=False) or "")
                continue
            if not self._seen(node):
                continue
            self._enter(node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(list(_children(node))))
        self._flush()

    def _seen(self, node: Node) -> bool:
        """Whether a reader sees the node as part of the page's words."""
        tag = node.tag
        if not tag or tag in DROPPED or tag.startswith(("-", "!", "_")):
            return False
        about = node.attributes
        if str(about.get("role") or "") in ROLES or (tag in ("header", "footer") and not self._belongs(node)):
            return False
        if ("hidden" in about or HIDDEN.search(str(about.get("style") or ""))) and str(about.get("id") or "") not in self.controlled:
            return str(about.get("role") or "") == "tabpanel"
        named = f"{about.get('id') or ''} {about.get('class') or ''}"
        if tag in ("body", "main", "html") or not BANNER.search(named) or self.banners > MOST:
            return True
        self.banners += 1
        return len(node.text() or "") >= BANNER_LENGTH

    def _belongs(self, node: Node) -> bool:
        """Whether a header or footer is one of a part of the page, or has the page's title; of very many all do."""
        self.edges += 1
        return self.edges > MOST or (node.tag == "header" and node.css_first("h1") is not None) or _inside(node)

    def _say(self, words: str) -> None:
        if words:
            letters = len(words.strip())
            self.loud += letters if self.bold else 0
            self.quiet += 0 if self.bold else letters
            self.words.append(words.replace("\n", " ").replace("\r", " "))

    def _enter(self, node: Node) -> None:
        tag = node.tag
        if tag == "br":
            self.words.append("\n")
        if tag in BLOCKS:
            self._break()
        if tag in BOLD:
            self.bold += 1
        elif tag in HEADINGS:
            self.heading = HEADINGS[tag]
        elif tag in ("summary", "legend"):
            self.heading = min(self.grown.level + 1, 6)
        elif tag in ("li", "dd"):
            self.items.append(False)
        elif tag == "dt":
            self.term = True
        elif tag == "table":
            self.tables.append(_Table.of(node, self.grown) if len(self.tables) < NESTED else None)
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.tables[-1].open(node)
        elif tag == "tr" and self.tables and self.tables[-1]:
            self.tables[-1].next_row(node)

    def _leave(self, node: Node) -> None:
        tag = node.tag
        table = self.tables[-1] if self.tables else None
        if tag in ("td", "th") and table:
            table.close("".join(self.words))
            self._clear()
        elif tag in BLOCKS:
            self._break()
        if tag in BOLD:
            self.bold = max(0, self.bold - 1)
        elif tag in HEADINGS or tag in ("summary", "legend"):
            self.heading = 0
        elif tag in ("li", "dd") and self.items:
            self.items.pop()
        elif tag == "dt":
            self.term = False
        elif tag == "table" and self.tables:
            self.tables.pop()

    def _break(self) -> None:
        """A block ends: its words are one, or a line of the cell that is open."""
        if any(table is not None and table.filling for table in self.tables[:NESTED]):
            if self.words and self.words[-1] != "\n":
                self.words.append("\n")
        else:
            self._flush()

    def _flush(self) -> None:
        words = "".join(self.words)
        if tidy(words):
            if self.heading:
                self.grown.add("heading", tidy(words).replace("\n", " "), self.heading)
            elif self.items and not self.items[-1]:
                self.items[-1] = True
                self.grown.add("item", words, len(self.items))
            else:
                self.grown.paragraph(words, len(self.items), bold=(self.loud > 0 and not self.quiet) or self.term)
        self._clear()

    def _clear(self) -> None:
        self.words, self.loud, self.quiet = [], 0, 0


class _Table:
    """One table being read: where the next cell stands, given the cells above that reach down."""

    def __init__(self, grown: Growing) -> None:
        grown.table += 1
        self.grown = grown
        self.number = grown.table
        self.row, self.column, self.filling = -1, 0, False
        self.taken: dict[int, int] = {}  # column -> rows below that a cell above still fills
        self.header = ""
        self.wide = 1

    @classmethod
    def of(cls, node: Node, grown: Growing) -> _Table | None:
        """The table, None for one that only lays out the page: of one column, or with headings or tables inside."""
        about = node.attributes
        if str(about.get("role") or "") in ("presentation", "none") or node.css_first("h1, h2, h3, h4, table table, tr tr") is not None:
            return None
        widest = max((sum(child.tag in ("td", "th") for child in _children(row)) for row in node.css("tr")), default=0)
        return cls(grown) if widest > 1 else None

    def next_row(self, _node: Node) -> None:
        self.taken = {column: rows - 1 for column, rows in self.taken.items() if rows > 1}
        self.row, self.column = self.row + 1, 0

    def open(self, node: Node) -> None:
        """A cell begins."""
        while self.column in self.taken:
            self.column += 1
        self.filling = True
        about = node.attributes
        row = node.parent
        headed = row is not None and all(child.tag == "th" for child in _children(row) if child.tag in ("td", "th"))
        in_head = row is not None and row.parent is not None and row.parent.tag == "thead"
        self.header = "" if node.tag == "td" and not in_head else "column" if (headed or in_head) and about.get("scope") != "row" else "row"
        self.wide = _number(about.get("colspan"))
        high = _number(about.get("rowspan"))
        if high > 1:
            self.taken |= dict.fromkeys(range(self.column, self.column + self.wide), high)

    def close(self, words: str) -> None:
        """A cell ends with its words."""
        self.grown.add("cell", words, table=self.number, row=max(self.row, 0), column=self.column, header=self.header)
        self.column += self.wide
        self.filling = False


def _number(raw: str | None) -> int:
    return min(int(raw), SPAN) if raw and raw.isdecimal() and int(raw) > 0 else 1


def _children(node: Node) -> Iterator[Node]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _inside(node: Node) -> bool:
    """Whether a header or footer is one of a part of the page: of an article or a section, not of the page."""
    parent = node.parent
    for _ in range(ABOVE):
        if parent is None:
            return False
        if parent.tag in ("main", "article", "section", "blockquote"):
            return True
        parent = parent.parent
    return False
