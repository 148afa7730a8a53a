"""The laws that every item type keeps."""

import json
import re
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.core.errors import Invalid
from quizapp.core.item_types import TYPES, ItemType
from quizapp.core.item_types.base import Shown
from tests.kinds import KINDS, Kind

# Rules whose points are the sum of their parts', never below 0.
SUMMED = {"zero-one/1", "plus-minus/1"}
Showing = tuple[ItemType[Any], Kind, Any, Shown]


@st.composite
def showings(draw: st.DrawFn) -> Showing:
    """A type, sound content of it, and an order that it may be shown in."""
    name = draw(st.sampled_from(sorted(KINDS)))
    item_type, kind = TYPES[name], KINDS[name]
    content = draw(kind.contents)
    rng = Random(draw(st.integers(0, 1000)))  # noqa: S311 - a draw to be repeated
    return item_type, kind, content, item_type.arrange(content, rng)


@st.composite
def answers(draw: st.DrawFn) -> tuple[Showing, Any]:
    """A showing with a response that its type allows."""
    showing = draw(showings())
    return showing, draw(showing[1].responses(showing[2]))


def test_every_type_is_put_to_the_laws() -> None:
    assert set(KINDS) == set(TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_known_by_its_own_name(name: str) -> None:
    assert TYPES[name].name == name
    assert TYPES[name].label
    assert TYPES[name].instruction
    assert TYPES[name].tables


# Content ---------------------------------------------------------------------------------------


@given(showings())
def test_sound_content_has_no_problem_and_survives_being_written(showing: Showing) -> None:
    item_type, _kind, content, _shown = showing
    assert item_type.problems(content) == []
    written = json.loads(json.dumps(item_type.dump(content)))
    assert item_type.load(written) == content
    assert content.type == item_type.name
    assert set(written) <= item_type.fields


# Scoring ---------------------------------------------------------------------------------------


@given(answers())
def test_points_lie_between_nothing_and_the_maximum(answer: tuple[Showing, Any]) -> None:
    (item_type, _kind, content, _shown), response = answer
    result = item_type.score(content, response)
    assert 0 <= result.points <= result.maximum
    assert result.maximum >= 1
    assert result.rule.rpartition("/")[2].isdecimal()


@given(showings())
def test_the_key_earns_everything(showing: Showing) -> None:
    item_type, kind, content, _shown = showing
    assert item_type.score(content, kind.key(content)).is_correct


@given(answers())
def test_nothing_but_the_key_earns_everything(answer: tuple[Showing, Any]) -> None:
    (item_type, kind, content, _shown), response = answer
    assert item_type.score(content, response).is_correct is (response == kind.key(content))


@given(answers())
def test_every_part_is_told_what_it_earned_and_why(answer: tuple[Showing, Any]) -> None:
    (item_type, _kind, content, _shown), response = answer
    result = item_type.score(content, response)
    assert [element.position for element in result.elements] == list(range(len(result.elements)))
    assert all(element.explanation.strip() for element in result.elements)
    if result.rule in SUMMED:
        assert result.points == max(0, sum(e.points for e in result.elements))


@given(answers())
def test_a_response_read_back_from_the_log_scores_the_same(answer: tuple[Showing, Any]) -> None:
    (item_type, _kind, content, _shown), response = answer
    stored = json.loads(json.dumps(response))
    assert item_type.score(content, stored) == item_type.score(content, response)


ODD: list[Any] = [None, "0", 0, 1.5, {}, {"0": 1}, [True], [-1], [99], [0.0], [[0]], ["0"], [None]]


@pytest.mark.parametrize("odd", ODD)
@given(showing=showings())
def test_a_response_of_another_shape_is_refused(odd: Any, showing: Showing) -> None:
    item_type, _kind, content, _shown = showing
    with pytest.raises(Invalid):
        item_type.score(content, odd)


@given(showings())
def test_a_blind_guess_is_not_sure_to_be_right(showing: Showing) -> None:
    item_type, _kind, content, _shown = showing
    assert 0 <= item_type.guess_floor(content) <= 0.5


# Showing and reading ---------------------------------------------------------------------------


@given(answers())
def test_how_a_question_was_shown_never_matters(answer: tuple[Showing, Any]) -> None:
    (item_type, kind, _content, shown), response = answer
    assert item_type.read_response(kind.entered(response, shown), shown) == response


@given(showings())
def test_what_is_shown_does_not_depend_on_the_key(showing: Showing) -> None:
    item_type, kind, content, shown = showing
    twin, twin_shown = kind.twin(content, shown)
    assume(twin != content)
    assert item_type.show(twin, twin_shown) == item_type.show(content, shown)
    assert item_type.as_text(twin, twin_shown) == item_type.as_text(content, shown)


@given(showings())
def test_plain_text_says_all_that_is_shown(showing: Showing) -> None:
    item_type, _kind, content, shown = showing
    said = "\n".join(item_type.as_text(content, shown))
    record = item_type.dump(content)
    for table in item_type.tables:
        for row in record[table.name]:
            grouping = {column.name for column in table.columns if column.groups}
            assert all(row[column] in said for column in table.texts if column not in grouping)
    for setting in item_type.settings:
        for words in re.split(r"\{.*?\}", record[setting.name]):
            assert setting.secret or words.strip() in said


@given(showings(), st.integers(0, 1000))
def test_an_order_is_drawn_from_the_seed_alone(showing: Showing, seed: int) -> None:
    item_type, kind, content, shown = showing
    first, again = (item_type.arrange(content, Random(seed)) for _ in range(2))  # noqa: S311
    assert first == again
    assert len(first) == len(shown)
    assert not kind.is_order or sorted(first) == sorted(shown) == list(range(len(shown)))


NUMBERED = [f"{name}-{n}" for name in ("place", "match", "choice") for n in range(6)]
NAMES = st.sampled_from(["option", "answer", "value", "unit", *NUMBERED])
VALUES = st.lists(st.sampled_from(["", "0", "1", "2", "9", "-1", "x", " 1 "]) | st.text())


@given(showings(), st.dictionaries(NAMES, VALUES))
def test_whatever_a_form_sends_is_scored_or_refused(showing: Showing, fields: Any) -> None:
    item_type, _kind, content, shown = showing
    try:
        result = item_type.score(content, item_type.read_response(fields, shown))
    except Invalid:
        return
    assert 0 <= result.points <= result.maximum
