"""A SPARQL 1.1 endpoint that somebody else runs, asked as a dataset is: nothing is sent to it but queries.

Its default graph has to be the union of its graphs. An answer that says it is not whole, or breaks off, is an error; a long answer,
the documents to check, and their triples are held against the server's own count. It is not followed to another address.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from ropa.errors import EngineError, UsageError
from ropa.graph import ROOT, Dataset, bind, keyword, refuse_fetching
from ropa.model import Clocks
from ropa.namespaces import ROPA, SKOS, XSD
from ropa.terms import AnyTerm

JSON = "application/sparql-results+json"
CHUNK = 200
LEAST_LIMIT = 100
"""An answer of so many rows or more may be one that the server cut off: its rows are counted there. No known server cuts at fewer."""
LARGEST = 1_000_000_000
"""How many bytes an answer may have."""
_CONTEXT = "?context a <{0}Context> ; <{0}asOf> ?asOf ; <{0}registerOn> ?registerOn ; <{0}profile> ?profile .".format(ROPA("").value)
_PROBE = f"""SELECT ?truth ?unbound ?path ?value WHERE {{
  VALUES (?none ?some) {{ (UNDEF "GDPR") }}
  ?context a {ROPA("Context")} .
  OPTIONAL {{ ?context a ?other . FILTER (?other = {ROPA("Party")}) }}
  ?context {ROPA("asOf")}?/{ROPA("inGroup")}? ?there . FILTER (?there = ?context)
  BIND (1 = 2 AS ?truth) BIND (!BOUND(?other) AS ?unbound) BIND (?there = ?context AS ?path) BIND (COALESCE(?none, LCASE(?some)) AS ?value)
}}"""
_NAMING = (SKOS("prefLabel"), SKOS("broader"), ROPA("modality"))
_SAYS_CUT = ("X-SPARQL-MaxRows", "X-SQL-State")


@dataclass(frozen=True)
class Endpoint:
    """An endpoint by its address; `timeout` is how many seconds it may be silent."""

    url: str
    timeout: float = 60.0
    _named: Dataset = field(default_factory=Dataset, repr=False)
    _known: set[str] = field(default_factory=set, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.username or parts.password:
            raise UsageError("a name or password in the address is not sent", remedy="Let a proxy on this machine add it.")
        if not parts.hostname:
            raise UsageError(f"{self.url} is no address", remedy="For example http://localhost:7878/query")

    def select(self, sparql: str, params: Mapping[str, AnyTerm | None] | None = None) -> tuple[tuple[str, ...], list[dict[str, AnyTerm]]]:
        """Columns and rows of a SELECT, as `Dataset.select` gives them.

        Raises EngineError where the endpoint does not answer, refuses, or does not answer whole.
        """
        query = bind(sparql, params or {})
        columns, rows = self._rows(query)
        if len(rows) >= LEAST_LIMIT:
            self._assert_whole(len(rows), counting(query), "rows")
        return columns, rows

    def _assert_whole(self, came: int, count: str, what: str) -> None:
        """Raise EngineError where other than the endpoint's own count of something came."""
        _, (found,) = self._rows(count)
        number = int(found["n"].value)
        if came < number:
            raise self._error(f"it sends {came} of {number} {what}", "Raise the server's limit of rows.")
        if came > number:
            raise self._error(f"it sends {came} {what} and counts {number}", "Its data may have changed meanwhile: ask again.")

    def _rows(self, query: str) -> tuple[tuple[str, ...], list[dict[str, AnyTerm]]]:
        refuse_fetching(query)
        body = self._answer(query)
        try:
            solutions: Any = ox.parse_query_results(_bare(body), format=ox.QueryResultsFormat.JSON)
            columns = tuple(variable.value for variable in solutions.variables)
            return columns, [{name: row[name] for name in columns if row[name] is not None} for row in solutions]
        except (SyntaxError, ValueError, AttributeError) as error:
            raise self._error(f"its answer is broken or cut off: {error}", "Ask again; where it stays, look at the server's log.") from error

    def _answer(self, query: str) -> bytes:
        import http.client  # noqa: PLC0415 - a run without an endpoint does without the network
        import urllib.error  # noqa: PLC0415
        import urllib.request  # noqa: PLC0415

        class _Stay(urllib.request.HTTPRedirectHandler):
            """Follows no redirection: the query goes to the address that was named, and nowhere else."""

            def redirect_request(self, *_: Any) -> None:
                return None

        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": JSON, "User-Agent": "ropa"}
        form = urlencode({"query": query}).encode("ascii")  # every server takes a form (SPARQL 1.1 Protocol 2.1.2); Virtuoso 7 takes no bare query
        request = urllib.request.Request(self.url, form, headers, method="POST")  # noqa: S310 - http and https only
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=self.timeout) as response:
                body, kind, status = response.read(LARGEST + 1), response.headers.get_content_type(), response.status
                cut, missing = [name for name in _SAYS_CUT if response.headers.get(name)], response.length
        except urllib.error.HTTPError as error:
            try:
                said = error.read(500).decode("utf-8", "replace").strip().partition("\n")[0]
            except (OSError, http.client.HTTPException):
                said = ""
            raise self._error(f"it answers {error.code} {error.reason}: {said}", "Is this its address for queries?") from error
        except TimeoutError as error:
            raise self._error(f"no answer within {self.timeout:g} seconds", "Give it longer with --timeout.") from error
        except http.client.HTTPException as error:
            raise self._error(f"its answer is cut off: {type(error).__name__}", "Ask again; where it stays, look at the server's log.") from error
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise self._error(f"no answer within {self.timeout:g} seconds", "Give it longer with --timeout.") from error
            raise self._error(f"it cannot be reached: {reason}", "Check the address, and that the server runs.") from error
        if len(body) > LARGEST:
            raise self._error(f"its answer is larger than {LARGEST // 1_000_000} MB", "Ask about one controller.")
        if missing:
            raise self._error(f"its answer is cut off: {missing} bytes are missing", "Ask again; where it stays, look at the server's log.")
        if status != 200 or cut:
            raise self._error(f"it answers only a part ({status} {', '.join(cut)})", "Raise the server's limit of rows or time.")
        if kind not in (JSON, "application/json"):
            raise self._error(f"it answers with {kind}, not with results of SPARQL", "Is this its address for queries?")
        return bytes(body)

    def _error(self, message: str, remedy: str) -> EngineError:
        return EngineError(message, where=self.url, remedy=remedy)

    def context(self) -> tuple[Clocks, str]:
        """The two clocks and the profile under which the endpoint's register was inferred.

        Raises EngineError where it holds no such register, or its default graph is not the union of its graphs.
        """
        _, rows = self.select(f"SELECT ?asOf ?registerOn ?profile WHERE {{ {_CONTEXT} }}")
        if len(rows) == 1:
            days = {name: date.fromisoformat(rows[0][name].value) for name in ("asOf", "registerOn")}
            return Clocks(days["asOf"], days["registerOn"]), rows[0]["profile"].value
        if rows:
            raise self._error("it holds several registers, or one under several dates", "Load one into a store of its own.")
        _, rows = self.select(f"SELECT ?asOf WHERE {{ GRAPH ?graph {{ {_CONTEXT} }} }}")
        if rows:
            remedy = "Tell the server so: `oxigraph serve --union-default-graph`, tdb2:unionDefaultGraph true."
            raise self._error("its default graph is not the union of its graphs", remedy)
        raise self._error("it holds no register with what follows from it", "Load what `ropa export -o register.nq` writes.")

    def assert_sound(self) -> None:
        """Raise EngineError where the endpoint does not work out truth values, optional parts, paths and bound values as SPARQL 1.1 has it.

        The data stand beside it: what is asked is one row whatever the register. Virtuoso 7 gives a number for a truth value, and
        answers some of our questions otherwise than the standard, without a word.
        """
        true, false = (ox.Literal(word, datatype=XSD("boolean")) for word in ("true", "false"))
        expected = {"truth": false, "unbound": true, "path": true, "value": ox.Literal("gdpr")}
        _, rows = self._rows(_PROBE)
        if rows != [expected]:
            found = [f"{name} {rows[0].get(name)} in place of {value}" for name, value in expected.items() if rows and rows[0].get(name) != value]
            message = f"it does not answer as SPARQL 1.1 has it ({'; '.join(found) or f'{len(rows)} rows in place of 1'}): its answers may be wrong"
            raise self._error(message, "`ropa check` only fetches from it, and is right; to ask, load the same N-Quads into another server.")

    def learn(self, iris: Iterable[str]) -> None:
        """Fetch what names some things, and what names that: few queries for many things."""
        wanted = sorted(set(iris) - self._known)
        self._known.update(wanted)
        further: set[str] = set()
        for quads in (self._about(wanted[start : start + CHUNK], _NAMING) for start in range(0, len(wanted), CHUNK)):
            self._named.add(quads)
        unnamed = [iri for iri in wanted if next(self._named.quads(ox.NamedNode(iri), SKOS("prefLabel")), None) is None]
        composed = [iri for iri in unnamed if next(self._named.quads(ox.NamedNode(iri), ROPA("modality")), None) is not None]
        for start in range(0, len(composed), CHUNK):
            quads = self._about(composed[start : start + CHUNK], ())
            self._named.add(quads)
            further |= {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
        for iri in unnamed:
            further |= {quad.object.value for quad in self._named.quads(ox.NamedNode(iri), SKOS("broader")) if isinstance(quad.object, ox.NamedNode)}
        if further - self._known:
            self.learn(further)

    def _about(self, iris: Sequence[str], predicates: Sequence[ox.NamedNode]) -> list[ox.Quad]:
        subjects, only = " ".join(f"<{iri}>" for iri in iris), " ".join(map(str, predicates))
        chosen = f"VALUES ?p {{ {only} }}" if only else ""
        _, rows = self.select(f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?s {{ {subjects} }} {chosen} GRAPH ?g {{ ?s ?p ?o }} }}")
        return [_quad(row) for row in rows]

    def labels(self, iri: str) -> list[tuple[str, str | None]]:
        """As `Dataset.labels`; what `learn` has fetched costs no query."""
        self.learn([iri])
        return self._named.labels(iri)

    def documents(self) -> list[tuple[str, list[ox.NamedNode]]]:
        """Each organisation (its IRI) and the graphs of its documents, in order. Raises as `select`, and as `graphs`."""
        pairs = f"SELECT DISTINCT ?c ?g WHERE {{ GRAPH ?g {{ ?d {ROPA('describes')} ?c }} }}"
        _, rows = self._rows(f"{pairs} ORDER BY ?c ?g")
        self._assert_whole(len(rows), counting(pairs), "documents")
        found: dict[str, list[ox.NamedNode]] = {}
        for row in rows:
            if isinstance(row["g"], ox.NamedNode):
                found.setdefault(row["c"].value, []).append(row["g"])
        return list(found.items())

    def graphs(self, names: Sequence[ox.NamedNode]) -> Iterator[ox.Quad]:
        """The quads of some graphs. Raises EngineError where fewer arrive than the endpoint counts."""
        chosen = f"VALUES ?g {{ {' '.join(map(str, names))} }} GRAPH ?g {{ ?s ?p ?o }}"
        _, rows = self._rows(f"SELECT ?g ?s ?p ?o WHERE {{ {chosen} }}")
        self._assert_whole(len(rows), f"SELECT (COUNT(*) AS ?n) WHERE {{ {chosen} }}", "triples")
        return (_quad(row) for row in rows)

    def graphs_beside(self) -> int:
        """How many named graphs are neither a document nor made by ropa. Raises as `select`."""
        ours = f'FILTER (!STRSTARTS(STR(?g), "{ROOT}"))'
        described = f"MINUS {{ GRAPH ?g {{ ?d {ROPA('describes')} ?c }} }}"
        _, (found,) = self._rows(f"SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {ours} {described} }}")
        return int(found["n"].value)


def _bare(body: bytes) -> bytes:
    """Results of SPARQL in JSON without what a server says beside them, as Comunica of its own work. Raises ValueError for what is no JSON."""
    if not body.rstrip().endswith(b"]}}") or b'"bindings"' not in body:
        told = json.loads(body)
        if isinstance(told, dict) and isinstance(told.get("results"), dict) and "bindings" in told["results"]:
            return json.dumps({"head": told.get("head"), "results": {"bindings": told["results"]["bindings"]}}).encode("ascii")
    return body


def counting(query: str) -> str:
    """The query that counts the rows of a SELECT."""
    start = keyword(query, "SELECT")
    return f"{query[:start]}SELECT (COUNT(*) AS ?n) WHERE {{ {{ {query[start:]} }} }}"


def _quad(row: Mapping[str, Any]) -> ox.Quad:
    return ox.Quad(row["s"], row["p"], row["o"], row["g"])
