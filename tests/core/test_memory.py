"""Memory: agreement with the reference implementation, forgetting, and what counts as a day."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.items import Step
from quizapp.core.memory import (
    Memory,
    Rating,
    is_due,
    is_same_study_day,
    note_repeat,
    retrievability,
    review,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REFERENCE = fsrs.Scheduler(
    desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False
)

ratings = st.sampled_from(Rating)
gaps = st.timedeltas(timedelta(minutes=1), timedelta(days=400))
histories = st.lists(st.tuples(gaps, ratings), min_size=1, max_size=12)


def answered(
    rating: Rating = Rating.GOOD, now: datetime = NOW, before: Memory | None = None
) -> Memory:
    return review(before, rating, right=rating > Rating.AGAIN, step=Step.EASY, now=now)


def after(history: list[tuple[timedelta, Rating]]) -> Memory:
    memory, now = None, NOW
    for gap, rating in history:
        now += gap
        memory = answered(rating, now, memory)
    assert memory is not None
    return memory


@given(histories)
def test_a_history_of_reviews_gives_what_the_reference_implementation_gives(
    history: list[tuple[timedelta, Rating]],
) -> None:
    card, now = fsrs.Card(card_id=1, due=NOW), NOW
    for gap, rating in history:
        now += gap
        card, _log = REFERENCE.review_card(card, fsrs.Rating(rating), now)
    memory = after(history)
    assert (memory.stability, memory.memory_difficulty) == (card.stability, card.difficulty)
    assert (memory.due_at, memory.reviewed_at) == (card.due, card.last_review)


@given(histories, ratings)
def test_a_review_leaves_the_memory_that_it_was_given_as_it_was(
    history: list[tuple[timedelta, Rating]], rating: Rating
) -> None:
    memory = after(history)
    copy = Memory(**vars(memory))
    now = memory.reviewed_at + timedelta(days=1)
    assert answered(rating, now, memory) is not memory
    note_repeat(memory, right=False, step=Step.HARD, now=now)
    assert memory == copy


@given(histories)
def test_recall_is_certain_at_once(history: list[tuple[timedelta, Rating]]) -> None:
    memory = after(history)
    assert retrievability(memory, memory.reviewed_at) == 1.0


@given(histories, gaps, gaps)
def test_recall_only_falls_while_nothing_is_answered(
    history: list[tuple[timedelta, Rating]], one: timedelta, other: timedelta
) -> None:
    memory = after(history)
    sooner, later = sorted((one, other))
    first = retrievability(memory, memory.reviewed_at + sooner)
    second = retrievability(memory, memory.reviewed_at + later)
    assert 0 < second <= first < 1
    assert second < first or later - sooner < timedelta(seconds=1)


@given(histories)
def test_recall_is_nine_in_ten_after_as_many_days_as_stability_says(
    history: list[tuple[timedelta, Rating]],
) -> None:
    memory = after(history)
    then = memory.reviewed_at + timedelta(days=memory.stability)
    assert retrievability(memory, then) == pytest.approx(0.9, abs=1e-6)


def test_an_hour_already_costs_some_recall() -> None:
    memory = answered()
    assert retrievability(memory, NOW + timedelta(hours=1)) < 1.0


def test_a_clock_that_runs_behind_takes_recall_as_certain() -> None:
    assert retrievability(answered(), NOW - timedelta(days=1)) == 1.0


def test_an_objective_is_due_from_the_instant_of_its_due_date() -> None:
    memory = answered()
    assert not is_due(memory, memory.due_at - timedelta(seconds=1))
    assert is_due(memory, memory.due_at)


@pytest.mark.parametrize(
    ("worse", "better"),
    [(Rating.AGAIN, Rating.HARD), (Rating.HARD, Rating.GOOD), (Rating.GOOD, Rating.EASY)],
)
def test_a_better_first_answer_lasts_longer(worse: Rating, better: Rating) -> None:
    assert answered(worse).stability < answered(better).stability


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="UTC"):
        answered(now=NOW.replace(tzinfo=None))


def test_the_study_day_ends_at_the_learners_midnight_and_not_at_utc_midnight() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    evening = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    memory = answered(now=evening)
    after_utc_midnight = evening + timedelta(hours=1)
    assert is_same_study_day(memory, after_utc_midnight, zone)
    assert not is_same_study_day(memory, after_utc_midnight, UTC)


@given(st.integers(-12, 14), st.timedeltas(timedelta(0), timedelta(days=3)))
def test_the_same_study_day_means_the_same_date_in_the_learners_zone(
    hours: int, gap: timedelta
) -> None:
    zone = timezone(timedelta(hours=hours))
    memory = answered()
    same = (NOW + timedelta(hours=hours)).date() == (NOW + gap + timedelta(hours=hours)).date()
    assert is_same_study_day(memory, NOW + gap, zone) is same


def test_forgetting_what_was_recalled_before_is_a_lapse() -> None:
    forgotten = answered(Rating.AGAIN, NOW + timedelta(days=4), answered(Rating.GOOD))
    assert forgotten.lapses == 1


def test_missing_again_what_was_missed_before_is_no_further_lapse() -> None:
    missed = answered(Rating.AGAIN)
    assert missed.lapses == 0
    assert answered(Rating.AGAIN, NOW + timedelta(days=1), missed).lapses == 0


@given(histories)
def test_every_review_is_counted_as_a_success_or_a_failure(
    history: list[tuple[timedelta, Rating]],
) -> None:
    memory = after(history)
    assert memory.reps == memory.successes + memory.failures == len(history)
    assert memory.failures == sum(rating is Rating.AGAIN for _gap, rating in history)


def test_a_repeat_on_the_same_day_counts_and_leaves_stability_alone() -> None:
    memory = answered()
    later = NOW + timedelta(hours=2)
    repeated = note_repeat(memory, right=False, step=Step.HARD, now=later)
    kept = ("stability", "memory_difficulty", "reviewed_at", "due_at", "reps", "lapses")
    assert [getattr(repeated, name) for name in kept] == [getattr(memory, name) for name in kept]
    assert (repeated.failures, repeated.last_right) == (1, False)
    assert (repeated.answered_at, repeated.last_step) == (later, Step.HARD)


def test_misses_are_counted_from_the_review_on_that_moved_stability() -> None:
    missed = answered(Rating.AGAIN)
    repeated = note_repeat(missed, right=False, step=Step.HARD, now=NOW + timedelta(hours=1))
    later = note_repeat(repeated, right=True, step=Step.HARD, now=NOW + timedelta(hours=2))
    assert [m.missed_since for m in (missed, repeated, later)] == [1, 2, 2]
    assert answered(Rating.GOOD, NOW + timedelta(days=1), later).missed_since == 0
