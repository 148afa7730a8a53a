"""GIFT: what is written, by what another program's tests expect; and what of it is kept."""

import json
from pathlib import Path
from typing import Any

import pytest

from quizapp.core.errors import Invalid
from quizapp.core.formats.base import ParsedBank
from quizapp.core.formats.gift import FORMAT
from quizapp.core.formats.gift_syntax import Question, Text, category_of, questions
from quizapp.core.item_types.choices import Choices
from quizapp.core.item_types.matching import Matching

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "banks" / "gift"
KINDS = {
    "MC": "choices",
    "TF": "true_false",
    "Short": "short",
    "Matching": "matching",
    "Numerical": "numerical",
    "Essay": "essay",
    "Description": "description",
}


def read(text: str | bytes) -> ParsedBank:
    content = text.encode() if isinstance(text, str) else text
    assert FORMAT.read is not None
    return FORMAT.read(content, "bank.gift")


def parsed(text: str) -> list[Question]:
    return list(questions(text))


def only_reason(text: str) -> str:
    bank = read(text)
    assert bank.items == ()
    [skipped] = bank.skipped
    return skipped.reason


# What GIFT-grammar-PEG.js expects of the same files --------------------------------------------


def sample_names() -> list[str]:
    return sorted(path.stem for path in SAMPLES.glob("*.gift")) or ["missing"]


@pytest.mark.parametrize("name", sample_names())
def test_a_sample_is_read_as_its_tests_expect(name: str):
    if name == "missing":
        pytest.skip("../shared/samples/banks/gift is not beside this checkout")
    expected = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    found = parsed((SAMPLES / f"{name}.gift").read_text(encoding="utf-8"))
    asked = [each for each in expected if each["type"] != "Category"]
    assert [as_expected(question) for question in found] == [flat(each) for each in asked]


def as_expected(question: Question) -> dict[str, Any]:
    assert question.problem == ""
    record: dict[str, Any] = {
        "kind": question.kind,
        "title": question.title or None,
        "id": question.said.get("id"),
        "tags": list(question.tags) or None,
        "stem": of_text(question.stem),
        "general": of_text(question.general),
    }
    if question.kind == "true_false":
        feedbacks = [*map(of_text, question.feedbacks), None, None][:2]
        record |= {"true": question.is_true, "feedbacks": feedbacks}
    record["answers"] = [
        (a.right, a.weight, of_text(a.text), a.match or None, of_text(a.feedback))
        for a in question.answers
    ]
    record["numbers"] = [
        (round(n.value, 9), round(n.tolerance, 9), n.weight, of_text(n.feedback))
        for n in question.numbers
    ]
    return record


def flat(each: dict[str, Any]) -> dict[str, Any]:
    kind = KINDS[each["type"]]
    record: dict[str, Any] = {
        "kind": kind,
        "title": each["title"],
        "id": numbered(each),
        "tags": each["tags"],
        "stem": pair(each["stem"]),
        "general": pair(each.get("globalFeedback")),
        "answers": [],
        "numbers": [],
    }
    if kind == "true_false":
        # By their places: the expectation names them by true and false, Moodle by wrong and right.
        feedbacks = [pair(each["trueFeedback"]), pair(each["falseFeedback"])]
        record |= {"true": each["isTrue"], "feedbacks": feedbacks}
    elif kind == "matching":
        record["answers"] = [
            (True, None, pair(p["subquestion"]), p["subanswer"], None) for p in each["matchPairs"]
        ]
    elif kind == "numerical":
        choices = each["choices"]
        listed = choices if isinstance(choices, list) else [{"text": choices}]
        record["numbers"] = [
            (*number(c["text"]), c.get("weight"), pair(c.get("feedback"))) for c in listed
        ]
    elif "choices" in each:
        record["answers"] = [
            (c["isCorrect"], c["weight"], pair(c["text"]), None, pair(c["feedback"]))
            for c in each["choices"]
        ]
    return record


def numbered(each: dict[str, Any]) -> str | None:
    # Moodle's own comment "question: 2  name: ..." is an identifier too, which theirs passes over.
    moodle = {"Moodle activities": "2", "iebT26nuevo_P012": "882007", "Shortanswer": "666"}
    return moodle.get(each["title"] or "", each["id"])


def of_text(text: Text | None) -> tuple[str, str] | None:
    return None if text is None else (text.format, text.text)


def pair(record: dict[str, str] | None) -> tuple[str, str] | None:
    return None if record is None else (record["format"], record["text"])


