"""Doing what a plan of an import says: all of it at once, or nothing."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.difficulty import PRIOR_DIFFICULTY
from quizapp.core.errors import Conflict, Invalid, NotFound
from quizapp.core.formats.base import ParsedBank
from quizapp.core.items import Item, dump_item
from quizapp.core.quality import check
from quizapp.services.bank_plans import Change, ImportPlan, Planned, plan_import
from quizapp.services.documents import (
    FEWEST_ITEMS_FOR_A_QUIZ,
    add_module_quiz,
    add_section_quiz,
    keep_document,
)
from quizapp.services.review import touch_bank
from quizapp.services.sections import NOWHERE, list_sections
from quizapp.storage.models import (
    Course,
    Document,
    ItemRow,
    ItemStatus,
    ItemVersion,
    Module,
    ModuleStatus,
    Objective,
    Section,
    User,
)

# By an item's slug in the plan, its flaws: looked for before the database is locked.
Flaws = dict[str, list[dict[str, str]]]
# By an item's slug in the plan.
Objectives = dict[str, Objective]
_SECTION_LEVEL = 2


@dataclass(frozen=True)
class Target:
    """Where a file goes: to the module named, or else to the one that it was imported as before.

    `course_slug` names the course, `filename` and `content` are the file's.
    """

    course_slug: str
    filename: str
    content: bytes
    module_uuid: UUID | None = None


def find_target(session: Session, target: Target) -> Module | None:
    """The module that a file goes to, None where one is made of it.

    Raises NotFound where the course has no module of the uuid that is named.
    """
    modules = (
        select(Module)
        .join(Module.course)
        .join(Module.document)
        .where(Course.slug == target.course_slug)
        .limit(1)
    )
    if target.module_uuid is not None:
        module = session.scalar(modules.where(Module.uuid == target.module_uuid))
        if module is None:
            raise NotFound("There is no such module in this course.")
        return module
    same = Document.sha256 == hashlib.sha256(target.content).hexdigest()
    return session.scalar(
        modules.where(or_(same, Document.filename == target.filename)).order_by(
            same.desc(), Module.id
        )
    )


def find_flaws(plan: ImportPlan) -> Flaws:
    """The item-writing flaws of what comes in or changes."""
    return {
        entry.slug: [asdict(finding) for finding in check(item)]
        for entry in plan.entries
        if (item := _incoming(entry)) is not None
    }


def carry_out(
    session: Session,
    target: Target,
    parsed: ParsedBank,
    user: User | None,
    *,
    fingerprint: str,
    flaws: Flaws,
    now: datetime,
) -> Module:
    """Do what a plan says, if it still says the same. New and changed items arrive to review.

    Where there is no module yet, one is made whose document is the file. A published item that
    changes is asked as it was until it is published again. Raises Conflict where the plan of this
    file has become another, Invalid where it would bring in nothing.
    """
    module = find_target(session, target)
    plan = plan_import(session, module, parsed, filename=target.filename)
    if plan.fingerprint != fingerprint:
        raise Conflict("Something changed here since the file was checked. Check it once more.")
    if module is None:
        if not parsed.items:
            raise Invalid("There is no question in this file that can be kept.")
        module = _make_module(session, target, parsed.title, now)
    added = _sections(session, module, plan)
    objectives = _objectives(session, module, added, plan)
    _add(session, [e for e in plan.entries if e.change is Change.NEW], objectives, flaws, user, now)
    changed = [entry for entry in plan.entries if entry.change is Change.CHANGED]
    _change(session, module, changed, objectives, flaws, user, now)
    if plan.module_id is None:
        _add_quizzes(session, module, plan, added)
    touch_bank(session, module)
    return module


def _incoming(entry: Planned) -> Item | None:
    return entry.item if entry.change in (Change.NEW, Change.CHANGED) else None


def _make_module(session: Session, target: Target, title: str, now: datetime) -> Module:
    """A module of a bank file: the file is its document, and there is no text to learn from."""
    course = session.scalars(select(Course).where(Course.slug == target.course_slug)).one()
    document = keep_document(
        session, None, course, filename=target.filename, content=target.content, now=now
    )
    document.text = ""
    module = Module(
        course_id=document.course_id,
        document_id=document.id,
        title=title,
        status=ModuleStatus.DRAFT,
        facts=[],
        dropped=[],
        doubts=[],
        bank_version=1,
        created_at=now,
    )
    session.add(module)
    session.flush()
    return module


def _sections(session: Session, module: Module, plan: ImportPlan) -> dict[str, Section]:
    """The sections that the plan adds, by title, after the others."""
    listed = list_sections(session, module.id)
    place = 1 + max((section.place for section in listed), default=-1)
    added = {
        title: Section(
            module_id=module.id,
            parent_id=None,
            place=place + number,
            level=_SECTION_LEVEL,
            heading=title,
            title=title,
            start=NOWHERE,
            end=NOWHERE,
            lesson=None,
        )
        for number, title in enumerate(plan.new_sections)
    }
    session.add_all(added.values())
    session.flush()
    return added


def _place_of(entry: Planned, added: dict[str, Section]) -> int:
    return added[entry.section].id if entry.section_id is None else entry.section_id


def _objectives(
    session: Session, module: Module, added: dict[str, Section], plan: ImportPlan
) -> Objectives:
    """The objective of each item that comes in, those that are not there yet added."""
    found = session.scalars(
        select(Objective)
        .join(Section, Section.id == Objective.section_id)
        .where(Section.module_id == module.id)
    )
    known = {(objective.section_id, objective.text): objective for objective in found}
    counts = Counter(section_id for section_id, _text in known)
    objectives = {}
    for entry in plan.entries:
        item = _incoming(entry)
        if item is None:
            continue
        key = (_place_of(entry, added), item.objective)
        if key not in known:
            known[key] = Objective(section_id=key[0], place=counts[key[0]], text=key[1])
            counts[key[0]] += 1
            session.add(known[key])
        objectives[entry.slug] = known[key]
    session.flush()
    return objectives


def _add(
    session: Session,
    entries: Iterable[Planned],
    objectives: Objectives,
    flaws: Flaws,
    user: User | None,
    now: datetime,
) -> None:
    rows = []
    for entry in entries:
        item = entry.item
        if item is None:
            raise AssertionError("a new item without its content")
        objective = objectives[entry.slug]
        prior = PRIOR_DIFFICULTY[item.step]
        row = ItemRow(
            section_id=objective.section_id,
            objective_id=objective.id,
            slug=entry.slug,
            status=ItemStatus.IN_REVIEW,
            latest_number=1,
            prior_difficulty=prior,
            item_difficulty=prior,
            created_at=now,
        )
        rows.append((row, entry.slug, item))
    # Thousands of questions at once, so that learners wait for the database only a moment.
    session.add_all(row for row, _slug, _item in rows)
    session.flush()
    session.add_all(_version(row, item, flaws[slug], user, now) for row, slug, item in rows)
    session.flush()


def _change(
    session: Session,
    module: Module,
    entries: Iterable[Planned],
    objectives: Objectives,
    flaws: Flaws,
    user: User | None,
    now: datetime,
) -> None:
    wanted = {entry.row_id: entry for entry in entries}
    if not wanted:
        return
    rows = session.scalars(
        select(ItemRow)
        .join(Section, Section.id == ItemRow.section_id)
        .where(Section.module_id == module.id)
        .options(joinedload(ItemRow.latest))
    )
    for row in rows:
        entry = wanted.get(row.id)
        if entry is None or entry.item is None:
            continue
        objective = objectives[entry.slug]
        row.section_id, row.objective_id = objective.section_id, objective.id
        if not row.difficulty_answers:
            row.prior_difficulty = row.item_difficulty = PRIOR_DIFFICULTY[entry.item.step]
        row.latest_number += 1
        if row.status not in (ItemStatus.RETIRED, ItemStatus.REJECTED):
            row.status, row.previous_status = ItemStatus.IN_REVIEW, None
        session.add(_version(row, entry.item, flaws[entry.slug], user, now))
    session.flush()


def _version(
    row: ItemRow, item: Item, findings: list[dict[str, str]], user: User | None, now: datetime
) -> ItemVersion:
    return ItemVersion(
        item_id=row.id,
        number=row.latest_number,
        record=dump_item(item),
        findings=findings,
        created_by=None if user is None else user.id,
        created_at=now,
    )


def _add_quizzes(
    session: Session, module: Module, plan: ImportPlan, sections: dict[str, Section]
) -> None:
    add_module_quiz(session, module)
    for title in plan.new_sections:
        count = sum(1 for entry in plan.entries if entry.item and entry.section == title)
        if count >= FEWEST_ITEMS_FOR_A_QUIZ:
            add_section_quiz(session, sections[title])
