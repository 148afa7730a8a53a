"""The log is the truth: replaying it lands on the stored states, to the last bit."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from quizapp import app as application
from quizapp.core.errors import Conflict, Invalid
from quizapp.core.item_types import TYPES
from quizapp.core.practice import Confidence
from quizapp.services import rebuild as rebuild_module
from quizapp.services.fitting import keep_fits, try_items
from quizapp.services.rebuild import RebuildReport, fold_item_difficulties, rebuild
from quizapp.services.regrading import regrade, undo_regrade
from quizapp.services.review import save_edit
from quizapp.services.runtime import Runtime
from quizapp.storage.database import Session
from quizapp.storage.models import (
    AbilityState,
    ItemRow,
    MemoryState,
    Module,
    Projection,
    Response,
    Section,
    User,
)
from tests.factories import (
    START,
    Clock,
    School,
    make_bank_of,
    make_committed_school,
    make_module_of,
    make_user,
)
from tests.fixtures import close, make_config
from tests.sittings import Sitting, log_of, sit, states_of

LEARNERS = 2
ZONES = ("UTC", "Pacific/Kiritimati", "America/Los_Angeles")


@dataclass(frozen=True)
class Schooled:
    """An SQLite file with a school and its learners in it, to be copied."""

    path: Path
    school: School
    second: School
    users: tuple[User, ...]


@pytest.fixture(scope="module")
def schooled(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Schooled:
    folder = tmp_path_factory.mktemp("schooled")
    path = folder / "quizapp.sqlite3"
    shutil.copy(migrated_sqlite, path)
    runtime = application.build_runtime(make_config(f"sqlite:///{path}", folder))
    school = make_committed_school(runtime)
    with runtime.writing.begin() as session:
        others = [make_user(session, f"Learner{number}") for number in range(1, LEARNERS)]
        module = make_module_of(session, school, make_bank_of("multiple_choice", each=3))
    close(runtime)
    second = replace(school, module=module)
    return Schooled(path, school, second, (school.learner, *others))


@contextmanager
def class_of(schooled: Schooled) -> Iterator[tuple[Runtime, Clock, list[Sitting]]]:
    """A database of one's own with every learner in a long practice of each of two modules."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(schooled.path, folder))
        config = make_config(f"sqlite:///{path}", Path(folder))
        runtime = replace(application.build_runtime(config), clock=clock)
        sittings = [
            sit(runtime, school, user=user, minutes=1000)
            for school in (schooled.school, schooled.second)
            for user in schooled.users
        ]
        yield runtime, clock, sittings
        close(runtime)


# Each learner in either module.
learners = st.integers(0, 2 * LEARNERS - 1)
answers = st.tuples(
    st.just("answer"),
    learners,
    st.sampled_from([(0,), (1,), (2,)]),
    st.sampled_from([None, *Confidence]),
)
# Hours, so that learners cross midnight in one zone and not in another; and weeks, to forget.
hours, weeks = st.integers(1, 14 * 60), st.integers(7, 40).map(lambda days: days * 24 * 60)
waits = st.tuples(st.just("wait"), st.one_of(hours, hours, weeks))
folds = st.tuples(st.just("fold"))
moves = st.tuples(st.just("move"), learners, st.sampled_from(ZONES))
skips = st.tuples(st.just("skip"), learners, st.integers(1, 30))
# An answer, so many folds, and then the learner says that they misclicked.
slips = st.tuples(st.just("slip"), learners, st.sampled_from([(0,), (1,), (2,)]), st.integers(0, 3))
# The key of an item moves to another option, and its answers are graded again.
regrades = st.tuples(st.just("regrade"), st.integers(0, 5), st.integers(0, 2))
undos = st.tuples(st.just("undo"), st.integers(0, 5))
corrections = st.one_of(slips, regrades, undos)
actions = st.one_of(answers, answers, waits, answers, corrections, waits, folds, moves, skips)
histories = st.lists(actions, min_size=5, max_size=40)
# With nights in between, in which the items are calibrated anew.
nights = st.tuples(st.just("night"))
histories_with_nights = st.lists(
    st.one_of(actions, actions, folds, nights), min_size=5, max_size=40
)

_RIGHT = ("answer", 0, (0,), None)
# One study day in Los Angeles, two in UTC; then the learner moves back.
MIDNIGHT_ELSEWHERE: list[tuple[Any, ...]] = [
    ("move", 0, "America/Los_Angeles"),
    *(_RIGHT, _RIGHT),
    ("wait", 17 * 60),
    *(_RIGHT, _RIGHT),
    ("move", 0, "UTC"),
    *(_RIGHT, _RIGHT),
]


