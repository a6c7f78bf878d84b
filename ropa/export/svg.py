"""SVG 1.1: the flow picture. Text stays text, fonts are generic, colours follow the reader's light or dark scheme."""

from __future__ import annotations

import unicodedata
from html import escape

from ropa.export import Export, Format
from ropa.export.flow import columns, units
from ropa.export.network import clean
from ropa.export.sankey import BAR, LEFT, OTHER, RIGHT, TOP, TOPS, WIDTH, Bar, Ribbon, Sankey, sankey
from ropa.words import Words

LIGHT = ("#3b51bb", "#0ba38e", "#c83d11", "#68487d", "#75001c", "#000456")
DARK = ("#3997ff", "#57ffd4", "#b55411", "#c082c0", "#efe377", "#23715c")
QUIET = ("#5c6672", "#9aa5b1")
PAPER = ("#ffffff", "#12161c")
INK = ("#1b2129", "#eef1f4")
NOTES = ("flow.note.thickness", "flow.note.pairs", "flow.note.country")


def style(scheme: int) -> str:
    """The rules of one colour scheme, 0 light and 1 dark."""
    colours = (LIGHT, DARK)[scheme]
    ink, paper, quiet = INK[scheme], PAPER[scheme], QUIET[scheme]
    rules = [f".paper{{fill:{paper}}}", f"text{{fill:{ink};stroke:{paper}}}", f".soft{{fill:{quiet}}}", f".bar{{fill:{ink}}}"]
    rules += [f".c{number},.bar.c{number}{{fill:{colour};stroke:{colour}}}" for number, colour in enumerate(colours)]
    rules += [f".quiet,.bar.quiet,.c{len(colours)}{{fill:{quiet};stroke:{quiet}}}"]
    return "".join(rules)


CSS = (
    "text{font-family:system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:13px;"
    "stroke-width:3.5px;stroke-linejoin:round;paint-order:stroke}"
    ".title{font-size:20px;font-weight:600}.head{font-weight:600}.note{font-size:12px}.bar{stroke:none}"
    ".ribbon{fill-opacity:.36;stroke-opacity:.3;stroke-width:.5px}.ribbon:hover{fill-opacity:.85}"
    ".faint{fill-opacity:.14;stroke-opacity:.25}"
)


def write(export: Export) -> bytes:
    """The picture of all activities of the register."""
    found = units(export)
    picture = sankey(found, export.words("flow.others"))
    height = round(picture.height)
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc">',
        f'<title id="title">{_text(export.words("flow.title", export.title))}</title>',
        f'<desc id="desc">{_text(_description(export, picture))}</desc>',
        f"<style>{CSS}{style(0)}@media (prefers-color-scheme:dark){{{style(1)}}}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
        f'<text class="title" x="{LEFT}" y="38">{_text(_fit(export.title, 70))}</text>',
        f'<text class="soft" x="{LEFT}" y="60">{_text(_summary(picture, export.words))} · {_text(_clocks(export))}</text>',
        *_heads(export, picture),
        *(_ribbon(ribbon, picture, export.words) for ribbon in picture.ribbons),
        *(_bar(bar, export.words) for bar in picture.bars),
        *(f'<text class="note soft" x="{LEFT}" y="{height - 50 + 17 * line}">{_text(export.words(note))}</text>' for line, note in enumerate(NOTES)),
        "</svg>",
    ]
    return ("\n".join(parts) + "\n").encode()


def _heads(export: Export, picture: Sankey) -> list[str]:
    xs = {bar.column: bar.x for bar in picture.bars}
    names = columns(export)
    if not xs:
        return [f'<text x="{LEFT}" y="{TOP}">{_text(export.words("flow.no-activities"))}</text>']
    return [f'<text class="head" x="{_n(xs[column])}" y="{TOP - 20}">{_text(names[column])}</text>' for column in sorted(xs)]


