"""Attempts: starting a practice or a quiz, and putting the next question."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.core.errors import Conflict
from quizapp.core.item_types import TYPES
from quizapp.services import access, practice, review
from quizapp.services.banks import Banks
from quizapp.services.courses import create_course
from quizapp.services.runtime import Runtime
from quizapp.storage.database import Session
from quizapp.storage.models import (
    Attempt,
    AttemptKind,
    ItemRow,
    ItemStatus,
    ItemVersion,
    Quiz,
    Section,
)
from tests.factories import START, Clock, School, make_module
from tests.sittings import RIGHT, WRONG, Sitting, log_of, sit


@pytest.fixture
def sitting(runtime: Runtime, school: School) -> Sitting:
    """The school's learner in a practice of 20 questions."""
    return sit(runtime, school)


def section_of(session: Session, title: str) -> Section:
    return session.scalars(select(Section).where(Section.title == title)).one()


def begin(session: Session, here: School, section: Section | None = None) -> Attempt:
    return practice.start_practice(
        session, here.learner, here.module, section, minutes=10, banks=Banks(), now=START
    )


def whole_quiz(session: Session) -> Quiz:
    return session.scalars(
        select(Quiz).where(Quiz.section_id.is_(None)).options(practice.joinedload(Quiz.module))
    ).one()


def begin_quiz(session: Session, here: School, quiz: Quiz) -> Attempt:
    return practice.start_quiz(session, here.learner, quiz, banks=Banks(), now=START)


# --- practice -----------------------------------------------------------------------------------


def test_the_same_question_comes_however_often_it_is_asked_for(
    sitting: Sitting, clock: Clock
) -> None:
    first = sitting.question()
    clock.advance(minutes=3)
    again = sitting.question()
    assert first is not None
    assert again is not None
    assert again.response_uuid == first.response_uuid
    assert again.shown == first.shown
    assert again.offer == replace(first.offer, shown_at=clock.now)


def test_an_answer_leads_to_another_question(sitting: Sitting) -> None:
    first = sitting.offer()
    sitting.answer(WRONG)
    second = sitting.offer()
    assert second.place == 2
    assert second.version_id != first.version_id


def test_another_attempt_numbers_its_answers_differently(
    runtime: Runtime, school: School, sitting: Sitting
) -> None:
    other = sit(runtime, school).question()
    mine = sitting.question()
    assert mine is not None
    assert other is not None
    assert mine.response_uuid != other.response_uuid


def test_a_practice_has_a_question_for_each_minute(session: Session, here: School) -> None:
    assert begin(session, here).planned == 10


def test_a_practice_ends_after_the_questions_that_were_planned(
    runtime: Runtime, school: School
) -> None:
    sitting = sit(runtime, school, minutes=5)
    for _ in range(5):
        sitting.answer()
    assert sitting.question() is None
    assert len(log_of(runtime)) == 5


def test_a_finished_practice_has_no_next_question(sitting: Sitting) -> None:
    sitting.finish()
    assert sitting.question() is None


def test_a_practice_of_one_lesson_asks_about_nothing_else(session: Session, here: School) -> None:
    section = section_of(session, "Jaundice")
    uuid = begin(session, here, section).uuid
    attempt = access.get_attempt_for(session, here.learner, uuid)
    question = practice.next_question(session, here.learner, attempt, banks=Banks(), now=START)
    assert question is not None
    version = session.get_one(ItemVersion, question.offer.version_id)
    assert session.get_one(ItemRow, version.item_id).section_id == section.id


def test_a_section_brings_the_sections_below_it(session: Session, here: School) -> None:
    jaundice, portal = section_of(session, "Jaundice"), section_of(session, "Portal circulation")
    jaundice.parent_id = portal.id
    session.flush()
    banks = Banks()
    scope = practice.descendants_of(session, portal)
    assert scope == {jaundice.id, portal.id}
    assert banks.get(session, here.module).count_items(scope) == 6


