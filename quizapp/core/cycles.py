"""Titles that come back under several parents: "Pneumonia, Causes, Care, Asthma, Causes, Care".

What comes back cannot be a part of the whole document, so the titles that it comes back under are
found from it, whatever they are called.
"""

import re
from collections import Counter
from collections.abc import Sequence
from enum import Enum, auto

from quizapp.core.topics import Topic, has_no_subsections, topic_of

_MIN_PARENTS = 2
# Each place is compared with others: a book of more titles is read without cycles.
_MOST_TITLES = 600
# Steps of clinical judgement, which texts for nurses take one by one under their nursing care.
_STEPS = re.compile(
    r"recogni[sz]ing cues|analy[sz]ing cues|prioriti[sz]ing hypotheses|generating solutions"
    r"|taking action|evaluating outcomes"
)
_PATIENT = re.compile(
    r"\b(?:the |an? )?(?:patients?|clients?|persons?|people|individuals?|child(?:ren)?|adults?)"
    r" (?:with|who has|who have|at risk for) .*$"
)


class Role(Enum):
    """What a title is in a cycle."""

    PARENT = auto()
    CHILD = auto()
    GRANDCHILD = auto()


def find_cycles(titles: Sequence[str], *, first: int) -> dict[int, Role]:
    """Roles of the titles from place `first` on, where titles come back; {} where none does."""
    if len(titles) > _MOST_TITLES:
        return {}
    bare = _bare_titles(titles)
    times = Counter(bare[first:])
    back = {
        place
        for place in range(first, len(titles))
        if times[bare[place]] > 1 and not has_no_subsections(titles[place])
    }
    if len({bare[place] for place in back}) < _MIN_PARENTS:
        return {}
    parents = _parents(titles, bare, back, first)
    if len(parents) < _MIN_PARENTS:
        return {}
    topical = _are_topics(titles, back)
    roles = dict.fromkeys(parents, Role.PARENT)
    last = max(back, key=lambda place: len(bare) - bare[parents[0] :].index(bare[place]))
    for place in range(parents[0] + 1, len(titles)):
        if place in roles or has_no_subsections(titles[place]):
            continue
        if place in back:
            deeper = _details(bare, place, back)
            roles[place] = Role.GRANDCHILD if deeper else Role.CHILD
        elif topical and place - 1 in roles and bare[place - 1] != bare[last]:
            roles[place] = Role.CHILD
    return roles


def _are_topics(titles: Sequence[str], back: set[int]) -> bool:
    """Whether what comes back is mostly what any text is divided by, as "Causes" is."""
    return sum(topic_of(titles[place]) is not Topic.NONE for place in back) * 2 >= len(back)


def _bare_titles(titles: Sequence[str]) -> list[str]:
    """Titles without the names of what they are about, so that those of a kind are equal."""
    lowered = [" ".join(title.casefold().split()) for title in titles]
    bare: list[str] = []
    for place, title in enumerate(lowered):
        short = _PATIENT.sub("patients", title)
        for other in lowered[max(0, place - 12) : place]:
            named = re.search(
                rf"(?:^{re.escape(other)}:? | (?:of|in|for|with) {re.escape(other)}$)", short
            )
            if named and len(short) > len(other):
                short = short.replace(named[0], " ").strip()
        bare.append(short)
    return bare


def _parents(titles: Sequence[str], bare: Sequence[str], back: set[int], first: int) -> list[int]:
    order: dict[str, int] = {}
    parents: list[int] = []
    topical = _are_topics(titles, back)
    last = -1
    for place in sorted(back):
        rank = order.setdefault(bare[place], len(order))
        if not parents:
            before = place - 1
            while topical and before > first and topic_of(titles[before]) is not Topic.NONE:
                before -= 1
            if before < first or has_no_subsections(titles[before]):
                return []
            parents.append(before)
        elif rank <= order[bare[last]] or bare[place] in {
            bare[seen] for seen in back if parents[-1] < seen < place
        }:
            between = [at for at in range(last + 1, place) if not has_no_subsections(titles[at])]
            if not between:
                return []
            ranked = [at for at in between if topic_of(titles[at]) is Topic.MAJOR]
            plain = [at for at in between if topic_of(titles[at]) is Topic.NONE]
            parents.append((plain or between)[0] if topical else (ranked or between[:1])[-1])
        last = place
    return parents


def _details(bare: Sequence[str], place: int, back: set[int]) -> bool:
    """Whether a title always follows the same other one, with which it shares a word."""
    if _STEPS.match(bare[place]):
        return True
    own = [at for at in back if bare[at] == bare[place]]
    before = {bare[at - 1] if at - 1 in back else "" for at in own}
    if len(before) != 1 or not (other := before.pop()):
        return False
    shared = {word[:6] for word in re.findall(r"[a-z]{5,}", bare[place])} & {
        word[:6] for word in re.findall(r"[a-z]{5,}", other)
    }
    return bool(shared)
