"""Extra time: set by a learner or their instructor, and where it counts."""

from dataclasses import replace

import pytest

from quizapp.config import Config
from quizapp.core.readiness import Policy
from quizapp.services.runtime import Runtime
from quizapp.storage.models import MemoryState, Module, User
from tests.factories import Clock, School, make_committed_school
from tests.fixtures import Visitor
from tests.sittings import sit, states_of
from tests.web.exams import add_large_module, answer_next, begin_test
from tests.web.pages import text_of


@pytest.fixture
def config(config: Config) -> Config:
    """A test of an hour, or less where the bank is small."""
    return replace(config, readiness=Policy(shortest=8, longest=12, minutes=60, fewest=6))


@pytest.fixture
def module(runtime: Runtime, school: School) -> Module:
    """A module with thirty questions."""
    return add_large_module(runtime, school)


def start_page(learner: Visitor, module: Module) -> str:
    return text_of(learner.get(f"/modules/{module.uuid}/readiness").text)


def learners(school: School) -> str:
    return f"/teach/courses/{school.course.slug}/learners"


@pytest.mark.parametrize(
    ("allowance", "words"),
    [
        ("standard", "Time at most 1 h"),
        ("half_more", "Time at most 1 h 30 min"),
        ("double", "Time at most 2 h"),
        ("untimed", "Time at most No limit"),
    ],
)
def test_the_next_test_lasts_as_long_as_was_set(
    learner: Visitor, module: Module, allowance: str, words: str
) -> None:
    learner.get("/account")
    assert learner.post("/account/time", allowance=allowance).location == "/account"
    page = learner.get("/account").text
    assert f'value="{allowance}" selected' in page
    assert words in start_page(learner, module)


def test_twice_the_time_is_up_after_twice_the_time(
    learner: Visitor, module: Module, clock: Clock
) -> None:
    learner.get("/account")
    learner.post("/account/time", allowance="double")
    address = begin_test(learner, module)
    for _ in range(5):
        clock.advance(minutes=15)
        answer_next(learner, address)
    assert "45 min left" in text_of(learner.get(address).text)
    for _ in range(3):
        clock.advance(minutes=15)
        if "The time is up" not in learner.get(address).text:
            answer_next(learner, address)
    assert "The time is up" in text_of(learner.get(address).text)


def test_without_a_limit_no_clock_runs_and_every_answer_counts(
    learner: Visitor, module: Module, clock: Clock
) -> None:
    learner.get("/account")
    learner.post("/account/time", allowance="untimed")
    address = begin_test(learner, module)
    for _ in range(8):
        clock.advance(hours=2)
        page = answer_next(learner, address)
        assert "data-clock=" not in page
    learner.post(f"{address}/pause")
    paused = text_of(learner.get(address).text)
    assert "Paused" in paused
    assert "Time left" not in paused
    learner.post(f"{address}/finish")
    result = text_of(learner.get(f"{address}/result").text)
    assert "Answered 8" in result
    assert "too late" not in result


def test_a_test_under_way_keeps_the_time_that_it_began_with(
    learner: Visitor, module: Module, clock: Clock
) -> None:
    address = begin_test(learner, module)
    learner.post("/account/time", allowance="untimed")
    for _ in range(4):
        clock.advance(minutes=20)
        if "The time is up" not in learner.get(address).text:
            answer_next(learner, address)
    assert "The time is up" in text_of(learner.get(address).text)


def test_an_instructor_sets_it_for_a_learner_of_theirs(
    instructor: Visitor, learner: Visitor, school: School, module: Module
) -> None:
    page = instructor.get(learners(school)).text
    assert "Time in readiness tests for Lena" in page
    address = f"{learners(school)}/{school.learner.uuid}/time"
    assert instructor.post(address, allowance="half_more").location == learners(school)
    assert "Saved for Lena" in text_of(instructor.get(learners(school)).text)
    assert 'value="half_more" selected' in learner.get("/account").text


def test_an_instructor_sets_it_for_nobody_elses_learner(
    instructor: Visitor, runtime: Runtime, school: School
) -> None:
    instructor.get("/account")
    for user in (school.instructor, None):
        uuid = "0b7c5a52-6f1e-4d6e-9a2f-2f3d8f0f5d19" if user is None else user.uuid
        refused = instructor.post(f"{learners(school)}/{uuid}/time", allowance="double")
        assert refused.status_code == 404
    with runtime.reading() as session:
        assert {user.time_allowance for user in session.query(User)} == {"standard"}


def test_what_is_no_allowance_is_refused(learner: Visitor, school: School) -> None:
    learner.get("/account")
    assert learner.post("/account/time", allowance="10").status_code == 422
    assert 'value="standard" selected' in learner.get("/account").text


def test_practice_does_not_go_by_speed(runtime: Runtime, clock: Clock) -> None:
    """The same answer after a second and after half an hour comes back on the same day."""
    school = make_committed_school(runtime)
    due = []
    for seconds in (1, 1800):
        sitting = sit(runtime, school)
        offer = sitting.offer()
        began = clock()
        clock.advance(seconds=seconds)
        sitting.answer(offer=offer, response_uuid=sitting.question().response_uuid)
        with runtime.reading() as session:
            state = session.query(MemoryState).order_by(MemoryState.answered_at.desc()).first()
            due.append((state.due_at - state.answered_at, state.stability, state.memory_difficulty))
        assert clock() - began == (state.answered_at - began)
    assert due[0] == due[1]
    assert len(states_of(runtime)["memories"]) == 2
