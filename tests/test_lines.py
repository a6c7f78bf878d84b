"""N-Quads are cut where the graph changes, wherever that is and however long the lines are."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.register import lines
from ropa.register.lines import graph_parts

RUNS = st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.integers(0, 9000), min_size=1, max_size=40)), max_size=6)


def line(graph: str, length: int, number: int) -> bytes:
    return f'<urn:s{number}> <urn:p> "{"x" * length} <urn:b> ." <urn:{graph}> .\n'.encode()


@given(RUNS, st.sampled_from([1 << 24, 5000]))
def test_the_parts_are_the_lines_of_each_graph_in_their_order(runs: list[tuple[str, list[int]]], block: int) -> None:
    written = [(graph, line(graph, length, number)) for number, (graph, length) in enumerate((graph, each) for graph, many in runs for each in many)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "BLOCK", block)
        parts = list(graph_parts(BytesIO(b"".join(text for _, text in written)), Path("x.nq")))
    expected = [(f"<urn:{graph}>".encode(), b"".join(text for _, text in some)) for graph, some in groupby(written, key=lambda pair: pair[0])]
    assert [(graph, b"".join(part.text for part in some)) for graph, some in groupby(parts, key=lambda part: part.graph)] == expected
    assert sum(part.lines for part in parts) == len(written)
    assert all(part.number == sum(each.lines for each in parts[:place]) + 1 for place, part in enumerate(parts))


def test_a_graph_that_comes_back_inside_a_run_is_not_taken_for_it() -> None:
    text = b"".join(line("b" if number == 50 else "a", 100, number) for number in range(200))
    assert [(part.graph, part.lines) for part in _together(text)] == [(b"<urn:a>", 50), (b"<urn:b>", 1), (b"<urn:a>", 149)]


def _together(text: bytes) -> list[lines.Part]:
    found: list[lines.Part] = []
    for part in graph_parts(BytesIO(text), Path("x.nq")):
        if found and found[-1].graph == part.graph:
            last = found.pop()
            found.append(lines.Part(last.graph, last.text + part.text, last.number, last.lines + part.lines))
        else:
            found.append(part)
    return found


def test_empty_lines_comments_and_what_ropa_makes_are_passed_by() -> None:
    text = b"# said\n\n<urn:s> <urn:p> <urn:o> <https://w3id.org/ropa/context> .\n<urn:s>\t<urn:p>  <urn:o>  <urn:g> .\n<urn:s> <urn:p> <urn:o> <urn:g> ."
    assert [(part.graph, part.number) for part in graph_parts(BytesIO(text), Path("x.nq"))] == [(b"<urn:g>", 4), (b"<urn:g>", 5)]
