"""For pages, a school whose sections are long enough for lessons and drafted questions."""

import pytest
from flask import Flask

from quizapp.services import accounts
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Role, User
from tests.factories import LONG_DOCUMENT, School, make_committed_school, make_user
from tests.fixtures import Visitor


@pytest.fixture
def school(runtime: Runtime) -> School:
    """A published module with lessons, its people, and drafted questions to review."""
    return make_committed_school(runtime, text=LONG_DOCUMENT)


@pytest.fixture
def admin(app: Flask, runtime: Runtime, school: School) -> Visitor:
    """An administrator, signed in."""
    return signed_in(app, runtime, add_user(runtime, "Ada", Role.ADMIN))


def add_user(runtime: Runtime, name: str, role: Role = Role.LEARNER) -> User:
    """Somebody with an account and no course."""
    with runtime.writing.begin() as session:
        return make_user(session, name, role)


def signed_in(app: Flask, runtime: Runtime, user: User) -> Visitor:
    """This person's browser, past the sign-in page."""
    with runtime.writing.begin() as session:
        token = accounts.open_sign_in(session, user, now=runtime.clock(), days=14)
    visitor = Visitor(app.test_client())
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = token
    visitor.get("/account")
    return visitor
