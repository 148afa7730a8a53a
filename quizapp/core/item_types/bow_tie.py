"""Bow-tie: 2 actions of 5, 1 condition of 4, 2 parameters of 5; scored 0/1 over the five places."""

from functools import partial
from typing import Any

from quizapp.core.item_types import groups
from quizapp.core.item_types.base import ItemType, Shown
from quizapp.core.item_types.groups import Grouped
from quizapp.core.scoring import Score, zero_one_selections

ACTION, CONDITION, PARAMETER = "action", "condition", "parameter"
# By a group's name in the record: its name on screen, its options, and how many of them are right.
SIDES = {
    ACTION: ("Actions to take", 5, 2),
    CONDITION: ("Condition most likely", 4, 1),
    PARAMETER: ("Parameters to monitor", 5, 2),
}
OPTIONS = groups.options_table(
    "action, condition or parameter",
    "Write the actions first, then the conditions, then the parameters. Two of five actions, one of"
    " four conditions and two of five parameters are right.",
    14,
    14,
)
_NAMES = [name for name, _count, _right in SIDES.values()]
_WANTED = [range(right, right + 1) for _name, _count, right in SIDES.values()]
_HINTS = [f"Choose {right}." for _name, _count, right in SIDES.values()]


def problems(content: Grouped) -> list[str]:
    """What keeps the content from being a bow-tie; empty when nothing does."""
    found = groups.problems(content, OPTIONS, groups=range(3, 4), each=range(4, 6))
    if content.groups != tuple(SIDES):
        return [*found, f"options: use these groups in this order: {', '.join(SIDES)}."]
    for number, (name, (_label, count, right)) in enumerate(SIDES.items()):
        members = [content.options[position] for position in content.members(number)]
        if len(members) != count or sum(option.correct for option in members) != right:
            found.append(f"options: give {count} of “{name}”, and mark {right} of them as right.")
    return found


def score(content: Grouped, response: Any) -> Score:
    """1 for each right selection, in any order. Raises Invalid unless all five are made."""
    selected = groups.selected(content, response, wanted=_WANTED, called=_NAMES)
    return zero_one_selections(content.key, selected)


def show(content: Grouped, shown: Shown) -> dict[str, Any]:
    """The three sides with their options."""
    sides = groups.show_groups(
        content, shown, control=groups.CHECKBOXES, names=_NAMES, hints=_HINTS
    )
    sides[1]["control"] = groups.RADIOS
    return {"groups": sides}


def as_text(content: Grouped, shown: Shown) -> tuple[str, ...]:
    """A line for each side and each of its options."""
    names = [f"{name} ({hint[:-1].lower()})" for name, hint in zip(_NAMES, _HINTS, strict=True)]
    return groups.as_text(content, shown, names)


ITEM_TYPE = ItemType(
    name="bow_tie",
    label="Bow-tie",
    instruction="Choose the condition that is most likely, what to do about it, and what to watch.",
    layout="groups",
    tables=(OPTIONS,),
    load=partial(groups.load, "bow_tie", OPTIONS, ()),
    dump=groups.dump,
    problems=problems,
    score=score,
    guess_floor=lambda _content: 1 / (10 * 4 * 10),
    arrange=groups.arrange,
    show=show,
    as_text=as_text,
    read_response=groups.read_response,
    carry_over=groups.carry_over,
)
