"""The scoring rules of the Next Generation NCLEX, as pure functions over elements.

Source: NCSBN, "Next Generation NCLEX: Scoring methods" (0/1, plus/minus and rationale scoring).
Only the rules that an item type of today uses are here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Element:
    """One scored option: what the learner did with it, what it earned and why."""

    position: int
    selected: bool
    correct: bool
    points: int
    explanation: str


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


ZERO_ONE = "zero-one/1"
PLUS_MINUS = "plus-minus/1"


def zero_one(key: Sequence[bool], selected: frozenset[int]) -> Score:
    """Score a single choice: 1 point when exactly the keyed option is selected, else 0."""
    earned = selected == frozenset(position for position, right in enumerate(key) if right)
    return Score(
        points=int(earned),
        maximum=1,
        rule=ZERO_ONE,
        elements=_elements(key, selected, _ONE_RIGHT, gain=1, loss=0),
    )


def plus_minus(key: Sequence[bool], selected: frozenset[int]) -> Score:
    """Score select-all: +1 per right selection, -1 per wrong one, 0 per omission, floor 0.

    The maximum is the number of right options.
    """
    elements = _elements(key, selected, _SEVERAL_RIGHT, gain=1, loss=-1)
    return Score(
        points=max(0, sum(element.points for element in elements)),
        maximum=sum(key),
        rule=PLUS_MINUS,
        elements=elements,
    )


def _elements(
    key: Sequence[bool],
    selected: frozenset[int],
    explanations: Mapping[tuple[bool, bool], str],
    *,
    gain: int,
    loss: int,
) -> tuple[Element, ...]:
    return tuple(
        Element(
            position=position,
            selected=position in selected,
            correct=right,
            points=(gain if right else loss) if position in selected else 0,
            explanation=explanations[position in selected, right],
        )
        for position, right in enumerate(key)
    )


# By (selected, right).
_ONE_RIGHT = {
    (True, True): "You chose it, and it is right.",
    (True, False): "You chose it, and it is not right.",
    (False, True): "This is the right answer.",
    (False, False): "Not the right answer.",
}
_SEVERAL_RIGHT = {
    (True, True): "Right: +1.",
    (True, False): "Not right: -1, never below 0 in all.",
    (False, True): "Right, and you left it out: 0.",
    (False, False): "You left it out, rightly.",
}
