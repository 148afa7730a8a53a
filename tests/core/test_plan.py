"""A backlog is spread over days, and nothing of it is lost."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.plan import overdueness, recall_at, spread_backlog, spread_days
from tests.core.test_gain import NOW, state

backlogs = st.dictionaries(
    st.integers(0, 500),
    st.builds(state, st.floats(0.1, 300), st.just(5.0), st.floats(0, 400)),
    max_size=60,
)


@given(backlogs, st.integers(1, 12))
def test_spreading_a_backlog_keeps_all_of_it(backlog, per_day: int) -> None:  # type: ignore[no-untyped-def]
    days = spread_backlog(backlog, NOW, per_day)
    assert sorted(key for day in days for key in day) == sorted(backlog)
    assert all(len(day) == per_day for day in days[:-1])


@given(backlogs, st.integers(1, 12))
def test_what_is_most_overdue_comes_first(backlog, per_day: int) -> None:  # type: ignore[no-untyped-def]
    order = [
        overdueness(backlog[key], NOW) for d in spread_backlog(backlog, NOW, per_day) for key in d
    ]
    assert order == sorted(order, reverse=True)


def test_a_day_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="room for one"):
        spread_backlog({1: state(1, 5, 2)}, NOW, 0)


@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 40))
def test_no_day_holds_more_than_fits_and_none_is_lost(counts: list[int], per_day: int) -> None:
    planned, left = spread_days(counts, per_day)
    assert all(count <= per_day for count in planned)
    assert sum(planned) + left == sum(counts)


def test_recall_on_a_later_day_counts_what_was_never_practised() -> None:
    exam = NOW + timedelta(days=30)
    known = [state(1000, 5, 0)]
    alone = recall_at(known, 0, NOW, exam)
    half_unmet = recall_at(known, 1, NOW, exam)
    assert alone is not None
    assert half_unmet is not None
    assert half_unmet < alone < 1
    assert recall_at([], 0, NOW, exam) is None
