"""A section's objectives, made from its questions; questions of one objective are its variants."""

from collections import Counter
from collections.abc import Sequence

from quizapp.core.generation import subjects
from quizapp.core.generation.candidates import Candidate

MOST_OBJECTIVES = 4
_FEWEST_OF_ITS_OWN = 2

_Group = tuple[str, str]


def assign(chosen: Sequence[Candidate], topic: str) -> list[tuple[Candidate, str]]:
    """Each question with its objective, in the order of the questions; at most four objectives.

    Questions with one verb on one aspect share an objective. One that would stand alone joins the
    others on its aspect; aspects beyond the four with the most questions are taken together.
    """
    aspects = _kept_aspects(chosen)
    groups = [
        (candidate.verb, candidate.aspect if candidate.aspect in aspects else subjects.OTHER)
        for candidate in chosen
    ]
    for merge in (_join_lone, _join_smallest):
        groups = merge(groups)
    return [
        (candidate, subjects.objective(verb, aspect, topic))
        for candidate, (verb, aspect) in zip(chosen, groups, strict=True)
    ]


def _kept_aspects(chosen: Sequence[Candidate]) -> frozenset[str]:
    counts = Counter(candidate.aspect for candidate in chosen)
    most = MOST_OBJECTIVES if len(counts) <= MOST_OBJECTIVES else MOST_OBJECTIVES - 1
    return frozenset(aspect for aspect, _ in counts.most_common(most))


def _join_lone(groups: Sequence[_Group]) -> list[_Group]:
    """A group of one takes the verb of its aspect's largest group."""
    sizes = Counter(groups)
    return [
        group if sizes[group] >= _FEWEST_OF_ITS_OWN else _largest(group[1], sizes)
        for group in groups
    ]


def _join_smallest(groups: Sequence[_Group]) -> list[_Group]:
    """Groups beyond the fourth in size join the largest one on their aspect."""
    sizes = Counter(groups)
    kept = {group for group, _ in sizes.most_common(MOST_OBJECTIVES)}
    return [group if group in kept else _largest(group[1], sizes) for group in groups]


def _largest(aspect: str, sizes: Counter[_Group]) -> _Group:
    return max(
        (group for group in sizes if group[1] == aspect), key=lambda group: (sizes[group], group)
    )
