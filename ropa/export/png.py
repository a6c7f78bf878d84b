"""PNG: the flow picture of the whole register, in the light colours."""

from __future__ import annotations

from ropa.export import Export, Format


def write(export: Export) -> bytes:
    """The picture of all activities of the register."""
    from ropa.export.views import Options  # noqa: PLC0415 (only pictures need them)
    from ropa.export.views.writing import write_view  # noqa: PLC0415

    return write_view("flow", ".png", export, Options())


FORMAT = Format("png", (".png",), "PNG flow picture", "picture", write)
