"""Placement: offered once, at a course with enough questions, and skippable."""

import pytest
from sqlalchemy import select

from quizapp.services.runtime import Runtime
from quizapp.storage.models import AbilityState, Module
from tests.factories import KEY_CANARY, RATIONALE_CANARY, School
from tests.fixtures import Visitor
from tests.web.exams import add_large_module, answer_next, sit_through, stem_of
from tests.web.pages import links, text_of

OFFER = "Start at your level?"


@pytest.fixture
def module(runtime: Runtime, school: School) -> Module:
    """A module with thirty questions."""
    return add_large_module(runtime, school)


@pytest.fixture
def course(school: School) -> str:
    """The course's address."""
    return f"/courses/{school.course.slug}"


def begin_placement(learner: Visitor, course: str) -> str:
    learner.get(course)
    return str(learner.post(f"{course}/placement").location)


def ability(runtime: Runtime) -> float:
    with runtime.reading() as session:
        return session.scalars(select(AbilityState.ability)).one()


def test_a_course_with_few_questions_offers_none(learner: Visitor, course: str) -> None:
    assert OFFER not in text_of(learner.get(course).text)
    assert learner.post(f"{course}/placement").status_code == 409


def test_a_new_learner_is_offered_one(learner: Visitor, course: str, module: Module) -> None:
    page = learner.get(course).text
    assert OFFER in text_of(page)
    assert "8 to 10 questions" in text_of(page)
    assert "Skip" in text_of(page)


def test_who_teaches_the_course_is_offered_none(
    instructor: Visitor, admin: Visitor, course: str, module: Module
) -> None:
    for teacher in (instructor, admin):
        assert OFFER not in text_of(teacher.get(course).text)
        assert teacher.post(f"{course}/placement").status_code == 409


def test_who_skips_it_is_not_asked_again(learner: Visitor, course: str, module: Module) -> None:
    learner.get(course)
    for _ in range(2):
        assert learner.post(f"{course}/placement/skip").location == course
    assert OFFER not in text_of(learner.get(course).text)
    assert learner.post(f"{course}/placement").status_code == 409
    assert "Pick up" not in text_of(learner.get("/").text)


@pytest.mark.parametrize("right", [True, False])
def test_it_sets_the_ability_that_practice_starts_from(
    learner: Visitor, course: str, module: Module, runtime: Runtime, *, right: bool
) -> None:
    address = begin_placement(learner, course)
    pages = sit_through(learner, address, right=right)
    assert 8 <= len(pages) <= 10
    assert len({stem_of(page) for page in pages}) == len(pages)
    assert all(RATIONALE_CANARY not in page for page in pages)
    assert all(page.count(KEY_CANARY) == 1 for page in pages)
    assert ability(runtime) > 1 if right else ability(runtime) < -1
    words = text_of(learner.get(f"{address}/result").text)
    assert ("harder questions" if right else "easier questions") in words
    assert OFFER not in text_of(learner.get(course).text)


def test_the_rest_can_be_skipped(learner: Visitor, course: str, module: Module) -> None:
    address = begin_placement(learner, course)
    answer_next(learner, address)
    page = learner.get(address).text
    assert "Skip the rest" in page
    assert "left" not in text_of(page).replace("left ureter", "")
    learner.post(f"{address}/finish")
    assert "1 of 1 right" in text_of(learner.get(f"{address}/result").text)


def test_it_can_be_gone_on_with(learner: Visitor, course: str, module: Module) -> None:
    address = begin_placement(learner, course)
    answer_next(learner, address)
    page = learner.get(course).text
    assert "You were finding your level" in text_of(page)
    assert address in links(page, "/practice/")
    assert learner.post(f"{course}/placement").status_code == 409


def test_who_has_answered_ten_is_known(
    learner: Visitor, course: str, school: School, module: Module
) -> None:
    address = f"/modules/{module.uuid}/practice"
    learner.get(address)
    sitting = learner.post("/practice", module=str(module.uuid), minutes="10").location
    from tests.web.pages import answer_all

    assert answer_all(learner, sitting) == 10
    assert OFFER not in text_of(learner.get(course).text)