def test_there_is_nothing_to_practise_before_something_is_published(session: Session) -> None:
    course = create_course(session, None, title="A", now=START)
    module = make_module(session, course)
    with pytest.raises(Conflict, match="no published questions here yet"):
        practice.start_practice(
            session,
            None,
            module,
            None,
            minutes=10,
            banks=Banks(),
            now=START,  # type: ignore[arg-type]
        )


def test_an_excluded_section_is_not_asked_about(session: Session, here: School) -> None:
    section_of(session, "Jaundice").excluded = True
    review.touch_bank(session, here.module)
    assert Banks().get(session, here.module).count_items() == 3


def test_options_are_shuffled_and_a_question_shows_no_key(sitting: Sitting) -> None:
    question = sitting.question()
    assert question is not None
    options = question.shown["options"]
    assert [option["letter"] for option in options] == list("ABCDEFGHIJ"[: len(options)])
    assert [option["place"] for option in options] == list(range(len(options)))
    assert sorted(question.offer.shown) == list(range(len(options)))
    assert set(options[0]) == {"place", "letter", "text"}
    assert question.type_label == TYPES[question.type].label


def test_what_was_learnt_is_due_once_it_fades(sitting: Sitting, clock: Clock) -> None:
    for _ in range(2):
        sitting.answer(RIGHT)
    assert sitting.offer().selection["cause"] == "ahead"
    clock.advance(days=60)
    assert sitting.offer().selection["cause"] == "due"


def test_the_newest_unfinished_practice_can_be_gone_on_with(session: Session, here: School) -> None:
    section = section_of(session, "Jaundice")
    assert practice.find_unfinished(session, here.learner, here.module) is None
    begin(session, here)
    newest, in_lesson = begin(session, here), begin(session, here, section)
    find = practice.find_unfinished
    assert find(session, here.learner, here.module) is newest
    assert find(session, here.learner, here.module, section) is in_lesson
    practice.finish_attempt(session, here.learner, in_lesson, now=START)
    assert find(session, here.learner, here.module, section) is None


def test_ending_an_attempt_twice_keeps_the_first_end(session: Session, here: School) -> None:
    attempt = begin(session, here)
    for hours in (0, 1):
        practice.finish_attempt(session, here.learner, attempt, now=START + timedelta(hours=hours))
    assert attempt.finished_at == START


# --- quizzes ------------------------------------------------------------------------------------


def test_a_quiz_covers_every_objective_before_it_repeats_one(
    session: Session, here: School
) -> None:
    quiz = whole_quiz(session)
    quiz.length = 4
    attempt = begin_quiz(session, here, quiz)
    objectives = [
        session.get_one(ItemRow, session.get_one(ItemVersion, version_id).item_id).objective_id
        for version_id in attempt.version_ids
    ]
    assert len(set(objectives[:2])) == 2
    assert len(set(objectives[2:])) == 2
    assert len(set(attempt.version_ids)) == 4


def test_a_quiz_has_no_more_questions_than_there_are(session: Session, here: School) -> None:
    quiz = whole_quiz(session)
    assert quiz.length == 20
    attempt = begin_quiz(session, here, quiz)
    assert (attempt.kind, attempt.planned) == (AttemptKind.QUIZ, 6)


def test_a_quiz_puts_the_questions_it_was_begun_with(session: Session, here: School) -> None:
    attempt = begin_quiz(session, here, whole_quiz(session))
    for row in session.scalars(select(ItemRow)):
        row.status = ItemStatus.RETIRED
    review.touch_bank(session, here.module)
    question = practice.next_question(session, here.learner, attempt, banks=Banks(), now=START)
    assert question is not None
    assert question.offer.version_id == attempt.version_ids[0]
    assert question.offer.selection == {"cause": "quiz"}


def test_an_attempt_says_where_it_stands(sitting: Sitting, school: School) -> None:
    sitting.answer()
    with sitting.runtime.reading() as session:
        attempt = session.scalars(
            select(Attempt).options(practice.joinedload(Attempt.module))
        ).one()
        view = practice.describe_attempt(session, attempt)
    assert (view.number, view.answered, view.planned, view.is_over) == (2, 1, 20, False)
    assert view.title == "Care of the liver"