def number(record: dict[str, Any]) -> tuple[float, float]:
    if record["type"] == "high-low":
        low, high = record["numberLow"], record["numberHigh"]
        return round((low + high) / 2, 9), round((high - low) / 2, 9)
    return float(record["number"]), float(record.get("range", 0))


# What is kept ----------------------------------------------------------------------------------


def test_one_right_answer_makes_a_multiple_choice_with_its_feedback():
    bank = read("Which?{=Bile#Made by the liver.~Renin ~Insulin####It is green.}")
    [entry] = bank.items
    assert isinstance(entry.item.content, Choices)
    assert entry.item.type == "multiple_choice"
    assert entry.item.content.key == (True, False, False)
    assert entry.item.content.options[0].rationale == "Made by the liver."
    assert entry.item.rationale == "It is green."
    assert entry.place == "line 1"


def test_weights_without_a_right_answer_make_a_select_all():
    bank = read("Which?{~%50%A ~%50%B ~%-100%C ~%-100%D ~%-100%E}")
    [entry] = bank.items
    assert isinstance(entry.item.content, Choices)
    assert entry.item.type == "select_all"
    assert entry.item.content.key == (True, True, False, False, False)


def test_different_shares_of_credit_are_told():
    [entry] = read("Which?{~%75%A ~%25%B ~C ~D ~E}").items
    assert "Its right answers earned different shares; here each earns a point." in entry.notes


def test_an_answer_that_is_partly_right_is_wrong_here_and_that_is_told():
    [entry] = read("Which?{=A ~%50%B ~C}").items
    assert isinstance(entry.item.content, Choices)
    assert entry.item.content.key == (True, False, False)
    assert "An answer that earned a part of the credit earns none here." in entry.notes


@pytest.mark.parametrize(
    ("written", "of_true", "of_false"),
    [
        ("{FALSE#You are wrong.#You are right.}", "You are wrong.", "You are right."),
        ("{T#You are wrong.#You are right.}", "You are right.", "You are wrong."),
    ],
)
def test_the_first_feedback_of_true_or_false_is_for_the_wrong_answer(
    written: str, of_true: str, of_false: str
):
    [entry] = read(f"Bile is green.{written}").items
    assert isinstance(entry.item.content, Choices)
    assert [option.rationale for option in entry.item.content.options] == [of_true, of_false]


def test_pairs_make_a_matching_and_an_empty_entry_a_further_choice():
    [entry] = read("Match.{=A -> 1 =B -> 2 =C -> 3 = -> 4}").items
    assert isinstance(entry.item.content, Matching)
    assert [pair.match for pair in entry.item.content.pairs] == ["1", "2", "3"]
    assert [extra.text for extra in entry.item.content.extras] == ["4"]


def test_html_becomes_text_and_what_that_loses_is_told():
    [entry] = read(
        "[html]<p>H<sub>2</sub>O <b>boils</b></p><script>alert(1)</script>{=a ~b ~c}"
    ).items
    assert entry.item.stem == "H₂O boils"
    assert "Bold, italic and the like were taken out." in entry.notes
    assert "Active or hidden content (<script>) was taken out." in entry.notes


def test_markdown_loses_its_signs():
    [entry] = read("[markdown]Bile is **green** and _bitter_.{T}").items
    assert entry.item.stem == "Bile is green and bitter."


def test_a_missing_word_leaves_a_blank():
    [entry] = read("The liver makes {=bile ~renin ~insulin} every day.").items
    assert entry.item.stem == "The liver makes _____ every day."


def test_a_category_is_the_section_and_the_objective():
    [entry] = read("$CATEGORY: $course$/top/Liver/Bile//gall\n\nA{T}").items
    assert entry.section == ("Liver", "Bile/gall")
    assert entry.item.objective == "Bile/gall"
    assert "The file names no objective: its category stands in." in entry.notes


def test_only_the_course_and_the_top_are_taken_off_a_category():
    assert category_of("$course$/top/top/A") == ("top", "A")
    assert category_of("top/A") == ("top", "A")


def test_comments_carry_identity_objective_and_levels():
    [entry] = read(
        "// [id:small-cuff] [tag:x]\n// objective: Explain bile.\n"
        "// step: hard\n// bloom: apply\nA{T}"
    ).items
    assert (entry.identifier, entry.item.objective) == ("small-cuff", "Explain bile.")
    assert (entry.item.step, entry.item.bloom) == ("hard", "apply")
    assert entry.unsaid == ("rationale",)


def test_a_blank_line_among_the_answers_does_not_end_the_question():
    bank = read("Which?{\n=A\n\n~B\n\n~C\n}\n\nNext{T}")
    assert [entry.item.type for entry in bank.items] == ["multiple_choice", "true_false"]


