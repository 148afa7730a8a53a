"""Packages of QTI 1.2: manifests, cartridges, files made to do harm, and real files."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.adapters.formats import FORMATS, read_bank
from quizapp.core.errors import Invalid
from tests.adapters.formats.packages import qti12, qti12_item, zipped
from tests.adapters.formats.test_qti12 import earns, equal, read, reason_of, single
from tests.interchange import full_bank

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "banks" / "qti12"


# Packages --------------------------------------------------------------------------------------

QUESTION = qti12(qti12_item(single("a", "b", "c"), earns("1", equal("A"))))
MANIFEST = (
    '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><metadata><lom><general><title>'
    "<string>Pharmacology</string></title></general></lom></metadata><resources>"
    '<resource identifier="r" type="imsqti_xmlv1p2" href="q/q.xml"><file href="q/q.xml"/>'
    "</resource></resources></manifest>"
)


def test_a_package_has_the_title_of_its_manifest():
    bank = read(zipped({"imsmanifest.xml": MANIFEST, "q/q.xml": QUESTION}), "export.zip")
    assert (bank.title, len(bank.items)) == ("Pharmacology", 1)
    assert bank.items[0].place == "q/q.xml: question 1, line 1, <item>"


@pytest.mark.parametrize("manifest", [None, "<manifest>", "<manifest/>"])
def test_without_a_sound_manifest_questions_are_found_by_themselves(manifest: str | None):
    files: dict[str, str | bytes] = {"deep/in/q.xml": QUESTION, "readme.txt": "hello"}
    if manifest is not None:
        files["imsmanifest.xml"] = manifest
    bank = read(zipped(files), "export.zip")
    assert len(bank.items) == 1
    assert bool(bank.notes) == (manifest != "<manifest/>")


def test_the_whole_form_of_a_quiz_that_canvas_adds_stands_for_the_cartridge_s():
    files = {
        "g1/assessment_qti.xml": QUESTION,
        "non_cc_assessments/g1.xml.qti": QUESTION.replace(b"Which?", b"Which one?"),
    }
    bank = read(zipped(files), "course.imscc")
    assert [entry.item.stem for entry in bank.items] == ["Which one?"]


def test_a_damaged_file_of_several_is_named_and_the_rest_comes_in():
    bank = read(zipped({"a.xml": QUESTION, "b.xml": b"<questestinterop><item>"}), "export.zip")
    assert len(bank.items) == 1
    assert bank.skipped[0].place == "b.xml"
    assert "damaged" in bank.skipped[0].reason


def test_a_large_bank_is_several_files_and_comes_back_as_one():
    bank = full_bank("true_false")
    entries = [
        replace(
            bank.items[0], slug=f"q-{n}", item=replace(bank.items[0].item, stem=f"Question {n}?")
        )
        for n in range(2_001)
    ]
    form = FORMATS["qti12"]
    assert form.write is not None
    content = form.write(replace(bank, items=tuple(entries))).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(archive.namelist()) == 3
    found = read(content, "bank.zip")
    assert (found.title, found.skipped) == (bank.title, ())
    assert [entry.item.stem for entry in found.items] == [entry.item.stem for entry in entries]
    assert {entry.section for entry in found.items} == {(bank.items[0].section,)}


# What is skipped, and what is refused ----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("essay_question", "cannot be kept yet: an essay."),
        ("file_upload_question", "cannot be kept yet: a file that is handed in."),
        ("calculated_question", "cannot be kept yet: a calculation with drawn numbers."),
        ("text_only_question", "It is a text and asks nothing."),
    ],
)
def test_a_kind_without_a_type_is_skipped_with_its_reason(kind: str, reason: str):
    assert reason in reason_of("<material><mattext>Words.</mattext></material>", "", kind)


def test_a_question_without_a_key_is_skipped():
    assert reason_of(single("a", "b", "c")) == "None of its answers is marked as right."


def test_a_reference_to_another_bank_is_named():
    content = qti12('<bankentry_item item_ref="x"/>')
    assert "export that bank too" in read(content).skipped[0].reason


LAUGHS = b'<!DOCTYPE q [<!ENTITY a "ha">]><questestinterop>&a;</questestinterop>'
DEFAULTS = (
    b'<!DOCTYPE q [<!ATTLIST item x CDATA "]"><!ATTLIST item y CDATA "a">]><questestinterop/>'
)


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (LAUGHS, "a.xml", "declares entities of its own"),
        (DEFAULTS, "a.xml", "declares a structure of its own"),
        (zipped({"a.xml": LAUGHS}), "a.zip", "declares entities of its own"),
        (zipped({"../a.xml": QUESTION}), "a.zip", "leads out of it"),
        (zipped({"a.xml": QUESTION + b" " * 80_000_000}), "a.zip", "far more than a bank holds"),
        (zipped({"a.xml": QUESTION})[:-40], "a.zip", "damaged or incomplete"),
    ],
    ids=["laughs", "defaults", "laughs in a zip", "a path", "a bomb", "cut off"],
)
def test_a_file_made_to_do_harm_is_refused_in_words(content: bytes, name: str, problem: str):
    with pytest.raises(Invalid, match=problem):
        read_bank(content, name)


def test_a_package_within_a_package_is_not_opened():
    outer = zipped({"inner.zip": zipped({"a.xml": QUESTION})})
    with pytest.raises(Invalid, match=r"another package \(inner.zip\)"):
        read_bank(outer, "outer.zip", "qti12")


# Real files ------------------------------------------------------------------------------------

EXPECTED = {
    "choice.xml": ["true_false", "multiple_choice", "select_all", "multiple_choice"],
    "mc_feedback.xml": ["multiple_choice"],
    "single_fib.xml": ["short_answer"],
    "fib_feedback.xml": ["short_answer"],
    "numeric_exact_match.xml": ["numeric"],
    "numeric_margin_error_percent.xml": ["numeric"],
    "numeric_precision_decimals.xml": ["numeric"],
    "ordering.row.xml": ["ordered_response"],
    "ordering_with_labels.xml": ["ordered_response"],
    "true_false_with_calculator.xml": ["true_false"],
    "canvas_multiple_fib_extra_brackets.xml": ["dropdown_cloze"],
    "choice_vary_points_by_answer_zero_points.xml": ["multiple_choice"],
    "matching.xml": ["matching"],
    "multiple_answer_canvas.xml": ["select_all"],
}


@pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="../shared/samples/banks/qti12 is not beside this checkout"
)
def test_every_question_of_the_samples_is_read_or_named():
    found = {}
    for path in sorted(SAMPLES.glob("*.xml")):
        bank = read(path.read_bytes(), path.name)
        assert bank.items or bank.skipped, path.name
        found[path.name] = [entry.item.type for entry in bank.items]
    assert {name: types for name, types in found.items() if types} == EXPECTED
