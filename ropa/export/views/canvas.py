"""What the pictures share: elements, text that fits, colours of two schemes, patterns, and the frame with its title.

Colours are classes (``f-`` fills, ``l-`` draws a line) whose rules stand in one style sheet, the same for every picture, light first and dark in
``prefers-color-scheme``: a program that knows no media query draws the light one. Nothing is told by colour alone: a status
has its pattern too, and its word.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from ropa.export.network import clean

PAPER = ("#ffffff", "#12161c")
INK = ("#1b2129", "#eef1f4")
SOFT = ("#59626d", "#a3adb8")
FAINT = ("#e9edf1", "#232a32")
LINE = ("#aeb7c1", "#4b5663")
LINK = ("#0b5568", "#7cc7d8")
STATUS = {
    "not-covered": ("#b3200e", "#ff8a75"),
    "not-shown": ("#8a5200", "#f2b84b"),
    "covered": ("#0b5fa5", "#6fb7ff"),
    "inside": ("#2f6f64", "#7fcabb"),
    "not-judged": ("#74389a", "#d2a0ee"),
    "to-clarify": ("#59626d", "#a3adb8"),
}
"""The colours of what a transfer is on the date of the law, the worst first; light and dark."""
KINDS = {
    "controller": ("#005b8f", "#69b8ea"),
    "activity": ("#59626d", "#a3adb8"),
    "purpose": ("#8f3f8a", "#dc97d7"),
    "legal-basis": ("#6b6200", "#d3c652"),
    "data": ("#00694e", "#5fd0ac"),
    "data-subject": ("#a23f00", "#f6a26b"),
    "source": ("#7a5c3e", "#cfae8b"),
    "recipient": ("#b83a08", "#ff9b6e"),
    "organisation": ("#9d174d", "#f58fbb"),
    "country": ("#3730a3", "#a9a5f7"),
}
PLACES = ("place-inside", "place-decision", "place-part", "place-none", "place-seat")
"""The looks of where a party is, none of which is that of a transfer: the colour of countries, and patterns of their own."""
WHO = (("#3b51bb", "#0ba38e", "#c83d11", "#68487d", "#75001c", "#000456"), ("#3997ff", "#57ffd4", "#b55411", "#c082c0", "#efe377", "#23715c"))
"""The colours of controllers, light and dark: told apart by everyone, see the test."""
ROOT = "ropa-picture"
Point = tuple[float, float]
Data = Mapping[str, str | None]
_FONT = "system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_WIDE = 1.0
_NARROW = 0.515


def tag(name: str, *children: str, **attributes: str | float | None) -> str:
    """An element; ``class_`` gives ``class``, ``stroke_width`` ``stroke-width``. Children are markup, attributes text."""
    given = "".join(f' {key.rstrip("_").replace("_", "-")}="{value_of(value)}"' for key, value in attributes.items() if value is not None)
    inside = "".join(children)
    return f"<{name}{given}>{inside}</{name}>" if inside else f"<{name}{given}/>"


def value_of(value: str | float) -> str:
    """An attribute's value; numbers with at most one decimal."""
    return escape(clean(value)) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    shown = f"{value:.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def words(text: str) -> str:
    """Text as the content of an element."""
    return escape(clean(text), quote=False)


def isolated(text: str) -> str:
    """A text to be put beside others: where it runs from right to left, between marks that keep it to itself."""
    return f"\u2068{text}\u2069" if any(unicodedata.bidirectional(char) in ("R", "AL") for char in text) else text


def width_of(text: str, size: float = 13) -> float:
    """About how wide a text is, in pixels."""
    return sum(0.0 if unicodedata.combining(char) else _WIDE if unicodedata.east_asian_width(char) in "WF" else _NARROW for char in text) * size


def fit(text: str, pixels: float, size: float = 13) -> str:
    """A text on one line, at most about so wide, cut with an ellipsis."""
    line = " ".join(clean(text).split())
    if len(line) > 400:
        line = line[:400] + "…"
    if width_of(line, size) <= pixels:
        return line
    taken = width_of("…", size)
    for position, char in enumerate(line):
        taken += width_of(char, size)
        if taken > pixels:
            return line[: max(1, position)].rstrip() + "…"
    return line


def label(
    x: float,
    y: float,
    text: str,
    pixels: float = 400,
    *,
    size: float = 13,
    class_: str = "",
    anchor: str | None = None,
    more: str = "",
    **data: str | None,
) -> str:
    """One line of text at its baseline, `more` is markup after it; what had to be cut stands whole in the title of the element it is put in."""
    pixels = pixels / 1.1 if "strong" in class_ else pixels
    size_class = "" if size == 13 else f"t{size:g}"
    names = " ".join(filter(None, (class_, size_class))) or None
    return tag("text", words(isolated(fit(text, pixels, size))), more, class_=names, x=x, y=y, text_anchor=anchor, **data)


