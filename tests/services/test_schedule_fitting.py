"""The nightly fit of schedules: whose reviews it tries, what it offers, and life without it."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from quizapp import app as application
from quizapp.adapters.schedule_fitting import fit
from quizapp.core.schedule_fitting import History
from quizapp.core.schedules import DEFAULT
from quizapp.jobs.worker import ask_for_nightly, run_next
from quizapp.services import schedule_fitting, schedules
from quizapp.services.runtime import Runtime
from quizapp.services.schedule_fitting import Subject, keep_fit, list_due, try_fit
from quizapp.storage.models import (
    Job,
    JobStatus,
    Response,
    Schedule,
    ScheduleFit,
    ScheduleStatus,
    User,
)
from tests.factories import Clock, School, make_committed_school
from tests.fixtures import close, make_config
from tests.forgetting import (
    FORGETFUL,
    answer_as,
    changed,
    keep_schedule,
    make_module_with,
    schedules_of,
    simulate,
)
from tests.sittings import Sitting, sit, states_of

OBJECTIVES = 60


@dataclass(frozen=True)
class Log:
    """A database with the log of one learner who remembers by FORGETFUL."""

    path: Path
    school: School
    sitting: Sitting
    reviews: int
    clock: Clock


@pytest.fixture(scope="module")
def kept_log(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Log:
    """The log, answered once: it takes some seconds."""
    folder = tmp_path_factory.mktemp("log")
    path, clock = folder / "quizapp.sqlite3", Clock()
    shutil.copy(migrated_sqlite, path)
    built = application.build_runtime(make_config(f"sqlite:///{path}", folder))
    runtime = replace(built, clock=clock)
    school = make_committed_school(runtime)
    with runtime.writing.begin() as session:
        module = make_module_with(session, school, OBJECTIVES)
    histories = simulate(FORGETFUL, OBJECTIVES, days=50, seed=1)
    sitting = sit(runtime, replace(school, module=module), minutes=5000)
    answer_as(clock, sitting, histories)
    close(runtime)
    reviews = sum(len(history.reviews) for history in histories)
    return Log(path, replace(school, module=module), sitting, reviews, clock)


@pytest.fixture
def log(kept_log: Log, tmp_path: Path) -> Iterator[tuple[Log, Runtime]]:
    """A copy of the log in a database of the test's own."""
    path, clock = tmp_path / "log.sqlite3", Clock(kept_log.clock.now)
    shutil.copy(kept_log.path, path)
    built = application.build_runtime(make_config(f"sqlite:///{path}", tmp_path))
    runtime = replace(built, clock=clock)
    sitting = replace(kept_log.sitting, runtime=runtime)
    yield replace(kept_log, sitting=sitting, clock=clock), runtime
    close(runtime)


def fits_of(runtime: Runtime) -> list[ScheduleFit]:
    with runtime.reading() as session:
        return list(session.scalars(select(ScheduleFit).order_by(ScheduleFit.id)))


def due(runtime: Runtime) -> list[Subject]:
    with runtime.reading() as session:
        return list_due(session)


def newest_job(runtime: Runtime) -> Job:
    with runtime.reading() as session:
        return session.scalars(select(Job).order_by(Job.id.desc())).first() or pytest.fail("none")


def run_night(runtime: Runtime) -> Job:
    """Ask for what is done every night, and do it."""
    ask_for_nightly(runtime)
    while run_next(runtime):
        pass
    return newest_job(runtime)


def test_a_learner_who_forgets_otherwise_is_offered_a_fit_and_nothing_moves(
    log: tuple[Log, Runtime],
) -> None:
    kept, runtime = log
    learner = kept.school.learner
    before = states_of(runtime)
    assert due(runtime) == [Subject(learner.id, is_course=False, reviews=kept.reviews)]
    job = run_night(runtime)
    assert (job.kind, job.status) == ("fit_schedules", JobStatus.DONE)
    assert job.progress["learners"] == {"tried": 1, "offered": 1}
    [tried] = fits_of(runtime)
    assert (tried.accepted, tried.user_id, tried.course_id) == (True, learner.id, None)
    assert tried.report["before"] - tried.report["after"] > tried.report["margin"] > 0
    assert tried.report["judged"] == pytest.approx(kept.reviews / 5, abs=2)
    assert len(tried.weights) == 21
    [schedule] = schedules_of(runtime, learner.id)
    assert (schedule.fit_id, schedule.status) == (tried.id, ScheduleStatus.OFFERED)
    after = states_of(runtime)
    assert (after["memories"], after["abilities"]) == (before["memories"], before["abilities"])
    assert due(runtime) == []


