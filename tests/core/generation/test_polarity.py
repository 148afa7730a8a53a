"""Release-blocking: what a list forbids is never taught as something to do, nor the other way."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.generation import draft, read_document
from quizapp.core.generation.rules import RULES
from tests.core.generation.texts import DIURETIC_LINES, diuretic_guidance

DO = DIURETIC_LINES[1:5]
DO_NOT = DIURETIC_LINES[6:]


def guidance_items(lines=DIURETIC_LINES):
    outline, text = diuretic_guidance(lines)
    return [one.item for part in draft(outline, text).sections for one in part.items]


def asks_what_to_avoid(stem: str) -> bool:
    return re.search(r"\b(?:avoid|not)\b", stem) is not None


def assert_polarity_kept(items):
    for item in items:
        for option in item.content.options:
            if option.text in DO:
                assert option.correct is not asks_what_to_avoid(item.stem), item
            if option.text in DO_NOT:
                assert option.correct is asks_what_to_avoid(item.stem), item
        if item.type == "true_false":
            told = next(
                (deed for deed in (*DO, *DO_NOT) if deed.casefold() in item.stem.casefold()), None
            )
            says_true = item.content.options[0].correct
            assert told is None or says_true is (told in DO), item


def test_abruptly_stopping_is_never_right_to_do():
    items = guidance_items()
    about = [i for i in items if any("Abruptly stop" in o.text for o in i.content.options)]
    assert about
    assert_polarity_kept(items)


def test_both_directions_are_asked():
    stems = [item.stem for item in guidance_items()]
    assert any("avoid" in stem for stem in stems)
    assert any("take?" in stem for stem in stems)


@pytest.mark.parametrize(
    "lead_in",
    [
        "The client taking a loop diuretic must not:",
        "The client taking a loop diuretic should never:",
        "THE CLIENT TAKING A LOOP DIURETIC SHOULD NOT:",
        "The client taking a loop diuretic should not do the following:",
    ],
)
def test_every_way_of_forbidding_is_carried(lead_in):
    lines = (*DIURETIC_LINES[:5], lead_in, *DO_NOT)
    assert_polarity_kept(guidance_items(lines))


def test_a_lone_list_of_prohibitions_makes_only_false_statements():
    items = [
        item for item in guidance_items(DIURETIC_LINES[5:]) if "rules/guidance" in item.generator
    ]
    assert items
    assert all(item.type == "true_false" for item in items)
    assert_polarity_kept(items)


def test_things_to_avoid_are_named_as_such():
    lines = (
        "Clients taking warfarin should avoid:",
        "Contact sports of every kind",
        "Large changes in leafy green vegetables",
        "Herbal supplements such as ginkgo",
    )
    items = [item for item in guidance_items(lines) if "rules/guidance" in item.generator]
    assert items
    for item in items:
        needless = "do not need to avoid" in item.stem
        assert "should avoid" in item.stem or needless
        assert item.content.options[0].correct is not needless


@given(
    st.lists(st.sampled_from(DO), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(DO_NOT), min_size=1, max_size=3, unique=True),
    st.booleans(),
)
def test_no_order_of_the_lists_turns_them_round(do, do_not, forbidden_first):
    allowed = (DIURETIC_LINES[0], *do)
    forbidden = (DIURETIC_LINES[5], *do_not)
    lines = (*forbidden, *allowed) if forbidden_first else (*allowed, *forbidden)
    outline, text = diuretic_guidance(lines)
    document = read_document(outline, text)
    reading = document.readings[0]
    for rule in RULES.values():
        for candidate in rule(reading, document):
            for option in candidate.options:
                if option.text in DO:
                    assert option.correct is not asks_what_to_avoid(candidate.stem)
                if option.text in DO_NOT:
                    assert option.correct is asks_what_to_avoid(candidate.stem)


def test_a_question_names_its_topic_where_the_list_does_not():
    lines = tuple(line.replace("client taking a loop diuretic", "nurse") for line in DIURETIC_LINES)
    stems = [i.stem for i in guidance_items(lines) if i.generator == "rules/guidance"]
    assert stems
    assert all("Loop diuretics" in stem for stem in stems)
