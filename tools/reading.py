"""Measures `ropa read` against the gold: the tables of docs/reading.md, and data/patterns/precision.csv.

`python tools/reading.py` prints precision and recall; `--show` adds what was missed and what was wrongly proposed, in the
development texts and the five policies only; `--agreement` prints how far two readers agree; `--write` writes the tables and the file.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reading_gold import FIVE, GOLD, ROOT, Case, cases, five
from reading_match import Judged, Score, claims, judge
from reading_readers import against_first, as_claims, inside

from ropa.reading.proposals import Extractor, Proposal
from ropa.reading.text import Text
from ropa.register.reading import extracted, shipped

DOC = ROOT / "docs" / "reading.md"
PRECISION = ROOT / "data" / "patterns" / "precision.csv"
LANGUAGES = ("en", "fi", "sv", "de", "fr")
ASKED = {
    "rights": (0.92, 0.88),
    "retention": (0.92, 0.82),
    "legal_basis": (0.85, 0.85),
    "transfers": (0.85, 0.85),
    "mechanism": (0.85, 0.85),
    "recipients": (0.85, 0.82),
    "recipient_kinds": (0.75, 0.80),
    "data": (0.75, 0.80),
    "purpose": (0.65, 0.60),
    "controller": (0.85, 0.85),
    "dpo": (0.90, 0.85),
}
NAMES = {
    "legal_basis": "legal bases",
    "transfers": "transfers: place",
    "mechanism": "transfers: safeguard",
    "recipients": "recipients by name",
    "recipient_kinds": "recipients by kind",
    "data": "data categories",
    "purpose": "purposes",
    "dpo": "data protection officer",
}
CLOSED = ("rights", "retention", "legal_basis", "transfers", "mechanism", "controller", "dpo")
FEW = 5


@dataclass
class Measure:
    """Scores by language and field over a set of texts; (right, made) by pattern, field of the form and language."""

    scores: dict[tuple[str, str], Score] = field(default_factory=lambda: defaultdict(Score))
    once: dict[tuple[str, str], Score] = field(default_factory=lambda: defaultdict(Score))
    patterns: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    texts: list[str] = field(default_factory=list)

    def add(self, case: Case, judged: Judged, once: Judged) -> None:
        """Count a text's outcome in, by section and once for the text."""
        self.texts.append(case.name)
        for scores, found in ((self.scores, judged.scores), (self.once, once.scores)):
            for key, score in found.items():
                scores[case.text.language, key].add(score)
        for (pattern, form), (right, made) in judged.patterns.items():
            self.patterns[pattern, form, case.text.language][0] += right
            self.patterns[pattern, form, case.text.language][1] += made

    def of(self, key: str, languages: Iterable[str] = LANGUAGES, *, whole: bool = False) -> Score:
        """The score of a field over some languages, by section or once for each text."""
        total, scores = Score(), self.once if whole else self.scores
        for language in languages:
            if (language, key) in scores:
                total.add(scores[language, key])
        return total


class Shipped:
    """What `ropa read` reads with: the extractors that ship, together."""

    def __init__(self) -> None:
        self._each = shipped()
        self._found: dict[str, tuple[Proposal, ...]] = {}

    def extract(self, text: Text) -> tuple[Proposal, ...]:
        """What all of them propose; a text is read once."""
        if text.sha256 not in self._found:
            self._found[text.sha256] = extracted(text, self._each)
        return self._found[text.sha256]

    def reads(self, language: str) -> frozenset[str]:
        """What all of them look for."""
        return frozenset[str]().union(*(each.reads(language) for each in self._each))


def extractor() -> Extractor:
    """What is measured."""
    return Shipped()


def measured(reader: Extractor, split: str) -> tuple[Measure, list[tuple[Case, Judged]]]:
    """The measure over the texts of a split that are at hand."""
    total, each = Measure(), []
    for case in cases():
        if case.split == split:
            proposals = reader.extract(case.text)
            outcome = judge(case, proposals)
            total.add(case, outcome, judge(case, proposals, whole=True))
            each.append((case, outcome))
    return total, each


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|---|" + "---:|" * (len(heads) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def share(part: int, whole: int) -> str:
    return f"{ratio(part, whole)} ({part}/{whole})" if whole else "–"


