"""Placement: eight to ten questions that set where a new learner starts.

An Elo rating that starts from 0 takes some forty answers to arrive; the expected ability after a
few well-chosen ones is there sooner. Its prior N(0, 1) keeps so few answers from saying too much.
"""

from collections.abc import Sequence
from dataclasses import replace

from quizapp.core.difficulty import Ability
from quizapp.core.readiness import Estimate, Scored, follow

PLACEMENT = "placement"
"""The cause that the log gives for a placement's questions."""

SHORTEST = 8
LONGEST = 10
FEWEST_IN_BANK = 20
_PRECISE_ENOUGH = 0.6


def is_placed(estimates: Sequence[Estimate]) -> bool:
    """Whether these estimates end a placement."""
    count = len(estimates)
    return count >= LONGEST or (
        count >= SHORTEST and estimates[-1].standard_error <= _PRECISE_ENOUGH
    )


def place(ability: Ability, answers: Sequence[Scored]) -> Ability:
    """The ability that a placement's answers so far give; the rest is as answering left it."""
    return replace(ability, ability=follow(answers)[-1].ability)
