"""Which of the proposed questions a section keeps: fewer and better."""

from collections import Counter
from collections.abc import Callable, Sequence

from quizapp.core.generation import wording
from quizapp.core.generation.candidates import Candidate

MOST_ITEMS = 8
ENOUGH_ITEMS = 3
_MOST_PER_RULE = 3
_MOST_TRUE_FALSE = 3
LAST_RESORT = "statement"


def choose(
    proposed: Sequence[Candidate], *, is_sound: Callable[[Candidate], bool]
) -> list[Candidate]:
    """The best candidates in the order of the source, none of them resting on the same words.

    True statements are only taken to fill a section up to three questions.
    """
    ranked = sorted(
        proposed, key=lambda candidate: (-candidate.score, candidate.start, candidate.rule)
    )
    chosen: list[Candidate] = []
    for candidate in ranked:
        if len(chosen) == MOST_ITEMS:
            break
        if _has_room(candidate, chosen) and is_sound(candidate):
            chosen.append(candidate)
    return sorted(chosen, key=lambda candidate: (candidate.start, candidate.stem))


def _has_room(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    rules = Counter(other.rule for other in chosen)
    types = Counter(other.type for other in chosen)
    if candidate.rule == LAST_RESORT and len(chosen) >= ENOUGH_ITEMS:
        return False
    if candidate.type == "true_false" and types["true_false"] >= _MOST_TRUE_FALSE:
        return False
    return rules[candidate.rule] < _MOST_PER_RULE and not any(
        _overlap(candidate, other) or _alike(candidate, other) for other in chosen
    )


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.start < other.end and other.start < one.end


def _alike(one: Candidate, other: Candidate) -> bool:
    if one.type != other.type:
        return False
    first, second = wording.stems(one.stem), wording.stems(other.stem)
    keys = [{o.text for o in c.options if o.correct} for c in (one, other)]
    return first == second and keys[0] == keys[1]
