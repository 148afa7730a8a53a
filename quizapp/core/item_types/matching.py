"""Matching: 2-10 entries (usually 3-6), each to be given its match; scored 0/1 for each pair.

There may be extra choices that match nothing. A choice's position counts the pairs' matches first
and the extras after them; a response is the list of the positions chosen, one for each entry, so
that the key is 0, 1, 2 and so on.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from random import Random
from typing import Any, ClassVar

from quizapp.core.errors import Invalid
from quizapp.core.item_types.base import (
    Carried,
    ItemType,
    Shown,
    find_again,
    is_list_of_positions,
    lettered,
    shuffled,
)
from quizapp.core.item_types.slots import read_slots
from quizapp.core.item_types.tables import (
    Column,
    Table,
    count_problems,
    rationale_column,
    read_tables,
    wording_problems,
)
from quizapp.core.scoring import Score, zero_one_by_slot

PAIRS = Table(
    name="pairs",
    row="pair",
    label="Pairs",
    hint="What is given, and what matches it.",
    columns=(
        Column("text", "Entry"),
        Column("match", "Its match"),
        rationale_column("Why they belong together"),
    ),
    fewest=2,
    most=10,
    usual=range(3, 7),
)
EXTRAS = Table(
    name="extras",
    row="extra",
    label="Further choices that match nothing",
    hint="With one or two, the last pair cannot be found by elimination.",
    columns=(
        Column("text", "Choice"),
        rationale_column("Why it matches nothing"),
    ),
    fewest=0,
    most=4,
)


@dataclass(frozen=True)
class Pair:
    """An entry and what matches it. `rationale` says why they belong together."""

    text: str
    match: str
    rationale: str = ""


@dataclass(frozen=True)
class Extra:
    """A choice that matches no entry. `rationale` says why."""

    text: str
    rationale: str = ""


@dataclass(frozen=True)
class Matching:
    """Content of a matching item."""

    pairs: tuple[Pair, ...]
    extras: tuple[Extra, ...] = ()
    type: ClassVar[str] = "matching"

    @property
    def choices(self) -> tuple[str, ...]:
        """What there is to choose from for each entry, by position."""
        return (*(pair.match for pair in self.pairs), *(extra.text for extra in self.extras))


def matched(
    pairs: Iterable[tuple[str, str, str]], extras: Iterable[tuple[str, str]] = ()
) -> Matching:
    """The content of (entry, match, rationale) and of extra (choice, rationale)."""
    return Matching(tuple(Pair(*pair) for pair in pairs), tuple(Extra(*each) for each in extras))


def load(record: Mapping[str, Any]) -> Matching:
    """Read `pairs` and `extras` from a record. Raises Invalid naming each that cannot be read."""
    rows = read_tables(record, [PAIRS, EXTRAS])
    return Matching(
        tuple(Pair(**row) for row in rows["pairs"]), tuple(Extra(**row) for row in rows["extras"])
    )


def dump(content: Matching) -> dict[str, Any]:
    """The record that `load` reads."""
    return {
        "pairs": [asdict(pair) for pair in content.pairs],
        "extras": [asdict(extra) for extra in content.extras],
    }


def problems(content: Matching) -> list[str]:
    """What keeps the pairs from being a matching question; empty when nothing does."""
    found = count_problems(PAIRS, len(content.pairs))
    found += count_problems(EXTRAS, len(content.extras))
    found += wording_problems(PAIRS, [pair.text for pair in content.pairs])
    matches = wording_problems(PAIRS, [pair.match for pair in content.pairs], "match")
    extras = wording_problems(EXTRAS, [extra.text for extra in content.extras])
    found += [problem for problem in matches + extras if problem not in found]
    folded = {pair.match.casefold() for pair in content.pairs}
    found += [
        f"extras: “{extra.text}” is a match too."
        for extra in content.extras
        if extra.text and extra.text.casefold() in folded
    ]
    return found


def score(content: Matching, response: Any) -> Score:
    """1 point for each entry with its match. Raises Invalid unless each entry has a choice."""
    choices, entries = content.choices, len(content.pairs)
    if not is_list_of_positions(response, len(choices)):
        raise Invalid("That choice is not part of this question. Load the question again.")
    if len(response) != entries:
        raise Invalid("Choose a match for each entry.")
    reasons = [
        f"You matched it with “{choices[chosen]}”, and that is right."
        if chosen == position
        else f"You matched it with “{choices[chosen]}”. It goes with “{choices[position]}”."
        for position, chosen in enumerate(response)
    ]
    return zero_one_by_slot(range(entries), response, reasons)


def guess_floor(content: Matching) -> float:
    """Chance of full points for somebody who uses no choice twice and guesses."""
    return 1 / math.perm(len(content.choices), len(content.pairs))


def arrange(content: Matching, rng: Random) -> tuple[int, ...]:
    """The choices in an order drawn evenly; the entries stay as they are written."""
    return shuffled(len(content.choices), rng)


def show(content: Matching, shown: Shown) -> dict[str, Any]:
    """The entries, and the choices for each of them."""
    return {
        "entries": [
            {"place": place, "text": pair.text} for place, pair in enumerate(content.pairs)
        ],
        "choices": lettered(content.choices, shown),
    }


def as_text(content: Matching, shown: Shown) -> tuple[str, ...]:
    """A line for each entry, then one for each choice."""
    entries = (f"{place}. {pair.text}" for place, pair in enumerate(content.pairs, start=1))
    choices = lettered(content.choices, shown)
    return (*entries, *(f"{choice['letter']}. {choice['text']}" for choice in choices))


def carry_over(seen: Matching, other: Matching, response: Any, shown: Shown) -> Carried | None:
    """The same by the positions of entries and choices in another version.

    None for other entries or other choices; which choices match nothing is part of the key.
    """
    entries = find_again(*([pair.text for pair in each.pairs] for each in (seen, other)))
    choices = find_again(seen.choices, other.choices)
    if entries is None or choices is None:
        return None
    chosen = {entries[entry]: choices[choice] for entry, choice in enumerate(response)}
    return [chosen[entry] for entry in sorted(chosen)], tuple(choices[each] for each in shown)


ITEM_TYPE = ItemType(
    name=Matching.type,
    label="Matching",
    instruction="Choose the match for each entry.",
    layout="matching",
    tables=(PAIRS, EXTRAS),
    load=load,
    dump=dump,
    problems=problems,
    score=score,
    guess_floor=guess_floor,
    arrange=arrange,
    show=show,
    as_text=as_text,
    read_response=partial(read_slots, called="Entry", to_do="choose its match"),
    carry_over=carry_over,
)
