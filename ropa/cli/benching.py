"""`ropa bench`: synthetic organisations, and how long each stage takes on them."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ropa.cli.commands import emit
from ropa.errors import UsageError
from ropa.model import Clocks

if TYPE_CHECKING:
    from ropa.register.bench import Other, Stages, Through
    from ropa.synthetic import Maker


HUNDRED = 100
"""The number of organisations for which pySHACL's time with our inferences is carried on, as it cannot be waited for."""


def add_arguments(bench: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    bench.add_argument("--organisations", default="1,10", metavar="N,N", help="how many, from few to many (1,10)")
    bench.add_argument("--seed", type=int, default=0, metavar="N", help="of the organisations (0)")
    bench.add_argument("--runs", type=int, default=3, metavar="N", help="the median of so many runs (3)")
    bench.add_argument("--jobs", type=int, default=2, metavar="N", help="processes, where a collection is checked in several (2)")
    bench.add_argument("--others", default=10, type=int, metavar="N", help="other engines on up to so many organisations (10; 0: on none)")
    bench.add_argument(
        "--rules", metavar="N,N", help="also our inferences as rules of pySHACL, on so many organisations (minutes for one, and growing)"
    )
    bench.add_argument("--write", metavar="FILE", help="only write the organisations: .nq or .nq.gz, or a folder for a workspace of YAML")
    bench.add_argument("--facts", action="store_true", help="with --write FILE.nq: without the statements and their evidence")
    bench.add_argument("-o", "--output", metavar="FILE.md")


def bench(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:  # noqa: ARG001 - verbs share one form
    """Measure, or write synthetic organisations."""
    sizes = _sizes(arguments.organisations)
    if arguments.write:
        return _write(Path(arguments.write), max(sizes), arguments.seed, facts=arguments.facts)
    emit("\n".join(_page(arguments, sizes, clocks)) + "\n", arguments.output)
    return 0


def _sizes(text: str) -> list[int]:
    try:
        sizes = sorted({int(part) for part in text.split(",")})
    except ValueError as error:
        raise UsageError(f"--organisations {text!r}: {error}", remedy="For example 1,10,100") from error
    if sizes[0] < 1:
        raise UsageError("--organisations: at least one", remedy="For example 1,10,100")
    return sizes


def _write(path: Path, number: int, seed: int, *, facts: bool) -> int:
    from ropa.register.synthetic import write_quads, write_workspace
    from ropa.synthetic import Maker

    numbers = range(1, number + 1)
    if path.name.endswith((".nq", ".nq.gz")):
        print(f"{path}: {write_quads(path, Maker(seed), numbers, statements=not facts)} quads", file=sys.stderr)
    elif path.suffix or facts:
        raise UsageError(f"{path} is neither N-Quads (.nq, .nq.gz) nor a folder", remedy="--facts is for N-Quads.")
    else:
        print(f"{path}: {len(write_workspace(path, Maker(seed), numbers))} documents", file=sys.stderr)
    return 0


def _page(arguments: argparse.Namespace, sizes: Sequence[int], clocks: Clocks) -> Iterator[str]:
    from ropa.register.bench import machine, measure, measure_edit, measure_start, measure_through
    from ropa.register.rivals import rivals
    from ropa.synthetic import Maker

    maker, runs = Maker(arguments.seed), arguments.runs
    about, versions = machine()
    yield "# Benchmarks\n"
    yield "Written by `ropa bench`; the data are the synthetic organisations of [scale.md](scale.md)."
    yield f"Machine: {about}. Versions: {', '.join(f'{name} {number}' for name, number in versions.items())}."
    yield f"Seed {arguments.seed}, law on {clocks.as_of}, median of {runs}. Only ratios carry over to another machine.\n"
    yield "## Stages, CPU seconds, one dataset in one process\n"
    yield from _stages([measure(maker, size, clocks, runs)[0] for size in sizes])
    yield "\n## From N-Quads to the report, seconds on the clock\n"
    jobs = sorted({1, arguments.jobs})
    yield from _through([measure_through(maker, size, clocks, each) for size in sizes for each in jobs])
    yield f"\nOne organisation, the whole command from a cold start: {measure_start(maker, runs):.2f} s on the clock."
    yield f"One organisation checked again after an edit, in a process that has checked before: {measure_edit(maker, clocks, runs):.2f} s of CPU."
    others = [size for size in sizes if size <= arguments.others]
    if others:
        yield "\n## Beside other engines, CPU seconds\n"
        yield "The same triples (documents and what follows from them), the same shapes, four of the same questions; loading apart."
        yield "Engines that are not installed are not in the table.\n"
        yield from _others([each for size in others for each in rivals(measure(maker, size, clocks, 1)[1], size, clocks, runs)])
    if arguments.rules:
        yield from _rules(maker, _sizes(arguments.rules), clocks)


def _rules(maker: Maker, sizes: Sequence[int], clocks: Clocks) -> Iterator[str]:
    from ropa.register.bench import measure_inferences
    from ropa.register.rivals import inferences_by_pyshacl

    pairs = [inferences_by_pyshacl(maker, size, clocks) for size in sizes]
    yield from rules_page(pairs, measure_inferences(maker, HUNDRED, clocks) if len(pairs) > 1 else None)


def rules_page(pairs: Sequence[tuple[Other, Other]], ours: float | None) -> Iterator[str]:
    """The section on our inferences in pySHACL; `ours`: ropa's seconds for a hundred organisations, where pySHACL's are carried on to them."""
    yield "\n## Our inferences as rules of SHACL in pySHACL, CPU seconds\n"
    yield "Each inference is a `sh:SPARQLRule`, translated as it stands (those that name a graph are left out); timed once. pySHACL runs each"
    yield "once, on a graph in which all that the open and dated ones give is there already; ropa's seconds are for everything, from the"
    yield "documents, until nothing more follows. Found are the triples that the closed ones give.\n"
    yield from _others([each for pair in pairs for each in pair])
    if ours is not None:
        (_, before), (_, after) = pairs[-2:]
        power = math.log(after.seconds / before.seconds) / math.log(after.organisations / before.organisations)
        theirs = after.seconds * (HUNDRED / after.organisations) ** power
        yield f"\nFrom {before.organisations} to {after.organisations} organisations pySHACL's seconds grew with the power {power:.1f}"
        yield f"of their number. With {HUNDRED} organisations ropa needs {ours:.1f} s, measured; pySHACL, not measured but carried on with that"
        yield f"power, about {theirs / 3600:,.0f} hours: {theirs / ours:,.0f} times as long."


def _stages(rows: Sequence[Stages]) -> Iterator[str]:
    yield "| organisations | documents | quads | load | infer | check | all questions | slowest question | one record | findings | quads/s |"
    yield "|" + "---|" * 11
    for row in rows:
        name, seconds, answers = row.slowest
        rate = row.quads / (row.load + row.infer + row.check)
        figures = f"{row.load:.2f} | {row.infer:.2f} | {row.check:.2f} | {row.ask:.2f} | {name} {seconds:.2f} ({answers} rows) | {row.record:.3f}"
        yield f"| {row.organisations} | {row.documents} | {row.quads:,} | {figures} | {row.findings} | {rate:,.0f} |"


def _through(rows: Sequence[Through]) -> Iterator[str]:
    yield "| organisations | quads | processes | seconds | quads/s | findings |"
    yield "|" + "---|" * 6
    for row in rows:
        yield f"| {row.organisations} | {row.quads:,} | {row.jobs} | {row.seconds:.2f} | {row.quads / row.seconds:,.0f} | {row.findings} |"


def _others(rows: Sequence[Other]) -> Iterator[str]:
    yield "| work | organisations | engine | load | seconds | times ropa's | found |"
    yield "|" + "---|" * 7
    ours = {(row.work, row.organisations): row.seconds for row in rows if row.engine == "ropa"}
    for row in rows:
        ratio = row.seconds / max(ours[row.work, row.organisations], 1e-6)
        load = "" if row.engine == "ropa" else f"{row.load:.2f}"
        yield f"| {row.work} | {row.organisations} | {row.engine} | {load} | {row.seconds:.3f} | {ratio:.1f} | {row.found} |"