def test_what_is_fitted_are_the_days_and_ratings_of_the_log(log: tuple[Log, Runtime]) -> None:
    kept, runtime = log
    given: list[Sequence[Sequence[tuple[int, int]]]] = []

    def note(histories: Sequence[Sequence[tuple[int, int]]]) -> tuple[float, ...]:
        given.append(histories)
        return FORGETFUL.weights

    with runtime.reading() as session:
        tried = try_fit(session, due(runtime)[0], note)
    assert tried.accepted
    older, whole = given
    expected = as_given(simulate(FORGETFUL, OBJECTIVES, days=50, seed=1))
    assert sorted(map(tuple, whole)) == sorted(map(tuple, expected))
    assert sum(map(len, older)) == int(kept.reviews * 0.8)


def as_given(histories: Sequence[History]) -> list[list[tuple[int, int]]]:
    return [[(int(r.rating), r.days) for r in history.reviews] for history in histories]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (DEFAULT.weights, "no better on the newest fifth"),
        (None, "the fit found no parameters"),
        ((1.0,), "the fit found no parameters"),
        ((*DEFAULT.weights[:-1], 0.9), "the fit found no parameters"),
    ],
)
def test_what_is_no_better_or_no_schedule_is_kept_and_offered_to_nobody(
    log: tuple[Log, Runtime], found: tuple[float, ...] | None, reason: str
) -> None:
    kept, runtime = log
    with runtime.reading() as session:
        tried = try_fit(session, due(runtime)[0], lambda _histories: found)
    with runtime.writing.begin() as session:
        keep_fit(session, tried, now=runtime.clock())
    [row] = fits_of(runtime)
    assert (row.accepted, row.weights, row.report["reason"]) == (False, [], reason)
    assert schedules_of(runtime, kept.school.learner.id) == []
    assert due(runtime) == []


def test_what_beats_a_bad_schedule_in_use_must_beat_the_defaults_too(
    log: tuple[Log, Runtime],
) -> None:
    kept, runtime = log
    learner = kept.school.learner
    with runtime.writing.begin() as session:
        keep_schedule(session, changed(w0=90.0, w2=95.0, w8=4.0), user_id=learner.id)
        person = session.get_one(User, learner.id)
        schedules.use(session, person, session.scalars(select(Schedule)).one(), now=kept.clock())
    with runtime.reading() as session:
        subject = Subject(learner.id, is_course=False, reviews=kept.reviews)
        less_bad = changed(w0=20.0, w2=30.0, w8=3.0).weights
        tried = try_fit(session, subject, lambda _histories: less_bad)
        sound = try_fit(session, subject, fit)
    assert tried.verdict is not None
    assert tried.verdict.better
    assert not tried.accepted
    assert tried.reason == "no better than the defaults on the newest fifth"
    assert sound.accepted


