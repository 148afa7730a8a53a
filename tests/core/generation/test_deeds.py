"""What a text tells somebody to do keeps its polarity, whoever tells it."""

import pytest

from quizapp.core.blocks import BlockKind
from quizapp.core.generation import deeds, read_document
from quizapp.core.generation.rules import RULES
from quizapp.core.outline import Outline
from tests.core.generation.texts import block, document, section

LEAD = "The client should:"
LEAD_NOT = "The client should not:"
TO_DO = (
    "Rise slowly from lying to standing",
    "Weigh themselves each morning",
    "Report swelling of the feet",
)
NOT_TO_DO = ("Stop the drug without advice",)


def lists(title="Client teaching", to_do=TO_DO, not_to_do=NOT_TO_DO, leads=(LEAD, LEAD_NOT)):
    body = "\n".join((leads[0], *to_do, leads[1], *not_to_do))
    text = f"{title}\n\n{body}"
    blocks = [block(text, leads[0], BlockKind.PARAGRAPH)]
    blocks += [block(text, entry, BlockKind.LIST_ITEM) for entry in to_do]
    blocks.append(block(text, leads[1], BlockKind.PARAGRAPH))
    blocks += [block(text, entry, BlockKind.LIST_ITEM) for entry in not_to_do]
    return read_document(Outline("Metoprolol", (), (section(text, title, body, *blocks),)), text)


def found_in(read):
    return {deed.words: deed.forbidden for deed in deeds.deeds_in(read.readings[0], read)}


def test_each_list_is_read_under_its_own_lead_in():
    assert found_in(lists()) == dict.fromkeys(TO_DO, False) | dict.fromkeys(NOT_TO_DO, True)


def test_a_heading_that_forbids_and_allows_makes_no_entry_forbidden():
    read = lists(title="What to do and what not to do", leads=("Always:", "Never:"))
    forbidden = [words for words, is_forbidden in found_in(read).items() if is_forbidden]
    assert not set(forbidden) & set(TO_DO)


@pytest.mark.parametrize(
    ("sentence", "words", "forbidden"),
    [
        ("Never take a specimen from the bag.", "Take a specimen from the bag", True),
        ("Keep the bag below the bladder at all times.", "Keep the bag below", False),
        ("The nurse should not raise the bag.", "Raise the bag", True),
        (
            "Never take a specimen from the bag, where bacteria multiply.",
            "Take a specimen from the bag",
            True,
        ),
    ],
)
def test_a_single_sentence_tells_what_to_do_or_not(sentence, words, forbidden):
    ((found, is_forbidden),) = found_in(document(sentence)).items()
    assert found.startswith(words)
    assert is_forbidden is forbidden


@pytest.mark.parametrize(
    "sentence",
    [
        # It may be sent for another reason.
        "Do not send urine for culture because it is cloudy.",
        "Insert a catheter only when one of the following applies:",
        "Take it again later in the day.",
        "Saline does not thin the mucus.",
    ],
)
def test_what_leans_on_more_than_its_own_words_is_no_deed(sentence):
    assert found_in(document(sentence)) == {}


def test_the_client_who_needs_teaching_says_what_is_forbidden():
    read = lists()
    asked = [c for c in RULES["action"](read.readings[0], read) if "further teaching" in c.stem]
    assert len(asked) == 1
    (key,) = (option.text for option in asked[0].options if option.correct)
    assert key == "\u201cI will stop the drug without advice.\u201d"
    said = {option.text for option in asked[0].options if not option.correct}
    assert "\u201cI will weigh myself each morning.\u201d" in said


def test_a_statement_that_tells_to_do_what_is_forbidden_is_false():
    read = lists()
    told = [
        candidate
        for candidate in RULES["action"](read.readings[0], read)
        if candidate.type == "true_false" and "stop the drug" in candidate.stem
    ]
    assert told
    assert not any(candidate.options[0].correct for candidate in told)


def test_what_a_list_forbids_is_forbidden_in_every_rationale_whatever_its_own_words_deny():
    entry = "Say anything that should not be interpreted;"
    read = lists(not_to_do=(entry, "Stop the drug without advice"))
    told = [
        option.rationale
        for candidate in RULES["action"](read.readings[0], read)
        for option in candidate.options
        if "Say anything" in option.text or "say anything" in candidate.stem
    ]
    assert told
    for rationale in told:
        assert "should not say anything that should not be interpreted." in rationale


@pytest.mark.parametrize(
    "sentence",
    [
        "Drink enough to keep the secretions thin and easy to cough up.",
        "Eat less meat and less salt than before the stone.",
    ],
)
def test_nobody_tells_the_nurse_to_do_what_only_a_client_can(sentence):
    read = document(sentence)
    assert found_in(read) == {}
    assert read.readings[0].usable == ()
