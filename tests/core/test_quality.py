"""Item-writing flaws, each found and each let pass where it is none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.item_types.choices import Choices, Option
from quizapp.core.item_types.matching import matched
from quizapp.core.item_types.ordered_response import in_order
from quizapp.core.items import Bloom, Item, Severity, Source, Step
from quizapp.core.quality import BLOCKING, WARNING, check
from tests.kinds import KINDS

RIGHT = "Potassium"
QUOTE = "Loop diuretics cause a loss of potassium."


def item(
    stem: str = "Which electrolyte is lost with loop diuretics?",
    right: tuple[str, ...] = (RIGHT,),
    wrong: tuple[str, ...] = ("Calcitriol", "Albumin", "Glucose"),
    kind: str = "multiple_choice",
    rationale: str = "So says the source.",
) -> Item:
    options = [Option(text, True, rationale) for text in right]
    options += [Option(text, False, rationale) for text in wrong]
    return Item(
        stem=stem,
        content=Choices(kind, tuple(options)),
        rationale="Loop diuretics make the kidneys lose potassium.",
        objective="Identify what loop diuretics do",
        step=Step.EASY,
        bloom=Bloom.REMEMBER,
        source=Source(QUOTE, 0, len(QUOTE)),
    )


def statement(stem: str) -> Item:
    options = (Option("True", True, "So it is."), Option("False", False, "It is so."))
    return replace(item(stem), content=Choices("true_false", options))


def numbers(*texts: str) -> Item:
    options = tuple(Option(text, place == 0, "So.") for place, text in enumerate(texts))
    return replace(
        item("How many breaths per minute?"), content=Choices("multiple_choice", options)
    )


def select_all(stem: str) -> Item:
    return item(stem, right=("Anna", "Ben"), wrong=("Cleo", "Dora", "Emil"), kind="select_all")


CLEAN = [
    item(),
    statement("Loop diuretics cause a loss of potassium through the kidneys."),
    numbers("4", "8", "12", "16"),
    numbers("16", "12", "8", "4"),
    select_all("Which of the following clients need a follow-up visit? Select all that apply."),
    # "all" is not a word of "gallbladder", nor "never" of "nevertheless"
    item("Which organ stores the bile?", right=("Gallbladder",), wrong=("Liver", "Colon", "Lung")),
    item("Which artery feeds the liver?", ("Hepatic artery",), ("Renal artery", "Aorta", "Vein")),
    item("The drug of choice is a(n)", ("Opioid",), ("Statin", "Nitrate", "Antacid")),
    item("Which electrolyte is measured at least once a day with loop diuretics?"),
    item("Which dose is given?", ("0.5 mg",), ("1 mg", "2 mg", "4 mg")),
    statement("Clients taking warfarin do not need to avoid contact sports."),
]

FLAWED = [
    ("no_source", replace(item(), source=None, generator="rules/definition")),
    ("unsourced", replace(item(), source=None)),
    ("unusable_options", item(right=(), wrong=("A tea", "B milk", "C juice", "D water"))),
    ("unusable_options", item(wrong=())),
    ("many_or_few", item(wrong=("Calcium",))),
    ("unusual_number", replace(item(wrong=("Calcium",)), generator="rules/definition")),
    ("duplicate_options", item(wrong=("The glucose", "glucose.", "Albumin"))),
    ("key_in_stem", item("Loop diuretics waste potassium: which electrolyte is lost with them?")),
    ("all_or_none", item(wrong=("Calcitriol", "Albumin", "All of the above"))),
    ("all_or_none", item(wrong=("Calcitriol", "Albumin", "None of these options"))),
    (
        "two_supported",
        replace(
            item(wrong=("Magnesium", "Albumin", "Glucose")),
            source=Source("They waste potassium and magnesium.", 0, 35),
        ),
    ),
    ("negative_stem", item("Which electrolyte is not lost with loop diuretics?")),
    ("negative_stem", item("All of these are lost with loop diuretics EXCEPT which one?")),
    ("absolute_terms", item(wrong=("Always glucose", "Albumin", "Sodium"))),
    ("absolute_terms", statement("Loop diuretics never cause a loss of potassium.")),
    ("vague_terms", item(wrong=("Glucose sometimes", "Albumin", "Sodium"))),
    ("longest_right", item(right=("Potassium, which leaves the body with the urine each day",))),
    ("word_repeat", item("Which artery feeds it?", ("Hepatic artery",), ("Aorta", "Vein", "Duct"))),
    (
        "convergence",
        item(
            right=("Rapid weight gain",),
            wrong=("Rapid pulse today", "Morning weight measured", "Muscle gain slowly"),
        ),
    ),
    (
        "grammatical_cue",
        item("The drug of choice is an", ("Opioid",), ("Statin", "Nitrate", "Gel")),
    ),
    (
        "number_cue",
        item("Which are lost with it?", ("Electrolytes",), ("Albumin", "Glucose", "Water")),
    ),
    (
        "tense_cue",
        item(
            "What did the nurse do first?",
            ("Checked the airway",),
            ("Call the family", "Write the note", "Empty the bag"),
        ),
    ),
    (
        "reading_level",
        item(
            "Considering the multifactorial aetiological characteristics and the individualised"
            " therapeutic considerations, which electrolytic abnormality necessitates immediate"
            " interdisciplinary intervention?"
        ),
    ),
    ("k_type", item(wrong=("A and B", "Albumin", "Glucose"))),
    ("k_type", item(wrong=("Both 1 and 2", "Albumin", "Glucose"))),
    ("lost_numeric_order", numbers("8", "4", "16", "12")),
    ("unfocused_stem", item("Which of the following is true?")),
    ("unfocused_stem", item("Diuretics:")),
    ("window_dressing", item("A client says many things. " * 16 + "Which electrolyte is lost?")),
    ("banned_abbreviations", item("Which drug is given as 40 mg QD by mouth?")),
    ("banned_abbreviations", item(wrong=(".5 mg", "Albumin", "Glucose"))),
    ("banned_abbreviations", item(wrong=("5.0 mg", "Albumin", "Glucose"))),
    ("banned_abbreviations", item(wrong=("10 U of insulin", "Albumin", "Glucose"))),
    ("cued_number", select_all("Select the two clients who need a follow-up visit.")),
    ("told_place", replace(item(), content=in_order(["Wash", "Next, check", "Give", "Record"]))),
    ("missing_rationale", item(rationale="")),
]


@pytest.mark.parametrize(("flaw", "flawed"), FLAWED)
def test_a_planted_flaw_is_found(flaw, flawed):
    found = {finding.rule: finding for finding in check(flawed)}
    assert flaw in found
    wanted = Severity.BLOCK if flaw in BLOCKING else Severity.WARN
    assert found[flaw].severity is wanted
    assert found[flaw].message


@pytest.mark.parametrize("clean", CLEAN, ids=lambda one: one.stem)
def test_a_clean_question_has_no_findings(clean):
    assert check(clean) == ()


def test_every_flaw_has_a_planted_case():
    assert {flaw for flaw, _ in FLAWED} == set(BLOCKING) | set(WARNING)


def test_what_blocks_comes_first():
    flawed = item(wrong=("A and B", "Albumin", "Glucose"))
    found = check(replace(flawed, source=None, generator="rules/definition"))
    assert [finding.severity for finding in found] == [Severity.BLOCK, Severity.WARN]


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_questions_of_every_type_are_looked_at(name: str, data: st.DataObject) -> None:
    asked = replace(item(), content=data.draw(KINDS[name].contents))
    found = {finding.rule for finding in check(asked)}
    assert found <= set(BLOCKING) | set(WARNING)
    assert "unusable_options" not in found


def test_a_flaw_of_the_wording_is_found_in_steps_and_matches() -> None:
    asked = replace(item("Select 2 and give MS 4 mg, but not what?"), rationale="")
    steps = in_order(["Give 5 U of it", "Wash hands", "Wash the hands", "Record it"])
    pairs = matched([("A drug", "10.0 mg", ""), ("The drug", "b", ""), ("Salt", "c", "")])
    for content in (steps, pairs):
        messages = {(f.rule, f.message) for f in check(replace(asked, content=content))}
        rules = {rule for rule, _message in messages}
        assert {"negative_stem", "banned_abbreviations", "duplicate_options"} <= rules
        assert any("say the same: change one of them" in message for _rule, message in messages)
    assert any(f.message == "Two steps say the same: change one of them."
               for f in check(replace(asked, content=steps)))  # fmt: skip


def test_flaws_of_options_are_left_to_options() -> None:
    steps = in_order(["Always wash often", "None of the above", "A and B", "3 mL"])
    assert check(replace(item(), content=steps)) == ()
