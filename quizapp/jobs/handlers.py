"""What each kind of job does. Handlers are idempotent: a job may run again after a crash."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import Any

from quizapp.jobs import bank_handlers
from quizapp.services import (
    bank_uploads,
    documents,
    fitting,
    jobs,
    rebuild,
    regrade_jobs,
    regrading,
    revisions,
    schedule_fitting,
    sweeping,
)
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Document, Job

_PAUSE_SECONDS = 0.05


class Cancelled(Exception):
    """The job was cancelled while it ran."""


Handler = Callable[[Runtime, Job], None]


def import_document(runtime: Runtime, job: Job) -> None:
    """Read, outline and draft a document, showing progress; store all of it at once, or nothing.

    Raises Invalid when the file cannot be read, Cancelled when it was stopped.
    """
    if job.document_id is None:
        raise AssertionError("an import without its document")
    with runtime.reading() as session:
        filename, content = documents.read_upload(session, job.document_id)
    progress: dict[str, Any] = {}
    # Closed, so that a job that is cancelled ends its reader too.
    drafting = documents.draft_document(
        filename, content, runtime.read_document, runtime.look_up, runtime.proposer
    )
    with closing(drafting) as steps:
        for step in steps:
            if isinstance(step, documents.Drafted):
                progress["save"] = {"state": "running"}
                _note(runtime, job, progress)
                _store(runtime, job, step)
            else:
                state = "done" if step.done else "running"
                progress[step.name] = {"state": state, "count": step.count, "total": step.total}
                _note(runtime, job, progress)


def fit_prediction(runtime: Runtime, job: Job) -> None:
    """Fit the prediction to the log and say in the job's progress what came of it."""
    with runtime.reading() as session:
        fits = fitting.try_fits(session)
    with runtime.writing.begin() as session:
        fitting.keep_fits(session, fits, now=runtime.clock())
        current = session.get_one(Job, job.id)
        current.progress = {
            str(tried.kind): {"accepted": tried.accepted, "note": tried.reason} for tried in fits
        }
        jobs.finish(session, current, runtime.clock())


def grade_again(runtime: Runtime, job: Job) -> None:
    """Grade an item's answers again learner by learner, each in a transaction of their own.

    Goes on until nobody is left, so that an answer by the old key that came in meanwhile is graded
    too. Raises Cancelled when it was stopped.
    """
    wanted = regrade_jobs.read_payload(job)
    learners = job.progress.get("learners", {}).get("count", 0)
    answers = job.progress.get("answers", {}).get("count", 0)
    while left := _find_learners(runtime, wanted):
        total = learners + len(left)
        for user_id in left:
            with runtime.writing.begin() as session:
                answers += regrading.correct_learner(session, wanted, user_id, now=runtime.clock())
                learners += 1
                progress = {
                    "learners": {"state": "running", "count": learners, "total": total},
                    "answers": {"state": "running", "count": answers, "total": None},
                }
                if not jobs.note_progress(session, job.id, progress, runtime.clock()):
                    raise Cancelled
            # Others who wait for SQLite's only write lock look for it every 100 ms at most.
            time.sleep(_PAUSE_SECONDS)
    with runtime.writing.begin() as session:
        rebuild.refold_items(session, [wanted.item_id])
        jobs.finish(session, session.get_one(Job, job.id), runtime.clock())


def _find_learners(runtime: Runtime, wanted: regrading.Regrading) -> list[int]:
    with runtime.reading() as session:
        return regrading.find_learners(session, wanted)


def sweep_media(runtime: Runtime, job: Job) -> None:
    """Take away pictures that nothing has shown for long, and say so in the job's progress."""
    with runtime.writing.begin() as session:
        swept = sweeping.sweep_media(session, now=runtime.clock())
        current = session.get_one(Job, job.id)
        current.progress = {"gone": {"count": swept.gone}, "waiting": {"count": swept.waiting}}
        jobs.finish(session, current, runtime.clock())


def fit_schedules(runtime: Runtime, job: Job) -> None:
    """Fit schedules and offer the better ones, each in a transaction of its own.

    A job that runs again goes on with what is left: whoever was tried is not due any more.
    """
    progress: dict[str, Any] = {"learners": {"tried": 0, "offered": 0}}
    progress["courses"] = dict(progress["learners"])
    if runtime.fit_parameters is None:
        progress = {"schedules": {"note": "the library that fits them is not installed"}}
    else:
        with runtime.reading() as session:
            subjects = schedule_fitting.list_due(session)
        for subject in subjects:
            with runtime.reading() as session:
                tried = schedule_fitting.try_fit(session, subject, runtime.fit_parameters)
            counts = progress["courses" if subject.is_course else "learners"]
            counts["tried"] += 1
            counts["offered"] += int(tried.accepted)
            with runtime.writing.begin() as session:
                schedule_fitting.keep_fit(session, tried, now=runtime.clock())
            _note(runtime, job, progress)
    with runtime.writing.begin() as session:
        current = session.get_one(Job, job.id)
        current.progress = progress
        jobs.finish(session, current, runtime.clock())


HANDLERS: dict[str, Handler] = {
    documents.IMPORT_DOCUMENT: import_document,
    fitting.FIT_PREDICTION: fit_prediction,
    regrade_jobs.GRADE_AGAIN: grade_again,
    sweeping.SWEEP_MEDIA: sweep_media,
    schedule_fitting.FIT_SCHEDULES: fit_schedules,
    bank_uploads.CHECK_BANK: bank_handlers.check_bank,
    bank_uploads.IMPORT_BANK: bank_handlers.import_bank,
}


def _note(runtime: Runtime, job: Job, progress: dict[str, Any]) -> None:
    with runtime.writing.begin() as session:
        if not jobs.note_progress(session, job.id, dict(progress), runtime.clock()):
            raise Cancelled


def _store(runtime: Runtime, job: Job, drafted: documents.Drafted) -> None:
    now: datetime = runtime.clock()
    with runtime.writing.begin() as session:
        current = session.get_one(Job, job.id)
        # Between the last note and here somebody may have cancelled; then nothing is stored.
        if not jobs.note_progress(session, job.id, current.progress, now):
            raise Cancelled
        document = session.get_one(Document, job.document_id)
        _, report = revisions.store_or_revise(session, document, drafted, now=now)
        if report is not None:
            current.progress = current.progress | {"revision": {"note": str(report)}}
        if drafted.note:
            current.progress = current.progress | {"model": {"note": drafted.note}}
        jobs.finish(session, current, now)
