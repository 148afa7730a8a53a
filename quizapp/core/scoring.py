"""The scoring rules of the Next Generation NCLEX, as pure functions over elements.

Source: NCSBN, "Next Generation NCLEX: Scoring methods" (0/1, plus/minus and rationale scoring).
The floor of each group and the triad whose anchor alone is right follow secondary sources. A rule's
name and version are stored with each response: a changed rule gets a new version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Element:
    """One scored part of an item: what it earned, and why in words for the learner.

    `position` is its place in the item's content.
    """

    position: int
    points: int
    explanation: str


@dataclass(frozen=True)
class ChosenOption(Element):
    """An option: whether the learner selected it, and whether it is right."""

    selected: bool
    correct: bool


@dataclass(frozen=True)
class FilledSlot(Element):
    """A row, blank or place: what the learner put there, and what belongs there, by position."""

    given: int
    key: int

    @property
    def correct(self) -> bool:
        """What belongs there is there."""
        return self.given == self.key


@dataclass(frozen=True)
class TypedAnswer(Element):
    """A field that was written into: what stood there, and what is right, as the learner reads."""

    given: str
    key: str
    correct: bool


@dataclass(frozen=True)
class Score:
    """Points earned by one response: 0 <= points <= maximum, maximum >= 1."""

    points: int
    maximum: int
    rule: str
    elements: tuple[Element, ...]

    @property
    def fraction(self) -> float:
        """Share of the maximum, from 0 to 1."""
        return self.points / self.maximum

    @property
    def is_correct(self) -> bool:
        """Every point earned."""
        return self.points == self.maximum


def verdict(points: int, maximum: int) -> str:
    """What so many points of so many come to, in a word: right, partly or wrong."""
    if points == maximum:
        return "right"
    return "partly" if points else "wrong"


ZERO_ONE = "zero-one/1"
PLUS_MINUS = "plus-minus/1"
PLUS_MINUS_BY_GROUP = "plus-minus-by-group/1"
RATIONALE = "rationale/1"
ALL_OR_NOTHING = "all-or-nothing/1"


def zero_one(key: Sequence[bool], selected: frozenset[int]) -> Score:
    """Score a single choice: 1 point when exactly the keyed option is selected, else 0."""
    earned = selected == frozenset(position for position, right in enumerate(key) if right)
    return Score(
        points=int(earned),
        maximum=1,
        rule=ZERO_ONE,
        elements=_options(key, selected, _ONE_RIGHT, gain=1, loss=0),
    )


def plus_minus(key: Sequence[bool], selected: frozenset[int]) -> Score:
    """Score select-all: +1 per right selection, -1 per wrong one, 0 per omission, floor 0.

    The maximum is the number of right options.
    """
    elements = _options(key, selected, _SEVERAL_RIGHT, gain=1, loss=-1)
    return Score(
        points=max(0, sum(element.points for element in elements)),
        maximum=sum(key),
        rule=PLUS_MINUS,
        elements=elements,
    )


def zero_one_selections(key: Sequence[bool], selected: frozenset[int]) -> Score:
    """Score each selection: 1 point for a right one, 0 for a wrong one or one left out.

    For types that fix how many are selected: one of each group, or N. The maximum is the number of
    right options.
    """
    elements = _options(key, selected, _EACH_COUNTS, gain=1, loss=0)
    return Score(
        points=sum(element.points for element in elements),
        maximum=sum(key),
        rule=ZERO_ONE,
        elements=elements,
    )


def plus_minus_by_group(
    key: Sequence[bool], selected: frozenset[int], groups: Sequence[int]
) -> Score:
    """Score plus/minus within each group, each with a floor of 0, and sum the groups.

    `groups` holds each option's group. The maximum is the number of right options.
    """
    elements = _options(key, selected, _RIGHT_IN_GROUP, gain=1, loss=-1)
    earned = dict.fromkeys(groups, 0)
    for group, element in zip(groups, elements, strict=True):
        earned[group] += element.points
    return Score(
        points=sum(max(0, points) for points in earned.values()),
        maximum=sum(key),
        rule=PLUS_MINUS_BY_GROUP,
        elements=elements,
    )


def rationale_of_choices(
    key: Sequence[bool], selected: frozenset[int], groups: Sequence[int]
) -> Score:
    """Score the blanks of a sentence of cause and effect together: a dyad or a triad.

    `groups` holds each option's blank; each blank has one right option. See `_together`.
    """
    wrong = {
        group
        for position, (right, group) in enumerate(zip(key, groups, strict=True))
        if right and position not in selected
    }
    points, maximum = _together([group not in wrong for group in sorted(set(groups))])
    elements = _options(key, selected, _ONE_RIGHT, gain=0, loss=0)
    return Score(points, maximum, RATIONALE, elements)


def rationale_by_slot(key: Sequence[int], given: Sequence[int], reasons: Sequence[str]) -> Score:
    """The same for blanks that are filled from one list; arguments as of `zero_one_by_slot`."""
    elements = _slots(key, given, reasons, gain=0)
    points, maximum = _together([element.correct for element in elements])
    return Score(points, maximum, RATIONALE, elements)


def zero_one_by_slot(key: Sequence[int], given: Sequence[int], reasons: Sequence[str]) -> Score:
    """Score slots one by one: 1 point for each that holds what belongs there, 0 for any other.

    `key`, `given` and `reasons` have one entry a slot; the maximum is the number of slots.
    """
    elements = _slots(key, given, reasons, gain=1)
    return Score(
        points=sum(element.points for element in elements),
        maximum=len(key),
        rule=ZERO_ONE,
        elements=elements,
    )


def all_or_nothing(key: Sequence[int], given: Sequence[int], reasons: Sequence[str]) -> Score:
    """Score slots together: 1 point when every one holds what belongs there, else 0.

    No slot earns anything by itself, so their elements have 0 points.
    """
    elements = _slots(key, given, reasons, gain=0)
    return Score(
        points=int(all(element.correct for element in elements)),
        maximum=1,
        rule=ALL_OR_NOTHING,
        elements=elements,
    )


def typed(given: str, key: str, *, right: bool, explanation: str) -> Score:
    """Score one field that was written into: 1 point or none."""
    element = TypedAnswer(0, int(right), explanation, given, key, right)
    return Score(int(right), 1, ZERO_ONE, (element,))


def _together(right: Sequence[bool]) -> tuple[int, int]:
    """Points and maximum of two blanks (a dyad) or three (a triad), the anchor first.

    A dyad earns 1 when both are right. A triad earns 2 when all are, 1 when the anchor and one
    other are, else 0: the anchor alone gives nothing.
    """
    anchor, *others = right
    return (sum(others) if anchor else 0), len(others)


def _options(
    key: Sequence[bool],
    selected: frozenset[int],
    explanations: Mapping[tuple[bool, bool], str],
    *,
    gain: int,
    loss: int,
) -> tuple[ChosenOption, ...]:
    return tuple(
        ChosenOption(
            position=position,
            selected=position in selected,
            correct=right,
            points=(gain if right else loss) if position in selected else 0,
            explanation=explanations[position in selected, right],
        )
        for position, right in enumerate(key)
    )


def _slots(
    key: Sequence[int], given: Sequence[int], reasons: Sequence[str], *, gain: int
) -> tuple[FilledSlot, ...]:
    return tuple(
        FilledSlot(
            position=position,
            given=put,
            key=wanted,
            points=gain if put == wanted else 0,
            explanation=reason,
        )
        for position, (wanted, put, reason) in enumerate(zip(key, given, reasons, strict=True))
    )


# By (selected, right).
_ONE_RIGHT = {
    (True, True): "You chose it, and it is right.",
    (True, False): "You chose it, and it is not right.",
    (False, True): "This is the right answer.",
    (False, False): "Not the right answer.",
}
_EACH_COUNTS = {
    (True, True): "Right: +1.",
    (True, False): "Not right: 0.",
    (False, True): "Right, and you left it out: 0.",
    (False, False): "You left it out, rightly.",
}
_RIGHT_IN_GROUP = {
    (True, True): "Right: +1.",
    (True, False): "Not right: -1, never below 0 in its group.",
    (False, True): "Right, and you left it out: 0.",
    (False, False): "You left it out, rightly.",
}
_SEVERAL_RIGHT = {
    (True, True): "Right: +1.",
    (True, False): "Not right: -1, never below 0 in all.",
    (False, True): "Right, and you left it out: 0.",
    (False, False): "You left it out, rightly.",
}
