"""A register on a server that others run: questions are answered there, rules are run here on what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ropa.ask import ask, read_questions
from ropa.endpoint import Endpoint
from ropa.errors import EngineError, UsageError, nearest
from ropa.labels import Labels
from ropa.model import Answer, Clocks
from ropa.register.partitions import Partition

ORGANISATIONS = 20
"""How many organisations are fetched at once."""


def ask_endpoint(endpoint: Endpoint, question_id: str, params: Mapping[str, str], lang: str, as_of: str | None) -> tuple[Answer, Clocks]:
    """Ask a question of an endpoint; the answer, and the clocks that its register stands at.

    Raises UsageError for a question or parameter that does not exist, or another date of the law than the register's;
    EngineError as `Endpoint` does.
    """
    questions = read_questions(None)
    question = questions.get(question_id)
    if question is None:
        raise UsageError(f"no question {question_id!r}", remedy=nearest(question_id, questions))
    clocks, _profile = endpoint.context()
    endpoint.assert_sound()
    if as_of is not None and as_of != clocks.as_of.isoformat():
        remedy = "Leave --as-of out, or load an export made for that date."
        raise UsageError(f"the register on the server is inferred for the law on {clocks.as_of}, not on {as_of}", remedy=remedy)
    values = dict(params)
    if any(parameter.name == "as_of" for parameter in question.parameters):
        values["as_of"] = clocks.as_of.isoformat()
    return ask(endpoint, question, values, Labels(endpoint.labels, lang), endpoint.learn), clocks


def endpoint_partitions(endpoint: Endpoint, organisations: int = ORGANISATIONS) -> Iterator[Partition]:
    """The organisations that an endpoint holds, so many at once. Raises EngineError as `Endpoint` does, and where it holds none."""
    known = endpoint.documents()
    if not known:
        raise EngineError("it holds no documents", where=endpoint.url, remedy="Load N-Quads: a named graph for each document.")
    for number, start in enumerate(range(0, len(known), organisations)):
        some = known[start : start + organisations]
        quads = endpoint.graphs([graph for _, graphs in some for graph in graphs])
        yield Partition(number, len(some), "".join(f"{quad} .\n" for quad in quads).encode(), share=(start + len(some)) / len(known))