TWO_NIGHTS: list[tuple[Any, ...]] = [
    *([_RIGHT] * 3),
    *([("fold",)] * 3),
    ("night",),
    *([_RIGHT] * 3),
    *([("fold",)] * 3),
    ("night",),
    _RIGHT,
]


def live(
    runtime: Runtime, clock: Clock, sittings: list[Sitting], history: list[tuple[Any, ...]]
) -> None:
    """Do everything that a history says."""
    for action, *arguments in history:
        if action == "answer":
            learner, selected, confidence = arguments
            sittings[learner].answer(selected, confidence=confidence)
        elif action == "wait":
            clock.advance(minutes=arguments[0], microseconds=123_457)
        elif action == "fold":
            fold(runtime)
        elif action == "slip":
            slip(runtime, sittings[arguments[0]], *arguments[1:])
        elif action in ("regrade", "undo"):
            correct_key(runtime, clock, *arguments)
        elif action == "night":
            with runtime.reading() as session:
                tried = try_items(session)
            with runtime.writing.begin() as session:
                keep_fits(session, [tried], now=clock())
        else:
            change_user(runtime, sittings[arguments[0]], action, arguments[1])


def slip(runtime: Runtime, sitting: Sitting, selected: tuple[int, ...], folds: int) -> None:
    """Answer, and say that it was a misclick: the learner's states are as if nothing had been."""
    before = states_of(runtime)
    sitting.answer(selected)
    answered = states_of(runtime)
    for _ in range(folds):
        fold(runtime)
    with suppress(Conflict):
        sitting.misclick()
        answered = before
    after = states_of(runtime)
    assert (after["memories"], after["abilities"]) == (answered["memories"], answered["abilities"])


def correct_key(runtime: Runtime, clock: Clock, number: int, key: int | None = None) -> None:
    """Move an item's key, publish it and grade its answers again; or take the last time back."""
    with runtime.writing.begin() as session:
        item, teacher = find_item(session, number), session.get_one(User, 1)
        if key is None:
            undo_regrade(session, item, teacher, now=clock())
            return
        record = item.latest.record
        options = [
            option | {"correct": position == key}
            for position, option in enumerate(record["options"])
        ]
        with suppress(Invalid):  # of a select-all item more than one is right
            save_edit(session, item, teacher, record | {"options": options}, now=clock())
        item.published_number = item.latest_number
        session.flush()
        regrade(session, find_item(session, number), teacher, now=clock())


def find_item(session: Session, number: int) -> ItemRow:
    parts = joinedload(ItemRow.section).joinedload(Section.module)
    return session.scalars(
        select(ItemRow)
        .order_by(ItemRow.id)
        .offset(number)
        .limit(1)
        .options(joinedload(ItemRow.latest), parts)
        .execution_options(populate_existing=True)
    ).one()


def change_user(runtime: Runtime, sitting: Sitting, action: str, value: Any) -> None:
    """Move a learner to another time zone, or their demo's clock ahead by some days."""
    with runtime.writing.begin() as session:
        user = session.get_one(User, sitting.user_id)
        if action == "move":
            user.time_zone = value
        else:
            user.clock_offset += value * 86_400


def fold(runtime: Runtime) -> int:
    with runtime.writing.begin() as session:
        return fold_item_difficulties(session)


def fold_everything(runtime: Runtime) -> None:
    """Fold until the whole log has been read."""
    newest = max((response.id for response in log_of(runtime)), default=0)
    for _ in range(newest + 3):
        fold(runtime)
    with runtime.reading() as session:
        assert session.scalars(select(Projection.response_id)).one() == newest


def replay(runtime: Runtime) -> RebuildReport:
    with runtime.writing.begin() as session:
        return rebuild(session)


def forget_states(runtime: Runtime) -> None:
    """Lose everything but the log."""
    with runtime.writing.begin() as session:
        session.execute(delete(MemoryState))
        session.execute(delete(AbilityState))
        session.execute(delete(Projection))
        session.execute(
            update(ItemRow).values(item_difficulty=ItemRow.prior_difficulty, difficulty_answers=0)
        )


