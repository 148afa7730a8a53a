"""What every item type provides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from quizapp.core.item_types.tables import Setting, Table
from quizapp.core.scoring import Score

# What a form sends: each field's name with its values. The same names serve JSON.
Fields: TypeAlias = Mapping[str, Sequence[str]]

# The content's movable parts in the order of one showing, each by its position in the content.
Shown: TypeAlias = Sequence[int]

# A response and the order shown, by positions in another version of the content.
Carried: TypeAlias = tuple[Any, tuple[int, ...]]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class ItemContent(Protocol):
    """What differs from type to type: a frozen dataclass of the type's own."""

    @property
    def type(self) -> str:
        """Name of the item type."""


C = TypeVar("C", bound=ItemContent)


@dataclass(frozen=True)
class ItemType(Generic[C]):
    """One kind of question: how it is read, checked, put, answered and scored.

    A response is plain JSON in a shape of the type's own, by positions in the content and never by
    places on screen, so that it can be scored again without knowing how it was shown.
    """

    name: str
    label: str
    instruction: str
    # Which of templates/item_types/ draws it; types alike on screen share one.
    layout: str
    # What its content is made of, in bank files and in the editor.
    tables: tuple[Table, ...]
    load: Callable[[Mapping[str, Any]], C]
    dump: Callable[[C], dict[str, Any]]
    # What keeps the content from being a question of this type; empty when nothing does.
    problems: Callable[[C], list[str]]
    # Raises Invalid when the response does not fit the content.
    score: Callable[[C, Any], Score]
    # Chance of full points by blind choice, 0-1.
    guess_floor: Callable[[C], float]
    # Draws the order of one showing, which must not tell the key.
    arrange: Callable[[C, Random], tuple[int, ...]]
    # What a learner sees before answering, as plain values: no key, no rationale, no position.
    show: Callable[[C, Shown], dict[str, Any]]
    # The same in lines of plain text, for where the layout cannot be drawn.
    as_text: Callable[[C, Shown], tuple[str, ...]]
    # Raises Invalid with "field: what to do" for each field to be looked at again.
    read_response: Callable[[Fields, Shown], Any]
    # A response to one version of the content, and the order it was shown in, by positions in
    # another version; None where the two do not ask about the same parts.
    carry_over: Callable[[C, C, Any, Shown], Carried | None]
    settings: tuple[Setting, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """The fields of a record that belong to this type."""
        return frozenset([s.name for s in self.settings] + [t.name for t in self.tables])


def shuffled(count: int, rng: Random) -> tuple[int, ...]:
    """Positions in an order drawn evenly."""
    positions = list(range(count))
    rng.shuffle(positions)
    return tuple(positions)


def lettered(texts: Sequence[str], shown: Shown) -> list[dict[str, Any]]:
    """The texts in the order shown, each with its place on screen and its letter."""
    return [
        {"place": place, "letter": LETTERS[place], "text": texts[position]}
        for place, position in enumerate(shown)
    ]


def find_again(texts: Sequence[str], others: Sequence[str]) -> dict[int, int] | None:
    """Where each text stands among the others, by position; None unless both have the same.

    Texts are told apart by their words alone, so a text that comes twice is not found again.
    """
    if len(set(texts)) < len(texts) or sorted(texts) != sorted(others):
        return None
    return {position: others.index(text) for position, text in enumerate(texts)}


def is_list_of_positions(response: Any, count: int) -> bool:
    """Whether a response is a list of positions among so many."""
    return isinstance(response, list | tuple) and all(
        isinstance(each, int) and not isinstance(each, bool) and 0 <= each < count
        for each in response
    )


def value_of(fields: Fields, name: str) -> str:
    """The field's first value; empty where there is none."""
    values = fields.get(name, ())
    return values[0].strip() if values else ""
