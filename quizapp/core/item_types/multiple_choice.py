"""Multiple choice: 2-10 options (usually 3-6), one of them right; scored 0/1."""

from functools import partial
from typing import Any

from quizapp.core.errors import Invalid
from quizapp.core.item_types import choices
from quizapp.core.item_types.base import ItemType
from quizapp.core.item_types.choices import Choices
from quizapp.core.scoring import Score, zero_one

OPTIONS = choices.options_table(2, 10, "Mark the right one.", right=range(1, 2), usual=range(3, 7))


def problems(content: Choices) -> list[str]:
    """What keeps the content from being a single choice; empty when nothing does."""
    found = choices.problems(content, OPTIONS)
    if sum(content.key) != 1:
        found.append("options: mark exactly one as correct.")
    return found


def score(content: Choices, response: Any) -> Score:
    """1 point for the right option alone. Raises Invalid unless exactly one is selected."""
    selected = choices.selected(content, response)
    if len(selected) != 1:
        raise Invalid("Choose one answer.")
    return zero_one(content.key, selected)


ITEM_TYPE = ItemType(
    name="multiple_choice",
    label="Multiple choice",
    instruction="Choose one answer.",
    layout="choices",
    tables=(OPTIONS,),
    load=partial(choices.load, "multiple_choice", OPTIONS),
    dump=choices.dump,
    problems=problems,
    score=score,
    guess_floor=lambda content: 1 / len(content.options),
    arrange=choices.arrange,
    show=partial(choices.show, multiple=False),
    as_text=choices.as_text,
    read_response=choices.read_response,
    carry_over=choices.carry_over,
)
