"""Which question of a readiness test comes next: first the content area, then the question.

Areas keep to their shares at every length, so that a test that stops early covers the same content
as a long one. Within an area the question whose difficulty fits best is not always taken, or the
best-fitting few would soon be known to everybody.
"""

import heapq
import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random


@dataclass(frozen=True)
class Question:
    """An item that a test may ask. `area` is its content area: the section it belongs to."""

    item_id: int
    version_id: int
    objective_id: int
    area: int
    item_difficulty: float
    guess_floor: float
    difficulty_sd: float = 0.0


@dataclass(frozen=True)
class Draw:
    """How a question is drawn.

    `randomesque`: among so many that fit best (Kingsbury and Zara, "Procedures for selecting items
    for computerized adaptive tests", 1989). `most_exposed`: the share of tests above which a
    question waits for others, the restricted method of Revuelta and Ponsoda (1998); only from
    `counted_from` tests on, because a share of few tests says nothing.
    """

    randomesque: int = 10
    most_exposed: float = 0.4
    counted_from: int = 20


@dataclass(frozen=True)
class Exposure:
    """In how many tests each item was asked, and how many tests there were."""

    tests: int = 0
    asked: Mapping[int, int] | None = None


@dataclass(frozen=True)
class Drawn:
    """The next question, and the probability with which it was drawn within its area, 0-1."""

    question: Question
    propensity: float


DRAW = Draw()
UNSEEN = Exposure()


def share_out(questions: Sequence[Question]) -> dict[int, float]:
    """Each area's share of a test: its share of the questions that may be asked. Sums to 1."""
    counts = Counter(question.area for question in questions)
    return {area: count / len(questions) for area, count in counts.items()}


def next_area(
    shares: Mapping[int, float], asked: Mapping[int, int], open_areas: Collection[int]
) -> int:
    """The area whose turn it is among those that still have questions.

    Tijdeman, "The chairman assignment problem" (1980): among areas that are behind their share by
    at least 1/(2m-2), the one that would first fall behind by more than 1 - 1/(2m-2). After every
    question each of m areas is then within one question of its share. Taking the one that is
    furthest behind, as in Kingsbury and Zara (1989), lets small areas wait too long.
    """
    number = sum(asked.values()) + 1
    least = 1 / (2 * len(shares) - 2) if len(shares) > 1 else 0.0
    behind = {area: shares[area] * number - asked.get(area, 0) for area in sorted(open_areas)}
    due = {area: lag for area, lag in behind.items() if lag >= least - 1e-9}
    if not due:
        return max(behind, key=lambda area: behind[area])
    return min(due, key=lambda area: (1 - least - due[area]) / max(shares[area], 1e-9))


def draw_question(
    pool: Sequence[Question],
    shares: Mapping[int, float],
    asked: Sequence[Question],
    ability: float,
    rng: Random,
    draw: Draw = DRAW,
    exposure: Exposure = UNSEEN,
) -> Drawn | None:
    """The next question; None when the pool is used up.

    `pool` holds no question that was asked already. Not about the objective asked last where
    another one of the area is left, because siblings give each other away.
    """
    if not pool:
        return None
    by_area: dict[int, list[Question]] = {}
    for question in pool:
        by_area.setdefault(question.area, []).append(question)
    counts = Counter(question.area for question in asked)
    # What was published after the test began has no share, and is asked once the rest is used up.
    inside = by_area[next_area(dict.fromkeys(by_area, 0.0) | dict(shares), counts, by_area.keys())]
    if asked:
        inside = [q for q in inside if q.objective_id != asked[-1].objective_id] or inside
    if exposure.tests >= draw.counted_from and exposure.asked:
        most = draw.most_exposed * exposure.tests
        inside = [q for q in inside if exposure.asked.get(q.item_id, 0) < most] or inside
    best = heapq.nsmallest(draw.randomesque, inside, key=lambda q: misfit(q, ability))
    return Drawn(rng.choice(best), 1 / len(best))


def misfit(question: Question, ability: float) -> float:
    """How far, in logits, a question is from the one that tells most about this ability."""
    return abs(question.item_difficulty - ability + easier_by(question.guess_floor))


@lru_cache(maxsize=64)
def easier_by(guess_floor: float) -> float:
    """By how many logits the most telling question is easier than the ability is high.

    Without guessing not at all: it is the one with p = 0.5. With a guess floor c it is
    log((1 + sqrt(1 + 8c)) / 2): Birnbaum, in Lord and Novick, "Statistical theories of mental test
    scores" (1968).
    """
    return math.log((1 + math.sqrt(1 + 8 * guess_floor)) / 2)
