"""Reading with a language model: recorded answers (``tests/cases/reading/answers``), from a server of this test on this machine."""

from __future__ import annotations

import argparse
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.cli import main
from ropa.cli.extractors import extractor_options, model_reader
from ropa.errors import EngineError, InputError, RopaError, UsageError
from ropa.reading.endpoint import Endpoint, endpoint_of
from ropa.reading.files import plain_text, read_text
from ropa.reading.model_reader import NOT_OURS, NOT_SHOWN, NOT_THERE, ModelReader, chunks
from ropa.reading.text import Text
from ropa.workspace import read_workspace

CASES = Path(__file__).parent / "cases" / "reading" / "answers"
Reply = tuple[int, dict[str, str], bytes]


@contextmanager
def served(reply: Callable[[dict[str, Any]], Reply]) -> Iterator[tuple[str, list[tuple[str, dict[str, str], dict[str, Any]]]]]:
    """An endpoint on this machine that answers as `reply` says; with what it was asked."""
    asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, dict(self.headers), body))
            status, headers, data = reply(body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def completion(content: str, finish: str = "stop") -> Reply:
    message = {"role": "assistant", "content": content}
    return 200, {"Content-Type": "application/json"}, json.dumps({"choices": [{"message": message, "finish_reason": finish}]}).encode()


def recorded(name: str) -> Callable[[dict[str, Any]], Reply]:
    content = (CASES / f"{name}.json").read_text(encoding="utf-8")
    return lambda _: completion(content)


def notice() -> Text:
    return read_text(CASES / "notice.txt", "en")


def test_every_quote_of_a_models_proposals_is_in_the_text() -> None:
    text = notice()
    with served(recorded("good")) as (url, _):
        found = ModelReader(Endpoint(url, "some-model")).read(text)
    said = {(item.field, item.how): text.text[item.start : item.end] for item in found.proposals}
    assert said == {
        ("controller", "stated"): "Solkulla Example Ltd is the controller of your personal data.",
        ("legal_basis", "stated"): "We send a newsletter if you have consented to it.",
        ("data", "stated"): "For this\nwe process your e-mail address.",
        ("retention", "stated"): "We erase it 30 days after you unsubscribe.",
        ("parties", "stated"): "We never sell your data to third parties.",
        ("discloses", "denied"): "We never sell your data to third parties.",
    }
    assert found.dropped == {}


def test_a_models_proposals_name_the_model_and_have_no_measured_confidence() -> None:
    with served(recorded("good")) as (url, _):
        found = ModelReader(Endpoint(url, "some-model")).extract(notice())
    assert {(item.pattern, item.confidence, item.activity) for item in found} == {("model:some-model", None, None)}


def test_what_is_not_in_the_text_or_not_ours_is_dropped_and_counted() -> None:
    with served(recorded("doubtful")) as (url, _):
        found = ModelReader(Endpoint(url, "some-model")).read(notice())
    assert [item.value for item in found.proposals] == [{"duration": "P30D"}]
    assert found.dropped == {NOT_OURS: 3, NOT_THERE: 1}


PAGE = """# Who we are

Acme Ltd is responsible for your data.
Write to our data protection officer at dpo@acme.example.

# Recipients

We share your data with Zendesk
Inc. It is stored in India. We keep it for two years. We use your name to answer you.
"""
SHARE, INDIA, KEEP, USE = "We share your data with Zendesk Inc.", "It is stored in India.", "We keep it for two years.", "We use your name to answer you."
RESPONSIBLE, WRITE = "Acme Ltd is responsible for your data.", "Write to our data protection officer"
SAID = {
    "a recipient's name": ("recipient_named", "", "{}", SHARE, "zendesk inc", "Evil Corp"),
    "a part of a name that is no word": ("recipient_named", "", "{}", SHARE, "Zendesk", "Zen"),
    "a kind of recipient": ("recipient_kind", "", "{}", SHARE, "Zendesk Inc", "advertisers"),
    "the words for data": ("data", "pd:Name", "{}", USE, "your name", "your passport"),
    "the words for a purpose": ("purpose", "dpv:ServiceProvision", "{}", USE, "answer you", "advertise to you"),
    "a place": ("transfer", "", "{}", INDIA, "India", "third countries"),
    "a country": ("transfer", "{}", "", INDIA, "IN", "US"),
    "a country said elsewhere": ("transfer", "IN", "", "{}", INDIA, KEEP),
    "a period": ("retention", "{}", "", KEEP, "P24M", "P3Y"),
    "a period said elsewhere": ("retention", "P2Y", "", "{}", KEEP, INDIA),
    "the controller's name": ("controller", "", "{}", RESPONSIBLE, "Acme Ltd", "Evil Corp"),
    "an officer's address": ("dpo", "{}", "", WRITE, "dpo@acme.example", "dpo@evil.example"),
    "an officer's name": ("dpo", "", "{}", WRITE, "data protection officer", "Evil Corp"),
}


@pytest.mark.parametrize("what", SAID)
def test_a_value_that_does_not_stand_in_its_quote_is_dropped_and_counted(what: str) -> None:
    *form, right, wrong = SAID[what]
    text = plain_text(PAGE, language="en", markdown=True)
    for one, dropped in ((right, {}), (wrong, {NOT_SHOWN: 1})):
        statement = dict(zip(("field", "value", "words", "quote"), (each.format(one) for each in form), strict=True), how="stated")
        answer = json.dumps({"statements": [statement]})
        with served(lambda _, answer=answer: completion(answer)) as (url, _):
            found = ModelReader(Endpoint(url, "some-model")).read(text)
        assert found.dropped == dropped
        assert bool(found.proposals) != bool(dropped)


def test_in_a_language_without_patterns_no_period_or_country_is_believed() -> None:
    text = plain_text("Guardamos los datos 2 years en India con Acme.", language="es")
    said = [("retention", "P2Y", ""), ("transfer", "IN", ""), ("recipient_named", "", "Acme")]
    statements = [{"field": field, "value": value, "words": words, "quote": text.text.strip(), "how": "stated"} for field, value, words in said]
    with served(lambda _: completion(json.dumps({"statements": statements}))) as (url, _):
        found = ModelReader(Endpoint(url, "some-model")).read(text)
    assert found.dropped == {NOT_SHOWN: 2}
    assert {item.field for item in found.proposals} == {"parties", "discloses"}


def test_the_question_asks_for_a_closed_form_and_carries_the_key() -> None:
    with served(recorded("good")) as (url, asked):
        ModelReader(Endpoint(url, "some-model", key="secret")).read(notice())
    path, headers, body = asked[0]
    assert (path, headers["Authorization"], body["model"]) == ("/v1/chat/completions", "Bearer secret", "some-model")
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["schema"]["additionalProperties"] is False
    assert "secret" not in repr(Endpoint(url, "some-model", key="secret"))


BROKEN = {
    "an error of the server": lambda _: (500, {}, b"out of memory"),
    "no access": lambda _: (401, {}, b""),
    "no chat completion": lambda _: (200, {}, b"{}"),
    "no JSON at all": lambda _: (200, {}, b"<html>"),
    "an answer that is cut off": lambda _: completion('{"statements": [', "length"),
    "content that is no JSON": lambda _: completion("Here is what I found:"),
    "content of another form": lambda _: completion('{"findings": []}'),
    "a statement without a quote": lambda _: completion('{"statements": [{"field": "right"}]}'),
    "a redirection": lambda _: (307, {"Location": "http://127.0.0.1:9/elsewhere"}, b""),
}


@pytest.mark.parametrize("what", BROKEN)
def test_half_an_answer_is_an_error_that_says_what_to_do(what: str) -> None:
    with served(BROKEN[what]) as (url, _), pytest.raises(EngineError) as raised:
        ModelReader(Endpoint(url, "some-model")).read(notice())
    assert raised.value.remedy
    assert raised.value.where == url


def test_a_model_that_does_not_answer_in_time_is_an_error() -> None:
    late = threading.Event()

    def slow(_: dict[str, Any]) -> Reply:
        late.wait(5)
        return completion("{}")

    with served(slow) as (url, _):
        with pytest.raises(EngineError, match=r"no answer in 0\.1 seconds"):
            ModelReader(Endpoint(url, "some-model", seconds=0.1)).read(notice())
        late.set()


def test_a_model_that_is_not_there_is_an_error() -> None:
    with pytest.raises(EngineError, match="cannot be reached"):
        ModelReader(Endpoint("http://127.0.0.1:1/v1", "some-model")).read(notice())


@pytest.mark.parametrize("url", ["http://models.example/v1", "ftp://127.0.0.1/v1", "127.0.0.1:80", "https://me:pass@models.example/v1"])
def test_a_text_is_sent_over_https_or_nowhere_but_this_machine(url: str) -> None:
    with pytest.raises(UsageError):
        Endpoint(url, "some-model")


def options(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    extractor_options(parser)
    return parser.parse_args(given)


def test_no_model_is_asked_unless_the_user_names_one() -> None:
    assert model_reader(options(), {}, None) is None


def test_a_workspace_or_the_options_name_the_model(tmp_path: Path) -> None:
    settings = '[reader]\nurl = "http://127.0.0.1:8080/v1"\nmodel = "small"\nseconds = 5\n'
    (tmp_path / "ropa.toml").write_text(f'base = "https://acme.example/"\ndocuments = ["a.yaml"]\n{settings}', encoding="utf-8")
    (tmp_path / "a.yaml").touch()
    said = read_workspace(tmp_path).reader
    for words, url, model in (((), "http://127.0.0.1:8080/v1", "small"), (("--extractor", "http://localhost:1/v1", "--model", "big"), "http://localhost:1/v1", "big")):
        reader = model_reader(options(*words), said, tmp_path)
        assert reader is not None
        assert (reader.endpoint.url, reader.endpoint.model) == (url, model)


def test_the_key_of_one_endpoint_is_not_sent_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "secret")
    said = {"url": "https://models.example/v1", "model": "small", "key-variable": "SOME_KEY"}
    own, other = model_reader(options(), said, None), model_reader(options("--extractor", "http://localhost:1/v1"), said, None)
    assert own is not None
    assert other is not None
    assert (own.endpoint.key, other.endpoint.key) == ("secret", None)


@pytest.mark.parametrize(
    "settings",
    [{"url": "http://localhost/v1"}, {"url": 3, "model": "a"}, {"address": "x"}, {"url": "http://localhost/v1", "model": "a", "key-variable": "ROPA_NOT_SET"}],
)
def test_settings_that_are_wrong_say_so(settings: dict[str, Any]) -> None:
    with pytest.raises(InputError) as raised:
        endpoint_of(settings, "ropa.toml", {})
    assert isinstance(raised.value, RopaError)
    assert raised.value.remedy


def test_a_draft_by_a_model_is_in_the_annotation_form_and_says_what_was_dropped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "notice.yaml"
    with served(recorded("doubtful")) as (url, asked):
        assert main(["read", str(CASES / "notice.txt"), "-o", str(draft), "--extractor", url, "--model", "some-model"]) == 0
    assert len(asked) == 1
    said = capsys.readouterr().err
    assert "1 of the model's proposals dropped: quote not in the text" in said
    assert main(["verify", str(draft), "--texts", str(CASES)]) == 0
    assert re.findall(r"duration: \W*(\w+)", draft.read_text(encoding="utf-8")) == ["P30D"]


@given(st.lists(st.sampled_from(["Short.", "A sentence of some length stands here. " * 40, "# Heading", "- item", ""]), max_size=12))
def test_every_block_of_a_text_is_asked_about_once(parts: list[str]) -> None:
    text = plain_text("\n\n".join(parts), language="en", markdown=True)
    assert [number for chunk in chunks(text) for number in range(chunk.first, chunk.last)] == list(range(len(text.blocks)))
