"""Where a lesson stops to ask: a question after every few hundred words, about what was just read.

Questions between paragraphs help more than the same ones at the end: Rothkopf, "Learning from
written instructive materials" (1966).
"""

from collections.abc import Sequence
from dataclasses import dataclass

WORDS_BETWEEN = 200


@dataclass(frozen=True)
class Stretch:
    """A passage as placing sees it: its span in the source and its number of words."""

    start: int
    end: int
    words: int


def place_checks(passages: Sequence[Stretch], sources: Sequence[int]) -> dict[int, int]:
    """For the place of a passage, the place in `sources` of the question to ask after it.

    `sources` are the offsets that the questions rest on. A check comes after at least
    WORDS_BETWEEN words, about the latest of what was read since the last one; nothing is asked
    twice. A lesson that is shorter has its one check at its end.
    """
    placed: dict[int, int] = {}
    since, words = 0, 0
    for place, passage in enumerate(passages):
        words += passage.words
        is_last = place == len(passages) - 1
        if words < WORDS_BETWEEN and not (is_last and not placed):
            continue
        begin = passages[since].start
        about = [
            (offset, number)
            for number, offset in enumerate(sources)
            if begin <= offset < passage.end and number not in placed.values()
        ]
        if about:
            placed[place] = max(about)[1]
            since, words = place + 1, 0
    return placed
