"""GIFT: what is written, by example and by what another program's tests expect; and what is kept."""

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
NEAR = 1e-9


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


# What GIFT-grammar-PEG.js expects of the same files ------------------------------------------------


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
