"""QTI 1.2: how vendors write what, by example."""

from typing import Any

import pytest

from quizapp.adapters.formats import read_bank
from quizapp.core.formats.base import ParsedBank, ParsedItem
from quizapp.core.item_types.choices import Choices
from quizapp.core.items import dump_item
from tests.adapters.formats.packages import labels, qti12, qti12_item, zipped

CHOICE = (
    "<material><mattext>Which?</mattext></material>"
    '<response_lid ident="r" rcardinality="{}"><render_choice>{}</render_choice></response_lid>'
)


def read(content: bytes, name: str = "bank.xml") -> ParsedBank:
    form, bank = read_bank(content, name)
    assert form.name == "qti12"
    return bank


def only(*parts: str) -> ParsedItem:
    bank = read(qti12(qti12_item(*parts)))
    assert bank.skipped == ()
    return bank.items[0]


def reason_of(*parts: str) -> str:
    bank = read(qti12(qti12_item(*parts)))
    assert bank.items == ()
    assert bank.skipped[0].place == "question 1, line 1, <item>"
    return bank.skipped[0].reason


def right_in(entry: ParsedItem) -> list[str]:
    content = entry.item.content
    assert isinstance(content, Choices)
    return [option.text for option in content.options if option.correct]


def earns(points: str, conditions: str, action: str = "Set") -> str:
    return (
        f"<respcondition><conditionvar>{conditions}</conditionvar>"
        f'<setvar varname="SCORE" action="{action}">{points}</setvar></respcondition>'
    )


def equal(value: str, ident: str = "r") -> str:
    return f'<varequal respident="{ident}">{value}</varequal>'


def single(*texts: str) -> str:
    return CHOICE.format("Single", labels(*texts))


def multiple(*texts: str) -> str:
    return CHOICE.format("Multiple", labels(*texts))


FIVE = ("a", "b", "c", "d", "e")


# Keys ------------------------------------------------------------------------------------------


def test_the_key_of_a_single_choice_is_what_earns_points():
    scored = earns("0", equal("A")) + earns("100", equal("B")) + earns("0", equal("C"))
    entry = only(single("a", "b", "c"), scored)
    assert entry.item.type == "multiple_choice"
    assert right_in(entry) == ["b"]


@pytest.mark.parametrize(
    "scored",
    [
        earns(
            "100",
            f"<and>{equal('A')}<not>{equal('B')}</not>{equal('C')}"
            f"<not>{equal('D')}</not><not>{equal('E')}</not></and>",
        ),
        earns("50", equal("A"), "Add") + earns("50", equal("C"), "Add")
        + earns("-10", equal("B"), "Add") + earns("-10", equal("D"), "Add"),
        earns("1", equal("A"), "Add") + earns("1", f"<not>{equal('B')}</not>", "Add")
        + earns("1", equal("C"), "Add") + earns("1", f"<not>{equal('D')}</not>", "Add"),
        earns("SCORE.max", f"<and>{equal('A')}{equal('C')}</and>"),
    ],
    ids=["all or nothing", "added", "added for leaving too", "as Blackboard has it"],
)  # fmt: skip
def test_the_key_of_several_is_what_earns_the_most_together(scored: str):
    entry = only(multiple(*FIVE), scored)
    assert entry.item.type == "select_all"
    assert right_in(entry) == ["a", "c"]


def test_points_for_wrong_answers_that_d2l_counts_apart_are_no_credit():
    wrong = earns("1", equal("B"), "Add").replace("SCORE", "D2L_Incorrect")
    right = earns("1", equal("A"), "Add").replace("SCORE", "D2L_Correct")
    assert right_in(only(multiple(*FIVE), right + wrong)) == ["a"]


def test_a_condition_that_shows_the_feedback_for_right_answers_is_the_key():
    shown = (
        f"<respcondition title='correct'><conditionvar>{equal('C')}</conditionvar>"
        "<displayfeedback linkrefid='correct'/></respcondition>"
    )
    assert right_in(only(single("a", "b", "c"), shown)) == ["c"]


def test_as_many_as_are_right_may_be_chosen_where_the_file_says_so():
    presentation = multiple(*FIVE).replace("<render_choice>", '<render_choice maxnumber="2">')
    scored = earns("50", equal("A"), "Add") + earns("50", equal("B"), "Add")
    assert only(presentation, scored).item.type == "select_n"


def test_an_order_is_read_from_the_condition():
    presentation = CHOICE.format("Ordered", labels("one", "two", "three", "four"))
    scored = earns("1", "".join(map(equal, "BADC")))
    record = dump_item(only(presentation, scored).item)
    assert [step["text"] for step in record["sequence"]] == ["two", "one", "four", "three"]


