"""Each rule: one text that it must ask about, one that it must leave alone."""

from dataclasses import replace

import pytest

from quizapp.core.blocks import BlockKind
from quizapp.core.generation import read_document
from quizapp.core.generation.rules import RULES
from quizapp.core.outline import Fact, Outline, Section
from tests.core.generation.texts import block, document, one_section, section


def asked(rule: str, body: str, place: int = 0, **more):
    read = document(body, **more)
    return list(RULES[rule](read.readings[place], read))


def right(candidate):
    return {option.text for option in candidate.options if option.correct}


def wrong(candidate):
    return {option.text for option in candidate.options if not option.correct}


DEFINITIONS = (
    "Preload is the volume of blood returning to the heart. "
    "Afterload is the amount of pressure that the ventricle must push against. "
    "Tachypnea is a rate of breathing above 20 breaths in a minute. "
    "Dyspnea is the sensation of not getting enough air. "
)


def test_a_definition_is_asked_with_the_documents_other_definitions():
    matched, *found = asked("definition", DEFINITIONS)
    assert matched.type == "matching"
    assert [pair.text for pair in matched.made.pairs] == [
        "Preload", "Afterload", "Dyspnea",
    ]  # fmt: skip
    assert found
    for candidate in found:
        assert len(candidate.options) == 4
        assert all(option.rationale for option in candidate.options)


def test_a_term_and_its_acronym_never_stand_against_each_other():
    body = DEFINITIONS + (
        "Body mass index is a ratio of weight and height used for screening. "
        "BMI is a tool used to find clients with overweight or obesity. "
    )
    for candidate in asked("definition", body):
        texts = " ".join(wrong(candidate))
        if "body mass index" in candidate.stem.lower() or "Body mass index" in right(candidate):
            assert "used to find clients" not in texts
            assert "BMI" not in texts


def test_a_lone_definition_is_asked_only_beside_terms_of_its_kind():
    lone = "Glucagon is a hormone that raises the level of glucose in the blood."
    assert len(wrong(asked("definition", lone)[0])) == 3
    lone = "A quorrel is the amount of time that a ward round takes on a Monday."
    assert asked("definition", lone) == []


@pytest.mark.parametrize(
    ("sentence", "term"),
    [
        ("Insulin is added for weight loss, ketosis, or a level of glucose above 300.", "ketosis"),
        ("Report dyspnea or a feeling that something is wrong with the transfusion.", "dyspnea"),
    ],
)
def test_what_stands_beside_a_term_in_a_list_is_not_its_meaning(sentence, term):
    read = document(DEFINITIONS + sentence)
    meant = {one.term.casefold(): one.meaning for one in read.readings[0].meanings}
    assert "above 300" not in meant.get(term, "")
    assert "is wrong" not in meant.get(term, "")


def test_signs_are_given_to_no_condition_where_two_could_have_them():
    body = (
        "Hypoxemia leads to heart failure over many years of the disease. "
        "Its signs are distended neck veins, an enlarged liver, and swelling of the ankles. "
        "Signs of anemia include pallor, fatigue, and a rapid pulse. "
    )
    assert all("hypoxemia" not in candidate.stem.lower() for candidate in asked("listed", body))


def test_an_opposite_makes_a_false_statement_and_two_make_a_choice():
    one = asked("opposite", "Loop diuretics increase the flow of urine within an hour.")
    assert {candidate.type for candidate in one} == {"true_false"}
    assert {("decrease" in c.stem, *right(c)) for c in one} == {(True, "False"), (False, "True")}
    two = asked("opposite", "Airflow limitation is irreversible and it progresses slowly.")
    assert right(two[0]) == {"Irreversible ... slowly"}
    assert len(two[0].options) == 4


@pytest.mark.parametrize(
    "sentence",
    [
        "The pain of the disease may be mild in most clients.",
        "Clients with severe anemia are given a blood transfusion first.",
        "Beta blockers are contraindicated in clients with severe asthma.",
        "The ventricle is no longer able to fill with blood.",
        "A tumor of more than 2 cm releases cells into the blood.",
        "Both small and large vessels are closed by the clot.",
    ],
)
def test_what_the_contrary_would_not_make_false_is_left_alone(sentence):
    assert asked("opposite", sentence) == []