REGRADES: list[tuple[Any, ...]] = [
    *([_RIGHT] * 4),
    ("answer", 1, (1,), None),
    *([("fold",)] * 2),
    *(("regrade", number, 1) for number in range(6)),
    *([_RIGHT] * 2),
    ("slip", 0, (1,), 1),
    ("undo", 0),
    ("undo", 0),
    *([("fold",)] * 2),
    ("night",),
    ("regrade", 0, 2),
    ("regrade", 1, 0),
    _RIGHT,
]
SLIPS: list[tuple[Any, ...]] = [
    *([_RIGHT] * 2),
    ("slip", 0, (1,), 0),
    ("fold",),
    ("slip", 0, (0,), 3),
    ("slip", 0, (0,), 0),
    *([("fold",)] * 3),
    ("slip", 1, (0,), 3),
    ("night",),
    ("slip", 1, (0,), 3),
    _RIGHT,
    ("night",),
]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories_with_nights)
@example(history=MIDNIGHT_ELSEWHERE)
@example(history=TWO_NIGHTS)
@example(history=SLIPS)
@example(history=REGRADES)
def test_a_replay_lands_on_what_answering_left(
    schooled: Schooled, history: list[tuple[Any, ...]]
) -> None:
    with class_of(schooled) as (runtime, clock, sittings):
        live(runtime, clock, sittings, history)
        fold_everything(runtime)
        stored = states_of(runtime)
        report = replay(runtime)
        assert states_of(runtime) == stored
        forget_states(runtime)
        replay(runtime)
        assert states_of(runtime) == stored
        assert report.responses == sum(action[0] in ("answer", "slip") for action in history)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories, batch=st.integers(1, 4))
def test_folding_in_batches_ends_where_folding_at_once_does(
    schooled: Schooled, history: list[tuple[Any, ...]], batch: int
) -> None:
    with class_of(schooled) as (runtime, clock, sittings):
        live(runtime, clock, sittings, history)
        fold_everything(runtime)
        at_once = states_of(runtime)["items"]
        with runtime.writing.begin() as session:
            session.execute(delete(Projection))
            session.execute(
                update(ItemRow).values(
                    item_difficulty=ItemRow.prior_difficulty, difficulty_answers=0
                )
            )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rebuild_module, "_BATCH", batch)
            fold_everything(runtime)
        assert states_of(runtime)["items"] == at_once


def test_a_replay_lands_on_the_same_bits_on_either_database(
    either_runtime: Runtime, clock: Clock
) -> None:
    school = make_committed_school(either_runtime)
    sitting = sit(either_runtime, school)
    for number in range(12):
        sitting.answer((number % 3,), confidence=list(Confidence)[number % 3])
        clock.advance(hours=7 * number, microseconds=number)
        fold(either_runtime)
    fold_everything(either_runtime)
    stored = states_of(either_runtime)
    assert any(answered for _id, _difficulty, answered in stored["items"])
    forget_states(either_runtime)
    assert states_of(either_runtime) != stored
    assert replay(either_runtime) == RebuildReport(12, 1, 6)
    assert states_of(either_runtime) == stored


ANSWERS: dict[str, list[Any]] = {
    "multiple_choice": [[0], [2]],
    "true_false": [[0], [1]],
    "select_all": [[0], [0, 1, 4]],
    "ordered_response": [[0, 1, 2, 3], [1, 0, 2, 3]],
    "matching": [[0, 1, 2], [0, 3, 3]],
    "select_n": [[0, 1, 2], [0, 1, 3]],
    "multiple_response_grouping": [[0, 1, 3, 4, 6], [2, 3, 7]],
    "bow_tie": [[0, 1, 5, 9, 10], [0, 2, 6, 9, 13]],
    "dropdown_cloze": [[0, 3], [1, 3]],
    "dropdown_table": [[0, 3], [1, 4]],
    "dropdown_rationale": [[0, 3, 6], [0, 3, 7]],
    "highlight_text": [[1, 3, 7], [1, 5]],
    "highlight_table": [[0, 2, 4], [1, 3]],
    "matrix_multiple_choice": [[0, 2, 4, 7, 9], [1, 3, 5, 7, 9]],
    "matrix_multiple_response": [[0, 3, 4, 5, 7], [0, 1]],
    "drag_and_drop_cloze": [[0, 1, 2], [0, 0, 3]],
    "drag_and_drop_rationale": [[0, 1], [1, 1]],
    "numeric": [
        {"value": "125", "unit": "mL/h", "drawn": [1, 2]},
        {"value": "12", "unit": "mL/min", "drawn": [0, 0]},
    ],
    "short_answer": [{"text": "stroke"}, {"text": "a fall"}],
}


