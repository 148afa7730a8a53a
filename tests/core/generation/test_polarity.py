"""Release-blocking: what a list forbids is never taught as something to do, nor the other way."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.blocks import BlockKind
from quizapp.core.generation import draft, read_document
from quizapp.core.generation.rules import RULES
from quizapp.core.outline import Outline
from tests.core.generation.texts import (
    DIURETIC_LINES,
    DIURETIC_PROSE,
    block,
    diuretic_guidance,
    one_section,
    section,
)

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


SAFETY = (
    ("Donut cushions should never be used under the heel of a client.", "never be used"),
    ("The swollen arm must not be used for a blood sample.", "not be used"),
    ("Aspirin is not recommended for children with a viral illness.", "not recommended"),
    ("Grapefruit juice should be avoided by clients who take simvastatin.", "avoided"),
    ("Clients taking warfarin should avoid contact sports and falls.", "avoid"),
    ("Metoprolol is contraindicated in clients with severe bradycardia.", "contraindicated"),
    ("Bladder catheters are not changed at fixed intervals in adults.", "not changed"),
    ("Insulin glargine cannot be mixed with other insulins in one syringe.", "cannot"),
    ("Warfarin does not dissolve clots that are already there.", "does not"),
)
HALF_TRUE = (
    "Blood pressure cuffs should not be put on that arm unless there is no other way.",
    "Clients should not drink alcohol, except in very small amounts.",
    "Oxygen is not given without an order, but it may be started in an emergency.",
)
POSITIVE = (
    "The bag is kept below the level of the bladder at all times.",
    "Urine output is measured at least every eight hours by the nurse.",
    "Smoking damages the cilia that line the large airways.",
)


def drafted(*sentences):
    body = " ".join((*sentences, *POSITIVE))
    outline, text = one_section(body, title="Safety", document_title="Safe care")
    return [one.item for part in draft(outline, text).sections for one in part.items]


def proposed(*sentences):
    body = " ".join((*sentences, *POSITIVE))
    outline, text = one_section(body, title="Safety", document_title="Safe care")
    document = read_document(outline, text)
    return [c for rule in RULES.values() for c in rule(document.readings[0], document)]


@pytest.mark.parametrize(("sentence", "mark"), SAFETY)
def test_a_prohibition_in_prose_is_true_only_with_its_not(sentence, mark):
    found = proposed(sentence)
    told = sentence.rstrip(".")
    about = 0
    for candidate in found:
        for option in candidate.options:
            words = candidate.stem if candidate.type == "true_false" else option.text
            if candidate.type == "true_false" and option.text == "False":
                continue
            if told in words:
                about += 1
                assert option.correct, candidate
            elif _is_about(sentence, words):
                about += 1
                # What the source forbids stands there without what forbids it: never as right.
                assert not option.correct or mark in words, candidate
    assert about


def _is_about(sentence: str, words: str) -> bool:
    subject = " ".join(sentence.split()[:2])
    return subject.lower() in words.lower() and "_____" not in words


@pytest.mark.parametrize("sentence", HALF_TRUE)
def test_a_prohibition_with_an_exception_is_never_turned_round(sentence):
    for candidate in proposed(sentence):
        shown = [candidate.stem, *(option.text for option in candidate.options)]
        for words in shown:
            if _is_about(sentence, words):
                assert re.search(r"\b(?:not|without)\b", words), candidate


def test_dos_and_donts_in_a_table_keep_their_side():
    do = (
        "Use a lift sheet to move the client",
        "Keep the sheets smooth and dry",
        "Check the heels",
    )
    dont = ("Drag the client up in bed", "Scrub the skin with hot water", "Massage reddened skin")
    rows = ["Do\tDon\u2019t", *(f"{one}\t{other}" for one, other in zip(do, dont, strict=True))]
    body = "\n".join((DIURETIC_PROSE, *rows))
    text = f"Skin care\n\n{body}"
    blocks = [block(text, DIURETIC_PROSE, BlockKind.PARAGRAPH)]
    blocks += [block(text, row, BlockKind.TABLE_ROW, *row.split("\t")) for row in rows]
    outline = Outline("Skin care", (), (section(text, "Skin care", body, *blocks),))
    items = [one.item for part in draft(outline, text).sections for one in part.items]
    asked = [
        (item, option)
        for item in items
        for option in item.content.options
        if option.text in do + dont
    ]
    assert asked
    for item, option in asked:
        assert option.correct is ((option.text in dont) is asks_what_to_avoid(item.stem)), item


def test_a_nested_list_does_not_lend_its_polarity_to_what_stands_above():
    lines = (
        "The client taking a loop diuretic should not:",
        "Stop the medication before asking",
        "Take any of these without asking",
        "Report ringing in the ears to the provider",
    )
    body = "\n".join((DIURETIC_PROSE, *lines))
    text = f"Loop diuretics\n\n{body}"
    kinds = [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, *[BlockKind.LIST_ITEM] * 3]
    blocks = [block(text, one, k) for one, k in zip((DIURETIC_PROSE, *lines), kinds, strict=True)]
    blocks[-1] = replace(blocks[-1], level=2)
    own = section(text, "Loop diuretics", body, *blocks)
    outline = Outline("Loop diuretics", (), (own,))
    for part in draft(outline, text).sections:
        for one in part.items:
            shown = [one.item.stem, *(option.text for option in one.item.content.options)]
            assert not any("ringing in the ears" in words for words in shown)


@given(st.lists(st.sampled_from(SAFETY), min_size=2, max_size=5, unique=True))
def test_no_company_of_sentences_turns_a_prohibition_round(chosen):
    for item in drafted(*(sentence for sentence, _ in chosen)):
        for sentence, mark in chosen:
            for option in item.content.options:
                words = item.stem if item.type == "true_false" else option.text
                right = option.correct and option.text != "False"
                if right and _is_about(sentence, words):
                    assert mark in words, item


@pytest.mark.parametrize(
    ("title", "before"),
    [
        ("Skin care", "Nurses should not do any of the following things."),
        ("Mistakes to avoid", "They are seen on many wards."),
        ("Never do this", "It harms the skin."),
        ("Myths about the skin", "Many people believe in them."),
    ],
)
def test_what_is_forbidden_without_a_colon_is_never_right(title, before):
    forbidden = (
        "Massage the reddened skin over the bones with cream.",
        "Push the client up in bed without a lift sheet.",
        "Hot water keeps the skin of the client clean and dry.",
    )
    lines = (DIURETIC_PROSE, before, *forbidden)
    body = "\n".join(lines)
    text = f"{title}\n\n{body}"
    kinds = [BlockKind.PARAGRAPH] * 2 + [BlockKind.LIST_ITEM] * 3
    blocks = [block(text, line, kind) for line, kind in zip(lines, kinds, strict=True)]
    outline = Outline("Skin", (), (section(text, title, body, *blocks),))
    document = read_document(outline, text)
    for rule in RULES.values():
        for candidate in rule(document.readings[0], document):
            shown = [candidate.stem, *(option.text for option in candidate.options)]
            for deed in ("reddened skin over", "up in bed without", "Hot water keeps"):
                assert not any(deed.casefold() in words.casefold() for words in shown)
