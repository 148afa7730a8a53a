"""Which of the proposed questions a section keeps: fewer and better."""

from collections import Counter
from collections.abc import Callable, Sequence

from quizapp.core.generation import wording
from quizapp.core.generation.candidates import Candidate

MOST_ITEMS = 8
ENOUGH_ITEMS = 4
ENOUGH_TYPES = 2
_MOST_PER_RULE = 3
_MORE_OF_A_RULE = 1
_MOST_TRUE_FALSE = 3
_MOST_OF_A_TYPE = 6
_MOST_ON_ONE_SENTENCE = 2
LAST_RESORT = "statement"
_MOST_WITH_LAST_RESORT = 3
# A quiz of nothing but true statements is passed by whoever always says so.
_MOST_OF_LAST_RESORT = 2


def choose(
    proposed: Sequence[Candidate], *, is_sound: Callable[[Candidate], bool]
) -> list[Candidate]:
    """The best candidates in the order of the source, none of them resting on the same words.

    True statements are only taken to fill a section up to three questions, one whose rationale only
    repeats it where there is no other question; and statements that are
    met as an option elsewhere only where there would else be too few questions, or of one type.
    """
    ranked = sorted(
        proposed, key=lambda candidate: (-candidate.score, candidate.start, candidate.rule)
    )
    chosen: list[Candidate] = []
    for repeats in (False, True):
        if repeats and _is_enough(chosen):
            break
        for candidate in _by_need(ranked, chosen) if repeats else ranked:
            if len(chosen) == MOST_ITEMS or (repeats and _is_enough(chosen)):
                break
            if _has_room(candidate, chosen, repeats=repeats) and is_sound(candidate):
                chosen.append(candidate)
    return sorted(chosen, key=lambda candidate: (candidate.start, candidate.stem))


def _is_enough(chosen: Sequence[Candidate]) -> bool:
    return len(chosen) >= ENOUGH_ITEMS and len({one.type for one in chosen}) >= ENOUGH_TYPES


def _by_need(ranked: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Candidate]:
    """Candidates not chosen yet, those of a type that is missing first."""
    types = {one.type for one in chosen}
    left = [one for one in ranked if one not in chosen]
    return sorted(left, key=lambda one: one.type in types)


def _has_room(candidate: Candidate, chosen: Sequence[Candidate], *, repeats: bool) -> bool:
    rules = Counter(other.rule for other in chosen)
    types = Counter(other.type for other in chosen)
    most_of_type = _MOST_TRUE_FALSE if candidate.type == "true_false" else _MOST_OF_A_TYPE
    most_of_rule = _MOST_PER_RULE + (_MORE_OF_A_RULE if repeats else 0)
    lacks_a_type = len(types) == 1 and candidate.type not in types
    full = (
        types[candidate.type] >= most_of_type
        or rules[candidate.rule] >= most_of_rule
        or (
            candidate.rule == LAST_RESORT
            and (
                rules[LAST_RESORT] >= _MOST_OF_LAST_RESORT
                or (len(chosen) >= _MOST_WITH_LAST_RESORT and not lacks_a_type)
                or (bool(chosen) and _only_repeats(candidate))
            )
        )
    )
    if full or (not repeats and any(_repeats(candidate, other) for other in chosen)):
        return False
    if sum(_overlap(candidate, other) for other in chosen) >= _MOST_ON_ONE_SENTENCE:
        return False
    return not any(_clash(candidate, other) for other in chosen)


def _only_repeats(candidate: Candidate) -> bool:
    """Whether a rationale says nothing that the stem does not."""
    return wording.stems(candidate.rationale) <= wording.stems(candidate.stem)


def _clash(one: Candidate, other: Candidate) -> bool:
    """Whether two questions ask the same, or one of them gives the other away."""
    if _alike(one, other):
        return True
    if _overlap(one, other) and not _are_variants(one, other):
        return True
    return _undoes(one, other) or _undoes(other, one)


def _overlap(one: Candidate, other: Candidate) -> bool:
    return _touch(one.rests_on, other.rests_on)


def _touch(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < stop and begin < end for start, end in some for begin, stop in others)


def _are_variants(one: Candidate, other: Candidate) -> bool:
    """An easier and a harder question on the same words, neither holding the other's key."""
    return (
        one.type != other.type
        and one.step != other.step
        and one.rests_on == other.rests_on
        and not _reveals(one, other)
        and not _reveals(other, one)
    )


def _reveals(one: Candidate, other: Candidate) -> bool:
    if one.affirms:
        return True
    shown = " ".join((one.stem, *one.keys)).casefold()
    keys = (key.casefold() for key in other.keys)
    return other.type != "true_false" and any(key in shown for key in keys)


def _undoes(one: Candidate, other: Candidate) -> bool:
    """Whether one shows as true what a wrong option of the other turns round, or turns it too."""
    return _touch(one.contradicts, other.contradicts) or (
        other.affirms and _touch(one.contradicts, other.rests_on)
    )


def _repeats(one: Candidate, other: Candidate) -> bool:
    """Whether a statement to judge was met as an option of another question."""
    return (one.type == "true_false" and _touch(one.rests_on, other.contradicts)) or (
        other.type == "true_false" and _touch(other.rests_on, one.contradicts)
    )


def _alike(one: Candidate, other: Candidate) -> bool:
    if (one.rule, one.stem.casefold()) == (other.rule, other.stem.casefold()):
        return True
    if one.type != other.type:
        return False
    first, second = wording.stems(one.stem), wording.stems(other.stem)
    return first == second and set(one.keys) == set(other.keys)
