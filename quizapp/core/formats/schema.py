"""The bank file as JSON Schema, made from what each item type says of itself.

For editors that check while one types. What depends on more than one value, such as how many
options a group has, is the loader's alone.
"""

from typing import Any

from quizapp.core.cases import Judgment
from quizapp.core.exhibits import EXHIBITS
from quizapp.core.item_types import TYPES, ItemType
from quizapp.core.item_types.tables import Column, Setting, Table
from quizapp.core.items import Bloom, Step

_TEXT = {"$ref": "#/$defs/text"}
_PRINTABLE = {"$ref": "#/$defs/printable"}
_REQUIRED = ["slug", "section", "type", "stem", "rationale", "objective", "step", "bloom"]


def bank_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of a bank file, TOML read as JSON."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Quizapp question bank",
        "description": "A bank file (TOML, read as JSON): the questions of one module.",
        "type": "object",
        "additionalProperties": False,
        "required": ["uuid", "title", "language", "items"],
        "properties": {
            "uuid": {
                "description": "Identifies the bank wherever it goes. Made once, never changed.",
                "type": "string",
                "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
            },
            "title": _TEXT,
            "language": {
                "description": 'BCP 47 tag, such as "en" or "pt-BR".',
                "type": "string",
                "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
            },
            "items": {"type": "array", "items": {"$ref": "#/$defs/item"}},
        },
        "$defs": {
            "text": {
                "description": "Something to read: not blank, and no control characters but line"
                " ends and tabs.",
                "type": "string",
                "allOf": [{"pattern": "\\S"}, _PRINTABLE],
            },
            "printable": {
                "type": "string",
                "pattern": "^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]*$",
            },
            "item": _item(),
        }
        | {name: _of_type(item_type) for name, item_type in TYPES.items()},
    }


def _item() -> dict[str, Any]:
    return {
        "type": "object",
        "required": _REQUIRED,
        "properties": {
            "slug": {
                "description": "Identifies the question within the bank, so that a second import"
                " updates it.",
                "type": "string",
                "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
            },
            "section": {
                "description": "The heading of the document that the question belongs to.",
                **_TEXT,
            },
            "type": {"enum": list(TYPES)},
            "stem": _TEXT,
            "rationale": _TEXT,
            "objective": _TEXT,
            "step": {"enum": list(Step)},
            "bloom": {"enum": list(Bloom)},
            "quote": {
                "description": "The document's own words that the question rests on.",
                **_TEXT,
            },
            "generator": _TEXT,
            "generator_version": _TEXT,
            EXHIBITS.name: _table(EXHIBITS),
            "case": {
                "description": "Title of the case study that the question is part of: six"
                " questions, one for each step of clinical judgment.",
                **_TEXT,
            },
            "judgment": {"enum": list(Judgment)},
        },
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}},
                "then": {"$ref": f"#/$defs/{name}"},
            }
            for name in TYPES
        ],
        "unevaluatedProperties": False,
    }


def _of_type(item_type: ItemType[Any]) -> dict[str, Any]:
    needed = [setting.name for setting in item_type.settings if setting.required]
    needed += [table.name for table in item_type.tables if table.fewest]
    return {
        "description": item_type.label,
        "required": needed,
        "properties": {setting.name: _setting(setting) for setting in item_type.settings}
        | {table.name: _table(table) for table in item_type.tables},
    }


def _setting(setting: Setting) -> dict[str, Any]:
    return {"description": setting.hint} | (_TEXT if setting.required else _PRINTABLE)


def _table(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": table.hint,
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": [column.name for column in table.columns if column.required],
            "properties": {column.name: _column(column) for column in table.columns},
        },
        "minItems": table.fewest,
        "maxItems": table.most,
    }
    if table.right is not None:
        found |= {
            "contains": {"properties": {"correct": {"const": True}}, "required": ["correct"]},
            "minContains": table.right[0],
            "maxContains": table.right[-1],
        }
    return found


def _column(column: Column) -> dict[str, Any]:
    if column.flag:
        described: dict[str, Any] = {"type": "boolean"}
    elif column.several:
        described = {"type": "array", "items": _TEXT}
    else:
        described = _TEXT if column.required else _PRINTABLE
    return {"description": column.label} | described
