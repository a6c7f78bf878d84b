"""A Virtuoso server for tests: another SPARQL implementation than the engine's own, from Debian (`virtuoso-opensource-7-bin`)."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.npm import program

SETTINGS = """
[Database]
DatabaseFile = {folder}/data.db
ErrorLogFile = {folder}/log
LockFile = {folder}/data.lck
TransactionFile = {folder}/data.trx
xa_persistent_file = {folder}/data.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DirsAllowed = {folder}
NumberOfBuffers = 4000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = {rows}
"""
START = 120.0


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def virtuoso(folder: Path, nquads: bytes, rows: int = 1_000_000) -> Iterator[str]:
    """The address of a Virtuoso on loopback that holds some quads, and answers with at most so many rows."""
    server, client = program("virtuoso-t"), program("isql-vt")
    port, http = free_port(), free_port()
    (folder / "settings.ini").write_text(SETTINGS.format(folder=folder, port=port, http=http, rows=rows), encoding="utf-8")
    (folder / "data.nq").write_bytes(nquads)
    load = f"DB.DBA.TTLP_MT(file_to_string_output('{folder}/data.nq'), '', 'urn:none', 512);"
    process = subprocess.Popen([server, "+foreground", "+configfile", str(folder / "settings.ini")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + START
        while (ran := subprocess.run([client, f"127.0.0.1:{port}", "dba", "dba", f"exec={load}"], capture_output=True, text=True, check=False)).returncode:
            assert time.monotonic() < until, ran.stdout[-300:] + ran.stderr[-300:]
            time.sleep(0.5)
        yield f"http://127.0.0.1:{http}/sparql"
    finally:
        process.terminate()
        process.wait(timeout=30)
