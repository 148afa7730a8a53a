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
from quizapp.core.formats.schema import bank_schema
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


def set_row(table, name, value):
    return lambda bank: bank["items"][0][table][0].__setitem__(name, value)


def drop_row(table, name):
    return lambda bank: bank["items"][0][table][0].pop(name)


def keep_rows(table, count):
    """So many rows, each with words of its own."""

    def change(bank):
        row = bank["items"][0].get(table, [{"text": "One more"}])[0]
        texts = [name for name, value in row.items() if isinstance(value, str)]
        bank["items"][0][table] = [
            row | {name: f"{row[name]} {n}" for name in texts} for n in range(count)
        ]

    return change


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
}


def errors_of_rows(table):
    """What may be wrong in a table of any type."""
    errors = {
        "rows that are no list": set_item(table.name, "A"),
        "a row that is no table": set_item(table.name, ["A", "B"]),
        "a row with an unknown field": set_row(table.name, "feedback", "Good."),
        "too many rows": keep_rows(table.name, table.most + 1),
    }
    if table.fewest:
        errors |= {
            "no rows": set_item(table.name, []),
            "rows left out": drop_item(table.name),
            "too few rows": keep_rows(table.name, table.fewest - 1),
        }
    for column in table.columns:
        errors[f"{column.name} is a number"] = set_row(table.name, column.name, 1)
        if column.required:
            errors[f"{column.name} left out"] = drop_row(table.name, column.name)
        if column.flag or column.several:
            errors[f"{column.name} is text"] = set_row(table.name, column.name, "true")
        else:
            bad = set_row(table.name, column.name, "Li\x00ver")
            errors[f"control character in {column.name}"] = bad
        if column.several:
            errors[f"{column.name} holds a number"] = set_row(table.name, column.name, [1])
        if column.required and not column.flag and not column.several:
            errors[f"blank {column.name}"] = set_row(table.name, column.name, " ")
    return {f"{table.name}: {name}": change for name, change in errors.items()}


def errors_of_setting(setting):
    """What may be wrong in a text of an item's own."""
    errors = {"is a number": 1, "is a list": ["A"], "has a control character": "Li\x00ver"}
    errors |= {"is blank": "  "} if setting.required else {}
    return {
        f"{setting.name} {name}": set_item(setting.name, value) for name, value in errors.items()
    }


def errors_of_type(item_type):
    """What may be wrong with what a type has of its own."""
    errors = {}
    for table in item_type.tables:
        errors |= errors_of_rows(table)
    for setting in item_type.settings:
        errors |= errors_of_setting(setting)
    return errors


def accepted_by(type_name, changes):
    """Which of the changed examples the schema takes, and which the loader."""
    records = {name: planted(type_name, change) for name, change in changes.items()}
    return (
        {name for name, record in records.items() if VALIDATOR.is_valid(record)},
        {name for name, record in records.items() if loader_accepts(record)},
    )


SINGLE_CHOICES = ["multiple_choice", "true_false"]
CHOICE_TYPES = [*SINGLE_CHOICES, "select_all", "select_n"]


@pytest.mark.parametrize("type_name", TYPES)
def test_schema_and_loader_refuse_the_same_errors(type_name):
    errors = ERRORS | errors_of_type(TYPES[type_name])

    assert accepted_by(type_name, errors) == (set(), set())


@pytest.mark.parametrize("type_name", TYPES)
def test_schema_and_loader_refuse_what_belongs_to_another_type(type_name):
    foreign = {
        f"{name} of {other}": set_item(name, example(other)["items"][0].get(name, "A text"))
        for other, item_type in TYPES.items()
        for name in item_type.fields - TYPES[type_name].fields
    }

    assert accepted_by(type_name, foreign) == (set(), set())


@pytest.mark.parametrize("type_name", SINGLE_CHOICES)
def test_schema_and_loader_refuse_two_keys_of_a_single_choice(type_name):
    assert accepted_by(type_name, {"two keys": mark(0, 1)}) == (set(), set())


@pytest.mark.parametrize("type_name", CHOICE_TYPES)
def test_schema_and_loader_refuse_options_of_which_none_is_right(type_name):
    assert accepted_by(type_name, {"no key": mark()}) == (set(), set())


@pytest.mark.parametrize("type_name", TYPES)
def test_the_schema_takes_as_many_rows_as_a_type_has(type_name):
    for table in TYPES[type_name].tables:
        counts = {count: keep_rows(table.name, count) for count in range(table.most + 3)}
        taken, _loaded = accepted_by(type_name, counts)
        wanted = set(range(table.fewest, table.most + 1))

        # Rows copied from one that is right are right, which some types allow only so often.
        assert taken == wanted or (table.right is not None and taken <= wanted)


VARIANTS = {
    "no quote": drop_item("quote"),
    "lines and tabs": set_item("stem", "One\n\ttwo?"),
    "other scripts": set_item("stem", "肝臓は何を作りますか。 🫀"),
    "a generator": set_item("generator", "rules"),
    "no items": set_bank("items", []),
    "regional language": set_bank("language", "pt-BR"),
}


@pytest.mark.parametrize("type_name", TYPES)
def test_schema_and_loader_accept_the_same_variants(type_name):
    changes = dict(VARIANTS)
    for table in TYPES[type_name].tables:
        if any(column.name == "rationale" for column in table.columns):
            changes[f"{table.name}: no rationale"] = drop_row(table.name, "rationale")
            changes[f"{table.name}: empty rationale"] = set_row(table.name, "rationale", "")

    assert accepted_by(type_name, changes) == (set(changes), set(changes))


def test_the_schema_is_the_one_that_the_types_make():
    assert bank_schema() == SCHEMA, "write it anew: flask --app wsgi bank schema"
