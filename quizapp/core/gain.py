"""What an answer now adds to recall at a horizon: FSRS-6 looked ahead, in plain arithmetic.

`core.memory` moves a memory by its library; this module only asks what that would give, for every
objective of every choice, and so writes the same formulas out (a hundredth of the time; a test
holds them to `core.memory.review`). Source of the formulas: as in `core.memory`.

The gain is g = R_now S'(good) + (1 - R_now) S'(again) - stay, each as recall at the horizon:
    g = R(T-t | S+) R + R(T-t | S-) (1 - R) - R(T-t_last | S).
The chance that weighs the two outcomes is recall, not the chance of a right answer: who guesses
right has not remembered, and the variant, which sets the chance of guessing, is chosen afterwards.
"""

import math
from datetime import datetime
from typing import NamedTuple

import fsrs

from quizapp.core.memory import Memory

# What is known of an objective that was read about and never practised. A guess: it sets how
# early new objectives come, and nothing else.
UNPRACTISED_RECALL = 0.25

_W = fsrs.Scheduler().parameters
_DECAY = -_W[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1
_FIRST_AGAIN, _FIRST_GOOD = _W[0], _W[2]
_GROWTH = math.exp(_W[8])
_SHORT = math.exp(_W[17] * _W[18])
_SHORTEST = 0.001
_W9, _W10, _W11, _W12, _W13, _W14 = -_W[9], _W[10], _W[11], -_W[12], _W[13], _W[14]
_SECONDS_PER_DAY = 86_400


class Outlook(NamedTuple):
    """Recall at the horizon, 0-1: if nothing is asked, and as expected if it is asked now.

    `recall` is recall now.
    """

    recall: float
    without: float
    asked: float

    @property
    def gain(self) -> float:
        """What asking adds, as a difference of recall."""
        return self.asked - self.without


def days_between(earlier: datetime, later: datetime) -> float:
    """Days from one instant to another, never negative."""
    return max(0.0, (later - earlier).total_seconds() / _SECONDS_PER_DAY)


def recall_after(stability: float, days: float) -> float:
    """R = (1 + F t/S)^(-w20), t and S in days."""
    return float((1 + _FACTOR * days / stability) ** _DECAY)


def stabilities_after(
    stability: float, memory_difficulty: float, recall: float
) -> tuple[float, float]:
    """Stability in days after a pass (Good) and after a failure (Again), on another day.

    S+ = S (1 + e^w8 (11-D) S^-w9 (e^(w10 (1-R)) - 1));
    S- = min(w11 D^-w12 ((S+1)^w13 - 1) e^(w14 (1-R)), S / e^(w17 w18)).
    """
    forgotten = 1 - recall
    grown = stability * (
        1
        + _GROWTH
        * (11 - memory_difficulty)
        * stability ** -_W[9]
        * (math.exp(forgotten * _W[10]) - 1)
    )
    lapsed = (
        _W[11]
        * memory_difficulty ** -_W[12]
        * ((stability + 1) ** _W[13] - 1)
        * math.exp(forgotten * _W[14])
    )
    return max(grown, _SHORTEST), max(min(lapsed, stability / _SHORT), _SHORTEST)


def look_ahead(state: Memory | None, elapsed: float, horizon: float) -> Outlook:
    """What an answer would add, `elapsed` days after the last review and `horizon` before T."""
    if state is None:
        return look_ahead_of_new(horizon)
    recall = recall_after(state.stability, elapsed)
    passed, failed = stabilities_after(state.stability, state.memory_difficulty, recall)
    asked = recall * recall_after(passed, horizon) + (1 - recall) * recall_after(failed, horizon)
    return Outlook(recall, recall_after(state.stability, elapsed + horizon), asked)


def look_ahead_of_new(horizon: float) -> Outlook:
    """The same for an objective that was never practised."""
    known = UNPRACTISED_RECALL
    asked = known * recall_after(_FIRST_GOOD, horizon) + (1 - known) * recall_after(
        _FIRST_AGAIN, horizon
    )
    return Outlook(known, known, asked)


def gain_per_second(
    state: Memory | None, elapsed: float, horizon: float, right: float, wrong: float
) -> float:
    """The gain for a second of study, a question taking `right` seconds if recalled, else `wrong`.

    What `look_ahead` gives, written out once more because it is asked for every candidate of every
    choice; a test holds the two together.
    """
    if state is None:
        outlook = look_ahead_of_new(horizon)
        return outlook.gain / (right * outlook.recall + wrong * (1 - outlook.recall))
    s, d = state.stability, state.memory_difficulty
    scale = _FACTOR / s
    recall = (1 + scale * elapsed) ** _DECAY
    missed = 1 - recall
    grown = s * (1 + _GROWTH * (11 - d) * s**_W9 * (math.exp(missed * _W10) - 1))
    lapsed = _W11 * d**_W12 * ((s + 1) ** _W13 - 1) * math.exp(missed * _W14)
    shorter = s / _SHORT
    lapsed = min(lapsed, shorter)
    reach = _FACTOR * horizon
    gain = (
        recall * (1 + reach / grown) ** _DECAY
        + missed * (1 + reach / max(lapsed, _SHORTEST)) ** _DECAY
        - (1 + scale * (elapsed + horizon)) ** _DECAY
    )
    return float(gain / (right * recall + wrong * missed))
