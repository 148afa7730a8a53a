"""The learner's home, and the demo's clock."""

import pytest
from flask import Flask

from quizapp.services import courses
from quizapp.services.runtime import Runtime
from quizapp.storage.models import CourseRole
from tests.factories import START, Clock, School
from tests.fixtures import Visitor
from tests.web.conftest import add_user, signed_in
from tests.web.pages import answer, answer_all, begin, text_of


@pytest.fixture
def newcomer(app: Flask, runtime: Runtime, school: School) -> Visitor:
    """Somebody who has just made an account."""
    return signed_in(app, runtime, add_user(runtime, "Nina"))


def test_without_a_course_today_asks_for_a_course_code(newcomer: Visitor, school: School) -> None:
    assert "Join your course" in text_of(newcomer.get("/").text)
    joined = newcomer.post("/join", code=school.course.code)
    assert joined.location == f"/courses/{school.course.slug}"
    assert "Care of the liver" in text_of(newcomer.get("/").text)


def test_a_course_without_a_published_module_says_that_it_is_being_prepared(
    app: Flask, runtime: Runtime
) -> None:
    user = add_user(runtime, "Nina")
    with runtime.writing.begin() as session:
        course = courses.create_course(session, None, title="Maternity", now=START)
        courses.enrol(session, course, user, CourseRole.LEARNER, now=START)
    today = text_of(signed_in(app, runtime, user).get("/").text)
    assert "Nothing published yet" in today
    assert "Maternity" in today
    assert "Start" not in today


def test_a_new_learner_is_offered_what_is_new(learner: Visitor) -> None:
    today = text_of(learner.get("/").text)
    assert "Nothing to review right now. 2 new questions to learn." in today
    assert "The week ahead" not in today


def test_a_round_that_was_not_finished_can_be_picked_up(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    answer(learner, address)
    page = learner.get("/").text
    assert f'href="{address}"' in page
    assert "1 of 5 answered" in text_of(page)


def test_after_a_round_today_is_up_to_date_and_shows_the_week(
    learner: Visitor, school: School
) -> None:
    answer_all(learner, begin(learner, school), choose="right answer")
    today = text_of(learner.get("/").text)
    assert "You are up to date" in today
    assert "1 day studied this week" in today
    assert "The week ahead" in today
    assert "Pick up" not in today


def test_moving_the_demos_clock_makes_a_review_fall_due(learner: Visitor, school: School) -> None:
    answer_all(learner, begin(learner, school), choose="right answer")
    assert "2 questions to review" not in text_of(learner.get("/").text)
    moved = learner.post("/demo/advance", days="30", next="/")
    assert moved.location == "/"
    today = text_of(learner.get("/").text)
    assert "Your clock is 30 days ahead of before." in today
    assert "2 questions to review" in today
    assert "It is 1 Apr 2026, 09:00 UTC on your clock." in today


def test_a_review_that_is_due_is_asked_and_explained(learner: Visitor, school: School) -> None:
    answer_all(learner, begin(learner, school), choose="right answer")
    learner.post("/demo/advance", days="30")
    feedback = learner.get(answer(learner, begin(learner, school), choose="right answer")).text
    assert "It is due: last right 30 days ago" in text_of(feedback)


def test_the_demos_clock_moves_for_one_person_alone(learner: Visitor, instructor: Visitor) -> None:
    learner.post("/demo/advance", days="7")
    assert "9 Mar 2026" in text_of(learner.get("/").text)
    assert "2 Mar 2026" in text_of(instructor.get("/").text)


@pytest.mark.parametrize("days", ["", "0", "-1", "2", "all"])
def test_the_demos_clock_takes_only_the_offered_steps(learner: Visitor, days: str) -> None:
    refused = learner.post("/demo/advance", days=days)
    assert refused.status_code == 422
    assert "1, 3, 7 or 30 days" in text_of(refused.text)


def test_without_the_demo_a_review_falls_due_by_the_clock_itself(
    learner: Visitor, school: School, clock: Clock
) -> None:
    answer_all(learner, begin(learner, school), choose="right answer")
    clock.advance(days=13)
    assert "2 questions to review" in text_of(learner.get("/").text)
