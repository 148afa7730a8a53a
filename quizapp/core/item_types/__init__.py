"""The item types, one module each. docs/adding-an-item-type.md lists the edits for a new one."""

from typing import Any

from quizapp.core.item_types import (
    bow_tie,
    drag_and_drop,
    dropdowns,
    highlights,
    matching,
    matrices,
    multiple_choice,
    multiple_response_grouping,
    numeric,
    ordered_response,
    select_all,
    select_n,
    short_answer,
    true_false,
)
from quizapp.core.item_types.base import ItemContent, ItemType
from quizapp.core.item_types.choices import Choices as Content

# In the order in which the editor offers them.
TYPES: dict[str, ItemType[Any]] = {
    item_type.name: item_type
    for item_type in (
        multiple_choice.ITEM_TYPE,
        select_all.ITEM_TYPE,
        select_n.ITEM_TYPE,
        multiple_response_grouping.ITEM_TYPE,
        true_false.ITEM_TYPE,
        ordered_response.ITEM_TYPE,
        matching.ITEM_TYPE,
        matrices.CHOICE_TYPE,
        matrices.RESPONSE_TYPE,
        highlights.TEXT_TYPE,
        highlights.TABLE_TYPE,
        dropdowns.CLOZE_TYPE,
        dropdowns.TABLE_TYPE,
        dropdowns.RATIONALE_TYPE,
        drag_and_drop.CLOZE_TYPE,
        drag_and_drop.RATIONALE_TYPE,
        bow_tie.ITEM_TYPE,
        numeric.ITEM_TYPE,
        short_answer.ITEM_TYPE,
    )
}

__all__ = ["TYPES", "Content", "ItemContent", "ItemType"]
