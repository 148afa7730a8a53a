"""The instructor's work on a bank: accept, reject, undo, edit, add, publish, retire."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.core.difficulty import PRIOR_DIFFICULTY
from quizapp.core.errors import Conflict, Invalid
from quizapp.core.items import Step, dump_item
from quizapp.services import access, review
from quizapp.services.banks import Banks, load_bank
from quizapp.services.courses import create_course
from quizapp.services.runtime import Runtime
from quizapp.storage.database import Session
from quizapp.storage.models import (
    ItemRow,
    ItemStatus,
    ItemVersion,
    Module,
    ModuleStatus,
    Response,
    Section,
)
from tests.factories import LONG_DOCUMENT, START, School, make_item, make_module
from tests.sittings import sit

LATER = START + timedelta(hours=1)


@dataclass
class Desk:
    """An instructor's desk: the open session and the school within it."""

    session: Session
    here: School

    def item(self, status: ItemStatus | None = None) -> ItemRow:
        """The bank's first item, of this status where one is given."""
        query = select(ItemRow.uuid).order_by(ItemRow.id)
        if status is not None:
            query = query.where(ItemRow.status == status)
        return self.load(self.session.scalars(query).all()[0])

    def load(self, uuid: Any) -> ItemRow:
        self.session.expire_all()
        return access.get_item_for(self.session, self.here.instructor, uuid)

    def edit(self, item: ItemRow, **changes: Any) -> ItemRow:
        record = item.latest.record | changes
        review.save_edit(self.session, item, self.here.instructor, record, now=LATER)
        return self.load(item.uuid)

    def versions(self) -> set[int]:
        """The versions that learners may be asked."""
        bank = load_bank(self.session, self.here.module)
        return {v.version_id for c in bank.candidates() for v in c.variants}


@pytest.fixture
def desk(session: Session, here: School) -> Desk:
    return Desk(session, here)


@pytest.fixture
def drafted(desk: Desk) -> ItemRow:
    """A drafted item that waits for review."""
    module = make_module(desk.session, desk.here.course, text=LONG_DOCUMENT)
    uuid = desk.session.scalars(
        select(ItemRow.uuid).join(ItemRow.section).where(Section.module_id == module.id)
    ).all()[0]
    item = desk.load(uuid)
    assert item.status is ItemStatus.IN_REVIEW
    return item


def blocked_record(item: ItemRow) -> dict[str, Any]:
    """The item with an option that no question may have."""
    options = [*item.latest.record["options"]]
    options[-1] = options[-1] | {"text": "All of the above"}
    return {"options": options}


# --- decisions ----------------------------------------------------------------------------------


def test_accepting_and_undoing(desk: Desk, drafted: ItemRow) -> None:
    review.accept(desk.session, drafted, now=START)
    assert drafted.status is ItemStatus.ACCEPTED
    review.undo(desk.session, drafted, drafted.section.module)
    assert drafted.status is ItemStatus.IN_REVIEW


def test_rejecting_keeps_the_reason_until_it_is_undone(desk: Desk, drafted: ItemRow) -> None:
    review.reject(desk.session, drafted, reason=" unclear ", now=START)
    assert (drafted.status, drafted.rejected_reason) == (ItemStatus.REJECTED, "unclear")
    review.undo(desk.session, drafted, drafted.section.module)
    assert (drafted.status, drafted.rejected_reason) == (ItemStatus.IN_REVIEW, "")


def test_there_is_nothing_to_undo_before_a_decision(desk: Desk, drafted: ItemRow) -> None:
    with pytest.raises(Conflict, match="nothing to undo"):
        review.undo(desk.session, drafted, drafted.section.module)


def test_a_decision_is_undone_once(desk: Desk, drafted: ItemRow) -> None:
    review.accept(desk.session, drafted, now=START)
    review.undo(desk.session, drafted, drafted.section.module)
    with pytest.raises(Conflict):
        review.undo(desk.session, drafted, drafted.section.module)


def test_the_last_decision_is_the_one_found_to_undo(desk: Desk, drafted: ItemRow) -> None:
    module = drafted.section.module
    assert review.find_undoable(desk.session, module) is None
    review.accept(desk.session, drafted, now=START)
    found = review.find_undoable(desk.session, module)
    assert found is not None
    assert found.uuid == drafted.uuid


def test_a_question_that_a_finding_blocks_cannot_be_accepted(desk: Desk) -> None:
    item = desk.item()
    edited = desk.edit(item, **blocked_record(item))
    assert edited.status is ItemStatus.IN_REVIEW
    with pytest.raises(Invalid, match="Edit this question before you accept it"):
        review.accept(desk.session, edited, now=LATER)
    assert edited.status is ItemStatus.IN_REVIEW


