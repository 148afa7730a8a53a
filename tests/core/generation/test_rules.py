"""Each rule: one text that it must ask about, one that it must leave alone."""

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
    found = asked("definition", DEFINITIONS)
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


def test_definitions_are_not_asked_where_there_are_too_few():
    assert asked("definition", DEFINITIONS.partition(". ")[0] + ".") == []


def test_an_opposite_makes_a_false_statement_and_two_make_a_choice():
    one = asked("opposite", "Loop diuretics lead to a large loss of water each day.")
    assert [candidate.type for candidate in one] == ["true_false"]
    shown = "small loss" in one[0].stem
    assert right(one[0]) == ({"False"} if shown else {"True"})
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
    found = asked("enumeration", "Symptoms of heart failure include dyspnea, edema, and fatigue.")
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
    found = asked("quantity", "The full effect of the drug takes 12 hours to appear in adults.")
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


def test_a_row_is_asked_both_ways():
    read = table()
    pairs = dict(row.split("\t") for row in ROWS[1:])
    found = list(RULES["table"](read.readings[0], read))
    assert len(found) == 2
    for candidate in found:
        answer = next(iter(right(candidate)))
        given = pairs.get(answer) or next(label for label, v in pairs.items() if v == answer)
        assert f"\u201c{given}\u201d" in candidate.stem
        assert read.text[candidate.start : candidate.end].split("\t") in (
            [answer, given],
            [given, answer],
        )


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