def test_a_ranked_one_is_asked_with_others_of_its_kind():
    found = asked("unique", "Spirometry is the preferred test for airflow limitation.")
    assert right(found[0]) == {"Spirometry"}
    assert len(wrong(found[0])) == 3
    assert "preferred test" in found[0].stem


def test_what_the_same_section_also_recommends_is_no_distractor():
    body = (
        "Surgical resection is the main treatment for the tumor. "
        "Radiotherapy is recommended as the first treatment in frail clients."
    )
    found = asked("unique", body)
    assert found
    assert all("Radiotherapy" not in wrong(candidate) for candidate in found)


def test_a_list_becomes_select_all_with_far_off_distractors():
    listing = "Symptoms of heart failure include dyspnea, edema, and fatigue."
    elsewhere = "Tinnitus troubles clients of the ear clinic. Blurred vision and joint pain do not."
    found = asked("enumeration", f"{listing} {elsewhere}")
    assert found == [], "what the section itself speaks of may fit the list"
    text = f"Heart failure\n\n{listing}\n\nClinics\n\n{elsewhere}"
    parts = tuple(
        section(text, title, body)
        for title, body in (("Heart failure", listing), ("Clinics", elsewhere))
    )
    read = read_document(Outline("Heart failure", (), parts), text)
    found = list(RULES["enumeration"](read.readings[0], read))
    assert right(found[0]) == {"Dyspnea", "Edema", "Fatigue"}
    assert len(found[0].options) >= 5
    assert not wrong(found[0]) & {"Dizziness", "Cough", "Weakness", "Palpitations"}


def test_a_listed_synonym_is_no_distractor():
    found = asked(
        "enumeration", "Symptoms of the ear disease include tinnitus, nausea, and pallor."
    )
    assert all("Ringing in the ears" not in wrong(candidate) for candidate in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "Organs such as the stomach and the spleen are close to the liver.",
        "Adverse effects of the drug include headache, dizziness, and nausea.",
        "The trip includes red chairs, blue tables, and green lamps.",
    ],
)
def test_lists_without_a_safe_wrong_answer_are_left_alone(sentence):
    assert asked("enumeration", sentence) == []


def test_a_prohibition_before_a_list_stays_in_the_stem():
    body = (
        "Clients should avoid drugs that harm the kidney, such as gentamicin, lithium, and heparin."
    )
    for candidate in asked("enumeration", body):
        assert "should avoid" in candidate.stem


def test_a_use_is_asked_of_its_means():
    found = asked("purpose", "Spirometry is used to confirm the diagnosis of airflow limitation.")
    assert right(found[0]) == {"Spirometry"}
    assert found[0].stem.endswith("used to confirm the diagnosis of airflow limitation?")


def test_a_test_with_the_same_use_elsewhere_is_no_distractor():
    body = (
        "Spirometry is used to assess airflow limitation in asthma. "
        "An electrocardiogram does not help to assess airflow limitation in asthma. "
        "Bronchoscopy also helps the provider to assess airflow limitation in asthma."
    )
    for candidate in asked("purpose", body):
        assert "Bronchoscopy" not in wrong(candidate)


def test_a_figure_stands_among_others_in_order():
    found = asked("quantity", "The full effect of warfarin takes 12 hours to appear in adults.")
    numbers = [int(option.text.split()[0]) for option in found[0].options]
    assert right(found[0]) == {"12 hours"}
    assert numbers == sorted(numbers)
    assert "12" not in found[0].stem


def test_years_are_not_asked():
    assert asked("quantity", "In 1906 the law was passed by 60% of the house.") == []


def test_a_contraindication_is_set_against_what_the_drug_treats():
    body = (
        "The drug is used to treat hypertension, gout, and asthma in adults. "
        "Severe bradycardia is a contraindication to metoprolol."
    )
    found = asked("contraindication", body)
    assert right(found[0]) == {"Severe bradycardia"}
    assert wrong(found[0]) == {"Hypertension", "Gout", "Asthma"}


