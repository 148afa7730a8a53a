"""Lecture notes in fragments: what is read of them, what is asked, and what never is."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.generation import draft, note_contrasts, read_document, shorthand
from quizapp.core.generation.rules import RULES
from quizapp.core.outline import outline
from quizapp.core.plain_text import read_plain_text

THYROID = """THYROID NOTES

Hypothyroidism
- Causes: Hashimoto, thyroidectomy, low iodine intake
- Labs: \u2191 TSH, \u2193 T4
- S/S: cold intolerance, weight gain, brittle hair, hoarse voice, puffy face, slow speech
- Tx: levothyroxine, liothyronine
- Avoid: sedatives, opioids

Hyperthyroidism
- Causes: Graves disease, toxic nodular goiter, too much iodine
- Labs: \u2193 TSH, \u2191 T4
- S/S: heat intolerance, fine tremor, exophthalmos, wide pulse pressure, insomnia, goiter
- Tx: methimazole, propranolol, thyroidectomy
- Don't: stop methimazole suddenly

Hypoparathyroidism
- Causes: neck surgery, low Mg, radiation of the neck
- Labs: \u2193 Ca, \u2191 phos
- S/S: tetany, laryngospasm, numb lips, prolonged QT
- Tx: calcium gluconate, vit D
"""
GASES = """BLOOD GASES

III. NORMAL VALUES (arterial)
pH       7.35-7.45
PaCO2    35-45 mm Hg
HCO3     22-26 mEq/L
PaO2     80-100 mm Hg

Four types
Type          Problem           CO     SVR
Hypovolemic   volume lost       down   up
Cardiogenic   pump fails        down   up
Septic        vessels dilate    up     down

Hypovolemic shock
- S/S: thirst, flat neck veins, narrow pulse pressure
Cardiogenic shock
- S/S: crackles, pulmonary edema, S3
Septic shock
- S/S: fever, bounding pulse, warm flushed skin
- Rx: antibiotics, norepinephrine
- Dx: blood cultures, lactate
Obstructive shock
- Causes: tension pneumothorax, tamponade
- S/S: distended neck veins, muffled heart sounds, pulsus paradoxus
Neurogenic shock
- Causes: spinal cord injury, spinal anesthesia
- S/S: warm dry skin, bradycardia, flaccid limbs
"""
PROSE = """Asthma

Asthma is a disease of the airways. Causes: pollen, smoke and cold air make the airways narrow.
Symptoms: the patient has a cough, and the chest feels tight at night.

