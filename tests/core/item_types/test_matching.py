"""Matching: the worked example of its scoring, its limits, and how its form is read."""

from dataclasses import replace

import pytest

from quizapp.core.errors import Invalid
from quizapp.core.item_types import TYPES
from quizapp.core.item_types.matching import Matching, matched
from quizapp.core.scoring import ZERO_ONE, Score

MATCHING = TYPES["matching"]
THREE = matched(
    [("Bile", "Liver", ""), ("Insulin", "Pancreas", ""), ("Renin", "Kidney", "")], [("Spleen", "")]
)
SHOWN = (3, 1, 0, 2)


def scored(*response: int) -> Score:
    return MATCHING.score(THREE, list(response))


def test_each_pair_earns_a_point() -> None:
    results = [scored(0, 1, 2), scored(0, 1, 3), scored(0, 2, 1), scored(1, 2, 0)]
    assert [(result.points, result.maximum) for result in results] == [
        (3, 3),
        (2, 3),
        (1, 3),
        (0, 3),
    ]
    assert {result.rule for result in results} == {ZERO_ONE}


def test_each_entry_is_told_its_match() -> None:
    elements = scored(0, 3, 2).elements
    assert [element.points for element in elements] == [1, 0, 1]
    assert [element.explanation for element in elements] == [
        "You matched it with “Liver”, and that is right.",
        "You matched it with “Spleen”. It goes with “Pancreas”.",
        "You matched it with “Kidney”, and that is right.",
    ]


@pytest.mark.parametrize("response", [[], [0, 1], [0, 1, 2, 3]])
def test_each_entry_has_one_choice(response: list[int]) -> None:
    with pytest.raises(Invalid, match=r"Choose a match for each entry\."):
        MATCHING.score(THREE, response)


def pairs(count: int) -> Matching:
    return matched([(f"Entry {number}", f"Match {number}", "") for number in range(count)])


@pytest.mark.parametrize(("count", "fits"), [(1, False), (2, True), (10, True), (11, False)])
def test_there_are_two_to_ten_pairs(count: int, fits: bool) -> None:
    found = MATCHING.problems(pairs(count))
    assert found == ([] if fits else [f"pairs: give 2 to 10; there are {count}."])


@pytest.mark.parametrize(("count", "fits"), [(0, True), (4, True), (5, False)])
def test_there_are_up_to_four_extras(count: int, fits: bool) -> None:
    extras = matched([], [(f"Extra {number}", "") for number in range(count)]).extras
    found = MATCHING.problems(replace(pairs(3), extras=extras))
    assert found == ([] if fits else ["extras: give 0 to 4; there are 5."])


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (matched([("A", "1", ""), ("a", "2", ""), ("C", "3", "")]),
         ["pairs: two of them say the same."]),
        (matched([("A", "x", ""), ("B", "X", ""), ("C", "3", "")]),
         ["pairs: two of them say the same."]),
        (matched([("A", "1", ""), ("", "2", ""), ("C", "", "")]),
         ["pairs: write a text for each pair.", "pairs: write a match for each pair."]),
        (matched([("A", "1", ""), ("B", "2", ""), ("C", "3", "")], [("1", "")]),
         ["extras: “1” is a match too."]),
        (matched([("A", "1", ""), ("B", "2", ""), ("C", "3", "")], [("", ""), ("4", "")]),
         ["extras: write a text for each extra."]),
    ],
)  # fmt: skip
def test_blanks_and_repeats_are_named(content: Matching, problems: list[str]) -> None:
    assert MATCHING.problems(content) == problems


def form(*places: str) -> dict[str, list[str]]:
    return {f"match-{entry}": [place] for entry, place in enumerate(places)}


def test_the_form_names_choices_by_their_places_on_screen() -> None:
    assert MATCHING.read_response(form("2", "1", "0"), SHOWN) == [0, 1, 3]


def test_an_entry_without_a_match_is_named_with_its_field() -> None:
    with pytest.raises(Invalid) as refused:
        MATCHING.read_response(form("2", "", ""), SHOWN)
    assert list(refused.value.problems) == [
        "match-1: Entry 2: choose its match.",
        "match-2: Entry 3: choose its match.",
    ]


@pytest.mark.parametrize("place", ["4", "-1", "x", "Liver"])
def test_a_choice_that_is_not_there_is_refused(place: str) -> None:
    with pytest.raises(Invalid, match="not part of this question"):
        MATCHING.read_response(form("0", "1", place), SHOWN)


def test_a_form_with_too_few_entries_is_no_answer() -> None:
    with pytest.raises(Invalid, match="Choose a match for each entry"):
        MATCHING.score(THREE, MATCHING.read_response(form("0", "1"), SHOWN))


def test_a_blind_guess_is_right_once_in_all_ways_of_matching() -> None:
    assert MATCHING.guess_floor(THREE) == pytest.approx(1 / 24)
    assert MATCHING.guess_floor(pairs(3)) == pytest.approx(1 / 6)


def test_extras_may_be_left_out_of_a_record() -> None:
    written = MATCHING.dump(pairs(3))
    del written["extras"]
    assert MATCHING.load(written) == pairs(3)


def test_a_row_that_cannot_be_read_is_named_by_its_number() -> None:
    with pytest.raises(Invalid) as refused:
        MATCHING.load({"pairs": [{"text": "A"}], "extras": [{"rationale": "x"}, "y"]})
    assert list(refused.value.problems) == [
        "pair 1: needs a match.",
        "extra 1: needs a text.",
        "extra 2: needs a text.",
    ]
