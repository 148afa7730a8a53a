"""What every item type provides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.item_types.choices import Choices
from quizapp.core.scoring import Score


@dataclass(frozen=True)
class ItemType:
    """One kind of question: how it is read, checked, scored and called on screen.

    `multiple` says whether more than one option may be chosen, `shuffle` whether their order on
    screen is drawn anew for each showing.
    """

    name: str
    label: str
    instruction: str
    multiple: bool
    shuffle: bool
    fields: frozenset[str]
    load: Callable[[Mapping[str, Any]], Choices]
    dump: Callable[[Choices], dict[str, Any]]
    problems: Callable[[Choices], list[str]]
    score: Callable[[Choices, frozenset[int]], Score]
    guess_floor: Callable[[Choices], float]
