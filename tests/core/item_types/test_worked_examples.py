"""The worked examples of the Next Generation NCLEX's rules, by name: key, selections, points."""

import pytest

from quizapp.core.errors import Invalid
from quizapp.core.item_types import TYPES, Content
from quizapp.core.item_types.choices import Option
from quizapp.core.item_types.drag_and_drop import drag_and_drop
from quizapp.core.item_types.groups import Grouped, grouped
from quizapp.core.item_types.highlights import highlight
from quizapp.core.item_types.matrices import matrix
from quizapp.core.scoring import Score


def earned(content, response) -> tuple[int, int]:
    result: Score = TYPES[content.type].score(content, response)
    return result.points, result.maximum


def choices_of(type_name: str, count: int, right: set[int]) -> Content:
    return Content(type_name, tuple(Option(f"Option {n}", n in right) for n in range(count)))


def in_groups(type_name: str, *groups: str, passage: str = "") -> Grouped:
    """Options from strings such as "+--": a right one, then two wrong ones."""
    names = [str(number) for number in range(1, len(groups) + 1)]
    return grouped(
        type_name,
        [
            (name, f"Option {n}", mark == "+", "")
            for name, marks in zip(names, groups, strict=True)
            for n, mark in enumerate(marks)
        ],
        passage,
    )


def test_select_n_with_two_right_and_one_wrong_of_three_earns_two() -> None:
    content = choices_of("select_n", 6, {0, 1, 2})
    assert earned(content, [0, 1, 5]) == (2, 3)


@pytest.mark.parametrize("response", [[0, 1], [0, 1, 2, 3], []])
def test_select_n_takes_exactly_n(response: list[int]) -> None:
    with pytest.raises(Invalid, match="exactly 3"):
        earned(choices_of("select_n", 6, {0, 1, 2}), response)


def test_grouping_has_a_floor_in_each_group() -> None:
    content = in_groups("multiple_response_grouping", "+--", "++-")
    assert earned(content, [0, 1, 2, 3, 4]) == (2, 3)


def test_grouping_wants_a_selection_in_each_group() -> None:
    with pytest.raises(Invalid, match="choice-1: 2: choose at least one answer"):
        earned(in_groups("multiple_response_grouping", "+--", "++-"), [0])


ROWS = ["Row 1", "Row 2", "Row 3", "Row 4", "Row 5"]


def test_a_matrix_of_single_choices_earns_a_point_a_row() -> None:
    content = matrix("matrix_multiple_choice", ["A", "B"], [(row, ["A"], "") for row in ROWS])
    assert earned(content, [0, 2, 4, 6, 9]) == (4, 5)


def test_a_matrix_of_single_choices_wants_every_row() -> None:
    content = matrix("matrix_multiple_choice", ["A", "B"], [(row, ["A"], "") for row in ROWS])
    with pytest.raises(Invalid, match="choice-4: Row 5"):
        earned(content, [0, 2, 4, 6])


def test_a_matrix_of_multiple_responses_is_scored_by_column() -> None:
    """Keys 1, 2 and 4; column 1: one right, one wrong; column 2: two; column 3: two of four."""
    keys = [["A", "C"], ["B", "C"], ["B", "C"], ["C"], []]
    content = matrix(
        "matrix_multiple_response",
        ["A", "B", "C"],
        [(row, key, "") for row, key in zip(ROWS, keys, strict=True)],
    )
    column_1, column_2, column_3 = [0, 3], [4, 7], [2, 5]
    assert earned(content, sorted(column_1 + column_2 + column_3)) == (4, 7)


def test_a_matrix_of_multiple_responses_wants_every_column() -> None:
    content = matrix(
        "matrix_multiple_response", ["A", "B"], [(row, ["A", "B"], "") for row in ROWS[:4]]
    )
    with pytest.raises(Invalid, match="“B”"):
        earned(content, [0, 2])


def test_highlights_lose_a_point_for_a_wrong_one() -> None:
    parts = [(f"Part {n}", True, n < 2, "", "") for n in range(5)]
    assert earned(highlight("highlight_text", parts), [0, 1, 4]) == (1, 2)


def test_a_highlight_table_is_scored_over_all_rows() -> None:
    parts = [(f"Part {n}", True, n < 3, "", f"Row {n % 2}") for n in range(6)]
    assert earned(highlight("highlight_table", parts), [0, 1]) == (2, 3)


def test_text_that_cannot_be_selected_is_refused() -> None:
    parts = [
        ("Between", False, False, "", ""),
        *((f"Part {n}", True, n == 0, "", "") for n in (0, 1)),
    ]
    with pytest.raises(Invalid, match="cannot be selected"):
        earned(highlight("highlight_text", parts), [0])


def test_drop_downs_earn_a_point_a_blank() -> None:
    content = in_groups("dropdown_cloze", "+--", "+--", "+--", passage="{1} {2} {3}")
    assert earned(content, [0, 3, 7]) == (2, 3)


def test_a_table_with_lists_earns_a_point_a_row() -> None:
    assert earned(in_groups("dropdown_table", "+--", "+--"), [0, 4]) == (1, 2)


@pytest.mark.parametrize(
    ("right", "points"),
    [("XYZ", 2), ("XY", 1), ("XZ", 1), ("X", 0), ("YZ", 0), ("Y", 0), ("", 0)],
)
def test_a_triad_earns_nothing_without_its_anchor_or_by_it_alone(right: str, points: int) -> None:
    content = in_groups("dropdown_rationale", "+--", "+--", "+--", passage="{1} {2} {3}")
    response = [3 * n if name in right else 3 * n + 1 for n, name in enumerate("XYZ")]
    assert earned(content, response) == (points, 2)


@pytest.mark.parametrize(("right", "points"), [("XY", 1), ("X", 0), ("Y", 0), ("", 0)])
def test_a_dyad_earns_its_point_together(right: str, points: int) -> None:
    content = drag_and_drop(
        "drag_and_drop_rationale",
        "{1} because of {2}",
        [("X", "1", ""), ("Y", "2", ""), ("other", "", ""), ("another", "", "")],
    )
    response = [n if name in right else 2 for n, name in enumerate("XY")]
    assert earned(content, response) == (points, 1)


def test_tokens_earn_a_point_a_blank() -> None:
    content = drag_and_drop(
        "drag_and_drop_cloze",
        "{1} and {2}",
        [("one", "1", ""), ("two", "2", ""), ("three", "", ""), ("four", "", "")],
    )
    assert earned(content, [0, 3]) == (1, 2)


def bow_tie() -> Grouped:
    return grouped(
        "bow_tie",
        [("action", f"Action {n}", n < 2, "") for n in range(5)]
        + [("condition", f"Condition {n}", n == 0, "") for n in range(4)]
        + [("parameter", f"Parameter {n}", n < 2, "") for n in range(5)],
    )


def test_a_bow_tie_with_one_wrong_action_earns_four_of_five() -> None:
    assert earned(bow_tie(), [0, 4, 5, 9, 10]) == (4, 5)


def test_a_bow_tie_wants_two_actions_one_condition_and_two_parameters() -> None:
    with pytest.raises(Invalid) as refused:
        earned(bow_tie(), [0, 5, 6, 9, 10, 11])
    assert refused.value.problems == (
        "choice-0: Actions to take: choose exactly 2.",
        "choice-1: Condition most likely: choose an answer.",
        "choice-2: Parameters to monitor: choose exactly 2.",
    )
