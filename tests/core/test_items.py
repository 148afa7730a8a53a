"""Items as records: what is written can be read, and what cannot be read is named."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.errors import Invalid
from quizapp.core.item_types import TYPES, Content
from quizapp.core.item_types.choices import Option
from quizapp.core.items import (
    Bloom,
    Item,
    Source,
    Step,
    dump_item,
    guess_floor,
    load_item,
    problems_of,
    score,
    with_source,
)
from tests.kinds import KINDS

texts = st.text(min_size=1).map(str.strip).filter(bool)
options = st.builds(Option, text=texts, correct=st.booleans(), rationale=st.text().map(str.strip))
# Sound content of every type, and options that make no question: an item may hold either.
contents = st.one_of(
    *(kind.contents for kind in KINDS.values()),
    st.builds(
        Content,
        st.sampled_from(["multiple_choice", "select_all", "true_false"]),
        st.lists(options, min_size=1, max_size=10).map(tuple),
    ),
)


@st.composite
def sources(draw: st.DrawFn) -> Source:
    start = draw(st.integers(0, 10_000))
    return Source(draw(st.text(min_size=1)), start, start + draw(st.integers(1, 500)))


items = st.builds(
    Item,
    stem=texts,
    content=contents,
    rationale=texts,
    objective=texts,
    step=st.sampled_from(Step),
    bloom=st.sampled_from(Bloom),
    source=st.none() | sources(),
    generator=texts,
    generator_version=texts,
)


def record(**changes: Any) -> dict[str, Any]:
    """A record that can be read, with changes; a value of ... leaves the field out."""
    values: dict[str, Any] = {
        "type": "multiple_choice",
        "stem": "Which vessel carries blood to the liver?",
        "options": [
            {"text": "The portal vein", "correct": True, "rationale": "It does."},
            {"text": "The femoral vein", "correct": False},
            {"text": "The renal artery", "correct": False},
        ],
        "rationale": "The portal vein does.",
        "objective": "Name the vessel.",
        "step": "easy",
        "bloom": "remember",
    }
    return {name: value for name, value in (values | changes).items() if value is not ...}


def problems(**changes: Any) -> tuple[str, ...]:
    with pytest.raises(Invalid) as refused:
        load_item(record(**changes))
    return refused.value.problems


@given(items)
def test_what_is_written_is_read_back_the_same(item: Item) -> None:
    assert load_item(dump_item(item)) == item


@given(items)
def test_a_record_survives_json(item: Item) -> None:
    assert load_item(json.loads(json.dumps(dump_item(item)))) == item


@given(items)
def test_writing_what_was_read_gives_the_same_record(item: Item) -> None:
    written = dump_item(item)
    assert dump_item(load_item(written)) == written


def test_an_author_need_not_say_who_wrote_an_item() -> None:
    item = load_item(record())
    assert (item.generator, item.generator_version, item.source) == ("instructor", "1", None)


@pytest.mark.parametrize("field", ["stem", "rationale", "objective"])
@pytest.mark.parametrize("value", [..., "", "  ", 7, None])
def test_a_missing_text_is_named(field: str, value: object) -> None:
    assert problems(**{field: value}) == (f"{field}: write some text.",)


@pytest.mark.parametrize("field", ["step", "bloom"])
@pytest.mark.parametrize("value", [..., "", "impossible", 1])
def test_a_level_that_does_not_exist_is_named_with_those_that_do(field: str, value: object) -> None:
    (problem,) = problems(**{field: value})
    assert problem.startswith(f"{field}: choose one of ")
    assert ("hard" if field == "step" else "apply") in problem


@pytest.mark.parametrize("value", [..., "essay", 3])
def test_a_type_that_does_not_exist_is_named_with_those_that_do(value: object) -> None:
    (problem,) = problems(type=value)
    assert problem.startswith("type: ")
    assert all(name in problem for name in TYPES)


def test_a_misspelt_field_is_named() -> None:
    assert problems(rational="Because.") == (
        "rational: not a field of multiple_choice; remove it or correct its spelling.",
    )


@pytest.mark.parametrize("value", [..., [], "A, B", None])
def test_options_must_be_a_list_with_something_in_it(value: object) -> None:
    (problem,) = problems(options=value)
    assert problem.startswith("options: list the options")


@pytest.mark.parametrize(
    ("option", "problem"),
    [
        ("The portal vein", "option 2: needs a text."),
        ({"correct": True}, "option 2: needs a text."),
        ({"text": "A", "correct": "yes"}, "option 2: correct must be true or false."),
        ({"text": "A"}, "option 2: correct must be true or false."),
        ({"text": "A", "correct": True, "why": "x"}, "option 2: why is not a field of an option."),
        ({"text": "A", "correct": True, "rationale": 5}, "option 2: rationale must be text."),
    ],
)
def test_an_option_that_cannot_be_read_is_named_by_its_number(option: object, problem: str) -> None:
    good = {"text": "The femoral vein", "correct": False}
    assert problems(options=[good, option, good]) == (problem,)


@pytest.mark.parametrize(
    "source",
    [
        "a quote",
        {"quote": "", "start": 0, "end": 1},
        {"quote": "a", "start": 1, "end": 1},
        {"quote": "a", "start": -1, "end": 1},
        {"quote": "a", "start": "0", "end": 1},
        {"quote": "a"},
    ],
)
def test_a_source_without_its_place_is_named(source: object) -> None:
    assert problems(source=source) == (
        "source: needs a quote and its start and end in the document's text.",
    )


def test_every_problem_is_named_at_once() -> None:
    found = problems(stem="", step="?", bloom="?", options=[], extra=1)
    assert [problem.partition(":")[0] for problem in found] == [
        "stem",
        "step",
        "bloom",
        "options",
        "extra",
    ]


def test_spaces_around_texts_are_not_kept() -> None:
    item = load_item(record(stem="  Which?  "))
    assert item.stem == "Which?"


def test_an_item_is_scored_and_guessed_by_the_rule_of_its_type() -> None:
    item = load_item(record())
    assert score(item, [0]).is_correct
    assert not score(item, [1]).is_correct
    assert guess_floor(item) == pytest.approx(1 / 3)


def test_an_item_says_what_keeps_it_from_being_a_question_of_its_type() -> None:
    sound = load_item(record())
    two_keys = [{"text": text, "correct": True} for text in "ABC"]
    assert problems_of(sound) == []
    assert problems_of(load_item(record(options=two_keys))) == [
        "options: mark exactly one as correct."
    ]


def test_an_item_can_be_rested_on_other_words() -> None:
    item, source = load_item(record()), Source("portal vein", 4, 15)
    assert with_source(item, source).source == source
    assert item.source is None
