"""Moodle XML: each kind of question, what is skipped, and files made to do harm."""

import base64
from xml.sax.saxutils import escape

import pytest

from quizapp.adapters.formats.moodle_xml import FORMAT
from quizapp.core.errors import Invalid
from quizapp.core.formats.base import ParsedBank
from quizapp.core.item_types.choices import Choices
from quizapp.core.item_types.matching import Matching
from quizapp.core.item_types.ordered_response import OrderedResponse


def read(body: str | bytes) -> ParsedBank:
    content = body if isinstance(body, bytes) else f"<quiz>{body}</quiz>".encode()
    assert FORMAT.read is not None
    return FORMAT.read(content, "bank.xml")


def question(kind: str, inner: str, stem: str = "<p>Which?</p>") -> str:
    return (
        f'<question type="{kind}"><name><text>Q</text></name>'
        f'<questiontext format="html"><text>{escape(stem)}</text></questiontext>{inner}</question>'
    )


def answers(*pairs: tuple[str, float], feedback: str = "") -> str:
    return "".join(
        f'<answer fraction="{share}" format="html"><text>{text}</text>'
        f"<feedback><text>{feedback}</text></feedback></answer>"
        for text, share in pairs
    )


def only(body: str) -> object:
    [entry] = read(body).items
    return entry.item.content


def test_single_choice_with_its_feedback():
    inner = "<single>true</single>" + answers(("a", 100), ("b", 0), ("c", 0), feedback="Why.")
    [entry] = read(question("multichoice", inner)).items
    assert isinstance(entry.item.content, Choices)
    assert entry.item.stem == "Which?"
    assert entry.item.content.key == (True, False, False)
    assert entry.item.content.options[1].rationale == "Why."


def test_several_right_answers_by_their_fractions():
    shares = [("a", 50), ("b", 50), ("c", -50), ("d", -50), ("e", 0)]
    content = only(question("multichoice", "<single>false</single>" + answers(*shares)))
    assert isinstance(content, Choices)
    assert content.key == (True, True, False, False, False)
    assert content.type == "select_all"


def test_true_and_false_in_either_order():
    content = only(question("truefalse", answers(("false", 100), ("true", 0))))
    assert isinstance(content, Choices)
    assert [(option.text, option.correct) for option in content.options] == [
        ("True", False),
        ("False", True),
    ]


def test_pairs_with_a_further_choice():
    inner = "".join(
        f"<subquestion><text>{text}</text><answer><text>{match}</text></answer></subquestion>"
        for text, match in [("A", "1"), ("B", "2"), ("C", "3"), ("", "4")]
    )
    content = only(question("matching", inner))
    assert isinstance(content, Matching)
    assert content.choices == ("1", "2", "3", "4")


def test_an_ordering():
    steps = "".join(f"<answer><text>{text}</text></answer>" for text in "abcd")
    content = only(question("ordering", steps))
    assert isinstance(content, OrderedResponse)
    assert [step.text for step in content.sequence] == list("abcd")


@pytest.mark.parametrize(
    ("kind", "inner", "reason"),
    [
        ("essay", "", "cannot be kept yet: an essay."),
        ("cloze", "", "cannot be kept yet: gaps in a text."),
        ("ddwtos", "", "cannot be kept yet: words dragged into a text."),
        ("ddmarker", "", "cannot be kept yet: markers dragged onto a picture."),
        ("calculated", "", "cannot be kept yet: a calculation with drawn numbers."),
        ("description", "", "It is a description and asks nothing."),
        ("somebodysplugin", "", "cannot be kept yet: “somebodysplugin”."),
        ("shortanswer", answers(("a*", 100)), "One of its answers holds *"),
        ("shortanswer", answers(("a", 50)), "None of its answers is marked as right."),
        ("numerical", answers(("three", 100)), "One of its numbers cannot be read."),
        ("multichoice", answers(("a", 100), ("A", 0)), "two of them say the same."),
        ("multichoice", answers(("a", 0), ("b", 0), ("c", 0)), "None of its answers is marked"),
        ("multichoice", '<answer fraction="much"><text>a</text></answer>', "is no number."),
    ],
)
def test_what_cannot_be_kept_is_skipped_with_its_reason(kind: str, inner: str, reason: str):
    bank = read("\n" + question(kind, inner))
    assert bank.items == ()
    [skipped] = bank.skipped
    assert reason in skipped.reason
    assert (skipped.place, skipped.words) == ("question 1, line 2, <question>", "Q")