def test_what_calls_for_caution_is_never_set_against_a_contraindication():
    body = (
        "The drug is used to treat hypertension, gout, and asthma in adults. "
        "The drug is used with caution in clients with asthma. "
        "Severe bradycardia is a contraindication to metoprolol."
    )
    assert asked("contraindication", body) == []


FACTS = (
    "Other name\nMetastatic liver cancer\nContagious\nNon-contagious\nMain cause\nSpread of a tumor"
)


def infobox():
    text = f"Secondary liver cancer\n\nSome prose about the disease.\n{FACTS}"
    lines = FACTS.split("\n")
    facts = []
    for key, value in zip(lines[::2], lines[1::2], strict=True):
        start = text.index(f"{key}\n{value}")
        facts.append(Fact(key, value, start, start + len(key) + 1 + len(value)))
    own = section(text, "Secondary liver cancer", "Some prose about the disease.")
    return read_document(Outline("Secondary liver cancer", tuple(facts), (own,)), text)


def test_facts_are_asked_by_their_key():
    read = infobox()
    found = {next(iter(right(c))): c for c in RULES["infobox"](read.readings[0], read)}
    assert set(found) == {"Metastatic liver cancer", "False", "Spread of a tumor"}
    assert "Spread of a malignant tumor" not in wrong(found["Spread of a tumor"])
    assert "Secondary liver cancer" not in wrong(found["Metastatic liver cancer"])


ROWS = ("Weight status\tBMI", "Underweight\t< 18.5", "Overweight\t25.0 to < 30", "Obesity\t> 30")


def table(rows=ROWS):
    body = "\n".join(rows)
    text = f"Weight\n\n{body}"
    blocks = [block(text, row, BlockKind.TABLE_ROW, *row.split("\t")) for row in rows]
    return read_document(Outline("Weight", (), (section(text, "Weight", body, *blocks),)), text)


def test_what_is_given_to_prevent_something_is_no_test():
    body = (
        "Intravenous albumin is given to prevent circulatory collapse. Bilirubin is measured. "
        "Ammonia level and aspartate aminotransferase are measured as well."
    )
    assert not any("laboratory test" in one.stem for one in asked("purpose", body))


def test_a_meaning_ends_where_a_second_statement_begins():
    body = (
        "Stroke volume is the volume of blood ejected by a ventricle with each beat and is higher "
        "in athletes. Preload is the degree of stretch of the muscle at the end of diastole. "
        "Afterload is the resistance that the ventricle must overcome to eject blood."
    )
    for candidate in asked("definition", body):
        assert "higher in athletes" not in " ".join(right(candidate) | wrong(candidate))


def test_another_name_of_what_the_statement_names_is_not_blanked():
    body = (
        "Gout is caused by crystals of urate (also called uric acid) that collect in the joints. "
        "Urea, creatinine and bilirubin are measured as well."
    )
    assert not any("also called _" in one.stem for one in asked("cloze", body, title="Gout"))


def test_no_antiviral_stands_beside_an_antibiotic():
    body = (
        "Vancomycin is a large molecule that is barely absorbed from a healthy bowel. "
        "Acyclovir and oseltamivir are given by mouth, as is fluconazole."
    )
    found = asked("definition", body, title="Vancomycin", document_title="Vancomycin")
    assert found
    for candidate in found:
        assert not wrong(candidate) & {"Acyclovir", "Oseltamivir", "Fluconazole"}


def test_a_row_is_asked_both_ways():
    read = table()
    pairs = dict(row.split("\t") for row in ROWS[1:])
    found = list(RULES["table"](read.readings[0], read))
    assert len(found) == 2
    for candidate in found:
        answer = next(iter(right(candidate)))
        given = pairs.get(answer) or next(label for label, v in pairs.items() if v == answer)
        assert given.casefold() in candidate.stem.casefold()
        assert read.text[candidate.start : candidate.end].split("\t") in (
            [answer, given],
            [given, answer],
        )


