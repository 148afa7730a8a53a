"""The model is real HTTP on this machine; only what it says is played."""

import json
import time

import pytest

from quizapp.adapters.language_model import ask
from quizapp.config import LanguageModel
from quizapp.core.generation.prompts import Answer, NoAnswer, Prompt
from tests.model_server import ModelServer, Play, message, model_server, said

PROMPT = Prompt("Draft questions.", '{"text": "Bile is stored in the gallbladder."}')
KEY = "sk-only-for-tests"


def model_at(server: ModelServer, kind: str = "openai", seconds: int = 5) -> LanguageModel:
    return LanguageModel(server.url, "tiny", KEY, kind, seconds)


def failure(*plays: Play, kind: str = "openai", seconds: int = 5) -> NoAnswer:
    with model_server(*plays) as server, pytest.raises(NoAnswer) as raised:
        ask(model_at(server, kind, seconds), PROMPT)
    return raised.value


def test_an_openai_endpoint_is_asked_with_key_and_prompt_and_its_text_comes_back():
    with model_server(Play(said("Hello"))) as server:
        answer = ask(model_at(server), PROMPT)
    (request,) = server.requests
    assert request["path"] == "/v1/chat/completions"
    assert request["headers"]["Authorization"] == f"Bearer {KEY}"
    assert request["body"]["model"] == "tiny"
    assert 0 < request["body"]["max_tokens"] <= 4_000
    assert [part["content"] for part in request["body"]["messages"]] == [
        PROMPT.system,
        PROMPT.user,
    ]
    assert answer == Answer("Hello", "tiny-1", 50, answer.seconds)
    assert answer.seconds > 0


def test_anthropics_endpoint_is_asked_in_its_own_way():
    with model_server(Play(message("Hello"))) as server:
        answer = ask(model_at(server, "anthropic"), PROMPT)
    (request,) = server.requests
    assert request["path"] == "/v1/messages"
    assert request["headers"]["x-api-key"] == KEY
    assert request["headers"]["anthropic-version"] == "2023-06-01"
    assert request["body"]["system"] == PROMPT.system
    assert (answer.text, answer.model, answer.tokens) == ("Hello", "claude-x", 50)


def test_without_a_key_none_is_sent():
    with model_server(Play(said("Hello"))) as server:
        ask(LanguageModel(server.url, "tiny"), PROMPT)
    assert "Authorization" not in server.requests[0]["headers"]


@pytest.mark.parametrize("tokens", [0, None, "many", -5, True])
def test_tokens_that_are_not_told_are_estimated(tokens):
    with model_server(Play(said("word " * 300, tokens=tokens))) as server:
        answer = ask(model_at(server), PROMPT)
    assert answer.tokens >= PROMPT.tokens + 300


@pytest.mark.parametrize(
    ("status", "reason", "final"),
    [
        (400, "did not accept", False),
        (401, "refused the key", True),
        (403, "refused the key", True),
        (404, "no such address", True),
        (429, "too often", True),
        (500, "out of order", False),
        (503, "out of order", False),
        (529, "out of order", False),
        (204, "out of order", False),
    ],
)
def test_a_status_that_is_not_ok_is_no_answer(status, reason, final):
    failed = failure(Play({"error": {"message": "Buy more."}}, status))
    assert reason in str(failed)
    assert failed.final is final
    assert "Buy more" not in str(failed)


def test_a_redirect_is_not_followed():
    with model_server(Play(said("Stolen"))) as thief:
        failed = failure(Play(b"", 307, {"Location": f"{thief.url}/chat/completions"}))
        assert "leads elsewhere" in str(failed)
        assert thief.requests == []


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("openai", said("{", finish="length"), "breaks off"),
        ("openai", said("No.", finish="content_filter"), "refused"),
        ("openai", {"choices": [{"message": {"content": None, "refusal": "No."}}]}, "refused"),
        ("anthropic", message("{", stop="max_tokens"), "breaks off"),
        ("anthropic", message("No.", stop="refusal"), "refused"),
        ("openai", said(""), "cannot be read"),
        ("openai", {"choices": []}, "cannot be read"),
        ("openai", {"choices": {"0": 1}}, "cannot be read"),
        ("openai", [], "cannot be read"),
        ("openai", b"<html>Sign in to the hotel's network</html>", "cannot be read"),
        ("openai", b"\xff\xfe\x00", "cannot be read"),
        ("openai", b'{"choices": [{"mess', "cannot be read"),
        ("openai", b"[" * 200_000, "cannot be read"),
        ("openai", b'{"a": ' + b"9" * 10_000 + b"}", "cannot be read"),
        ("openai", b" " * (1024 * 1024 + 1), "too long"),
        ("anthropic", {"content": "text"}, "cannot be read"),
        ("anthropic", {"content": [{"type": "tool_use", "text": 5}]}, "cannot be read"),
        ("anthropic", {"content": [{"type": "text", "text": 5}, None]}, "cannot be read"),
    ],
)
def test_whatever_is_no_answer_is_refused_with_the_reason(kind, body, reason):
    failed = failure(Play(body), kind=kind)
    assert reason in str(failed)
    assert not failed.final


def test_a_model_that_hangs_is_left_when_the_time_is_up():
    began = time.monotonic()
    failed = failure(Play(said("Late"), seconds=30), seconds=1)
    assert "too long" in str(failed)
    assert time.monotonic() - began < 5
    assert failed.seconds >= 1


def test_a_model_that_drips_is_cut_off():
    began = time.monotonic()
    failed = failure(Play(json.dumps(said("slow " * 200)).encode(), drip=0.1), seconds=1)
    assert "too long" in str(failed)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("play", [Play(reset=True), Play(b"x", status=99)])
def test_a_connection_that_breaks_is_no_answer(play):
    assert "reached" in str(failure(play))


def test_an_answer_that_is_shorter_than_it_says_is_none():
    play = Play(b'{"choices": [', headers={"Content-Length": "500"})
    assert "cannot be read" in str(failure(play))


def test_nobody_at_the_address_is_no_answer():
    with model_server(Play()) as server:
        gone = model_at(server)
    with pytest.raises(NoAnswer, match="could not be reached"):
        ask(gone, PROMPT)


def test_the_key_is_shown_nowhere():
    assert KEY not in repr(LanguageModel("https://x.example/v1", "tiny", KEY))
    assert KEY not in str(failure(Play(b"", 401)))
