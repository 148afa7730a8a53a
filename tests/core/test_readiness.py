"""The readiness test: estimates, the three rules that end it, and what it then says."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.readiness import (
    PRIOR,
    Band,
    Estimate,
    Plan,
    Policy,
    Rule,
    Scored,
    conclude,
    difficulty_sd,
    estimate,
    follow,
    interval,
    observe,
    plan_test,
    stop_rule,
)

POLICY = Policy()
NCLEX = Plan(85, 150, 300, 0.0, 0.95, 60, is_short=False)
SHORT = replace(NCLEX, shortest=20, longest=40, is_short=True)

answers = st.builds(
    Scored,
    item_difficulty=st.floats(-3, 3),
    fraction=st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    guess_floor=st.sampled_from([0.0, 0.25, 0.5]),
    difficulty_sd=st.sampled_from([0.0, 0.35, 0.7]),
)
rasch = st.builds(Scored, item_difficulty=st.floats(-3, 3), fraction=st.sampled_from([0.0, 1.0]))
logs = st.lists(answers, min_size=1, max_size=30)


def steady(ability: float, count: int, standard_error: float = 0.2) -> list[Estimate]:
    """The same estimate so many times."""
    return [Estimate(ability, standard_error)] * count


# Estimates --------------------------------------------------------------------------------------


def test_before_any_answer_the_estimate_is_the_prior() -> None:
    before = estimate(PRIOR)
    assert before.ability == pytest.approx(0, abs=1e-12)
    assert before.standard_error == pytest.approx(1, abs=1e-4)


def test_the_estimate_is_the_integral_that_it_stands_for() -> None:
    """Against the same integral on a grid forty times as fine, with the likelihood written out."""
    log = [Scored(0.3, 1.0), Scored(-0.8, 0.0), Scored(1.1, 1.0, 0.25), Scored(0.0, 0.5)]
    grid = [step / 400 for step in range(-3200, 3201)]

    def density(theta: float) -> float:
        value = math.exp(-theta * theta / 2)
        for answer in log:
            c = answer.guess_floor
            p = c + (1 - c) / (1 + math.exp(answer.item_difficulty - theta))
            value *= p**answer.fraction * (1 - p) ** (1 - answer.fraction)
        return value

    weights = [density(theta) for theta in grid]
    mean = sum(w * t for w, t in zip(weights, grid, strict=True)) / sum(weights)
    square = sum(w * t * t for w, t in zip(weights, grid, strict=True)) / sum(weights)
    reached = follow(log)[-1]
    assert reached.ability == pytest.approx(mean, abs=1e-5)
    assert reached.standard_error == pytest.approx(math.sqrt(square - mean * mean), abs=1e-5)


@given(st.lists(rasch, max_size=60), st.floats(-3, 3))
def test_an_answer_is_expected_to_narrow_the_posterior(log: list[Scored], b: float) -> None:
    """Over both outcomes, by the law of total variance; a single surprise may widen it a little."""
    before = follow(log)[-1] if log else estimate(PRIOR)
    wrong, right = (follow([*log, Scored(b, fraction)])[-1] for fraction in (0.0, 1.0))
    chance = (before.ability - wrong.ability) / (right.ability - wrong.ability)
    expected = chance * right.standard_error**2 + (1 - chance) * wrong.standard_error**2
    assert 0 < chance < 1
    assert expected < before.standard_error**2


@given(st.lists(rasch, min_size=1, max_size=60))
def test_answers_never_leave_less_known_than_before_the_first(log: list[Scored]) -> None:
    """Rasch likelihoods are log-concave: the spread stays under the prior's (Brascamp and Lieb)."""
    assert all(reached.standard_error < 1 for reached in follow(log))


