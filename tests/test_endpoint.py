"""A SPARQL endpoint answers as the workspace does, and whatever goes wrong with it is said."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest

from ropa.cli import main
from ropa.endpoint import JSON, Endpoint, counting
from ropa.errors import EngineError, UsageError
from ropa.graph import bind
from ropa.model import Clocks
from ropa.register import Register
from ropa.register.collection import Settings
from ropa.register.remote import ask_endpoint, endpoint_partitions
from ropa.register.running import Here, check_collection
from ropa.register.synthetic import write_workspace
from ropa.synthetic import Maker

CLOCKS = Clocks(date(2026, 11, 23), date(2026, 11, 23))
NEEDED = {"who-uses": {"vendor": "hubspot"}, "who-receives": {"category": "pd:Contact"}}
ROW = '{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "urn:x"}}]}}'


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def served(nquads: bytes, *options: str) -> Iterator[str]:
    """A real Oxigraph server on loopback that holds some quads."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program is not None, "the Oxigraph server comes with the development dependencies"
    port = free_port()
    process = subprocess.Popen([program, "serve", "--bind", f"127.0.0.1:{port}", *options], stderr=subprocess.DEVNULL)
    try:
        load(f"http://127.0.0.1:{port}/store", nquads)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.terminate()
        process.wait(timeout=20)


def load(url: str, nquads: bytes) -> None:
    request = urllib.request.Request(url, nquads, {"Content-Type": "application/n-quads"}, method="POST")  # noqa: S310 - loopback
    for _ in range(100):
        try:
            urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 - loopback
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the server does not start")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("remote")
    write_workspace(folder, Maker(seed=4, median=1, notices=1), range(1, 4))
    return Register.open(folder, CLOCKS)


@pytest.fixture(scope="module")
def nquads(register: Register) -> bytes:
    return ox.serialize(register.dataset.quads(), format=ox.RdfFormat.N_QUADS) or b""


@pytest.fixture(scope="module")
def url(nquads: bytes) -> Iterator[str]:
    with served(nquads, "--union-default-graph") as address:
        yield address


def test_every_question_has_the_answer_that_the_workspace_gives(url: str, register: Register) -> None:
    endpoint = Endpoint(url)
    for name in register.questions:
        answer, clocks = ask_endpoint(endpoint, name, NEEDED.get(name, {}), "en", None)
        assert answer == register.ask(name, NEEDED.get(name, {})), name
        assert clocks == CLOCKS


def test_a_check_of_an_endpoint_finds_what_the_workspace_check_finds(url: str, register: Register) -> None:
    found = check_collection(endpoint_partitions(Endpoint(url), 2), Settings(CLOCKS), Here, 1).report()
    assert found == replace(register.check(), inputs={})


def test_the_command_asks_an_endpoint(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-w", url, "ask", "activities", "--format", "csv"]) == 0
    assert "org-0001" in capsys.readouterr().out
    assert main(["-w", url, "export", "-o", "x.ttl"]) == 2
    assert "needs a workspace" in capsys.readouterr().err


def test_another_date_than_the_servers_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="inferred for the law on 2026-11-23"):
        ask_endpoint(Endpoint(url), "transfers", {}, "en", "2020-01-01")


def test_a_default_graph_that_is_not_the_union_is_told(nquads: bytes) -> None:
    with served(nquads) as address, pytest.raises(EngineError, match="not the union"):
        Endpoint(address).context()


def test_a_server_without_a_register_is_told() -> None:
    with served(b"<urn:a> <urn:b> <urn:c> <urn:g> .\n", "--union-default-graph") as address:
        with pytest.raises(EngineError, match="no register"):
            Endpoint(address).context()
        with pytest.raises(EngineError, match="no documents"):
            list(endpoint_partitions(Endpoint(address)))


def test_an_address_where_nobody_answers_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-w", f"http://127.0.0.1:{free_port()}/query", "ask", "activities"]) == 3
    assert "cannot be reached" in capsys.readouterr().err


