"""The few sentences of a text that stand for the rest of it.

Source: Mihalcea and Tarau, "TextRank: Bringing Order into Texts" (2004).
"""

import math
import re
from collections.abc import Sequence

_DAMPING = 0.85
_ROUNDS = 20
_MOST_SENTENCES = 120


def summarise(sentences: Sequence[str], *, most: int = 5) -> tuple[int, ...]:
    """Places of the `most` most central sentences, in the order of the text.

    Only the first 120 sentences are weighed, so that time stays linear in a long section.
    """
    words = [_words(sentence) for sentence in sentences[:_MOST_SENTENCES]]
    ties = [[_likeness(one, other) for other in words] for one in words]
    for place, row in enumerate(ties):
        row[place] = 0.0
    totals = [sum(row) for row in ties]
    ranks = [1.0] * len(words)
    for _ in range(_ROUNDS):
        ranks = [
            (1 - _DAMPING)
            + _DAMPING
            * sum(
                ranks[other] * ties[other][place] / totals[other]
                for other in range(len(words))
                if totals[other]
            )
            for place in range(len(words))
        ]
    best = sorted(range(len(words)), key=lambda place: (-ranks[place], place))[:most]
    return tuple(sorted(best))


def _words(sentence: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{4,}", sentence.lower()))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    if len(one) < 2 or len(other) < 2:  # noqa: PLR2004 - log 1 is 0
        return 0.0
    return len(one & other) / (math.log(len(one)) + math.log(len(other)))
