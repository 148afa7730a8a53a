"""A statement never asks of a thing that only its neighbour in the text names."""

import pytest

from quizapp.core.generation import referents
from quizapp.core.generation.rules import RULES
from tests.core.generation.texts import document


def subject_of(title: str):
    return document("A sentence of no weight stands here.", title=title).readings[0].subject


def stems(rule: str, body: str, title: str) -> list[str]:
    read = document(body, title=title, document_title=title)
    return [found.stem for found in RULES[rule](read.readings[0], read)]


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("Kidney stones", "A low-dose protocol is adequate for most adults."),
        ("Iron deficiency", "A value below 30 ng/mL makes iron deficiency very likely."),
        ("Chronic bronchitis", "Most are triggered by respiratory viruses."),
        ("Iron deficiency", "A ferritin below 15 ng/mL practically confirms it."),
        ("Iron deficiency", "Reticulocytes increase within 5 to 10 days."),
        ("Wound care", "The nurse should flush the tube with 30 mL of water."),
        ("Skin layers", "Sweat glands lie in the tissue between the last two."),
        ("Anemia", "The normal ratio is about one to three."),
        ("Anemia", "If so, the client needs a smear of the blood."),
        ("Anemia", "Severe bleeding is another cause of the fall."),
        ("Digoxin", "Later doses are smaller in renal failure."),
        ("Anemia", "In young women the commonest are heavy periods and a poor diet."),
        ("Anemia", "In the elderly the picture is less clear."),
        ("Hip fracture", "Most clients are back within six weeks."),
        ("Hip fracture", "Heavy manual jobs will need longer."),
        ("Hip fracture", "Within 24 hours the swelling is at its worst."),
        ("Hip fracture", "Surgical fixation follows, ideally within 36 hours."),
        ("Anemia", "Values of 10 to 12 g/dL are described as mild."),
        ("Pain", "Ibuprofen in low doses is the safer analgesic."),
        ("Hip fracture", "Clients who have lain on the floor for over an hour are at risk."),
        ("Hernia", "The nurse should try to push them back."),
        ("Heart rhythm", "The nurse should count the pulse before each dose."),
    ],
)
def test_what_is_not_named_leans_on_the_text(title, statement):
    assert referents.leans(statement, subject_of(title))


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("Nasogastric tube", "The nurse should flush the tube with 30 mL of water."),
        ("Warfarin", "The dose is adjusted to the INR."),
        ("Warfarin", "The level of vitamin K in the diet should stay the same."),
        ("Heart failure", "The liver makes most of the clotting factors."),
        ("Heart failure", "Reticulocytes increase within 5 days of starting iron."),
        ("Anemia", "Heavy menstrual bleeding is the commonest cause of iron deficiency."),
        ("Hip fracture", "Surgical fixation is done within 36 hours of the fall."),
        ("Hip fracture", "Clients who are immobile are at risk of pressure injuries."),
        ("Digoxin", "Levels of digoxin are taken six hours after a dose."),
    ],
)
def test_what_the_topic_or_the_statement_names_leans_on_nothing(title, statement):
    assert not referents.leans(statement, subject_of(title))


def test_a_statement_stands_behind_the_sentence_that_names_its_thing():
    body = "Ferritin is the single most useful test. A value below 30 ng/mL means depleted stores."
    (stem,) = stems("quantity", body, "Iron deficiency")
    assert "Ferritin is the single most useful test. A value below _____ means" in stem


def test_without_such_a_sentence_it_is_not_asked():
    body = "Rest is advised for every adult. A value below 30 ng/mL means depleted stores."
    assert stems("quantity", body, "Iron deficiency") == []


def test_no_ban_stands_before_a_statement_to_judge():
    body = (
        "Ferritin is not measured during an infection. "
        "A value below 30 ng/mL means that the stores of iron are depleted."
    )
    assert not any("A value" in stem for stem in stems("altered", body, "Iron deficiency"))


def test_the_sentence_before_does_not_give_the_figure_away():
    body = "Ferritin is low below 30 ng/mL. A value below 30 ng/mL means depleted stores."
    assert not any("A value" in stem for stem in stems("quantity", body, "Iron deficiency"))


def test_half_of_a_name_that_many_things_share_does_not_name_the_topic():
    body = "The tube is flushed with 30 mL of water before and after each bolus of feed."
    (stem,) = stems("quantity", body, "Nasogastric tube")
    assert stem.startswith("Which figure completes the statement? Nasogastric tube: ")


def test_half_of_a_two_word_topic_is_led_by_the_whole():
    body = "Left-sided failure usually comes first. Left-sided failure leads to pulmonary edema."
    for stem in stems("opposite", body, "Heart failure"):
        assert stem.startswith("Heart failure: ")


def test_a_reason_that_is_left_off_needs_nothing_to_be_named():
    body = (
        "Ascites is the accumulation of fluid in the abdomen. Portal hypertension dilates the "
        "splanchnic arteries; low albumin lets the fluid escape."
    )
    found = stems("opposite", body, "Ascites")
    assert found
    assert not any("accumulation" in stem for stem in found if "splanchnic" in stem)
