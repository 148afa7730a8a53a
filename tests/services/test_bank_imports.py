"""Bank files of any format: planned first, then done, all of it or nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from quizapp.adapters.extraction import read_document
from quizapp.adapters.formats import FORMATS, read_bank
from quizapp.core.errors import Conflict, Invalid, NotFound
from quizapp.core.formats.base import ParsedBank
from quizapp.services import bank_exports, documents, review
from quizapp.services.bank_imports import Target, carry_out, find_flaws, find_target
from quizapp.services.bank_plans import Change, ImportPlan, lines_of, notes_of, plan_import
from quizapp.services.courses import create_course
from quizapp.services.outlines import describe_outline
from quizapp.services.review_pages import describe_new_editor
from quizapp.services.revisions import store_or_revise
from quizapp.storage.database import Session
from quizapp.storage.models import (
    Course,
    Document,
    ItemRow,
    ItemStatus,
    ItemVersion,
    Module,
    Objective,
    Quiz,
    Section,
)
from tests.factories import DOCUMENT, START, School, make_bank, make_module

GIFT = """\
$CATEGORY: $course$/top/Jaundice

// [id:colour]
What colours the skin?{=Bilirubin#It is yellow. ~Renin ~Insulin####Bilirubin is yellow.}

// [id:cells]
Bilirubin comes from red cells.{T}

$CATEGORY: $course$/top/Kidney

Which does the kidney make?{=Renin ~Bile ~Insulin}

Write about bile.{}
"""


@pytest.fixture
def course(session: Session) -> Course:
    return create_course(session, None, title="Adult health", now=START)


def target(course: Course, text: str = GIFT, module: Module | None = None) -> Target:
    uuid = None if module is None else module.uuid
    return Target(course.slug, "week-1.gift", text.encode(), uuid)


def read(aim: Target) -> ParsedBank:
    return read_bank(aim.content, aim.filename)[1]


def plan_of(session: Session, aim: Target) -> ImportPlan:
    return plan_import(session, find_target(session, aim), read(aim), filename=aim.filename)


def bring_in(session: Session, aim: Target) -> Module:
    plan = plan_of(session, aim)
    module = carry_out(
        session,
        aim,
        read(aim),
        None,
        fingerprint=plan.fingerprint,
        flaws=find_flaws(plan),
        now=START,
    )
    session.expire_all()
    return module


def counts(plan: ImportPlan) -> tuple[int, int, int, int]:
    new, changed, unchanged, skipped = (plan.count(change) for change in Change)
    return new, changed, unchanged, skipped


def how_many(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def rows(session: Session) -> list[ItemRow]:
    return list(session.scalars(select(ItemRow).options(joinedload(ItemRow.latest))))


# The plan --------------------------------------------------------------------------------------


def test_a_plan_lists_every_question_of_the_file(session: Session, course: Course):
    plan = plan_of(session, target(course))
    assert counts(plan) == (3, 0, 0, 1)
    assert [(e.change, e.place, e.section) for e in plan.entries] == [
        (Change.NEW, "line 4", "Jaundice"),
        (Change.NEW, "line 7", "Jaundice"),
        (Change.NEW, "line 11", "Kidney"),
        (Change.SKIPPED, "line 13", ""),
    ]
    assert plan.new_sections == ("Jaundice", "Kidney")
    assert plan.module_title == "week-1"


def test_a_plan_says_in_lines_what_becomes_of_each_question(session: Session, course: Course):
    lines = list(lines_of(plan_of(session, target(course))))
    assert "new       line 4: What colours the skin?" in lines
    assert any(line.startswith("skipped   line 13: Write about bile. - ") for line in lines)
    assert lines[-1] == "3 new, 0 changed, 0 unchanged, 1 skipped; a new module: week-1"


def test_a_plan_writes_nothing(session: Session, course: Course):
    plan_of(session, target(course))
    assert not session.new
    assert not session.dirty
    assert how_many(session, ItemRow) == how_many(session, Document) == 0


def test_notes_are_gathered_over_the_questions_that_come_in(session: Session, course: Course):
    notes = notes_of(plan_of(session, target(course)))
    assert notes["The file gives no reason for the answer: write one."] == 2


# A new module ----------------------------------------------------------------------------------


def test_a_module_is_made_with_a_section_for_each_category(session: Session, course: Course):
    module = bring_in(session, target(course))
    sections = session.scalars(select(Section).order_by(Section.place)).all()
    assert [(s.title, s.lesson) for s in sections] == [("Jaundice", None), ("Kidney", None)]
    assert module.title == "week-1"
    assert session.scalars(select(Objective.text)).all() == ["Jaundice", "Kidney"]
    assert session.scalars(select(Quiz.title)).all() == ["Quiz: week-1"]


def test_imported_questions_wait_to_be_reviewed_and_can_be_published(
    session: Session, course: Course
):
    module = bring_in(session, target(course))
    assert review.count_items(session, module).to_review == 3
    for row in rows(session):
        review.accept(session, row, now=START)
    assert review.publish_module(session, module, now=START) == 3


def test_the_outline_of_a_module_of_a_bank_can_be_looked_at(session: Session, course: Course):
    module = bring_in(session, target(course))
    view = describe_outline(session, get_with_course(session, module))
    assert [(section.title, section.text) for section in view.sections] == [
        ("Jaundice", ""),
        ("Kidney", ""),
    ]


def test_a_question_can_be_written_for_a_section_without_a_document(
    session: Session, course: Course
):
    module = bring_in(session, target(course))
    view = describe_new_editor(session, module, None)
    assert [title for _uuid, title in view["sections"]] == ["Jaundice", "Kidney"]


def get_with_course(session: Session, module: Module) -> Module:
    return session.scalars(
        select(Module).where(Module.id == module.id).options(joinedload(Module.course))
    ).one()


def test_a_file_without_any_question_to_keep_is_refused(session: Session, course: Course):
    with pytest.raises(Invalid, match="no question in this file"):
        bring_in(session, target(course, "Write about bile.{}"))
    assert how_many(session, Module) == 0


# Again, and changed ----------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing(session: Session, course: Course):
    module = bring_in(session, target(course))
    assert counts(plan_of(session, target(course))) == (0, 0, 3, 1)
    assert bring_in(session, target(course)) == module
    assert how_many(session, ItemVersion) == 3


def test_a_changed_question_is_a_new_version_to_review(session: Session, course: Course):
    module = bring_in(session, target(course))
    for row in rows(session):
        review.accept(session, row, now=START)
    review.publish_module(session, module, now=START)
    session.flush()
    changed = target(course, GIFT.replace("What colours", "What most often colours"))
    plan = plan_of(session, changed)
    assert counts(plan) == (0, 1, 2, 1)
    bring_in(session, changed)
    [row] = [row for row in rows(session) if row.latest_number == 2]
    assert row.status is ItemStatus.IN_REVIEW
    assert row.published_number == 1
    assert row.latest.record["stem"] == "What most often colours the skin?"


def test_exhibits_stay_where_a_file_has_no_words_for_them(session: Session, course: Course):
    module = bring_in(session, target(course))
    row = next(row for row in rows(session) if "colours" in row.latest.record["stem"])
    charts = [{"title": "Notes", "text": "Yellow sclera.", "trend": False}]
    row.latest.record = row.latest.record | {"exhibits": charts, "judgment": "analyze_cues"}
    session.flush()
    aim = target(course, GIFT.replace("What colours", "Which substance colours"), module)
    bring_in(session, aim)
    record = next(r for r in rows(session) if r.id == row.id).latest.record
    assert record["stem"].startswith("Which substance")
    assert (record["exhibits"], record["judgment"]) == (charts, "analyze_cues")


def test_a_retired_question_stays_retired_when_it_changes(session: Session, course: Course):
    module = bring_in(session, target(course))
    for row in rows(session):
        review.accept(session, row, now=START)
    review.publish_module(session, module, now=START)
    [row] = [row for row in rows(session) if row.slug.endswith("/colour")]
    review.retire(session, row, module, now=START)
    changed = target(course, GIFT.replace("What colours", "What most often colours"))
    [entry] = [e for e in plan_of(session, changed).entries if e.change is Change.CHANGED]
    assert "It was retired here, and stays so." in entry.notes
    bring_in(session, changed)
    session.refresh(row)
    assert (row.status, row.latest_number) == (ItemStatus.RETIRED, 2)


def test_what_the_file_says_nothing_of_stays(session: Session, school: School):
    before = bank_exports.export_module(session, school.module)
    aiken = FORMATS["aiken"]
    assert aiken.write is not None
    written = aiken.write(before)
    aim = Target(school.course.slug, "any.txt", written.content, school.module.uuid)
    plan = plan_of(session, aim)
    # Reasons, quotes and levels are not in the file, and do not go.
    assert counts(plan) == (0, 0, len(before.items) - written.left_out, 0)


@pytest.mark.parametrize("name", ["toml", "gift", "csv", "moodle-xml"])
def test_what_was_exported_is_found_again(session: Session, school: School, name: str):
    bank = bank_exports.export_module(session, school.module)
    form = FORMATS[name]
    assert form.write is not None
    content = form.write(bank).content
    aim = Target(school.course.slug, f"other{form.endings[0]}", content, school.module.uuid)
    assert plan_of(session, aim).count(Change.UNCHANGED) == len(bank.items)


def test_the_same_words_without_an_identity_are_the_same_question(session: Session, course: Course):
    module = bring_in(session, target(course))
    bare = "\n".join(line for line in GIFT.splitlines() if not line.startswith("//"))
    aim = replace(target(course, bare, module), filename="renamed.gift")
    assert counts(plan_of(session, aim)) == (0, 0, 3, 1)


# Into a module of a document -------------------------------------------------------------------


def test_sections_are_found_by_their_titles_and_others_are_added(session: Session, course: Course):
    module = make_module(session, course, questions=False)
    plan = plan_of(session, target(course, GIFT, module))
    assert plan.new_sections == ("Kidney",)
    bring_in(session, target(course, GIFT, module))
    titles = session.scalars(select(Section.title).order_by(Section.place)).all()
    assert titles[-1] == "Kidney"
    assert titles.count("Jaundice") == 1


def test_a_quote_is_placed_where_the_document_has_it(session: Session, course: Course):
    module = make_module(session, course, questions=False)
    toml = FORMATS["toml"]
    assert toml.write is not None
    content = toml.write(make_bank()).content
    bring_in(session, Target(course.slug, "bank.toml", content, module.uuid))
    assert all(row.latest.record["source"]["start"] > 0 for row in rows(session))


def test_a_quote_that_the_module_does_not_have_is_left_out_and_told(
    session: Session, course: Course
):
    toml = FORMATS["toml"]
    assert toml.write is not None
    aim = Target(course.slug, "bank.toml", toml.write(make_bank()).content)
    notes = notes_of(plan_of(session, aim))
    assert notes["The words that it rests on do not stand in this module: left out."] == 6
    bring_in(session, aim)
    assert all("source" not in row.latest.record for row in rows(session))


def test_a_new_version_of_the_document_leaves_imported_sections(session: Session, course: Course):
    module = make_module(session, course, questions=False)
    bring_in(session, target(course, GIFT, module))
    text = DOCUMENT.replace("yellow colour", "bright yellow colour").encode()
    document = documents.keep_document(
        session, None, course, filename="liver.md", content=text, now=START
    )
    for step in documents.draft_document("liver.md", text, read_document):
        if isinstance(step, documents.Drafted):
            store_or_revise(session, document, step, now=START)
    kidney = session.scalars(select(Section).where(Section.title == "Kidney")).one()
    assert not kidney.stale
    assert not kidney.excluded
    assert kidney.place == max(session.scalars(select(Section.place)))


# Confirming ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "meddle", [lambda text: text.replace("skin", "eyes"), lambda text: text + "\nMore{T}\n"]
)
def test_a_plan_of_another_file_is_not_carried_out(
    session: Session, course: Course, meddle: Callable[[str], str]
):
    plan = plan_of(session, target(course))
    other = target(course, meddle(GIFT))
    with pytest.raises(Conflict, match="Check it once more"):
        carry_out(
            session,
            other,
            read(other),
            None,
            fingerprint=plan.fingerprint,
            flaws=find_flaws(plan),
            now=START,
        )
    assert how_many(session, ItemRow) == how_many(session, Document) == 0


def test_a_plan_is_not_carried_out_twice(session: Session, course: Course):
    aim = target(course)
    plan = plan_of(session, aim)
    bring_in(session, aim)
    with pytest.raises(Conflict):
        carry_out(
            session,
            aim,
            read(aim),
            None,
            fingerprint=plan.fingerprint,
            flaws=find_flaws(plan),
            now=START,
        )
    assert how_many(session, ItemRow) == 3


def test_a_module_of_another_course_is_not_found(session: Session, course: Course):
    module = bring_in(session, target(course))
    other = create_course(session, None, title="Other", now=START)
    with pytest.raises(NotFound):
        find_target(session, target(other, GIFT, module))


# Exports ---------------------------------------------------------------------------------------


def test_a_question_keeps_the_identity_of_its_bank(session: Session, school: School):
    bank = bank_exports.export_module(session, school.module)
    assert bank.uuid == make_bank().uuid
    assert {entry.slug for entry in bank.items} == {entry.slug for entry in make_bank().items}


def test_a_drafted_question_goes_by_its_own_uuid(session: Session, course: Course):
    module = make_module(session, course, questions=False, drafts=True)
    bank = bank_exports.export_module(session, module)
    assert bank.uuid == str(module.uuid)
    assert {entry.slug for entry in bank.items} == {str(row.uuid) for row in rows(session)}


def test_rejected_questions_are_not_exported(session: Session, course: Course):
    module = bring_in(session, target(course))
    [first, *_] = rows(session)
    review.reject(session, first, reason="", now=START)
    assert len(bank_exports.export_module(session, module).items) == 2


def test_a_course_is_exported_with_its_modules_names(session: Session, school: School):
    bank = bank_exports.export(session, school.course.slug, None)
    assert {entry.section.partition(" / ")[0] for entry in bank.items} == {"Care of the liver"}


def test_an_export_of_nothing_is_refused(session: Session, course: Course):
    with pytest.raises(Invalid, match="no question here"):
        bank_exports.export(session, course.slug, None)
    with pytest.raises(NotFound):
        bank_exports.export(session, "no-such-course", None)
