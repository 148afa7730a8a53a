"""An answer to one version of an item, read by another: only where both ask about the same."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.corrections import carry_over, rescore
from quizapp.core.item_types import TYPES, Content
from quizapp.core.item_types.base import Shown, find_again
from quizapp.core.item_types.choices import Option
from quizapp.core.item_types.drag_and_drop import drag_and_drop
from quizapp.core.item_types.groups import grouped
from quizapp.core.item_types.highlights import highlight
from quizapp.core.item_types.matching import matched
from quizapp.core.item_types.matrices import matrix
from quizapp.core.item_types.numeric import Numeric
from quizapp.core.item_types.ordered_response import in_order
from quizapp.core.items import Bloom, Item, Step
from tests.kinds import KINDS

# Types whose parts may be written in another order and still be the same question.
REORDERED = [
    "multiple_choice",
    "select_all",
    "select_n",
    "true_false",
    "ordered_response",
    "matching",
]


def item_of(content: Any) -> Item:
    return Item("Which?", content, "So it is.", "Know it.", Step.EASY, Bloom.REMEMBER)


def said(content: Any, response: Any) -> Any:
    """What a response means in words, in the shape of its type."""
    if isinstance(content, Content):
        return {content.options[position].text for position in response}
    if content.type == "ordered_response":
        return [content.sequence[position].text for position in response]
    if content.type != "matching":
        return response
    return {
        pair.text: content.choices[chosen]
        for pair, chosen in zip(content.pairs, response, strict=True)
    }


def in_words(content: Any, shown: Shown) -> list[str]:
    if isinstance(content, Content):
        return [content.options[position].text for position in shown]
    if content.type == "ordered_response":
        return [content.sequence[position].text for position in shown]
    return [content.choices[position] for position in shown]


def written_anew(content: Any, rng: Random) -> Any:
    """The same parts in another order: for types with an order or pairs that is another key."""
    record = TYPES[content.type].dump(content)
    if content.type == "matching":
        entries = [pair["text"] for pair in record["pairs"]]
        choices = list(content.choices)
        rng.shuffle(entries)
        rng.shuffle(choices)
        left = choices[len(entries) :]
        return matched(
            [(e, c, "") for e, c in zip(entries, choices, strict=False)], [(x, "") for x in left]
        )
    if content.type != "true_false":
        [rows] = record.values()
        rng.shuffle(rows)
    return TYPES[content.type].load(record)


@given(st.data(), st.sampled_from(REORDERED), st.integers(0, 1000))
def test_what_was_answered_and_shown_stays_in_words(
    data: st.DataObject, type_name: str, seed: int
) -> None:
    item_type, kind, rng = TYPES[type_name], KINDS[type_name], Random(seed)  # noqa: S311
    content = data.draw(kind.contents)
    response = data.draw(kind.responses(content))
    shown = item_type.arrange(content, rng)
    other = written_anew(content, rng)
    carried = item_type.carry_over(content, other, response, shown)
    assert carried is not None
    moved, order = carried
    assert said(other, moved) == said(content, response)
    assert in_words(other, order) == in_words(content, shown)
    assert item_type.carry_over(other, content, moved, order) == (response, shown)


@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_a_corrected_key_is_what_scoring_reads(data: st.DataObject, type_name: str) -> None:
    kind = KINDS[type_name]
    content = data.draw(kind.contents)
    twin, _shown = kind.twin(content, tuple(range(10)))
    right = rescore(item_of(twin), item_of(content), kind.key(twin))
    meant = TYPES[type_name].carry_over(twin, content, kind.key(twin), ())
    assert meant is not None
    assert right == TYPES[type_name].score(content, meant[0])
    assert right is not None
    assert right.is_correct is (said(twin, kind.key(twin)) == said(content, kind.key(content)))


@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_the_same_content_changes_nothing(data: st.DataObject, type_name: str) -> None:
    kind = KINDS[type_name]
    content = data.draw(kind.contents)
    response = data.draw(kind.responses(content))
    assert carry_over(item_of(content), item_of(content), response, (1, 0)) == (response, (1, 0))


def options(*texts: str) -> Content:
    return Content("multiple_choice", tuple(Option(t, correct=t == texts[0]) for t in texts))


def in_blanks(passage: str, *more: str) -> Any:
    texts = ("a", "b", "c", *more)
    return grouped("dropdown_cloze", [("1", text, text == "a", "") for text in texts], passage)


def selectable(*texts: str) -> Any:
    return highlight("highlight_text", [(text, True, text == "a", "", "") for text in texts])


def in_rows(*columns: str) -> Any:
    rows = [(f"Row {number}", [columns[0]], "") for number in range(4)]
    return matrix("matrix_multiple_choice", columns, rows)


def with_tokens(passage: str) -> Any:
    tokens = [("a", "1", ""), ("b", "", ""), ("c", "", ""), ("d", "", "")]
    return drag_and_drop("drag_and_drop_cloze", passage, tokens)


def a_number(given: str) -> Numeric:
    return Numeric(answer="1", places="0", given=given)


MATCH = (("A", "1", ""), ("B", "2", ""), ("C", "3", ""))


@pytest.mark.parametrize(
    ("seen", "other", "response"),
    [
        (options("a", "b", "c"), options("a", "b", "d"), [0]),
        (options("a", "b", "c"), options("a", "b", "c", "d"), [0]),
        (options("a", "b", "c"), options("a", "b"), [0]),
        (options("a", "a", "c"), options("a", "a", "c"), [0]),
        (in_order("abcd"), in_order("abce"), [0, 1, 2, 3]),
        (in_order("abcd"), in_order("abcde"), [0, 1, 2, 3]),
        (matched(MATCH), matched(MATCH, [("4", "")]), [0, 1, 2]),
        (matched(MATCH), matched((*MATCH[:2], ("D", "3", ""))), [0, 1, 2]),
        (options("a", "b", "c", "d"), in_order("abcd"), [0]),
        (in_blanks("so {1}."), in_blanks("then {1}."), [0]),
        (in_blanks("so {1}."), in_blanks("so {1}.", "d"), [0]),
        (selectable("a", "b"), selectable("b", "a"), [0]),
        (in_rows("A", "B"), in_rows("A", "C"), [0, 2, 4, 6]),
        (with_tokens("so {1}."), with_tokens("then {1}."), [0]),
        (a_number("2 mL"), a_number("3 mL"), {"value": "1", "unit": "", "drawn": []}),
    ],
)
def test_an_answer_to_something_else_means_nothing(seen: Any, other: Any, response: Any) -> None:
    assert carry_over(item_of(seen), item_of(other), response, ()) is None
    assert rescore(item_of(seen), item_of(other), response) is None


def test_an_extra_choice_may_become_a_match() -> None:
    """Which choices match nothing is part of the key."""
    seen = matched(MATCH, [("4", "")])
    corrected = matched([("A", "4", ""), *MATCH[1:]], [("1", "")])
    before = TYPES["matching"].score(seen, [3, 1, 2])
    after = rescore(item_of(seen), item_of(corrected), [3, 1, 2])
    assert (before.points, after and after.points) == (2, 3)


def test_texts_are_found_by_their_words() -> None:
    assert find_again(["a", "b"], ["b", "a"]) == {0: 1, 1: 0}
    assert find_again(["a", "b"], ["a", "B"]) is None


def test_options_are_followed_within_their_groups() -> None:
    seen = grouped("dropdown_table", [(g, t, t == "a", "") for g in "XY" for t in "abc"])
    other = grouped("dropdown_table", [(g, t, t == "c", "") for g in "XY" for t in "cab"])
    assert carry_over(item_of(seen), item_of(other), [0, 5], tuple(range(6))) == (
        [1, 3],
        (1, 2, 0, 4, 5, 3),
    )


def test_cells_are_followed_by_row_and_column() -> None:
    rows = [(f"Row {number}", ["A"], "") for number in range(4)]
    seen = matrix("matrix_multiple_choice", ["A", "B"], rows)
    other = matrix("matrix_multiple_choice", ["B", "A"], [rows[1], rows[0], *rows[2:]])
    carried = carry_over(item_of(seen), item_of(other), [0, 3, 4, 7], ())
    assert carried == ([0, 3, 5, 6], ())
