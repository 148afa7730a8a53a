"""Fixtures around the application: databases, a runtime with a clock that stands, a web client."""

import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from quizapp import app as application
from quizapp.cli import migrate
from quizapp.config import Config
from quizapp.services import accounts, practice
from quizapp.services.runtime import Runtime
from quizapp.storage.database import Session
from tests.factories import PASSWORD, Clock, School, make_committed_school
from tests.servers import PostgresqlServer
from tests.transactions import watch_transactions

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def make_config(database_url: str, folder: Path, **settings: Any) -> Config:
    """Settings for a test."""
    values = {"secret_key": "only for tests", "data_folder": folder} | settings
    return Config(database_url=database_url, **values)


class KeptTemplates(BytecodeCache):
    """Compiled templates, kept over all applications of a test process: compiling takes long."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what was kept for it, if its template has not changed."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what the bucket holds."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


KEPT_TEMPLATES = KeptTemplates()


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hash passwords cheaply: a tenth of a second for each account and sign-in adds up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", PasswordHasher(1, 8, 1))
        yield


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file at the newest schema, to be copied: migrating each time takes long."""
    folder = tmp_path_factory.mktemp("migrated")
    path = folder / "quizapp.sqlite3"
    runtime = application.build_runtime(make_config(f"sqlite:///{path}", folder))
    migrate(runtime)
    close(runtime)
    return path


@pytest.fixture(autouse=True)
def steady_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts are seeded 1, 2, 3 ...: the same questions come in every run of a test."""
    seeds = itertools.count(1)
    monkeypatch.setattr(practice, "new_seed", lambda: str(next(seeds)))


@pytest.fixture
def clock() -> Clock:
    """The application's clock, standing at START until it is moved."""
    return Clock()


@pytest.fixture
def config(migrated_sqlite: Path, tmp_path: Path) -> Config:
    """Settings with an SQLite file of the test's own."""
    path = tmp_path / "quizapp.sqlite3"
    shutil.copy(migrated_sqlite, path)
    return make_config(f"sqlite:///{path}", tmp_path, demo=True)


@pytest.fixture
def app(config: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The whole application on SQLite."""
    monkeypatch.setattr(application, "_utc_now", clock)
    built = application.create_app(config)
    built.testing = True
    built.config["PROPAGATE_EXCEPTIONS"] = False
    built.jinja_env.bytecode_cache = KEPT_TEMPLATES
    watch_transactions(built)
    yield built
    close(built.extensions["quizapp"])


@pytest.fixture
def runtime(app: Flask) -> Runtime:
    """The runtime of the application on SQLite."""
    value: Runtime = app.extensions["quizapp"]
    return value


@pytest.fixture
def postgresql_runtime(
    postgresql_server: PostgresqlServer,
    tmp_path: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Runtime]:
    """A runtime on an empty, migrated PostgreSQL database."""
    monkeypatch.setattr(application, "_utc_now", clock)
    url = postgresql_server.new_database_url()
    built = application.build_runtime(make_config(url, tmp_path))
    migrate(built)
    yield built
    close(built)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_runtime(request: pytest.FixtureRequest) -> Runtime:
    """A runtime on each of the two databases."""
    name = "runtime" if request.param == "sqlite" else "postgresql_runtime"
    value: Runtime = request.getfixturevalue(name)
    return value


@pytest.fixture
def session(runtime: Runtime) -> Iterator[Session]:
    """A writing session on SQLite; what it flushed is rolled back at the end."""
    with runtime.writing() as opened:
        yield opened


@pytest.fixture
def school(runtime: Runtime) -> School:
    """A published module with its people, committed on SQLite."""
    return make_committed_school(runtime)


class Visitor:
    """Somebody with a browser of their own that runs no script."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: TestResponse | None = None

    def get(self, path: str, **arguments: Any) -> TestResponse:
        """Open a page; its form token is used for what is posted next."""
        response = self.client.get(path, **arguments)
        if response.mimetype == "text/html" and "csrf_token" in response.text:
            self.page = response
        return response

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form from the page opened last."""
        data = {"csrf_token": self.token()} | fields
        return self.client.post(path, data=data, headers=SAME_ORIGIN)

    def token(self) -> str:
        """The form token of the page opened last."""
        if self.page is None:
            self.get("/sign-in")
        assert self.page is not None
        return field(self.page.text, "csrf_token")

    def sign_in(self, email: str) -> "Visitor":
        """Sign in with the factories' password."""
        self.get("/sign-in")
        response = self.post("/sign-in", email=email, password=PASSWORD)
        assert response.status_code == 303, response.text
        self.get("/account")
        return self


def field(html: str, name: str) -> str:
    """The value of a form's hidden field."""
    match = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert match, f"no field {name}"
    return match.group(1)


def close(runtime: Runtime) -> None:
    """Give the database's connections back."""
    for factory in (runtime.reading, runtime.writing):
        factory.kw["bind"].dispose()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app.test_client())


@pytest.fixture
def learner(app: Flask, school: School) -> Visitor:
    """The school's learner, signed in."""
    return Visitor(app.test_client()).sign_in(school.learner.email)


@pytest.fixture
def instructor(app: Flask, school: School) -> Visitor:
    """The school's instructor, signed in."""
    return Visitor(app.test_client()).sign_in(school.instructor.email)
