"""Which parameters hold: a learner's own, else their course's, else FSRS's defaults."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import memory
from quizapp.core.items import Step
from quizapp.core.memory import DEFAULT_DECAY, Rating
from quizapp.core.schedules import DEFAULT, Schedules, is_usable
from tests.factories import START
from tests.forgetting import FORGETFUL, changed

COURSES = changed(w0=0.3)


def test_own_parameters_go_before_a_courses_and_these_before_the_defaults() -> None:
    nothing = Schedules()
    course = nothing.with_fitted(3, COURSES)
    own = course.with_fitted(None, FORGETFUL)
    assert nothing.of_course(3) is DEFAULT
    assert (course.of_course(3), course.of_course(4)) == (COURSES, DEFAULT)
    assert (own.of_course(3), own.of_course(4)) == (FORGETFUL, FORGETFUL)


def test_taking_parameters_away_leaves_those_behind_them() -> None:
    both = Schedules(FORGETFUL, {3: COURSES, 4: FORGETFUL})
    assert both.with_fitted(None, None) == Schedules(None, both.by_course)
    assert both.with_fitted(3, None) == Schedules(FORGETFUL, {4: FORGETFUL})


@pytest.mark.parametrize(
    ("weights", "usable"),
    [
        (DEFAULT.weights, True),
        (FORGETFUL.weights, True),
        (DEFAULT.weights[:-1], False),
        (changed(w20=0.05).weights, False),
        (changed(w0=float("nan")).weights, False),
    ],
)
def test_only_parameters_within_fsrs_bounds_are_usable(
    weights: tuple[float, ...], usable: bool
) -> None:
    assert is_usable(weights) is usable


@given(st.floats(0.1, 0.8), st.floats(0.01, 1000))
def test_recall_is_nine_tenths_after_as_many_days_as_the_stability(
    decay: float, stability: float
) -> None:
    assert memory.recall_after(stability, stability, decay) == pytest.approx(0.9)


@given(st.lists(st.sampled_from(Rating), min_size=1, max_size=8), st.integers(1, 60))
def test_a_memory_names_the_parameters_that_moved_it_and_its_due_date_follows_them(
    ratings: list[Rating], days: int
) -> None:
    state, by_default = None, None
    for number, rating in enumerate(ratings):
        given_ = {"right": True, "step": Step.EASY, "now": START + timedelta(days=days * number)}
        state = memory.review(state, rating, parameters=FORGETFUL, **given_)
        by_default = memory.review(by_default, rating, **given_)
    assert state is not None
    assert by_default is not None
    assert (state.params_version, state.decay) == (FORGETFUL.version, FORGETFUL.weights[20])
    assert (by_default.params_version, by_default.decay) == (DEFAULT.version, DEFAULT_DECAY)
    at_due = memory.retrievability(state, state.reviewed_at + timedelta(days=state.stability))
    assert at_due == pytest.approx(0.9)
