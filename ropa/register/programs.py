"""The inferences as programs for columns, compiled once for all processes: kept in the user's cache."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ropa.columnar.programs import Programs
from ropa.infer.rules import read_inferences
from ropa.register.store import cache, digest, package_digest

KIND = "programs"
KEPT = 4


@lru_cache(maxsize=4)
def programs_of(workspace: Path | None) -> Programs:
    """The programs of our inferences and of a workspace's own."""
    queries = [inference.query for inference in read_inferences(workspace)]
    store = cache()
    key = digest([package_digest("columnar"), *queries])
    kept = store.read_text(KIND, key) if store else None
    if kept is not None:
        return Programs.loads(kept)
    programs = Programs()
    for query in queries:
        programs.of(query)
    if store:
        store.write_text(KIND, key, programs.dumps())
        store.keep(KIND, KEPT)
    return programs
