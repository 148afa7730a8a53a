"""Multiple response, grouping: 2-5 groups of 2-4 options; plus/minus within each group."""

from functools import partial
from typing import Any

from quizapp.core.item_types import groups
from quizapp.core.item_types.base import ItemType, Shown
from quizapp.core.item_types.groups import Grouped
from quizapp.core.scoring import Score, plus_minus_by_group

NAME = "multiple_response_grouping"
OPTIONS = groups.options_table(
    "Group", "Options with the same group stand together. Mark every right one.", 4, 20
)


def problems(content: Grouped) -> list[str]:
    """What keeps the content from being a grouping question; empty when nothing does."""
    return groups.problems(content, OPTIONS, groups=range(2, 6), each=range(2, 5))


def score(content: Grouped, response: Any) -> Score:
    """+1 right, -1 wrong, floor 0 in each group. Raises Invalid unless each has a selection."""
    names = content.groups
    wanted = [range(1, len(content.members(number)) + 1) for number in range(len(names))]
    selected = groups.selected(content, response, wanted=wanted, called=names)
    return plus_minus_by_group(content.key, selected, content.numbers)


def show(content: Grouped, shown: Shown) -> dict[str, Any]:
    """The groups with their options."""
    return {
        "groups": groups.show_groups(
            content, shown, control=groups.CHECKBOXES, names=content.groups
        )
    }


def as_text(content: Grouped, shown: Shown) -> tuple[str, ...]:
    """A line for each group and each of its options."""
    return groups.as_text(content, shown, content.groups)


ITEM_TYPE = ItemType(
    name=NAME,
    label="Select all in each group",
    instruction="In each group, choose every answer that is right.",
    layout="groups",
    tables=(OPTIONS,),
    load=partial(groups.load, NAME, OPTIONS, ()),
    dump=groups.dump,
    problems=problems,
    score=score,
    guess_floor=lambda _content: 0.0,
    arrange=groups.arrange,
    show=show,
    as_text=as_text,
    read_response=groups.read_response,
    carry_over=groups.carry_over,
)