@pytest.mark.parametrize(
    "rows",
    [
        # Deeds have no property to ask for.
        (
            "Action\tTime",
            "Change the dressing\tEvery week",
            "Flush the line with saline\tEvery shift",
            "Replace the needle\tEvery five days",
        ),
        # Headers that tell somebody what to do.
        (
            "You can\tPlease don't",
            "Walk on level ground\tClimb a ladder",
            "Wash your hair\tSoak in a bath",
            "Knit or write\tLift a child",
        ),
        # Cells of which one says nearly what another does.
        (
            "Device\tChange",
            "Cannula\tEvery 24 hours",
            "Giving set\tEvery 24 hours, or as the maker directs",
            "Filter\tEvery 24 hours with the set",
        ),
        # A cell that forbids is no action of its row.
        (
            "Drug\tAction",
            "Simvastatin\tDo not exceed 20 mg a day",
            "Lovastatin\tAvoid with grapefruit juice",
            "Digoxin\tNever give with calcium",
        ),
    ],
)
def test_a_table_that_is_not_of_things_and_their_properties_is_not_asked(rows):
    read = table(rows)
    assert list(RULES["table"](read.readings[0], read)) == []


def test_a_value_that_two_rows_share_is_not_asked():
    rows = ("Nutrient\tCalories", "Fat\t9", "Protein\t4", "Carbohydrate\t4")
    read = table(rows)
    assert list(RULES["table"](read.readings[0], read)) == []


def siblings():
    filler = " The tumor spreads to the liver through the blood of the portal vein." * 5
    bodies = {
        "Liver metastases from breast cancer": "Paclitaxel blocks the division of growing cells.",
        "Liver metastases from lung cancer": "Bronchoscopy shows the tumor in the airway.",
        "Liver metastases from ovarian cancer": "The ovary lies beside the uterus in the pelvis.",
        "Liver metastases from colorectal cancer": "Colonoscopy shows the tumor in the colon.",
    }
    text = "\n\n".join(f"{title}\n\n{body}{filler}" for title, body in bodies.items())
    parts = []
    for title, body in bodies.items():
        start = text.index(body)
        whole = f"{body}{filler}"
        parts.append(Section(title, 1, start, start + len(whole), whole))
    return read_document(Outline("Liver metastases", (), tuple(parts)), text)


def test_a_statement_of_one_sibling_alone_is_asked():
    read = siblings()
    found = list(RULES["sibling"](read.readings[0], read))
    assert [read.text[c.start : c.end] for c in found] == [
        "Paclitaxel blocks the division of growing cells."
    ]
    assert right(found[0]) == {"Liver metastases from breast cancer"}


def test_a_plain_statement_is_a_last_resort_and_true():
    found = asked("statement", "Heparin and warfarin prevent stroke in atrial fibrillation.")
    assert right(found[0]) == {"True"}
    assert asked("statement", "Many clients like to walk in the garden at noon.") == []


STAGES = (
    "A stage 1 injury is intact skin with redness that does not blanch. "
    "A stage 2 injury is a partial loss of skin with exposed dermis. "
    "A stage 3 injury is a complete loss of skin in which fat is visible. "
    "A stage 4 injury is a loss of tissue with exposed muscle or bone. "
)


def test_which_of_its_kind_a_statement_is_about():
    found = [c for c in asked("which", STAGES) if c.type == "multiple_choice"]
    assert len(found) == 4
    first = found[0]
    assert first.stem.endswith("which injury is intact skin with redness that does not blanch?")
    assert right(first) == {"Stage 1 injury"}
    assert wrong(first) == {"Stage 2 injury", "Stage 3 injury", "Stage 4 injury"}
    assert any("exposed dermis" in option.rationale for option in first.options)


def test_what_is_said_of_two_things_asks_for_neither():
    body = STAGES + "A stage 3 injury is also intact skin with redness that does not blanch. "
    for candidate in asked("which", body):
        if "intact skin" in candidate.stem and candidate.type == "multiple_choice":
            assert not {"Stage 1 injury", "Stage 3 injury"} <= {o.text for o in candidate.options}


REASONS = (
    "Soap and water are used because alcohol does not kill the spores. "
    "Hands are dried well because water does not stop the spores. "
    "The cold tablet is given with milk because food slows its absorption. "
    "Older adults are at risk of falls because their balance is weaker. "
)