def test_misclicks_are_replayed_on_either_database(either_runtime: Runtime, clock: Clock) -> None:
    sitting = sit(either_runtime, make_committed_school(either_runtime))
    for number in range(3):
        sitting.answer((number % 3,))
        clock.advance(hours=7 * number, microseconds=number)
    for folds in (0, 3):
        slip(either_runtime, sitting, (1,), folds)
        clock.advance(hours=30)
        sitting.answer()
    fold_everything(either_runtime)
    stored = states_of(either_runtime)
    forget_states(either_runtime)
    assert replay(either_runtime) == RebuildReport(7, 1, 6)
    assert states_of(either_runtime) == stored


def test_regrades_are_replayed_on_either_database(either_runtime: Runtime, clock: Clock) -> None:
    sitting = sit(either_runtime, make_committed_school(either_runtime))
    for number in range(6):
        sitting.answer((number % 2,))
        clock.advance(hours=7 * number, microseconds=number)
    fold_everything(either_runtime)
    answered = states_of(either_runtime)
    for number in range(6):
        correct_key(either_runtime, clock, number, 1)
    regraded = states_of(either_runtime)
    assert regraded != answered
    forget_states(either_runtime)
    replay(either_runtime)
    assert states_of(either_runtime) == regraded
    for number in range(6):
        correct_key(either_runtime, clock, number)
    assert states_of(either_runtime) == answered


def test_answers_to_every_type_are_replayed_on_either_database(
    either_runtime: Runtime, clock: Clock
) -> None:
    school = make_committed_school(either_runtime)
    answered: list[tuple[str, Any]] = []
    for type_name in TYPES:
        with either_runtime.writing.begin() as session:
            module = make_module_of(session, school, make_bank_of(type_name))
        sitting = sit(either_runtime, replace(school, module=module))
        for number in range(4):
            response = ANSWERS[type_name][number % 2]
            sitting.answer(response)
            answered.append((type_name, response))
            clock.advance(hours=9 * number, microseconds=len(answered))
    fold_everything(either_runtime)
    assert [r.selected for r in log_of(either_runtime)] == [response for _, response in answered]
    stored = states_of(either_runtime)
    forget_states(either_runtime)
    replay(either_runtime)
    assert states_of(either_runtime) == stored


def test_an_answer_is_folded_once(runtime: Runtime, school: School) -> None:
    sit(runtime, school).answer()
    assert [fold(runtime) for _ in range(4)] == [0, 1, 0, 0]


def test_only_first_exposures_and_random_draws_move_an_item(
    runtime: Runtime, school: School
) -> None:
    sitting = sit(runtime, school)
    offer = sitting.offer()
    for place in (1, 2, 3):
        selection = dict(offer.selection) | {"at_random": place == 3}
        sitting.answer(offer=replace(offer, place=place, selection=selection))
    fold_everything(runtime)
    assert sorted(answered for _id, _b, answered in states_of(runtime)["items"])[-2:] == [0, 2]


def test_folding_tells_selection_that_difficulties_have_moved(
    runtime: Runtime, school: School
) -> None:
    sit(runtime, school).answer()
    fold(runtime)
    with runtime.reading() as session:
        before = session.get_one(Module, school.module.id).bank_version
    fold(runtime)
    with runtime.reading() as session:
        assert session.get_one(Module, school.module.id).bank_version == before + 1


def test_a_state_that_is_not_in_the_log_goes(runtime: Runtime, school: School) -> None:
    with runtime.writing.begin() as session:
        session.add(AbilityState(user_id=school.learner.id, ability=9.0, form=0.0, answered=9))
    assert replay(runtime) == RebuildReport(0, 0, 6)
    assert states_of(runtime)["abilities"] == []


def test_replaying_changes_nothing_in_the_log(runtime: Runtime, school: School) -> None:
    sitting = sit(runtime, school)
    for _ in range(4):
        sitting.answer()
    before = [vars(response) | {"_sa_instance_state": None} for response in log_of(runtime)]
    replay(runtime)
    after = [vars(response) | {"_sa_instance_state": None} for response in log_of(runtime)]
    assert after == before
    with runtime.reading() as session:
        assert session.scalars(select(func.count()).select_from(Response)).one() == 4
    assert before[0]["at"] == START
