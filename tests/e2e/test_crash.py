"""kill -9 in the middle of answering: what was acknowledged is in the log, exactly once."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

import run
from quizapp.services.rebuild import rebuild
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Attempt
from tests.e2e.conftest import free_port, wait_for
from tests.factories import PASSWORD, School
from tests.fixtures import SAME_ORIGIN
from tests.fixtures import field as form_field
from tests.sittings import log_of, states_of

KILLS = 5
ANSWERS_BETWEEN = 6
PATIENCE = 20.0


class Unreachable(Exception):
    """The server went away before it answered."""


@dataclass
class Server:
    """The server as run.py starts it, on a test's own database."""

    port: int
    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, *run.server_command(self.port)[1:]]
        _name, self.process = run.start("server", command, self.environment)
        wait_for(f"http://127.0.0.1:{self.port}/sign-in", Path(os.devnull))

    def kill(self) -> None:
        """End the server and its workers without a chance to tidy up."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class KeepRedirects(urllib.request.HTTPRedirectHandler):
    """Gives a redirect back instead of following it."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


@dataclass
class Client:
    """A learner's program, which keeps sending an answer until it is told that it arrived."""

    address: str
    stop: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[str] = field(default_factory=list)
    interrupted: int = 0
    token: str = ""

    def __post_init__(self) -> None:
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar()),
            KeepRedirects(),
        )

    def request(self, path: str, **fields: str) -> tuple[int, str, str]:
        """Status, address to go on to, and page. Raises Unreachable."""
        data = urlencode(fields).encode() if fields else None
        request = urllib.request.Request(self.address + path, data, SAME_ORIGIN)  # noqa: S310
        try:
            with self._opener.open(request, timeout=5) as response:
                return response.status, "", response.read().decode()
        except urllib.error.HTTPError as response:
            return response.code, response.headers.get("Location", ""), ""
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable from error

    def until_answered(self, path: str, **fields: str) -> tuple[int, str, str]:
        """The same request again and again until it is answered."""
        while not self.stop.is_set():
            try:
                return self.request(path, **fields)
            except Unreachable:
                self.interrupted += 1
                self.stop.wait(0.02)
        raise Unreachable

    def sign_in(self, email: str) -> None:
        token = form_field(self.request("/sign-in")[2], "csrf_token")
        status, _, _ = self.request("/sign-in", csrf_token=token, email=email, password=PASSWORD)
        assert status == 303
        self.token = form_field(self.request("/account")[2], "csrf_token")

    def practise(self, module: str) -> None:
        """Answer one practice after the other until told to stop."""
        try:
            while not self.stop.is_set():
                begun = self.until_answered(
                    "/practice", csrf_token=self.token, module=module, minutes="20"
                )
                assert begun[0] == 303, begun
                self.answer_all(begun[1])
        except Unreachable:
            assert self.stop.is_set()

    def answer_all(self, address: str) -> None:
        while True:
            status, _location, page = self.until_answered(address)
            if status == 303:
                return
            status, location, _page = self.until_answered(
                address,
                csrf_token=self.token,
                offer=form_field(page, "offer"),
                response_uuid=form_field(page, "response_uuid"),
                option=re.findall(r'name="option" value="(\d+)"', page)[0],
            )
            assert status == 303, page
            self.acknowledged.append(location.rstrip("/").rsplit("/", 1)[-1])


@pytest.fixture
def server(runtime: Runtime, tmp_path: Path) -> Iterator[Server]:
    """A server on the test's own SQLite file."""
    settings = {
        "QUIZAPP_DATA_DIR": str(tmp_path),
        "QUIZAPP_DATABASE_URL": runtime.config.database_url,
        "QUIZAPP_SECRET_KEY": runtime.config.secret_key,
    }
    built = Server(free_port(), tmp_path, dict(os.environ, **settings))
    built.start()
    yield built
    built.kill()


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "nothing was answered any more"
        time.sleep(0.005)


def test_no_acknowledged_answer_is_lost_or_counted_twice(
    server: Server, runtime: Runtime, school: School
) -> None:
    client = Client(f"http://127.0.0.1:{server.port}")
    client.sign_in(school.learner.email)
    learner = threading.Thread(target=client.practise, args=[str(school.module.uuid)], daemon=True)
    learner.start()
    for _ in range(KILLS):
        enough = len(client.acknowledged) + ANSWERS_BETWEEN
        wait_until(lambda enough=enough: len(client.acknowledged) >= enough)
        server.kill()
        server.start()
    enough = len(client.acknowledged) + ANSWERS_BETWEEN
    wait_until(lambda: len(client.acknowledged) >= enough)
    client.stop.set()
    learner.join(PATIENCE)

    log = log_of(runtime)
    logged = Counter(str(response.uuid) for response in log)
    assert client.interrupted >= KILLS
    assert len(client.acknowledged) >= (KILLS + 1) * ANSWERS_BETWEEN
    assert [uuid for uuid in client.acknowledged if logged[uuid] != 1] == []
    # At most the answer that was under way when the client stopped was never acknowledged.
    assert len(set(logged) - set(client.acknowledged)) <= 1

    places: dict[int, list[int]] = {}
    for response in log:
        places.setdefault(response.attempt_id, []).append(response.place)
    assert all(found == list(range(1, len(found) + 1)) for found in places.values())
    with runtime.reading() as session:
        assert set(session.scalars(select(Attempt.user_id))) == {school.learner.id}

    stored = states_of(runtime)
    assert [row[3] for row in stored["abilities"]] == [len(log)]
    with runtime.writing.begin() as session:
        rebuild(session)
    rebuilt = states_of(runtime)
    assert (rebuilt["memories"], rebuilt["abilities"]) == (stored["memories"], stored["abilities"])
