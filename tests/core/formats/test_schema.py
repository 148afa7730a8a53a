"""questions/schema.json and the loader say the same about a bank file."""

import copy
import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
import tomli_w

from quizapp.core.errors import Invalid
from quizapp.core.formats import toml
from quizapp.core.item_types import TYPES
from quizapp.core.items import Bloom, Step

QUESTIONS = Path(__file__).parents[3] / "questions"
SCHEMA = json.loads((QUESTIONS / "schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
BANK_FILES = sorted(QUESTIONS.glob("*/*.toml"))


def example(type_name):
    text = (QUESTIONS / "examples" / f"{type_name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def loader_accepts(record):
    try:
        toml.loads(tomli_w.dumps(record), name="bank.toml")
    except Invalid:
        return False
    return True


def planted(type_name, change):
    record = copy.deepcopy(example(type_name))
    change(record)
    return record


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_knows_the_same_words_as_the_core():
    item = SCHEMA["$defs"]["item"]["properties"]

    assert set(item["type"]["enum"]) == set(TYPES)
    assert item["step"]["enum"] == list(Step)
    assert item["bloom"]["enum"] == list(Bloom)


@pytest.mark.parametrize("path", BANK_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_bank_is_valid_by_the_schema(path):
    record = tomllib.loads(path.read_text(encoding="utf-8"))

    assert [error.message for error in VALIDATOR.iter_errors(record)] == []


def set_bank(name, value):
    return lambda bank: bank.__setitem__(name, value)


def drop_bank(name):
    return lambda bank: bank.pop(name)


def set_item(name, value):
    return lambda bank: bank["items"][0].__setitem__(name, value)


def drop_item(name):
    return lambda bank: bank["items"][0].pop(name)


def set_option(name, value):
    return lambda bank: bank["items"][0]["options"][0].__setitem__(name, value)


def drop_option(name):
    return lambda bank: bank["items"][0]["options"][0].pop(name)


def mark(*right):
    def change(bank):
        for number, option in enumerate(bank["items"][0]["options"]):
            option["correct"] = number in right

    return change


def keep_options(count):
    return set_item("options", [{"text": f"Option {n}", "correct": n == 0} for n in range(count)])


ERRORS = {
    **{f"bank without {name}": drop_bank(name) for name in SCHEMA["required"]},
    **{f"item without {name}": drop_item(name) for name in SCHEMA["$defs"]["item"]["required"]},
    "bank with an unknown field": set_bank("author", "A"),
    "uuid in capitals": set_bank("uuid", "5B1F6C1E-7D0A-4C39-9F44-2A8E6F0B7C15"),
    "uuid that is none": set_bank("uuid", "1"),
    "blank title": set_bank("title", " \n"),
    "title that is a number": set_bank("title", 1),
    "language in words": set_bank("language", "English, British"),
    "items that are no list": set_bank("items", "none"),
    "item that is no table": set_bank("items", ["none"]),
    "item with an unknown field": set_item("difficulty", 3),
    "item with a span": set_item("source", {"quote": "a", "start": 0, "end": 1}),
    "slug with capitals": set_item("slug", "Small-Cuff"),
    "slug with two hyphens": set_item("slug", "small--cuff"),
    "unknown type": set_item("type", "essay"),
    "unknown step": set_item("step", "simple"),
    "unknown level": set_item("bloom", "recall"),
    "blank stem": set_item("stem", "  "),
    "blank quote": set_item("quote", ""),
    "control character in the stem": set_item("stem", "What\x07?"),
    "next-line character in the rationale": set_item("rationale", "So\x85it is."),
    "generator that is a number": set_item("generator", 2),
    "options that are no list": set_item("options", "A"),
    "no options": set_item("options", []),
    "option that is no table": set_item("options", ["A", "B"]),
    "option without text": drop_option("text"),
    "option with a blank text": set_option("text", " "),
    "option without correct": drop_option("correct"),
    "option whose correct is text": set_option("correct", "true"),
    "option with an unknown field": set_option("feedback", "Good."),
    "option whose rationale is a number": set_option("rationale", 1),
    "control character in an option": set_option("text", "Li\x00ver"),
    "nothing right": mark(),
    "too few options": keep_options(1),
    "too many options": keep_options(11),
}


@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.parametrize("error", ERRORS)
def test_schema_and_loader_refuse_the_same_errors(type_name, error):
    record = planted(type_name, ERRORS[error])

    assert not VALIDATOR.is_valid(record)
    assert not loader_accepts(record)


@pytest.mark.parametrize("type_name", ["multiple_choice", "true_false"])
def test_schema_and_loader_refuse_two_keys_of_a_single_choice(type_name):
    record = planted(type_name, mark(0, 1))

    assert not VALIDATOR.is_valid(record)
    assert not loader_accepts(record)


@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.parametrize("count", range(1, 12))
def test_schema_and_loader_agree_on_how_many_options_a_type_has(type_name, count):
    record = planted(type_name, keep_options(count))

    assert VALIDATOR.is_valid(record) == loader_accepts(record)


VARIANTS = {
    "no quote": drop_item("quote"),
    "no rationale of an option": drop_option("rationale"),
    "empty rationale of an option": set_option("rationale", ""),
    "lines and tabs": set_item("stem", "One\n\ttwo?"),
    "other scripts": set_item("stem", "肝臓は何を作りますか。 🫀"),
    "a generator": set_item("generator", "rules"),
    "no items": set_bank("items", []),
    "regional language": set_bank("language", "pt-BR"),
}


@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_schema_and_loader_accept_the_same_variants(type_name, variant):
    record = planted(type_name, VARIANTS[variant])

    assert [error.message for error in VALIDATOR.iter_errors(record)] == []
    assert loader_accepts(record)
