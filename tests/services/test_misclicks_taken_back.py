"""A learner takes "I misclicked" back: the answer counts as if it had never been said."""

import pytest
from sqlalchemy import select

from quizapp.core.corrections import CorrectionKind
from quizapp.core.errors import Conflict
from quizapp.services import corrections
from quizapp.services.rebuild import fold_item_difficulties, rebuild
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Attempt, CorrectionRow, Response, User
from tests.factories import Clock, School, make_committed_school
from tests.regrades import make_classroom
from tests.sittings import RIGHT, WRONG, Sitting, log_of, sit, states_of


def take_back(sitting: Sitting) -> None:
    """Say of the newest answer that it was no misclick."""
    with sitting.runtime.writing.begin() as session:
        user = session.get_one(User, sitting.user_id)
        attempt = session.scalars(select(Attempt).where(Attempt.uuid == sitting.attempt_uuid)).one()
        newest = session.scalars(
            select(Response).where(Response.attempt_id == attempt.id).order_by(Response.id.desc())
        ).first()
        assert newest is not None
        now = sitting.runtime.clock()
        corrections.take_misclick_back(session, user, attempt, newest, now=now)


def kinds_of(runtime: Runtime) -> list[CorrectionKind]:
    with runtime.reading() as session:
        return list(session.scalars(select(CorrectionRow.kind).order_by(CorrectionRow.id)))


def fold(runtime: Runtime) -> None:
    for _ in range(2):
        with runtime.writing.begin() as session:
            fold_item_difficulties(session)


def test_what_is_taken_back_counts_as_if_nothing_had_been_said(
    either_runtime: Runtime, clock: Clock
) -> None:
    sitting = sit(either_runtime, make_committed_school(either_runtime))
    sitting.answer(RIGHT)
    clock.advance(hours=30)
    sitting.answer(WRONG)
    fold(either_runtime)
    answered = states_of(either_runtime)
    sitting.misclick()
    left_out = states_of(either_runtime)
    take_back(sitting)
    assert states_of(either_runtime) == answered != left_out
    take_back(sitting)
    assert kinds_of(either_runtime) == [CorrectionKind.MISCLICK, CorrectionKind.UNDO]
    with either_runtime.writing.begin() as session:
        rebuild(session)
    assert states_of(either_runtime) == answered
    sitting.misclick()
    assert states_of(either_runtime) == left_out
    with either_runtime.writing.begin() as session:
        rebuild(session)
    assert states_of(either_runtime) == left_out


def test_taking_back_gives_no_further_misclick(runtime: Runtime, school: School) -> None:
    sitting = sit(runtime, school)
    sitting.answer(WRONG)
    for _ in range(2):
        sitting.misclick()
        take_back(sitting)
    with pytest.raises(Conflict, match="twice in this practice already"):
        sitting.misclick()


def test_what_was_said_twice_can_still_be_taken_back(runtime: Runtime, school: School) -> None:
    sitting = sit(runtime, school)
    for _ in range(2):
        sitting.answer(WRONG)
        sitting.misclick()
    take_back(sitting)
    assert kinds_of(runtime)[-1] is CorrectionKind.UNDO


@pytest.mark.parametrize("late", ["time", "answer"])
def test_it_stays_left_out_once_it_is_late(
    runtime: Runtime, school: School, clock: Clock, late: str
) -> None:
    sitting = sit(runtime, school)
    sitting.answer(WRONG)
    sitting.misclick()
    if late == "time":
        clock.advance(minutes=3)
        before = states_of(runtime)
        with pytest.raises(Conflict, match="stays left out"):
            take_back(sitting)
        assert states_of(runtime) == before
    else:
        sitting.answer(RIGHT)
        take_back(sitting)  # the newest was no misclick, so there is nothing to take back
    assert kinds_of(runtime) == [CorrectionKind.MISCLICK]


def test_an_answer_that_was_graded_again_keeps_its_new_score(
    runtime: Runtime, clock: Clock
) -> None:
    room = make_classroom(runtime, clock, "multiple_choice")
    item_id, [sitting] = room.item("multiple_choice"), room.sittings
    sitting.answer([3])
    room.turn_key(item_id)
    room.regrade(item_id)
    counted, states = room.counted(item_id), states_of(runtime)
    sitting.misclick()
    assert room.undo(item_id) == 0
    take_back(sitting)
    assert (room.counted(item_id), states_of(runtime)) == (counted, states)
    assert counted[log_of(runtime)[0].id] == (1, 1)
    assert room.undo(item_id) == 1
