"""A learner says that they misclicked: appended beside the log, and left out of all it moves."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from quizapp.core.errors import Conflict
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Attempt, AttemptKind, CorrectionRow
from tests.factories import Clock, School, make_committed_school
from tests.sittings import RIGHT, WRONG, Sitting, log_of, sit, states_of


def corrections_of(runtime: Runtime) -> list[CorrectionRow]:
    with runtime.reading() as session:
        return list(session.scalars(select(CorrectionRow).order_by(CorrectionRow.id)))


def test_a_misclick_leaves_the_states_as_if_it_had_not_been(
    either_runtime: Runtime, clock: Clock
) -> None:
    sitting = sit(either_runtime, make_committed_school(either_runtime))
    sitting.answer(RIGHT)
    clock.advance(hours=30)
    before = states_of(either_runtime)
    sitting.answer(WRONG)
    assert states_of(either_runtime) != before
    log = [vars(response) | {"_sa_instance_state": None} for response in log_of(either_runtime)]
    sitting.misclick()
    assert states_of(either_runtime) == before
    after = [vars(response) | {"_sa_instance_state": None} for response in log_of(either_runtime)]
    assert after == log


def test_a_correction_tells_by_whom_of_what_and_what_it_changed(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    sitting = sit(runtime, school)
    sitting.answer(WRONG)
    clock.advance(seconds=30)
    sitting.misclick()
    [correction] = corrections_of(runtime)
    [response] = log_of(runtime)
    assert (correction.response_id, correction.by_user_id) == (response.id, school.learner.id)
    assert (correction.points, correction.item_version_id) == (None, None)
    assert correction.at == clock()
    assert correction.before == {k: response.after[k] for k in ("memory", "ability", "module")}
    assert correction.after == {k: response.before[k] for k in ("memory", "ability", "module")}


def test_saying_it_twice_is_saying_it_once(runtime: Runtime, school: School) -> None:
    sitting = sit(runtime, school)
    sitting.answer()
    for _ in range(3):
        sitting.misclick()
    assert len(corrections_of(runtime)) == 1
    sitting.answer()
    sitting.misclick()
    sitting.misclick(place=1)  # the retry of a request that was lost for long
    assert len(corrections_of(runtime)) == 2


def wait(sitting: Sitting, clock: Clock) -> None:
    sitting.answer()
    clock.advance(minutes=2, microseconds=1)


def answer_another(sitting: Sitting, _clock: Clock) -> None:
    sitting.answer()
    sitting.answer()


def slip_often(sitting: Sitting, _clock: Clock) -> None:
    for _ in range(2):
        sitting.answer()
        sitting.misclick()
    sitting.answer()


@pytest.mark.parametrize(
    ("prepare", "place", "words"),
    [(wait, 1, "two minutes"), (answer_another, 1, "another question"), (slip_often, 3, "already")],
)
def test_what_is_no_slip_any_more_counts(
    runtime: Runtime,
    school: School,
    clock: Clock,
    prepare: Callable[[Sitting, Clock], None],
    place: int,
    words: str,
) -> None:
    sitting = sit(runtime, school)
    prepare(sitting, clock)
    before = states_of(runtime), len(corrections_of(runtime))
    with pytest.raises(Conflict, match=words):
        sitting.misclick(place=place)
    assert (states_of(runtime), len(corrections_of(runtime))) == before


@pytest.mark.parametrize("kind", [kind for kind in AttemptKind if kind != AttemptKind.PRACTICE])
def test_in_quizzes_and_tests_every_answer_counts(
    runtime: Runtime, school: School, kind: AttemptKind
) -> None:
    sitting = sit(runtime, school)
    sitting.answer()
    with runtime.writing.begin() as session:
        session.scalars(select(Attempt)).one().kind = kind
    with pytest.raises(Conflict, match="every answer counts"):
        sitting.misclick()


def test_the_objective_may_be_asked_again(runtime: Runtime, school: School) -> None:
    """What was the only thing known of an objective is gone; it is new, and has not been asked."""
    sitting = sit(runtime, school)
    sitting.answer(WRONG)
    sitting.misclick()
    assert states_of(runtime)["memories"] == states_of(runtime)["abilities"] == []
    assert sitting.question() is not None