def count(text: str, of: str | None) -> str:
    """A number as markup; `of` are the items that it counts, in a page that filters them."""
    return tag("tspan", words(text), data_n=of) if of is not None else words(text)


def wrapped(text: str, pixels: float, size: float = 13) -> list[str]:
    """A text in lines of at most about so many pixels, broken between words."""
    lines: list[str] = []
    line = ""
    for word in " ".join(clean(text).split()).split(" "):
        longer = f"{line} {word}".strip()
        if line and width_of(longer, size) > pixels:
            lines.append(line)
            line = word
        else:
            line = longer
    return [fit(each, pixels, size) for each in [*lines, line] if each]


def titled(title: str, *children: str, tokens: str = "", data: Data | None = None) -> str:
    """A group whose title is shown on pointing, and read out; `tokens` and `data` (``data_of`` and others) say what it is filtered by."""
    return tag("g", tag("title", words(title)), *children, data_tokens=tokens or None, **(data or {}))


def linked(href: str, title: str, *children: str, tokens: str = "", data: Data | None = None) -> str:
    """A link around some elements, with its title; a group where there is nothing to lead to."""
    if not href:
        return titled(title, *children, tokens=tokens, data=data)
    return tag("a", tag("title", words(title)), *children, href=href, data_tokens=tokens or None, **(data or {}))


# -- colours and patterns ----------------------------------------------------------------------------------------------
def _scheme(place: int) -> str:
    root, ink, paper, soft = f".{ROOT}", INK[place], PAPER[place], SOFT[place]
    rules = [
        f"{root} .paper{{fill:{paper}}}",
        f"{root} text{{fill:{ink};stroke:{paper}}}",
        f"{root} text.soft{{fill:{soft}}}",
        f"{root} .land{{fill:{FAINT[place]};stroke:{LINE[place]}}}",
        f"{root} a .strong{{fill:{LINK[place]}}}",
    ]
    named = {"ink": ink, "soft": soft, "faint": FAINT[place], "rule": LINE[place]}
    named |= {name: colours[place] for name, colours in (STATUS | KINDS).items()}
    named |= {f"c{turn}": colour for turn, colour in enumerate(WHO[place])} | {f"c{len(WHO[place])}": soft}
    for name, colour in named.items():
        rules += [f"{root} .f-{name}{{fill:{colour}}}", f"{root} .l-{name}{{stroke:{colour};fill:none}}"]
    return "".join(rules)


STYLE = (
    f".{ROOT} text{{font-family:{_FONT};font-size:13px;stroke-width:3px;stroke-linejoin:round;paint-order:stroke}}"
    + "".join(f".{ROOT} text.t{size}{{font-size:{size}px}}" for size in (10, 11, 12, 15, 20))
    + f".{ROOT} .strong{{font-weight:600}}.{ROOT} .tint{{fill-opacity:.22}}.{ROOT} .deep{{fill-opacity:.62}}.{ROOT} .pale{{fill-opacity:.5}}"
    f".{ROOT} .edge{{stroke-opacity:.75}}"
    f".{ROOT} .ribbon{{fill-opacity:.36}}.{ROOT} .ribbon:hover{{fill-opacity:.85}}.{ROOT} .vague{{fill-opacity:.14}}"
    f".{ROOT} a:focus-visible rect,.{ROOT} a:focus-visible path,.{ROOT} g:hover>.edge{{stroke-width:4}}"
    + _scheme(0)
    + f"@media (prefers-color-scheme:dark){{{_scheme(1)}}}"
)
"""The style sheet of every picture; it touches nothing outside one."""


def pattern(view: str, status: str) -> str:
    """What a status, or one of PLACES, looks like besides its colour; `filled` names it."""
    fill, stroke = f"f-{_colour(status)}", f"l-{_colour(status)}"
    ground = tag("rect", class_="paper" if status in PLACES else f"{fill} tint", width=8, height=8)
    line = {
        "covered": tag("rect", class_=f"{fill} deep", width=8, height=8),
        "inside": "",
        "not-shown": tag("path", class_=stroke, d="M-2 2L2 -2M0 8L8 0M6 10L10 6", stroke_width=1.6),
        "not-covered": tag("path", class_=stroke, d="M-2 2L2 -2M0 8L8 0M6 10L10 6M-2 6L2 10M0 0L8 8M6 -2L10 2", stroke_width=1.5),
        "not-judged": tag("path", class_=stroke, d="M0 2H8M0 6H8", stroke_width=1.3),
        "to-clarify": tag("circle", class_=fill, cx=2, cy=2, r=1.1) + tag("circle", class_=fill, cx=6, cy=6, r=1.1),
        "place-inside": tag("rect", class_=fill, width=8, height=8),
        "place-decision": tag("path", class_=stroke, d="M2 0V8M6 0V8", stroke_width=2),
        "place-part": tag("rect", class_=fill, width=4, height=4) + tag("rect", class_=fill, x=4, y=4, width=4, height=4),
        "place-none": "",
        "place-seat": "",
    }[status]
    return tag("pattern", ground, line, id=f"{view}-{status}", width=8, height=8, patternUnits="userSpaceOnUse")


