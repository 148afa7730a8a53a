"""QTI 2.1, 2.2 and 3.0: how vendors write what, by example."""

import re
from typing import Any

import pytest

from quizapp.adapters.formats import FORMATS, read_bank
from quizapp.core.errors import Invalid
from quizapp.core.formats import toml
from quizapp.core.formats.base import ParsedBank
from quizapp.core.items import dump_item
from tests.adapters.formats.packages import QTI_2, QTI_3, declared, qti2_item, zipped
from tests.interchange import full_bank

CHOICE = (
    '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="{}"><prompt>Which?</prompt>'
    "{}</choiceInteraction>"
)


def read(content: bytes, name: str = "item.xml") -> ParsedBank:
    return read_bank(content, name)[1]


def record_of(body: str, declarations: str, more: str = "") -> dict[str, Any]:
    bank = read(qti2_item(body, declarations, more))
    assert bank.skipped == ()
    return dump_item(bank.items[0].item)


def reason_of(body: str, declarations: str = "") -> str:
    [skipped] = read(qti2_item(body, declarations)).skipped
    return skipped.reason


def choices(*texts: str, kind: str = "simpleChoice", more: str = "") -> str:
    return "".join(
        f'<{kind} identifier="{letter}"{more}>{text}</{kind}>'
        for letter, text in zip("ABCDEFGHIJ", texts, strict=False)
    )


def right_in(record: dict[str, Any]) -> list[str]:
    return [option["text"] for option in record["options"] if option["correct"]]


def mapping_of(**shares: float) -> str:
    entries = "".join(f'<mapEntry mapKey="{k}" mappedValue="{v}"/>' for k, v in shares.items())
    return (
        '<responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="identifier">'
        f"<mapping>{entries}</mapping></responseDeclaration>"
    )


# Choices ---------------------------------------------------------------------------------------

THREE = CHOICE.format(1, choices("a", "b", "c"))
FIVE = choices("a", "b", "c", "d", "e")


def test_a_single_choice_has_the_correct_response_as_its_key():
    record = record_of(f"<p>Look.</p>{THREE}", declared("B"))
    assert (record["type"], record["stem"]) == ("multiple_choice", "Look.\nWhich?")
    assert right_in(record) == ["b"]


@pytest.mark.parametrize(
    "declaration",
    [declared("A", "C", cardinality="multiple"), mapping_of(A=1, C=0.5, B=-1)],
    ids=["match_correct", "map_response"],
)
def test_several_may_be_chosen(declaration: str):
    record = record_of(CHOICE.format(0, FIVE), declaration)
    assert record["type"] == "select_all"
    assert right_in(record) == ["a", "c"]


def test_as_many_as_are_right_is_a_type_of_its_own():
    record = record_of(CHOICE.format(2, FIVE), declared("A", "C", cardinality="multiple"))
    assert record["type"] == "select_n"


def test_a_key_may_stand_in_the_processing_alone():
    declaration = (
        '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"/>'
    )
    processing = (
        "<responseProcessing><responseCondition><responseIf>"
        '<match><variable identifier="RESPONSE"/><baseValue baseType="identifier">C</baseValue>'
        '</match><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
        "</setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )
    assert right_in(record_of(THREE, declaration, processing)) == ["c"]


def test_feedback_becomes_the_reasons():
    within = choices("a", "b", "c").replace(
        ">a<", '>a<feedbackInline identifier="A" outcomeIdentifier="F">So it is.</feedbackInline><'
    )
    told = (
        '<modalFeedback identifier="general" outcomeIdentifier="F"><p>Because.</p></modalFeedback>'
        '<modalFeedback identifier="B" outcomeIdentifier="F">It is not.</modalFeedback>'
    )
    record = record_of(CHOICE.format(1, within), declared("A"), told)
    assert [option["rationale"] for option in record["options"]] == ["So it is.", "It is not.", ""]
    assert [option["text"] for option in record["options"]] == ["a", "b", "c"]
    assert record["rationale"] == "Because."


# Other interactions ----------------------------------------------------------------------------


def test_an_order_is_its_correct_response():
    body = f'<orderInteraction responseIdentifier="RESPONSE">{choices(*"abcd")}</orderInteraction>'
    declaration = declared("D", "C", "B", "A", cardinality="ordered")
    record = record_of(f"<p>Order.</p>{body}", declaration)
    assert [step["text"] for step in record["sequence"]] == ["d", "c", "b", "a"]


def match_of(entries: str, matches: str, most: tuple[int, int] = (1, 1)) -> str:
    sets = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{text}" matchMax="{uses}">{text}'
            "</simpleAssociableChoice>"
            for text in texts.split()
        )
        + "</simpleMatchSet>"
        for texts, uses in zip((entries, matches), most, strict=True)
    )
    return f'<p>Match.</p><matchInteraction responseIdentifier="RESPONSE">{sets}</matchInteraction>'


def pairs(*texts: str) -> str:
    return declared(*texts, cardinality="multiple", base="directedPair")


