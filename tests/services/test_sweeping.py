"""Unused pictures go after a week, and never one that something shows or is about to show."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from quizapp.core.pictures import Picture
from quizapp.jobs.worker import run_next
from quizapp.services import pictures
from quizapp.services.jobs import enqueue_daily
from quizapp.services.pictures import find_pictures, keep_pictures
from quizapp.services.runtime import Runtime
from quizapp.services.sections import kept_pictures, list_sections
from quizapp.services.sweeping import GRACE, SWEEP_MEDIA, Sweep, foresee_sweep, sweep_media
from quizapp.storage.database import Session
from quizapp.storage.models import Course, Figure, Job, JobStatus, Media, Module
from tests.adapters.pictures import drawing, in_address
from tests.factories import (
    START,
    Clock,
    School,
    illustrated,
    make_committed_school,
    make_illustrated,
)
from tests.regrades import own_runtime

A_WEEK_LATER = START + GRACE
NEVER_MIND = START + timedelta(days=400)


def without_picture() -> str:
    """The page of an illustrated module with one of its two pictures gone."""
    page = illustrated()
    return page.replace(f'<img src="{in_address(drawing(colour=90))}">', "No picture here.")


def media_of(session: Session) -> set[int]:
    return set(session.scalars(select(Media.id)))


def shown(session: Session, module: Module) -> list[str]:
    """The hashes of the pictures that a module's lessons show."""
    placed = [each for s in list_sections(session, module.id) for each in kept_pictures(s)]
    found = find_pictures(session, module.id, placed)
    return [found[each.origin].sha256 for each in placed]


def test_what_a_lesson_shows_stays(session: Session, here: School) -> None:
    make_illustrated(session, here.course)
    for now in (START, A_WEEK_LATER, NEVER_MIND):
        assert sweep_media(session, now=now) == Sweep(gone=0, size=0, waiting=0)
    assert len(media_of(session)) == 2


def test_what_a_newer_version_dropped_goes_after_a_week(session: Session, here: School) -> None:
    module = make_illustrated(session, here.course)
    before = shown(session, module)
    make_illustrated(session, here.course, without_picture())
    [kept] = shown(session, module)
    assert sweep_media(session, now=START) == Sweep(0, 0, waiting=1)
    early = A_WEEK_LATER - timedelta(microseconds=1)
    assert sweep_media(session, now=early) == Sweep(0, 0, waiting=1)
    foreseen = foresee_sweep(session, now=A_WEEK_LATER)
    assert (foreseen.gone, foreseen.waiting) == (1, 0)
    assert foreseen.size > 0
    assert len(media_of(session)) == 2, "foreseeing takes nothing away"
    assert sweep_media(session, now=A_WEEK_LATER) == foreseen
    assert list(session.scalars(select(Media.sha256))) == [kept]
    assert set(before) > {kept}
    assert len(session.scalars(select(Figure)).all()) == 1
    assert sweep_media(session, now=NEVER_MIND) == Sweep(0, 0, 0)


def test_a_dry_run_counts_what_no_sweep_has_marked_yet(session: Session, here: School) -> None:
    make_illustrated(session, here.course)
    make_illustrated(session, here.course, without_picture())
    assert foresee_sweep(session, now=NEVER_MIND) == Sweep(0, 0, waiting=1)
    assert set(session.scalars(select(Media.unused_since))) == {None}


def test_what_comes_back_within_the_week_begins_anew(session: Session, here: School) -> None:
    make_illustrated(session, here.course)
    make_illustrated(session, here.course, without_picture())
    sweep_media(session, now=START)
    make_illustrated(session, here.course, illustrated() + "<!-- 2 -->")
    assert sweep_media(session, now=A_WEEK_LATER) == Sweep(0, 0, 0)
    assert set(session.scalars(select(Media.unused_since))) == {None}
    make_illustrated(session, here.course, without_picture() + "<!-- 3 -->")
    assert sweep_media(session, now=A_WEEK_LATER) == Sweep(0, 0, waiting=1)
    assert sweep_media(session, now=A_WEEK_LATER + GRACE).gone == 1


def test_what_went_is_kept_again_when_a_document_brings_it_back(
    session: Session, here: School
) -> None:
    module = make_illustrated(session, here.course)
    both = shown(session, module)
    make_illustrated(session, here.course, without_picture())
    for now in (START, A_WEEK_LATER):
        sweep_media(session, now=now)
    make_illustrated(session, here.course, illustrated() + "<!-- 2 -->")
    assert shown(session, module) == both


