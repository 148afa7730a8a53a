"""For pages, a school whose sections are long enough for lessons and drafted questions."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from quizapp import app as application
from quizapp.config import Config
from quizapp.services import accounts
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Role, User
from tests.factories import LIVER_DOCUMENT, Clock, School, make_committed_school, make_user
from tests.fixtures import Visitor, close, make_config


@pytest.fixture(scope="session")
def kept_school(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, School]:
    """A database with the school, made once: drafting and publishing take long."""
    folder = tmp_path_factory.mktemp("school")
    path = folder / "quizapp.sqlite3"
    shutil.copy(migrated_sqlite, path)
    runtime = application.build_runtime(make_config(f"sqlite:///{path}", folder))
    school = make_committed_school(runtime, text=LIVER_DOCUMENT, drafts=True)
    close(runtime)
    return path, school


@pytest.fixture
def config(request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path: Path) -> Config:
    """Settings with an SQLite file of the test's own, with the school in it where one is used."""
    path = tmp_path / "quizapp.sqlite3"
    kept = "school" in request.fixturenames
    shutil.copy(request.getfixturevalue("kept_school")[0] if kept else migrated_sqlite, path)
    return make_config(f"sqlite:///{path}", tmp_path, demo=True)


@pytest.fixture
def school(kept_school: tuple[Path, School]) -> School:
    """A published module with lessons, its people, and drafted questions to review."""
    return kept_school[1]


@pytest.fixture
def admin(app: Flask, runtime: Runtime, school: School) -> Visitor:
    """An administrator, signed in."""
    return signed_in(app, runtime, add_user(runtime, "Ada", Role.ADMIN))


AppBuilder = Callable[..., Flask]


@pytest.fixture
def build_app(
    migrated_sqlite: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AppBuilder]:
    """Builds applications with settings of the test's own, each on an empty database."""
    monkeypatch.setattr(application, "_utc_now", clock)
    built: list[Flask] = []

    def build(**settings: object) -> Flask:
        path = tmp_path / f"built-{len(built)}.sqlite3"
        shutil.copy(migrated_sqlite, path)
        built.append(application.create_app(make_config(f"sqlite:///{path}", tmp_path, **settings)))
        return built[-1]

    yield build
    for app in built:
        close(app.extensions["quizapp"])


def add_user(runtime: Runtime, name: str, role: Role = Role.LEARNER) -> User:
    """Somebody with an account and no course."""
    with runtime.writing.begin() as session:
        return make_user(session, name, role)


def signed_in(app: Flask, runtime: Runtime, user: User) -> Visitor:
    """This person's browser, past the sign-in page."""
    with runtime.writing.begin() as session:
        token = accounts.open_sign_in(session, user, now=runtime.clock(), days=14)
    return enter(app, token)


def enter(app: Flask, token: str | None) -> Visitor:
    """The browser that has this sign-in token, or that of somebody who is not signed in."""
    visitor = Visitor(app.test_client())
    if token is None:
        return visitor
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = token
    visitor.get("/account")
    return visitor
