"""Work for later: its row is written in the same transaction as what asked for it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.storage.base import Identified, enum_column, foreign_key
from quizapp.storage.models.modules import Document


class JobStatus(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Identified):
    """One piece of work. A running job whose `lease_until` has passed is taken up again.

    `progress` maps a step's name to {"state", "count", "total"}.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_status_run_at", "status", "run_at"),)

    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    document_id: Mapped[int | None] = mapped_column(
        foreign_key("documents.id", ondelete="CASCADE"), index=True
    )
    status: Mapped[JobStatus] = mapped_column(enum_column(JobStatus))
    progress: Mapped[dict[str, Any]]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    document: Mapped[Document | None] = relationship(lazy="raise")