def test_answers_that_differ_in_capitals_alone_are_one():
    presentation = (
        "<material><mattext>Which state?</mattext></material>"
        '<response_str ident="r"><render_fib/></response_str>'
    )
    record = dump_item(only(presentation, earns("100", equal("Ohio") + equal("ohio"))).item)
    assert [answer["text"] for answer in record["answers"]] == ["Ohio"]


@pytest.mark.parametrize(
    ("conditions", "answer", "tolerance"),
    [
        ('<varequal respident="r">0.8</varequal>', "0.8", ""),
        (
            f"<or>{equal('200')}<and><vargte respident='r'>160</vargte>"  # noqa: ISC004
            "<varlte respident='r'>240</varlte></and></or>",
            "200",
            "40",
        ),
        ('<vargte respident="r">1</vargte><varlte respident="r">3</varlte>', "2", "1"),
        ('<varequal respident="r" margintype="percent" margin="10">50</varequal>', "50", "5"),
    ],
)
def test_a_number_has_the_tolerance_that_its_bounds_give(
    conditions: str, answer: str, tolerance: str
):
    presentation = (
        "<material><mattext>How many?</mattext></material>"
        '<response_str ident="r"><render_fib fibtype="Decimal"/></response_str>'
    )
    record = dump_item(only(presentation, earns("100", conditions)).item)
    assert (record["answer"], record["tolerance"]) == (answer, tolerance)


def rows(*entries: str, choices: str, cardinality: str = "Single") -> str:
    return "<material><mattext>Match.</mattext></material>" + "".join(
        f'<response_lid ident="r{n}" rcardinality="{cardinality}"><material><mattext>{entry}'
        f"</mattext></material><render_choice>{choices}</render_choice></response_lid>"
        for n, entry in enumerate(entries)
    )


def test_entries_that_share_their_choices_are_a_matching():
    presentation = rows("x", "y", "z", choices=labels("1", "2", "3", "4"))
    scored = "".join(earns("33", equal(value, f"r{n}"), "Add") for n, value in enumerate("BAD"))
    record: Any = dump_item(only(presentation, scored, "matching_question").item)
    assert [(p["text"], p["match"]) for p in record["pairs"]] == [
        ("x", "2"),
        ("y", "1"),
        ("z", "4"),
    ]
    assert [extra["text"] for extra in record["extras"]] == ["3"]


def test_entries_with_the_same_match_are_a_matrix():
    presentation = rows("w", "x", "y", "z", choices=labels("now", "later"))
    scored = "".join(earns("25", equal(value, f"r{n}"), "Add") for n, value in enumerate("ABAB"))
    record: Any = dump_item(only(presentation, scored, "matching_question").item)
    assert record["type"] == "matrix_multiple_choice"
    assert [row["column"] for row in record["rows"]] == ["now", "later", "now", "later"]


def test_lists_in_a_text_are_told_by_the_names_in_brackets():
    presentation = "<material><mattext>Fill in.\nIt [a] and [b].</mattext></material>" + "".join(
        f'<response_lid ident="response_{name}"><material><mattext>{name}</mattext></material>'
        f"<render_choice>{labels('rises', 'falls', 'stays')}</render_choice></response_lid>"
        for name in "ba"
    )
    scored = earns("50", equal("A", "response_a"), "Add") + earns(
        "50", equal("C", "response_b"), "Add"
    )
    record: Any = dump_item(only(presentation, scored, "multiple_dropdowns_question").item)
    assert (record["type"], record["stem"]) == ("dropdown_cloze", "Fill in.")
    assert record["passage"] == "It {1} and {2}."
    right = [(o["group"], o["text"]) for o in record["options"] if o["correct"]]
    assert right == [("1", "rises"), ("2", "stays")]


def of_blackboard(text: str) -> str:
    return (
        '<flow class="Block"><flow class="FORMATTED_TEXT_BLOCK"><material><mat_extension>'
        f'<mat_formattedtext type="HTML">&lt;p&gt;{text}&lt;/p&gt;</mat_formattedtext>'
        "</mat_extension></material></flow>{}</flow>"
    )


