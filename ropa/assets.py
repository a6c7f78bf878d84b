"""What ships with ropa, and what a workspace adds to it.

`ontology`, `queries` and `data` are found inside the installed package when they are there, else in the checkout.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ropa.errors import InputError

KINDS = ("ontology", "queries", "data")


def root(kind: str) -> Traversable:
    """The folder of one kind of asset.

    An editable install leaves a stale copy of forced files in site-packages; the checkout wins where both exist, because
    the package itself is then imported from the checkout.
    """
    package = Path(str(files("ropa")))
    checkout = package.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / kind).is_dir():
        return checkout / kind
    packed = files("ropa") / kind
    if packed.is_dir():
        return packed
    raise InputError(f"the {kind} that ships with ropa is missing", remedy="Install ropa again.")


def asset_files(folder: Traversable | Path, suffix: str) -> Iterator[tuple[str, Traversable]]:
    """(stem, file) of each file of a folder with the suffix, in the order of the stems."""
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(suffix) and entry.is_file():
            yield entry.name[: -len(suffix)], entry


def collect(kind: str, below: str, suffix: str, workspace: Path | None) -> dict[str, Traversable]:
    """Ours by stem, and the workspace's own `below` folder added; ours never change under it.

    Our own ``data`` is a workspace too, and adds nothing to itself. Raises InputError where a workspace file takes the name of
    one of ours.
    """
    base = root(kind)
    ours = base / below if below else base
    found = dict(asset_files(ours, suffix))
    name = below or kind
    if workspace is not None and (workspace / name).is_dir() and (workspace / name).resolve() != Path(str(ours)).resolve():
        for stem, entry in asset_files(workspace / name, suffix):
            if stem in found:
                raise InputError(f"{name}/{entry.name} takes the name of one that ships with ropa", remedy="Give it another name.")
            found[stem] = entry
    return dict(sorted(found.items()))


def template_text(folder: str, name: str) -> str:
    """Text of a file inside the package, e.g. a template of `ropa.render`."""
    return (files("ropa") / folder / name).read_text(encoding="utf-8")
