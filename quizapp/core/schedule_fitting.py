"""FSRS parameters judged by what they would have predicted, and what changing them would move.

Both are read off the functions that schedule (`core.memory`), never off a fitting library's own
figures: what is compared is what a learner would get.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from statistics import fmean

from quizapp.core import memory
from quizapp.core.items import Step
from quizapp.core.memory import Memory, Rating
from quizapp.core.schedules import ScheduleParameters

FEWEST_JUDGED = 30
FEWEST_DAYS = 7
LATEST_SHARE = 0.2
_SMALLEST = 1e-9


@dataclass(frozen=True)
class Review:
    """The first answer of a day to an objective, which moved stability.

    `number` puts reviews in the order of the log, also those of different learners. `days` are the
    whole days since the review before, as `core.memory` counts them: 0 for the first one, and for
    one on the next calendar day before 24 hours have passed.
    """

    number: int
    at: datetime
    days: int
    rating: Rating


@dataclass(frozen=True)
class History:
    """One learner's reviews of one objective, the first one first."""

    learner: int
    course_id: int
    reviews: tuple[Review, ...]


@dataclass(frozen=True)
class Verdict:
    """Two sets of parameters on the same reviews: mean log losses, and which is to be used.

    `margin` is the standard error of the mean difference, taken over whole days of learners:
    answers of one day go well or badly together.
    """

    judged: int
    before: float
    after: float
    margin: float

    @property
    def better(self) -> bool:
        """Whether the second predicts better by more than one standard error.

        Less is luck as often as not, and a schedule that changes costs its learner something.
        After the one-standard-error rule of Breiman et al., "Classification and Regression Trees"
        (1984).
        """
        return self.before - self.after > self.margin


def keep_newest(histories: Iterable[History], most: int) -> list[History]:
    """Whole histories of no more than `most` reviews together, those that ended last before all."""
    kept: list[History] = []
    room = most
    for history in sorted(histories, key=lambda h: h.reviews[-1].number, reverse=True):
        if len(history.reviews) > room:
            break
        room -= len(history.reviews)
        kept.append(history)
    return kept


def split_point(histories: Sequence[History]) -> int:
    """The number of the first review of the newest fifth; ValueError where there is no review."""
    numbers = sorted(review.number for history in histories for review in history.reviews)
    if not numbers:
        raise ValueError("there is no review to split at")
    return numbers[int(len(numbers) * (1 - LATEST_SHARE))]


def until(histories: Iterable[History], number: int) -> list[History]:
    """The histories as they stood before a review."""
    cut = (
        replace(history, reviews=tuple(r for r in history.reviews if r.number < number))
        for history in histories
    )
    return [history for history in cut if history.reviews]


def judge(
    histories: Sequence[History],
    since: int,
    before: Callable[[int], ScheduleParameters],
    after: ScheduleParameters,
) -> Verdict | None:
    """Compare parameters on the reviews from number `since` on that are not an objective's first.

    `before` gives those in use by course id. None where fewer than 30 can be judged, or where they
    lie on fewer than seven days (UTC): a schedule of days is not judged by an evening or two.
    """
    pairs: list[tuple[float, float]] = []
    days: dict[tuple[int, date], list[float]] = {}
    for history in histories:
        judged = [review for review in history.reviews[1:] if review.number >= since]
        if not judged:
            continue
        old = losses_of(history, since, before(history.course_id))
        new = losses_of(history, since, after)
        pairs += zip(old, new, strict=True)
        for review, was, would_be in zip(judged, old, new, strict=True):
            days.setdefault((history.learner, review.at.date()), []).append(was - would_be)
    if len(pairs) < FEWEST_JUDGED or len({day for _learner, day in days}) < FEWEST_DAYS:
        return None
    return Verdict(
        judged=len(pairs),
        before=fmean(pair[0] for pair in pairs),
        after=fmean(pair[1] for pair in pairs),
        margin=_clustered_error(list(days.values())),
    )


def _clustered_error(clusters: Sequence[Sequence[float]]) -> float:
    """The standard error of a mean over clusters whose values belong together.

    Source: Liang and Zeger, "Longitudinal data analysis using generalized linear models" (1986),
    for a mean, with the usual factor for few clusters.
    """
    size, count = sum(map(len, clusters)), len(clusters)
    mean = sum(map(sum, clusters)) / size
    spread = sum(sum(value - mean for value in cluster) ** 2 for cluster in clusters)
    return math.sqrt(spread * count / (count - 1)) / size


def losses_of(history: History, since: int, parameters: ScheduleParameters) -> list[float]:
    """Log losses of recall at each review from number `since` on that is not the first."""
    losses: list[float] = []
    state: Memory | None = None
    for review in history.reviews:
        right = review.rating is not Rating.AGAIN
        if state is not None and review.number >= since:
            recall = memory.retrievability(state, review.at)
            bounded = min(1 - _SMALLEST, max(_SMALLEST, recall))
            losses.append(-math.log(bounded if right else 1 - bounded))
        state = memory.review(
            state,
            review.rating,
            right=right,
            step=Step.MEDIUM,
            now=review.at,
            parameters=parameters,
        )
    return losses


@dataclass(frozen=True)
class ScheduleChange:
    """What other parameters would do to a schedule.

    Objectives due on an earlier, a later and the same day, each at most once; and how many are due
    today, what is overdue included, and within seven days from today, before and after.
    """

    earlier: int
    later: int
    same: int
    today: tuple[int, int]
    week: tuple[int, int]


def compare_due(
    before: Mapping[int, datetime], after: Mapping[int, datetime], now: datetime, zone: tzinfo
) -> ScheduleChange:
    """The change from one schedule to another, due dates by objective id, in the learner's zone.

    What is overdue is due today in either.
    """
    today = now.astimezone(zone).date()
    pairs = [
        (_day(before[id_], today, zone), _day(after[id_], today, zone))
        for id_ in before.keys() & after.keys()
    ]
    end = today + timedelta(days=7)
    return ScheduleChange(
        earlier=sum(new < old for old, new in pairs),
        later=sum(new > old for old, new in pairs),
        same=sum(new == old for old, new in pairs),
        today=(sum(old == today for old, _ in pairs), sum(new == today for _, new in pairs)),
        week=(sum(old < end for old, _ in pairs), sum(new < end for _, new in pairs)),
    )


def _day(due_at: datetime, today: date, zone: tzinfo) -> date:
    return max(today, due_at.astimezone(zone).date())
