"""Who may do what."""

from itertools import product

import pytest

from quizapp.core.access import Action, Standing, can

# (administers, learns here, teaches here): (may learn, may teach)
POLICY = {
    (False, False, False): (False, False),
    (False, True, False): (True, False),
    (False, False, True): (True, True),
    (False, True, True): (True, True),
    (True, False, False): (True, True),
    (True, True, False): (True, True),
    (True, False, True): (True, True),
    (True, True, True): (True, True),
}


@pytest.mark.parametrize("place", list(product([False, True], repeat=3)))
def test_the_policy_is_this_table(place: tuple[bool, bool, bool]) -> None:
    standing = Standing(*place)
    assert (can(standing, Action.LEARN), can(standing, Action.TEACH)) == POLICY[place]


def test_somebody_without_a_place_may_do_nothing() -> None:
    assert not any(can(Standing(), action) for action in Action)