def test_retiring_takes_the_question_from_learners(desk: Desk) -> None:
    item = desk.item(ItemStatus.PUBLISHED)
    asked, version = desk.versions(), desk.here.module.bank_version
    review.retire(desk.session, item, desk.here.module, now=LATER)
    assert desk.versions() == asked - {item.latest.id}
    assert desk.here.module.bank_version > version


def test_undoing_a_retirement_brings_the_question_back(desk: Desk) -> None:
    item, asked = desk.item(ItemStatus.PUBLISHED), desk.versions()
    review.retire(desk.session, item, desk.here.module, now=LATER)
    review.undo(desk.session, item, desk.here.module)
    assert desk.versions() == asked


def test_what_is_not_published_cannot_be_retired(desk: Desk, drafted: ItemRow) -> None:
    with pytest.raises(Conflict, match="not published"):
        review.retire(desk.session, drafted, drafted.section.module, now=LATER)


def test_rejecting_a_published_question_takes_it_from_learners_at_once(desk: Desk) -> None:
    item, banks = desk.item(ItemStatus.PUBLISHED), Banks()
    before = banks.get(desk.session, desk.here.module).count_items()
    review.reject(desk.session, item, reason="wrong", now=LATER)
    assert banks.get(desk.session, desk.here.module).count_items() == before - 1


# --- wordings -----------------------------------------------------------------------------------


def test_an_edit_makes_a_new_version_and_leaves_the_old_one(desk: Desk) -> None:
    item = desk.item()
    old_id, old_stem = item.latest.id, item.latest.record["stem"]
    edited = desk.edit(item, stem="Which of these words is the better one?")
    assert edited.latest_number == 2
    assert edited.latest.record["stem"] == "Which of these words is the better one?"
    assert edited.latest.created_by == desk.here.instructor.id
    assert desk.session.get_one(ItemVersion, old_id).record["stem"] == old_stem


def test_an_edit_that_changes_nothing_makes_no_version(desk: Desk) -> None:
    assert desk.edit(desk.item()).latest_number == 1


def test_an_edit_keeps_the_source_and_who_drafted_it(desk: Desk, drafted: ItemRow) -> None:
    before = drafted.latest.record
    record = {
        name: before[name]
        for name in ("type", "options", "rationale", "objective", "step", "bloom")
    } | {"stem": "Which words say it best?"}
    review.save_edit(desk.session, drafted, desk.here.instructor, record, now=LATER)
    after = desk.load(drafted.uuid).latest.record
    assert (after["source"], after["generator"]) == (before["source"], before["generator"])


def test_an_unreadable_edit_names_each_problem_and_keeps_nothing(desk: Desk) -> None:
    item = desk.item()
    with pytest.raises(Invalid) as caught:
        desk.edit(item, stem=" ", step="gigantic")
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["stem", "step"]
    assert desk.load(item.uuid).latest_number == 1


def test_an_edit_can_move_a_question_to_another_objective(desk: Desk) -> None:
    item = desk.item()
    edited = desk.edit(item, objective="Explain something else.")
    assert edited.objective.text == "Explain something else."
    assert edited.objective.section_id == edited.section_id


def test_a_new_step_sets_the_difficulty_that_no_answer_has_moved(desk: Desk) -> None:
    edited = desk.edit(desk.item(), step="hard")
    assert edited.prior_difficulty == edited.item_difficulty == PRIOR_DIFFICULTY[Step.HARD]


def test_learners_keep_the_old_wording_until_the_module_is_published_again(desk: Desk) -> None:
    item, asked = desk.item(ItemStatus.PUBLISHED), desk.versions()
    old_id = item.latest.id
    edited = desk.edit(item, stem="Which of these words is the better one?")
    assert edited.status is ItemStatus.ACCEPTED
    assert desk.versions() == asked
    review.publish_module(desk.session, desk.here.module, now=LATER)
    assert desk.versions() == asked - {old_id} | {edited.latest.id}


def test_learners_keep_the_old_wording_while_the_new_one_is_blocked(desk: Desk) -> None:
    item, asked = desk.item(ItemStatus.PUBLISHED), desk.versions()
    desk.edit(item, **blocked_record(item))
    review.publish_module(desk.session, desk.here.module, now=LATER)
    assert desk.versions() == asked


def test_an_answer_stays_with_the_version_that_was_seen(runtime: Runtime, school: School) -> None:
    sitting = sit(runtime, school)
    version_id = sitting.offer().version_id
    sitting.answer()
    with runtime.writing.begin() as session:
        version = session.get_one(ItemVersion, version_id)
        uuid = session.get_one(ItemRow, version.item_id).uuid
        item = access.get_item_for(session, school.instructor, uuid)
        record = version.record | {"stem": "Which of these words is the better one?"}
        review.save_edit(session, item, school.instructor, record, now=LATER)
        review.publish_module(session, item.section.module, now=LATER)
    with runtime.reading() as session:
        assert session.scalars(select(Response.item_version_id)).one() == version_id


