"""Ordered response: the worked example of its scoring, its limits, and how its form is read."""

from random import Random

import pytest

from quizapp.core.errors import Invalid
from quizapp.core.item_types import TYPES
from quizapp.core.item_types.ordered_response import in_order
from quizapp.core.scoring import ALL_OR_NOTHING, Score

ORDERED = TYPES["ordered_response"]
FOUR = in_order(["Wash", "Check", "Give", "Record"])
SHOWN = (2, 0, 3, 1)


def scored(*response: int) -> Score:
    return ORDERED.score(FOUR, list(response))


def test_one_swap_gives_nothing_of_one() -> None:
    result = scored(0, 2, 1, 3)
    assert (result.points, result.maximum, result.rule) == (0, 1, ALL_OR_NOTHING)
    assert ALL_OR_NOTHING == "all-or-nothing/1"


def test_every_step_in_its_place_gives_the_point() -> None:
    assert (scored(0, 1, 2, 3).points, scored(0, 1, 2, 3).maximum) == (1, 1)


def test_each_step_is_told_where_it_was_put_and_where_it_belongs() -> None:
    assert [element.explanation for element in scored(0, 2, 1, 3).elements] == [
        "You put it first, where it belongs.",
        "You put it third; it comes second.",
        "You put it second; it comes third.",
        "You put it fourth, where it belongs.",
    ]


@pytest.mark.parametrize("response", [[], [0, 1, 2], [0, 1, 2, 2], [0, 1, 2, 4], [0, 1, 2, 3, 3]])
def test_each_step_has_one_place(response: list[int]) -> None:
    with pytest.raises(Invalid, match=r"Give each step a place of its own\."):
        ORDERED.score(FOUR, response)


@pytest.mark.parametrize(("count", "fits"), [(1, False), (2, True), (10, True), (11, False)])
def test_there_are_two_to_ten_steps(count: int, fits: bool) -> None:
    found = ORDERED.problems(in_order([f"Step {number}" for number in range(count)]))
    assert found == ([] if fits else [f"sequence: give 2 to 10; there are {count}."])


def test_blank_and_repeated_steps_are_named() -> None:
    assert ORDERED.problems(in_order(["Wash", "", "Give", "wash"])) == [
        "sequence: write a text for each step.",
        "sequence: two of them say the same.",
    ]


def test_the_right_order_is_never_the_one_shown() -> None:
    rng = Random(1)  # noqa: S311 - a draw to be repeated
    orders = {ORDERED.arrange(FOUR, rng) for _showing in range(500)}
    assert len(orders) == 23
    assert (0, 1, 2, 3) not in orders


def form(*places: str) -> dict[str, list[str]]:
    return {f"place-{row}": [place] for row, place in enumerate(places)}


def test_the_form_gives_each_step_as_shown_its_place() -> None:
    assert ORDERED.read_response(form("3", "1", "4", "2"), SHOWN) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("places", "problems"),
    [
        (("1", "", "3", ""), ["1: Step B: choose its place.", "3: Step D: choose its place."]),
        (("1", "2", "1", "4"), ["0: Steps A and C have place 1: give each its own."]),
        (("2", "2", "2", "1"), ["0: Steps A, B and C have place 2: give each its own."]),
        (("1", "", "1", "2"), ["1: Step B: choose its place.",
                               "0: Steps A and C have place 1: give each its own."]),
    ],
)  # fmt: skip
def test_a_missing_or_doubled_place_is_named_with_its_field(
    places: tuple[str, ...], problems: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        ORDERED.read_response(form(*places), SHOWN)
    assert list(refused.value.problems) == [f"place-{problem}" for problem in problems]


@pytest.mark.parametrize("place", ["0", "5", "-1", "x", "01"])
def test_a_place_that_is_not_there_is_refused(place: str) -> None:
    with pytest.raises(Invalid, match="not part of this question"):
        ORDERED.read_response(form("1", "2", "3", place), SHOWN)


def test_a_blind_guess_is_right_once_in_all_orders() -> None:
    assert ORDERED.guess_floor(FOUR) == pytest.approx(1 / 24)


def test_a_step_that_cannot_be_read_is_named_by_its_number() -> None:
    with pytest.raises(Invalid) as refused:
        ORDERED.load({"sequence": [{"text": "Wash"}, {"why": "x"}, {"text": 1}]})
    assert list(refused.value.problems) == [
        "step 2: needs a text.",
        "step 2: why is not a field of a step.",
        "step 3: needs a text.",
    ]
    with pytest.raises(Invalid, match="sequence: list the sequence, each with text"):
        ORDERED.load({})
