import pytest

from quizapp.core.generation import filters, wording


@pytest.mark.parametrize(
    "sentence",
    [
        "Furosemide lowers the blood pressure of most clients.",
        "However, the growth of these cells is slow in the liver [2]."[9:].replace("these", "the"),
        "Hypertension is a common cause of heart failure (Malik et al., 2022).",
    ],
)
def test_a_definite_sentence_may_carry_a_question(sentence):
    assert filters.why_not(sentence[0].upper() + sentence[1:]) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The first is the portal vein system of the liver.",
        "This drug is given once a day with a meal.",
        "If it is hard to find, a biopsy is the next step.",
        "Monitor the client for signs of dehydration and edema.",
        "We do not recommend surgery in the first year.",
        "What you need to do is to see a surgeon in time.",
        "A 67-year-old man has chest pain and is short of breath.",
        "Don't despair, because the disease has a chance of cure.",
        "Beta blockers are discussed in the next chapter of the book.",
        "In 1906, the act was passed that is still in force.",
        "Is the liver an organ with a large blood flow?",
        "A large number of somatostatin receptors in carcinoid tissue.",
        "The antidote for warfarin is vitamin K. Bleeding is common.",
        "Rest helps.",
    ],
)
def test_other_sentences_may_not(sentence):
    assert filters.why_not(sentence) is not None


def test_openers_citations_and_afterthoughts_are_taken_off():
    assert (
        wording.plain("However, the pulse is slow [1], especially at night (Ames, 2020).")
        == "The pulse is slow."
    )


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("the stomach, colon, and spleen", ("stomach", "colon", "spleen")),
        (
            "fatigue, liver mass, and even ascites and jaundice.",
            ("fatigue", "liver mass", "ascites", "jaundice"),
        ),
        ("pain, which is severe, and fever", ()),
    ],
)
def test_a_plain_list_is_split_and_another_is_refused(text, entries):
    assert wording.split_list(text) == entries


@pytest.mark.parametrize(
    "sentence",
    [
        "Suppression of the adrenal glands, which means that the body makes less cortisol.",
        "Many units add 10 cm for feeding tubes.",
        "The client\u2019s nurse or doctor has prescribed an inhaled corticosteroid.",
    ],
)
def test_scraps_local_practice_and_stories_carry_no_question(sentence):
    assert filters.why_not(sentence) is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "Typical start 5 mg twice daily.",
        "Nifedipine modified release if labetalol is unsuitable.",
        "The second of them answers to potassium, which explains what follows here.",
        "Most patients on long-term therapy have at least one.",
        "In the last, a morning cortisol below 1.8 mcg/dL is abnormal.",
        "The nurse should not infuse vesicants through that lumen.",
    ],
)
def test_what_has_no_verb_or_no_referent_carries_no_question(sentence):
    assert filters.why_not(sentence) is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "If the outflow is obstructed, the pressure in the eye rises.",
        "Vessels dilate under the influence of nitric oxide.",
        "In hemodialysis, blood is pumped through a dialyzer.",
    ],
)
def test_a_whole_sentence_may_carry_one(sentence):
    assert filters.why_not(sentence) is None


def test_what_a_page_prints_for_its_weight_is_no_word_of_the_sentence():
    assert wording.plain("WARNING \u2013 never force a flush.") == "Never force a flush."
    assert wording.plain("If the output is watery, **simply drink more.") == (
        "If the output is watery, simply drink more."
    )
    assert wording.plain("Call AN AMBULANCE at once; do NOT give NSAIDS.") == (
        "Call an ambulance at once; do not give NSAIDS."
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "A client with asthma who takes theophylline is to be switched to a steroid.",
        "An older woman with a fractured hip has just been admitted to the ward.",
        "The client\u2019s wound has been closed with clips or with glue.",
        "The drug treatment section will pertain to chronic asthma.",
        "Clients can be referred to the Lung Foundation\u2019s booklet collection.",
        "Celiac disease (iron may be poorly absorbed through the damaged bowel).",
    ],
)
def test_cases_one_readers_facts_and_pointers_elsewhere_are_no_knowledge(sentence):
    assert filters.why_not(sentence) is not None


def test_what_is_true_of_every_such_client_may_carry_a_question():
    assert filters.why_not("A client with asthma is more sensitive to beta blockers.") is None
