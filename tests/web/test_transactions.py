"""Services flush, views commit: a view that forgets is caught by the watch on every request."""

import pytest
from flask import Flask

from quizapp.services import courses
from quizapp.storage.models import Course
from quizapp.web.request import commit, db, now, public
from tests.factories import School
from tests.fixtures import Visitor, field
from tests.transactions import LeftUncommitted


def plant(app: Flask, *, commits: bool, method: str = "POST") -> None:
    """Add a view that creates a course."""

    @app.route("/planted", methods=[method])
    @public
    def planted() -> str:
        courses.create_course(db(), None, title="Planted", now=now())
        if commits:
            commit()
        return "done"


def test_a_view_that_forgets_to_commit_is_caught(app: Flask) -> None:
    plant(app, commits=False)
    with pytest.raises(LeftUncommitted, match="INSERT INTO courses"):
        Visitor(app.test_client()).post("/planted")


def test_a_view_that_commits_is_let_through(app: Flask) -> None:
    plant(app, commits=True)
    assert Visitor(app.test_client()).post("/planted").text == "done"


def test_a_get_that_writes_is_caught(app: Flask) -> None:
    plant(app, commits=False, method="GET")
    with pytest.raises(LeftUncommitted):
        Visitor(app.test_client()).get("/planted")


def test_a_core_statement_that_is_not_committed_is_caught(
    app: Flask, learner: Visitor, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.get(f"/modules/{school.module.uuid}/practice")
    address = learner.post("/practice", module=str(school.module.uuid)).location
    page = learner.get(address).text
    monkeypatch.setattr("quizapp.web.practice.commit", lambda: None)
    fields = {name: field(page, name) for name in ("offer", "response_uuid")}
    with pytest.raises(LeftUncommitted, match="INSERT INTO responses"):
        learner.post(address, option="0", **fields)


def test_work_that_was_not_even_flushed_is_caught(app: Flask) -> None:
    @app.post("/planted")
    @public
    def planted() -> str:
        db().add(Course(slug="planted", title="Planted", code="PLANTED2", created_at=now()))
        return "done"

    with pytest.raises(LeftUncommitted):
        Visitor(app.test_client()).post("/planted")