def test_a_reason_is_asked_with_the_reasons_for_other_things():
    found = {c.stem: c for c in asked("reason", REASONS)}
    stem = next(stem for stem in found if "soap and water" in stem.lower())
    assert stem.endswith("hy are soap and water used?")
    assert right(found[stem]) == {"Alcohol does not kill the spores"}
    assert "Alcohol kills the spores" in wrong(found[stem])
    assert all(option.rationale for option in found[stem].options)


def test_a_reason_without_others_to_set_it_against_is_left_alone():
    assert asked("reason", "Contact sports are unsafe because a blow to the belly harms it.") == []


def test_what_something_causes_is_asked_with_what_other_things_cause():
    body = (
        "A low albumin level leads to edema of the legs. "
        "Rapid dialysis causes a shift of water into the brain. "
        "Long pressure on the heel results in death of the tissue. "
        "Cold dialysate causes cramping of the abdomen. "
    )
    found = {c.stem: c for c in asked("effect", body)}
    stem = next(stem for stem in found if "albumin" in stem)
    assert stem.endswith("what does a low albumin level lead to?")
    assert right(found[stem]) == {"Edema of the legs"}
    assert len(wrong(found[stem])) == 3


def test_what_the_document_says_of_it_too_is_no_wrong_effect():
    body = (
        "A low albumin level leads to edema of the legs. "
        "A low albumin level also causes slow healing of every wound. "
        "Smoking causes slow healing of every wound. "
        "Rapid dialysis causes a shift of water into the brain. "
        "Cold dialysate causes cramping of the abdomen. "
    )
    for candidate in asked("effect", body):
        if "albumin" in candidate.stem:
            assert "Slow healing of every wound" not in wrong(candidate)


def test_a_typed_term_is_left_out_of_a_definite_sentence():
    body = (
        "Black stools are a sign of bleeding in the stomach. "
        "The liver makes bile. The colon takes up water. The pancreas secretes insulin. "
    )
    found = asked("cloze", body)
    assert right(found[0]) == {"Stomach"}
    assert len(wrong(found[0])) == 3
    assert "stomach" not in found[0].stem.lower()
    assert asked("cloze", "Black stools may be a sign of bleeding in the stomach.") == []


@pytest.mark.parametrize(
    ("sentence", "false"),
    [
        ("Used needles should never be recapped by anybody.", "should be recapped"),
        ("Aspirin is not recommended for small children.", "is recommended"),
        ("Warfarin does not dissolve clots in the legs.", "dissolves clots"),
        ("Grapefruit juice must be avoided by all clients.", "does not need to be avoided"),
        (
            "Systolic failure is poor pumping, whereas diastolic failure is poor filling.",
            "Diastolic failure is poor pumping",
        ),
        ("Each treatment with the lamp takes 20 minutes in adults.", "minutes"),
    ],
)
def test_a_statement_is_altered_into_one_that_the_source_contradicts(sentence, false):
    found = asked("altered", sentence)
    turned = [c for c in found if right(c) == {"False"}]
    assert turned
    assert false in turned[0].stem
    assert sentence.rstrip(".") not in turned[0].stem


@pytest.mark.parametrize(
    "sentence",
    [
        "The drug should not be given unless the pulse is above 60 beats per minute.",
        "A respiratory rate of 30 breaths per minute or more is a sign of severe disease.",
        "The tube should not be moved, except by the surgeon.",
    ],
)
def test_what_would_be_half_true_is_not_altered(sentence):
    assert asked("altered", sentence) == []


STEPS = (
    "Perform hand hygiene",
    "Open the sterile kit",
    "Cleanse the skin with antiseptic",
    "Insert the needle",
    "Secure the needle with tape",
)


def procedure(ordered: bool):
    body = "\n".join(STEPS)
    text = f"Procedure\n\n{body}"
    blocks = [replace(block(text, step, BlockKind.LIST_ITEM), ordered=ordered) for step in STEPS]
    own = section(text, "Procedure", body, *blocks)
    return read_document(Outline("Starting an infusion", (), (own,)), text)


