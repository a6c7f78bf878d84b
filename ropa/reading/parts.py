"""One block that is really several: lists written in a sentence ("a) …, b) …"), labels in one line, and a label before its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ropa.reading.pieces import Piece, leads

MARK = re.compile(r"(?:(?<=[\s:;,])|^)\(?([a-z]|[ivx]{1,4}|\d{1,2})\)[ \t\u00a0\n]+(?=\S)")
DASH = re.compile(r"(?<=\s)[-–—•·][ \t\u00a0]+(?=\S)")
CITED = re.compile(
    r"(?:\b(?:art|art[iy]c?k(?:el|la|eln|lan)|article|abs|lit|buchst|buchstabe|point|points|para|paragraph|section|kohta|kohdan|led|punkt|lettre|and|or|und|oder|ja|tai|och|eller"
    r"|et|ou|bis|to|alinéa)\b\.?|\d\)?|\([a-z0-9]\)|§)[\s,]*$",
    re.IGNORECASE,
)
ENDED = re.compile(r"[.!?][)\"”»]?\s+(?=[^\W\d_a-zåäöéèàüß])|\)\s+(?=[A-ZÅÄÖÜÉ][a-zåäöüé]+\s)")
NAME = r"[A-ZÅÄÖÜÉÈÀ§][^\s:.!?;|*]{0,40}(?:[ \u00a0/&-]{1,3}[^\s:.!?;|*]{1,40}){0,7}"
LABEL = re.compile(
    rf"(?P<bold>\*\*|__)?(?P<name>{NAME})"
    r"(?:[ \u00a0]?[:：](?P<mark>\*\*|__)?|(?P<closed>\*\*|__)(?:[ \u00a0]?(?:[:：.]|\s[–—-])|(?=[ \u00a0]*\n))"
    r"|[ \u00a0]{0,2}[–—-][ \u00a0]?(?P<dashed>\*\*|__))(?=\s+\S)"
)
INLINE = re.compile(r"(?:^|(?<=\s))([A-ZÅÄÖÜÉ][\w-]{1,30}(?: [a-zåäöüé][\w-]{1,20}){0,2}):\s(?=\S)")
FOLLOWING = re.compile(r"following|seuraav|följande|folgend|suivant", re.IGNORECASE)
SHORT, FEW = 60, 3
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def divided(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with lists inside sentences split off as items, lines of several labels as paragraphs, and labels marked."""
    return [labelled(text, part) for piece in pieces for part in _parts(text, piece)]


def labelled(text: str, piece: Piece) -> Piece:
    """The piece with the span of the label it begins with, if it begins with one and is no heading."""
    if piece.kind == "heading" or piece.label:
        return piece
    found = LABEL.match(text, piece.start, min(piece.end, piece.start + 300))
    if not found or bool(found["bold"]) != bool(found["mark"] or found["closed"] or found["dashed"]):
        return piece
    if leads(found["name"]) or FOLLOWING.search(found["name"]):
        return piece
    return replace(piece, label=found.span("name"))


def _parts(text: str, piece: Piece) -> Iterator[Piece]:
    if piece.kind not in ("paragraph", "item"):
        yield piece
        return
    labels = _labels(text, piece)
    if labels:
        edges = [*labels, piece.end]
        for begin, stop in pairwise(edges):
            yield from _trimmed(text, piece, begin, stop)
        return
    marks = _marks(text, piece) or _dashes(text, piece)
    if not marks:
        yield piece
        return
    yield from _trimmed(text, replace(piece, leads=True), piece.start, marks[0][0])
    for number, (_, begin) in enumerate(marks):
        last = number + 1 == len(marks)
        stop = _stop(text, piece, marks) if last else marks[number + 1][0]
        yield from _trimmed(text, Piece("item", begin, stop, piece.level + 1), begin, stop)
        if last and stop < piece.end:
            yield from _trimmed(text, Piece("paragraph", stop, piece.end, piece.level), stop, piece.end)


def _trimmed(text: str, piece: Piece, begin: int, stop: int) -> Iterator[Piece]:
    words = text[begin:stop]
    begin += len(words) - len(words.lstrip())
    stop -= len(words) - len(words.rstrip())
    if stop > begin:
        yield replace(piece, start=begin, end=stop)


def _marks(text: str, piece: Piece) -> list[tuple[int, int]]:
    """Where the items of a list inside a sentence begin: (start of the mark, start of the words); at least two, counting on."""
    found: list[tuple[int, int]] = []
    wanted: tuple[str, ...] = ()
    for match in MARK.finditer(text, piece.start, piece.end):
        mark = match[1]
        if CITED.search(text[max(piece.start, match.start() - 24) : match.start()].rstrip("(")) and not found:
            continue
        if not found:
            wanted = {"a": tuple(LETTERS), "i": ROMAN, "1": tuple(map(str, range(1, 100)))}.get(mark, ())
        if len(found) < len(wanted) and mark == wanted[len(found)]:
            found.append((match.start(), match.end()))
    spans = zip(found, [*found[1:], (piece.end, piece.end)], strict=False)
    return found if len(found) > 1 and all(stop - begin > 5 for (_, begin), (stop, _) in spans) else []


def _dashes(text: str, piece: Piece) -> list[tuple[int, int]]:
    """The same for dashes and dots after a colon: at least three, or two dots."""
    found = [match.span() for match in DASH.finditer(text, piece.start, piece.end)]
    if not found:
        return []
    before = text[piece.start : found[0][0]].rstrip()
    dots = text[found[0][0]] in "•·"
    return found if before.endswith(":") and len(found) >= (2 if dots else FEW) else []


def _stop(text: str, piece: Piece, marks: Sequence[tuple[int, int]]) -> int:
    """Where the last item ends: with its sentence; a bracket that closes, where the other items were short."""
    begin = marks[-1][1]
    longest = max(stop - start for (_, start), (stop, _) in pairwise(marks))
    for match in ENDED.finditer(text, begin, piece.end):
        if text[match.start()] != ")" or (longest < SHORT and piece.end - begin > FEW * longest):
            return match.end()
    return piece.end


def _labels(text: str, piece: Piece) -> list[int]:
    """Where labels begin in a line that has at least three of them with short words after each: an address, a contact."""
    if piece.end - piece.start > 1000:
        return []
    found = [match.start() for match in INLINE.finditer(text, piece.start, piece.end)]
    if len(found) < FEW or found[0] != piece.start:
        return []
    edges = [*found, piece.end]
    return found if all(stop - begin <= 100 for begin, stop in pairwise(edges)) else []
