"""A fitted schedule on the plan's page: told in figures, used, left, and taken back."""

import re

from flask import Flask
from sqlalchemy import select

from quizapp.services.runtime import Runtime
from quizapp.storage.models import Schedule, ScheduleStatus, User
from tests.factories import Clock, School
from tests.fixtures import Visitor
from tests.forgetting import FORGETFUL, keep_schedule
from tests.sittings import sit, states_of
from tests.web.conftest import add_user, signed_in
from tests.web.pages import text_of


def offered_to(
    runtime: Runtime, school: School, clock: Clock, *, of_course: bool = False
) -> Schedule:
    """An offer to the learner, who has answered something."""
    sitting = sit(runtime, school)
    for _ in range(6):
        sitting.answer()
        clock.advance(hours=26)
    with runtime.writing.begin() as session:
        if of_course:
            keep_schedule(session, FORGETFUL, course_id=school.course.id)
        else:
            keep_schedule(session, FORGETFUL, user_id=school.learner.id)
        return session.scalars(select(Schedule).where(Schedule.user_id == school.learner.id)).one()


def status_of(runtime: Runtime, schedule: Schedule) -> ScheduleStatus:
    with runtime.reading() as session:
        return session.get_one(Schedule, schedule.id).status


def forms_of(page: str) -> list[str]:
    """What can be done about schedules, as the last words of the forms' addresses."""
    return re.findall(r'action="/plan/schedules/[0-9a-f-]{36}/([a-z-]+)"', page)


def test_without_a_fit_the_plan_says_nothing_of_schedules(learner: Visitor) -> None:
    page = learner.get("/plan").text
    assert "schedule" not in text_of(page).lower()
    assert forms_of(page) == []


def test_an_offer_is_told_in_figures_and_used_on_the_learners_word(
    learner: Visitor, school: School, runtime: Runtime, clock: Clock
) -> None:
    schedule = offered_to(runtime, school, clock)
    before = states_of(runtime)["memories"]
    page = learner.get("/plan").text
    words = text_of(page)
    assert "A schedule fitted to your answers is ready" in words
    assert "the newest 80 reviews better: log loss 0.400 instead of 0.500" in words
    assert re.search(r"\d objectives? would fall due earlier, \d later and \d on the same", words)
    assert re.search(r"Due today\s+\d now, \d with it", words)
    assert forms_of(page) == ["use", "decline"]
    assert states_of(runtime)["memories"] == before
    used = learner.post(f"/plan/schedules/{schedule.uuid}/use")
    assert (used.status_code, used.location) == (303, "/plan")
    assert states_of(runtime)["memories"] != before
    page = learner.get("/plan").text
    assert "Your schedule is the fitted one now." in text_of(page)
    assert "follows a schedule fitted to your answers" in text_of(page)
    assert forms_of(page) == ["go-back"]
    learner.post(f"/plan/schedules/{schedule.uuid}/go-back")
    assert states_of(runtime)["memories"] == before
    page = learner.get("/plan").text
    assert "You are back on your former schedule." in text_of(page)
    assert forms_of(page) == []


def test_an_offer_that_is_left_changes_nothing_and_goes(
    learner: Visitor, school: School, runtime: Runtime, clock: Clock
) -> None:
    schedule = offered_to(runtime, school, clock)
    before = states_of(runtime)["memories"]
    learner.get("/plan")
    learner.post(f"/plan/schedules/{schedule.uuid}/decline")
    page = learner.get("/plan").text
    assert "Your schedule stays as it is." in text_of(page)
    assert forms_of(page) == []
    assert states_of(runtime)["memories"] == before
    refused = learner.post(f"/plan/schedules/{schedule.uuid}/use")
    assert refused.status_code == 409
    assert "no longer offered" in text_of(refused.text)


def test_a_courses_offer_names_the_course(
    learner: Visitor, school: School, runtime: Runtime, clock: Clock
) -> None:
    schedule = offered_to(runtime, school, clock, of_course=True)
    title = school.course.title
    words = text_of(learner.get("/plan").text)
    assert f"A schedule fitted to the answers in {title} is ready" in words
    learner.post(f"/plan/schedules/{schedule.uuid}/use")
    words = text_of(learner.get("/plan").text)
    assert f"follows a schedule fitted to the answers in {title}." in words


def test_a_plan_that_is_refused_still_shows_the_offer(
    learner: Visitor, school: School, runtime: Runtime, clock: Clock
) -> None:
    offered_to(runtime, school, clock)
    learner.get("/plan")
    refused = learner.post("/plan", minutes="4")
    assert refused.status_code == 422
    assert forms_of(refused.text) == ["use", "decline"]


def test_somebody_elses_offer_is_not_there(
    app: Flask, school: School, runtime: Runtime, clock: Clock, instructor: Visitor
) -> None:
    schedule = offered_to(runtime, school, clock)
    before = states_of(runtime)["memories"]
    stranger = signed_in(app, runtime, add_user(runtime, "Otto"))
    for visitor in (stranger, instructor):
        assert forms_of(visitor.get("/plan").text) == []
        for deed in ("use", "decline", "go-back"):
            assert visitor.post(f"/plan/schedules/{schedule.uuid}/{deed}").status_code == 404
    assert status_of(runtime, schedule) is ScheduleStatus.OFFERED
    assert states_of(runtime)["memories"] == before
    with runtime.reading() as session:
        assert session.scalar(select(User.name).where(User.id == schedule.user_id)) == "Lena"
