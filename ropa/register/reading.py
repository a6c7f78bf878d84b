"""From a policy's file to its draft: the text, what the extractors propose, what was decided before, and the form they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ropa.documents.compiler import compile_form
from ropa.documents.values import Tables
from ropa.errors import FormError, TermError
from ropa.fields import FieldTable, fields_of
from ropa.form import Form, Place
from ropa.law import tables
from ropa.model import LANGUAGES
from ropa.reading.drafting import About, canonical, draft, referred, slug
from ropa.reading.files import is_plain, read_text
from ropa.reading.proposals import Extractor, Proposal
from ropa.reading.yaml_text import without_comments, yaml_text
from ropa.register.core import document_tables
from ropa.vocabulary import vocabulary
from ropa.words import Words

if TYPE_CHECKING:
    from ropa.reading.memory import Remembered
    from ropa.reading.text import Text

BASE = "https://draft.example/"


@dataclass(frozen=True)
class Reading:
    """A policy as read: its text, the proposals in order, the form they make, and how many proposals the form cannot hold, by field.

    `reads` is what the extractors look for (`Extractor.reads`), `told` whether the language was given.
    """

    text: Text
    proposals: tuple[Proposal, ...]
    form: Mapping[str, Any]
    dropped: Mapping[str, int]
    reads: frozenset[str] = frozenset()
    remembered: Remembered | None = None
    told: bool = False

    @property
    def yaml(self) -> str:
        """The draft as YAML, with comments."""
        note = self.unread_note("en")
        return (f"# {note}\n" if note else "") + yaml_text(self.form)

    @property
    def count(self) -> int:
        """How many statements are proposed and wait for a person."""
        from ropa.reading.placing import statements

        return sum((item.get("review") or {}).get("state") == "proposed" for _, _, item in statements(self.form))

    def data(self) -> dict[str, Any]:
        """The draft as plain data (schema ``ropa-read/1``): the form, and each proposal as it was made."""
        made = [
            {
                "field": each.field,
                "value": each.value,
                "quote": self.text.text[each.start : each.end],
                "at": each.start,
                "how": each.how,
                "pattern": each.pattern,
                "confidence": each.confidence,
                "activity": None if each.activity is None else self.text[each.activity],
            }
            for each in self.proposals
        ]
        return {"schema": "ropa-read/1", "form": without_comments(self.form), "proposals": made, "dropped": dict(self.dropped)}

    def sheet(self, lang: str = "en") -> dict[str, Any]:
        """What Art. 13 and 14 ask of a notice, with what was found of it; names in a language."""
        from ropa.reading.asked import ASKED, sheet

        names, spoken = Words(lang), Words(self.text.language)
        queries = {each.id: spoken(f"read.likely.{each.id}") for each in ASKED}
        found = sheet(self.text, self.form, self.reads, lambda name: names(f"read.asked.{name}"), queries)
        return {**found, "unread": self.unread, "note": self.unread_note(lang)} if self.unread else found

    @property
    def unread(self) -> str | None:
        """The language the text seems to be in where that is none of those that are read (`reading.language.unread`) and none was given."""
        from ropa.reading.language import unread

        return None if self.told else unread(self.text.text)

    def unread_note(self, lang: str) -> str:
        """What to say of such a text, in a language; nothing of another."""
        words = Words(lang)
        return words("read.unread", words(f"language.{self.unread}")) if self.unread else ""

    @property
    def own_text(self) -> str | None:
        """The text to write beside the draft, None where the file itself is the text."""
        return None if is_plain(self.text.name) else self.text.text


def read_policy(
    path: Path,
    folder: Path | None = None,
    *,
    language: str | None = None,
    controller: str | None = None,
    kind: str | None = None,
    previous: Form | None = None,
    name: str | None = None,
    extractors: Sequence[Extractor] = (),
) -> Reading:
    """Read a policy; `folder` is a workspace with packs of its own, `previous` an earlier draft of it, `name` its id.

    What is not given (`language`, `kind`) is the earlier draft's, else told by the text, and a notice. Without `extractors` the patterns
    and words that ship draft. Raises InputError for a file that cannot be read.
    """
    before = str((previous.data.get("document") or {}).get("language")) if previous is not None else None
    text = read_text(path, language or (before if before in LANGUAGES else None))
    readers = tuple(extractors) or shipped(folder)
    found = extracted(text, readers, folder)
    reads = frozenset[str]().union(*(each.reads(text.language) for each in readers))
    about = About(name or slug(path.stem) or "document", path.name if is_plain(path.name) else f"{path.stem}.txt", kind or "notice", controller)
    kept, dropped, form = _compiled(text, found, about, folder)
    if previous is None:
        return Reading(text, kept, form, dropped, reads, told=language is not None)
    from ropa.reading.memory import remembered

    memory = remembered(form, previous, text, controller=controller, kind=kind)
    return Reading(text, kept, memory.form, dropped, reads, memory, told=language is not None)


def shipped(folder: Path | None = None) -> tuple[Extractor, ...]:
    """The extractors that draft unless others are named: patterns, and words."""
    from ropa.reading.engine import PatternEngine
    from ropa.reading.words import WordEngine

    return PatternEngine.of(folder), WordEngine.of(folder)


def extracted(text: Text, extractors: Iterable[Extractor], folder: Path | None = None) -> tuple[Proposal, ...]:
    """What the extractors propose together, in the order of the text; each with the activity its block belongs to."""
    from ropa.reading.words import WordEngine

    each = tuple(extractors)
    engine = next((one for one in each if isinstance(one, WordEngine)), None) or WordEngine.of(folder)
    whole = engine.whole(text)
    found = [item for one in each for item in one.extract(whole)]
    linked = engine.linked(whole)
    placed = [item if item.activity is not None else replace(item, activity=linked.get(item.block)) for item in found]
    return tuple(sorted(placed, key=lambda item: (item.start, item.end, item.field, item.pattern, str(sorted(item.value.items())))))


def _compiled(
    text: Text, found: Sequence[Proposal], about: About, folder: Path | None
) -> tuple[tuple[Proposal, ...], Mapping[str, int], dict[str, Any]]:
    """The proposals that a document can hold, how many it cannot, and the form; a proposal that does not compile is left out and counted."""
    check = _Check(fields_of(folder), document_tables(tables(folder)))
    form = draft(text, found, about, check.fields)
    if check.error(form) is None:
        return tuple(found), {}, form
    kept, dropped = [], Counter[str]()
    for each in check.alone(text, found, about):
        if isinstance(each, str):
            dropped[each] += 1
        else:
            kept.append(each)
    form = draft(text, kept, about, check.fields)
    error = check.error(form)
    if error is not None:
        raise error
    return tuple(kept), dict(sorted(dropped.items())), form


@dataclass(frozen=True)
class _Check:
    """Whether a draft compiles: with the fields and tables of a workspace."""

    fields: FieldTable
    tables: Tables

    def error(self, form: Mapping[str, Any]) -> FormError | TermError | None:
        """Why a form does not compile, None where it does."""
        try:
            compile_form(drafted_form(form), BASE, self.fields, vocabulary(), self.tables)
        except (FormError, TermError) as error:
            return error
        return None

    def alone(self, text: Text, found: Sequence[Proposal], about: About) -> Iterator[Proposal | str]:
        """Each proposal that compiles by itself, with the parties it names; the field of one that does not."""
        parties = {str(each.value.get("id")): each for each in reversed(found) if each.field == "parties"}
        verdicts: dict[tuple[str, str], bool] = {}
        for each in found:
            key = each.field, canonical(each.value)
            if key not in verdicts:
                named = [] if each.field == "parties" else [parties[name] for name in referred(each) if name in parties]
                verdicts[key] = self.error(draft(text, [*named, each], about, self.fields)) is None
            yield each if verdicts[key] else each.field


def drafted_form(form: Mapping[str, Any]) -> Form:
    """A draft in memory as a form that compiles; the line of a place is that of its first quote in the text."""
    data = _strings(without_comments(form))
    about = data.get("document", {})
    return Form(Path(str(about.get("file") or "draft")), data, dict(_lines(data, ())))


def _lines(value: Any, place: Place) -> Iterator[tuple[Place, int]]:
    """The places that have a quote, with its line."""
    if isinstance(value, Mapping):
        quote = value.get("quote")
        first = quote[0] if isinstance(quote, list) and quote else quote
        if isinstance(first, Mapping) and first.get("line"):
            yield place, int(first["line"])
        for key, item in value.items():
            yield from _lines(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _lines(item, (*place, index))


def _strings(value: Any) -> Any:
    """Plain data as the form is read: every scalar a string."""
    if isinstance(value, Mapping):
        return {str(key): _strings(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_strings(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None else str(value)