def test_what_another_module_shows_stays(session: Session, here: School) -> None:
    make_illustrated(session, here.course)
    page = illustrated().replace("Care of the liver", "Care at home")
    other = make_illustrated(session, here.course, page, filename="other.html")
    make_illustrated(session, here.course, without_picture())
    for now in (START, A_WEEK_LATER):
        assert sweep_media(session, now=now) == Sweep(0, 0, 0)
    assert len(shown(session, other)) == 2


def test_the_pictures_of_a_section_that_is_gone_stay(session: Session, here: School) -> None:
    module = make_illustrated(session, here.course)
    page = illustrated()
    start, end = page.index("<h2>Portal"), page.index("<h2>Jaundice")
    make_illustrated(session, here.course, page[:start] + page[end:])
    for now in (START, A_WEEK_LATER):
        assert sweep_media(session, now=now) == Sweep(0, 0, 0)
    assert len(shown(session, module)) == 2


def test_what_belongs_to_no_module_any_more_goes(session: Session, here: School) -> None:
    make_illustrated(session, here.course)
    session.execute(delete(Figure))
    assert sweep_media(session, now=START).waiting == 2
    assert sweep_media(session, now=A_WEEK_LATER).gone == 2
    assert media_of(session) == set()


# --- any history ----------------------------------------------------------------------------------

PICTURES = tuple(
    Picture(f"origin-{number}", "image/png", 120, 60, drawing(colour=number)) for number in range(3)
)
subsets = st.sets(st.integers(0, len(PICTURES) - 1))
events = st.one_of(
    st.tuples(st.just("show"), st.integers(0, 1), subsets),
    st.tuples(st.just("wait"), st.integers(1, 9), st.none()),
    st.tuples(st.just("sweep"), st.none(), st.none()),
)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(events, min_size=5, max_size=30))
def test_a_picture_goes_exactly_when_a_week_has_passed_since_it_was_found_unused(
    migrated_sqlite: Path, history: list[tuple[str, Any, Any]]
) -> None:
    clock = Clock()
    with own_runtime(migrated_sqlite, clock) as runtime:
        school = make_committed_school(runtime)
        with runtime.writing() as session:
            course = session.get_one(Course, school.course.id)
            modules = (school.module.id, make_illustrated(session, course).id)
            session.execute(delete(Figure))
            session.execute(delete(Media))
            show(session, modules[1], set())
            shows: dict[int, set[int]] = {0: set(), 1: set()}
            kept: dict[int, datetime | None] = {}
            for event, value, subset in history:
                if event == "show":
                    show(session, modules[value], subset)
                    shows[value] = subset
                    kept |= {number: kept.get(number) for number in subset}
                elif event == "wait":
                    clock.advance(days=value)
                else:
                    foreseen = foresee_sweep(session, now=clock())
                    assert sweep_media(session, now=clock()) == foreseen
                    kept = swept(kept, shows[0] | shows[1], clock())
                assert origins_of(session) == {PICTURES[number].content for number in kept}


def swept(
    kept: dict[int, datetime | None], used: set[int], now: datetime
) -> dict[int, datetime | None]:
    """What a sweep leaves of pictures, each with since when it is unused."""
    since = {number: None if number in used else at or now for number, at in kept.items()}
    return {number: at for number, at in since.items() if at is None or at > now - GRACE}


def show(session: Session, module_id: int, subset: set[int]) -> None:
    """Make a module's lessons show these pictures and no others."""
    module = session.get_one(Module, module_id)
    first, *others = [s for s in list_sections(session, module_id) if s.lesson is not None]
    placed = [{"at": 0, "origin": PICTURES[number].origin} for number in sorted(subset)]
    for section, pictures_in_it in ((first, placed), *((other, []) for other in others)):
        lesson = section.lesson or {}
        passage, *more = lesson["passages"]
        section.lesson = lesson | {
            "passages": [
                passage | {"pictures": pictures_in_it},
                *(each | {"pictures": []} for each in more),
            ]
        }
    keep_pictures(session, module, [PICTURES[number] for number in subset], now=START)


def origins_of(session: Session) -> set[bytes]:
    return set(session.scalars(select(Media.content)))


# --- with others at the same time -----------------------------------------------------------------


