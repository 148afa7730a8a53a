"""Grading a whole class again in the background: nobody twice, nobody missed, whatever happens."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from quizapp.core.corrections import CorrectionKind
from quizapp.core.errors import Conflict
from quizapp.jobs import handlers
from quizapp.jobs.worker import run_next
from quizapp.services import jobs, regrade_jobs, regrading
from quizapp.services.rebuild import fold_item_difficulties, rebuild
from quizapp.services.runtime import Runtime
from quizapp.storage.database import Session
from quizapp.storage.models import CorrectionRow, Job, JobStatus, Response, User
from tests.factories import Clock
from tests.regrades import Classroom, loaded, make_classroom
from tests.sittings import Sitting, log_of, states_of

OLD_KEY, NEW_KEY = (0,), (3,)
FEW = 3


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small class counts as a large one, and nobody waits between two of its learners."""
    monkeypatch.setattr(regrade_jobs, "MOST_AT_ONCE", FEW)
    monkeypatch.setattr(handlers, "_PAUSE_SECONDS", 0)


def make_class(runtime: Runtime, clock: Clock, learners: int) -> Classroom:
    """Learners who each answered by what was thought to be the key, and by what it is now."""
    room = make_classroom(runtime, clock, "multiple_choice", learners=learners)
    for answer in (OLD_KEY, NEW_KEY):
        for sitting in room.sittings:
            sitting.answer(answer)
        clock.advance(days=2)
    fold(runtime)
    room.turn_key(room.item("multiple_choice"))
    return room


def fold(runtime: Runtime) -> None:
    for _ in range(2):
        with runtime.writing.begin() as session:
            fold_item_difficulties(session)


def ask(room: Classroom, *, undo: bool = False) -> Job | regrading.RegradePreview:
    asked = regrade_jobs.ask_for_undo if undo else regrade_jobs.ask_for_regrade
    with room.runtime.writing.begin() as session:
        item = loaded(session, room.item("multiple_choice"))
        teacher = session.get_one(User, room.school.instructor.id)
        return asked(session, item, teacher, now=room.clock())


def newest_job(room: Classroom) -> Job:
    with room.runtime.reading() as session:
        return session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()


def page_of(room: Classroom) -> regrade_jobs.RegradePage:
    with room.runtime.reading() as session:
        item = loaded(session, room.item("multiple_choice"))
        return regrade_jobs.describe(
            session, item, session.get_one(User, room.school.instructor.id)
        )


def corrections_by_response(runtime: Runtime, kind: CorrectionKind) -> list[int]:
    """How many corrections of a kind each answer has."""
    with runtime.reading() as session:
        count = func.count(CorrectionRow.id)
        joined = (CorrectionRow.response_id == Response.id) & (CorrectionRow.kind == kind)
        return list(
            session.scalars(
                select(count)
                .select_from(Response)
                .outerjoin(CorrectionRow, joined)
                .group_by(Response.id)
                .order_by(Response.id)
            )
        )


def assert_replayed(runtime: Runtime) -> None:
    """Memories, abilities and item difficulties are what the corrected log says."""
    stored = states_of(runtime)
    with runtime.writing.begin() as session:
        rebuild(session)
    assert states_of(runtime) == stored


def test_few_learners_are_graded_again_at_once(runtime: Runtime, clock: Clock) -> None:
    room = make_class(runtime, clock, FEW)
    done = ask(room)
    assert isinstance(done, regrading.RegradePreview)
    assert (done.answers, done.learners) == (2 * FEW, FEW)
    assert not run_next(runtime)


def test_more_are_graded_again_in_the_background_and_taken_back_there(
    either_runtime: Runtime, clock: Clock
) -> None:
    room = make_class(either_runtime, clock, FEW + 1)
    before = states_of(either_runtime), room.counted(room.item("multiple_choice"))
    assert isinstance(ask(room), Job)
    waiting = page_of(room)
    assert waiting.run is not None
    assert (waiting.run.status, waiting.preview) == (JobStatus.QUEUED, None)
    assert corrections_by_response(either_runtime, CorrectionKind.REGRADE) == [0] * 8

    assert run_next(either_runtime)
    page = page_of(room)
    assert page.run is not None
    assert (page.run.status, page.run.learners, page.run.total, page.run.answers) == (
        JobStatus.DONE,
        4,
        4,
        8,
    )
    assert page.preview is not None
    assert page.preview.answers == 0
    assert corrections_by_response(either_runtime, CorrectionKind.REGRADE) == [1] * 8
    assert_replayed(either_runtime)

    assert isinstance(ask(room, undo=True), Job)
    assert run_next(either_runtime)
    assert corrections_by_response(either_runtime, CorrectionKind.UNDO) == [1] * 8
    assert (states_of(either_runtime), room.counted(room.item("multiple_choice"))) == before


def test_one_regrade_of_an_item_at_a_time(runtime: Runtime, clock: Clock) -> None:
    room = make_class(runtime, clock, FEW + 1)
    ask(room)
    for undo in (False, True):
        if undo:
            # Somebody is through already, so that there is something to take back.
            with runtime.writing.begin() as session:
                wanted = regrade_jobs.read_payload(newest_job(room))
                regrading.correct_learner(session, wanted, room.sittings[0].user_id, now=clock())
        with pytest.raises(Conflict, match="just being graded"):
            ask(room, undo=undo)
    run_next(runtime)
    assert isinstance(ask(room, undo=True), Job)