@contextmanager
def answering(reply: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Endpoint]:
    """A server that answers every query in one way."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            reply(self)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Endpoint(f"http://127.0.0.1:{server.server_address[1]}/query", timeout=0.5)
    finally:
        server.shutdown()
        server.server_close()


def says(text: str, kind: str = JSON, status: int = 200, length: int | None = None, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(text.encode()) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(text.encode())

    return reply


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (says("no such thing\nmore", "text/plain", 404), "answers 404 .*: no such thing"),
        (says("<html></html>", "text/html"), "with text/html"),
        (says(ROW[:-30]), "broken or cut off"),
        (says(ROW, length=len(ROW) + 100), "cut off"),
        (says(ROW, status=206), "only a part"),
        (says(ROW, X_SPARQL_MaxRows="10000"), "only a part"),
        (lambda _handler: time.sleep(1.0), "within 0.5 seconds"),
    ],
)
def test_what_goes_wrong_is_an_error_and_never_a_shorter_answer(reply: Callable[[BaseHTTPRequestHandler], None], message: str) -> None:
    with answering(reply) as endpoint, pytest.raises(EngineError, match=message) as raised:
        endpoint.select("SELECT ?s WHERE { ?s ?p ?o }")
    assert raised.value.where == endpoint.url
    assert raised.value.remedy


def test_fewer_triples_than_the_server_counts_are_an_error() -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        count = {"n": {"type": "literal", "value": "2", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}
        triple = {name: {"type": "uri", "value": "urn:x"} for name in "gspo"}
        rows = [[triple], [count]][len(seen) == 1]
        seen.append(1)
        says(json.dumps({"head": {"vars": sorted(rows[0])}, "results": {"bindings": rows}}))(handler)

    seen: list[int] = []
    with answering(reply) as endpoint, pytest.raises(EngineError, match="1 of 2 triples"):
        endpoint.graphs([ox.NamedNode("urn:x")])


@pytest.mark.parametrize(("counted", "message"), [(101, "sends 100 of 101 rows"), (99, "sends 100 rows and counts 99")])
def test_a_long_answer_is_held_against_the_servers_own_count(counted: int, message: str) -> None:
    """A server that cuts answers off at a number of rows says so nowhere."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        number = {"n": {"type": "literal", "value": str(counted), "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}
        rows = [number] if seen else [{"s": {"type": "uri", "value": f"urn:{each}"}} for each in range(100)]
        seen.append(1)
        says(json.dumps({"head": {"vars": sorted(rows[0])}, "results": {"bindings": rows}}))(handler)

    seen: list[int] = []
    with answering(reply) as endpoint, pytest.raises(EngineError, match=message):
        endpoint.select("SELECT ?s WHERE { ?s ?p ?o }")


def test_the_rows_of_every_question_can_be_counted(register: Register) -> None:
    for question in register.questions.values():
        values = {each.name: ox.Literal("x") if not each.optional else None for each in question.parameters}
        _, rows = register.dataset.select(question.query, values)
        _, (count,) = register.dataset.select(counting(bind(question.query, values)))
        assert int(count["n"].value) == len(rows), question.id


def test_a_select_is_found_behind_what_only_looks_like_one() -> None:
    query = "# SELECT\nPREFIX select: <urn:SELECT#>\nSELECT ?s WHERE { ?s select:x ?select }"
    assert counting(query).endswith("SELECT (COUNT(*) AS ?n) WHERE { { SELECT ?s WHERE { ?s select:x ?select } } }")


def test_graphs_beside_the_documents_are_counted(nquads: bytes, url: str) -> None:
    assert Endpoint(url).graphs_beside() == 0
    with served(nquads + b"<urn:a> <urn:b> <urn:c> <urn:g> .\n", "--union-default-graph") as address:
        assert Endpoint(address).graphs_beside() == 1


def test_a_query_goes_to_no_other_address() -> None:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "http://127.0.0.1:9/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with answering(reply) as endpoint, pytest.raises(EngineError, match="answers 302"):
        endpoint.select("SELECT ?s WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("address", ["http://user:secret@localhost/query", "http:///query"])
def test_an_address_with_a_password_or_without_a_host_is_refused(address: str) -> None:
    with pytest.raises(UsageError) as raised:
        Endpoint(address)
    assert "secret" not in str(raised.value)


def test_nothing_but_queries_is_sent(tmp_path: Path) -> None:
    with answering(says(ROW)) as endpoint:
        columns, rows = endpoint.select("SELECT ?s WHERE { ?s ?p ?o }")
    assert (columns, [row["s"].value for row in rows]) == (("s",), ["urn:x"])
    assert not list(tmp_path.iterdir())
