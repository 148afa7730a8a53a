"""How each section of a test went, compared with what somebody at the standard would earn there."""

import math
from collections.abc import Sequence
from enum import StrEnum

from quizapp.core.readiness import Scored, chance_at

FEWEST_ANSWERS = 4
_CLEAR = 1.0


class Strength(StrEnum):
    """Three levels, as in the NCLEX's Candidate Performance Report, and too few answers for any."""

    ABOVE = "above"
    NEAR = "near"
    BELOW = "below"
    TOO_FEW = "too_few"


def judge_section(answers: Sequence[Scored], standard: float) -> Strength:
    """By z = (earned - expected at the standard) / sqrt(sum of p(1-p)).

    One standard error is little evidence, and no more is claimed: sections have few questions.
    """
    if len(answers) < FEWEST_ANSWERS:
        return Strength.TOO_FEW
    chances = [chance_at(standard, answer) for answer in answers]
    earned = sum(answer.fraction for answer in answers)
    spread = math.sqrt(sum(chance * (1 - chance) for chance in chances))
    z = (earned - sum(chances)) / spread
    if abs(z) < _CLEAR:
        return Strength.NEAR
    return Strength.ABOVE if z > 0 else Strength.BELOW
