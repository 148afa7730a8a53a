"""Background work: imports from start to end, and what becomes of work that breaks off."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from quizapp.adapters.extraction import read_document
from quizapp.app import build_runtime
from quizapp.config import LanguageModel
from quizapp.core.blocks import SourceText
from quizapp.core.errors import Conflict
from quizapp.core.generation.prompts import PROMPT_VERSION
from quizapp.jobs.worker import run_next
from quizapp.services import documents, jobs, revisions
from quizapp.services.courses import create_course
from quizapp.services.outlines import describe_outline
from quizapp.services.runtime import Runtime
from quizapp.services.teaching import describe_import
from quizapp.storage.database import Session
from quizapp.storage.models import (
    Course,
    Document,
    ItemRow,
    ItemStatus,
    Job,
    JobStatus,
    Module,
    Objective,
    Quiz,
    Section,
)
from tests.factories import LONG_DOCUMENT, START, Clock
from tests.model_server import Play, model_server, said

BILE = """# Bile

Bile is stored in the gallbladder between meals. The liver makes bile on each day of the week.
Bile breaks fat into small drops, and the stool turns pale where no bile gets into the bowel.
A loss of bile is reported to the provider without any delay.
"""
BILE_QUESTION = {
    "type": "multiple_choice",
    "stem": "Which organ makes the bile that a person needs?",
    "options": [
        {"text": text, "correct": text == "Liver", "rationale": "So the text says."}
        for text in ("Liver", "Pancreas", "Spleen", "Kidney")
    ],
    "rationale": "So the text says.",
    "step": "easy",
    "bloom": "remember",
    "quote": "The liver makes bile on each day of the week.",
}
MADE = (Module, Section, ItemRow, Objective, Quiz)


def upload(
    runtime: Runtime, filename: str = "liver.md", content: bytes = LONG_DOCUMENT.encode()
) -> UUID:
    """Receive a file into a new course; its job's uuid."""
    with runtime.writing.begin() as session:
        course = create_course(session, None, title="Adult health", now=START)
        job = documents.receive_document(
            session, None, course, filename=filename, content=content, now=runtime.clock()
        )
        return job.uuid


def job_of(runtime: Runtime, uuid: UUID) -> Job:
    with runtime.reading() as session:
        return session.scalars(select(Job).where(Job.uuid == uuid)).one()


def made(runtime: Runtime) -> dict[str, int]:
    """How much there is of everything that an import makes."""
    with runtime.reading() as session:
        return {
            model.__name__: session.scalars(select(func.count()).select_from(model)).one()
            for model in MADE
        }


NOTHING = {model.__name__: 0 for model in MADE}


def broken(_filename: str, _content: bytes) -> SourceText:
    raise RuntimeError("the reader broke")


# --- an import from start to end ----------------------------------------------------------------


def test_an_import_makes_a_module_and_tells_its_progress(either_runtime: Runtime) -> None:
    uuid = upload(either_runtime)
    assert run_next(either_runtime)
    job = job_of(either_runtime, uuid)
    assert (job.status, job.error, job.attempts) == (JobStatus.DONE, "", 1)
    assert job.finished_at == START
    assert set(job.progress) >= {"extract", "outline", "lessons", "items"}
    assert job.progress["extract"] == {
        "state": "done",
        "count": len(LONG_DOCUMENT),
        "total": len(LONG_DOCUMENT),
    }
    found = made(either_runtime)
    assert (found["Module"], found["Section"]) == (1, job.progress["outline"]["count"])
    assert found["ItemRow"] == job.progress["items"]["count"] > 0


def test_progress_can_be_watched_while_the_import_runs(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    uuid = upload(runtime)
    seen: list[dict[str, Any]] = []
    store = revisions.store_or_revise

    def look_first(session: Session, *arguments: Any, **named: Any) -> object:
        seen.append(job_of(runtime, uuid).progress)
        return store(session, *arguments, **named)

    monkeypatch.setattr(revisions, "store_or_revise", look_first)
    run_next(runtime)
    [progress] = seen
    assert progress["save"] == {"state": "running"}
    assert {progress[name]["state"] for name in ("extract", "outline", "lessons", "items")} == {
        "done"
    }


def test_there_is_nothing_to_do_without_a_job(runtime: Runtime) -> None:
    assert not run_next(runtime)
    upload(runtime)
    assert run_next(runtime)
    assert not run_next(runtime)


def test_a_job_that_was_rolled_back_with_its_upload_never_runs(runtime: Runtime) -> None:
    with runtime.writing() as session:
        course = create_course(session, None, title="A", now=START)
        documents.receive_document(
            session, None, course, filename="a.md", content=b"# A", now=START
        )
    assert not run_next(runtime)


def test_jobs_run_in_the_order_they_were_asked_for(runtime: Runtime, clock: Clock) -> None:
    first = upload(runtime)
    clock.advance(seconds=1)
    second = upload(runtime)
    run_next(runtime)
    assert job_of(runtime, first).status is JobStatus.DONE
    assert job_of(runtime, second).status is JobStatus.QUEUED


# --- what cannot be done ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filename", "content", "words"),
    [
        ("scan.exe", b"MZ\x90\x00", "of a kind that Quizapp has no reader for"),
        ("notes.txt", b"\x00\x01\x02\x03" * 100, "notes.txt"),
    ],
)
def test_a_file_that_cannot_be_read_fails_in_plain_words_and_leaves_nothing(
    runtime: Runtime, filename: str, content: bytes, words: str
) -> None:
    uuid = upload(runtime, filename, content)
    assert run_next(runtime)
    job = job_of(runtime, uuid)
    assert (job.status, job.attempts) == (JobStatus.FAILED, 1)
    assert words in job.error
    assert "Traceback" not in job.error
    assert made(runtime) == NOTHING
    assert not run_next(runtime)


