"""A record in each of its formats."""

from __future__ import annotations

from ropa.sheets import Record


def write_record(record: Record, form: str) -> str:
    """A record as ``html``, ``md`` or ``json``."""
    from ropa.render.html import record_html  # noqa: PLC0415 - each format only where it is asked for
    from ropa.render.json import record_json  # noqa: PLC0415
    from ropa.render.markdown import record_markdown  # noqa: PLC0415

    if form == "json":
        return record_json(record)
    return record_html(record) if form == "html" else record_markdown(record)
