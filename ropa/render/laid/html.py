"""A laid record as one self-contained page: no scripts, nothing fetched, made to be read and printed (a table on landscape)."""

from __future__ import annotations

import base64

from ropa.assets import template_text
from ropa.laid import Heading, Laid
from ropa.render.laid import LaidFormat
from ropa.render.laid.marking import Quotes, mark
from ropa.render.page import FOLDER, page_footer, render

LANDSCAPE = "@page { size: A3 landscape; }\n"


def write(laid: Laid) -> bytes:
    """The page; quotes are numbered notes at its end."""

    def marked(heading: Heading) -> str:
        return mark(heading, laid)

    style = template_text(FOLDER, "laid.css") + (LANDSCAPE if laid.layout.shape == "table" else "")
    page = render(
        "laid.j2",
        laid.head_lang,
        style + page_footer(f"{laid.controller}: {laid.clocks_line}"),
        laid=laid,
        words=laid.words,
        quotes=Quotes(),
        quoted=any(piece.quotes for part in laid.parts for row in part.rows for cell in row.cells for piece in cell),
        voluntary=any(
            not heading.required for heading in (*(each for each, _ in laid.head), *(each for part in laid.parts for each in part.columns))
        ),
        picture=None if laid.picture is None else "data:image/svg+xml;base64," + base64.b64encode(laid.picture.svg.encode()).decode(),
        mark=marked,
        zip=zip,
    )
    return page.encode()


FORMAT = LaidFormat("html", (".html", ".htm"), "HTML", write, pictured=True)
