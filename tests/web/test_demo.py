"""The demo's doors: only in the demo, and only from the machine that runs it."""

import pytest
from flask import Flask

from quizapp.services import demo
from quizapp.services.runtime import Runtime
from tests.factories import START, School
from tests.fixtures import SAME_ORIGIN, Visitor
from tests.web.conftest import AppBuilder, add_user, signed_in
from tests.web.pages import text_of

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.5"}
DOORS = ["/continue-as/learner", "/continue-as/instructor", "/demo/advance"]


def prepare(app: Flask) -> Runtime:
    runtime: Runtime = app.extensions["quizapp"]
    with runtime.writing.begin() as session:
        demo.prepare_people(session, now=START)
        demo.prepare_course(session, now=START)
    return runtime


def knock(app: Flask, door: str, remote: str) -> tuple[int, str]:
    """Try a door, signed in and with a form's token, from an address."""
    runtime = prepare(app)
    visitor = signed_in(app, runtime, add_user(runtime, "Nina"))
    response = visitor.client.post(
        door,
        data={"csrf_token": visitor.token(), "days": "1"},
        headers=SAME_ORIGIN,
        environ_overrides={"REMOTE_ADDR": remote},
    )
    return response.status_code, text_of(response.text)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("remote", ["127.0.0.1", "::1"])
def test_in_the_demo_the_doors_are_open_on_this_machine(app: Flask, door: str, remote: str) -> None:
    assert knock(app, door, remote)[0] == 303


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("remote", ["203.0.113.5", "192.168.1.7", "::ffff:203.0.113.5"])
def test_in_the_demo_the_doors_are_shut_for_other_machines(
    app: Flask, door: str, remote: str
) -> None:
    code, words = knock(app, door, remote)
    assert code == 403
    assert "only there in the demo, on the machine that runs it" in words


@pytest.mark.parametrize("door", DOORS)
def test_a_header_cannot_claim_to_come_from_this_machine(app: Flask, door: str) -> None:
    visitor = Visitor(app.test_client())
    response = visitor.client.post(
        door,
        data={"csrf_token": visitor.token(), "days": "1"},
        headers=SAME_ORIGIN | {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"},
        environ_overrides=ELSEWHERE,
    )
    assert response.status_code == 403 or response.location.startswith("/sign-in")


@pytest.mark.parametrize("door", DOORS)
def test_without_the_demo_there_are_no_doors(build_app: AppBuilder, door: str) -> None:
    assert knock(build_app(demo=False), door, "127.0.0.1")[0] == 403


def test_the_demo_is_off_unless_asked_for(build_app: AppBuilder) -> None:
    assert build_app().config["DEMO"] is False


@pytest.mark.parametrize(("role", "home"), [("learner", "/"), ("instructor", "/teach/")])
def test_somebody_enters_the_demo_in_a_role(app: Flask, role: str, home: str) -> None:
    prepare(app)
    visitor = Visitor(app.test_client())
    entered = visitor.post(f"/continue-as/{role}")
    assert entered.location == home
    assert demo.COURSE_TITLE in visitor.get(home).text


def test_nobody_enters_the_demo_as_an_administrator(app: Flask) -> None:
    prepare(app)
    assert Visitor(app.test_client()).post("/continue-as/admin").status_code == 404


def test_a_demo_that_was_not_prepared_says_how_to(visitor: Visitor) -> None:
    response = visitor.post("/continue-as/learner")
    assert response.status_code == 404
    assert "The demo has not been prepared" in text_of(response.text)


def test_the_sign_in_page_offers_the_demo_on_this_machine_alone(visitor: Visitor) -> None:
    here = visitor.client.get("/sign-in").text
    there = visitor.client.get("/sign-in", environ_overrides=ELSEWHERE).text
    assert "Continue as" in here
    assert "Continue as" not in there


def test_pages_offer_the_clock_on_this_machine_alone(learner: Visitor, school: School) -> None:
    assert "Move time forward" in learner.client.get("/").text
    assert "Move time forward" not in learner.client.get("/", environ_overrides=ELSEWHERE).text
