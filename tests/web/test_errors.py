"""Errors are pages: what happened, what is safe, what to do next, and a reference."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from quizapp import app as application
from quizapp.cli import migrate
from quizapp.core.errors import Conflict, Forbidden, Invalid, NotFound, QuizappError
from quizapp.services import courses
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Course
from quizapp.web.request import db, now, public
from tests.factories import Clock, School
from tests.fixtures import Visitor, close, make_config
from tests.servers import PostgresqlServer
from tests.web.conftest import add_user, signed_in
from tests.web.pages import text_of

SECRET = "a detail that is nobody's business"


def reference_of(page: str) -> str:
    found = re.search(r"give this reference: <strong[^>]*>([0-9a-f]{8})</strong>", page)
    assert found, text_of(page)
    return found[1]


def plant(app: Flask, error: Exception, method: str = "GET") -> None:
    """Add a view that fails."""

    @app.route("/planted", methods=[method])
    @public
    def planted() -> str:
        if method == "POST":
            courses.create_course(db(), None, title="Half done", now=now())
        raise error


def test_an_error_says_what_happened_what_is_safe_and_where_to_go(visitor: Visitor) -> None:
    page = visitor.client.get("/nowhere")
    assert page.status_code == 404
    words = text_of(page.text)
    assert "Not here" in words
    assert "There is nothing under this address." in words
    assert "Everything that was saved before is safe." in words
    assert '<a class="button button-primary" href="/">Go to Today</a>' in page.text
    assert reference_of(page.text)


def test_every_error_has_a_reference_of_its_own(visitor: Visitor) -> None:
    pages = [visitor.client.get("/nowhere").text for _time in range(5)]
    assert len({reference_of(page) for page in pages}) == 5


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotFound("It is not there."), 404),
        (Forbidden("It is not yours."), 403),
        (Conflict("It has changed."), 409),
        (Invalid("It cannot be read."), 422),
    ],
)
def test_each_known_error_has_its_status_and_its_own_words(
    app: Flask, error: QuizappError, code: int
) -> None:
    plant(app, error)
    page = app.test_client().get("/planted")
    assert page.status_code == code
    assert str(error) in text_of(page.text)


def test_a_surprise_is_logged_with_its_reference_and_shows_nothing_of_itself(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    plant(app, RuntimeError(SECRET))
    with caplog.at_level(logging.ERROR):
        page = app.test_client().get("/planted")
    assert page.status_code == 500
    assert "Something broke on our side" in text_of(page.text)
    assert SECRET not in page.text
    assert "Traceback" not in page.text
    assert "RuntimeError" not in page.text
    assert reference_of(page.text) in caplog.text
    assert "GET /planted" in caplog.text
    assert SECRET in caplog.text


def test_what_a_failed_request_had_written_is_undone(app: Flask, runtime: Runtime) -> None:
    plant(app, RuntimeError(SECRET), "POST")
    assert Visitor(app.test_client()).post("/planted").status_code == 500
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).select_from(Course)) == 0


def test_two_people_doing_the_same_at_once_are_told_so(app: Flask) -> None:
    plant(app, IntegrityError("INSERT", {}, ValueError(SECRET)))
    page = app.test_client().get("/planted")
    assert page.status_code == 409
    assert "Somebody else did this at the same moment." in text_of(page.text)
    assert SECRET not in page.text


def test_a_method_that_an_address_does_not_take_is_a_page_too(visitor: Visitor) -> None:
    response = visitor.client.get("/sign-out")
    assert response.status_code == 405
    assert "Not like this" in text_of(response.text)


MALFORMED = [
    "/modules/1",
    "/modules/not-a-uuid",
    "/modules/{uuid}x",
    "/lessons/%00",
    "/quizzes/-1",
    "/practice/{uuid}/answers/2",
    "/practice/' OR 1=1 --",
    "/courses/%F0%9F%A9%BA",
    "/courses/../../etc/passwd",
    "/static/../../quizapp/config.py",
    "/static/%2e%2e/config.py",
    "/static/nothing.css",
]
UNKNOWN = [
    "/modules/{uuid}",
    "/modules/{uuid}/practice",
    "/lessons/{uuid}",
    "/lessons/{uuid}/practice",
    "/quizzes/{uuid}",
    "/practice/{uuid}",
    "/practice/{uuid}/summary",
    "/practice/{uuid}/answers/{uuid}",
    "/courses/no-such-course",
]
UNKNOWN_TO_STAFF = [
    "/teach/courses/no-such-course",
    "/teach/courses/no-such-course/learners",
    "/teach/imports/{uuid}",
    "/teach/items/{uuid}/edit",
    "/teach/modules/{uuid}",
    "/teach/modules/{uuid}/bank",
    "/teach/modules/{uuid}/items/new",
    "/teach/modules/{uuid}/review",
]


@pytest.mark.parametrize("path", MALFORMED + UNKNOWN)
def test_nothing_behind_an_address_is_a_404_page(learner: Visitor, path: str) -> None:
    page = learner.client.get(path.format(uuid=uuid4()), buffered=True)
    assert page.status_code == 404
    assert reference_of(page.text)


@pytest.mark.parametrize("path", UNKNOWN_TO_STAFF)
def test_nothing_behind_a_teaching_address_is_a_404_page(instructor: Visitor, path: str) -> None:
    page = instructor.client.get(path.format(uuid=uuid4()))
    assert page.status_code == 404
    assert reference_of(page.text)


@pytest.mark.parametrize("item", ["x", "1", "' OR 1=1"])
def test_a_malformed_identifier_in_a_query_is_a_404_page(
    instructor: Visitor, school: School, item: str
) -> None:
    page = instructor.client.get(f"/teach/modules/{school.module.uuid}/review?item={item}")
    assert page.status_code == 404


POSTED = [
    ("/practice", {"module": "\x00"}),
    ("/practice", {"lesson": "x" * 5000}),
    ("/join", {"code": "\x00"}),
    ("/join", {"code": "x" * 5000}),
    ("/sign-in", {"email": "\x00", "password": "\x00"}),
    ("/register", {"email": "a@\x00", "name": "\x00", "password": "x" * 300}),
    ("/demo/advance", {"days": "9" * 400}),
    ("/account/theme", {"theme": "\x00"}),
]


@pytest.mark.parametrize(("path", "fields"), POSTED)
def test_nonsense_in_a_form_is_the_forms_fault_and_never_ours(
    learner: Visitor, path: str, fields: dict[str, str]
) -> None:
    assert 400 <= learner.post(path, **fields).status_code < 500


@pytest.fixture
def on_postgresql(
    postgresql_server: PostgresqlServer,
    tmp_path: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Visitor]:
    """A learner of an application on PostgreSQL, which takes fewer characters than SQLite."""
    monkeypatch.setattr(application, "_utc_now", clock)
    url = postgresql_server.new_database_url()
    app = application.create_app(make_config(url, tmp_path))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    runtime = app.extensions["quizapp"]
    migrate(runtime)
    yield signed_in(app, runtime, add_user(runtime, "Nina"))
    close(runtime)


def test_nonsense_is_never_our_fault_on_postgresql_either(on_postgresql: Visitor) -> None:
    codes = [on_postgresql.post(path, **fields).status_code for path, fields in POSTED]
    codes += [
        on_postgresql.client.get(path).status_code
        for path in ("/courses/%00", "/modules/%00", "/join?code=%00", "/%00")
    ]
    assert max(codes) < 500


@pytest.mark.parametrize("offer", ["", "x", "a.b.c", ".", "e30.x", "\x00"])
@pytest.mark.parametrize("uuid", ["", "x", "\x00"])
def test_nonsense_in_an_answer_is_never_our_fault(
    learner: Visitor, school: School, offer: str, uuid: str
) -> None:
    learner.get("/")
    address = learner.post("/practice", module=str(school.module.uuid)).location
    response = learner.post(address, offer=offer, response_uuid=uuid, option="one")
    assert response.status_code in (404, 422)
