"""Parameters are judged by what they would have predicted, and changes are counted in days."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.memory import Rating
from quizapp.core.schedule_fitting import (
    FEWEST_DAYS,
    FEWEST_JUDGED,
    History,
    Review,
    Verdict,
    compare_due,
    judge,
    keep_newest,
    split_point,
    until,
)
from quizapp.core.schedules import DEFAULT, ScheduleParameters
from tests.factories import START
from tests.forgetting import FORGETFUL, simulate


def default_of(_course_id: int) -> ScheduleParameters:
    return DEFAULT


def test_the_parameters_that_a_learner_remembers_by_predict_better_than_others() -> None:
    histories = simulate(FORGETFUL, 60)
    verdict = judge(histories, split_point(histories), default_of, FORGETFUL)
    assert verdict is not None
    assert verdict.better
    assert verdict.after < verdict.before


def test_other_parameters_are_no_better_for_somebody_who_remembers_by_the_defaults() -> None:
    histories = simulate(DEFAULT, 200)
    verdict = judge(histories, split_point(histories), default_of, FORGETFUL)
    assert verdict is not None
    assert not verdict.better


def test_the_same_parameters_are_never_better() -> None:
    histories = simulate(FORGETFUL, 60)
    verdict = judge(histories, 0, default_of, DEFAULT)
    assert verdict is not None
    assert (verdict.before, verdict.margin) == (verdict.after, 0)
    assert not verdict.better


def test_each_history_is_judged_by_the_parameters_of_its_course() -> None:
    histories = simulate(FORGETFUL, 30, course_id=1) + simulate(FORGETFUL, 30, course_id=2)
    both = judge(histories, 0, {1: FORGETFUL, 2: DEFAULT}.__getitem__, DEFAULT)
    second = judge(histories[len(histories) // 2 :], 0, default_of, DEFAULT)
    assert both is not None
    assert second is not None
    assert both.before < both.after
    assert second.before == second.after


def once_again(number: int, day: int, learner: int = 1, rating: Rating = Rating.GOOD) -> History:
    """An objective that was answered on the first day and on another one."""
    first = Review(0, START, 0, Rating.GOOD)
    again = Review(number, START + timedelta(days=day), day, rating)
    return History(learner, 1, (first, again))


@pytest.mark.parametrize(
    ("reviews", "days", "judged"),
    [
        (FEWEST_JUDGED, FEWEST_DAYS, True),
        (FEWEST_JUDGED - 1, FEWEST_DAYS, False),
        (10 * FEWEST_JUDGED, FEWEST_DAYS - 1, False),
    ],
)
def test_few_reviews_or_days_judge_nothing(reviews: int, days: int, judged: bool) -> None:
    histories = [
        once_again(number, 1 + number % days, learner=number) for number in range(1, reviews + 1)
    ]
    assert (judge(histories, 1, default_of, FORGETFUL) is not None) is judged


def test_answers_of_one_day_tell_no_more_for_being_many() -> None:
    """Ten times as many answers of the same days do not narrow the margin, of other learners do."""
    ratings = [Rating.GOOD, Rating.AGAIN, Rating.GOOD]
    once, tenfold, of_ten = (
        judge(
            [
                once_again(1, 1 + day, learner, ratings[(day + learner) % 3])
                for day in range(30)
                for learner in learners
                for _ in range(times)
            ],
            1,
            default_of,
            FORGETFUL,
        )
        for learners, times in (([1], 1), ([1], 10), (range(10), 1))
    )
    assert once is not None
    assert tenfold is not None
    assert of_ten is not None
    assert tenfold.margin == pytest.approx(once.margin)
    assert of_ten.margin < once.margin / 2


def test_an_objectives_first_review_is_not_judged() -> None:
    lone = [
        History(1, 1, (Review(day, START + timedelta(days=day), 0, Rating.AGAIN),))
        for day in range(100)
    ]
    assert judge(lone, 0, default_of, FORGETFUL) is None


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_better_means_by_more_than_the_margin(before: float, after: float, margin: float) -> None:
    assert Verdict(50, before, after, margin).better is (before - after > margin)


def test_the_newest_fifth_begins_where_four_fifths_have_passed() -> None:
    histories = simulate(DEFAULT, 20)
    total = sum(len(history.reviews) for history in histories)
    since = split_point(histories)
    older = sum(len(history.reviews) for history in until(histories, since))
    assert older == since - 1 == int(total * 0.8)
    assert all(r.number < since for history in until(histories, since) for r in history.reviews)


def test_there_is_no_newest_fifth_of_nothing() -> None:
    with pytest.raises(ValueError, match="no review"):
        split_point([])


@given(st.integers(0, 300))
def test_whole_histories_are_kept_the_newest_first_and_no_more_than_fit(most: int) -> None:
    histories = simulate(DEFAULT, 30, days=100)
    kept = keep_newest(histories, most)
    assert sum(len(history.reviews) for history in kept) <= most
    assert all(history in histories for history in kept)
    ends = [history.reviews[-1].number for history in histories]
    assert [h.reviews[-1].number for h in kept] == sorted(ends, reverse=True)[: len(kept)]


dates = st.dictionaries(st.integers(0, 12), st.integers(-40, 60 * 24), max_size=12)


@given(dates, dates, st.sampled_from(["UTC", "Pacific/Kiritimati", "America/Los_Angeles"]))
def test_a_change_counts_each_objective_once_and_its_way_back_is_its_mirror(
    before: dict[int, int], after: dict[int, int], zone: str
) -> None:
    old, new = (
        {id_: START + timedelta(hours=hours) for id_, hours in due.items()}
        for due in (before, after)
    )
    change = compare_due(old, new, START, ZoneInfo(zone))
    back = compare_due(new, old, START, ZoneInfo(zone))
    assert change.earlier + change.later + change.same == len(old.keys() & new.keys())
    assert (back.earlier, back.later, back.same) == (change.later, change.earlier, change.same)
    assert (back.today, back.week) == (change.today[::-1], change.week[::-1])
    assert all(today <= week for today, week in zip(change.today, change.week, strict=True))


def test_what_is_overdue_is_due_today_however_long() -> None:
    old = {1: START - timedelta(days=30), 2: START + timedelta(days=6), 3: START}
    new = {1: START - timedelta(days=1), 2: START + timedelta(days=7), 3: START - timedelta(days=1)}
    change = compare_due(old, new, START, ZoneInfo("UTC"))
    assert (change.earlier, change.later, change.same) == (0, 1, 2)
    assert (change.today, change.week) == ((2, 2), (3, 2))
