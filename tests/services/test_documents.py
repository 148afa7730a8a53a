"""A document comes in: received, queued, drafted and stored."""

from collections.abc import Collection
from typing import Any

import pytest
from sqlalchemy import func, select

from quizapp.adapters.extraction import read_document
from quizapp.cli import ROOT
from quizapp.core.errors import Invalid
from quizapp.services import documents, jobs
from quizapp.services.courses import create_course
from quizapp.services.outlines import read_text
from quizapp.storage.database import Session
from quizapp.storage.models import (
    Course,
    Document,
    ItemRow,
    ItemStatus,
    ItemVersion,
    Job,
    Module,
    ModuleStatus,
    Objective,
    Quiz,
    Section,
)
from tests.factories import DOCUMENT, LONG_DOCUMENT, START, make_module


@pytest.fixture
def course(session: Session) -> Course:
    return create_course(session, None, title="Adult health", now=START)


def receive(session: Session, course: Course, content: bytes = b"# A\n\nB c.\n") -> Job | Module:
    return documents.receive_document(
        session, None, course, filename="a.md", content=content, now=START
    )


def count(session: Session, model: Any) -> int:
    return session.scalars(select(func.count()).select_from(model)).one()


def test_a_received_file_is_kept_as_it_came_with_a_job(session: Session, course: Course) -> None:
    job = receive(session, course)
    assert isinstance(job, Job)
    assert documents.read_upload(session, job.document_id or 0) == ("a.md", b"# A\n\nB c.\n")


def test_the_same_file_again_while_it_is_queued_gives_the_same_job(
    session: Session, course: Course
) -> None:
    assert receive(session, course) is receive(session, course)
    assert (count(session, Document), count(session, Job)) == (1, 1)


def test_the_same_file_again_once_it_is_a_module_gives_the_module(
    session: Session, course: Course
) -> None:
    module = make_module(session, course, text=LONG_DOCUMENT)
    before = [count(session, model) for model in (Document, Section, ItemRow, Objective)]
    assert receive(session, course, LONG_DOCUMENT.encode()) is module
    assert [count(session, m) for m in (Document, Section, ItemRow, Objective)] == before
    assert count(session, Job) == 0


def test_the_same_file_after_a_failed_import_is_queued_again(
    session: Session, course: Course
) -> None:
    first = receive(session, course)
    assert isinstance(first, Job)
    jobs.fail(session, first, "It cannot be read.", START, final=True)
    second = receive(session, course)
    assert second is not first
    assert count(session, Document) == 1


def test_the_same_file_in_another_course_is_another_document(
    session: Session, course: Course
) -> None:
    other = create_course(session, None, title="Child health", now=START)
    assert receive(session, course) is not receive(session, other)
    assert count(session, Document) == 2


def test_a_lesson_with_enough_questions_gets_a_quiz(session: Session, course: Course) -> None:
    text = (ROOT / "questions/secondary-liver-cancer/document.md").read_text(encoding="utf-8")
    module = make_module(session, course, text=text)
    quizzes = session.scalars(select(Quiz).where(Quiz.module_id == module.id)).all()
    items = dict(
        session.execute(select(ItemRow.section_id, func.count()).group_by(ItemRow.section_id)).all()
    )
    enough = {section_id for section_id, number in items.items() if number >= 3}
    assert enough
    assert {quiz.section_id for quiz in quizzes} == enough | {None}


@pytest.mark.parametrize("content", [b"", b" \n\t"])
def test_an_empty_file_is_refused(session: Session, course: Course, content: bytes) -> None:
    with pytest.raises(Invalid, match="the file is empty"):
        receive(session, course, content)
    assert count(session, Document) == 0


@pytest.mark.parametrize("name", ["C:\\docs\\liver.md", "/home/me/liver.md", " liver.md "])
def test_a_files_folder_is_left_out_of_its_name(
    session: Session, course: Course, name: str
) -> None:
    document = documents.keep_document(
        session, None, course, filename=name, content=b"x", now=START
    )
    assert document.filename == "liver.md"


def test_storing_a_draft_twice_gives_the_first_module(session: Session, course: Course) -> None:
    module = make_module(session, course, text=LONG_DOCUMENT)
    items = count(session, ItemRow)
    assert items > 0
    assert make_module(session, course, text=LONG_DOCUMENT) is module
    assert (count(session, Module), count(session, ItemRow)) == (1, items)


def test_a_draft_waits_for_review(session: Session, course: Course) -> None:
    module = make_module(session, course, text=LONG_DOCUMENT)
    assert module.status is ModuleStatus.DRAFT
    assert set(session.scalars(select(ItemRow.status))) == {ItemStatus.IN_REVIEW}


def test_a_section_stands_below_the_one_above_it(session: Session, course: Course) -> None:
    module = make_module(session, course)
    sections = list(session.scalars(select(Section).order_by(Section.place)))
    by_id = {section.id: section for section in sections}
    assert [section.title for section in sections][-2:] == ["Portal circulation", "Jaundice"]
    for section in sections:
        if section.parent_id is not None:
            assert by_id[section.parent_id].level < section.level
    assert module.title == "Care of the liver"


def test_every_drafted_question_quotes_the_documents_own_words(
    session: Session, course: Course
) -> None:
    module = make_module(session, course, text=LONG_DOCUMENT)
    text = read_text(session, module)
    records = session.scalars(select(ItemVersion.record)).all()
    assert records
    for record in records:
        source = record["source"]
        assert text[source["start"] : source["end"]] == source["quote"]


def test_drafting_tells_each_step_and_ends_with_the_draft() -> None:
    steps = list(documents.draft_document("liver.md", DOCUMENT.encode(), read_document))
    assert isinstance(steps[-1], documents.Drafted)
    named = [step for step in steps[:-1] if isinstance(step, documents.ImportStep)]
    assert [step.name for step in named if step.done] == ["extract", "outline", "lessons", "items"]
    assert len(named) == len(steps) - 1


def test_what_the_dictionaries_do_not_know_becomes_a_doubt() -> None:
    text = "# Heart\n\nThe nurse watches for the theraputic effect of the drug.\n"
    asked: list[str] = []

    def look_up(words: Collection[str]) -> dict[str, frozenset[str]]:
        asked.extend(words)
        return {"theraputic": frozenset({"therapeutic"})}

    *_, drafted = documents.draft_document("heart.md", text.encode(), read_document, look_up)
    assert isinstance(drafted, documents.Drafted)
    assert {"theraputic", "watches"} <= set(asked)
    (doubt,) = drafted.outline.doubts
    assert "\u201ctheraputic\u201d may be misspelt" in doubt.reason
