"""Asking for a regrade or its undoing: done at once for a few learners, in the background for more.

In the background each learner is corrected in a transaction of their own, so that nobody's answer
waits for the whole class. What is done is found out from the log each time: a job that starts again
after its worker died goes on with whoever is left, and a second one finds nothing to do.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core.corrections import CorrectionKind
from quizapp.core.errors import Conflict
from quizapp.services import jobs
from quizapp.services.regrading import (
    RegradePreview,
    Regrading,
    carry_out,
    plan_regrade,
    plan_undo,
    preview_regrade,
)
from quizapp.storage.models import ItemRow, ItemVersion, Job, JobStatus, User

GRADE_AGAIN = "grade_again"
MOST_AT_ONCE = 25
"""Learners that are corrected while the instructor waits; more go to the background."""

NOTHING = RegradePreview(answers=0, learners=0, right=0, partly=0, wrong=0)


@dataclass(frozen=True)
class RunView:
    """A regrade, or its undoing, in the background: how many learners and answers are done."""

    kind: CorrectionKind
    status: JobStatus
    learners: int
    total: int | None
    answers: int
    error: str

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or goes on."""
        return self.status in (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclass(frozen=True)
class RegradePage:
    """What an instructor sees before and after grading again.

    `version` is the published one, None where there is none; `is_draft_newer` whether the latest
    wording is not published. `preview` and `undo` are None while a run is under way, `undo` also
    where there is nothing to take back; `run` is the newest in the background.
    """

    version: int | None
    is_draft_newer: bool
    preview: RegradePreview | None
    undo: RegradePreview | None
    undo_version: int | None
    run: RunView | None


def describe(session: Session, item: ItemRow, by: User) -> RegradePage:
    """How things stand with an item's answers."""
    job = find_job(session, item.id)
    run = None if job is None else _describe_run(job)
    foreseen = taken_back = undo_version = None
    if item.published_number is not None and (run is None or not run.is_under_way):
        foreseen = preview_regrade(session, plan_regrade(session, item, by))
        undo = plan_undo(session, item, by)
        if undo is not None:
            taken_back = preview_regrade(session, undo)
            undo_version = session.get_one(ItemVersion, undo.version_id).number
    return RegradePage(
        version=item.published_number,
        is_draft_newer=item.published_number not in (None, item.latest_number),
        preview=foreseen,
        undo=taken_back,
        undo_version=undo_version,
        run=run,
    )


def ask_for_regrade(
    session: Session, item: ItemRow, by: User, *, now: datetime
) -> Job | RegradePreview:
    """Grade again by the published version's key: what that changed, or the job that does it.

    Raises Conflict while another one is under way for this item, or where none was published.
    """
    return _ask(session, plan_regrade(session, item, by), now)


def ask_for_undo(
    session: Session, item: ItemRow, by: User, *, now: datetime
) -> Job | RegradePreview:
    """Take the newest regrade back: what that changed, or the job that does it. Raises Conflict."""
    wanted = plan_undo(session, item, by)
    return NOTHING if wanted is None else _ask(session, wanted, now)


def find_job(session: Session, item_id: int) -> Job | None:
    """The newest job that graded an item's answers again."""
    return session.scalar(
        select(Job)
        .where(Job.kind == GRADE_AGAIN, Job.payload["item_id"].as_integer() == item_id)
        .order_by(Job.id.desc())
        .limit(1)
    )


def read_payload(job: Job) -> Regrading:
    """What a job was asked to do."""
    return Regrading(**job.payload | {"kind": CorrectionKind(job.payload["kind"])})


def _ask(session: Session, wanted: Regrading, now: datetime) -> Job | RegradePreview:
    # One at a time for an item. Not the item's own row: the fold holds that after the projection's,
    # and answers need only know that the version is there.
    session.execute(
        select(ItemVersion.id)
        .where(ItemVersion.item_id == wanted.item_id, ItemVersion.number == 1)
        .with_for_update(key_share=True)
    )
    job = find_job(session, wanted.item_id)
    if job is not None and _describe_run(job).is_under_way:
        raise Conflict("The answers to this question are just being graded. Wait for it to end.")
    if preview_regrade(session, wanted).learners > MOST_AT_ONCE:
        return jobs.enqueue(session, GRADE_AGAIN, asdict(wanted), now=now)
    return carry_out(session, wanted, now=now)


def _describe_run(job: Job) -> RunView:
    return RunView(
        kind=CorrectionKind(job.payload["kind"]),
        status=job.status,
        learners=job.progress.get("learners", {}).get("count", 0),
        total=job.progress.get("learners", {}).get("total"),
        answers=job.progress.get("answers", {}).get("count", 0),
        error=job.error,
    )