def ratio(part: float, whole: float) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def field_table(total: Measure, languages: Sequence[str]) -> Iterator[str]:
    rows = []
    for key, (precision, recall) in ASKED.items():
        score, once = total.of(key, languages), total.of(key, languages, whole=True)
        asked = f"{precision:.2f} / {recall:.2f}" if languages in (LANGUAGES, ("en",)) else "0.85 / 0.80" if key in CLOSED else "–"
        rows.append([NAMES.get(key, key), share(score.right, score.made), share(score.found, score.gold), asked, f"{share(once.right, once.made)}, {share(once.found, once.gold)}", share(score.same_how, score.matched), str(score.turned)])
    yield from table(("field", "precision", "recall", "asked", "once in a text", "said in the same way", "turned"), rows)


def kinds_table(total: Measure) -> Iterator[str]:
    rows = []
    for key in ASKED:
        score = total.of(key)
        rows.append([NAMES.get(key, key), str(score.unseen), str(score.other_target), str(score.elsewhere), str(score.beside), str(score.turned), str(score.twice), share(score.denials, score.denied)])
    heads = ("field", "missed: nothing there", "missed: something else there", "false: not that field there", "false: another target, or a denial, there", "turned", "said twice", "denials found")
    yield from table(heads, rows)


def words_table(reader: Extractor) -> Iterator[str]:
    """Data and purposes where their words alone decide."""
    total = Measure()
    for case in cases():
        if case.split == "held-out":
            outcome = judge(case, reader.extract(case.text), terms=False)
            total.add(case, outcome, outcome)
    rows = []
    for language in LANGUAGES:
        scores = [total.of(key, (language,)) for key in ("data", "purpose")]
        rows.append([language, *(said for score in scores for said in (share(score.right, score.made), share(score.found, score.gold)))])
    yield from table(("language", "data: precision", "data: recall", "purposes: precision", "purposes: recall"), rows)


def readers_table(reader: Extractor) -> Iterator[str]:
    """How far the second of two readers agrees with the first, and `ropa read` with the first in the same parts."""
    rows = []
    for terms, keys in ((True, tuple(ASKED)), (False, ("data", "purpose"))):
        second = against_first(lambda each: as_claims(each.second), terms=terms)
        drafted = against_first(lambda each: (claim for claim in claims(reader.extract(each.first.text), each.first) if inside(each.parts, claim.start)), terms=terms)
        for key in keys:
            score, own = second[key], drafted[key]
            name = NAMES.get(key, key) if terms else f"{NAMES[key]}, whatever the term"
            rows.append([name, share(score.right, score.made), share(score.found, score.gold), both(score), share(score.same_how, score.matched), str(score.turned), f"{both(own)} ({ratio(own.right, own.made)}, {ratio(own.found, own.gold)})"])
    heads = ("field", "precision", "recall", "F1", "said in the same way", "turned", "`ropa read` there: F1 (precision, recall)")
    yield from table(heads, rows)


def both(score: Score) -> str:
    """F1: the harmonic mean of precision and recall."""
    precision, recall = score.right / (score.made or 1), score.found / (score.gold or 1)
    return ratio(2 * precision * recall, precision + recall)


def five_table(reader: Extractor) -> Iterator[str]:
    outcomes = {case.name: judge(case, reader.extract(case.text)) for case in five()}
    if set(outcomes) != set(FIVE):
        raise SystemExit("the texts of the five policies are not all at hand")
    rows = []
    for key in ASKED:
        scores = [outcomes[name].scores[key] for name in FIVE]
        rows.append([NAMES.get(key, key), *(share(score.found, score.gold) for score in scores)])
    yield from table(("field", *FIVE), rows)
    made = [(sum(s.right for s in outcomes[name].scores.values()), sum(s.made for s in outcomes[name].scores.values())) for name in FIVE]
    yield "Of what `ropa read` proposes there, the annotation says the same: " + ", ".join(f"{name} {share(*pair)}" for name, pair in zip(FIVE, made, strict=True)) + "."
    yield ""


