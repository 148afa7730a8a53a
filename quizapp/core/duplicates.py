"""Paragraphs that stand in a document twice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.titles import words_of

MIN_WORDS = 8
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Copy:
    """A paragraph, how specific the place is where it stands, and its own name for the caller."""

    text: str
    specificity: tuple[int, int]
    place: tuple[int, int]


def find_duplicates(copies: Sequence[Copy]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Pairs (place of a copy to drop, place of the copy to keep).

    Kept is the copy in the most specific place, among equals the first. Short paragraphs may
    repeat.
    """
    alike: dict[str, list[Copy]] = {}
    for copy in copies:
        if words_of(copy.text) >= MIN_WORDS:
            alike.setdefault(_normalised(copy.text), []).append(copy)
    for group in alike.values():
        best = max(group, key=lambda copy: copy.specificity)
        yield from ((copy.place, best.place) for copy in group if copy is not best)


def _normalised(text: str) -> str:
    return _NOT_WORD.sub(" ", text).casefold().strip()
