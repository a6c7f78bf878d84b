"""The views of a register that ``--view`` names: a network in a network format, or the tables of its analysis; without a view, the page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ropa.errors import UsageError, nearest

if TYPE_CHECKING:
    from ropa.export import Format
    from ropa.register.core import Register

STATS = "stats"


def export_formats() -> dict[str, Format]:
    """What `ropa export` writes without ``--view``, by suffix: the formats of `ropa.export`, and the page."""
    from ropa.export import formats
    from ropa.register.browsing import PAGE

    return dict(sorted((formats() | dict.fromkeys(PAGE.suffixes, PAGE)).items()))


def write_view(register: Register, view: str | None, name: str, lang: str) -> bytes:
    """A view, else the whole register, in the format of a suffix or id.

    Raises UsageError for a view that does not exist or has no such format.
    """
    from ropa.export import format_of
    from ropa.export.networks import NETWORKS

    if view is None:
        from ropa.register.browsing import PAGE

        return format_of(name, PAGE).write(register.exporter(lang))
    if view == STATS:
        return _stats(register, name, lang)
    if view not in NETWORKS:
        raise UsageError(f"no view {view!r}", remedy=nearest(view, (*NETWORKS, STATS)))
    found = format_of(name)
    if found.kind != "network":
        raise UsageError(f"the view {view} is a network, and {found.title} is no format of networks", remedy="For example -o network.graphml")
    return found.write(replace(register.exporter(lang), network=view))


def _stats(register: Register, name: str, lang: str) -> bytes:
    from ropa.export.stats import stats
    from ropa.render.stats import WRITERS

    wanted = name.lower().lstrip(".")
    if wanted not in WRITERS:
        raise UsageError(f"the view {STATS} is written as {', '.join(WRITERS)}, not as {name!r}", remedy=nearest(wanted, WRITERS))
    return WRITERS[wanted](stats(register.exporter(lang))).encode()