def texts_table() -> Iterator[str]:
    with (GOLD / "texts.csv").open(encoding="utf-8", newline="") as file:
        rows = []
        for entry in csv.DictReader(file):
            with (GOLD / f"{entry['text']}.csv").open(encoding="utf-8", newline="") as gold:
                count = sum(1 for _ in csv.DictReader(gold))
            part = f"the first {int(entry['until']):,} characters" if entry["until"] else "whole"
            rows.append([entry["text"], entry["language"], entry["split"], "another organisation's" if entry["place"] == "shared" else "written for this", part, str(count)])
    yield from table(("text", "language", "use", "whose", "part", "mentions in the gold"), rows)


def precision_rows(total: Measure) -> Iterator[list[str]]:
    """Each pattern's precision for a field in a language where at least `FEW` of its statements were judged; of fewer, none is said."""
    for name, (right, made) in sorted(total.patterns.items()):
        if made >= FEW:
            yield [*name, f"{right / made:.2f}", str(made)]


def precision_file(total: Measure) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["pattern", "field", "language", "precision", "n"])
    writer.writerows(precision_rows(total))
    return out.getvalue()


def sections(reader: Extractor) -> dict[str, str]:
    """The generated parts of docs/reading.md by name."""
    total, _ = measured(reader, "held-out")
    closed = list(field_table(total, ("fi", "sv", "de", "fr")))
    parts = {"texts": list(texts_table()), "all": list(field_table(total, LANGUAGES)), "en": list(field_table(total, ("en",))), "others": closed}
    for language in ("fi", "sv", "de", "fr"):
        parts[language] = list(field_table(total, (language,)))
    parts["kinds"] = list(kinds_table(total))
    parts["words"] = list(words_table(reader))
    parts["readers"] = list(readers_table(reader))
    parts["five"] = list(five_table(reader))
    return {name: "\n".join(lines) for name, lines in parts.items()}


def placed(page: str, parts: dict[str, str]) -> str:
    """The page with its generated parts put between their marks. Raises ValueError for a part that has no mark."""
    for name, words in parts.items():
        start, end = f"<!-- measured: {name} -->\n", f"<!-- end: {name} -->"
        if start not in page or end not in page:
            raise ValueError(f"docs/reading.md has no mark for {name}")
        page = page[: page.index(start) + len(start)] + "\n" + words + page[page.index(end) :]
    return page


def show(each: Iterable[tuple[Case, Judged]]) -> None:
    for case, outcome in each:
        print(f"== {case.name}")
        for row in outcome.missed:
            start, end = row.spans[0] if row.spans else (0, 0)
            print(f"  missed  {row.field:16} {' '.join(row.values) or row.words:40} {case.text.text[start:end]!r:.120}")
        for claim in outcome.false:
            print(f"  false   {claim.field:16} {claim.value or claim.words:40} [{claim.pattern}] {case.text.text[claim.start : claim.end]!r:.120}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--show", action="store_true", help="print the misses and false alarms of the development texts")
    arguments.add_argument("--agreement", action="store_true", help="print how far two readers agree")
    arguments.add_argument("--write", action="store_true", help="write docs/reading.md and data/patterns/precision.csv")
    options = arguments.parse_args()
    reader = extractor()
    for split in ("development", "held-out"):
        total, each = measured(reader, split)
        print(f"\n{split}: {', '.join(total.texts)}\n")
        print("\n".join(field_table(total, LANGUAGES)))
        if split == "development" and options.show:
            show(each)
            show((case, judge(case, reader.extract(case.text))) for case in five())
        if split == "held-out" and options.write:
            PRECISION.write_text(precision_file(total), encoding="utf-8")
    if options.agreement:
        print("\n".join(readers_table(reader)))
    if options.write:
        # a draft's confidence is read from the file just written
        DOC.write_text(placed(DOC.read_text(encoding="utf-8"), sections(extractor())), encoding="utf-8")


if __name__ == "__main__":
    main()
