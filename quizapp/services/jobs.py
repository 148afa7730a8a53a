"""The queue of background work: a table, so that a job is committed with what asked for it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from quizapp.core.errors import Conflict
from quizapp.storage.models import Document, Job, JobStatus

DAILY = timedelta(days=1)
LEASE = timedelta(minutes=2)
MOST_TRIES = 3
_RETRY_AFTER = timedelta(seconds=10)
_GIVEN_UP = f"This broke off {MOST_TRIES} times, so we gave it up. "
_SPLIT = "Split the document into smaller parts and upload them one by one."
_AGAIN = "What it did so far is kept. Start it again to go on."


def enqueue(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    document: Document | None = None,
) -> Job:
    """Ask for work. It is picked up once the caller's transaction is committed."""
    job = Job(
        kind=kind,
        payload=payload,
        document_id=None if document is None else document.id,
        status=JobStatus.QUEUED,
        progress={},
        run_at=now,
        created_at=now,
    )
    session.add(job)
    session.flush()
    return job


def enqueue_daily(session: Session, kind: str, *, now: datetime) -> Job | None:
    """Ask for nightly work, unless it waits, runs, or was asked for less than a day ago."""
    newest = session.scalar(select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(1))
    if newest is not None and (
        newest.status in (JobStatus.QUEUED, JobStatus.RUNNING) or newest.created_at > now - DAILY
    ):
        return None
    return enqueue(session, kind, {}, now=now)


def is_any_ready(session: Session, now: datetime) -> bool:
    """Whether there is a job to claim."""
    return session.scalar(_ready(now)) is not None


def claim_next(session: Session, now: datetime) -> Job | None:
    """Take the oldest job that is ready, or one whose worker went silent; None when there is none.

    The lease keeps other workers off until it runs out; `note_progress` extends it. A job whose
    workers all went silent fails here: it may be what ends them.
    """
    job_id = session.scalar(_ready(now).with_for_update(skip_locked=True))
    if job_id is None:
        return None
    job = session.get_one(Job, job_id, populate_existing=True)
    if job.attempts >= MOST_TRIES:
        advice = _AGAIN if job.document_id is None else _SPLIT
        fail(session, job, _GIVEN_UP + advice, now, final=True)
        return None
    job.status, job.lease_until, job.attempts = JobStatus.RUNNING, now + LEASE, job.attempts + 1
    session.flush()
    return job


def note_progress(session: Session, job_id: int, progress: dict[str, Any], now: datetime) -> bool:
    """Store how far the work is and renew its lease; False when it has been cancelled."""
    job = session.get_one(Job, job_id, populate_existing=True)
    if job.status is not JobStatus.RUNNING:
        return False
    job.progress = progress
    job.lease_until = now + LEASE
    session.flush()
    return True


def finish(session: Session, job: Job, now: datetime) -> None:
    """Mark a job as done."""
    job.status, job.finished_at, job.lease_until, job.error = JobStatus.DONE, now, None, ""
    session.flush()


def fail(session: Session, job: Job, error: str, now: datetime, *, final: bool) -> None:
    """Note an error: the job is tried again a little later, unless it is final or was the last."""
    job.error, job.lease_until = error, None
    if final or job.attempts >= MOST_TRIES:
        job.status, job.finished_at = JobStatus.FAILED, now
    else:
        job.status, job.run_at = JobStatus.QUEUED, now + _RETRY_AFTER * job.attempts
    session.flush()


def cancel(session: Session, job: Job, now: datetime) -> None:
    """Stop a job that has not ended. Raises Conflict when it has."""
    if job.status not in (JobStatus.QUEUED, JobStatus.RUNNING):
        raise Conflict("This import has already ended.")
    job.status, job.finished_at = JobStatus.CANCELLED, now
    session.flush()


def list_recent(session: Session, limit: int = 50) -> list[Job]:
    """The newest jobs."""
    return list(session.scalars(select(Job).order_by(Job.id.desc()).limit(limit)))


def _ready(now: datetime) -> Select[int]:
    return (
        select(Job.id)
        .where(
            or_(
                and_(Job.status == JobStatus.QUEUED, Job.run_at <= now),
                and_(Job.status == JobStatus.RUNNING, Job.lease_until <= now),
            )
        )
        .order_by(Job.run_at, Job.id)
        .limit(1)
    )