def test_categories_identities_and_what_is_lost():
    body = (
        '<question type="category"><category><text>$course$/top/Liver</text></category></question>'
        "<!-- question: 17  -->"
        + question("truefalse", answers(("true", 100), ("false", 0)))
        + question(
            "truefalse",
            answers(("true", 100), ("false", 0))
            + "<idnumber>own-id</idnumber><hint><text>h</text></hint><tags><tag/></tags>"
            "<correctfeedback><text>Well done!</text></correctfeedback>"
            "<incorrectfeedback><text>Your answer is incorrect.</text></incorrectfeedback>",
            "Else?",
        )
    )
    first, second = read(body).items
    assert first.identifier == "17"
    assert second.identifier == "own-id"
    assert first.section == second.section == ("Liver",)
    assert {"Its hints were left out.", "Its tags were left out."} <= set(second.notes)
    assert "Its feedback on the answer as a whole was left out." in second.notes
    assert "Its feedback on the answer as a whole was left out." not in first.notes


def test_files_within_are_kept_by_name_and_left_out_of_the_question():
    picture = base64.b64encode(b"picture").decode()
    file = f'<file name="a.png" path="/" encoding="base64">{picture}</file>'
    stem = (
        f'<questiontext format="html"><text>{escape("<img src=x alt=Vein>?")}</text>{file}'
        '<file name="b.png" path="/" encoding="base64">***</file></questiontext>'
    )
    inner = stem + answers(("true", 100), ("false", 0))
    [entry] = (bank := read(f'<question type="truefalse">{inner}</question>')).items
    assert bank.media == {"1/a.png": b"picture"}
    assert entry.media == ("1/a.png",)
    assert entry.item.stem == "[Picture: Vein]?"
    assert "A file within it is damaged and was left out." in entry.notes


# Made to do harm -------------------------------------------------------------------------------

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    "<quiz>&b;</quiz>"
)
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (LAUGHS.encode(), "declares entities of its own"),
        (OUTSIDE.encode(), "declares entities of its own"),
        (OUTSIDE.encode("utf-16"), "declares entities of its own"),
        (b"<?xml version='1.0' encoding='utf-7'?><quiz/>", "readable text"),
        (b"<quiz>&x;</quiz>", "line 1: the XML is damaged"),
        (b"<quiz>\n<question", "line 2: the XML is damaged or breaks off"),
        (b"<quiz>" + b"<a>" * 1000 + b"</a>" * 1000 + b"</quiz>", "nested or filled beyond"),
        (b"<quiz>\x00</quiz>", "damaged"),
        (b"<quiz>\xff</quiz>", "not in the encoding"),
        (b"<html/>", "begins with <quiz>, and this with <html>"),
        (b" " * (33 * 1024 * 1024), "33 MB"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_a_file_made_to_do_harm_is_refused_in_words(content: bytes, problem: str):
    with pytest.raises(Invalid, match=problem):
        read(content)


def test_a_document_type_that_is_only_named_is_never_loaded():
    content = b'<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/quiz.dtd"><quiz></quiz>'
    assert read(content).items == ()


def test_script_does_not_reach_a_question():
    inner = answers(("true", 100), ("false", 0))
    stem = "<p onclick=alert(1)>Is it?<script>alert(2)</script></p>"
    [entry] = read(question("truefalse", inner, stem)).items
    assert entry.item.stem == "Is it?"


def test_another_encoding_that_is_declared_is_read():
    body = question("truefalse", answers(("true", 100), ("false", 0)), "Über?")
    content = f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<quiz>{body}</quiz>'
    [entry] = read(content.encode("latin-1")).items
    assert entry.item.stem == "Über?"
