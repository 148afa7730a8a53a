"""A text with numbered blanks, {1}, {2} and so on, to be filled in where they stand."""

import re
from typing import Any

from quizapp.core.item_types.tables import Setting

PASSAGE = Setting(
    "passage",
    "Text with blanks",
    "Write {1}, {2} and so on where the blanks are.",
    lines=4,
)
_BLANK = re.compile(r"\{(\d+)\}")


def pieces(passage: str) -> list[dict[str, Any]]:
    """The text's pieces in turn: {"text": words} or {"blank": number}, blanks numbered from 0."""
    found: list[dict[str, Any]] = []
    end = 0
    for blank in _BLANK.finditer(passage):
        if blank.start() > end:
            found.append({"text": passage[end : blank.start()]})
        found.append({"blank": int(blank[1]) - 1})
        end = blank.end()
    return [*found, {"text": passage[end:]}] if end < len(passage) else found


def with_blanks_drawn(passage: str) -> str:
    """The text for reading, each blank as (1) ______."""
    return _BLANK.sub(lambda blank: f"({blank[1]}) ______", passage)


def problems(passage: str, count: int) -> list[str]:
    """What is wrong with the blanks of a passage that must have so many; empty when nothing is."""
    numbers = [int(number) for number in _BLANK.findall(passage)]
    if numbers == list(range(1, count + 1)):
        return []
    wanted = ", ".join(f"{{{number}}}" for number in range(1, count + 1))
    return [f"passage: write {wanted} in this order, each once, where the blanks are."]
