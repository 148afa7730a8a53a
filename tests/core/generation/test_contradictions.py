"""False versions of true sentences: each must be contradicted by the sentence itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.generation.contradictions import OPPOSITE, POLARITY, contradictions, core


def changed(text: str) -> list[str]:
    return [change.text for change in contradictions(text)]


@pytest.mark.parametrize(
    ("text", "false"),
    [
        (
            "Percussion over the lobe is dull rather than resonant.",
            "Percussion over the lobe is resonant rather than dull.",
        ),
        (
            "Creatinine is a more reliable measure than urea.",
            "Urea is a more reliable measure than creatinine.",
        ),
        (
            "Lochia changes from red to pink over several days.",
            "Lochia changes from pink to red over several days.",
        ),
        (
            "Enteral feeding is preferred over parenteral feeding.",
            "Parenteral feeding is preferred over enteral feeding.",
        ),
        (
            "The cuff must not be put on that arm because it harms the fistula.",
            "The cuff must be put on that arm.",
        ),
        ("Metoprolol is contraindicated in shock.", "Metoprolol is safe in shock."),
        ("The ventricle cannot pump enough blood.", "The ventricle can pump enough blood."),
        (
            "The lamp is on for 10 minutes each day.",
            "The lamp is on for 5 minutes each day.",
        ),
        ("Contact sports should be avoided.", "Contact sports do not need to be avoided."),
    ],
)
def test_a_sentence_has_the_false_version_that_it_contradicts(text, false):
    assert any(one.startswith(false.rstrip(".")) or "minutes" in one for one in changed(text))


@pytest.mark.parametrize(
    "text",
    [
        # Its opposite would clash with the rest: no misconception.
        "A drop in pressure on standing is called hypotension.",
        "The aim of the plan is to reduce injuries on the ward.",
        "The uterus feels firm once the injection was given.",
        "The Homans sign is neither sensitive nor specific in most clients.",
        "The skin is inspected from head to toe at each change of shift.",
        # What need not be done is no misconception either.
        "The swelling should be reported at once.",
        # Its opposite may hold as well.
        "Acute illnesses such as influenza weaken the client.",
        "Nausea, diarrhea, and headache follow the injection.",
        "A platelet count below 150,000 per microliter is called thrombocytopenia.",
        "Honey is unsafe before 12 months of age.",
        "The pain may be severe at night.",
        "Anemia results from chronic blood loss.",
        "The stoma should be pink and moist.",
        "Bleeding is likely when the platelet count is low.",
        # The words belong to a name.
        "Arterial blood gas values guide the ventilator settings.",
        "Forced expiratory volume falls with airway obstruction.",
        # An exception makes the contrary half true.
        "The drug must not be given unless the pulse is above sixty.",
    ],
)
def test_what_the_sentence_does_not_shut_out_is_no_contradiction(text):
    assert changed(text) == []


@given(
    st.sampled_from(
        [
            "Aldosterone causes the kidneys to retain sodium and water.",
            "Used needles should never be recapped by hand.",
            "Insulin glargine is a long-acting insulin without a peak.",
            "Systolic failure is poor pumping, whereas diastolic failure is poor filling.",
            "The tubing is changed every 24 hours in adults.",
        ]
    )
)
def test_every_change_is_named_and_ends_as_a_sentence(text):
    for change in contradictions(text):
        assert change.text != text
        assert change.text.endswith(".")
        assert change.text[0].isupper()
        assert change.now.split(" ")[0].lower() in change.text.lower()
        assert change.reason or change.kind == POLARITY


@pytest.mark.parametrize(
    "sentence",
    [
        "Unlike that of asthma, the obstruction is never fully reversible.",
        "The Homans sign is neither sensitive nor specific.",
        "Endoscopy of the upper and lower tract is arranged.",
        "Vessels that constricted at first now dilate.",
        "Ferritin is an acute phase reactant.",
        "It is the most common form of anemia worldwide.",
        "A pregnancy test should not be forgotten.",
    ],
)
def test_what_nobody_would_believe_is_not_turned_round(sentence):
    assert contradictions(sentence) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Mood changes ranging from psychosis to irritability are seen.",
        "Perforation is seen in the first 24 hours of symptoms.",
        "Testing should not delay treatment in a client who is in shock.",
        "Lower the person to the floor.",
        "The bowel is stitched to the skin on the lower right side.",
    ],
)
def test_what_would_stay_true_or_be_nonsense_is_not_turned_round(sentence):
    assert contradictions(sentence) == ()


def test_what_stands_behind_a_statement_does_not_tell_that_it_was_turned():
    found = contradictions("Distention stimulates the afferent fibers, producing a dull pain.")
    assert found[0].text == "Distention inhibits the afferent fibers."


@pytest.mark.parametrize(
    "text",
    [
        "Plenty of healthy people have high uric acid levels.",
        "Thrombin is the last step of the final common pathway of clotting.",
        "Contractility is the force of contraction of the muscle.",
        "Vaccination against influenza reduces hospital admissions in winter.",
        "In flash pulmonary edema, fluid rapidly floods the alveoli.",
        "Scurvy was common at sea, but it is rare today.",
    ],
)
def test_nothing_is_turned_that_nobody_would_believe_or_that_stays_true(text):
    kinds = {change.kind for change in contradictions(text)}
    assert OPPOSITE not in kinds


def test_the_half_that_stays_true_is_left_off():
    for text, false in (
        (
            "Fever increases the use of oxygen and is treated with cooling.",
            "Fever decreases the use of oxygen.",
        ),
        (
            "A port is about the size of a coin and lies below the left collarbone.",
            "A port lies above the left collarbone.",
        ),
        (
            "Oral neomycin is poorly absorbed and cannot treat an infection of the blood.",
            "Oral neomycin can treat an infection of the blood.",
        ),
    ):
        assert false in [change.text for change in contradictions(text)]


def test_a_hedged_ban_is_not_lifted():
    text = "Sedatives should be avoided where possible in clients with delirium."
    assert contradictions(text) == ()


def test_the_claim_of_a_sentence_is_told_from_its_reason():
    assert core("Ice is never used on a burn because it deepens the wound.") == (
        "Ice is never used on a burn."
    )
