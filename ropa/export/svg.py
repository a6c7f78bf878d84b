"""SVG 1.1: the flow picture of the whole register; see `ropa.export.views` for the others."""

from __future__ import annotations

from ropa.export import Export, Format


def write(export: Export) -> bytes:
    """The picture of all activities of the register."""
    from ropa.export.views import draw  # noqa: PLC0415 (only pictures need them)

    return draw("flow", export).svg.encode()


FORMAT = Format("svg", (".svg",), "SVG flow picture", "picture", write)
