"""What the drag-and-drop types share: blanks in a text, filled from one list of tokens.

Cloze is scored 0/1 for each blank; the sentence of cause and effect (rationale) as a dyad or a
triad whose anchor is the first blank. A response is the list of the tokens' positions, one for each
blank. Selecting does all that dragging does.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from random import Random
from typing import Any

from quizapp.core.errors import Invalid
from quizapp.core.item_types import passages
from quizapp.core.item_types.base import (
    Carried,
    ItemType,
    Shown,
    find_again,
    is_list_of_positions,
    lettered,
    shuffled,
)
from quizapp.core.item_types.passages import PASSAGE
from quizapp.core.item_types.slots import read_slots
from quizapp.core.item_types.tables import (
    RATIONALE as WHY,
)
from quizapp.core.item_types.tables import (
    Column,
    Table,
    count_problems,
    read_parts,
    wording_problems,
)
from quizapp.core.scoring import Score, rationale_by_slot, zero_one_by_slot

CLOZE, RATIONALE = "drag_and_drop_cloze", "drag_and_drop_rationale"
BLANKS = {CLOZE: range(1, 7), RATIONALE: range(2, 4)}
TOKENS = Table(
    name="tokens",
    row="token",
    label="Tokens",
    hint="Write the number of the blank that a token belongs in; leave it empty for distractors.",
    columns=(
        Column("text", "Token"),
        Column("blank", "Its blank", required=False, secret=True),
        WHY,
    ),
    fewest=4,
    most=10,
)


@dataclass(frozen=True)
class Token:
    """Words that may fill a blank; `blank` is the number of the one that they belong in, or ""."""

    text: str
    blank: str = ""
    rationale: str = ""


@dataclass(frozen=True)
class DragAndDrop:
    """Content of a drag-and-drop item. A position in `tokens` identifies a token."""

    type: str
    passage: str
    tokens: tuple[Token, ...]

    @property
    def key(self) -> list[int]:
        """For each blank, the position of the token that belongs there."""
        filled = [(int(t.blank), position) for position, t in enumerate(self.tokens) if t.blank]
        return [position for _blank, position in sorted(filled)]


def drag_and_drop(
    type_name: str, passage: str, tokens: Iterable[tuple[str, str, str]]
) -> DragAndDrop:
    """The content of a passage and of (token, blank, rationale)."""
    return DragAndDrop(type_name, passage, tuple(Token(*token) for token in tokens))


def load(type_name: str, record: Mapping[str, Any]) -> DragAndDrop:
    """Read `passage` and `tokens`. Raises Invalid naming each that cannot be read."""
    settings, rows = read_parts(record, [PASSAGE], [TOKENS])
    odd = [row["text"] for row in rows["tokens"] if row["blank"] and not row["blank"].isdecimal()]
    if odd:
        raise Invalid([f"tokens: write a number as the blank of “{text}”." for text in odd])
    return DragAndDrop(type_name, settings["passage"], tuple(Token(**r) for r in rows["tokens"]))


def dump(content: DragAndDrop) -> dict[str, Any]:
    """The record that `load` reads."""
    return {"passage": content.passage, "tokens": [asdict(token) for token in content.tokens]}


def problems(content: DragAndDrop) -> list[str]:
    """What keeps the tokens from filling the blanks; empty when nothing does."""
    found = count_problems(TOKENS, len(content.tokens))
    found += wording_problems(TOKENS, [token.text for token in content.tokens])
    numbers = sorted(int(token.blank) for token in content.tokens if token.blank)
    allowed = BLANKS[content.type]
    if len(numbers) not in allowed or numbers != list(range(1, len(numbers) + 1)):
        found.append(f"tokens: give {allowed[0]} to {allowed[-1]} of them a blank: 1, 2 and so on.")
    return found + passages.problems(content.passage, len(numbers))


def score(content: DragAndDrop, response: Any) -> Score:
    """By the type's rule. Raises Invalid unless each blank has a token."""
    tokens, key = content.tokens, content.key
    if not is_list_of_positions(response, len(tokens)):
        raise Invalid("That token is not part of this question. Load the question again.")
    if len(response) != len(key):
        raise Invalid("Choose what belongs in each blank.")
    reasons = [
        f"You put “{tokens[given].text}” here, and that is right."
        if given == right
        else f"You put “{tokens[given].text}” here. It is “{tokens[right].text}”."
        for right, given in zip(key, response, strict=True)
    ]
    rule = rationale_by_slot if content.type == RATIONALE else zero_one_by_slot
    return rule(key, response, reasons)


def guess_floor(content: DragAndDrop) -> float:
    """Chance of full points for somebody who uses no token twice and guesses."""
    return 1 / math.perm(len(content.tokens), len(content.key))


def arrange(content: DragAndDrop, rng: Random) -> tuple[int, ...]:
    """The tokens in an order drawn evenly."""
    return shuffled(len(content.tokens), rng)


def show(content: DragAndDrop, shown: Shown) -> dict[str, Any]:
    """The passage in pieces, and the tokens."""
    return {
        "pieces": passages.pieces(content.passage),
        "tokens": lettered([token.text for token in content.tokens], shown),
    }


def as_text(content: DragAndDrop, shown: Shown) -> tuple[str, ...]:
    """The passage, then a line for each token."""
    tokens = lettered([token.text for token in content.tokens], shown)
    return (
        passages.with_blanks_drawn(content.passage),
        *(f"{token['letter']}. {token['text']}" for token in tokens),
    )


def carry_over(
    seen: DragAndDrop, other: DragAndDrop, response: Any, shown: Shown
) -> Carried | None:
    """The same by the positions of the tokens in another version; None for another text or list."""
    places = find_again(*([token.text for token in each.tokens] for each in (seen, other)))
    if places is None or seen.passage != other.passage:
        return None
    return [places[token] for token in response], tuple(places[each] for each in shown)


def _item_type(name: str, label: str, instruction: str) -> ItemType[DragAndDrop]:
    return ItemType(
        name=name,
        label=label,
        instruction=instruction,
        layout="tokens",
        settings=(PASSAGE,),
        tables=(TOKENS,),
        load=partial(load, name),
        dump=dump,
        problems=problems,
        score=score,
        guess_floor=guess_floor,
        arrange=arrange,
        show=show,
        as_text=as_text,
        read_response=partial(read_slots, called="Blank", to_do="choose what belongs there"),
        carry_over=carry_over,
    )


CLOZE_TYPE = _item_type(CLOZE, "Fill in from one list", "Put what belongs there into each blank.")
RATIONALE_TYPE = _item_type(
    RATIONALE,
    "Sentence of cause and effect, from one list",
    "Complete the sentence. Its parts are scored together.",
)
