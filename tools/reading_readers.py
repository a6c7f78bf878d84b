"""Two readers: what each wrote of the same parts of held-out texts before either saw what the other wrote, judged as proposals are.

``tests/reading/gold/first`` and ``second`` hold both as they were, with the columns of the gold; ``second/parts.csv`` says which parts.
The gold beside them is what was settled afterwards.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from reading_gold import GOLD, UNDECIDED, Case, Row, cases, rows
from reading_match import NAMED, Claim, Score, judge_claims

FIRST, SECOND = GOLD / "first", GOLD / "second"
Parts = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Reading:
    """A text with what its first reader wrote of some of its parts, and what the second did."""

    first: Case
    second: tuple[Row, ...]
    parts: Parts


def readings() -> Iterator[Reading]:
    """The texts at hand that two have read."""
    read = parts()
    for case in cases():
        if case.name in read:
            first, second = (tuple(rows(folder / f"{case.name}.csv", case.text)) for folder in (FIRST, SECOND))
            yield Reading(replace(case, rows=first), second, read[case.name])


def parts() -> Mapping[str, Parts]:
    """The starts and ends of what both have read, by text."""
    found: dict[str, Parts] = {}
    with (SECOND / "parts.csv").open(encoding="utf-8", newline="") as table:
        for entry in csv.DictReader(table):
            found[entry["text"]] = (*found.get(entry["text"], ()), (int(entry["start"]), int(entry["end"])))
    return found


def inside(where: Parts, place: int) -> bool:
    """Whether a place lies in one of the parts."""
    return any(start <= place < end for start, end in where)


def as_claims(read: Iterable[Row]) -> Iterator[Claim]:
    """A reader's rows as if they were proposals: of several terms the first; nothing where the form has no value."""
    for row in read:
        if UNDECIDED not in row.values:
            (start, end), value = row.spans[0], row.values[0] if row.values else ""
            yield Claim(row.field, value, value if row.field in NAMED else row.words, row.how, start, end, "", row.field)


def against_first(claimed: Callable[[Reading], Iterable[Claim]], *, terms: bool = True) -> Mapping[str, Score]:
    """Scores by field of what somebody else says of the parts, against the first reader."""
    total: dict[str, Score] = defaultdict(Score)
    for reading in readings():
        for key, score in judge_claims(reading.first, claimed(reading), terms=terms).scores.items():
            total[key].add(score)
    return total
