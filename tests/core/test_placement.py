"""Placement: when it is over, and what it sets."""

from quizapp.core.difficulty import Ability
from quizapp.core.placement import is_placed, place
from quizapp.core.readiness import Estimate, Scored, follow


def test_it_takes_eight_questions_or_ten_where_it_is_still_unsure() -> None:
    assert not is_placed([Estimate(0, 0.3)] * 7)
    assert is_placed([Estimate(0, 0.6)] * 8)
    assert not is_placed([Estimate(0, 0.61)] * 9)
    assert is_placed([Estimate(0, 0.9)] * 10)


def test_it_sets_the_ability_and_leaves_the_rest() -> None:
    log = [Scored(0.5, 1.0), Scored(1.0, 1.0)]
    placed = place(Ability(0.1, 0.2, 2), log)
    assert placed == Ability(follow(log)[-1].ability, 0.2, 2)
    assert 0.5 < placed.ability < 1.5
