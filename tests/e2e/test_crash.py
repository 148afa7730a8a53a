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
from quizapp.services.courses import enrol
from quizapp.services.rebuild import fold_item_difficulties
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Course, CourseRole, Projection, User
from tests.e2e.conftest import free_port, wait_for
from tests.factories import PASSWORD, START, School, make_committed_school, make_user
from tests.fixtures import SAME_ORIGIN
from tests.fixtures import field as form_field
from tests.sittings import log_of, states_of

KILLS = 3
LEARNERS = 3
ANSWERS_BETWEEN = 6
RESENT = 4
PATIENCE = 20.0
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


class Unreachable(Exception):
    """The server went away before it answered."""


@dataclass
class Server:
    """Server and worker as run.py starts them, on a test's own database."""

    port: int
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        server = [sys.executable, *run.server_command(self.port)[1:]]
        for name, command in (("server", server), ("worker", [*FLASK, "worker"])):
            self.processes.append(run.start(name, command, self.environment)[1])
        wait_for(f"http://127.0.0.1:{self.port}/sign-in", Path(os.devnull))

    def kill(self) -> None:
        """End both and the server's own workers without a chance to tidy up."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()

    def rebuild(self) -> str:
        """Replay the log by the command that operators have. Returns what it says."""
        done = subprocess.run(
            [*FLASK, "rebuild"],
            cwd=run.ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


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
    sent: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
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
            fields = {
                "csrf_token": self.token,
                "offer": form_field(page, "offer"),
                "response_uuid": form_field(page, "response_uuid"),
                "option": re.findall(r'name="option" value="(\d+)"', page)[0],
            }
            status, location, _page = self.until_answered(address, **fields)
            assert status == 303, page
            self.acknowledged.append(location.rstrip("/").rsplit("/", 1)[-1])
            self.sent.append((address, fields, location))


@pytest.fixture
def school(either_runtime: Runtime) -> School:
    return make_committed_school(either_runtime)


@pytest.fixture
def server(either_runtime: Runtime, school: School, tmp_path: Path) -> Iterator[Server]:
    """A server on the test's own database, with a school in it."""
    settings = {
        "QUIZAPP_DATA_DIR": str(tmp_path),
        "QUIZAPP_DATABASE_URL": either_runtime.config.database_url,
        "QUIZAPP_SECRET_KEY": either_runtime.config.secret_key,
    }
    built = Server(free_port(), dict(os.environ, **settings))
    built.start()
    yield built
    built.kill()


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "nothing was answered any more"
        time.sleep(0.005)


def enrol_more(runtime: Runtime, school: School) -> list[User]:
    """The school's learner and others."""
    with runtime.writing.begin() as session:
        others = [make_user(session, f"Learner{number}") for number in range(1, LEARNERS)]
        course = session.get_one(Course, school.course.id)
        for user in others:
            enrol(session, course, user, CourseRole.LEARNER, now=START)
    return [school.learner, *others]


def projections_of(runtime: Runtime) -> dict[str, object]:
    """Everything that a rebuild writes, once the fold has read the whole log."""
    folded = 1
    while folded:
        with runtime.writing.begin() as session:
            folded = fold_item_difficulties(session) + fold_item_difficulties(session)
    with runtime.reading() as session:
        read = session.execute(select(Projection.name, Projection.response_id)).all()
    return {**states_of(runtime), "read": [tuple(row) for row in read]}


def test_no_acknowledged_answer_is_lost_or_counted_twice(
    server: Server, either_runtime: Runtime, school: School
) -> None:
    runtime, users = either_runtime, enrol_more(either_runtime, school)
    clients = [Client(f"http://127.0.0.1:{server.port}") for _ in users]
    for client, user in zip(clients, users, strict=True):
        client.sign_in(user.email)
    learners = [
        threading.Thread(target=client.practise, args=[str(school.module.uuid)], daemon=True)
        for client in clients
    ]
    for learner in learners:
        learner.start()

    def everybody_goes_on() -> None:
        enough = [len(client.acknowledged) + ANSWERS_BETWEEN for client in clients]
        wait_until(
            lambda: all(len(c.acknowledged) >= n for c, n in zip(clients, enough, strict=True))
        )

    for _ in range(KILLS):
        everybody_goes_on()
        server.kill()
        server.start()
    everybody_goes_on()
    for client, learner in zip(clients, learners, strict=True):
        client.stop.set()
        learner.join(PATIENCE)

    log = log_of(runtime)
    logged = Counter(str(response.uuid) for response in log)
    for client, user in zip(clients, users, strict=True):
        assert client.interrupted >= KILLS
        assert [uuid for uuid in client.acknowledged if logged[uuid] != 1] == []
        mine = {str(response.uuid) for response in log if response.user_id == user.id}
        # At most the answer that was under way when the client stopped was never acknowledged.
        assert len(mine - set(client.acknowledged)) <= 1

    for client in clients:
        for address, fields, location in client.sent[-RESENT:] + client.sent[:RESENT]:
            status, again, _page = client.request(address, **fields)
            assert (status, again) == (303, location)
    assert [response.id for response in log_of(runtime)] == [response.id for response in log]

    places: dict[int, list[int]] = {}
    for response in log:
        places.setdefault(response.attempt_id, []).append(response.place)
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in places.values())

    server.kill()
    stored = projections_of(runtime)
    assert sum(row[3] for row in stored["abilities"]) == len(log)
    assert f"Replayed {len(log)} responses of {LEARNERS} learners" in server.rebuild()
    assert projections_of(runtime) == stored
