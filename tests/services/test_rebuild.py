"""The log is the truth: replaying it lands on the stored states, to the last bit."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from quizapp.core.item_types import TYPES
from quizapp.core.practice import Confidence
from quizapp.services import rebuild as rebuild_module
from quizapp.services.rebuild import RebuildReport, rebuild
from quizapp.services.runtime import Runtime
from quizapp.storage.models import (
    AbilityState,
    AttemptKind,
    ItemRow,
    MemoryState,
    Module,
    Projection,
    Response,
)
from tests.conftest import USUAL_PROFILE
from tests.factories import (
    START,
    Clock,
    School,
    make_bank_of,
    make_committed_school,
    make_module_of,
)
from tests.fixtures import close
from tests.services.histories import (
    Action,
    Stage,
    correct_key,
    fold,
    histories,
    histories_with_nights,
    live,
    set_stage,
    slip,
    undone,
)
from tests.sittings import log_of, sit, states_of


@pytest.fixture(scope="module")
def stage(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = set_stage(migrated_sqlite, tmp_path_factory.mktemp("stage"))
    yield made
    close(made.runtime)


def tried(usually: int) -> int:
    """How many histories: so many, or as many as a profile that was asked for says."""
    is_usual = settings.get_current_profile_name() == USUAL_PROFILE
    return usually if is_usual else settings().max_examples


_RIGHT = ("answer", 0, (0,), None)
# One study day in Los Angeles, two in UTC; then the learner moves back.
MIDNIGHT_ELSEWHERE: list[Action] = [
    ("move", 0, "America/Los_Angeles"),
    *(_RIGHT, _RIGHT),
    ("wait", 17 * 60),
    *(_RIGHT, _RIGHT),
    ("move", 0, "UTC"),
    *(_RIGHT, _RIGHT),
]


TWO_NIGHTS: list[Action] = [
    *([_RIGHT] * 3),
    *([("fold",)] * 3),
    ("night",),
    *([_RIGHT] * 3),
    *([("fold",)] * 3),
    ("night",),
    _RIGHT,
]


def fold_everything(runtime: Runtime) -> None:
    """Fold until the whole log has been read: one that finds nothing sees how far there is."""
    idle = 0
    while idle < 2:
        idle = 0 if fold(runtime) else idle + 1
    newest = max((response.id for response in log_of(runtime)), default=0)
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


REGRADES: list[Action] = [
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
EXAMS: list[Action] = [
    _RIGHT,
    ("exam", 0, AttemptKind.PLACEMENT, [(0,), (1,)] * 5),
    ("exam", 1, AttemptKind.READINESS, [(0,)] * 9),
    ("fold",),
    ("weigh", 0.5),
    *(("regrade", number, 1) for number in range(9, 29)),
    ("quiz", 2, [(0,), (1,), (2,)]),
    ("wait", 9 * 24 * 60),
    ("exam", 1, AttemptKind.READINESS, [(1,)] * 9),
    ("rebuild",),
    *(("undo", number) for number in range(9, 20)),
    ("night",),
    _RIGHT,
]
APPLIED: list[Action] = [
    ("offer", 1, False, 0),  # the second learner has answered nothing and begins with it
    *([_RIGHT] * 2),
    ("answer", 1, (0,), None),
    ("offer", 0, True, 1),
    ("wait", 30 * 60),
    ("reply", 0, "use"),
    *([_RIGHT] * 2),
    ("slip", 0, (1,), 1),
    ("regrade", 0, 1),
    ("wait", 90 * 60),
    ("offer", 0, True, 2),
    ("reply", 0, "use"),
    _RIGHT,
    ("reply", 0, "go_back"),
    ("answer", 1, (1,), None),
    ("reply", 1, "go_back"),
    _RIGHT,
]
SLIPS: list[Action] = [
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


seeds = st.integers(0, 9999)


@settings(max_examples=tried(40))
@given(history=histories_with_nights, seed=seeds)
@example(history=MIDNIGHT_ELSEWHERE, seed=0)
@example(history=TWO_NIGHTS, seed=0)
@example(history=SLIPS, seed=0)
@example(history=REGRADES, seed=0)
@example(history=EXAMS, seed=0)
@example(history=APPLIED, seed=0)
def test_a_replay_lands_on_what_answering_left(
    stage: Stage, history: list[Action], seed: int
) -> None:
    with undone(stage, seed) as here:
        runtime = here.runtime
        live(here, history)
        fold_everything(runtime)
        stored = states_of(runtime)
        report = replay(runtime)
        assert states_of(runtime) == stored
        forget_states(runtime)
        replay(runtime)
        assert states_of(runtime) == stored
        assert report.responses == len(log_of(runtime))


@settings(max_examples=tried(8))
@given(history=histories, seed=seeds, batch=st.integers(1, 4))
def test_folding_in_batches_ends_where_folding_at_once_does(
    stage: Stage, history: list[Action], seed: int, batch: int
) -> None:
    with undone(stage, seed) as here:
        runtime = here.runtime
        live(here, history)
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


def test_histories_have_answers_of_every_kind(stage: Stage) -> None:
    with undone(stage) as here:
        live(here, EXAMS)
        causes = {response.selection["cause"] for response in log_of(here.runtime)}
    assert {"placement", "readiness", "quiz", "new"} <= causes
    assert log_of(stage.runtime) == []


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
