"""Questions about terms: options that a half-prepared student would choose, and none to defend."""

import pytest

from quizapp.core.blocks import BlockKind
from quizapp.core.generation import candidates, columns, kinship, read_document
from quizapp.core.generation.meanings import _is_cut
from quizapp.core.generation.rules import RULES
from quizapp.core.outline import Outline
from tests.core.generation.test_rules import asked, right, wrong
from tests.core.generation.texts import block, document, section


def meanings(body: str) -> dict[str, str]:
    return {one.term.casefold(): one.meaning for one in document(body).readings[0].meanings}


def of_table(*rows: str, title: str = "Healing"):
    body = "\n".join(rows)
    text = f"{title}\n\n{body}"
    blocks = [block(text, row, BlockKind.TABLE_ROW, *row.split("\t")) for row in rows]
    read = read_document(Outline(title, (), (section(text, title, body, *blocks),)), text)
    return list(RULES["table"](read.readings[0], read))


LUNGS = (
    "Emphysema is the permanent enlargement of the air spaces beyond the small bronchi. "
    "Atelectasis is the collapse of alveoli that follows shallow breathing. "
)


def test_a_meaning_is_asked_beside_what_a_student_takes_for_its_term():
    body = f"{LUNGS}Polycythemia is an excess of red blood cells that thickens the blood. "
    single = [c for c in asked("definition", body) if c.type == "multiple_choice"]
    [found] = [c for c in single if "red blood cells" in f"{c.stem} {c.keys}"]
    told = " ".join(option.rationale for option in found.options)
    assert "Thrombocytosis is an excess of platelets in the blood." in told
    assert "air spaces" not in told
    assert "alveoli" not in told


def test_a_disease_without_anything_that_is_taken_for_it_is_left_alone():
    assert asked("definition", "Cystinuria is an inherited defect in which stones form.") == []


def test_a_term_is_never_beside_itself_with_its_acronym():
    body = (
        "Chronic obstructive pulmonary disease (COPD) is a condition in which air is trapped. "
        f"{LUNGS}Chronic bronchitis is a productive cough on most days of three months. "
    )
    for candidate in asked("definition", body):
        texts = [option.text for option in candidate.options]
        assert not any("(COPD)" in text for text in texts)


def test_a_meaning_that_names_its_term_is_left_alone():
    body = f"{LUNGS}Pleuritic chest pain is a sharp pain that worsens with deep breathing."
    assert not any("sharp pain" in candidate.stem for candidate in asked("definition", body))
    assert kinship.shares_a_root("eclampsia", "a seizure in a person with preeclampsia")
    assert not kinship.shares_a_root("sepsis", "organ dysfunction caused by infection")


@pytest.mark.parametrize(
    "sentence",
    [
        "Ferritin is the single most useful test of all that are there.",
        "Lorazepam is then the drug of choice for the withdrawal of alcohol.",
        "Vitamin E is the collective name for eight related compounds.",
        "Transferrin is a transport protein made by the liver.",
        "Corticosteroids are copies of hormones that are made by the adrenal.",
        "The patient leans forward with the arms on a table, a posture called tripod position.",
        "Anasarca is a swelling of the body, whose cause is the heart or the liver of the client.",
        "Headache, a slow pulse and increasing drowsiness suggest edema of the brain.",
    ],
)
def test_praise_origin_and_what_was_cut_off_are_no_meaning(sentence):
    assert meanings(sentence) == {}


def test_a_meaning_ends_where_the_next_statement_begins():
    body = (
        "Carbohydrates are compounds of carbon that the body uses as a source of energy, "
        "and each gram supplies about 4 kilocalories."
    )
    assert meanings(body)["carbohydrates"].endswith("source of energy")


def test_a_meaning_in_the_plural_is_not_beside_meanings_in_the_singular():
    body = "Nephrons are the functional units of the kidney that filter blood and form urine."
    for candidate in asked("definition", body):
        assert "tube" not in " ".join(wrong(candidate))


def test_the_sentence_may_go_on_behind_a_meaning_in_apposition():
    meaning = "a sudden narrowing of the airways by tense muscle"
    assert not _is_cut(meaning, f"They may cause bronchospasm, {meaning}, in severe asthma.")
    assert _is_cut(meaning, f"Bronchospasm is {meaning}, if no tumor is found.")


NUTRIENTS = (
    "Nutrient\tRole\tSources\tLimitations",
    "Zinc\tAssists cell division\tShellfish, nuts\tToo much harms",
    "Protein\tSupplies amino acids\tMeat, eggs\tKidneys may fail",
    "Vitamin C\tCross-links collagen\tCitrus fruit, peppers\tIs lost by cooking",
    "Vitamin A\tSupports new skin; helps sight\tLiver, carrots\tCan be toxic",
)


