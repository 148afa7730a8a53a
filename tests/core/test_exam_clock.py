"""The clock of a readiness test."""

from datetime import UTC, datetime, timedelta

import pytest

from quizapp.core.exam_clock import IDLE, TimeAllowance, count_in_time, time_used

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def minutes(span: timedelta) -> float:
    return span.total_seconds() / 60


def test_time_runs_from_the_start() -> None:
    assert minutes(time_used(START, [], [], at(7))) == 7
    assert minutes(time_used(START, [at(2), at(5)], [], at(7))) == 7


def test_a_pause_stops_it() -> None:
    assert minutes(time_used(START, [], [(at(2), at(60))], at(63))) == 5
    assert minutes(time_used(START, [at(1)], [(at(2), None)], at(600))) == 2


def test_a_pause_counts_in_the_question_in_which_it_was_taken() -> None:
    used = time_used(START, [at(10), at(50)], [(at(12), at(45))], at(55))
    assert minutes(used) == 10 + 7 + 5


def test_a_lost_connection_costs_some_minutes_and_not_the_test() -> None:
    assert time_used(START, [at(1)], [], at(600)) == timedelta(minutes=1) + IDLE
    assert minutes(time_used(START, [at(600)], [], at(603))) == 23


def test_only_answers_in_time_count() -> None:
    answered = [at(5), at(9), at(11), at(12)]
    assert count_in_time(START, answered, [], timedelta(minutes=10)) == 2
    assert count_in_time(START, answered, [(at(9), at(10.5))], timedelta(minutes=10)) == 3
    assert count_in_time(START, answered, [], timedelta(minutes=12)) == 4
    assert count_in_time(START, [], [], timedelta(minutes=1)) == 0


def test_without_an_end_every_answer_is_in_time() -> None:
    assert count_in_time(START, [at(5), at(9000)], [], None) == 2


@pytest.mark.parametrize("minutes", [1, 7, 300])
def test_an_allowance_lengthens_the_time_and_never_shortens_it(minutes: int) -> None:
    assert TimeAllowance.STANDARD.of(minutes) == minutes
    assert minutes * 1.5 <= (TimeAllowance.HALF_MORE.of(minutes) or 0) < minutes * 1.5 + 1
    assert TimeAllowance.DOUBLE.of(minutes) == 2 * minutes
    assert TimeAllowance.UNTIMED.of(minutes) is None
