import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.blocks import Block, BlockKind, SourceText
from quizapp.core.doubts import Passage, find_doubts
from quizapp.core.misspellings import find_misspellings, one_slip_away, rare_words
from quizapp.core.outline import outline

CLEAN = "The nurse gives the medication in the morning. The medication is taken with water."


def unknown(**words: str) -> dict[str, frozenset[str]]:
    """What dictionaries say: each unknown word with the known ones near it."""
    return {word: frozenset(near.split()) for word, near in words.items()}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("medcation", "medication"),
        ("meddication", "medication"),
        ("medicatoin", "medication"),
        ("medicasion", "medication"),
    ],
)
def test_a_letter_lost_put_in_changed_or_changed_over_is_one_slip(word, meant):
    assert meant in set(one_slip_away(word))


def test_the_first_letter_is_not_slipped_on():
    assert "medication" not in set(one_slip_away("nedication"))


@pytest.mark.parametrize(
    "text",
    [
        "See www.medcation.org or write to medcation@ward.org.",
        "The medcation is one medcation.",
        "Medcation is the name of a firm.",
        "The self-medcation scheme and the medcation-free day.",
        "Give the nurse\u2019s medcation\u2019s name.",
        "Call medcation() or set medcation_time.",
        "It is taken dayly.".replace("dayly", "dayl"),
        "Start furosemide.",
    ],
)
def test_names_compounds_addresses_terms_and_what_is_said_twice_are_not_looked_up(text):
    assert not rare_words(text) & {"medcation", "furosemide", "dayl"}


def test_a_word_of_small_letters_that_is_seen_once_is_looked_up():
    assert "medcation" in rare_words("The medcation is taken. Medication helps.")


def test_an_unknown_word_beside_a_known_one_is_doubted_with_what_was_meant():
    text = "The theraputic effect comes late."
    found = find_misspellings(text, unknown(theraputic="therapeutic"))
    assert found == {"theraputic": "therapeutic"}


def test_what_the_document_says_often_is_meant_before_other_words():
    text = f"{CLEAN} The medcation is stored."
    assert find_misspellings(text, unknown(medcation="mediation"))["medcation"] == "medication"


def test_an_unknown_word_beside_a_term_is_doubted():
    assert find_misspellings("Give furosemde.", unknown(furosemde="")) == {
        "furosemde": "furosemide"
    }


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("telehealth", ""),
        ("nomograms", "nomogram"),
        ("euvolemia", "euvolemic"),
        ("hypovolaemia", "hypovolemia"),
        ("beclometasone", "beclomethasone"),
    ],
)
def test_an_unknown_word_with_nothing_near_or_another_form_of_it_is_left_alone(word, near):
    assert find_misspellings(f"There is {word} here.", unknown(**{word: near})) == {}


def test_where_most_words_are_unknown_the_text_is_in_another_language():
    words = [f"wort{letter}{other}" for letter in "abcde" for other in "abcde"]
    assert find_misspellings(" ".join(words), unknown(**dict.fromkeys(words, "worth"))) == {}


def test_without_dictionaries_the_document_and_the_gazetteer_are_the_measure():
    assert find_misspellings(f"{CLEAN} The medcation is stored.") == {"medcation": "medication"}
    assert find_misspellings("Give furosemde.") == {"furosemde": "furosemide"}
    assert find_misspellings("The excelent effect comes late.") == {}


@pytest.mark.parametrize(
    "pair",
    [
        ("contract", "contact"),
        ("lactases", "lactoses"),
        ("tumour", "tumor"),
        ("haemorrhage", "hemorrhage"),
        ("labelled", "labeled"),
        ("compliant", "complaint"),
        ("diuretics", "diuretic"),
        ("systolic", "diastolic"),
    ],
)
def test_without_dictionaries_words_that_only_look_alike_are_left_alone(pair):
    seen_once, seen_often = pair
    text = f"The {seen_often} and the {seen_often} and the {seen_often} and one {seen_once}."
    assert find_misspellings(text) == {}


def test_the_sentence_with_the_word_is_doubted_and_no_other():
    text = "The airway is clear. The theraputic effect comes late."
    misspelt = find_misspellings(text, unknown(theraputic="therapeutic"))
    (doubt,) = find_doubts([Passage(text, 0)], misspelt)
    assert text[doubt.start : doubt.end] == "The theraputic effect comes late."
    assert "\u201ctheraputic\u201d may be misspelt: \u201ctherapeutic\u201d?" in doubt.reason


def test_the_outline_holds_the_doubt():
    text = f"{CLEAN} The medcation is stored in a cupboard."
    source = SourceText(text, (Block(BlockKind.PARAGRAPH, text, 0, len(text)),), marked_up=False)
    (doubt,) = outline(source, fallback_title="Ward").doubts
    assert doubt.text == "The medcation is stored in a cupboard."


@given(st.text(alphabet=st.sampled_from("abe .-\n\u00e9")))
def test_any_text_is_read_and_only_its_own_rare_words_are_doubted(text):
    assert find_misspellings(text).keys() <= rare_words(text)