@pytest.fixture
def dropped(either_runtime: Runtime) -> tuple[Runtime, School]:
    """A module that dropped a picture a week ago."""
    school = make_committed_school(either_runtime)
    with either_runtime.writing.begin() as session:
        course = session.get_one(Course, school.course.id)
        make_illustrated(session, course)
        make_illustrated(session, course, without_picture())
    with either_runtime.writing.begin() as session:
        assert sweep_media(session, now=START).waiting == 1
    return either_runtime, school


def bring_back(session: Session, school: School, filename: str) -> Module:
    course = session.get_one(Course, school.course.id)
    return make_illustrated(session, course, illustrated() + "<!-- 2 -->", filename=filename)


@pytest.mark.parametrize("filename", ["pictures.html", "other.html"])
@pytest.mark.parametrize("first", ["import", "sweep"])
def test_an_import_and_a_sweep_at_once_lose_no_picture(
    dropped: tuple[Runtime, School], filename: str, first: str
) -> None:
    """The second waits for the first where both want the picture; it is there in either case."""
    runtime, school = dropped
    may_commit, has_begun = threading.Event(), threading.Event()

    def import_again(*, waits: bool) -> int:
        with runtime.writing.begin() as session:
            module_id = bring_back(session, school, filename).id
            has_begun.set()
            if waits:
                may_commit.wait(1)
            return module_id

    def sweep(*, waits: bool) -> int:
        with runtime.writing.begin() as session:
            gone = sweep_media(session, now=A_WEEK_LATER).gone
            has_begun.set()
            if waits:
                may_commit.wait(1)
            return gone

    works = (import_again, sweep) if first == "import" else (sweep, import_again)
    with ThreadPoolExecutor(2) as pool:
        begun = pool.submit(works[0], waits=True)
        assert has_begun.wait(30)
        follows = pool.submit(works[1], waits=False)
        # Where the other does not have to wait, it is through by now; else it goes on afterwards.
        with suppress(TimeoutError):
            follows.result(0.3)
        may_commit.set()
        results = dict(zip(works, (begun.result(), follows.result()), strict=True))
    with runtime.reading() as session:
        assert len(shown(session, session.get_one(Module, results[import_again]))) == 2
    assert results[sweep] == (1 if first == "sweep" else 0)


def test_a_document_that_is_being_imported_keeps_its_pictures(
    dropped: tuple[Runtime, School], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look whether a picture is here and the figure that names it, nobody takes it."""
    runtime, school = dropped
    look, looked, swept = pictures._keep_media, [], []

    def look_then_sweep(session: Session, *arguments: Any) -> int:
        found = look(session, *arguments)
        looked.append(found)
        if len(looked) == 2:  # the one that was dropped
            swept.append(pool.submit(sweep_now))
            with suppress(TimeoutError):
                swept[0].result(0.3)
        return found

    def sweep_now() -> int:
        with runtime.writing.begin() as session:
            return sweep_media(session, now=A_WEEK_LATER).gone

    monkeypatch.setattr(pictures, "_keep_media", look_then_sweep)
    with ThreadPoolExecutor(1) as pool:
        with runtime.writing.begin() as session:
            module_id = bring_back(session, school, "other.html").id
        assert swept[0].result() == 0
    with runtime.reading() as session:
        assert len(shown(session, session.get_one(Module, module_id))) == 2


# --- the worker -----------------------------------------------------------------------------------


def test_the_worker_sweeps_once_a_day(runtime: Runtime, school: School, clock: Clock) -> None:
    with runtime.writing.begin() as session:
        course = session.get_one(Course, school.course.id)
        make_illustrated(session, course)
        make_illustrated(session, course, without_picture())
    asked = []
    for _ in range(20):
        with runtime.writing.begin() as session:
            asked.append(enqueue_daily(session, SWEEP_MEDIA, now=clock()) is not None)
        while run_next(runtime):
            pass
        clock.advance(hours=12)
    assert asked == [True, False] * 10
    with runtime.reading() as session:
        assert len(media_of(session)) == 1
        jobs = list(session.scalars(select(Job).order_by(Job.id)))
    assert {job.status for job in jobs} == {JobStatus.DONE}
    assert [job.progress["gone"]["count"] for job in jobs] == [0] * 7 + [1, 0, 0]
    assert [job.progress["waiting"]["count"] for job in jobs] == [1] * 7 + [0, 0, 0]
