"""What a learner is told of their memory and of what falls due."""

from datetime import date, timedelta

from quizapp.services.demo import advance_clock
from quizapp.services.practice import count_due
from quizapp.services.progress import CALENDAR_DAYS, ProgressView, describe_progress
from quizapp.services.runtime import Runtime
from quizapp.services.today import TodayView, describe_today
from quizapp.storage.models import User
from tests.factories import START, Clock, School
from tests.sittings import RIGHT, WRONG, sit

TODAY = START.date()


def today(runtime: Runtime, school: School) -> TodayView:
    with runtime.reading() as session:
        user = session.get_one(User, school.learner.id)
        return describe_today(session, user, banks=runtime.banks, now=runtime.clock())


def progress(runtime: Runtime, school: School) -> ProgressView:
    with runtime.reading() as session:
        user = session.get_one(User, school.learner.id)
        return describe_progress(session, user, banks=runtime.banks, now=runtime.clock())


def test_before_the_first_answer_everything_is_new(runtime: Runtime, school: School) -> None:
    view = today(runtime, school)
    assert (view.due_count, view.new_count, view.days_studied_this_week) == (0, 2, 0)
    assert view.resume is None
    assert view.start_module is not None
    assert [count for _day, count in view.forecast] == [0] * 7


def test_the_forecast_counts_each_objective_on_the_day_it_falls_due(
    runtime: Runtime, school: School
) -> None:
    sitting = sit(runtime, school)
    sitting.answer(RIGHT)
    sitting.answer(WRONG)
    view = progress(runtime, school)
    due = [
        objective.due_at.date()
        for module in view.modules
        for lesson in module.lessons
        for objective in lesson.objectives
        if objective.due_at is not None
    ]
    assert len(due) == 2
    assert [day for day, _count in view.calendar] == [
        TODAY + timedelta(days=offset) for offset in range(CALENDAR_DAYS)
    ]
    assert {day: count for day, count in view.calendar if count} == {
        day: due.count(day) for day in due
    }


def test_what_is_overdue_counts_for_today(runtime: Runtime, school: School, clock: Clock) -> None:
    sitting = sit(runtime, school)
    for _ in range(2):
        sitting.answer(RIGHT)
    assert today(runtime, school).due_count == 0
    clock.advance(days=90)
    view = today(runtime, school)
    assert view.due_count == 2
    assert view.forecast[0] == (clock.now.date(), 2)


def test_moving_the_learners_own_clock_makes_things_due(runtime: Runtime, school: School) -> None:
    sitting = sit(runtime, school)
    for _ in range(2):
        sitting.answer(RIGHT)
    with runtime.writing.begin() as session:
        advance_clock(session, session.get_one(User, school.learner.id), timedelta(days=90))
    view = today(runtime, school)
    assert view.due_count == 2
    assert view.forecast[0][0] == TODAY + timedelta(days=90)
    with runtime.reading() as session:
        user = session.get_one(User, school.learner.id)
        assert count_due(session, user, school.module.id, START) == 0
        assert count_due(session, user, school.module.id, START + timedelta(days=90)) == 2


def test_a_day_begins_where_the_learner_lives(runtime: Runtime, school: School) -> None:
    with runtime.writing.begin() as session:
        session.get_one(User, school.learner.id).time_zone = "Pacific/Kiritimati"
    assert today(runtime, school).forecast[0][0] == date(2026, 3, 2)
    with runtime.writing.begin() as session:
        advance_clock(session, session.get_one(User, school.learner.id), timedelta(hours=2))
    assert today(runtime, school).forecast[0][0] == date(2026, 3, 3)


def test_an_unfinished_practice_can_be_gone_on_with(runtime: Runtime, school: School) -> None:
    sitting = sit(runtime, school)
    sitting.answer()
    resume = today(runtime, school).resume
    assert resume is not None
    assert (resume.uuid, resume.answered, resume.planned) == (sitting.attempt_uuid, 1, 20)
    sitting.finish()
    assert today(runtime, school).resume is None


def test_days_studied_are_counted_over_a_week(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    sitting = sit(runtime, school)
    for _ in range(3):
        sitting.answer()
        sitting.answer()
        clock.advance(days=1)
    assert today(runtime, school).days_studied_this_week == 3
    clock.advance(days=7)
    assert today(runtime, school).days_studied_this_week == 0


def test_progress_tells_each_objectives_evidence(runtime: Runtime, school: School) -> None:
    sitting = sit(runtime, school)
    sitting.answer(RIGHT)
    view = progress(runtime, school)
    assert view.answered == 1
    [module] = view.modules
    assert [lesson.title for lesson in module.lessons] == ["Portal circulation", "Jaundice"]
    [met], [unmet] = (lesson.objectives for lesson in module.lessons)
    assert (met.answered, met.right, met.lapses, met.enough) == (1, 1, 0, False)
    assert met.recall == 1.0
    assert (unmet.recall, unmet.stability, unmet.due_at, unmet.answered) == (None, None, None, 0)


def test_nobody_sees_another_learners_progress(runtime: Runtime, school: School) -> None:
    sit(runtime, school, user=school.instructor).answer()
    assert progress(runtime, school).answered == 0
