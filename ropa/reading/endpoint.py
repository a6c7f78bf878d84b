"""An OpenAI-compatible endpoint that the user runs: where it is, and one question to it.

Nothing is sent anywhere unless the user names an endpoint. It is asked over https, or over http on the same machine; it may not
send us on to another address.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from ropa.errors import EngineError, InputError, UsageError

PATH = "/chat/completions"
SECONDS = 180.0
LARGEST = 8_000_000
KEYS = ("url", "model", "seconds", "key-variable")
Message = Mapping[str, str]


@dataclass(frozen=True)
class Endpoint:
    """Where a model answers: the endpoint's base (``http://127.0.0.1:8080/v1``), the model's name, seconds to wait, a bearer key."""

    url: str
    model: str
    seconds: float = SECONDS
    key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if not self.model.strip():
            raise UsageError("an endpoint needs the name of its model", remedy="Add --model NAME, or model = … under [reader].")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise UsageError(f"{self.url}: not the address of an endpoint", remedy="For example http://127.0.0.1:8080/v1")
        if parts.scheme == "http" and not _here(parts.hostname):
            raise UsageError(
                f"{self.url}: a text would leave this machine unencrypted", remedy="Use https, or an endpoint on this machine."
            )

    @property
    def local(self) -> bool:
        """Whether it is on this machine."""
        return _here(urlsplit(self.url).hostname or "")

    def ask(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Any:
        """The answer to messages, as JSON of a schema. Raises EngineError where there is none, or only a part of one."""
        body = {
            "model": self.model,
            "messages": list(messages),
            "temperature": 0,
            "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}},
        }
        return _content(self._posted(body), self.url)

    def _posted(self, body: Mapping[str, Any]) -> bytes:
        address = self.url.rstrip("/").removesuffix(PATH) + PATH
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        data = json.dumps(body, ensure_ascii=False).encode()
        request = urllib.request.Request(address, data, headers, method="POST")  # noqa: S310 - http and https only, see __post_init__
        handlers: list[urllib.request.BaseHandler] = [_Stay()]
        if self.local:
            handlers.append(urllib.request.ProxyHandler({}))
        try:
            with urllib.request.build_opener(*handlers).open(request, timeout=self.seconds) as answer:
                found: bytes = answer.read(LARGEST + 1)
        except urllib.error.HTTPError as error:
            raise EngineError(_refused(error), where=self.url, remedy=_remedy(error.code)) from error
        except TimeoutError as error:
            raise _late(self) from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise _late(self) from error
            raise EngineError(f"cannot be reached: {error.reason}", where=self.url, remedy="Start the model, or mend the address.") from error
        except (OSError, HTTPException) as error:
            raise EngineError(f"broke off: {error or type(error).__name__}", where=self.url, remedy="Look at the model's own log.") from error
        if len(found) > LARGEST:
            raise EngineError(f"an answer of more than {LARGEST:,} bytes", where=self.url, remedy="Use another model.")
        return found


def endpoint_of(settings: Mapping[str, Any], where: str, environment: Mapping[str, str]) -> Endpoint | None:
    """The endpoint that ``[reader]`` of a ``ropa.toml`` names, None where it names none.

    `key-variable` is the name of an environment variable that holds the key, so that no key stands in the file. Raises
    InputError for an unknown key, a value of the wrong kind, or a variable that is not set.
    """
    if not settings:
        return None
    for key, value in settings.items():
        if key not in KEYS:
            raise InputError(f"unknown key {key!r} under [reader]", where=where, remedy="Known: " + ", ".join(KEYS))
        if not isinstance(value, (int, float) if key == "seconds" else str) or isinstance(value, bool) or value == 0:
            raise InputError(f"{key} under [reader] cannot be {value!r}", where=where, remedy="seconds is a number, the others are text.")
    for key in ("url", "model"):
        if key not in settings:
            raise InputError(f"[reader] has no {key}", where=where, remedy='For example url = "http://127.0.0.1:8080/v1" and model = "name"')
    variable = settings.get("key-variable")
    if variable is not None and not environment.get(variable):
        raise InputError(f"the environment variable {variable} is not set", where=where, remedy="Set it, or take key-variable out.")
    return Endpoint(settings["url"], settings["model"], float(settings.get("seconds", SECONDS)), environment.get(variable or ""))


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: the text goes where the user said, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        """No request: the redirection becomes an HTTPError."""


def _here(host: str) -> bool:
    if host.rstrip(".").casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _late(endpoint: Endpoint) -> EngineError:
    return EngineError(f"no answer in {endpoint.seconds:g} seconds", where=endpoint.url, remedy="Give it more with seconds under [reader].")


def _refused(error: urllib.error.HTTPError) -> str:
    said = " ".join(error.read(2000).decode("utf-8", "replace").split())[:200]
    return f"answered {error.code} {error.reason}" + (f": {said}" if said else "")


def _remedy(code: int) -> str:
    if code in (401, 403):
        return "Name the variable that holds its key with key-variable under [reader]."
    if code in range(300, 400):
        return "It sends us to another address: name that one, if you trust it."
    if code in (400, 404, 422):
        return "Check the address and the model; it must know response_format json_schema."
    return "Look at the model's own log, and try again."


def _content(raw: bytes, where: str) -> Any:
    """The JSON that the first choice of an answer holds."""
    remedy = "The endpoint must answer as OpenAI's chat completions do, with response_format json_schema."
    try:
        choice = json.loads(raw)["choices"][0]
        message = choice["message"]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise EngineError("its answer is not a chat completion", where=where, remedy=remedy) from error
    if choice.get("finish_reason") == "length":
        raise EngineError("its answer is cut off", where=where, remedy="Give the model more room (its context and its output limit).")
    if not isinstance(message, dict) or not isinstance(message.get("content"), str):
        refusal = message.get("refusal") if isinstance(message, dict) else None
        raise EngineError(f"it refused: {refusal}" if refusal else "its answer has no content", where=where, remedy=remedy)
    try:
        return json.loads(message["content"])
    except ValueError as error:
        raise EngineError("its answer is not the JSON that was asked for", where=where, remedy=remedy) from error
