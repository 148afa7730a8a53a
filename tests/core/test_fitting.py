"""Coefficients fitted to histories whose truth is known."""

import math
import random
from dataclasses import astuple, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.fitting import Example, fit_coefficients, log_loss
from quizapp.core.prediction import (
    NAMES,
    NEUTRAL,
    NEVER_NEGATIVE,
    SHIPPED,
    Coefficients,
    probability,
)

TRUTH = replace(NEUTRAL, recall=0.7, form=0.4, successes=0.5, failures=-0.3, met=-0.4)

values = st.floats(-3, 3)
rows = st.lists(values, min_size=len(NAMES), max_size=len(NAMES)).map(tuple)
examples = st.builds(Example, rows, st.floats(0, 1), st.sampled_from([0.0, 0.25, 0.5]))
histories = st.lists(examples, min_size=1, max_size=30)


def simulate(truth: Coefficients, answers: int, *, floor: float, seed: int) -> list[Example]:
    rng = random.Random(seed)  # noqa: S311
    history = []
    for _ in range(answers):
        features = (1.0, *(rng.gauss(0, 1) for _ in NAMES[1:]))
        right = rng.random() < probability(features, truth, guess_floor=floor)
        history.append(Example(features, float(right), floor))
    return history


@pytest.mark.parametrize("floor", [0.0, 0.25])
def test_a_fit_finds_the_coefficients_that_made_the_answers(floor: float) -> None:
    fitted = fit_coefficients(simulate(TRUTH, 4000, floor=floor, seed=1), start=SHIPPED)
    for name, found, true in zip(NAMES, astuple(fitted), astuple(TRUTH), strict=True):
        assert found == pytest.approx(true, abs=0.25), name


@settings(max_examples=40, deadline=None)
@given(histories, st.sampled_from([0.1, 3.0, 30.0]))
def test_a_fit_never_predicts_its_history_worse_than_its_start(
    history: list[Example], penalty: float
) -> None:
    fitted = fit_coefficients(history, start=NEUTRAL, penalty=penalty)
    assert log_loss(history, fitted) <= log_loss(history, NEUTRAL) + 1e-9


@settings(max_examples=40, deadline=None)
@given(histories)
def test_a_fit_keeps_the_weights_that_must_not_be_negative(history: list[Example]) -> None:
    fitted = fit_coefficients(history, start=NEUTRAL, penalty=0.1)
    assert all(math.isfinite(weight) for weight in astuple(fitted))
    assert all(getattr(fitted, name) >= 0 for name in NEVER_NEGATIVE)


def test_answers_that_ask_for_a_negative_weight_leave_it_at_zero() -> None:
    backwards = replace(NEUTRAL, ability=-1.5)
    fitted = fit_coefficients(simulate(backwards, 1500, floor=0.0, seed=2), start=NEUTRAL)
    assert fitted.ability == 0
    assert fitted.item_difficulty == pytest.approx(1.0, abs=0.4)


def test_without_answers_a_fit_is_its_start() -> None:
    assert fit_coefficients([], start=SHIPPED) == SHIPPED
    with pytest.raises(ValueError, match="no answer"):
        log_loss([], SHIPPED)


def test_few_answers_leave_a_fit_near_its_start() -> None:
    few = simulate(TRUTH, 20, floor=0.0, seed=3)
    near, far = (fit_coefficients(few, start=NEUTRAL, penalty=p) for p in (1000.0, 0.5))

    def strayed(fitted: Coefficients) -> float:
        return math.dist(astuple(fitted), astuple(NEUTRAL))

    assert strayed(near) < 0.05 < strayed(far)