def test_two_sets_are_a_matching():
    record = record_of(match_of("x y z", "p q r s"), pairs("x q", "y p", "z s"))
    assert [(p["text"], p["match"]) for p in record["pairs"]] == [
        ("x", "q"),
        ("y", "p"),
        ("z", "s"),
    ]
    assert [extra["text"] for extra in record["extras"]] == ["r"]


def test_rows_that_share_their_columns_are_a_matrix():
    declaration = pairs("w p", "x p", "y q", "z q")
    record = record_of(match_of("w x y z", "p q", (1, 0)), declaration)
    assert [row["column"] for row in record["rows"]] == ["p", "p", "q", "q"]


def test_the_set_whose_choices_are_used_once_holds_the_rows():
    declaration = pairs("p w", "p x", "q y", "q z")
    record = record_of(match_of("p q", "w x y z", (0, 1)), declaration)
    assert [row["text"] for row in record["rows"]] == ["w", "x", "y", "z"]


def test_rows_with_several_columns_are_a_matrix_too():
    declaration = pairs("w p", "w q", "x p", "y q")
    record = record_of(match_of("w x y z", "p q", (0, 0)), declaration)
    assert [row["columns"] for row in record["rows"]] == [["p", "q"], ["p"], ["q"], []]


def test_lists_in_a_text_keep_their_places():
    lists = [
        f'<inlineChoiceInteraction responseIdentifier="R{n}">'
        f"{choices('rises', 'falls', 'stays', kind='inlineChoice')}</inlineChoiceInteraction>"
        for n in (1, 2)
    ]
    declarations = "".join(
        declared(value).replace("RESPONSE", f"R{n}") for n, value in enumerate("BA", start=1)
    )
    record = record_of(f"<p>Fill in.</p><p>It {lists[0]}, then {lists[1]}.</p>", declarations)
    assert record["type"] == "dropdown_cloze"
    assert (record["stem"], record["passage"]) == ("Fill in.", "It {1}, then {2}.")
    assert right_in(record) == ["falls", "rises"]


def test_words_for_gaps_are_tokens():
    body = (
        '<p>Fill in.</p><gapMatchInteraction responseIdentifier="RESPONSE">'
        f"{choices('fast', 'slow', 'red', 'blue', kind='gapText')}"
        '<p>It is <gap identifier="G1"/> and <gap identifier="G2"/>.</p></gapMatchInteraction>'
    )
    record = record_of(body, pairs("C G2", "A G1"))
    assert record["passage"] == "It is {1} and {2}."
    assert [token["blank"] for token in record["tokens"]] == ["1", "", "2", ""]


def test_hot_texts_are_parts_to_highlight():
    body = (
        '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="0"><prompt>Which?</prompt>'
        '<p>The <hottext identifier="A">skin</hottext> is <hottext identifier="B">cold</hottext>.'
        "</p></hottextInteraction>"
    )
    record = record_of(body, declared("B", cardinality="multiple"))
    parts = [(p["text"], p["selectable"], p["correct"]) for p in record["parts"]]
    assert parts == [
        ("The", False, False),
        ("skin", True, False),
        ("is", False, False),
        ("cold", True, True),
        (".", False, False),
    ]


ENTRY = '<p>How much? <textEntryInteraction responseIdentifier="RESPONSE"/> mL</p>'


def test_typed_words_and_numbers_are_told_by_the_base_type():
    words = record_of(ENTRY, declared("ten", base="string"))
    assert [answer["text"] for answer in words["answers"]] == ["ten"]
    assert words["stem"] == "How much? ______ mL"
    processing = (
        "<responseProcessing><responseCondition><responseIf>"
        '<equal toleranceMode="absolute" tolerance="0.5 0.5"><variable identifier="RESPONSE"/>'
        '<correct identifier="RESPONSE"/></equal></responseIf></responseCondition>'
        "</responseProcessing>"
    )
    number = record_of(ENTRY, declared("10.5", base="float"), processing)
    assert (number["answer"], number["places"], number["tolerance"]) == ("10.5", "1", "0.5")


def test_the_tolerance_of_a_number_may_stand_in_bounds():
    bounds = "".join(
        f'<{name}><variable identifier="RESPONSE"/><baseValue baseType="float">{value}</baseValue>'
        f"</{name}>"
        for name, value in (("gte", 9), ("lte", 11))
    )
    processing = (
        f"<responseProcessing><responseCondition><responseIf><and>{bounds}</and>"
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="integer">1</baseValue>'
        "</setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )
    number = record_of(ENTRY, declared("10", base="float"), processing)
    assert (number["answer"], number["tolerance"]) == ("10", "1")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<extendedTextInteraction responseIdentifier="R"/>', "cannot be kept yet: an essay."),
        ('<uploadInteraction responseIdentifier="R"/>', "a file that is handed in."),
        ('<hotspotInteraction responseIdentifier="R"/>', "a place on a picture."),
        ("<p>Read this.</p>", "It asks nothing: there is no place for an answer."),
        (THREE, "Its key cannot be told"),
        (ENTRY + ENTRY, "several gaps that are typed into."),
        ('<p><printedVariable identifier="X"/></p>', "one with figures drawn by chance."),
    ],
)
def test_a_kind_without_a_type_is_skipped_with_its_reason(body: str, reason: str):
    assert reason in reason_of(body)


