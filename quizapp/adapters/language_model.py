"""Asks a language model over HTTP: any endpoint that speaks as OpenAI's or Anthropic's does.

One request, one answer, in bounded time and size; nothing is followed, kept or retried. What comes
back is a stranger's text: `core.generation.proposals` checks all of it.
"""

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from quizapp.config import LanguageModel
from quizapp.core.generation.prompts import (
    MOST_ANSWER_TOKENS,
    Answer,
    NoAnswer,
    Prompt,
    count_tokens,
)

_MOST_BYTES = 1024 * 1024
_SECONDS_TO_CONNECT = 10.0
_HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
_REASONS = {
    400: "it did not accept the question",
    401: "it refused the key",
    403: "it refused the key",
    404: "it has no such address or model",
    408: "it took too long",
    429: "it was asked too often, or what was paid for is used up",
}
# After these it is no use to ask for the next section.
_FINAL = frozenset({401, 403, 404, 429})


def ask(model: LanguageModel, prompt: Prompt) -> Answer:
    """Ask the model once. Raises NoAnswer for whatever goes wrong, within `model.seconds`."""
    began = time.monotonic()
    try:
        body = _post(model, _request(model, prompt))
        text, name, tokens = _READERS[model.kind](body)
    except NoAnswer as failure:
        failure.seconds = time.monotonic() - began
        raise
    # What it says of its tokens may be wrong or missing: a low figure would lift the limit.
    least = prompt.tokens + count_tokens(text)
    return Answer(text, name or model.name, max(tokens, least), time.monotonic() - began)


def _request(model: LanguageModel, prompt: Prompt) -> tuple[str, dict[str, str], dict[str, Any]]:
    """Path, headers and body of the request."""
    user = {"role": "user", "content": prompt.user}
    common = {"model": model.name, _name_of_limit(model): MOST_ANSWER_TOKENS}
    if model.kind == "anthropic":
        key = {"x-api-key": model.key} if model.key else {}
        headers = {**_HEADERS, **key, "anthropic-version": "2023-06-01"}
        return "/messages", headers, {**common, "system": prompt.system, "messages": [user]}
    key = {"Authorization": f"Bearer {model.key}"} if model.key else {}
    messages = [{"role": "system", "content": prompt.system}, user]
    return "/chat/completions", {**_HEADERS, **key}, {**common, "messages": messages}


def _name_of_limit(model: LanguageModel) -> str:
    """OpenAI's own newer models refuse the name that everybody else has kept."""
    host = urlsplit(model.url).hostname or ""
    return "max_completion_tokens" if host.endswith(".openai.com") else "max_tokens"


def _post(model: LanguageModel, request: tuple[str, dict[str, str], dict[str, Any]]) -> Any:
    path, headers, body = request
    deadline = time.monotonic() + model.seconds
    try:
        with _connection(model) as connection:
            connection.request(
                "POST", urlsplit(model.url).path + path, json.dumps(body).encode(), headers
            )
            with connection.getresponse() as response:
                if response.status != 200:  # noqa: PLR2004 - OK
                    raise _refused(response.status)
                answer = response.read(_MOST_BYTES + 1)
    except NoAnswer:
        raise
    except (OSError, HTTPException, ValueError):
        # The clock cuts the connection, which then looks broken.
        late = time.monotonic() >= deadline
        raise NoAnswer("it took too long" if late else "it could not be reached") from None
    if time.monotonic() >= deadline:
        raise NoAnswer("it took too long")
    if len(answer) > _MOST_BYTES:
        raise NoAnswer("its answer is too long")
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        raise NoAnswer("its answer cannot be read") from None


@contextmanager
def _connection(model: LanguageModel) -> Iterator[HTTPConnection]:
    """A connection that is cut when the time is up, however slowly the other end drips."""
    parts = urlsplit(model.url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection: HTTPConnection = HTTPSConnection(
            host, port, timeout=_SECONDS_TO_CONNECT, context=context
        )
    else:
        connection = HTTPConnection(host, port, timeout=_SECONDS_TO_CONNECT)

    def cut() -> None:
        with suppress(OSError, AttributeError):
            held.shutdown(socket.SHUT_RDWR)

    try:
        connection.connect()
        # The response takes the socket over, so it is held here too.
        held = connection.sock
        held.settimeout(model.seconds)
        clock = threading.Timer(model.seconds, cut)
        clock.daemon = True
        clock.start()
        try:
            yield connection
        finally:
            clock.cancel()
    finally:
        connection.close()


def _refused(status: int) -> NoAnswer:
    if status in _REASONS:
        return NoAnswer(_REASONS[status], final=status in _FINAL)
    if 300 <= status < 400:  # noqa: PLR2004 - a redirect, which would carry the key elsewhere
        return NoAnswer("its address leads elsewhere", final=True)
    return NoAnswer(f"it is out of order (status {status})")


def _read_openai(body: Any) -> tuple[str, str, int]:
    """Text, model and tokens of a chat completion."""
    choice = _get(body, "choices", 0)
    if _get(choice, "message", "refusal") or _get(choice, "finish_reason") == "content_filter":
        raise NoAnswer("it refused to answer")
    if _get(choice, "finish_reason") == "length":
        raise NoAnswer("its answer breaks off")
    used = _get(body, "usage", "total_tokens")
    return _text(_get(choice, "message", "content")), *_named(body), _count(used)


def _read_anthropic(body: Any) -> tuple[str, str, int]:
    """Text, model and tokens of a message."""
    if _get(body, "stop_reason") == "refusal":
        raise NoAnswer("it refused to answer")
    if _get(body, "stop_reason") == "max_tokens":
        raise NoAnswer("its answer breaks off")
    content = _get(body, "content")
    parts = content if isinstance(content, list) else []
    texts = [_get(part, "text") for part in parts if _get(part, "type") == "text"]
    joined = "".join(text for text in texts if isinstance(text, str))
    used = _count(_get(body, "usage", "input_tokens"))
    return _text(joined), *_named(body), used + _count(_get(body, "usage", "output_tokens"))


_READERS = {"openai": _read_openai, "anthropic": _read_anthropic}


def _get(found: Any, *path: str | int) -> Any:
    """What stands at a path of JSON, None where nothing does."""
    for step in path:
        if isinstance(step, int):
            found = found[step] if isinstance(found, list) and len(found) > step else None
        else:
            found = found.get(step) if isinstance(found, dict) else None
    return found


def _text(found: Any) -> str:
    if not isinstance(found, str) or not found.strip():
        raise NoAnswer("its answer cannot be read")
    return found


def _named(body: Any) -> tuple[str]:
    name = _get(body, "model")
    return (name if isinstance(name, str) else "",)


def _count(found: Any) -> int:
    return found if type(found) is int and 0 <= found < 10**9 else 0
