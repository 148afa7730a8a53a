"""A bank brought up to date by what has moved is the one that would be loaded anew."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.services import banks as banks_module
from quizapp.services import courses, rebuild, review
from quizapp.services.banks import Banks, load_bank
from quizapp.services.runtime import Runtime
from quizapp.storage.models import (
    Course,
    CourseRole,
    ItemRow,
    ItemStatus,
    Module,
    Projection,
)
from quizapp.storage.queries import banks as bank_queries
from tests.factories import START, Clock, School, make_committed_school, make_user
from tests.regrades import Classroom, own_runtime
from tests.sittings import RIGHT, WRONG, sit

difficulties = st.floats(-3, 3, allow_nan=False)
changes = st.one_of(
    st.tuples(st.just("answer"), st.booleans()),
    st.tuples(st.just("fold"), st.none()),
    st.tuples(st.just("calibrate"), st.dictionaries(st.integers(1, 6), difficulties, max_size=6)),
    st.tuples(st.just("edit"), st.integers(1, 6)),
    st.tuples(st.just("retire"), st.integers(1, 6)),
    st.tuples(st.just("enrol"), st.none()),
    st.tuples(st.just("rebuild"), st.none()),
    # Each of two processes looks when it is asked something, and not before.
    st.tuples(st.just("look"), st.integers(0, 1)),
    st.tuples(st.just("look"), st.integers(0, 1)),
)


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(changes, min_size=6, max_size=30))
def test_every_process_sees_what_the_database_says(
    migrated_sqlite: Path, history: list[tuple[str, Any]]
) -> None:
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch, own_runtime(migrated_sqlite, clock) as runtime:
        # So that exposure counts, and its share changes with each learner more.
        patch.setattr(banks_module, "FEWEST_FOR_EXPOSURE", 2)
        patch.setattr(bank_queries, "AT_ONCE", 2)
        school = make_committed_school(runtime)
        room = Classroom(runtime, clock, school, [sit(runtime, school, minutes=1000)])
        processes = (Banks(), Banks())
        for number, (change, value) in enumerate(history):
            if change == "look":
                assert_up_to_date(runtime, school, processes[value])
            else:
                make_change(room, change, value, number)
        for banks in processes:
            assert_up_to_date(runtime, school, banks)


def make_change(room: Classroom, change: str, value: Any, number: int) -> None:
    runtime, school = room.runtime, room.school
    if change == "answer":
        room.sittings[0].answer(RIGHT if value else WRONG)
        room.clock.advance(hours=30)
        return
    if change == "edit":
        room.write(value, stem=f"Which of these is number {number}?")
        return
    with runtime.writing.begin() as session:
        if change == "fold":
            rebuild.fold_item_difficulties(session)
        elif change == "calibrate":
            if session.get(Projection, rebuild.ITEM_DIFFICULTY) is None:
                rebuild.fold_item_difficulties(session)
            found = {
                str(item_id): {"item_difficulty": difficulty, "answered": number}
                for item_id, difficulty in value.items()
            }
            rebuild.calibrate(session, found, 0)
        elif change == "retire":
            item = session.get_one(ItemRow, value)
            item.status = ItemStatus.RETIRED
            review.touch_bank(session, session.get_one(Module, school.module.id))
        elif change == "enrol":
            course = session.get_one(Course, school.course.id)
            user = make_user(session, f"Learner{number}")
            courses.enrol(session, course, user, CourseRole.LEARNER, now=START)
        else:
            rebuild.rebuild(session)


def assert_up_to_date(runtime: Runtime, school: School, banks: Banks) -> None:
    """The bank kept is the one loaded anew; of exposure it may know fewer learners."""
    with runtime.reading() as session:
        module = session.get_one(Module, school.module.id)
        kept, loaded = banks.get(session, module), load_bank(session, module)
    assert kept.version == loaded.version
    if kept.learners == loaded.learners:
        assert kept == loaded
    assert [
        (variant.item_id, variant.version_id, variant.item_difficulty)
        for candidate in kept.candidates()
        for variant in candidate.variants
    ] == [
        (variant.item_id, variant.version_id, variant.item_difficulty)
        for candidate in loaded.candidates()
        for variant in candidate.variants
    ]


@pytest.fixture
def kept(either_runtime: Runtime) -> tuple[Runtime, School, Banks]:
    """A school whose bank is loaded already."""
    school, banks = make_committed_school(either_runtime), Banks()
    with either_runtime.reading() as session:
        banks.get(session, session.get_one(Module, school.module.id))
    return either_runtime, school, banks


def touch(runtime: Runtime, ids: list[int], difficulty: float) -> None:
    with runtime.writing.begin() as session:
        held = select(ItemRow).where(ItemRow.id.in_(ids)).order_by(ItemRow.id).with_for_update()
        for item in session.scalars(held):
            item.item_difficulty = difficulty
        bank_queries.touch_difficulties(session, ids)


def no_load(*_arguments: object) -> None:
    raise AssertionError("the whole bank was read")


def test_a_moved_difficulty_is_read_without_the_bank(
    kept: tuple[Runtime, School, Banks], monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, school, banks = kept
    monkeypatch.setattr(banks_module, "load_bank", no_load)
    touch(runtime, [3], 1.25)
    with runtime.reading() as session:
        bank = banks.get(session, session.get_one(Module, school.module.id))
    found = {v.item_id: v.item_difficulty for c in bank.candidates() for v in c.variants}
    assert found[3] == 1.25
    assert sum(difficulty == 1.25 for difficulty in found.values()) == 1


def test_another_modules_difficulties_are_its_own(kept: tuple[Runtime, School, Banks]) -> None:
    runtime, school, _banks = kept
    with runtime.reading() as session:
        before = session.get_one(Module, school.module.id).bank_version
    with runtime.writing.begin() as session:
        bank_queries.touch_difficulties(session, [10**6])
    with runtime.reading() as session:
        assert session.get_one(Module, school.module.id).bank_version == before


def test_a_session_that_began_earlier_takes_nothing_newer_away(
    runtime: Runtime, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    banks = Banks()
    with runtime.reading() as early, runtime.reading() as later:
        seen = early.get_one(Module, school.module.id)
        touch(runtime, [3], 1.25)
        newer = banks.get(later, later.get_one(Module, school.module.id))
        monkeypatch.setattr(banks_module, "load_bank", no_load)
        assert banks.get(early, seen) is newer


def test_two_changes_at_once_never_share_a_number(
    kept: tuple[Runtime, School, Banks],
) -> None:
    """A number of which a process has seen one change would hide the other for good."""
    runtime, school, banks = kept
    turns = 5

    def move() -> None:
        for number in range(turns):
            touch(runtime, [1, 4], float(number))

    def edit() -> None:
        for _ in range(turns):
            with runtime.writing.begin() as session:
                review.touch_bank(session, session.get_one(Module, school.module.id))

    works: tuple[Callable[[], None], ...] = (move, edit, move, edit)
    with runtime.reading() as session:
        before = session.get_one(Module, school.module.id).bank_version
    with ThreadPoolExecutor(len(works)) as pool:
        for work in [pool.submit(work) for work in works]:
            work.result()
    with runtime.reading() as session:
        module = session.get_one(Module, school.module.id)
        assert module.bank_version == before + turns * len(works)
        assert banks.get(session, module) == load_bank(session, module)
        numbers = set(session.scalars(select(ItemRow.difficulty_version).where(ItemRow.id == 1)))
    assert max(numbers) <= module.bank_version