def test_the_steps_of_a_procedure_are_asked_in_their_order():
    read = procedure(ordered=True)
    arranged, first, *following = RULES["order"](read.readings[0], read)
    assert arranged.keys == STEPS
    assert arranged.type == "ordered_response"
    assert right(first) == {STEPS[0]}
    assert following
    for candidate in following:
        given = candidate.stem.split("\u201c")[1].rstrip("\u201d")
        assert right(candidate) == {STEPS[STEPS.index(given) + 1]}


def test_a_bulleted_list_has_no_order():
    read = procedure(ordered=False)
    assert list(RULES["order"](read.readings[0], read)) == []


def test_labelled_lines_are_told_apart():
    lines = (
        "Bulimia nervosa: binges that are followed by vomiting or the abuse of laxatives",
        "Anorexia nervosa: food is refused out of an intense fear of gaining weight",
        "Obesity: a body mass index of 30 or more",
    )
    body = "\n".join(lines)
    text = f"Eating\n\n{body}"
    blocks = [block(text, line, BlockKind.PARAGRAPH) for line in lines]
    own = section(text, "Eating", body, *blocks)
    read = read_document(Outline("Eating", (), (own,)), text)
    found = list(RULES["labelled"](read.readings[0], read))
    assert {next(iter(right(c))) for c in found} == {
        "Bulimia nervosa",
        "Anorexia nervosa",
        "Obesity",
    }
    read = read_document(Outline("Eating", (), (replace(own, blocks=own.blocks[:2]),)), text)
    assert list(RULES["labelled"](read.readings[0], read)) == []


def test_two_lists_of_one_sort_are_each_others_wrong_options():
    body = (
        "Signs of left-sided failure include crackles, orthopnea, and pink frothy sputum. "
        "Signs of right-sided failure include ascites, leg swelling, and a large liver. "
    )
    found = [c for c in asked("listed", body) if c.type == "select_all"]
    assert right(found[0]) == {"Crackles", "Orthopnea", "Pink frothy sputum"}
    assert wrong(found[0]) <= {"Ascites", "Leg swelling", "Large liver"}
    assert len(wrong(found[0])) >= 2


def test_what_both_lists_name_is_never_wrong():
    body = (
        "Signs of left-sided failure include crackles, orthopnea, and fatigue. "
        "Signs of right-sided failure include ascites, leg swelling, and fatigue. "
    )
    assert all("Fatigue" not in wrong(c) for c in asked("listed", body))


def test_a_list_of_contraindications_is_set_against_what_is_treated():
    body = (
        "The drug is used to treat hypertension, gout, and migraine in adults. "
        "Metoprolol is contraindicated in clients with severe bradycardia, heart block, "
        "or cardiogenic shock. "
    )
    found = asked("contraindication", body)
    assert right(found[0]) == {"Severe bradycardia", "Heart block", "Cardiogenic shock"}
    assert wrong(found[0]) == {"Hypertension", "Gout", "Migraine"}


def test_nothing_is_asked_of_a_doubted_sentence():
    doubted = "Loop diuretics lead to a large loss of water each day."
    outline, text = one_section(doubted, doubts=(doubted,))
    read = read_document(outline, text)
    assert [c for rule in RULES.values() for c in rule(read.readings[0], read)] == []


def test_every_rule_gives_a_rationale_for_every_option():
    read = document(DEFINITIONS + "The full effect of the drug takes 12 hours to appear in adults.")
    found = [c for rule in RULES.values() for c in rule(read.readings[0], read)]
    assert found
    assert all(o.rationale for c in found for o in c.options)
    assert all(c.rationale for c in found)


def test_the_rarer_case_taken_for_the_usual_one_is_false():
    [found] = asked("majority", "Pneumonia can be viral, but is usually bacterial in older adults.")
    assert found.stem.endswith("In most cases, pneumonia is viral.") or (
        "in most cases, pneumonia is viral" in found.stem.lower()
    )
    assert right(found) == {"False"}


def test_a_contrast_without_a_usual_case_is_left_alone():
    assert asked("majority", "Pneumonia can be viral, but is always treated in older adults.") == []
    unnamed = "It can be viral, but is usually bacterial in older adults."
    assert asked("majority", unnamed, title="Nursing care") == []
