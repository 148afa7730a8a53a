"""A key is corrected after a placement or a readiness test: their results follow, what ended them
does not.
"""

from dataclasses import replace

import pytest
from sqlalchemy import select

from quizapp.core.placement import place
from quizapp.core.readiness import Band, Rule
from quizapp.services import access, exams, placement, readiness_results
from quizapp.services.projections import ability_of
from quizapp.services.readiness_results import ResultView
from quizapp.services.regrade_notes import list_regrade_notes
from quizapp.services.runtime import Runtime
from quizapp.storage.models import AbilityState, User
from tests.factories import Clock, School
from tests.regrades import Classroom, loaded
from tests.services.test_exams import ExamSitting, begin
from tests.sittings import log_of, states_of
from tests.web.exams import add_large_module


@pytest.fixture
def room(runtime: Runtime, school: School, clock: Clock) -> Classroom:
    """A module with thirty questions; a wrong answer is the second option."""
    return Classroom(runtime, clock, replace(school, module=add_large_module(runtime, school)), [])


def sit_through(sitting: ExamSitting, *, right: bool) -> None:
    while sitting.answer(right=right):
        pass


def correct_keys(room: Classroom, items: list[int]) -> None:
    """The second option was right all along."""
    for item_id in items:
        with room.runtime.reading() as session:
            options = loaded(session, item_id).latest.record["options"]
        corrected = [option | {"correct": place == 1} for place, option in enumerate(options)]
        room.write(item_id, options=corrected)
        room.regrade(item_id)


def asked(runtime: Runtime) -> list[int]:
    return [response.item_id for response in log_of(runtime)]


def result_of(sitting: ExamSitting) -> ResultView:
    with sitting.runtime.reading() as session:
        user = session.get_one(User, sitting.user_id)
        attempt = access.get_attempt_for(session, user, sitting.attempt().uuid)
        return readiness_results.describe_result(session, attempt)


def count_notes(sitting: ExamSitting) -> int:
    with sitting.runtime.reading() as session:
        user = session.get_one(User, sitting.user_id)
        return len(list_regrade_notes(session, user, now=sitting.runtime.clock()))


def test_a_placements_result_and_ability_follow_the_corrected_key(
    room: Classroom, runtime: Runtime, school: School
) -> None:
    sitting = begin(runtime, school, room.school.module, "placement")
    sit_through(sitting, right=False)

    def told() -> tuple[int, float]:
        with runtime.reading() as session:
            user = session.get_one(User, sitting.user_id)
            attempt = access.get_attempt_for(session, user, sitting.attempt().uuid)
            result = placement.describe_placement(session, attempt)
            answers = exams.load_answers(session, attempt)
            stored = session.scalars(select(AbilityState)).one()
        expected = place(ability_of(stored), [answer.scored for answer in answers])
        assert stored.ability == expected.ability == result.ability
        return result.right, result.ability

    before, states = told(), states_of(runtime)
    assert before[0] == 0
    items = asked(runtime)
    correct_keys(room, items[:3])
    some = told()
    correct_keys(room, items[3:])
    every = told()
    assert (some[0], every[0]) == (3, len(items))
    assert before[1] < some[1] < every[1]
    assert before[1] < -1 < 1 < every[1]
    for item_id in items:
        room.undo(item_id)
    assert (told(), states_of(runtime)["abilities"]) == (before, states["abilities"])


def test_a_readiness_tests_result_counts_the_corrected_key_and_keeps_what_ended_it(
    room: Classroom, runtime: Runtime, school: School
) -> None:
    sitting = begin(runtime, school, room.school.module, "readiness")
    sit_through(sitting, right=False)
    first, attempt = result_of(sitting), sitting.attempt()
    assert (first.band, first.result.rule, first.regraded) == (Band.BELOW, Rule.CONFIDENCE, 0)
    items = asked(runtime)
    correct_keys(room, items)
    after = result_of(sitting)
    assert after.result.rule is Rule.CONFIDENCE
    assert after.band in {Band.NEAR_ABOVE, Band.ABOVE}
    assert after.result.estimate.ability > 0 > first.result.estimate.ability
    assert after.regraded == after.answered == first.answered
    assert {answer.verdict for answer in after.answers} == {"right"}
    rows = (*after.sections, *after.small_sections)
    assert sum(section.right for section in rows) == after.answered
    assert sitting.attempt().exam == attempt.exam
    assert count_notes(sitting) == len(items)
    for item_id in items:
        room.undo(item_id)
    assert result_of(sitting) == first


def test_one_corrected_key_leaves_the_rule_that_ended_a_test_as_it_was(
    room: Classroom, runtime: Runtime, school: School
) -> None:
    """Half of it right, the estimate is clear no more: the test would have gone on."""
    sitting = begin(runtime, school, room.school.module, "readiness")
    sit_through(sitting, right=False)
    first = result_of(sitting)
    items = asked(runtime)
    correct_keys(room, items[: len(items) // 2])
    after = result_of(sitting)
    assert (first.band, first.result.passed) == (Band.BELOW, False)
    assert after.result.passed is None, "the rules leave it open"
    assert after.band in {Band.NEAR_BELOW, Band.NEAR_ABOVE}
    assert after.result.rule is first.result.rule is Rule.CONFIDENCE
    assert first.result.estimate.ability < after.result.estimate.ability


def test_a_test_that_goes_on_asks_by_what_was_given_and_tells_nothing(
    room: Classroom, runtime: Runtime, school: School
) -> None:
    sitting = begin(runtime, school, room.school.module, "readiness")
    for _ in range(3):
        assert sitting.answer(right=False)
    question = sitting.question()
    assert question is not None
    correct_keys(room, asked(runtime))
    again = sitting.question()
    assert again is not None
    assert again.offer.version_id == question.offer.version_id
    assert count_notes(sitting) == 0, "the test is not over"
    sit_through(sitting, right=False)
    after = result_of(sitting)
    assert (after.regraded, sum(each.verdict == "right" for each in after.answers)) == (3, 3)
    assert after.result.rule is Rule.CONFIDENCE
    assert count_notes(sitting) == 3
