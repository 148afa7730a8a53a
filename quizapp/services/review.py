"""The instructor's work on a bank: accept, reject, undo, edit, add, publish, retire."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.difficulty import PRIOR_DIFFICULTY
from quizapp.core.errors import Conflict, Invalid, NotFound
from quizapp.core.items import Item, Severity, dump_item, load_item, problems_of
from quizapp.core.quality import check
from quizapp.services.documents import add_item, get_or_add_objective
from quizapp.storage.models import (
    ItemRow,
    ItemStatus,
    ItemVersion,
    Module,
    ModuleStatus,
    Objective,
    Response,
    Section,
    User,
)
from quizapp.storage.queries.banks import touch_structure
from quizapp.storage.queries.corrections import counted_maximum, counted_points, is_misclick


@dataclass(frozen=True)
class Counts:
    """How many items of a module stand where."""

    to_review: int = 0
    accepted: int = 0
    rejected: int = 0
    published: int = 0
    retired: int = 0


@dataclass(frozen=True)
class BankRow:
    """One item in the list of a module's bank. `facility` is None before the first answer."""

    uuid: UUID
    stem: str
    type: str
    status: ItemStatus
    step: str
    section_title: str
    objective: str
    version: int
    answers: int
    facility: float | None
    findings: int


def accept(session: Session, item: ItemRow, *, now: datetime) -> None:
    """Accept an item for publishing. Raises Invalid while a finding blocks it."""
    blocking = [
        finding["message"]
        for finding in item.latest.findings
        if finding["severity"] == Severity.BLOCK
    ]
    if blocking:
        raise Invalid(["Edit this question before you accept it.", *blocking])
    _decide(session, item, ItemStatus.ACCEPTED, now)
    item.stale = False
    _tell_learners(session, item)


def reject(session: Session, item: ItemRow, *, reason: str, now: datetime) -> None:
    """Put an item aside; the reason is kept with it. Learners no longer get a published one."""
    item.rejected_reason = reason.strip()
    _decide(session, item, ItemStatus.REJECTED, now)
    _tell_learners(session, item)


def retire(session: Session, item: ItemRow, module: Module, *, now: datetime) -> None:
    """Take a published item away from learners. What was answered stays."""
    if item.published_number is None:
        raise Conflict("This question is not published, so it cannot be retired. Reject it.")
    _decide(session, item, ItemStatus.RETIRED, now)
    touch_bank(session, module)


def undo(session: Session, item: ItemRow, module: Module) -> None:
    """Take the last decision on an item back. Raises Conflict where there is none."""
    if item.previous_status is None:
        raise Conflict("There is nothing to undo on this question.")
    item.status, item.previous_status = item.previous_status, None
    item.rejected_reason, item.reviewed_at = "", None
    touch_bank(session, module)


def save_edit(
    session: Session, item: ItemRow, user: User, record: dict[str, Any], *, now: datetime
) -> None:
    """Store another wording as a new version; what was answered points at the one it saw.

    An edited item counts as accepted, unless a finding blocks it. A published item stays published
    in its old wording until the module is published again. Raises Invalid naming each problem.
    """
    before = item.latest.record
    record = record | {name: before[name] for name in ("source", "generator") if name in before}
    edited = _readable(record)
    findings = check(edited)
    if dump_item(edited) == dump_item(load_item(before)):
        return
    item.latest_number += 1
    session.add(
        ItemVersion(
            item_id=item.id,
            number=item.latest_number,
            record=dump_item(edited),
            findings=[asdict(finding) for finding in findings],
            created_by=user.id,
            created_at=now,
        )
    )
    objective = get_or_add_objective(session, item.section, edited.objective)
    item.objective_id = objective.id
    if not item.difficulty_answers:
        item.prior_difficulty = item.item_difficulty = PRIOR_DIFFICULTY[edited.step]
    blocked = any(finding.severity is Severity.BLOCK for finding in findings)
    # An edit is undone by another edit: going back to "published" would strand the new wording.
    item.status = ItemStatus.IN_REVIEW if blocked else ItemStatus.ACCEPTED
    item.previous_status, item.reviewed_at, item.stale = None, now, False
    _tell_learners(session, item)


def add_by_hand(
    session: Session, section: Section, user: User, record: dict[str, Any], *, now: datetime
) -> ItemRow:
    """Add an item that an instructor wrote. Raises Invalid naming each problem."""
    written = _readable(record)
    findings = check(written)
    blocked = any(finding.severity is Severity.BLOCK for finding in findings)
    stamp = hashlib.sha256(f"{now.isoformat()} {written.stem}".encode()).hexdigest()[:12]
    return add_item(
        session,
        get_or_add_objective(session, section, written.objective),
        slug=f"instructor-{stamp}",
        record=dump_item(written),
        findings=[asdict(finding) for finding in findings],
        status=ItemStatus.IN_REVIEW if blocked else ItemStatus.ACCEPTED,
        user=user,
        now=now,
    )