def filled(view: str, status: str) -> str:
    """The ``fill`` of a status."""
    return f"url(#{view}-{status})"


def swatch(view: str, status: str, x: float, y: float) -> str:
    """A sample of a status, or of one of PLACES, as it stands in a legend; the edge of a mere seat is dotted."""
    ground = tag("rect", x=x, y=y, width=26, height=14, rx=2, fill=filled(view, status))
    dashes = "1.5 3" if status == "place-seat" else None
    return ground + tag("rect", class_=f"l-{_colour(status)}", x=x, y=y, width=26, height=14, rx=2, stroke_dasharray=dashes)


def _colour(status: str) -> str:
    return "country" if status in PLACES else status


def arrow(name: str, ends: tuple[Point, Point], width: float, dashes: str | None = None) -> str:
    """A curved arrow between two different points, bent upwards."""
    (x1, y1), (x2, y2) = ends
    far = math.hypot(x2 - x1, y2 - y1)
    lift = min(90.0, far * 0.22) * (1 if x2 < x1 else -1)
    cx, cy = (x1 + x2) / 2 - (y2 - y1) / far * lift, (y1 + y2) / 2 + (x2 - x1) / far * lift
    back = math.hypot(x2 - cx, y2 - cy)
    ux, uy, side = (x2 - cx) / back, (y2 - cy) / back, 4.5 + width / 2
    bow = f"M{_at(x1, y1)}Q{_at(cx, cy)} {_at(x2 - ux * 8, y2 - uy * 8)}"
    head = f"M{_at(x2, y2)}L{_at(x2 - ux * 11 - uy * side, y2 - uy * 11 + ux * side)}L{_at(x2 - ux * 11 + uy * side, y2 - uy * 11 - ux * side)}Z"
    return tag("path", class_=f"l-{name} edge", d=bow, stroke_width=width, stroke_dasharray=dashes) + tag("path", class_=f"f-{name}", d=head)


def _at(x: float, y: float) -> str:
    return f"{number(x)} {number(y)}"


# -- the frame ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Frame:
    """The outside of a picture: its view, its size, title, what stands below the title, what it says in words, and its language."""

    view: str
    width: float
    title: str
    subtitle: str
    description: str
    lang: str
    left: float = 28


def picture(frame: Frame, height: float, body: Iterable[str], notes: Iterable[str] = (), patterns: Iterable[str] = ()) -> str:
    """The whole SVG document: the body from y = 84 on, `height` pixels of it; the notes below."""
    lines = [line for note in notes for line in wrapped(note, frame.width - 2 * frame.left, 12)]
    total = round(height + 20 + 17 * len(lines)) if lines else round(height)
    view, left = frame.view, frame.left
    size = f'viewBox="0 0 {number(frame.width)} {total}" width="{number(frame.width)}" height="{total}"'
    parts = list(body)
    role = "group" if any("<a " in part for part in parts) else "img"  # what an image holds is not read out, and links are
    named = f'role="{role}" lang="{frame.lang}" aria-labelledby="{view}-title {view}-desc"'
    whole = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{ROOT}" {size} {named}>',
        f'<title id="{view}-title">{words(frame.title)}</title>',
        f'<desc id="{view}-desc">{words(frame.description)}</desc>',
        f"<style>{STYLE}</style>",
        tag("defs", *(pattern(view, status) for status in patterns)) if patterns else "",
        tag("rect", class_="paper", width=frame.width, height=total),
        label(left, 38, frame.title, frame.width - 2 * left, size=20, class_="strong"),
        label(left, 60, frame.subtitle, frame.width - 2 * left, class_="soft"),
        *parts,
        *(label(left, height + 6 + 17 * place, line, frame.width, size=12, class_="soft") for place, line in enumerate(lines)),
        "</svg>",
    ]
    return "\n".join(filter(None, whole)) + "\n"
