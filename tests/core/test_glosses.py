import pytest

from quizapp.core.glosses import meaning_of, stated, without_asides


@pytest.mark.parametrize(
    ("sentence", "term", "meaning"),
    [
        (
            "A fomite is an object that carries organisms to another person.",
            "fomite",
            "an object that carries organisms to another person",
        ),
        (
            "The term food refers to edible substances made of protein, fat, or other nutrients.",
            "food",
            "edible substances made of protein, fat, or other nutrients",
        ),
        (
            "It is measured by ejection fraction, or the percentage of blood that is pumped out.",
            "ejection fraction",
            "the percentage of blood that is pumped out",
        ),
        (
            "The amount of blood that leaves the heart in a minute is called cardiac output.",
            "cardiac output",
            "The amount of blood that leaves the heart in a minute",
        ),
        (
            "Oliguria, which is a urine output of less than 400 mL per day, is an early sign.",
            "Oliguria",
            "a urine output of less than 400 mL per day",
        ),
        (
            "Inflammation of the kidney, or nephritis, may follow.",
            "nephritis",
            "Inflammation of the kidney",
        ),
        (
            "Thus, nutrients are substances found in foods and beverages that are essential.",
            "nutrients",
            "substances found in foods and beverages that are essential",
        ),
        ("Watch for hypotension (low blood pressure).", "hypotension", "low blood pressure"),
        (
            "Clients may report difficulty breathing (dyspnea) at night.",
            "dyspnea",
            "difficulty breathing",
        ),
    ],
)
def test_a_sentence_states_what_a_term_means_in_many_ways(sentence, term, meaning):
    assert (term, meaning) in list(stated(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Surgery is the main form of treatment that cures it.",
        "It is the amount of blood that leaves the heart.",
        "Hypertension is a common cause of heart failure.",
        "The goal is a reduction of pain that lets the client sleep.",
        "One agency is known as the U.S. Food and Drug Administration.",
        "The nature of liver tumors, or the existence of tumors in other parts, matters.",
        "Breast cancer is a systemic disease.",
        "The client takes furosemide (40 mg) in the morning.",
    ],
)
def test_what_defines_nothing_states_nothing(sentence):
    assert list(stated(sentence)) == []


@pytest.mark.parametrize(
    ("term", "sentence", "meaning"),
    [
        (
            "wellness",
            "The institute defines wellness as pursuing choices that lead to health.",
            "pursuing choices that lead to health",
        ),
        (
            "diet",
            "Food builds the diet, which describes the quantity of food consumed.",
            "the quantity of food consumed",
        ),
        (
            "Macronutrients",
            "Macronutrients are water and energy-yielding nutrients needed in large amounts.",
            "water and energy-yielding nutrients needed in large amounts",
        ),
        ("Preload", "Preload: the stretch of the muscle", "the stretch of the muscle"),
    ],
)
def test_of_a_term_that_is_known_more_is_understood(term, sentence, meaning):
    assert meaning_of(term, sentence) == meaning


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ("heart failure", "One kind is called heart failure with reduced ejection fraction."),
        ("Hypertension", "Hypertension is often associated with stroke."),
        ("Monitoring", "Monitoring: check the pulse before each dose"),
        ("Hypertension", "Hypertension: 80 mg orally in two doses"),
    ],
)
def test_a_longer_name_a_remark_or_an_order_is_no_meaning(term, sentence):
    assert meaning_of(term, sentence) is None


def test_citations_and_pointers_to_figures_are_not_shown():
    assert without_asides("It falls (Hajouli & Ludhwani, 2022), as is seen (see ).") == (
        "It falls, as is seen."
    )
