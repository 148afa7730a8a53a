"""The choice types: the worked examples of their scoring, and what keeps an item from being one."""

from random import Random

import pytest

from quizapp.core.errors import Invalid
from quizapp.core.item_types import TYPES, Content
from quizapp.core.item_types.choices import Option
from quizapp.core.scoring import PLUS_MINUS, ZERO_ONE


def content(type_name: str, *right: bool) -> Content:
    texts = ("True", "False") if type_name == "true_false" else "ABCDEFGHIJKLMNOP"
    options = (Option(text, correct=is_right) for text, is_right in zip(texts, right, strict=False))
    return Content(type_name, tuple(options))


def points(type_name: str, key: tuple[bool, ...], *selected: int) -> tuple[int, int]:
    result = TYPES[type_name].score(content(type_name, *key), list(selected))
    return result.points, result.maximum


SINGLE = (False, True, False, False)
ALL_THAT_APPLY = (True, True, True, True, False, False)


def test_multiple_choice_gives_one_point_for_the_right_option() -> None:
    assert points("multiple_choice", SINGLE, 1) == (1, 1)


@pytest.mark.parametrize("wrong", [0, 2, 3])
def test_multiple_choice_gives_nothing_for_a_wrong_option(wrong: int) -> None:
    assert points("multiple_choice", SINGLE, wrong) == (0, 1)


def test_true_false_gives_one_point_for_the_right_word() -> None:
    assert points("true_false", (False, True), 1) == (1, 1)
    assert points("true_false", (False, True), 0) == (0, 1)


def test_select_all_with_four_right_and_two_wrong_picks_gives_two_of_four() -> None:
    assert points("select_all", ALL_THAT_APPLY, 0, 1, 2, 3, 4, 5) == (2, 4)


def test_select_all_charges_nothing_for_an_omission() -> None:
    assert points("select_all", ALL_THAT_APPLY, 0, 1, 2) == (3, 4)


def test_select_all_with_all_right_picks_gives_everything() -> None:
    assert points("select_all", ALL_THAT_APPLY, 0, 1, 2, 3) == (4, 4)


def test_select_all_never_goes_below_zero() -> None:
    assert points("select_all", ALL_THAT_APPLY, 4, 5) == (0, 4)


def test_select_all_with_one_right_and_one_wrong_pick_gives_nothing() -> None:
    assert points("select_all", ALL_THAT_APPLY, 0, 4) == (0, 4)


@pytest.mark.parametrize(
    ("type_name", "rule"),
    [("multiple_choice", ZERO_ONE), ("true_false", ZERO_ONE), ("select_all", PLUS_MINUS)],
)
def test_each_type_scores_by_its_published_rule(type_name: str, rule: str) -> None:
    key = {"true_false": (True, False), "multiple_choice": SINGLE}.get(type_name, ALL_THAT_APPLY)
    assert TYPES[type_name].score(content(type_name, *key), [0]).rule == rule


@pytest.mark.parametrize("type_name", ["multiple_choice", "true_false"])
@pytest.mark.parametrize("selected", [(), (0, 1)])
def test_a_single_choice_takes_exactly_one_answer(type_name: str, selected: tuple[int]) -> None:
    key = (True, False) if type_name == "true_false" else SINGLE
    with pytest.raises(Invalid, match=r"Choose one answer\."):
        points(type_name, key, *selected)


def test_select_all_takes_at_least_one_answer() -> None:
    with pytest.raises(Invalid, match=r"Choose at least one answer\."):
        points("select_all", ALL_THAT_APPLY)


@pytest.mark.parametrize("type_name", ["multiple_choice", "select_all", "true_false"])
@pytest.mark.parametrize("position", [-1, 6])
def test_an_option_that_is_not_there_cannot_be_chosen(type_name: str, position: int) -> None:
    key = {"true_false": (True, False), "multiple_choice": SINGLE}.get(type_name, ALL_THAT_APPLY)
    with pytest.raises(Invalid, match="not part of this question"):
        points(type_name, key, position)


def test_the_chance_of_a_blind_guess_is_one_in_the_number_of_options() -> None:
    assert TYPES["multiple_choice"].guess_floor(content("multiple_choice", *SINGLE)) == 0.25
    assert TYPES["true_false"].guess_floor(content("true_false", True, False)) == 0.5
    assert TYPES["select_all"].guess_floor(content("select_all", *ALL_THAT_APPLY)) == 0.0


@pytest.mark.parametrize(
    ("type_name", "numbers"),
    [("multiple_choice", range(2, 11)), ("select_all", range(2, 11)), ("true_false", range(2, 3))],
)
def test_a_type_takes_so_many_options_and_no_others(type_name: str, numbers: range) -> None:
    def fits(count: int) -> bool:
        key = [position == 0 for position in range(count)]
        found = TYPES[type_name].problems(content(type_name, *key))
        return not any("give" in problem for problem in found)

    most = 2 if type_name == "true_false" else 12
    assert [count for count in range(1, most + 1) if fits(count)] == list(numbers)


@pytest.mark.parametrize("type_name", ["multiple_choice", "true_false"])
@pytest.mark.parametrize("right", [0, 2])
def test_a_single_choice_has_exactly_one_right_option(type_name: str, right: int) -> None:
    count = 2 if type_name == "true_false" else 4
    key = [position < right for position in range(count)]
    problems = TYPES[type_name].problems(content(type_name, *key))
    assert problems == ["options: mark exactly one as correct."]


def test_select_all_has_at_least_one_right_option() -> None:
    problems = TYPES["select_all"].problems(content("select_all", *[False] * 5))
    assert problems == ["options: mark at least one as correct."]


def test_true_comes_before_false() -> None:
    turned = Content("true_false", (Option("False", correct=False), Option("True", correct=True)))
    assert "in this order" in " ".join(TYPES["true_false"].problems(turned))


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (["A", "", "C", "D"], "options: write a text for each option."),
        (["Liver", "B", "liver", "D"], "options: two of them say the same."),
    ],
)
def test_blank_and_repeated_options_are_named(texts: list[str], problem: str) -> None:
    options = tuple(Option(text, correct=number == 1) for number, text in enumerate(texts))
    assert TYPES["multiple_choice"].problems(Content("multiple_choice", options)) == [problem]


def test_only_true_false_keeps_its_order_on_screen() -> None:
    rng = Random(1)  # noqa: S311 - a draw to be repeated

    def orders(type_name: str, *key: bool) -> set[tuple[int, ...]]:
        asked = content(type_name, *key)
        return {TYPES[type_name].arrange(asked, rng) for _showing in range(20)}

    assert orders("true_false", True, False) == {(0, 1)}
    assert len(orders("multiple_choice", *SINGLE)) > 5
    assert len(orders("select_all", *ALL_THAT_APPLY)) > 5
