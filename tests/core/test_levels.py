import pytest

from quizapp.core.levels import Titled, infer_levels


def levels_of(*titles: str, words: int = 120) -> list[int]:
    body = "The nurse reports it to the provider."
    levels, _ = infer_levels(
        [
            Titled(title, "" if not n else body, 0 if not n else words)
            for n, title in enumerate(titles)
        ]
    )
    return levels


def test_titles_that_come_back_stand_under_what_they_come_back_for():
    assert levels_of(
        "Lung Disorders",
        "Pneumonia",
        "Pathophysiology",
        "Treatment",
        "Tuberculosis",
        "Pathophysiology",
        "Treatment",
        "Lung Abscess",
        "Pathophysiology",
    ) == [1, 2, 3, 3, 2, 3, 3, 2, 3]


def test_steps_of_judgement_stand_under_the_care_of_each():
    assert levels_of(
        "Lung Disorders",
        "Pneumonia",
        "Clinical Manifestations",
        "Nursing Care of the Patient with Pneumonia",
        "Recognizing Cues and Analyzing Cues",
        "Asthma",
        "Clinical Manifestations",
        "Nursing Care of the Patient with Asthma",
        "Recognizing Cues and Analyzing Cues",
    ) == [1, 2, 3, 3, 4, 2, 3, 3, 4]


def test_a_prefix_names_the_parent():
    assert levels_of(
        "Chest Conditions",
        "COPD",
        "COPD: Causes",
        "COPD: Nursing Care",
        "Embolism",
        "Embolism: Causes",
        "Embolism: Nursing Care",
    ) == [1, 2, 3, 3, 2, 3, 3]


@pytest.mark.parametrize(
    ("titles", "levels"),
    [
        (("Infection", "Stages of Infection", "Incubation Stage", "Illness Stage"), [1, 2, 3, 3]),
        (
            ("Delirium", "Management", "Nonpharmacologic Management", "Pharmacologic Management"),
            [1, 2, 3, 3],
        ),
        (
            ("Labor", "First Stage of Labor", "Second Stage of Labor", "Third Stage of Labor"),
            [1, 2, 2, 2],
        ),
        (
            ("Sleep", "Nursing Process", "Assessment", "Diagnosis", "Planning"),
            [1, 2, 3, 3, 3],
        ),
    ],
)
def test_what_a_title_announces_stands_under_it(titles, levels):
    assert levels_of(*titles) == levels