def test_a_table_is_asked_in_the_words_of_its_headers():
    stems = " ".join(candidate.stem for candidate in of_table(*NUTRIENTS))
    assert "belong" not in stems
    assert "what is the role of" in stems.casefold()
    assert "found in these foods" in stems
    assert any(verb in stems for verb in ("assists", "supplies", "cross-links", "supports"))


def test_what_may_hold_of_other_rows_too_is_not_asked():
    assert not any("limitation" in candidate.stem.casefold() for candidate in of_table(*NUTRIENTS))


def test_a_row_is_told_in_sentences():
    for candidate in of_table(*NUTRIENTS):
        for said in (candidate.rationale, *(option.rationale for option in candidate.options)):
            assert said.endswith(".")
            assert "Role:" not in said
    told = columns.told(NUTRIENTS[0].split("\t"), NUTRIENTS[1].split("\t"), 1)
    assert told == "Zinc assists cell division. The sources of zinc are shellfish, nuts."


@pytest.mark.parametrize(
    ("name", "label", "attribute", "value", "question"),
    [
        ("class", "Loop diuretic", "example", "Furosemide",
         "Which of these is an example of a loop diuretic?"),
        ("stage", "G2", "GFR (mL/min)", "60-89", "Which GFR, in mL/min, corresponds to stage G2?"),
        ("zone", "Red", "peak flow", "Below half", "What is the peak flow in the red zone?"),
        ("patient", "Child", "suction pressure", "80 mm Hg",
         "What is the suction pressure for a child?"),
        ("test", "D-dimer", "used for", "Excluding clots", "What is D-dimer used for?"),
        ("system", "Skeletal", "manifestation", "Pain, cramps",
         "Which of these are skeletal manifestations?"),
        ("recipient", "AB", "may receive red cells", "A, B, AB, O",
         "Which red cells may recipient AB receive?"),
        ("check", "Capnography", "supports gastric placement", "No gas",
         "With capnography, which finding supports gastric placement?"),
    ],
)  # fmt: skip
def test_each_sort_of_header_has_its_question(name, label, attribute, value, question):
    assert columns.asks_value(name, label, attribute, value) == question


def test_a_header_that_is_no_noun_is_not_put_where_one_belongs():
    assert columns.asks_value("zone", "Red", "what to do", "Call for help") is None
    assert columns.asks_label("check", "supports gastric placement", "No gas") is None


def test_neighbouring_figures_that_overlap_are_no_wrong_options():
    rows = (
        "Class\tDuration", "Albuterol\t4-6 hours", "Ipratropium\t6-8 hours",
        "Salmeterol\t12 hours", "Tiotropium\t24 hours",
    )  # fmt: skip
    for candidate in of_table(*rows):
        texts = {option.text for option in candidate.options}
        assert not {"4-6 hours", "6-8 hours"} <= texts


def test_a_figure_among_words_is_told_at_a_glance():
    rows = ("Check\tResult", "Acidity\t1 to 5", "Colour\tGreen", "Gas\tNone seen", "Length\tSame")
    assert not any(right(candidate) == {"1 to 5"} for candidate in of_table(*rows))


def test_figures_and_grades_stand_in_their_order():
    rows = (
        "Grade\tLung function", "GOLD 1\t80 or more", "GOLD 2\t50-79", "GOLD 3\t30-49",
        "GOLD 4\tLess than 30",
    )  # fmt: skip
    for candidate in of_table(*rows):
        texts = [option.text for option in candidate.options]
        known = ["Less than 30", "30-49", "50-79", "80 or more"]
        assert texts in (known, sorted(texts))
    assert candidates.leading_number("More than 10 mm") > candidates.leading_number("5-10 mm")
    assert candidates.leading_number("Unlikely") is None


def test_acidity_keeps_its_small_letter():
    options = candidates.single_choice("pH of blood", [("qSOFA", "")], why="", seed="")
    assert {option.text for option in options} == {"pH of blood", "qSOFA"}


DRUGS = (
    "Bronchodilators widen the airways of the lung within a few minutes of use. "
    "Beta-2 agonists stimulate the receptors of smooth muscle in small airways. "
    "Inhaled corticosteroids suppress the inflammation of the lining of the bronchi. "
    "Mucolytics thin the sticky secretions that fill the bronchi of smokers. "
    "Antitussives calm the reflex that makes dry irritated airways cough. "
)


def test_what_includes_another_option_is_none():
    assert kinship.includes("bronchodilators", "beta-2 agonists")
    assert kinship.includes("insulin", "rapid-acting insulin")
    assert not kinship.includes("mucolytics", "beta-2 agonists")
    for candidate in asked("which", DRUGS, title="Drugs", document_title="Drugs"):
        texts = {option.text for option in candidate.options}
        assert not {"Bronchodilators", "Beta-2 agonists"} <= texts


