"""Multiple response, select N: 5-10 options of which N are right; scored 0/1 for each selection."""

import math
from functools import partial
from typing import Any

from quizapp.core.errors import Invalid
from quizapp.core.item_types import choices
from quizapp.core.item_types.base import ItemType, Shown
from quizapp.core.item_types.choices import Choices
from quizapp.core.scoring import Score, zero_one_selections

FEWEST_RIGHT = 2
OPTIONS = choices.options_table(
    5,
    10,
    "Mark the right ones: learners are told how many they are.",
    right=range(FEWEST_RIGHT, 10),
)


def problems(content: Choices) -> list[str]:
    """What keeps the content from being a select-N question; empty when nothing does."""
    found = choices.problems(content, OPTIONS)
    if sum(content.key) not in range(FEWEST_RIGHT, len(content.key)):
        found.append("options: mark at least two as correct, and leave at least one.")
    return found


def score(content: Choices, response: Any) -> Score:
    """1 a right selection. Raises Invalid unless exactly as many are selected as are right."""
    selected = choices.selected(content, response)
    wanted = sum(content.key)
    if len(selected) != wanted:
        raise Invalid(f"Choose exactly {wanted} answers; you chose {len(selected)}.")
    return zero_one_selections(content.key, selected)


def guess_floor(content: Choices) -> float:
    """Chance of full points by blind choice of N."""
    return 1 / math.comb(len(content.key), sum(content.key))


def show(content: Choices, shown: Shown) -> dict[str, Any]:
    """The options, and how many to choose."""
    return choices.show(content, shown, multiple=True) | {"wanted": sum(content.key)}


def as_text(content: Choices, shown: Shown) -> tuple[str, ...]:
    """How many to choose, and a line for each option."""
    return (f"Choose {sum(content.key)}.", *choices.as_text(content, shown))


ITEM_TYPE = ItemType(
    name="select_n",
    label="Select so many",
    instruction="Each right answer earns a point.",
    layout="choices",
    tables=(OPTIONS,),
    load=partial(choices.load, "select_n", OPTIONS),
    dump=choices.dump,
    problems=problems,
    score=score,
    guess_floor=guess_floor,
    arrange=choices.arrange,
    show=show,
    as_text=as_text,
    read_response=choices.read_response,
    carry_over=choices.carry_over,
)
