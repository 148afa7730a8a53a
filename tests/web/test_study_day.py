"""The minutes planned for a day: told of when they are full, and never in the way."""

from datetime import UTC, datetime, timedelta

import pytest

from quizapp.services.runtime import Runtime
from quizapp.storage.models import User
from tests.factories import Clock, School
from tests.fixtures import Visitor
from tests.sittings import log_of
from tests.web.exams import add_large_module, answer_next, begin_test
from tests.web.pages import answer_all, begin, begin_quiz, filled_in, links, send, text_of

FULL = "That is your 5 minutes for today"


@pytest.fixture
def planned(learner: Visitor) -> Visitor:
    """The learner, with five minutes a day."""
    learner.get("/plan")
    learner.post("/plan", minutes="5")
    return learner


def answer_after(learner: Visitor, address: str, clock: Clock, seconds: float) -> str:
    """Look at a question for so long and answer it; the feedback page."""
    page = learner.get(address).text
    clock.advance(seconds=seconds)
    chosen = filled_in(page, "right answer")
    return learner.get(send(learner, address, page, chosen).location).text


def test_when_the_minutes_are_full_the_feedback_says_so_once(
    planned: Visitor, school: School, clock: Clock
) -> None:
    sitting = begin(planned, school, minutes="10")
    pages = [answer_after(planned, sitting, clock, 100) for _ in range(5)]
    assert [FULL in text_of(page) for page in pages] == [False, False, True, False, False]
    assert "3 questions practised, 3 right." in text_of(pages[2])
    assert "Keep going" in text_of(pages[2])
    assert sitting in links(pages[2], "/practice/")


def test_the_page_says_it_again_when_it_is_loaded_again(
    planned: Visitor, school: School, clock: Clock, runtime: Runtime
) -> None:
    sitting = begin(planned, school)
    for _ in range(3):
        answer_after(planned, sitting, clock, 170)
    pages = [planned.get(f"{sitting}/answers/{row.uuid}").text for row in log_of(runtime)]
    assert [FULL in text_of(page) for page in pages] == [False, True, False]
    clock.advance(days=1)
    later = planned.get(f"{sitting}/answers/{log_of(runtime)[1].uuid}").text
    assert FULL not in text_of(later)


def test_done_for_today_ends_the_practice_with_every_answer_kept(
    planned: Visitor, school: School, clock: Clock, runtime: Runtime
) -> None:
    sitting = begin(planned, school, minutes="10")
    for _ in range(2):
        page = answer_after(planned, sitting, clock, 170)
    assert FULL in text_of(page)
    ended = planned.post(f"{sitting}/finish")
    summary = planned.get(ended.location).text
    assert "2 of 2 right" in text_of(summary)
    assert "Done for today" in text_of(summary)
    assert len(log_of(runtime)) == 2
    today = text_of(planned.get("/").text)
    assert "Your 5 minutes for today are done." in today
    assert "5 minutes done today of 5 planned." in today


def test_who_starts_again_on_that_day_is_not_stopped(
    planned: Visitor, school: School, clock: Clock
) -> None:
    sitting = begin(planned, school)
    pages = [answer_after(planned, sitting, clock, 170) for _ in range(5)]
    again = begin(planned, school)
    pages += [answer_after(planned, again, clock, 170) for _ in range(2)]
    assert [FULL in text_of(page) for page in pages] == [False, True, *[False] * 5]


def test_the_next_day_is_counted_anew(planned: Visitor, school: School, clock: Clock) -> None:
    sitting = begin(planned, school, minutes="10")
    told = [FULL in text_of(answer_after(planned, sitting, clock, 170)) for _ in range(2)]
    clock.advance(days=1)
    assert "0 minutes done today of 5 planned." in text_of(planned.get("/").text)
    told += [FULL in text_of(answer_after(planned, sitting, clock, 170)) for _ in range(2)]
    assert told == [False, True, False, True]


def test_the_day_ends_at_midnight_where_the_learner_is(
    planned: Visitor, school: School, clock: Clock, runtime: Runtime
) -> None:
    """23:57 in Honolulu is 09:57 of the next day in UTC, whose day does not count."""
    with runtime.writing.begin() as session:
        session.get_one(User, school.learner.id).time_zone = "Pacific/Honolulu"
    clock.advance(seconds=(datetime(2026, 3, 3, 9, 57, tzinfo=UTC) - clock()).total_seconds())
    sitting = begin(planned, school, minutes="10")
    before = answer_after(planned, sitting, clock, 150)
    assert "2 minutes done today of 5 planned." in text_of(planned.get("/").text)
    assert FULL not in text_of(before)
    told = [FULL in text_of(answer_after(planned, sitting, clock, 150)) for _ in range(3)]
    assert told == [False, True, False]
    assert "7 minutes done today of 5 planned." in text_of(planned.get("/").text)


def test_a_tab_left_open_for_hours_fills_no_day(
    planned: Visitor, school: School, clock: Clock
) -> None:
    sitting = begin(planned, school, minutes="10")
    assert FULL not in text_of(answer_after(planned, sitting, clock, 5 * 3600))
    assert "3 minutes done today of 5 planned." in text_of(planned.get("/").text)


def test_neither_a_quiz_nor_a_test_is_interrupted_but_the_next_practice_tells(
    planned: Visitor, school: School, clock: Clock, runtime: Runtime
) -> None:
    quiz = begin_quiz(planned, school)
    while planned.get(quiz).status_code == 200:
        assert FULL not in text_of(answer_after(planned, quiz, clock, 170))
    test = begin_test(planned, add_large_module(runtime, school))
    clock.advance(minutes=2)
    assert FULL not in text_of(answer_next(planned, test))
    assert FULL in text_of(answer_after(planned, begin(planned, school), clock, 5))


def test_without_a_plan_nothing_is_said(learner: Visitor, school: School, clock: Clock) -> None:
    sitting = begin(learner, school)
    for _ in range(5):
        assert "for today" not in text_of(answer_after(learner, sitting, clock, 170))
    assert "done today" not in text_of(learner.get("/").text)


def test_a_second_answer_of_the_same_day_is_never_refused(
    planned: Visitor, school: School, clock: Clock, runtime: Runtime
) -> None:
    count = 0
    for _ in range(3):
        count += answer_all(planned, begin(planned, school))
        clock.advance(minutes=2)
    assert len(log_of(runtime)) == count == 15
    assert clock() > log_of(runtime)[0].at + timedelta(minutes=4)
