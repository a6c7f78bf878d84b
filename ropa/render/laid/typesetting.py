"""Typst: documents to PDF, with the fonts that come with it, so that every machine gives the same bytes.

Data reaches a template as ``sys.inputs``: it is text there, never markup, and a template reads no files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from ropa.assets import template_text
from ropa.engraved import LACKING, compiler, one
from ropa.errors import EngineError

FOLDER = "render/templates"
_UA = b"pdfuaid:part"


def typeset(template: str, record: Mapping[str, Any], day: date) -> bytes:
    """A template filled with a record, as a tagged PDF; as PDF/UA-1 unless the fonts lack a letter, see `is_accessible`.

    Raises EngineError where typst fails otherwise.
    """
    import typst

    source, inputs = template_text(FOLDER, template).encode(), {"record": json.dumps(record, ensure_ascii=False, sort_keys=True)}
    stamp = (day - date(1970, 1, 1)).days * 86_400
    try:
        return one(compiler(source, inputs).compile(format="pdf", pdf_standards=["ua-1"], timestamp=stamp))
    except typst.TypstError as error:
        if LACKING not in str(error):
            raise EngineError(f"the PDF could not be set: {error}", remedy="Report it.") from error
    return one(compiler(source, inputs).compile(format="pdf", timestamp=stamp))


def is_accessible(data: bytes) -> bool:
    """Whether a PDF of ours is marked as PDF/UA."""
    return _UA in data