def test_blackboard_s_matches_stand_in_a_block_of_their_own():
    rows_of = "".join(
        of_blackboard(entry).format(
            f'<response_lid ident="r{n}" rcardinality="Single"><render_choice><flow_label>'
            + "".join(f'<response_label ident="r{n}{letter}"/>' for letter in "abcd")
            + "</flow_label></render_choice></response_lid>"
        )
        for n, entry in enumerate(("Bile", "Insulin", "Renin"))
    )
    matches = "".join(
        of_blackboard(each).format("") for each in ("liver", "kidney", "pancreas", "x")
    )
    presentation = (
        f'<flow class="Block"><flow class="QUESTION_BLOCK">{of_blackboard("Who makes what?")}'
        f'</flow><flow class="RESPONSE_BLOCK">{rows_of}</flow>'
        f'<flow class="RIGHT_MATCH_BLOCK">{matches}</flow></flow>'
    ).replace("{}", "")
    scored = "".join(
        f"<respcondition><conditionvar>{equal(f'r{n}{letter}', f'r{n}')}</conditionvar>"
        "</respcondition>"
        for n, letter in enumerate("acb")
    )
    entry = only(presentation, scored, "Matching")
    record: Any = dump_item(entry.item)
    assert entry.item.stem == "Who makes what?"
    assert [(pair["text"], pair["match"]) for pair in record["pairs"]] == [
        ("Bile", "liver"),
        ("Insulin", "pancreas"),
        ("Renin", "kidney"),
    ]
    assert [extra["text"] for extra in record["extras"]] == ["x"]


def test_entries_may_name_the_choices_that_they_go_with():
    named = "".join(
        f'<response_label ident="e{n}" match_group="A,B,C" match_max="1"><material>'
        f"<mattext>{text}</mattext></material></response_label>"
        for n, text in enumerate(("x", "y", "z"))
    )
    presentation = (
        "<material><mattext>Match.</mattext></material><response_grp ident='r' "
        f"rcardinality='Multiple'><render_choice>{named}{labels('1', '2', '3')}</render_choice>"
        "</response_grp>"
    )
    scored = "".join(
        earns("1", f'<varsubset respident="r">{pair}</varsubset>', "Add")
        for pair in ("e0,B", "e1,A", "e2,C")
    )
    record: Any = dump_item(only(presentation, scored).item)
    assert [(p["text"], p["match"]) for p in record["pairs"]] == [
        ("x", "2"),
        ("y", "1"),
        ("z", "3"),
    ]


# Texts, feedback, files ------------------------------------------------------------------------


def feedback(name: str, text: str) -> str:
    return (
        f'<itemfeedback ident="{name}"><flow_mat><material><mattext texttype="text/html">{text}'
        "</mattext></material></flow_mat></itemfeedback>"
    )


def test_feedback_becomes_the_reasons():
    shown = "".join(
        f"<respcondition continue='Yes'><conditionvar>{equal(value)}</conditionvar>"
        f"<displayfeedback linkrefid='{value}_fb'/></respcondition>"
        for value in "AB"
    )
    told = feedback("A_fb", "&lt;p&gt;Yes.&lt;/p&gt;") + feedback("B_fb", "No.")
    told += feedback("general_fb", "Because.") + feedback("general_incorrect_fb", "Look again.")
    scored = shown + earns("100", equal("A"))
    entry = only(single("a", "b", "c"), scored, "multiple_choice_question", told)
    assert isinstance(entry.item.content, Choices)
    assert [option.rationale for option in entry.item.content.options] == ["Yes.", "No.", ""]
    assert entry.item.rationale == "Because."
    assert "Some of its feedback was left out." in entry.notes


def test_html_in_a_stem_is_plain_text_and_script_is_gone():
    stem = "&lt;p onclick='x'&gt;H&lt;sub&gt;2&lt;/sub&gt;O?&lt;script&gt;alert(1)&lt;/script&gt;"
    presentation = single("a", "b", "c").replace(
        "<mattext>Which?", f'<mattext texttype="text/html">{stem}'
    )
    entry = only(presentation, earns("1", equal("A")))
    assert entry.item.stem == "H₂O?"
    assert any("<script>" in note for note in entry.notes)


def test_pictures_of_the_package_are_kept_by_name_and_said_to_be_left_out():
    shown = '&lt;img src="$IMS-CC-FILEBASE$/pic%201.png" alt="A vein"&gt;'
    presentation = single("a", "b", "c").replace(
        "<mattext>Which?", f'<mattext texttype="text/html">{shown}'
    )
    content = qti12(qti12_item(presentation, earns("1", equal("A"))))
    bank = read(zipped({"q/q.xml": content, "web_resources/pic 1.png": b"png"}), "bank.zip")
    assert bank.media == {"web_resources/pic 1.png": b"png"}
    assert bank.items[0].media == ("web_resources/pic 1.png",)
    assert bank.items[0].item.stem == "[Picture: A vein]"
    assert "Its files were left out." in bank.items[0].notes


@pytest.mark.parametrize(
    "namespace", ["", "http://www.imsglobal.org/xsd/ims_qtiasiv1p2", "urn:something-else"]
)
def test_any_namespace_does(namespace: str):
    item = qti12_item(single("a", "b", "c"), earns("1", equal("A")))
    assert len(read(qti12(item, namespace=namespace)).items) == 1