def publish_module(session: Session, module: Module, *, now: datetime) -> int:
    """Show a module and its accepted questions to learners; how many questions are new to them.

    Raises Conflict when there is no question to show.
    """
    accepted = list(
        session.scalars(
            select(ItemRow)
            .join(Section, Section.id == ItemRow.section_id)
            .where(Section.module_id == module.id, ItemRow.status == ItemStatus.ACCEPTED)
        )
    )
    if not accepted and not count_items(session, module).published:
        raise Conflict("Accept at least one question first; then publish.")
    for item in accepted:
        item.published_number = item.latest_number
        item.status, item.previous_status = ItemStatus.PUBLISHED, None
        item.reviewed_at = item.reviewed_at or now
    module.status = ModuleStatus.PUBLISHED
    touch_bank(session, module)
    return len(accepted)


def touch_bank(session: Session, module: Module) -> None:
    """Tell every process that what learners may be asked has changed."""
    session.flush()
    touch_structure(session, Module.id == module.id)
    session.refresh(module, ["bank_version", "structure_version"])


def count_items(session: Session, module: Module) -> Counts:
    """How many items of a module stand where, those of excluded sections left out."""
    rows = session.execute(
        select(ItemRow.status, func.count())
        .join(Section, Section.id == ItemRow.section_id)
        .where(Section.module_id == module.id, Section.excluded.is_(False))
        .group_by(ItemRow.status)
    )
    found = dict(rows.all())
    return Counts(
        to_review=found.get(ItemStatus.IN_REVIEW, 0),
        accepted=found.get(ItemStatus.ACCEPTED, 0),
        rejected=found.get(ItemStatus.REJECTED, 0),
        published=found.get(ItemStatus.PUBLISHED, 0),
        retired=found.get(ItemStatus.RETIRED, 0),
    )


def list_queue(session: Session, module: Module, status: ItemStatus | None) -> list[UUID]:
    """The uuids of a module's items in the document's order, of one status or of all."""
    queue = (
        select(ItemRow.uuid)
        .join(Section, Section.id == ItemRow.section_id)
        .where(Section.module_id == module.id, Section.excluded.is_(False))
        .order_by(Section.place, ItemRow.id)
    )
    if status is not None:
        queue = queue.where(ItemRow.status == status)
    return list(session.scalars(queue))


def find_undoable(session: Session, module: Module) -> ItemRow | None:
    """The item that was decided on last, its latest version loaded, if that can be undone."""
    return session.scalar(
        select(ItemRow)
        .join(Section, Section.id == ItemRow.section_id)
        .where(
            Section.module_id == module.id,
            ItemRow.previous_status.is_not(None),
            ItemRow.reviewed_at.is_not(None),
        )
        .options(joinedload(ItemRow.latest))
        .order_by(ItemRow.reviewed_at.desc(), ItemRow.id.desc())
        .limit(1)
    )


def list_bank(session: Session, module: Module, status: ItemStatus | None) -> list[BankRow]:
    """A module's items with how often and how well they were answered."""
    answers = (
        select(
            Response.item_id,
            func.count().label("answers"),
            func.avg(counted_points() * 1.0 / counted_maximum()).label("facility"),
        )
        .where(~is_misclick())
        .group_by(Response.item_id)
        .subquery()
    )
    rows = (
        select(ItemRow, func.coalesce(answers.c.answers, 0), answers.c.facility)
        .join(Section, Section.id == ItemRow.section_id)
        .outerjoin(answers, answers.c.item_id == ItemRow.id)
        .where(Section.module_id == module.id)
        .options(
            joinedload(ItemRow.latest), joinedload(ItemRow.section), joinedload(ItemRow.objective)
        )
        .order_by(Section.place, ItemRow.id)
    )
    if status is not None:
        rows = rows.where(ItemRow.status == status)
    return [
        BankRow(
            uuid=item.uuid,
            stem=item.latest.record["stem"],
            type=item.latest.record["type"],
            status=item.status,
            step=item.latest.record["step"],
            section_title=item.section.title,
            objective=item.objective.text,
            version=item.latest_number,
            answers=count,
            facility=None if facility is None else float(facility),
            findings=len(item.latest.findings),
        )
        for item, count, facility in session.execute(rows)
    ]


def list_objectives(session: Session, section: Section) -> Sequence[str]:
    """The wordings of a section's objectives."""
    return list(
        session.scalars(
            select(Objective.text)
            .where(Objective.section_id == section.id)
            .order_by(Objective.place)
        )
    )


def find_section(session: Session, module: Module, uuid: UUID) -> Section:
    """A section of this module. Raises NotFound."""
    section = session.scalar(
        select(Section).where(Section.uuid == uuid, Section.module_id == module.id)
    )
    if section is None:
        raise NotFound("There is no such section in this module.")
    return section


def _decide(session: Session, item: ItemRow, status: ItemStatus, now: datetime) -> None:
    if item.status is not status:
        item.previous_status, item.status = item.status, status
    item.reviewed_at = now
    session.flush()


def _tell_learners(session: Session, item: ItemRow) -> None:
    session.flush()
    if item.published_number is not None:
        touch_bank(session, item.section.module)


def _readable(record: dict[str, Any]) -> Item:
    item = load_item(record)
    problems = problems_of(item)
    if problems:
        raise Invalid(problems)
    return item
