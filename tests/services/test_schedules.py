"""A fitted schedule is offered with a preview, used on the learner's word, and taken back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest

from quizapp.core.errors import Conflict
from quizapp.core.gain import constants_of, days_between, look_ahead
from quizapp.core.schedule_fitting import ScheduleChange
from quizapp.services import courses, schedules
from quizapp.services.backlog import load_backlog
from quizapp.services.projections import memory_of
from quizapp.services.rebuild import rebuild
from quizapp.services.replay import lock_learner
from quizapp.services.runtime import Runtime
from quizapp.services.schedules import SchedulesView, describe_schedules
from quizapp.storage.database import Session
from quizapp.storage.models import (
    Course,
    CourseRole,
    MemoryState,
    Schedule,
    ScheduleStatus,
    Section,
    User,
)
from quizapp.storage.queries.schedules import load_schedules, parameters_of
from tests.factories import START, Clock, School, make_committed_school, make_user
from tests.forgetting import (
    FORGETFUL,
    answer_as,
    changed,
    keep_schedule,
    make_module_with,
    schedules_of,
    simulate,
)
from tests.sittings import RIGHT, WRONG, Sitting, log_of, sit, states_of

STEADY = changed(w2=9.0, w8=2.4)
OFFERED, IN_USE = ScheduleStatus.OFFERED, ScheduleStatus.IN_USE
FORMER, CLOSED = ScheduleStatus.FORMER, ScheduleStatus.CLOSED
Decision = Callable[..., None]


def practise(runtime: Runtime, school: School, clock: Clock, answers: int = 8) -> Sitting:
    """A sitting with some answers, days apart, the last of them right."""
    sitting = sit(runtime, school)
    for number in range(answers):
        sitting.answer(WRONG if number % 3 == 0 else RIGHT)
        clock.advance(hours=31)
    return sitting


def offer(runtime: Runtime, user: User, parameters: object = FORGETFUL) -> None:
    with runtime.writing.begin() as session:
        keep_schedule(session, parameters, user_id=user.id)


def decide(runtime: Runtime, user: User, decision: Decision, place: int = -1) -> None:
    """Do something about one of a learner's schedules, the newest unless told otherwise."""
    schedule = schedules_of(runtime, user.id)[place]
    with runtime.writing.begin() as session:
        learner, row = session.get_one(User, user.id), session.get_one(Schedule, schedule.id)
        decision(session, learner, row, now=runtime.clock())


def statuses(runtime: Runtime, user: User) -> list[ScheduleStatus]:
    return [schedule.status for schedule in schedules_of(runtime, user.id)]


def seen_by(runtime: Runtime, user: User) -> SchedulesView:
    with runtime.reading() as session:
        return describe_schedules(session, session.get_one(User, user.id), now=runtime.clock())


def due_counts(runtime: Runtime, user: User) -> tuple[int, int]:
    """How many are due today and within seven days, as Today and Progress count."""
    with runtime.reading() as session:
        learner = session.get_one(User, user.id)
        backlog = load_backlog(session, learner, runtime.clock())
        days = [count for _day, count in backlog.forecast(7)]
    return days[0], sum(days)


def assert_rebuild_changes_nothing(runtime: Runtime) -> None:
    stored = states_of(runtime)
    with runtime.writing.begin() as session:
        rebuild(session)
    after = states_of(runtime)
    assert (after["memories"], after["abilities"]) == (stored["memories"], stored["abilities"])


def test_an_offer_moves_nothing(runtime: Runtime, school: School, clock: Clock) -> None:
    practise(runtime, school, clock)
    before = states_of(runtime)
    offer(runtime, school.learner)
    assert states_of(runtime) == before
    assert statuses(runtime, school.learner) == [OFFERED]
    assert_rebuild_changes_nothing(runtime)


