"""Item difficulties estimated from all answers at once."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.calibration import PRIOR_SPREAD, Exposure, recalibrate
from quizapp.core.prediction import sigmoid

TRUTH = {0: -1.5, 1: -0.5, 2: 0.0, 3: 0.5, 4: 1.5}
LEVEL = dict.fromkeys(TRUTH, 0.0)

exposures = st.lists(
    st.builds(
        Exposure,
        st.integers(0, 5),
        st.integers(0, 4),
        st.floats(0, 1),
        st.sampled_from([0.0, 0.25]),
    ),
    max_size=40,
)


def simulate(learners: int, seed: int, floor: float = 0.0) -> list[Exposure]:
    rng = random.Random(seed)  # noqa: S311
    answers = []
    for learner in range(learners):
        ability = rng.gauss(0, 1)
        for item, b in TRUTH.items():
            chance = floor + (1 - floor) * sigmoid(ability - b)
            answers.append(Exposure(learner, item, float(rng.random() < chance), floor))
    return answers


# Five answers a learner, a quarter of them to be guessed: the priors hold the estimates back.
@pytest.mark.parametrize(("floor", "within"), [(0.0, 0.35), (0.25, 0.6)])
def test_difficulties_that_made_the_answers_are_found(floor: float, within: float) -> None:
    found = recalibrate(simulate(600, 1, floor), LEVEL)
    for item, b in TRUTH.items():
        assert found[item].item_difficulty == pytest.approx(b, abs=within)
    assert all(
        found[a].item_difficulty < found[b].item_difficulty for a, b in pairwise(sorted(TRUTH))
    )


@settings(deadline=None)
@given(exposures)
def test_the_scale_stays_where_the_priors_put_it(answers: list[Exposure]) -> None:
    priors = {item: item - 2.0 for item in TRUTH}
    found = recalibrate(answers, priors)
    assert sum(c.item_difficulty for c in found.values()) == pytest.approx(0.0, abs=1e-6)
    assert sum(c.answered for c in found.values()) == len(answers)


@settings(deadline=None)
@given(exposures)
def test_answers_make_an_estimate_surer_and_never_less_sure(answers: list[Exposure]) -> None:
    for item, found in recalibrate(answers, LEVEL).items():
        assert 0 < found.standard_error <= PRIOR_SPREAD + 1e-9
        if found.answered == 0:
            assert found.standard_error == pytest.approx(PRIOR_SPREAD), item


def test_an_item_that_nobody_answered_keeps_its_place_among_the_others() -> None:
    assert recalibrate([], {1: -1.0, 2: 1.0})[1].item_difficulty == -1.0
    assert recalibrate([], {}) == {}


def test_an_item_without_a_prior_is_refused() -> None:
    with pytest.raises(KeyError):
        recalibrate([Exposure(1, 7, 1.0)], {1: 0.0})
