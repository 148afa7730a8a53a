"""What each kind of job does. Handlers are idempotent: a job may run again after a crash."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import Any

from quizapp.jobs import bank_handlers
from quizapp.services import bank_uploads, documents, fitting, jobs, revisions
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Document, Job


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


HANDLERS: dict[str, Handler] = {
    documents.IMPORT_DOCUMENT: import_document,
    fitting.FIT_PREDICTION: fit_prediction,
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
