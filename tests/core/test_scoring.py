"""The laws that every scoring rule keeps."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.scoring import (
    ALL_OR_NOTHING,
    PLUS_MINUS,
    ZERO_ONE,
    Score,
    all_or_nothing,
    plus_minus,
    plus_minus_by_group,
    rationale_by_slot,
    rationale_of_choices,
    zero_one,
    zero_one_by_slot,
    zero_one_selections,
)


@st.composite
def answered_keys(draw: st.DrawFn) -> tuple[tuple[bool, ...], frozenset[int]]:
    """A key with at least one right option, and any selection."""
    key = draw(st.lists(st.booleans(), min_size=2, max_size=10).filter(any))
    selected = draw(st.frozensets(st.integers(0, len(key) - 1)))
    return tuple(key), selected


@st.composite
def permutations(
    draw: st.DrawFn,
) -> tuple[tuple[bool, ...], frozenset[int], list[int]]:
    key, selected = draw(answered_keys())
    return key, selected, draw(st.permutations(range(len(key))))


@pytest.mark.parametrize("rule", [zero_one, plus_minus, zero_one_selections])
@given(answer=answered_keys())
def test_points_lie_between_nothing_and_the_maximum(rule, answer) -> None:
    result: Score = rule(*answer)
    assert 0 <= result.points <= result.maximum
    assert result.maximum >= 1
    assert 0 <= result.fraction <= 1
    assert result.is_correct is (result.points == result.maximum)


@pytest.mark.parametrize("rule", [zero_one, plus_minus, zero_one_selections])
@given(answer=permutations())
def test_the_order_of_the_options_never_matters(rule, answer) -> None:
    key, selected, order = answer
    moved_key = [key[old] for old in order]
    moved_selection = frozenset(new for new, old in enumerate(order) if old in selected)
    before, after = rule(key, selected), rule(moved_key, moved_selection)
    assert (before.points, before.maximum) == (after.points, after.maximum)


@st.composite
def one_more_selected(
    draw: st.DrawFn, *, right: bool
) -> tuple[tuple[bool, ...], frozenset[int], int]:
    """A key with at least one right option, any selection, and a place that is (not) right."""
    key, selected = draw(answered_keys())
    places = [place for place, correct in enumerate(key) if correct is right]
    if not places:
        key, places = (*key, right), [len(key)]
    return key, selected, draw(st.sampled_from(places))


def by_threes(key: Sequence[bool], selected: frozenset[int]) -> Score:
    """Plus/minus by groups of three neighbours."""
    return plus_minus_by_group(key, selected, [position // 3 for position in range(len(key))])


SEVERAL = pytest.mark.parametrize("rule", [plus_minus, zero_one_selections, by_threes])


@SEVERAL
@given(answer=one_more_selected(right=True))
def test_adding_a_right_selection_never_lowers_the_points(rule, answer) -> None:
    key, selected, position = answer
    assert rule(key, selected | {position}).points >= rule(key, selected).points


@SEVERAL
@given(answer=one_more_selected(right=False))
def test_adding_a_wrong_selection_never_raises_the_points(rule, answer) -> None:
    key, selected, position = answer
    assert rule(key, selected | {position}).points <= rule(key, selected).points


@given(answered_keys())
def test_groups_are_scored_each_by_itself_and_summed(answer) -> None:
    key, selected = answer
    result = by_threes(key, selected)
    parts = [
        plus_minus(
            key[start : start + 3],
            frozenset(p - start for p in selected if start <= p < start + 3),
        )
        for start in range(0, len(key), 3)
    ]
    assert result.points == sum(part.points for part in parts)
    assert result.maximum == sum(key)


@given(st.lists(st.booleans(), min_size=2, max_size=3))
def test_a_sentence_of_cause_and_effect_needs_its_anchor(right) -> None:
    key = (True, False) * len(right)
    groups = [position // 2 for position in range(len(key))]
    selected = frozenset(2 * blank + (0 if is_right else 1) for blank, is_right in enumerate(right))
    by_choice = rationale_of_choices(key, selected, groups)
    by_blank = rationale_by_slot(
        [0] * len(right), [0 if is_right else 1 for is_right in right], ["why"] * len(right)
    )
    wanted = sum(right[1:]) if right[0] else 0
    assert (by_choice.points, by_choice.maximum) == (wanted, len(right) - 1)
    assert (by_blank.points, by_blank.maximum) == (wanted, len(right) - 1)


@SEVERAL
@given(answer=answered_keys())
def test_an_omission_costs_nothing_by_itself(rule, answer) -> None:
    key, selected = answer
    result = rule(key, selected)
    assert all(element.points == 0 for element in result.elements if not element.selected)


@given(answered_keys())
def test_select_all_never_falls_below_what_leaving_it_empty_gives(answer) -> None:
    key, selected = answer
    assert plus_minus(key, selected).points >= plus_minus(key, frozenset()).points == 0


@given(answered_keys())
def test_exactly_the_key_earns_everything(answer) -> None:
    key, _selected = answer
    exact = frozenset(position for position, right in enumerate(key) if right)
    assert plus_minus(key, exact).is_correct
    assert zero_one(key, exact).is_correct


@given(answered_keys())
def test_points_are_the_sum_of_the_elements_with_a_floor_of_zero(answer) -> None:
    result = plus_minus(*answer)
    assert result.points == max(0, sum(element.points for element in result.elements))
    assert result.maximum == sum(answer[0])


@pytest.mark.parametrize("rule", [zero_one, plus_minus, zero_one_selections])
@given(answer=answered_keys())
def test_every_option_is_explained_by_what_was_done_with_it(rule, answer) -> None:
    key, selected = answer
    elements = rule(key, selected).elements
    assert [e.position for e in elements] == list(range(len(key)))
    assert [e.correct for e in elements] == list(key)
    assert [e.selected for e in elements] == [position in selected for position in range(len(key))]
    said = {(e.selected, e.correct, e.explanation) for e in elements}
    assert len(said) == len({(e.selected, e.correct) for e in elements})
    assert all("ot right" in words for chosen, right, words in said if chosen and not right)


# Slots -----------------------------------------------------------------------------------------

Slots = list[tuple[int, int, str]]
places = st.integers(0, 5)
# What belongs there, what was put there, and why.
slots = st.lists(st.tuples(places, places, st.text(min_size=1)), min_size=1, max_size=10)


def by_slot(rule, filled: Slots) -> Score:
    key, given, reasons = zip(*filled, strict=True)
    return rule(key, given, reasons)


@given(slots)
def test_each_slot_earns_one_point_or_none(filled: Slots) -> None:
    result = by_slot(zero_one_by_slot, filled)
    assert [element.points for element in result.elements] == [int(k == g) for k, g, _ in filled]
    assert result.points == sum(element.points for element in result.elements)
    assert result.maximum == len(filled)


@given(slots)
def test_all_or_nothing_is_one_point_for_every_slot_together(filled: Slots) -> None:
    together, one_by_one = (by_slot(rule, filled) for rule in (all_or_nothing, zero_one_by_slot))
    assert together.points == int(one_by_one.is_correct)
    assert together.maximum == 1


@pytest.mark.parametrize("rule", [all_or_nothing, zero_one_by_slot])
@given(filled=slots, data=st.data())
def test_the_order_of_the_slots_never_matters(rule, filled: Slots, data: st.DataObject) -> None:
    moved = data.draw(st.permutations(filled))
    before, after = by_slot(rule, filled), by_slot(rule, moved)
    assert (before.points, before.maximum) == (after.points, after.maximum)


@pytest.mark.parametrize("rule", [all_or_nothing, zero_one_by_slot])
@given(filled=slots)
def test_every_slot_says_what_was_put_there_what_belongs_there_and_why(rule, filled: Slots) -> None:
    told = [(e.key, e.given, e.explanation) for e in by_slot(rule, filled).elements]
    assert told == filled


def test_a_score_names_the_version_of_its_rule() -> None:
    assert zero_one([True, False], frozenset({0})).rule == ZERO_ONE == "zero-one/1"
    assert plus_minus([True, False], frozenset({0})).rule == PLUS_MINUS == "plus-minus/1"
    assert zero_one_by_slot([0], [0], ["So."]).rule == ZERO_ONE
    assert all_or_nothing([0], [0], ["So."]).rule == ALL_OR_NOTHING == "all-or-nothing/1"