def test_work_that_breaks_is_tried_again_a_little_later(runtime: Runtime, clock: Clock) -> None:
    uuid = upload(runtime)
    assert run_next(replace(runtime, read_document=broken))
    job = job_of(runtime, uuid)
    assert job.status is JobStatus.QUEUED
    assert job.run_at > clock.now
    assert not run_next(runtime)
    clock.advance(minutes=1)
    assert run_next(runtime)
    assert job_of(runtime, uuid).status is JobStatus.DONE


def test_work_that_breaks_three_times_has_failed(runtime: Runtime, clock: Clock) -> None:
    uuid = upload(runtime)
    for _ in range(3):
        assert run_next(replace(runtime, read_document=broken))
        clock.advance(minutes=5)
    job = job_of(runtime, uuid)
    assert (job.status, job.attempts) == (JobStatus.FAILED, 3)
    assert "the reader broke" not in job.error
    assert not run_next(runtime)
    assert made(runtime) == NOTHING


def test_a_break_while_storing_leaves_nothing_half_made(
    runtime: Runtime, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    uuid = upload(runtime)
    store_item = documents.add_item
    stored: list[int] = []

    def break_at_the_third(*arguments: Any, **named: Any) -> object:
        stored.append(1)
        if len(stored) == 3:
            raise RuntimeError("the disk is gone")
        return store_item(*arguments, **named)

    monkeypatch.setattr(documents, "add_item", break_at_the_third)
    run_next(runtime)
    assert len(stored) == 3
    assert made(runtime) == NOTHING
    clock.advance(minutes=1)
    run_next(runtime)
    assert job_of(runtime, uuid).status is JobStatus.DONE
    assert made(runtime)["Module"] == 1


# --- workers that go silent, and people who change their mind -----------------------------------


def test_the_job_of_a_silent_worker_is_taken_up_again(runtime: Runtime, clock: Clock) -> None:
    uuid = upload(runtime)
    with runtime.writing.begin() as session:
        assert jobs.claim_next(session, clock.now) is not None
    assert not run_next(runtime)
    clock.advance(minutes=3)
    assert run_next(runtime)
    job = job_of(runtime, uuid)
    assert (job.status, job.attempts) == (JobStatus.DONE, 2)
    assert made(runtime)["Module"] == 1


def test_a_job_that_ends_every_worker_fails_in_the_end(runtime: Runtime, clock: Clock) -> None:
    uuid = upload(runtime)
    for _ in range(jobs.MOST_TRIES):
        with runtime.writing.begin() as session:
            assert jobs.claim_next(session, clock.now) is not None
        clock.advance(minutes=3)
    run_next(runtime)
    job = job_of(runtime, uuid)
    assert (job.status, job.attempts) == (JobStatus.FAILED, jobs.MOST_TRIES)
    assert job.error
    assert made(runtime) == NOTHING


def test_progress_keeps_the_lease(runtime: Runtime, clock: Clock) -> None:
    uuid = upload(runtime)
    with runtime.writing.begin() as session:
        job = jobs.claim_next(session, clock.now)
        assert job is not None
    clock.advance(seconds=100)
    with runtime.writing.begin() as session:
        assert jobs.note_progress(session, job.id, {}, clock.now)
    clock.advance(seconds=100)
    assert not run_next(runtime)
    assert job_of(runtime, uuid).lease_until == clock.now + jobs.LEASE - timedelta(seconds=100)


def test_a_cancelled_job_does_not_run(runtime: Runtime) -> None:
    uuid = upload(runtime)
    cancel(runtime, uuid)
    assert not run_next(runtime)
    assert made(runtime) == NOTHING


def cancel(runtime: Runtime, uuid: UUID) -> None:
    with runtime.writing.begin() as session:
        job = session.scalars(select(Job).where(Job.uuid == uuid)).one()
        jobs.cancel(session, job, runtime.clock())


def test_a_job_cancelled_while_it_runs_stores_nothing(runtime: Runtime) -> None:
    uuid = upload(runtime)

    def read_and_cancel(filename: str, content: bytes) -> SourceText:
        cancel(runtime, uuid)
        return read_document(filename, content)

    assert run_next(replace(runtime, read_document=read_and_cancel))
    assert job_of(runtime, uuid).status is JobStatus.CANCELLED
    assert made(runtime) == NOTHING


def test_a_job_cancelled_at_the_last_moment_stores_nothing(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    uuid = upload(runtime)
    draft_document = documents.draft_document

    def draft_and_cancel(*arguments: Any) -> Any:
        for step in draft_document(*arguments):
            if isinstance(step, documents.Drafted):
                cancel(runtime, uuid)
            yield step

    monkeypatch.setattr(documents, "draft_document", draft_and_cancel)
    run_next(runtime)
    assert job_of(runtime, uuid).status is JobStatus.CANCELLED
    assert made(runtime) == NOTHING


def test_what_has_ended_cannot_be_cancelled(runtime: Runtime) -> None:
    uuid = upload(runtime)
    run_next(runtime)
    with pytest.raises(Conflict, match="already ended"):
        cancel(runtime, uuid)


# --- a language model ---------------------------------------------------------------------------


def with_model(runtime: Runtime, url: str) -> Runtime:
    """The runtime of an installation that has a language model set up."""
    config = replace(runtime.config, language_model=LanguageModel(url, "tiny", seconds=2))
    built = build_runtime(config)
    return replace(runtime, config=config, proposer=built.proposer)


def test_a_models_questions_are_kept_with_who_made_them_and_wait_for_review(
    runtime: Runtime,
) -> None:
    uuid = upload(runtime, content=BILE.encode())
    with model_server(Play(said({"questions": [BILE_QUESTION]}))) as server:
        assert run_next(with_model(runtime, server.url))
    assert job_of(runtime, uuid).status is JobStatus.DONE
    with runtime.reading() as session:
        (item,) = session.scalars(
            select(ItemRow)
            .where(ItemRow.slug.startswith("model-"))
            .options(joinedload(ItemRow.latest))
        )
        record, status = item.latest.record, item.status
    assert (record["generator"], record["generator_version"]) == ("model/tiny-1", PROMPT_VERSION)
    assert record["source"]["quote"] == BILE_QUESTION["quote"]
    assert status is ItemStatus.IN_REVIEW


def test_a_model_that_fails_leaves_the_import_done_with_a_note_for_the_instructor(
    runtime: Runtime,
) -> None:
    uuid = upload(runtime, content=BILE.encode())
    with model_server(Play(b"", status=503)) as server:
        assert run_next(with_model(runtime, server.url))
    assert job_of(runtime, uuid).status is JobStatus.DONE
    with runtime.reading() as session:
        job = session.scalars(
            select(Job)
            .where(Job.uuid == uuid)
            .options(joinedload(Job.document).joinedload(Document.course))
        ).one()
        note = describe_import(session, job).note
        module = session.scalars(select(Module).options(joinedload(Module.course))).one()
        assert describe_outline(session, module).note == note
    assert "The language model tiny added no question" in note
    assert "out of order" in note


# --- several workers ----------------------------------------------------------------------------


def each_in_a_thread(count: int, work: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(work) for _ in range(count)]]


def test_two_workers_never_take_the_same_job(either_runtime: Runtime) -> None:
    with either_runtime.writing.begin() as session:
        for number in range(12):
            jobs.enqueue(session, "nothing", {"number": number}, now=START)

    def claim_until_none_is_left() -> list[int]:
        claimed: list[int] = []
        while True:
            with either_runtime.writing.begin() as session:
                job = jobs.claim_next(session, START)
            if job is None:
                return claimed
            claimed.append(job.id)

    claimed = [job for worker in each_in_a_thread(4, claim_until_none_is_left) for job in worker]
    assert len(claimed) == 12
    assert len(set(claimed)) == 12
    with either_runtime.reading() as session:
        assert set(session.scalars(select(Job.attempts))) == {1}


def test_two_imports_at_once_make_two_modules(either_runtime: Runtime) -> None:
    for number in range(2):
        upload(either_runtime, content=LONG_DOCUMENT.encode() + f"\nPart {number}.\n".encode())
    assert each_in_a_thread(2, lambda: run_next(either_runtime)) == [True, True]
    with either_runtime.reading() as session:
        assert list(session.scalars(select(Job.status))) == [JobStatus.DONE, JobStatus.DONE]
        assert session.scalars(select(func.count()).select_from(Document)).one() == 2
        assert session.scalars(select(func.count()).select_from(Course)).one() == 2
    assert made(either_runtime)["Module"] == 2