def _bar(bar: Bar, words: Words) -> str:
    count = len(bar.activities)
    room = (WIDTH - LEFT - RIGHT - BAR) / (len(TOPS) - 1) if bar.column < len(TOPS) - 1 else RIGHT
    label = _fit(bar.item.label, int((room - BAR - 40) / 6.7))
    colour = " quiet" if bar.is_quiet else f" c{bar.colour}" if bar.colour is not None else ""
    tip = f"{bar.item.label}: {_activities(count, words)}"
    opens = f'<text class="note soft" x="{_n(bar.x)}" y="{_n(bar.y - 6)}">{_text(bar.opens)}</text>' if bar.opens else ""
    return (
        f'{opens}<g><title>{_text(tip)}</title><rect class="bar{colour}" x="{_n(bar.x)}" y="{_n(bar.y)}" width="{BAR}" height="{_n(bar.height)}"/>'
        f'<text x="{_n(bar.x + BAR + 6)}" y="{_n(bar.y + bar.height / 2 + 4.5)}">{_text(label)}<tspan class="soft" dx="6">{count}</tspan></text></g>'
    )


def _ribbon(ribbon: Ribbon, picture: Sankey, words: Words) -> str:
    x1, x2 = ribbon.left.x + BAR, ribbon.right.x
    middle = _n((x1 + x2) / 2)
    left = ribbon.share * ribbon.left.height / ribbon.left.share
    right = ribbon.share * ribbon.right.height / ribbon.right.share
    y1, y2 = ribbon.y_left, ribbon.y_right
    controller = picture.controllers[ribbon.controller]
    colour = len(LIGHT) if controller.id == OTHER else ribbon.controller
    faint = " faint" if ribbon.left.is_quiet or not ribbon.right.item.stated else ""
    tip = f"{controller.label}: {ribbon.left.item.label} – {ribbon.right.item.label}: {_activities(len(ribbon.activities), words)}"
    path = (
        f"M{_n(x1)} {_n(y1)}C{middle} {_n(y1)} {middle} {_n(y2)} {_n(x2)} {_n(y2)}"
        f"V{_n(y2 + right)}C{middle} {_n(y2 + right)} {middle} {_n(y1 + left)} {_n(x1)} {_n(y1 + left)}Z"
    )
    return f'<path class="ribbon c{colour}{faint}" d="{path}"><title>{_text(tip)}</title></path>'


def _summary(picture: Sankey, words: Words) -> str:
    count = picture.companies
    return f"{_activities(picture.activities, words)} {words('flow.of-controller') if count == 1 else words('flow.of-controllers', str(count))}"


def _clocks(export: Export) -> str:
    clocks = export.clocks
    return export.words("clocks", register_on=f"{clocks.register_on}", as_of=f"{clocks.as_of}", known_until=export.law_known_until)


def _description(export: Export, picture: Sankey) -> str:
    words, clocks = export.words, _clocks(export)
    largest: list[str] = []
    for column in range(1, len(TOPS)):
        named = (bar for bar in picture.bars if bar.column == column and not bar.is_quiet)
        bars = sorted(named, key=lambda bar: (-len(bar.activities), bar.item.label))
        if bars:
            largest.append(f"{columns(export)[column]}: " + ", ".join(f"{bar.item.label} {len(bar.activities)}" for bar in bars[:3]) + ".")
    lead = f"{' → '.join(columns(export))}; {_summary(picture, words)}."
    return " ".join((lead, *largest, *map(words, NOTES), clocks[:1].upper() + clocks[1:] + "."))


def _activities(count: int, words: Words) -> str:
    return words("flow.activity") if count == 1 else words("flow.activities", str(count))


def _fit(text: str, width: int) -> str:
    """A text on one line that is at most about `width` Latin letters wide, cut with an ellipsis; wide letters count twice."""
    line = " ".join(clean(text).split())
    taken = 0.0
    for position, char in enumerate(line):
        if unicodedata.combining(char) == 0:
            taken += 2.0 if unicodedata.east_asian_width(char) in "WF" else 1.0
        if taken > width:
            return line[: max(1, position - 1)].rstrip() + "…"
    return line


def _text(text: str) -> str:
    return escape(clean(text))


def _n(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


FORMAT = Format("svg", (".svg",), "SVG flow picture", "picture", write)
