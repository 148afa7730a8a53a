"""FSRS-6 written out from its published formulas; the library is not asked.

Source: open-spaced-repetition's "The Algorithm" (FSRS-6) and Ye, Su and Cao (KDD 2022). Where that
page and the reference models part (a same-day Hard; srs-benchmark issue 343, py-fsrs pull request
155), the models hold: no pass lowers stability.
"""

import math
from dataclasses import dataclass

from quizapp.core.memory import Rating

W = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
    0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
FACTOR = 0.9 ** (-1 / W[20]) - 1


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
