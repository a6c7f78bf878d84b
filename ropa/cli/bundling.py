"""`ropa record --bundle` and `ropa verify FILE.zip`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

from ropa.bundle import pack, read_bundle
from ropa.cli.commands import emit, json_text
from ropa.errors import UsageError
from ropa.files import write_bytes
from ropa.handovers import Handover, log_handover, read_handovers
from ropa.model import Report, Scope
from ropa.register import Register
from ropa.register.bundling import Wanted, contents

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_bundle(register: Register, controller: str, arguments: argparse.Namespace) -> int:
    """Write the bundle; with ``--to`` note the handover in the log of the workspace."""
    _refuse(arguments)
    wanted = Wanted(
        audience=arguments.audience,
        controller=controller,
        document=arguments.document,
        layout=arguments.layout or "generic",
        lang=arguments.lang,
        evidence=arguments.evidence,
        additions=arguments.additions and not arguments.required_only,
    )
    day = _day(arguments.on)
    read_handovers(register.workspace.folder)  # a broken log is told before anything is written
    files, about = contents(register, wanted, _since(register, controller, arguments))
    data, version = pack(files, about)
    write_bytes(Path(arguments.bundle), data)
    if arguments.to:
        keys = {"audience": "for", "controller": "controller", "document": "document", "language": "language", "layout": "layout"}
        said = {name: str(about.get(key, "")) for name, key in {**keys, "version": "documentVersion"}.items()}
        log_handover(
            register.workspace.folder, Handover(on=day, to=arguments.to, **said, file=Path(arguments.bundle).name, manifest=version)
        )
    emit(f"{arguments.bundle}: {len(files)} files, version {version[:12]}\n", None)
    return 0


def _refuse(arguments: argparse.Namespace) -> None:
    """Raises UsageError for options that a bundle does not take."""
    if arguments.audience is None:
        raise UsageError("for whom is the bundle?", remedy="Add --for authority, auditor or management.")
    if arguments.output or arguments.format:
        raise UsageError("-o and --format do not go with --bundle", remedy="A bundle holds every format.")
    if arguments.since and arguments.audience != "management":
        raise UsageError("--since is for management", remedy="Leave it out, or say --for management.")
    if arguments.on and not arguments.to:
        raise UsageError("--on needs --to", remedy="Say to whom it is handed.")
    if arguments.to is not None and (not arguments.to.strip() or arguments.to.startswith(FORMULA)):
        raise UsageError(f"--to {arguments.to!r} is no name", remedy="Write the name of a person or an organisation.")


def _day(raw: str | None) -> str:
    try:
        return (date.fromisoformat(raw) if raw else datetime.now(UTC).date()).isoformat()
    except ValueError as error:
        raise UsageError(f"--on: {raw!r} is no date ({error})", remedy="Write it as 2024-12-31.") from error


def _since(register: Register, controller: str, arguments: argparse.Namespace) -> Report | None:
    """A check against an earlier day, where management asks for one."""
    if not arguments.since:
        return None
    from ropa.cli.revision import baseline_at, revision_on
    from ropa.register.checks import check_against

    baseline = baseline_at(register, revision_on(register, arguments.since))
    return check_against(register, baseline, arguments.lang or "en", Scope((), controller))


def verify_bundles(arguments: argparse.Namespace, names: list[str]) -> int:
    """Hold bundles against their manifests; exit 1 where one is not as it says."""
    if len(names) != len(arguments.files) or arguments.texts or arguments.write:
        raise UsageError("bundles are verified by themselves", remedy="Leave documents, --texts and --write out.")
    found = {name: read_bundle(Path(name)) for name in names}
    if arguments.format == "json":
        rows = [
            {"bundle": name, "version": item.version, **item.about, "faults": [asdict(each) for each in item.faults]} for name, item in found.items()
        ]
        emit(json_text(rows), None)
    else:
        for name, item in found.items():
            emit(f"{name}: for {item.about.get('for')}, {item.files} files, version {item.version[:12]}, {len(item.faults)} faults\n", None)
            emit("".join(f"  {fault.kind}: {fault.name!r} {fault.message}\n" for fault in item.faults), None)
    return 1 if any(item.faults for item in found.values()) else 0
