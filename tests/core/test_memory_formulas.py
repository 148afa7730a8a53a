"""The schedule against FSRS-6 written out from its published formulas, over random histories.

Source: open-spaced-repetition's "The Algorithm" (FSRS-6) and Ye, Su and Cao (KDD 2022). The library
that `core.memory` uses is not asked here. Where that page and the reference models part (a same-day
Hard; srs-benchmark issue 343, py-fsrs pull request 155), the models hold: no pass lowers stability.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.items import Step
from quizapp.core.memory import Memory, Rating, retrievability, review

W = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
    0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
FACTOR = 0.9 ** (-1 / W[20]) - 1
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class State:
    stability: float
    difficulty: float


def recall(days: float, stability: float) -> float:
    return (1 + FACTOR * days / stability) ** -W[20]


def first_difficulty(grade: int) -> float:
    return W[4] - math.exp(W[5] * (grade - 1)) + 1


def within(difficulty: float) -> float:
    return min(10.0, max(1.0, difficulty))


def begin(grade: int) -> State:
    return State(W[grade - 1], within(first_difficulty(grade)))


def step(state: State, grade: int, whole_days: int) -> State:
    s, d = state.stability, state.difficulty
    if whole_days < 1:
        growth = math.exp(W[17] * (grade - 3 + W[18])) * s ** -W[19]
        stability = s * (max(growth, 1.0) if grade >= Rating.HARD else growth)
    elif grade == Rating.AGAIN:
        r = recall(whole_days, s)
        lapsed = W[11] * d ** -W[12] * ((s + 1) ** W[13] - 1) * math.exp(W[14] * (1 - r))
        stability = min(lapsed, s / math.exp(W[17] * W[18]))
    else:
        r = recall(whole_days, s)
        bonus = {Rating.HARD: W[15], Rating.EASY: W[16]}.get(Rating(grade), 1.0)
        growth = math.exp(W[8]) * (11 - d) * s ** -W[9] * (math.exp(W[10] * (1 - r)) - 1)
        stability = s * (1 + growth * bonus)
    damped = d - W[6] * (grade - 3) * (10 - d) / 9
    return State(max(stability, 0.001), within(W[7] * first_difficulty(4) + (1 - W[7]) * damped))


def interval(stability: float) -> int:
    days = stability / FACTOR * (0.9 ** (-1 / W[20]) - 1)
    return min(36_500, max(1, round(days)))


# Most gaps of a uniform draw would be of months: sittings of one day must come as often.
gaps = st.one_of(
    st.timedeltas(timedelta(minutes=1), timedelta(days=1)),
    st.timedeltas(timedelta(days=1), timedelta(days=400)),
)
histories = st.lists(
    st.tuples(gaps, st.sampled_from(Rating)),
    min_size=1,
    max_size=20,
)


@given(histories)
@settings(max_examples=1000, deadline=None)
def test_every_schedule_is_the_published_formulas_own(history):
    now, memory, state = START, None, None
    last = START
    for gap, rating in history:
        now = now + gap
        memory = review(memory, rating, right=rating != Rating.AGAIN, step=Step.EASY, now=now)
        state = begin(rating) if state is None else step(state, rating, (now - last).days)
        last = now
        assert memory.stability == pytest.approx(state.stability, rel=1e-9)
        assert memory.memory_difficulty == pytest.approx(state.difficulty, rel=1e-9)
        assert (memory.due_at - now).days == interval(state.stability)


@given(st.floats(0.1, 3000), st.floats(0, 5000))
def test_forgetting_follows_the_power_law(stability, days):
    seen = Memory(stability, 5.0, START, START, START, True, Step.EASY)
    at = START + timedelta(days=days)
    assert retrievability(seen, at) == pytest.approx(recall(days, stability), rel=1e-6)