def test_progress_is_told_learner_by_learner(
    runtime: Runtime, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make_class(runtime, clock, 5)
    ask(room)
    told: list[tuple[int, int | None, int]] = []
    correct = regrading.correct_learner

    def look_first(*arguments: Any, **named: Any) -> int:
        run = page_of(room).run
        assert run is not None
        told.append((run.learners, run.total, run.answers))
        return correct(*arguments, **named)

    monkeypatch.setattr(regrading, "correct_learner", look_first)
    run_next(runtime)
    assert told == [(0, None, 0), (1, 5, 2), (2, 5, 4), (3, 5, 6), (4, 5, 8)]


class Died(BaseException):
    """The worker's process ended here."""


@pytest.mark.parametrize("undo", [False, True], ids=["regrade", "undo"])
@pytest.mark.parametrize("after", [0, 2, 5])
def test_a_worker_that_dies_leaves_nobody_doubled_or_missed(
    runtime: Runtime, clock: Clock, monkeypatch: pytest.MonkeyPatch, undo: bool, after: int
) -> None:
    room = make_class(runtime, clock, 5)
    ask(room)
    if undo:
        run_next(runtime)
        ask(room, undo=True)
    kind = CorrectionKind.UNDO if undo else CorrectionKind.REGRADE
    survived = []

    def die(session: Session, *arguments: Any, **named: Any) -> Any:
        """Within the transaction of whoever comes next, or in the end's."""
        if len(survived) == after:
            raise Died
        survived.append(1)
        return note(session, *arguments, **named)

    note = jobs.note_progress
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "note_progress", die)
        patch.setattr(jobs, "finish", die)
        with pytest.raises(Died):
            run_next(runtime)
    assert sum(corrections_by_response(runtime, kind)) == 2 * after
    assert newest_job(room).status is JobStatus.RUNNING
    assert not run_next(runtime), "its lease has not run out"
    clock.advance(minutes=3)
    assert run_next(runtime)
    job = newest_job(room)
    assert (job.status, job.attempts) == (JobStatus.DONE, 2)
    assert job.progress["learners"]["count"] == 5
    assert job.progress["answers"]["count"] == 10
    assert corrections_by_response(runtime, kind) == [1] * 10
    assert_replayed(runtime)


def test_a_job_given_up_can_be_taken_up_again(runtime: Runtime, clock: Clock) -> None:
    room = make_class(runtime, clock, 5)
    ask(room)
    for _ in range(jobs.MOST_TRIES):
        with runtime.writing.begin() as session:
            assert jobs.claim_next(session, clock.now) is not None
        clock.advance(minutes=3)
    run_next(runtime)
    page = page_of(room)
    assert page.run is not None
    assert page.run.status is JobStatus.FAILED
    assert "Start it again" in page.run.error
    assert isinstance(ask(room), Job)
    assert run_next(runtime)
    assert corrections_by_response(runtime, CorrectionKind.REGRADE) == [1] * 10


def test_answers_that_come_in_meanwhile_are_graded_too(
    runtime: Runtime, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Learners who were asked by the old key before it was corrected answer during the regrade."""
    room = make_classroom(runtime, clock, "multiple_choice", learners=7)
    *early, through, unheard = room.sittings
    for sitting in [*early, through]:
        sitting.answer(OLD_KEY)
    clock.advance(days=2)
    offers = {sitting.user_id: sitting.offer() for sitting in (through, unheard)}
    room.turn_key(room.item("multiple_choice"))
    ask(room)
    correct, corrected = regrading.correct_learner, []

    def correct_and_note(session: Session, wanted: Any, user_id: int, **named: Any) -> int:
        count = correct(session, wanted, user_id, **named)
        corrected.append(user_id)
        return count

    def answer_and_find(*arguments: Any) -> list[int]:
        for sitting in (through, unheard):
            # Once everybody on the first list has been corrected.
            if len(corrected) == 6 and sitting.user_id in offers:
                sitting.answer(OLD_KEY, offer=offers.pop(sitting.user_id))
        return find(*arguments)

    find = regrading.find_learners
    monkeypatch.setattr(regrading, "correct_learner", correct_and_note)
    monkeypatch.setattr(regrading, "find_learners", answer_and_find)
    run_next(runtime)
    assert corrected[6:] == [through.user_id, unheard.user_id]
    assert corrections_by_response(runtime, CorrectionKind.REGRADE) == [1] * 8
    fold(runtime)
    assert_replayed(runtime)


def test_answering_goes_on_while_two_workers_grade_the_same_class_again(
    either_runtime: Runtime, clock: Clock
) -> None:
    room = make_class(either_runtime, clock, 8)
    ask(room)
    late = replace(either_runtime, clock=lambda: clock.now + timedelta(minutes=10))
    done = threading.Event()

    def keep_answering(sitting: Sitting) -> int:
        count = 0
        while not done.is_set() and count < 3:
            sitting.answer(NEW_KEY)
            count += 1
        return count

    with ThreadPoolExecutor(4) as pool:
        # The second takes the job for one whose worker went silent.
        workers = [pool.submit(run_next, each) for each in (either_runtime, late)]
        learners = [pool.submit(keep_answering, sitting) for sitting in room.sittings[:2]]
        for worker in workers:
            worker.result()
        done.set()
        answered = sum(learner.result() for learner in learners)
    while run_next(late):
        pass
    assert newest_job(room).status is JobStatus.DONE
    assert len(log_of(either_runtime)) == 16 + answered
    regrades = corrections_by_response(either_runtime, CorrectionKind.REGRADE)
    assert regrades == [1] * 16 + [0] * answered
    fold(either_runtime)
    assert_replayed(either_runtime)
