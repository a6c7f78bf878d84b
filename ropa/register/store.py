"""The built store: what was compiled and inferred, kept in files that are named by what they were made from.

The documents are the truth: a file that is missing, cut off or changed by one byte is as if it had never been there. A file is
written beside, flushed to the disk and renamed, so that two processes, or one killed at any moment, leave no half of one.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

import pyoxigraph as ox

from ropa.assets import root

SWITCH = "ROPA_STORE"
"""The environment variable that names another folder for the store, or is ``off``."""
FOLDER = ".ropa"
FORMAT = "1"
_END = b"# sha256 "
_STALE = 3600.0
_ASSETS = ("ontology", "data")
_UNREAD = ("policies", "example", "templates", "layouts")


@dataclass(frozen=True)
class BuiltStore:
    """A folder of N-Quads files by kind and key."""

    folder: Path

    def read(self, kind: str, key: str) -> bytes | None:
        """The N-Quads of a key; None where there are none, or where they are not whole."""
        try:
            data = self._path(kind, key).read_bytes()
        except OSError:
            return None
        body, found, end = data.rpartition(_END)
        if not found or end.strip() != hashlib.sha256(body).hexdigest().encode():
            return None
        with suppress(OSError):
            os.utime(self._path(kind, key))
        return body

    def write(self, kind: str, key: str, quads: Iterable[ox.Quad]) -> None:
        """Keep the quads of a key, with their literals as they were written; a folder that cannot be written keeps nothing."""
        self.write_text(kind, key, "".join(f"{quad} .\n" for quad in quads))

    def read_text(self, kind: str, key: str) -> str | None:
        """The text of a key, as `read`."""
        body = self.read(kind, key)
        return None if body is None else body.decode("utf-8")

    def write_text(self, kind: str, key: str, text: str) -> None:
        """Keep a text, as `write`."""
        body, path = text.encode("utf-8") + (b"" if text.endswith("\n") or not text else b"\n"), self._path(kind, key)
        try:
            for folder in (self.folder, path.parent):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            ignored = self.folder / ".gitignore"
            if not ignored.exists():
                ignored.write_text("*\n", encoding="ascii")
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as beside:
                beside.write(body + _END + hashlib.sha256(body).hexdigest().encode() + b"\n")
                beside.flush()
                os.fsync(beside.fileno())
            Path(beside.name).replace(path)
        except OSError:
            return

    def keep(self, kind: str, most: int) -> None:
        """Take out all but the `most` last used files of a kind, and what a killed process left beside them."""
        with suppress(OSError):
            aged = sorted(((entry.stat().st_mtime, Path(entry.path)) for entry in os.scandir(self.folder / kind)), reverse=True)
            whole = [item for item in aged if not item[1].name.startswith(".part-")]
            left = [item for item in aged if item[1].name.startswith(".part-") and item[0] < aged[0][0] - _STALE]
            for _, path in whole[most:] + left:
                path.unlink(missing_ok=True)

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / f"{key}.nq"


def store_of(workspace: Path) -> BuiltStore | None:
    """The store of a workspace: in its ``.ropa``, or in the user's cache where it is one of ours or not to be written.

    None where the environment variable ROPA_STORE is ``off``.
    """
    said, full = os.environ.get(SWITCH, ""), workspace.resolve()
    if said.lower() == "off":
        return None
    name = digest([str(full)])[:16]
    if said:
        return BuiltStore(Path(said) / name)
    ours = Path(str(root("data"))).resolve()
    if full.is_relative_to(ours) or not os.access(full, os.W_OK):
        from platformdirs import user_cache_path

        return BuiltStore(user_cache_path("ropa", appauthor=False) / name)
    return BuiltStore(full / FOLDER)


def cache() -> BuiltStore | None:
    """The user's cache, for what ropa makes of its own; None where the environment variable ROPA_STORE is ``off``."""
    from platformdirs import user_cache_path

    return None if os.environ.get(SWITCH, "").lower() == "off" else BuiltStore(user_cache_path("ropa", appauthor=False))


def digest(parts: Iterable[str | bytes]) -> str:
    """SHA-256 of some parts, each of them by its own length and content."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        whole.update(b"%d:" % len(data))
        whole.update(data)
    return whole.hexdigest()


def shipped_digest() -> str:
    """What ropa itself brings to a graph: its modules (their sizes and times), the content of its ontology and tables, the engine."""
    parts: list[str | bytes] = [FORMAT, ox.__version__, package_digest()]
    for kind in _ASSETS:
        parts += _content(root(kind), kind)
    return digest(parts)


def package_digest(below: str = "") -> str:
    """The modules of ropa, or of one package of it: their sizes and times."""
    return digest(sorted(_modules(Path(__file__).parent.parent / below, below)))


def _modules(folder: Path | os.DirEntry[str], name: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _modules(entry, f"{name}/{entry.name}")
            elif entry.name.endswith(".py"):
                about = entry.stat()
                yield f"{name}/{entry.name} {about.st_size} {about.st_mtime_ns}"


def folder_digest(folder: Path, names: Iterable[str]) -> str:
    """The content of some files and folders of a workspace; one that is not there is told from one that is empty."""
    parts: list[str | bytes] = []
    for name in names:
        entry = folder / name
        parts += _content(entry, name) if entry.is_dir() else [name, entry.read_bytes() if entry.is_file() else "absent"]
    return digest(parts)


def _content(folder: Traversable | Path, name: str) -> list[str | bytes]:
    parts: list[str | bytes] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            parts += _content(entry, f"{name}/{entry.name}") if entry.name not in _UNREAD and not entry.name.startswith(".") else []
        elif entry.is_file():
            parts += [f"{name}/{entry.name}", entry.read_bytes()]
    return parts