# --- adding and publishing ----------------------------------------------------------------------


def written(desk: Desk) -> dict[str, Any]:
    """A record as the form gives it: no source, no generator."""
    record = dict(desk.item().latest.record)
    return {name: record[name] for name in record if not name.startswith(("source", "gen"))} | {
        "stem": "Which vessel did the instructor ask about?"
    }


def test_a_question_written_by_hand_comes_in_with_its_author(desk: Desk) -> None:
    section = desk.item().section
    added = review.add_by_hand(
        desk.session, section, desk.here.instructor, written(desk), now=LATER
    )
    loaded = desk.load(added.uuid)
    assert loaded.latest.record["stem"] == "Which vessel did the instructor ask about?"
    assert loaded.latest.record["generator"] == "instructor"
    assert loaded.latest.created_by == desk.here.instructor.id


def test_publishing_shows_the_accepted_and_bumps_the_bank(desk: Desk, drafted: ItemRow) -> None:
    module = drafted.section.module
    review.accept(desk.session, drafted, now=START)
    version = module.bank_version
    assert review.publish_module(desk.session, module, now=LATER) == 1
    assert module.status is ModuleStatus.PUBLISHED
    assert module.bank_version == version + 1
    assert (drafted.status, drafted.published_number) == (ItemStatus.PUBLISHED, 1)
    assert load_bank(desk.session, module).count_items() == 1


def test_a_module_without_an_accepted_question_is_not_published(session: Session) -> None:
    course = create_course(session, None, title="A", now=START)
    module: Module = make_module(session, course, text=LONG_DOCUMENT)
    with pytest.raises(Conflict, match="Accept at least one question first"):
        review.publish_module(session, module, now=LATER)
    assert module.status is ModuleStatus.DRAFT


def test_the_counts_and_the_queue_leave_excluded_sections_out(desk: Desk) -> None:
    counts = review.count_items(desk.session, desk.here.module)
    assert (counts.published, counts.to_review) == (6, 0)
    desk.item().section.excluded = True
    desk.session.flush()
    assert review.count_items(desk.session, desk.here.module).published == 3
    assert len(review.list_queue(desk.session, desk.here.module, ItemStatus.PUBLISHED)) == 3


def test_the_bank_lists_how_often_and_how_well_each_was_answered(
    runtime: Runtime, school: School
) -> None:
    sitting = sit(runtime, school)
    for selected in ((0,), (1,)):
        sitting.answer(selected)
    with runtime.reading() as session:
        rows = review.list_bank(session, session.get_one(Module, school.module.id), None)
    assert sorted(row.facility for row in rows if row.facility is not None) == [0.0, 1.0]
    assert [row.answers for row in rows].count(0) == 4


def test_a_misclick_is_no_answer_to_a_question_in_the_bank(
    runtime: Runtime, school: School
) -> None:
    sitting = sit(runtime, school)
    for selected in ((0,), (1,)):
        sitting.answer(selected)
    sitting.misclick()
    with runtime.reading() as session:
        rows = review.list_bank(session, session.get_one(Module, school.module.id), None)
    assert [row.facility for row in rows if row.facility is not None] == [1.0]
    assert sorted(row.answers for row in rows) == [0, 0, 0, 0, 0, 1]


def test_a_question_written_by_hand_without_a_source_is_accepted_with_a_warning(
    desk: Desk,
) -> None:
    section = desk.session.scalars(
        select(Section).where(Section.module_id == desk.here.module.id, Section.level == 2)
    ).first()
    assert section is not None
    record = dump_item(make_item("Which vein is it?", "Name the vein.", "any"))
    del record["source"]
    row = review.add_by_hand(desk.session, section, desk.here.instructor, record, now=LATER)
    assert row.status is ItemStatus.ACCEPTED
    written = desk.session.scalars(select(ItemVersion).where(ItemVersion.item_id == row.id)).one()
    assert {"unsourced": "warn"}.items() <= {
        finding["rule"]: finding["severity"] for finding in written.findings
    }.items()


def test_an_edit_is_no_decision_to_undo(desk: Desk) -> None:
    item = desk.item(ItemStatus.PUBLISHED)
    record = item.latest.record | {"stem": "Which vessel brings blood from the gut?"}
    del record["source"], record["generator"], record["generator_version"]
    review.save_edit(desk.session, item, desk.here.instructor, record, now=LATER)
    with pytest.raises(Conflict):
        review.undo(desk.session, item, desk.here.module)
