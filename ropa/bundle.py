"""A bundle: files in one archive with a manifest that says what they are, and the check that nothing was changed since.

The manifest, ``manifest.json``, names each file with its SHA-256; its own SHA-256 is the version that a log of handovers holds.
Nothing is unpacked to disk.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ropa.errors import InputError, UsageError

MANIFEST = "manifest.json"
SCHEMA = "https://w3id.org/ropa/schema/bundle/1"
AUDIENCES = ("authority", "auditor", "management")
MAX_FILES = 1_000
MAX_BYTES = 500_000_000
"""Of all files of a bundle together, unpacked."""
MAX_MANIFEST = 5_000_000
CHUNK = 1 << 20
FIXED = (1980, 1, 1, 0, 0, 0)
REGULAR = 0o100644 << 16
LINK = 0o120000
ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What zipfile raises for an archive that is broken, encrypted or packed in a way that it does not know."""
REMEDY = "Ask for the bundle again: it is not as ropa wrote it."


@dataclass(frozen=True)
class Fault:
    """One way in which a bundle is not what its manifest says: ``missing``, ``extra``, ``changed`` or ``unsafe``, and of which file."""

    kind: str
    name: str
    message: str


@dataclass(frozen=True)
class Bundle:
    """A bundle as read: what its manifest says, its version (the manifest's SHA-256), and what is wrong with it."""

    about: Mapping[str, Any]
    version: str
    files: int
    faults: tuple[Fault, ...]


def pack(files: Mapping[str, bytes], about: Mapping[str, Any]) -> tuple[bytes, str]:
    """The archive of some files with their manifest, and its version. Same files and same `about`, same bytes.

    Raises UsageError for a name that `verify` would refuse.
    """
    for name in files:
        if _unsafe(name) or name == MANIFEST:
            raise UsageError(f"no name for a file of a bundle: {name!r}", remedy="Use a relative name without .. in it.")
    listed = [{"name": name, "bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()} for name in sorted(files)]
    manifest = (json.dumps({"schema": SCHEMA, **about, "files": listed}, ensure_ascii=False, indent=2) + "\n").encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in [(MANIFEST, manifest), *((name, files[name]) for name in sorted(files))]:
            entry = zipfile.ZipInfo(name, FIXED)
            entry.create_system, entry.external_attr, entry.compress_type = 3, REGULAR, zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)
    return stream.getvalue(), hashlib.sha256(manifest).hexdigest()


def read_bundle(path: Path) -> Bundle:
    """Hold the files of a bundle against its manifest.

    Raises InputError for what is no bundle: no archive, no manifest, or more in it than a bundle has.
    """
    if not path.is_file():
        raise InputError("is not there", where=str(path), remedy="Check the path.")
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path)
    except BROKEN as error:
        raise InputError(f"is no archive that can be read: {error}", where=path.name, remedy=REMEDY) from error


def _read(archive: zipfile.ZipFile, path: Path) -> Bundle:
    entries = archive.infolist()
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise InputError("holds more than a bundle does", where=path.name, remedy=f"At most {MAX_FILES} files and {MAX_BYTES} bytes.")
    held = [entry for entry in entries if entry.filename == MANIFEST]
    if len(held) != 1 or held[0].file_size > MAX_MANIFEST:
        raise InputError(f"has no {MANIFEST}" if not held else f"has no one {MANIFEST}", where=path.name, remedy=REMEDY)
    raw = archive.read(held[0])
    about, listed = _manifest(raw, path)
    faults = [Fault("missing", name, "is in the manifest and not in the bundle") for name in listed if name not in {e.filename for e in entries}]
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if _unsafe(name) or (entry.external_attr >> 16) & 0o170000 == LINK or entry.flag_bits & ENCRYPTED or name in seen:
            faults.append(Fault("unsafe", name, "has a name, a kind or a copy that no bundle has"))
        elif name != MANIFEST and name not in listed:
            faults.append(Fault("extra", name, "is in the bundle and not in the manifest"))
        elif name != MANIFEST and _digest(archive, entry) != listed[name]:
            faults.append(Fault("changed", name, "is not as the manifest says"))
        seen.add(name)
    faults.sort(key=lambda fault: (fault.name, fault.kind))
    return Bundle(about, hashlib.sha256(raw).hexdigest(), len(listed), tuple(faults))


def _manifest(raw: bytes, path: Path) -> tuple[dict[str, Any], dict[str, tuple[int, str]]]:
    try:
        data = json.loads(raw)
        if data["schema"] != SCHEMA:
            raise InputError(f"schema {data['schema']!r} is not {SCHEMA}", where=path.name, remedy=REMEDY)
        listed = {str(item["name"]): (int(item["bytes"]), str(item["sha256"])) for item in data["files"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"{MANIFEST} cannot be read: {error}", where=path.name, remedy=REMEDY) from error
    return {key: value for key, value in data.items() if key != "files"}, listed


def _digest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, str] | None:
    """Size and SHA-256; None where its bytes are broken. Reads no more than the entry says that it has."""
    whole, size = hashlib.sha256(), 0
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                whole.update(chunk)
    except BROKEN:
        return None
    return size, whole.hexdigest()


def _unsafe(name: str) -> bool:
    parts = name.split("/")
    return not name or "\\" in name or ":" in name or "\0" in name or any(part in ("", ".", "..") for part in parts)
