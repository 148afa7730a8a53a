"""A bank file that comes in through a page: checked by the worker, confirmed, then imported.

Two jobs of one document: the first ends with the plan in its progress, the second does what that
plan says. Confirming twice gives the same second job.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from quizapp.core.errors import Conflict
from quizapp.services import jobs
from quizapp.services.bank_imports import Target
from quizapp.services.bank_plans import Change, ImportPlan, count_unsourced, notes_of
from quizapp.services.documents import keep_document
from quizapp.storage.models import Course, Document, Job, JobStatus, Module, User

CHECK_BANK = "check_bank"
IMPORT_BANK = "import_bank"
KINDS = (CHECK_BANK, IMPORT_BANK)
ROWS_A_PAGE = 200


@dataclass(frozen=True)
class PlanRow:
    """One question of the file as the plan's page shows it."""

    change: Change
    place: str
    words: str
    label: str
    section: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PlanView:
    """What an import would do, a page of its rows at a time; `first` counts from 0.

    `unsourced` is how many of what comes in rest on no words of a document.
    """

    format_label: str
    module_title: str
    module_uuid: UUID | None
    counts: Mapping[Change, int]
    new_sections: Sequence[str]
    unsourced: int
    notes: Sequence[str]
    item_notes: Sequence[tuple[str, int]]
    rows: tuple[PlanRow, ...]
    first: int
    total: int


@dataclass(frozen=True)
class UploadView:
    """A bank file on its way in: being checked, planned, being imported, done or refused."""

    uuid: UUID
    filename: str
    course_slug: str
    course_title: str
    is_import: bool
    status: JobStatus
    error: str
    plan: PlanView | None
    confirmed: UUID | None
    module_uuid: UUID | None

    @property
    def is_under_way(self) -> bool:
        """Whether the worker has not ended with it."""
        return self.status in (JobStatus.QUEUED, JobStatus.RUNNING)

    @property
    def has_failed(self) -> bool:
        """Whether it came to nothing."""
        return self.status in (JobStatus.FAILED, JobStatus.CANCELLED)

    @property
    def heading(self) -> str:
        """How far it is, in words."""
        if self.is_import:
            failed, under_way, done = "Not imported", "Importing", "Imported"
        else:
            failed, under_way = "This file was not read", "Checking your file"
            done = "What would be imported"
        return failed if self.has_failed else under_way if self.is_under_way else done


def receive_bank(
    session: Session,
    user: User,
    course: Course,
    *,
    filename: str,
    content: bytes,
    module_uuid: UUID | None,
    now: datetime,
) -> Job:
    """Keep a bank file and queue its check. Raises Invalid for an empty one."""
    document = keep_document(session, user, course, filename=filename, content=content, now=now)
    payload = {
        "module": None if module_uuid is None else str(module_uuid),
        "user": user.id,
        "filename": PurePath(filename.replace("\\", "/")).name.strip() or "bank",
    }
    waiting = session.scalars(
        select(Job).where(
            Job.document_id == document.id,
            Job.kind == CHECK_BANK,
            Job.status.in_((JobStatus.QUEUED, JobStatus.RUNNING)),
        )
    )
    for job in waiting:
        if job.payload == payload:
            return job
    return jobs.enqueue(session, CHECK_BANK, payload, now=now, document=document)


def target_of(session: Session, job: Job) -> Target:
    """The file of a job and where it goes."""
    document = session.scalars(
        select(Document)
        .where(Document.id == job.document_id)
        .options(joinedload(Document.course), undefer(Document.content))
    ).one()
    module = job.payload["module"]
    return Target(
        document.course.slug,
        job.payload["filename"],
        document.content,
        None if module is None else UUID(module),
    )


def keep_plan(session: Session, job: Job, plan: ImportPlan, label: str) -> None:
    """Write the plan into its job, for the page to show."""
    module = None if plan.module_id is None else session.get_one(Module, plan.module_id)
    job.progress = {
        "plan": {
            "format": label,
            "module": plan.module_title,
            "module_uuid": None if module is None else str(module.uuid),
            "fingerprint": plan.fingerprint,
            "new_sections": list(plan.new_sections),
            "unsourced": count_unsourced(plan),
            "notes": list(plan.notes),
            "item_notes": notes_of(plan).most_common(),
            "rows": [
                [e.change.value, e.place, e.words, e.label, e.section, list(e.notes)]
                for e in plan.entries
            ],
        }
    }
    session.flush()


def confirm(session: Session, user: User, check: Job, *, now: datetime) -> Job:
    """Queue the import that a plan says; a second time gives the same job.

    Raises Conflict while there is no plan yet, or none that would change anything.
    """
    # Two clicks at once: the second waits here until the first is committed.
    job = session.scalars(
        select(Job)
        .where(Job.id == check.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    plan = job.progress.get("plan")
    if job.kind != CHECK_BANK or job.status is not JobStatus.DONE or plan is None:
        raise Conflict("This file is still being checked. Wait for its plan, then confirm it.")
    if "import" in job.progress:
        return session.scalars(select(Job).where(Job.uuid == UUID(job.progress["import"]))).one()
    if not any(row[0] in (Change.NEW, Change.CHANGED) for row in plan["rows"]):
        raise Conflict("There is nothing to import: no question is new or changed.")
    payload = job.payload | {"user": user.id, "fingerprint": plan["fingerprint"]}
    started = jobs.enqueue(session, IMPORT_BANK, payload, now=now)
    started.document_id = job.document_id
    job.progress = job.progress | {"import": str(started.uuid)}
    session.flush()
    return started


def describe_upload(job: Job, *, first: int = 0) -> UploadView:
    """How far a bank file is, with its plan from the row `first` on once there is one."""
    document = job.document
    if document is None:
        raise AssertionError("a bank import without its file")
    plan = job.progress.get("plan")
    confirmed = job.progress.get("import")
    module = job.progress.get("module")
    return UploadView(
        uuid=job.uuid,
        filename=job.payload["filename"],
        course_slug=document.course.slug,
        course_title=document.course.title,
        is_import=job.kind == IMPORT_BANK,
        status=job.status,
        error=job.error,
        plan=None if plan is None else _plan_view(plan, first),
        confirmed=None if confirmed is None else UUID(confirmed),
        module_uuid=None if module is None else UUID(module),
    )


def _plan_view(plan: Mapping[str, Any], first: int) -> PlanView:
    rows = [
        PlanRow(Change(change), place, words, label, section, tuple(notes))
        for change, place, words, label, section, notes in plan["rows"]
    ]
    # What is not taken in is what a person needs to see first.
    order = (Change.SKIPPED, Change.CHANGED, Change.NEW, Change.UNCHANGED)
    ordered = [row for change in order for row in rows if row.change is change]
    first = first if 0 <= first < len(rows) else 0
    return PlanView(
        format_label=plan["format"],
        module_title=plan["module"],
        module_uuid=None if plan["module_uuid"] is None else UUID(plan["module_uuid"]),
        counts={change: sum(1 for row in rows if row.change is change) for change in Change},
        new_sections=plan["new_sections"],
        unsourced=plan["unsourced"],
        notes=plan["notes"],
        item_notes=[(note, count) for note, count in plan["item_notes"]],
        rows=tuple(ordered[first : first + ROWS_A_PAGE]),
        first=first,
        total=len(rows),
    )