def test_a_fit_waits_for_a_tenth_more_reviews(
    log: tuple[Log, Runtime], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, runtime = log
    with runtime.writing.begin() as session:
        subject = replace(list_due(session)[0], reviews=round(kept.reviews / 1.1))
        keep_fit(session, schedule_fitting.TriedSchedule(subject, "tried"), now=kept.clock())
    assert len(due(runtime)) == int(kept.reviews >= subject.reviews * 1.1)
    with runtime.writing.begin() as session:
        subject = replace(subject, reviews=kept.reviews - 1)
        keep_fit(session, schedule_fitting.TriedSchedule(subject, "tried"), now=kept.clock())
    assert due(runtime) == []
    monkeypatch.setattr(schedule_fitting, "REFIT_GROWTH", 1.0)
    assert len(due(runtime)) == 1


@pytest.mark.parametrize(("fewest", "tried"), [(0, True), (1, False)])
def test_too_few_reviews_are_not_tried(
    log: tuple[Log, Runtime], monkeypatch: pytest.MonkeyPatch, fewest: int, tried: bool
) -> None:
    kept, runtime = log
    monkeypatch.setattr(schedule_fitting, "FEWEST_REVIEWS", kept.reviews + fewest)
    assert bool(due(runtime)) is tried


def test_a_misclick_and_a_repeat_on_the_same_day_are_no_reviews(
    log: tuple[Log, Runtime], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, runtime = log
    kept.clock.advance(days=2)
    kept.sitting.answer()
    assert due(runtime)[0].reviews == kept.reviews + 1
    kept.sitting.misclick()
    assert due(runtime)[0].reviews == kept.reviews


def test_who_is_due_is_found_on_either_database(
    either_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FEWEST_REVIEWS", "FEWEST_COURSE_REVIEWS", "FEWEST_COURSE_LEARNERS"):
        monkeypatch.setattr(schedule_fitting, name, 1)
    school = make_committed_school(either_runtime)
    sitting = sit(either_runtime, school)
    for _ in range(2):
        sitting.answer()
    learner = Subject(school.learner.id, is_course=False, reviews=2)
    course = Subject(school.course.id, is_course=True, reviews=2)
    assert due(either_runtime) == [learner, course]
    for subject in (learner, course):
        with either_runtime.reading() as session:
            tried = try_fit(session, subject, lambda _histories: DEFAULT.weights)
        assert tried.reason == "too few reviews or days to judge by"
        with either_runtime.writing.begin() as session:
            keep_fit(session, tried, now=either_runtime.clock())
    assert due(either_runtime) == []


def test_the_fit_of_a_course_is_offered_to_its_learners(
    log: tuple[Log, Runtime], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, runtime = log
    monkeypatch.setattr(schedule_fitting, "FEWEST_REVIEWS", 10_000)
    monkeypatch.setattr(schedule_fitting, "FEWEST_COURSE_REVIEWS", kept.reviews)
    assert due(runtime) == []
    monkeypatch.setattr(schedule_fitting, "FEWEST_COURSE_LEARNERS", 1)
    course = kept.school.course
    assert due(runtime) == [Subject(course.id, is_course=True, reviews=kept.reviews)]
    assert run_night(runtime).progress["courses"] == {"tried": 1, "offered": 1}
    [tried] = fits_of(runtime)
    assert (tried.accepted, tried.user_id, tried.course_id) == (True, None, course.id)
    [schedule] = schedules_of(runtime, kept.school.learner.id)
    assert (schedule.course_id, schedule.status) == (course.id, ScheduleStatus.OFFERED)
    with runtime.reading() as session:
        again = try_fit(session, Subject(course.id, is_course=True, reviews=kept.reviews), fit)
    assert again.verdict is not None
    assert again.verdict.before < tried.report["before"]  # against the fit that is there


def test_more_reviews_than_the_limit_are_not_read(
    log: tuple[Log, Runtime], monkeypatch: pytest.MonkeyPatch
) -> None:
    _kept, runtime = log
    monkeypatch.setattr(schedule_fitting, "MOST_REVIEWS", 300)
    sizes: list[int] = []

    def note(histories: Sequence[Sequence[tuple[int, int]]]) -> tuple[float, ...]:
        sizes.append(sum(map(len, histories)))
        return FORGETFUL.weights

    with runtime.reading() as session:
        assert try_fit(session, due(runtime)[0], note).accepted
    assert sizes[0] < sizes[1] <= 300


def test_the_night_without_the_library_asks_for_no_fit_of_schedules(
    log: tuple[Log, Runtime],
) -> None:
    _kept, runtime = log
    run_night(replace(runtime, fit_parameters=None))
    with runtime.reading() as session:
        assert session.scalars(select(Job.kind)).all() == ["fit_prediction"]
    assert fits_of(runtime) == []


def test_a_fit_that_was_asked_for_before_the_library_went_says_so(
    log: tuple[Log, Runtime],
) -> None:
    _kept, runtime = log
    ask_for_nightly(runtime)
    without = replace(runtime, fit_parameters=None)
    while run_next(without):
        pass
    job = newest_job(runtime)
    assert (job.kind, job.status) == ("fit_schedules", JobStatus.DONE)
    assert "not installed" in job.progress["schedules"]["note"]
    assert fits_of(runtime) == []


def test_a_job_that_runs_again_tries_nobody_twice(log: tuple[Log, Runtime]) -> None:
    _kept, runtime = log
    run_night(runtime)
    with runtime.writing.begin() as session:
        job = session.get_one(Job, newest_job(runtime).id)
        job.status, job.lease_until = JobStatus.RUNNING, runtime.clock()
    while run_next(runtime):
        pass
    assert len(fits_of(runtime)) == 1
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == _kept.reviews
