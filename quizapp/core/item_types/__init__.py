"""The item types, one module each. docs/adding-an-item-type.md lists the edits for a new one."""

from typing import Any

from quizapp.core.item_types import (
    matching,
    multiple_choice,
    ordered_response,
    select_all,
    true_false,
)
from quizapp.core.item_types.base import ItemContent, ItemType
from quizapp.core.item_types.choices import Choices as Content

TYPES: dict[str, ItemType[Any]] = {
    item_type.name: item_type
    for item_type in (
        multiple_choice.ITEM_TYPE,
        select_all.ITEM_TYPE,
        true_false.ITEM_TYPE,
        ordered_response.ITEM_TYPE,
        matching.ITEM_TYPE,
    )
}

__all__ = ["TYPES", "Content", "ItemContent", "ItemType"]