# Packages and versions -------------------------------------------------------------------------

ITEM = qti2_item(THREE, declared("A"))
TEST = (
    f'<assessmentTest xmlns="{QTI_2}" identifier="t" title="Week 1"><testPart identifier="p">'
    '<assessmentSection identifier="s" title="Heart"><assessmentItemRef identifier="b"'
    ' href="items/b.xml"/><assessmentItemRef identifier="x" href="items/gone.xml"/>'
    "</assessmentSection></testPart></assessmentTest>"
)


def test_a_test_gives_title_order_and_sections():
    other = ITEM.replace(b"Which?", b"Which one?")
    bank = read(zipped({"items/a.xml": other, "items/b.xml": ITEM, "test.xml": TEST}), "p.zip")
    assert bank.title == "Week 1"
    assert [entry.place for entry in bank.items] == [
        "items/b.xml, <assessmentItem>",
        "items/a.xml, <assessmentItem>",
    ]
    assert [entry.section for entry in bank.items] == [("Heart",), ()]
    assert bank.skipped[0].reason == "This question is not in the package."


@pytest.mark.parametrize("namespace", ["", "http://www.imsglobal.org/xsd/imsqti_v2p2", "urn:x"])
def test_any_namespace_does(namespace: str):
    assert len(read(qti2_item(THREE, declared("A"), namespace=namespace)).items) == 1


def test_qti_3_is_the_same_under_names_with_hyphens():
    def hyphened(found: re.Match[str]) -> str:
        return re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", found[0])

    text = qti2_item(THREE, declared("B"), namespace=QTI_3).decode()
    text = re.sub(r"(?<=<)(/?)(?!p>)(?=[a-z])", r"\1qti-", text)
    text = re.sub(r"</?qti-[a-zA-Z]+| [a-zA-Z]+=", hyphened, text)
    form, bank = read_bank(text.encode(), "item.xml")
    assert form.name == "qti3"
    assert right_in(dump_item(bank.items[0].item)) == ["b"]


def test_pictures_are_kept_by_name():
    body = '<p><object data="../img/vein.png" type="image/png">A vein</object></p>' + THREE
    files = {"items/a.xml": qti2_item(body, declared("A")), "img/vein.png": b"png"}
    bank = read(zipped(files), "p.zip")
    assert bank.media == {"img/vein.png": b"png"}
    assert bank.items[0].item.stem.startswith("[Picture: A vein]")


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("qti21", b"qti_v2p1/rptemplates/match_correct"),
        ("qti3", b"v3p0/rptemplates/match_correct"),
    ],
)
def test_a_package_is_written_with_manifest_and_standard_processing(name: str, template: bytes):
    bank = toml.loads(QUESTION, name="bank.toml")
    form = FORMATS[name]
    assert form.write is not None
    content = form.write(bank).content
    assert content == form.write(bank).content
    assert form.fits(content)
    assert not any(
        f.fits(content) for f in FORMATS.values() if f.name.startswith("qti") and f != form
    )
    unpacked = unzipped(content)
    assert list(unpacked) == [
        "imsmanifest.xml",
        "test.xml",
        f"items/i_{bank.uuid}_colour.xml",
    ]
    assert template in unpacked[f"items/i_{bank.uuid}_colour.xml"]
    assert b"<dependency identifierref" in unpacked["imsmanifest.xml"]


def unzipped(content: bytes) -> dict[str, bytes]:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


QUESTION = """
uuid = "0c8a6a52-3c0e-4b0b-8a56-6d0f3b1f5a14"
title = "Colours"
language = "en"
[[items]]
slug = "colour"
section = "Skin"
type = "multiple_choice"
objective = "Know it."
step = "easy"
bloom = "apply"
stem = "Which?"
options = [
  { text = "red", correct = true },
  { text = "blue", correct = false },
  { text = "pale", correct = false },
]
rationale = "It is."
quote = "The skin is red."
"""


@pytest.mark.parametrize("name", ["qti12", "qti21", "qti3"])
def test_what_an_item_has_no_place_for_comes_back_from_the_metadata(name: str):
    bank = full_bank("dropdown_rationale")
    form = FORMATS[name]
    assert form.write is not None
    [entry] = read(form.write(bank).content, "bank.zip").items
    wanted, item = bank.items[0].item, entry.item
    assert (item.objective, item.step, item.bloom) == (wanted.objective, wanted.step, wanted.bloom)
    assert item.source is not None
    assert wanted.source is not None
    assert item.source.quote == wanted.source.quote
    assert entry.identifier == f"{bank.uuid}/{bank.items[0].slug}"
    assert entry.unsaid == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (ITEM[:-30], "line 1: the XML is damaged or breaks off"),
        (b"<assessmentItem>" + b"<p>" * 1000, "nested or filled beyond|damaged"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]>' + ITEM, "declares entities"),
        (b"<assessmentItems/>", "no bank that Quizapp reads"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(content: bytes, problem: str):
    with pytest.raises(Invalid, match=problem):
        read(content)