@given(logs, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(log: list[Scored], rng) -> None:
    shuffled = rng.sample(log, len(log))
    first, second = follow(log)[-1], follow(shuffled)[-1]
    assert first.ability == pytest.approx(second.ability, abs=1e-9)
    assert first.standard_error == pytest.approx(second.standard_error, abs=1e-9)


@given(logs, st.integers(0, 29), st.floats(0, 1))
def test_a_better_answer_never_lowers_the_estimate(
    log: list[Scored], which: int, fraction: float
) -> None:
    place = which % len(log)
    better = [*log]
    better[place] = replace(log[place], fraction=max(log[place].fraction, fraction))
    assert follow(better)[-1].ability >= follow(log)[-1].ability - 1e-12


@given(answers)
def test_an_uncertain_difficulty_says_less(answer: Scored) -> None:
    sure = follow([replace(answer, difficulty_sd=0.0, guess_floor=0.0, fraction=1.0)])[-1]
    unsure = follow([replace(answer, difficulty_sd=0.7, guess_floor=0.0, fraction=1.0)])[-1]
    assert 0 < unsure.ability < sure.ability or answer.item_difficulty < -1


def test_a_right_answer_that_may_be_a_guess_says_less() -> None:
    known, guessed = (follow([Scored(1.0, 1.0, floor)])[-1] for floor in (0.0, 0.25))
    assert 0 < guessed.ability < known.ability


def test_half_the_points_stand_between_right_and_wrong() -> None:
    wrong, half, right = (follow([Scored(0.0, f)])[-1].ability for f in (0.0, 0.5, 1.0))
    assert wrong < half < right
    assert half == pytest.approx(0, abs=1e-12)


def test_all_right_or_all_wrong_is_still_a_finite_estimate() -> None:
    for fraction in (0.0, 1.0):
        reached = follow([Scored(0.0, fraction)] * 150)[-1]
        assert 2 < abs(reached.ability) < 5
    assert observe(PRIOR, Scored(0.0, 1.0)) != PRIOR


def test_difficulties_grow_certain_with_answers() -> None:
    assert difficulty_sd(0) == pytest.approx(0.7)
    assert difficulty_sd(30) == pytest.approx(0.35, abs=0.01)
    assert difficulty_sd(1000) < 0.08


# The rules that end it --------------------------------------------------------------------------


def test_it_never_stops_before_the_shortest_length() -> None:
    assert stop_rule(NCLEX, []) is None
    assert stop_rule(NCLEX, steady(3.0, 84)) is None
    assert stop_rule(NCLEX, steady(3.0, 85)) is Rule.CONFIDENCE


def test_it_stops_once_the_interval_leaves_the_standard_out() -> None:
    at_the_edge = 1.959964 * 0.2
    assert stop_rule(NCLEX, steady(at_the_edge - 0.001, 85)) is None
    assert stop_rule(NCLEX, steady(at_the_edge + 0.001, 85)) is Rule.CONFIDENCE
    assert stop_rule(NCLEX, steady(-at_the_edge - 0.001, 100)) is Rule.CONFIDENCE


@pytest.mark.parametrize(("ability", "passed"), [(0.01, True), (0.0, False), (-0.01, False)])
def test_at_the_longest_the_estimate_must_be_above_the_standard(
    ability: float, passed: bool
) -> None:
    estimates = steady(ability, 150)
    assert stop_rule(NCLEX, estimates) is Rule.LENGTH
    assert conclude(NCLEX, estimates, Rule.LENGTH).passed is passed


def test_out_of_time_before_the_shortest_length_fails_however_good() -> None:
    estimates = steady(2.0, 84)
    assert stop_rule(NCLEX, estimates, out_of_time=True) is Rule.TIME
    result = conclude(NCLEX, estimates, Rule.TIME)
    assert (result.passed, result.band) == (False, Band.TOO_FEW)


@pytest.mark.parametrize(("low_at", "passed"), [(39, True), (40, False), (99, False)])
def test_out_of_time_the_last_sixty_estimates_must_all_be_above(low_at: int, passed: bool) -> None:
    estimates = steady(0.3, 100)
    estimates[low_at] = Estimate(-0.01, 0.2)
    assert conclude(NCLEX, estimates, Rule.TIME).passed is passed


def test_the_newer_reading_of_that_rule_is_a_setting() -> None:
    estimates = [*steady(-0.1, 90), Estimate(0.1, 0.2)]
    assert conclude(NCLEX, estimates, Rule.TIME).passed is False
    assert conclude(replace(NCLEX, time_out_estimates=1), estimates, Rule.TIME).passed is True


def test_a_test_that_its_learner_ends_decides_nothing() -> None:
    assert stop_rule(NCLEX, steady(0.1, 90), ended=True) is Rule.ENDED
    result = conclude(NCLEX, steady(0.1, 90), Rule.ENDED)
    assert (result.passed, result.band) == (None, Band.NEAR_ABOVE)
    assert conclude(NCLEX, [], Rule.ENDED).band is Band.TOO_FEW


def test_another_standard_moves_every_rule() -> None:
    plan = replace(NCLEX, standard=0.5)
    assert stop_rule(plan, steady(0.5, 100)) is None
    assert stop_rule(plan, steady(0.0, 100)) is Rule.CONFIDENCE
    assert conclude(plan, steady(0.5, 150), Rule.LENGTH).passed is False


@pytest.mark.parametrize(
    ("ability", "band"),
    [
        (1.0, Band.ABOVE),
        (0.1, Band.NEAR_ABOVE),
        (0.0, Band.NEAR_BELOW),
        (-0.1, Band.NEAR_BELOW),
        (-1.0, Band.BELOW),
    ],
)
def test_the_band_says_no_more_than_the_interval(ability: float, band: Band) -> None:
    result = conclude(NCLEX, steady(ability, 150), Rule.LENGTH)
    assert result.band is band
    assert (result.low, result.high) == interval(result.estimate, 0.95)


@given(st.lists(st.tuples(st.floats(-2, 2), st.booleans()), min_size=85, max_size=150))
def test_answering_better_never_turns_a_pass_into_a_fail(log: list[tuple[float, bool]]) -> None:
    scored = [Scored(b, float(right)) for b, right in log]
    better = [*scored[:-1], replace(scored[-1], fraction=1.0)]
    first = conclude(NCLEX, follow(scored), Rule.LENGTH)
    second = conclude(NCLEX, follow(better), Rule.LENGTH)
    assert second.passed or not first.passed


# Small banks ------------------------------------------------------------------------------------


def test_a_large_bank_gives_the_whole_test() -> None:
    assert plan_test(POLICY, 1000) == NCLEX
    assert plan_test(POLICY, 150) == NCLEX


def test_a_bank_between_shortest_and_longest_gives_what_it_has() -> None:
    assert plan_test(POLICY, 100) == replace(NCLEX, longest=100, minutes=200)


def test_a_small_bank_gives_a_short_test() -> None:
    assert plan_test(POLICY, 60) == Plan(30, 60, 120, 0.0, 0.95, 60, is_short=True)
    assert plan_test(POLICY, 20) == Plan(20, 20, 40, 0.0, 0.95, 60, is_short=True)


def test_a_bank_that_is_too_small_gives_none() -> None:
    assert plan_test(POLICY, 19) is None
    assert plan_test(POLICY, 0) is None


@pytest.mark.parametrize("rule", Rule)
def test_the_nclexs_rules_say_nothing_of_a_short_test(rule: Rule) -> None:
    assert conclude(SHORT, steady(0.9, 40, 0.3), rule).passed is None


def test_a_short_test_is_clear_only_where_its_wider_interval_is() -> None:
    assert conclude(SHORT, steady(0.5, 40, 0.2), Rule.LENGTH).band is Band.ABOVE
    assert conclude(SHORT, steady(0.5, 40, 0.3), Rule.LENGTH).band is Band.NEAR_ABOVE
    assert stop_rule(SHORT, steady(0.5, 25, 0.3)) is None
    assert stop_rule(SHORT, steady(0.9, 25, 0.3)) is Rule.CONFIDENCE


@given(st.integers(0, 400))
def test_every_plan_can_be_kept(available: int) -> None:
    plan = plan_test(POLICY, available)
    if plan is not None:
        assert POLICY.fewest <= plan.shortest <= plan.longest <= available
        assert plan.minutes >= 2 * plan.longest