def test_an_identifier_stays_when_the_key_is_corrected_and_changes_with_the_words():
    first, corrected, other = (
        read(text).items[0].identifier
        for text in ("Which?{=A ~B ~C}", "Which?{~A =B ~C}", "What?{=A ~B ~C}")
    )
    assert first == corrected != other


# What is skipped, and why ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Write about bile.{}", "This kind of question cannot be kept yet: an essay."),
        ("Read this first.", "It is a description and asks nothing."),
        ("Two plus two?{=fo*}", "One of its answers holds *, which stands for any words"),
        ("Pi?{#3.14159:0.01}", "Its number has more than 4 decimal places."),
        ("Two?{#=2:0 =3:0}", "Several numbers are right, and here only one may be."),
        ("Pi?{#abc}", "Its number cannot be read"),
        ("Which?{=A ~A}", "two of them say the same."),
        ("Which?{=1 ~2 ~3 ~4 ~5 ~6 ~7 ~8 ~9 ~10 ~11}", "options: give 2 to 10; there are 11."),
        ("Which?{~%50%A ~%50%A ~C}", "two of them say the same."),
        ("Which?{=A ~A ~B}", "two of them say the same"),
        ("Which?{=A =B ~C}", "Several of its answers are right, and only one may be chosen."),
        ("Which?{~%-50%A ~B ~C}", "None of its answers is marked as right."),
        ("Match.{=A -> 1 =B -> 1 =C -> 2}", "Two entries have the same match"),
        ("{=A ~B ~C}", "It has no question text."),
        ("Which?{=A ~B ~" + "C" * 20_001 + "}", "Its text is longer than 20,000 characters."),
        ("Which?{no one}", "Its answers begin with neither = nor ~."),
        ("Which?{=A ~B", "Its answers begin with { and do not end with }."),
        ("A {=1 ~2 ~3} and {=4 ~5 ~6}", "It has more than one place for answers"),
        ("W?{=0 " + " ".join(f"~{n}" for n in range(1, 200)) + "}", "more than 100 answers"),
    ],
)
def test_what_cannot_be_kept_is_skipped_with_its_reason(text: str, reason: str):
    assert reason in only_reason(text)


def test_what_is_skipped_says_where_it_stands():
    bank = read("// a comment\n\nOne{T}\n\n::Q2::Write{}\n")
    assert [(s.place, s.words) for s in bank.skipped] == [("line 5 (Q2)", "Write")]


def test_the_same_question_twice_comes_in_once():
    bank = read("One{T}\n\nOne{T}\n\nOne{F}")
    assert len(bank.items) == 2
    assert [skipped.reason for skipped in bank.skipped] == ["The same question stands at line 1."]


# Bytes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_in_every_encoding(encoding: str):
    bank = read("Fieber über 39 °C?{T}".encode(encoding))
    assert bank.items[0].item.stem == "Fieber über 39 °C?"


def test_windows_letters_are_read_and_the_guess_is_told():
    bank = read("Fieber über 39 °C?{T}".encode("windows-1252"))
    assert bank.items[0].item.stem == "Fieber über 39 °C?"
    assert any("Windows-1252" in note for note in bank.notes)


def test_control_characters_are_taken_out_and_that_is_told():
    bank = read("Bile\x07 is green.{T}")
    assert bank.items[0].item.stem == "Bile is green."
    assert any("Control characters" in note for note in bank.notes)


def test_a_control_character_that_mark_up_names_is_taken_out():
    [entry] = read("[html]Bile&#129; &#7;is green.{T##Yes&\\#x80;&\\#x81;}").items
    assert entry.item.stem == "Bile is green."
    assert isinstance(entry.item.content, Choices)
    assert entry.item.content.options[0].rationale == "Yes€"


@pytest.mark.parametrize("content", [b"A{T}\x00", b"\xff\xfe\x00", b" \n ", b"\x81\x8d" * 40])
def test_what_is_no_text_is_refused(content: bytes):
    with pytest.raises(Invalid, match=r"bank\.gift"):
        read(content)


def test_a_file_beyond_the_limit_is_refused_before_it_is_read():
    with pytest.raises(Invalid, match="17 MB"):
        read(b"a" * (17 * 1024 * 1024))


def test_a_million_answers_are_one_skipped_question():
    assert "more than 100 answers" in only_reason("Which?{=A" + " ~B" * 1_000_000 + "}")


def test_more_questions_than_a_bank_may_have_are_refused():
    with pytest.raises(Invalid, match="20,000"):
        read("\n\n".join(f"Statement {number}{{T}}" for number in range(20_001)))
