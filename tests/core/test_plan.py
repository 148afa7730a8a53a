"""A backlog is spread over days, and nothing of it is lost."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.plan import (
    LONGEST_ANSWER,
    days_to_catch_up,
    practised,
    recall_at,
    spread_days,
)
from tests.core.test_gain import NOW, state


@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 40))
def test_no_day_holds_more_than_fits_and_none_is_lost(counts: list[int], per_day: int) -> None:
    planned, left = spread_days(counts, per_day)
    assert all(count <= per_day for count in planned)
    assert sum(planned) + left == sum(counts)


@given(st.integers(0, 500), st.integers(1, 40))
def test_after_a_break_each_day_is_full_until_the_backlog_is_gone(
    backlog: int, per_day: int
) -> None:
    planned, left = spread_days([backlog] + [0] * 600, per_day)
    assert left == 0
    assert planned == sorted(planned, reverse=True)
    assert sum(count > 0 for count in planned) == -(-backlog // per_day)


def test_recall_on_a_later_day_counts_what_was_never_practised() -> None:
    exam = NOW + timedelta(days=30)
    known = [state(1000, 5, 0)]
    alone = recall_at(known, 0, NOW, exam)
    half_unmet = recall_at(known, 1, NOW, exam)
    assert alone is not None
    assert half_unmet is not None
    assert half_unmet < alone < 1
    assert recall_at([], 0, NOW, exam) is None


seconds = st.floats(0, 7200).map(lambda s: timedelta(seconds=s))
answers = st.lists(st.tuples(seconds, seconds), min_size=1, max_size=20)


def at_their_times(gaps: list[tuple[timedelta, timedelta]]) -> list[tuple[datetime, timedelta]]:
    """Answers as the log has them: a question is shown after the answer before."""
    at, given = NOW, []
    for reading, latency in gaps:
        at += reading + latency
        given.append((at, latency))
    return given


@given(answers)
def test_no_more_is_practised_than_time_passes_and_no_answer_counts_for_long(
    gaps: list[tuple[timedelta, timedelta]],
) -> None:
    given_at = at_their_times(gaps)
    spans = practised(given_at)
    assert len(spans) == len(given_at)
    assert timedelta() <= spans[0] <= LONGEST_ANSWER
    assert all(timedelta() <= b - a <= LONGEST_ANSWER for a, b in pairwise(spans))
    began = given_at[0][0] - given_at[0][1]
    assert all(s <= at - began for s, (at, _) in zip(spans, given_at, strict=True))


def test_reading_why_counts_and_a_tab_left_open_does_not() -> None:
    brisk, tab = timedelta(seconds=20), timedelta(hours=1)
    at = [NOW, NOW + timedelta(seconds=50), NOW + timedelta(hours=2), NOW + timedelta(hours=4)]
    spans = practised(zip(at, [brisk, brisk, brisk, tab], strict=True))
    assert [span.total_seconds() for span in spans] == [20, 70, 90, 90 + 180]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), st.integers(1, 40))
def test_catching_up_ends_on_the_first_day_that_leaves_nothing_over(
    counts: list[int], per_day: int
) -> None:
    days = days_to_catch_up(counts, per_day)
    left = [spread_days(counts[:day], per_day)[1] for day in range(1, len(counts) + 1)]
    assert all(left[: days - 1])
    assert days > len(counts) or left[days - 1] == 0


def test_what_is_practised_already_leaves_less_of_the_first_day() -> None:
    assert spread_days([30, 0, 0], 20, first_day=5) == ([5, 20, 5], 0)
    assert days_to_catch_up([30, 0, 0], 20, first_day=5) == 3
    assert days_to_catch_up([200, *[0] * 20], 20) == 10