def test_using_going_back_and_rebuilding_land_on_what_the_log_gives(
    either_runtime: Runtime, clock: Clock
) -> None:
    school = make_committed_school(either_runtime)
    learner, runtime = school.learner, either_runtime
    sitting = practise(runtime, school, clock)
    by_default = states_of(runtime)
    offer(runtime, learner)
    decide(runtime, learner, schedules.use)
    fitted = states_of(runtime)
    assert fitted["memories"] != by_default["memories"]
    assert fitted["abilities"] == by_default["abilities"]
    assert_rebuild_changes_nothing(runtime)
    for _ in range(4):
        sitting.answer()
        clock.advance(hours=50)
    answered = states_of(runtime)
    assert_rebuild_changes_nothing(runtime)
    decide(runtime, learner, schedules.go_back)
    assert statuses(runtime, learner) == [CLOSED]
    assert states_of(runtime)["memories"] != answered["memories"]
    assert_rebuild_changes_nothing(runtime)


def test_going_back_at_once_gives_back_the_very_same_states(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    practise(runtime, school, clock)
    before = states_of(runtime)
    offer(runtime, school.learner)
    decide(runtime, school.learner, schedules.use)
    decide(runtime, school.learner, schedules.go_back)
    assert states_of(runtime) == before


def test_going_back_leads_through_all_schedules_in_turn(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    practise(runtime, school, clock)
    states = [states_of(runtime)]
    for parameters in (FORGETFUL, STEADY):
        offer(runtime, school.learner, parameters)
        decide(runtime, school.learner, schedules.use)
        clock.advance(hours=1)
        states.append(states_of(runtime))
    assert statuses(runtime, school.learner) == [FORMER, IN_USE]
    decide(runtime, school.learner, schedules.go_back)
    assert states_of(runtime) == states[1]
    assert statuses(runtime, school.learner) == [IN_USE, CLOSED]
    offer(runtime, school.learner, changed(w2=3.0))
    decide(runtime, school.learner, schedules.use)
    decide(runtime, school.learner, schedules.go_back)
    assert states_of(runtime) == states[1]
    decide(runtime, school.learner, schedules.go_back, 0)
    assert states_of(runtime) == states[0]


@pytest.mark.parametrize("parameters", [FORGETFUL, STEADY])
def test_the_preview_says_what_using_does(
    runtime: Runtime, school: School, clock: Clock, parameters: object
) -> None:
    with runtime.writing.begin() as session:
        module = make_module_with(session, school, 20)
        user = session.get_one(User, school.learner.id)
        user.time_zone, user.clock_offset = "Pacific/Kiritimati", 3 * 86_400
    sitting = sit(runtime, replace(school, module=module), minutes=5000)
    answer_as(clock, sitting, simulate(FORGETFUL, 20, days=40))
    before = {(row[0], row[1]): row for row in states_of(runtime)["memories"]}
    offer(runtime, school.learner, parameters)
    change = seen_by(runtime, school.learner).offered[0].change
    counts = due_counts(runtime, school.learner)
    decide(runtime, school.learner, schedules.use)
    assert len(before) == change.earlier + change.later + change.same == 20
    assert change.earlier + change.later > 5
    assert (change.today[0], change.week[0]) == counts
    assert (change.today[1], change.week[1]) == due_counts(runtime, school.learner)
    assert change.week[0] != change.week[1] or change.today[0] != change.today[1]


def test_a_preview_leaves_out_what_is_left_out(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    practise(runtime, school, clock)
    offer(runtime, school.learner)
    with runtime.writing.begin() as session:
        for section in session.query(Section):
            section.excluded = True
    change = seen_by(runtime, school.learner).offered[0].change
    assert change == ScheduleChange(0, 0, 0, (0, 0), (0, 0))


def test_an_answer_is_moved_by_the_parameters_in_use_and_names_them(
    either_runtime: Runtime, clock: Clock
) -> None:
    school = make_committed_school(either_runtime)
    sitting = practise(either_runtime, school, clock, 2)
    offer(either_runtime, school.learner)
    sitting.answer()
    decide(either_runtime, school.learner, schedules.use)
    clock.advance(hours=40)
    sitting.answer()
    [schedule] = schedules_of(either_runtime, school.learner.id)
    versions = [r.after["memory"]["params_version"] for r in log_of(either_runtime)]
    assert versions == ["fsrs-6/default"] * 3 + [f"fsrs-6/fit-{schedule.fit_id}"]
    assert log_of(either_runtime)[-1].after["memory"]["decay"] == FORGETFUL.weights[20]


def test_the_next_question_is_chosen_by_the_parameters_in_use(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    sitting = practise(runtime, school, clock)
    offer(runtime, school.learner)
    decide(runtime, school.learner, schedules.use)
    selection = sitting.offer().selection
    with runtime.reading() as session:
        held = load_schedules(session, school.learner.id).of_course(school.course.id)
        known = memory_of(
            session.query(MemoryState).filter_by(stability=selection["stability"]).one()
        )
    assert held.weights == FORGETFUL.weights
    chosen_at = clock().replace(minute=0, second=0)
    elapsed = days_between(known.reviewed_at, chosen_at)
    outlook = look_ahead(known, elapsed, 30, constants_of(held))
    assert selection["recall"] == pytest.approx(outlook.recall)
    assert selection["recall_with"] == pytest.approx(outlook.asked)


def test_saying_it_twice_is_saying_it_once(runtime: Runtime, school: School, clock: Clock) -> None:
    practise(runtime, school, clock, 3)
    learner = school.learner
    offer(runtime, learner)
    for decision, left in ((schedules.use, IN_USE), (schedules.go_back, CLOSED)):
        decide(runtime, learner, decision)
        states = states_of(runtime)
        decide(runtime, learner, decision)
        assert statuses(runtime, learner) == [left]
        assert states_of(runtime) == states
    offer(runtime, learner)
    for _ in range(2):
        decide(runtime, learner, schedules.decline)
    assert statuses(runtime, learner) == [CLOSED, CLOSED]


def test_what_cannot_be_done_any_more_is_refused_in_words(runtime: Runtime, school: School) -> None:
    learner = school.learner
    offer(runtime, learner)
    with pytest.raises(Conflict, match="not in use"):
        decide(runtime, learner, schedules.go_back)
    decide(runtime, learner, schedules.use)
    with pytest.raises(Conflict, match="already"):
        decide(runtime, learner, schedules.decline)
    decide(runtime, learner, schedules.go_back)
    with pytest.raises(Conflict, match="no longer offered"):
        decide(runtime, learner, schedules.use)
    assert statuses(runtime, learner) == [CLOSED]


def test_a_newer_offer_takes_the_place_of_an_older_one(runtime: Runtime, school: School) -> None:
    for parameters in (FORGETFUL, STEADY):
        offer(runtime, school.learner, parameters)
    assert statuses(runtime, school.learner) == [CLOSED, OFFERED]


def test_using_waits_for_an_answer_that_is_being_written(
    postgresql_runtime: Runtime, clock: Clock
) -> None:
    """The lock that an answer takes is held while the learner asks for another schedule."""
    runtime, school = postgresql_runtime, make_committed_school(postgresql_runtime)
    sitting = practise(runtime, school, clock, 3)
    question = sitting.offer()
    offer(runtime, school.learner)
    with ThreadPoolExecutor(1) as pool:
        with runtime.writing.begin() as session:
            lock_learner(session, school.learner.id)
            asked = Event()

            def ask() -> None:
                asked.set()
                decide(runtime, school.learner, schedules.use)

            using = pool.submit(ask)
            asked.wait()
            assert not using.done()
            assert statuses(runtime, school.learner) == [OFFERED]
        using.result(timeout=30)
    sitting.answer(offer=question)
    assert statuses(runtime, school.learner) == [IN_USE]
    assert_rebuild_changes_nothing(runtime)


def test_answers_and_changes_of_schedule_sent_at_once_leave_what_the_log_gives(
    either_runtime: Runtime, clock: Clock
) -> None:
    runtime, school = either_runtime, make_committed_school(either_runtime)
    sittings = [practise(runtime, school, clock, 4) for _ in range(2)]
    offer(runtime, school.learner)
    actions: list[Callable[[], object]] = [
        *[sitting.answer for sitting in sittings],
        lambda: decide(runtime, school.learner, schedules.use),
    ]
    for last in (schedules.go_back, None):
        with ThreadPoolExecutor(len(actions)) as pool:
            for done in [pool.submit(action) for action in actions]:
                done.result(timeout=60)
        clock.advance(hours=40)
        assert_rebuild_changes_nothing(runtime)
        if last is not None:
            actions[-1] = lambda: decide(runtime, school.learner, schedules.go_back)


# --- a course's ---------------------------------------------------------------------------------


def keep_course_fit(runtime: Runtime, course: Course, parameters: object = FORGETFUL) -> None:
    with runtime.writing.begin() as session:
        keep_schedule(session, parameters, course_id=course.id)


def join(session: Session, school: School, name: str) -> User:
    user = make_user(session, name)
    courses.join_course(session, user, school.course.code, now=START)
    return user


def test_who_is_new_to_a_course_begins_with_its_schedule_and_others_are_offered_it(
    either_runtime: Runtime, clock: Clock
) -> None:
    runtime, school = either_runtime, make_committed_school(either_runtime)
    practise(runtime, school, clock, 2)
    with runtime.writing.begin() as session:
        early = join(session, school, "Early")
    keep_course_fit(runtime, school.course)
    with runtime.writing.begin() as session:
        late = join(session, school, "Late")
    assert statuses(runtime, school.learner) == [OFFERED]
    assert statuses(runtime, early) == statuses(runtime, late) == [IN_USE]
    assert statuses(runtime, school.instructor) == []
    sit(runtime, school, user=late).answer()
    [schedule] = schedules_of(runtime, late.id)
    newest = log_of(runtime)[-1].after["memory"]
    assert newest["params_version"] == f"fsrs-6/fit-{schedule.fit_id}"
    decide(runtime, school.learner, schedules.use)
    assert_rebuild_changes_nothing(runtime)


def test_a_courses_schedule_holds_in_that_course_alone(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    with runtime.writing.begin() as session:
        other = courses.create_course(session, None, title="Another", now=START)
        user = session.get_one(User, school.learner.id)
        courses.enrol(session, other, user, CourseRole.LEARNER, now=START)
        module = make_module_with(session, replace(school, course=other), 3)
    keep_course_fit(runtime, other)
    sit(runtime, replace(school, module=module)).answer()
    sit(runtime, school).answer()
    versions = [r.after["memory"]["params_version"] for r in log_of(runtime)]
    [schedule] = schedules_of(runtime, school.learner.id)
    assert versions == [f"fsrs-6/fit-{schedule.fit_id}", "fsrs-6/default"]
    assert_rebuild_changes_nothing(runtime)
    assert [used.course_title for used in seen_by(runtime, school.learner).used] == ["Another"]


def test_a_schedule_of_ones_own_goes_before_a_courses(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    practise(runtime, school, clock)
    learner = school.learner
    keep_course_fit(runtime, school.course, STEADY)
    decide(runtime, learner, schedules.use)
    by_course = states_of(runtime)
    offer(runtime, learner)
    decide(runtime, learner, schedules.use)
    assert statuses(runtime, learner) == [IN_USE, IN_USE]
    assert [used.course_title for used in seen_by(runtime, learner).used] == [None]
    keep_course_fit(runtime, school.course)
    assert statuses(runtime, learner) == [IN_USE, IN_USE]
    assert_rebuild_changes_nothing(runtime)
    decide(runtime, learner, schedules.go_back)
    assert states_of(runtime)["memories"] == by_course["memories"]
    assert [used.course_title for used in seen_by(runtime, learner).used] == [school.course.title]


def test_an_offer_of_ones_own_takes_the_place_of_a_courses(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    practise(runtime, school, clock, 2)
    keep_course_fit(runtime, school.course)
    offer(runtime, school.learner, STEADY)
    keep_course_fit(runtime, school.course)
    assert statuses(runtime, school.learner) == [CLOSED, OFFERED]


def test_a_learner_who_comes_back_to_a_course_begins_nothing_anew(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    practise(runtime, school, clock, 2)
    keep_course_fit(runtime, school.course)
    with runtime.writing.begin() as session:
        user = session.get_one(User, school.learner.id)
        courses.join_course(session, user, school.course.code, now=START)
    assert statuses(runtime, school.learner) == [OFFERED]


def test_without_a_fit_the_parameters_are_the_defaults() -> None:
    assert parameters_of(None, None).version == "fsrs-6/default"
