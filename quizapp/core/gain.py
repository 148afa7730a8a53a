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
from functools import lru_cache
from typing import NamedTuple

from quizapp.core.memory import Memory, factor_of, recall_after
from quizapp.core.schedules import DEFAULT, ScheduleParameters

# What is known of an objective that was read about and never practised. A guess: it sets how
# early new objectives come, and nothing else.
UNPRACTISED_RECALL = 0.25

_SHORTEST = 0.001
_SECONDS_PER_DAY = 86_400
_KEPT = 256


class Constants(NamedTuple):
    """What the formulas need of some parameters, worked out once for all candidates of a choice.

    `decay` is w20 and `factor` F; `first_again` and `first_good` are w0 and w2; `growth` is e^w8,
    `short` e^(w17 w18); the others are named by their parameter.
    """

    decay: float
    factor: float
    first_again: float
    first_good: float
    growth: float
    short: float
    w9: float
    w10: float
    w11: float
    w12: float
    w13: float
    w14: float


@lru_cache(_KEPT)
def constants_of(parameters: ScheduleParameters) -> Constants:
    """The constants of these parameters."""
    w = parameters.weights
    return Constants(
        decay=w[20],
        factor=factor_of(w[20]),
        first_again=w[0],
        first_good=w[2],
        growth=math.exp(w[8]),
        short=math.exp(w[17] * w[18]),
        w9=w[9],
        w10=w[10],
        w11=w[11],
        w12=w[12],
        w13=w[13],
        w14=w[14],
    )


STANDARD = constants_of(DEFAULT)


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


def stabilities_after(
    stability: float, memory_difficulty: float, recall: float, constants: Constants = STANDARD
) -> tuple[float, float]:
    """Stability in days after a pass (Good) and after a failure (Again), on another day.

    S+ = S (1 + e^w8 (11-D) S^-w9 (e^(w10 (1-R)) - 1));
    S- = min(w11 D^-w12 ((S+1)^w13 - 1) e^(w14 (1-R)), S / e^(w17 w18)).
    """
    forgotten = 1 - recall
    grown = stability * (
        1
        + constants.growth
        * (11 - memory_difficulty)
        * stability**-constants.w9
        * (math.exp(forgotten * constants.w10) - 1)
    )
    lapsed = (
        constants.w11
        * memory_difficulty**-constants.w12
        * ((stability + 1) ** constants.w13 - 1)
        * math.exp(forgotten * constants.w14)
    )
    return max(grown, _SHORTEST), max(min(lapsed, stability / constants.short), _SHORTEST)


def look_ahead(
    state: Memory | None, elapsed: float, horizon: float, constants: Constants = STANDARD
) -> Outlook:
    """What an answer would add, `elapsed` days after the last review and `horizon` before T.

    `constants` are to be those of the parameters that moved the memory.
    """
    if state is None:
        return look_ahead_of_new(horizon, constants)
    decay = constants.decay
    recall = recall_after(state.stability, elapsed, decay)
    passed, failed = stabilities_after(state.stability, state.memory_difficulty, recall, constants)
    asked = recall * recall_after(passed, horizon, decay) + (1 - recall) * recall_after(
        failed, horizon, decay
    )
    return Outlook(recall, recall_after(state.stability, elapsed + horizon, decay), asked)


def look_ahead_of_new(horizon: float, constants: Constants = STANDARD) -> Outlook:
    """The same for an objective that was never practised."""
    known, decay = UNPRACTISED_RECALL, constants.decay
    asked = known * recall_after(constants.first_good, horizon, decay) + (1 - known) * recall_after(
        constants.first_again, horizon, decay
    )
    return Outlook(known, known, asked)


def gain_per_second(
    state: Memory | None,
    elapsed: float,
    horizon: float,
    right: float,
    wrong: float,
    constants: Constants = STANDARD,
) -> float:
    """The gain for a second of study, a question taking `right` seconds if recalled, else `wrong`.

    What `look_ahead` gives, written out once more because it is asked for every candidate of every
    choice; a test holds the two together.
    """
    if state is None:
        outlook = look_ahead_of_new(horizon, constants)
        return outlook.gain / (right * outlook.recall + wrong * (1 - outlook.recall))
    decay, factor, _again, _good, growth, short, w9, w10, w11, w12, w13, w14 = constants
    s, d, power = state.stability, state.memory_difficulty, -decay
    scale = factor / s
    recall = (1 + scale * elapsed) ** power
    missed = 1 - recall
    grown = s * (1 + growth * (11 - d) * s**-w9 * (math.exp(missed * w10) - 1))
    lapsed = w11 * d**-w12 * ((s + 1) ** w13 - 1) * math.exp(missed * w14)
    shorter = s / short
    lapsed = min(lapsed, shorter)
    reach = factor * horizon
    gain = (
        recall * (1 + reach / grown) ** power
        + missed * (1 + reach / max(lapsed, _SHORTEST)) ** power
        - (1 + scale * (elapsed + horizon)) ** power
    )
    return float(gain / (right * recall + wrong * missed))
