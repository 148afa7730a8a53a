"""Numbers and short answers: what counts as the same, what is computed, what is refused."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.errors import Invalid
from quizapp.core.item_types import TYPES
from quizapp.core.item_types.numeric import Numeric, Variable
from quizapp.core.item_types.short_answer import ShortAnswer, Wording

NUMERIC, SHORT = TYPES["numeric"], TYPES["short_answer"]


def right(content: Numeric, value: str, unit: str = "", drawn: tuple[int, ...] = ()) -> bool:
    response = {"value": value, "unit": unit, "drawn": list(drawn)}
    return NUMERIC.score(content, response).is_correct


DOSE = Numeric(answer="0.8", places="1", unit="mL")


@pytest.mark.parametrize("value", ["0.8", ".8", "0.80", "0,8", " 0.8 ", "+0.8"])
def test_ways_to_write_a_number_are_the_same_answer(value: str) -> None:
    assert right(DOSE, value)


@pytest.mark.parametrize("value", ["8", "0.08", "0.81", "-0.8", "0.7999"])
def test_another_number_is_wrong(value: str) -> None:
    assert not right(DOSE, value)


@pytest.mark.parametrize(
    "value", ["", "eight", "0.8 mL", "1/2", "1.2.3", "--1", "1e3", "0,8,0", "٣"]
)
def test_what_is_no_number_is_asked_for_again(value: str) -> None:
    with pytest.raises(Invalid, match="value: write a number"):
        right(DOSE, value)


@pytest.mark.parametrize(("value", "is_right"), [("1,250", True), ("1250", True), ("1.250", False)])
def test_a_comma_before_three_digits_groups_thousands(value: str, is_right: bool) -> None:
    assert right(Numeric(answer="1250", places="0"), value) is is_right


@pytest.mark.parametrize(("value", "is_right"), [("83", True), ("83.33", False), ("84", False)])
def test_the_answer_is_rounded_as_the_question_says(value: str, is_right: bool) -> None:
    assert right(Numeric(answer="250 / 3", places="0"), value) is is_right


@pytest.mark.parametrize(
    ("answer", "places", "rounded"), [("0.125", "2", "0.13"), ("2.5", "0", "3")]
)
def test_halves_are_rounded_up(answer: str, places: str, rounded: str) -> None:
    assert right(Numeric(answer=answer, places=places), rounded)


@pytest.mark.parametrize(("value", "is_right"), [("9.5", True), ("10.5", True), ("10.51", False)])
def test_a_tolerance_reaches_to_both_sides(value: str, is_right: bool) -> None:
    assert right(Numeric(answer="10", places="0", tolerance="0.5"), value) is is_right


def test_the_unit_counts_where_it_is_chosen() -> None:
    content = Numeric(answer="125", places="0", unit="mL/h", other_units=("mL/min",))
    assert right(content, "125", "mL/h")
    assert not right(content, "125", "mL/min")
    with pytest.raises(Invalid, match="unit: choose the unit"):
        right(content, "125")


RATE = Numeric(
    answer="volume / hours",
    places="0",
    given="{volume} mL over {hours} hours",
    variables=(Variable("volume", "250", "1000", "250"), Variable("hours", "2", "10", "1")),
)


def test_a_formula_is_computed_with_the_figures_shown() -> None:
    assert NUMERIC.show(RATE, (1, 2))["given"] == "500 mL over 4 hours"
    assert right(RATE, "125", drawn=(1, 2))
    assert not right(RATE, "125", drawn=(1, 1))


@given(st.integers(0, 10_000))
def test_figures_are_drawn_within_their_ranges(seed: int) -> None:
    volume, hours = NUMERIC.arrange(RATE, Random(seed))  # noqa: S311 - a draw to be repeated
    assert 0 <= volume <= 3
    assert 0 <= hours <= 8


@pytest.mark.parametrize("drawn", [[], [0], [0, 9], [-1, 0], [True, 0], [0.0, 0], "00", None])
def test_figures_that_were_never_drawn_are_refused(drawn: Any) -> None:
    with pytest.raises(Invalid):
        NUMERIC.score(RATE, {"value": "125", "unit": "", "drawn": drawn})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"answer": "volume ** hours"}, "is not a formula"),
        ({"answer": "__import__('os')"}, "is not a formula"),
        ({"answer": "volume / mass"}, "“mass” is not a variable"),
        ({"answer": "1 / (hours - 5)"}, "divides by zero"),
        ({"answer": "volume *"}, "is not a formula"),
        ({"answer": "(" * 150 + "1" + ")" * 150}, "longer than"),
        ({"answer": "volume * 999999999999"}, "a trillion"),
        ({"places": "five"}, "places: write a whole number"),
        ({"places": "9"}, "places: write a whole number"),
        ({"tolerance": "-1"}, "tolerance: write a number"),
        ({"given": "{volume} mL"}, "show hours as {hours}"),
        ({"given": "{volume} mL over {hours} hours for {name}"}, "{name} is no variable"),
        ({"variables": (Variable("Volume", "1", "2", "1"),)}, "with small letters"),
        ({"variables": (Variable("volume", "5", "2", "1"),)}, "with 1 to 250 steps"),
        ({"variables": (Variable("volume", "0", "1000", "1"),)}, "with 1 to 250 steps"),
        ({"other_units": ("mg",)}, "write a text for each unit"),
    ],
)
def test_what_cannot_be_computed_is_named(change: dict[str, Any], told: str) -> None:
    record = NUMERIC.dump(RATE)
    problems = NUMERIC.problems(Numeric(**{**vars(RATE), **change}))
    assert NUMERIC.problems(NUMERIC.load(record)) == []
    assert any(told in problem for problem in problems), problems


# Short answers -----------------------------------------------------------------------------------

STROKE = ShortAnswer((Wording("Ischaemic stroke", close=True), Wording("CVA")))


def accepted(text: str, content: ShortAnswer = STROKE) -> bool:
    return SHORT.score(content, {"text": text}).is_correct


@pytest.mark.parametrize("text", ["ischaemic stroke", " ISCHAEMIC  Stroke. ", "cva", "CVA"])
def test_case_and_spacing_do_not_matter(text: str) -> None:
    assert accepted(text)


@pytest.mark.parametrize("text", ["ischemic stroke", "ischaemic stroek", "ischaemci stroke"])
def test_one_slip_in_a_long_word_counts_where_close_spelling_does(text: str) -> None:
    assert accepted(text)
    strict = ShortAnswer((Wording("Ischaemic stroke"),))
    assert not accepted(text, strict)


@pytest.mark.parametrize("text", ["iscemic stroke", "stroke", "CV", "ischaemic stroke of brain"])
def test_more_than_a_slip_is_wrong(text: str) -> None:
    assert not accepted(text)


def test_terms_that_differ_by_two_letters_are_told_apart() -> None:
    assert not accepted("hyperglycemia", ShortAnswer((Wording("hypoglycemia", close=True),)))


def test_a_short_word_must_be_spelt_right() -> None:
    assert not accepted("ilium", ShortAnswer((Wording("ileum", close=True),)))


@pytest.mark.parametrize("text", ["", "   ", "x" * 201])
def test_nothing_and_a_novel_are_asked_for_again(text: str) -> None:
    with pytest.raises(Invalid, match="answer: "):
        accepted(text)


@given(st.text("abcdefghij", min_size=6, max_size=12), st.data())
def test_any_single_slip_is_close(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("xyz"))
    slips = [word[:place] + word[place + 1 :], word[:place] + letter + word[place:]]
    slips.append(word[:place] + letter + word[place + 1 :])
    for slip in slips:
        assert accepted(slip, ShortAnswer((Wording(word, close=True),)))