def test_a_second_statement_does_not_make_a_stem_run_on():
    body = (
        "Dehiscence is the separation of the layers of a wound that had been closed. "
        "Evisceration is the protrusion of organs through the open gap, and it is an emergency. "
    )
    found = [c for c in asked("which", body) if "protrusion" in c.stem]
    assert found[0].stem.endswith("protrusion of organs through the open gap?")


def test_what_is_done_with_many_marks_none():
    body = DRUGS.replace("thin the sticky", "are indicated when there are sticky")
    assert not any("indicated" in candidate.stem for candidate in asked("which", body))


def test_a_gap_is_filled_from_the_family_of_its_term():
    body = "Fibroblasts make collagen, and new capillaries grow, a process known as angiogenesis."
    [found] = asked("cloze", body, title="Wound healing", document_title="Wound healing")
    assert {"Epithelialization", "Granulation"} & wrong(found)
    assert "Wound healing" not in wrong(found)


@pytest.mark.parametrize(
    "sentence",
    [
        "The renal tubules fail to reabsorb the amino acid cystine in this inherited defect.",
        "Restless legs syndrome is associated with low iron stores in adults.",
        "Put on gloves and wash the perineum with soap and water.",
        "Metformin is stopped when the glomerular filtration rate of the client is below 30.",
    ],
)
def test_a_gap_that_others_fill_as_well_or_cannot_fill_is_left_alone(sentence):
    assert asked("cloze", sentence) == []


def test_a_statement_that_its_term_opens_is_asked_as_a_question():
    found = asked("cloze", "Protamine reverses low-molecular-weight heparin only in part.")
    assert found[0].stem.endswith("hich drug reverses low-molecular-weight heparin only in part?")


def test_a_reason_turned_round_is_not_the_only_one_of_a_pair():
    body = (
        "Soap and water are used because alcohol does not kill the spores. "
        "Alcohol rub is chosen for clean hands because it does not harm the skin. "
    )
    for candidate in asked("reason", body):
        assert len(candidate.options) == 4


def test_a_reason_that_has_nothing_to_do_with_the_question_is_no_wrong_option():
    body = (
        "Antibiotics alone do not cure the infection because bacteria survive inside the stone. "
        "Ultrasound is preferred in pregnancy because it avoids radiation. "
        "Nausea is common because the kidney and the stomach share their nerves. "
        "The height is measured because charts need the figure at every visit. "
    )
    assert asked("reason", body) == []


def test_a_first_line_drug_stands_among_drugs_whatever_else_it_is():
    body = (
        "Oxytocin is the first-line drug. Misoprostol is given as tablets under the tongue. "
        "Carboprost is injected into the muscle. Tranexamic acid keeps the clot in its place."
    )
    found = asked("unique", body, title="Bleeding after birth", document_title="Bleeding")
    assert wrong(found[0]) == {"Misoprostol", "Carboprost", "Tranexamic acid"}


def test_a_label_with_too_little_behind_it_is_not_asked():
    lines = (
        "Topiramate: weight loss, tingling, and trouble in finding words",
        "Amitriptyline: dry mouth, drowsiness, and a gain in weight",
        "Candesartan: well tolerated; not in pregnancy",
    )
    body = "\n".join(lines)
    text = f"Migraine\n\n{body}"
    blocks = [block(text, line, BlockKind.PARAGRAPH) for line in lines]
    read = read_document(Outline("Migraine", (), (section(text, "Migraine", body, *blocks),)), text)
    found = list(RULES["labelled"](read.readings[0], read))
    assert {next(iter(right(c))) for c in found} == {"Topiramate", "Amitriptyline"}


def test_sections_side_by_side_are_told_by_their_whole_headings():
    filler = " The stone passes down the ureter into the bladder with waves of pain." * 5
    bodies = {
        "Calcium stones": "Hypercalciuria is found in 4 of 10 people with them.",
        "Struvite stones": "Proteus bacteria split urea into ammonia.",
        "Uric acid stones": "Allopurinol is added in gout.",
        "Cystine stones": "Tiopronin is the second step after water.",
    }
    text = "\n\n".join(f"{title}\n\n{body}{filler}" for title, body in bodies.items())
    parts = tuple(section(text, title, f"{body}{filler}") for title, body in bodies.items())
    read = read_document(Outline("Kidney stones", (), parts), text)
    found = [c for one in read.readings for c in RULES["sibling"](one, read)]
    assert found
    for candidate in found:
        assert {option.text for option in candidate.options} <= set(bodies)
        assert "stones does this statement describe?" in candidate.stem
        assert all("source says" in o.rationale or o.correct for o in candidate.options)