Treatment
The nurse gives a bronchodilator. It opens the airways within minutes.
"""


def read(text):
    source = read_plain_text(text)
    return read_document(outline(source, fallback_title="notes"), text)


def drafted(text):
    arranged = outline(read_plain_text(text), fallback_title="notes")
    pending = list(draft(arranged, text).sections)
    while pending:
        section = pending.pop(0)
        yield from section.items
        pending += section.children


def asked(rule, text):
    document = read(text)
    return [found for one in document.readings for found in RULES[rule](one, document)]


def notes_of(text, topic):
    return {note.sort: [e.text for e in note.entries] for note in read(text).notes
            if note.topic.name == topic}  # fmt: skip


def options(candidate, *, correct):
    return {option.text for option in candidate.options if option.correct is correct}


def test_a_label_and_its_entries_are_read_of_the_heading_above():
    found = notes_of(THYROID, "hypothyroidism")
    assert found["laboratory"] == ["raised TSH", "reduced T4"]
    assert found["finding"][:2] == ["cold intolerance", "weight gain"]
    assert "avoid" not in found


def test_bullets_under_a_bare_label_are_its_entries():
    text = THYROID.replace(
        "- Tx: calcium gluconate, vit D", "- Tx:\n    - calcium gluconate\n    - vit D"
    )
    assert notes_of(text, "hypoparathyroidism")["treatment"] == ["calcium gluconate", "vitamin D"]


def test_a_line_in_two_columns_is_a_label_and_its_entries():
    rows = "\n".join(
        f"{name}\n----------\nprototype    {drug}\nuses         {uses}\nSE           {effects}\n"
        for name, drug, uses, effects in (
            (
                "ACE Inhibitors",
                "lisinopril",
                "hypertension, heart failure",
                "dry cough, angioedema",
            ),
            ("Statins", "atorvastatin", "high LDL, stroke", "muscle aches, rhabdomyolysis"),
            ("Loop Diuretics", "furosemide", "pulmonary edema, ascites", "hearing loss, gout"),
        )
    )
    assert notes_of(rows, "ACE inhibitors")["side_effect"] == ["dry cough", "angioedema"]


def test_prose_with_a_colon_is_not_read_as_notes():
    assert read(PROSE).notes == ()
    assert not [item for item in drafted(PROSE) if item.rule.startswith("noted_")]


def test_the_topic_is_told_by_entries_that_no_sibling_shares():
    found = [one for one in asked("noted_topic", THYROID) if "laboratory" not in one.stem]
    stems = [one.stem for one in found]
    assert "Which condition is marked by tetany, laryngospasm and numb lips?" in stems
    for one in found:
        assert len(options(one, correct=True)) == 1
        assert all(option.rationale for option in one.options)


def test_a_wrong_option_of_a_list_is_never_said_of_its_topic():
    document = read(THYROID)
    for one in asked("noted_list", THYROID):
        topic = next(n.topic.name for n in document.notes if n.start == one.start)
        own = {e.text for n in document.notes if n.topic.name == topic for e in n.entries}
        assert not {text[0].lower() + text[1:] for text in options(one, correct=False)} & own


def test_what_any_condition_may_have_is_no_wrong_option():
    assert shorthand.is_common("leg cramps")
    assert shorthand.is_common("headache")
    assert not shorthand.is_common("exophthalmos")
    for one in asked("noted_list", THYROID):
        assert not any(map(shorthand.is_common, options(one, correct=False)))


def test_a_conditions_crisis_is_no_wrong_option_of_it():
    text = THYROID + "\nThyroid storm\n- S/S: agitation, delirium, vomiting, high fever\n"
    document = read(text)
    storm = next(n for n in document.notes if n.topic.name == "thyroid storm")
    names = {one.topic.name for one in note_contrasts.siblings(storm, document)}
    assert "hyperthyroidism" not in names


def test_a_direction_is_asked_with_the_two_other_ways():
    found = {one.stem: options(one, correct=True) for one in asked("noted_direction", THYROID)}
    assert found["In hypothyroidism, what happens to the TSH level?"] == {"It is raised"}
    assert found["In hyperthyroidism, what happens to the TSH level?"] == {"It is reduced"}


def test_rows_set_in_columns_are_read_with_their_heads():
    said = {e.text for n in read(GASES).notes if n.topic.name == "septic shock" for e in n.entries}
    assert {"raised cardiac output", "reduced systemic vascular resistance"} <= said
    matching = asked("noted_match", GASES)
    assert any(
        ("Cardiogenic shock", "Pump fails") in [(pair.text, pair.match) for pair in one.made.pairs]
        for one in matching
    )


def test_a_normal_value_is_asked_among_ranges_that_do_not_overlap_it():
    found = {one.stem: one for one in asked("noted_figure", GASES)}
    ph = found["What is the normal range of arterial pH?"]
    assert options(ph, correct=True) == {"7.35-7.45"}
    ranges = sorted(tuple(map(float, o.text.split("-"))) for o in ph.options)
    assert all(one[1] <= other[0] for one, other in pairwise(ranges))


FORBIDDING = ("Avoid", "Don't", "Never", "Do not", "Hold", "Stop", "NOT", "Contraindicated")


@pytest.mark.parametrize("label", FORBIDDING)
def test_what_stands_under_a_label_that_forbids_is_never_keyed_as_treatment(label):
    for layout in (f"- {label}: zolpidem, morphine", f"- {label}:\n    - zolpidem\n    - morphine"):
        text = THYROID.replace("- Avoid: sedatives, opioids", layout)
        document = read(text)
        done = [n for n in document.notes if n.sort in ("treatment", "nursing")]
        assert not [e for n in done for e in n.entries if e.text in ("zolpidem", "morphine")]


@pytest.mark.parametrize("label", FORBIDDING)
def test_a_line_that_forbids_keeps_its_sub_bullets_out_of_the_list_above(label):
    listed = f"- Tx:\n    - levothyroxine\n    - liothyronine\n    - {label}:\n        - morphine"
    text = THYROID.replace("- Tx: levothyroxine, liothyronine", listed)
    assert "morphine" not in notes_of(text, "hypothyroidism")["treatment"]


@pytest.mark.parametrize("title", ["Do not give", "Never", "Common mistakes", "Avoid"])
def test_nothing_is_read_under_a_heading_that_forbids(title):
    text = THYROID + f"\n{title}\n- Tx: morphine, zolpidem\n- S/S: tetany, seizures\n"
    assert not [e for n in read(text).notes for e in n.entries if e.text == "morphine"]


def test_a_denied_entry_and_what_follows_it_are_left_out():
    text = THYROID.replace("brittle hair, hoarse voice", "brittle hair, no goiter, hoarse voice")
    assert notes_of(text, "hypothyroidism")["finding"] == [
        "cold intolerance", "weight gain", "brittle hair",
    ]  # fmt: skip


def test_an_entry_under_a_condition_is_left_out():
    text = THYROID.replace(
        "levothyroxine, liothyronine", "levothyroxine, liothyronine, T3 if severe"
    )
    assert notes_of(text, "hypothyroidism")["treatment"] == ["levothyroxine", "liothyronine"]


def test_every_quote_stands_verbatim_in_the_notes():
    for text in (THYROID, GASES):
        items = list(drafted(text))
        assert items
        for drafted_item in items:
            source = drafted_item.item.source
            assert text[source.start : source.end] == source.quote


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ("K up", "raised potassium"),
        ("\u2193 T4", "reduced T4"),
        ("Chvostek +", "positive Chvostek sign"),
        ("drowsy", "drowsiness"),
        ("w/ N/V", "with nausea and vomiting"),
        ("BRADYCARDIA", "bradycardia"),
        ("headache (early)", "headache"),
    ],
)
def test_shorthand_reads_as_words(noted, said):
    assert shorthand.entry(noted) == said


@pytest.mark.parametrize(
    "noted", ["no fever", "bicarb if severe", "XQZ", "> 100", "it rises", "1st"]
)
def test_what_cannot_stand_alone_is_no_entry(noted):
    assert shorthand.entry(noted) is None


@given(st.text(alphabet="abKNTS/+-> \u2191\u2193(),.;:=", max_size=40))
def test_an_entry_holds_no_sign_of_shorthand(text):
    said = shorthand.entry(text)
    assert said is None or not set("<>=\u2191\u2193+;:") & set(said)


@settings(max_examples=15)
@given(st.lists(st.sampled_from(THYROID.splitlines()), min_size=8, max_size=40))
def test_lines_in_any_order_are_read_and_drafted_without_losing_their_places(lines):
    text = "NOTES\n\n" + "\n".join(lines) + "\n"
    for note in read(text).notes:
        assert 0 <= note.start < note.end <= len(text)
        for entry in note.entries:
            assert note.start <= entry.start < entry.end <= note.end
