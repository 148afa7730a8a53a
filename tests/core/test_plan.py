"""A backlog is spread over days, and nothing of it is lost."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.plan import recall_at, spread_days
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
