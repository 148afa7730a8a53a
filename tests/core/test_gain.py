"""Looking ahead gives what FSRS itself would give."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import memory
from quizapp.core.gain import (
    UNPRACTISED_RECALL,
    constants_of,
    gain_per_second,
    look_ahead,
    look_ahead_of_new,
    stabilities_after,
)
from quizapp.core.items import Step
from quizapp.core.memory import Memory, Rating, recall_after
from quizapp.core.schedules import DEFAULT, ScheduleParameters
from tests.forgetting import FORGETFUL, changed

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
stabilities = st.floats(0.1, 1000)
difficulties = st.floats(1, 10)
spans = st.integers(1, 400)
fitted = st.sampled_from([DEFAULT, FORGETFUL, changed(w2=5.0, w8=2.4, w12=0.2, w17=1.0, w18=0.8)])


def state(stability: float, memory_difficulty: float, days: float) -> Memory:
    """A memory reviewed `days` days before NOW."""
    at = NOW - timedelta(days=days)
    return Memory(stability, memory_difficulty, at, at, at, last_right=True, last_step=Step.EASY)


@given(stabilities, difficulties, spans, fitted)
def test_what_would_come_of_an_answer_is_what_fsrs_makes_of_it(
    stability: float, level: float, days: int, parameters: ScheduleParameters
) -> None:
    before, constants = state(stability, level, days), constants_of(parameters)
    recall = recall_after(stability, days, constants.decay)
    passed, failed = stabilities_after(stability, level, recall, constants)
    for rating, expected in ((Rating.GOOD, passed), (Rating.AGAIN, failed)):
        reviewed = memory.review(
            before, rating, right=True, step=Step.EASY, now=NOW, parameters=parameters
        )
        assert reviewed.stability == pytest.approx(expected, rel=1e-9)


@given(stabilities, st.floats(0, 400))
def test_recall_is_that_of_the_memory(stability: float, days: float) -> None:
    known = memory.retrievability(state(stability, 5, days), NOW)
    assert recall_after(stability, days) == pytest.approx(known, abs=1e-6)


@given(stabilities, difficulties, st.floats(1, 400), st.floats(0, 400))
def test_a_review_on_another_day_never_lowers_what_is_expected_much(
    stability: float, level: float, elapsed: float, horizon: float
) -> None:
    outlook = look_ahead(state(stability, level, elapsed), elapsed, horizon)
    assert 0 <= outlook.without <= outlook.recall <= 1
    assert outlook.gain > -0.06


@given(stabilities, difficulties, st.floats(0, 400), st.floats(0, 400), fitted)
def test_the_fast_form_says_the_same(
    stability: float, level: float, elapsed: float, horizon: float, parameters: ScheduleParameters
) -> None:
    known, constants = state(stability, level, elapsed), constants_of(parameters)
    outlook = look_ahead(known, elapsed, horizon, constants)
    seconds = 30 * outlook.recall + 50 * (1 - outlook.recall)
    fast = gain_per_second(known, elapsed, horizon, 30, 50, constants)
    assert fast == pytest.approx(outlook.gain / seconds, abs=1e-12)


@given(fitted, st.floats(0, 400))
def test_a_new_objective_is_looked_ahead_by_its_parameters_first_stabilities(
    parameters: ScheduleParameters, horizon: float
) -> None:
    outlook = look_ahead_of_new(horizon, constants_of(parameters))
    answered = {
        rating: memory.review(
            None, rating, right=True, step=Step.EASY, now=NOW, parameters=parameters
        )
        for rating in (Rating.AGAIN, Rating.GOOD)
    }
    recalls = {
        rating: recall_after(known.stability, horizon, known.decay)
        for rating, known in answered.items()
    }
    expected = UNPRACTISED_RECALL * recalls[Rating.GOOD]
    expected += (1 - UNPRACTISED_RECALL) * recalls[Rating.AGAIN]
    assert outlook.asked == pytest.approx(expected)


def test_a_first_answer_raises_recall_from_what_reading_left() -> None:
    outlook = look_ahead_of_new(30)
    assert outlook.without == UNPRACTISED_RECALL
    assert outlook.gain > 0.1
    assert look_ahead(None, 0, 30) == outlook


@given(st.floats(0, 300))
def test_at_the_exam_itself_asking_gives_what_is_missing(elapsed: float) -> None:
    outlook = look_ahead(state(5, 5, elapsed), elapsed, 0)
    assert outlook.asked == pytest.approx(1)
    assert outlook.gain == pytest.approx(1 - outlook.recall)
