"""Ability, item difficulty and the chance of a right answer."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.core.difficulty import (
    PRIOR_DIFFICULTY,
    Ability,
    ItemDifficulty,
    ModuleAbility,
    Trace,
    expected_score,
    probability_correct,
    update_ability,
    update_item,
    update_module,
)
from quizapp.core.items import Step

logits = st.floats(-6, 6)
shares = st.floats(0, 1)
floors = st.sampled_from([0.0, 0.2, 0.25, 1 / 3, 0.5])
counts = st.integers(0, 200)
recalls = st.none() | shares
abilities = st.builds(Ability, logits, st.floats(-2, 2), counts)
apart = st.floats(0.01, 4)


@given(abilities, logits, floors, recalls, counts, counts)
def test_the_chance_lies_between_a_blind_guess_and_certainty(
    ability: Ability,
    item_difficulty: float,
    floor: float,
    recall: float | None,
    successes: int,
    failures: int,
) -> None:
    chance = probability_correct(
        ability,
        item_difficulty,
        guess_floor=floor,
        recall=recall,
        successes=successes,
        failures=failures,
    )
    assert floor <= chance <= 1


@given(logits, apart, logits, floors, recalls)
def test_a_more_able_learner_has_the_better_chance(
    ability: float, more: float, item_difficulty: float, floor: float, recall: float | None
) -> None:
    less, better = (
        probability_correct(Ability(level), item_difficulty, guess_floor=floor, recall=recall)
        for level in (ability, ability + more)
    )
    assert less < better


@given(abilities, logits, apart, floors, recalls)
def test_a_harder_item_has_the_lower_chance(
    ability: Ability, item_difficulty: float, more: float, floor: float, recall: float | None
) -> None:
    easier, harder = (
        probability_correct(ability, level, guess_floor=floor, recall=recall)
        for level in (item_difficulty, item_difficulty + more)
    )
    assert harder < easier


@given(abilities, logits, floors, st.floats(0.02, 0.97), st.floats(0.01, 0.5))
def test_what_is_recalled_better_has_the_better_chance(
    ability: Ability, item_difficulty: float, floor: float, recall: float, more: float
) -> None:
    assume(recall + more <= 0.99)
    faint, clear = (
        probability_correct(ability, item_difficulty, guess_floor=floor, recall=level)
        for level in (recall, recall + more)
    )
    assert faint < clear


@given(abilities, logits, floors)
def test_recall_at_its_limits_leaves_the_chance_finite(
    ability: Ability, item_difficulty: float, floor: float
) -> None:
    never, always = (
        probability_correct(ability, item_difficulty, guess_floor=floor, recall=level)
        for level in (0.0, 1.0)
    )
    assert floor <= never < always <= 1


def test_past_successes_help_and_past_failures_hurt() -> None:
    def chance(successes: int, failures: int) -> float:
        return probability_correct(
            Ability(), 0.0, guess_floor=0.0, recall=0.9, successes=successes, failures=failures
        )

    assert chance(0, 3) < chance(0, 0) < chance(3, 0)


def test_a_learner_at_the_items_level_has_an_even_chance_without_guessing() -> None:
    assert probability_correct(Ability(), 0.0, guess_floor=0.0, recall=None) == 0.5


def test_guessing_among_four_raises_an_even_chance_to_five_eighths() -> None:
    assert probability_correct(Ability(), 0.0, guess_floor=0.25, recall=None) == 0.625


@given(abilities, shares, shares)
def test_ability_moves_toward_the_result(
    ability: Ability, fraction: float, predicted: float
) -> None:
    moved = update_ability(ability, fraction=fraction, predicted=predicted).ability
    assert (moved - ability.ability) * (fraction - predicted) >= 0
    assume(abs(fraction - predicted) > 1e-3)
    assert moved != ability.ability


@given(logits, counts, shares, shares)
def test_an_item_moves_away_from_the_result(
    level: float, answered: int, fraction: float, predicted: float
) -> None:
    item = ItemDifficulty(level, answered)
    moved = update_item(item, fraction=fraction, predicted=predicted).item_difficulty
    assert (moved - level) * (fraction - predicted) <= 0
    assume(abs(fraction - predicted) > 1e-3)
    assert moved != level


@given(logits, counts, st.floats(0.05, 0.95))
def test_a_result_as_expected_moves_nothing(level: float, answered: int, share: float) -> None:
    learner, item = Ability(level, 0.0, answered), ItemDifficulty(level, answered)
    assert update_ability(learner, fraction=share, predicted=share).ability == level
    assert update_item(item, fraction=share, predicted=share).item_difficulty == level


@pytest.mark.parametrize("of", ["ability", "item"])
def test_each_further_answer_moves_less(of: str) -> None:
    def gain(answered: int) -> float:
        if of == "ability":
            return update_ability(Ability(0.0, 0.0, answered), fraction=1, predicted=0).ability
        item = ItemDifficulty(0.0, answered)
        return -update_item(item, fraction=1, predicted=0).item_difficulty

    gains = [gain(answered) for answered in range(0, 100, 10)]
    assert all(later < sooner for sooner, later in pairwise(gains))
    assert gains[-1] > 0


def test_every_answer_is_counted() -> None:
    assert update_ability(Ability(0, 0, 7), fraction=1, predicted=0.5).answered == 8
    assert update_item(ItemDifficulty(0, 7), fraction=1, predicted=0.5).answered == 8


def test_form_follows_the_latest_results() -> None:
    good = update_ability(Ability(), fraction=1, predicted=0.5)
    poor = update_ability(Ability(), fraction=0, predicted=0.5)
    assert poor.form < 0 < good.form


def test_an_authors_steps_stand_in_order_on_the_scale() -> None:
    easy, medium, hard = (PRIOR_DIFFICULTY[step] for step in Step)
    assert easy < medium < hard


modules = st.none() | st.builds(
    ModuleAbility, logits, st.floats(-2, 2), counts, st.floats(0, 5), st.floats(0, 5), counts
)
traces = st.none() | st.builds(
    Trace, st.booleans(), st.integers(0, 20), st.integers(-5, 5000), st.floats(-1, 50_000)
)


@given(abilities, logits, floors, recalls, modules, traces)
def test_whatever_is_known_the_chance_lies_between_a_guess_and_certainty(
    ability: Ability,
    item_difficulty: float,
    floor: float,
    recall: float | None,
    module: ModuleAbility | None,
    trace: Trace | None,
) -> None:
    chance = probability_correct(
        ability, item_difficulty, guess_floor=floor, recall=recall, module=module, trace=trace
    )
    assert floor <= chance <= 1


@given(abilities, logits, floors, recalls, modules, traces, apart)
def test_whatever_is_known_a_harder_item_has_the_lower_chance(
    ability: Ability,
    item_difficulty: float,
    floor: float,
    recall: float | None,
    module: ModuleAbility | None,
    trace: Trace | None,
    more: float,
) -> None:
    easier, harder = (
        probability_correct(
            ability, level, guess_floor=floor, recall=recall, module=module, trace=trace
        )
        for level in (item_difficulty, item_difficulty + more)
    )
    assert harder < easier


@given(logits, logits, floors, modules, apart)
def test_what_elo_expects_rises_with_ability_in_the_module(
    ability: float, item_difficulty: float, floor: float, module: ModuleAbility | None, more: float
) -> None:
    better = replace(module or ModuleAbility(), ability=(module.ability if module else 0) + more)
    less, greater = (
        expected_score(Ability(ability), state, item_difficulty, guess_floor=floor)
        for state in (module, better)
    )
    assert floor <= less < greater <= 1


@given(modules, shares, shares, counts)
def test_a_module_counts_recent_results_and_forgets_earlier_ones(
    module: ModuleAbility | None, fraction: float, predicted: float, number: int
) -> None:
    before = module or ModuleAbility()
    after = update_module(module, fraction=fraction, predicted=predicted, number=number)
    assert (after.answered, after.last_number) == (before.answered + 1, number)
    assert after.successes == pytest.approx(0.8 * before.successes + fraction)
    assert after.failures == pytest.approx(0.8 * before.failures + 1 - fraction)
    assert (after.ability - before.ability) * (fraction - predicted) >= 0


def test_a_caller_who_knows_no_gap_predicts_for_a_usual_one() -> None:
    known = {"guess_floor": 0.0, "recall": 0.8, "successes": 2, "failures": 1}
    usual = Trace(last_right=True, missed_since=0, answers_since=30, hours_since=24.0)
    without = probability_correct(Ability(), 0.0, **known)
    assert probability_correct(Ability(), 0.0, **known, trace=usual) == pytest.approx(
        without, abs=0.02
    )
