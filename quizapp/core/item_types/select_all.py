"""Multiple response, select all that apply: 2-10 options (usually 5-10), scored plus/minus."""

from functools import partial
from typing import Any

from quizapp.core.errors import Invalid
from quizapp.core.item_types import choices
from quizapp.core.item_types.base import ItemType
from quizapp.core.item_types.choices import Choices
from quizapp.core.scoring import Score, plus_minus

OPTIONS = choices.options_table(
    2, 10, "Mark every right one.", right=range(1, 11), usual=range(5, 11)
)


def problems(content: Choices) -> list[str]:
    """What keeps the content from being a select-all question; empty when nothing does."""
    found = choices.problems(content, OPTIONS)
    if not any(content.key):
        found.append("options: mark at least one as correct.")
    return found


def score(content: Choices, response: Any) -> Score:
    """+1 a right selection, -1 a wrong one, floor 0. Raises Invalid when none is selected."""
    selected = choices.selected(content, response)
    if not selected:
        raise Invalid("Choose at least one answer.")
    return plus_minus(content.key, selected)


ITEM_TYPE = ItemType(
    name="select_all",
    label="Select all that apply",
    instruction="Choose every answer that is right.",
    layout="choices",
    tables=(OPTIONS,),
    load=partial(choices.load, "select_all", OPTIONS),
    dump=choices.dump,
    problems=problems,
    score=score,
    guess_floor=lambda _content: 0.0,
    arrange=choices.arrange,
    show=partial(choices.show, multiple=True),
    as_text=choices.as_text,
    read_response=choices.read_response,
    carry_over=choices.carry_over,
)
