"""Grading again: what is foretold is what happens, by the published key and for every type."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.core.corrections import CorrectionKind
from quizapp.core.errors import Conflict
from quizapp.core.item_types import TYPES
from quizapp.core.items import load_item, score
from quizapp.services.rebuild import rebuild
from quizapp.services.regrading import LeftAlone, plan_regrade, plan_undo
from quizapp.services.runtime import Runtime
from quizapp.storage.models import CorrectionRow, ItemRow, ItemVersion, User
from tests.factories import Clock
from tests.kinds import KINDS
from tests.regrades import Classroom, loaded, make_classroom, own_runtime
from tests.services.test_rebuild import ANSWERS
from tests.sittings import log_of, sit, states_of


# A right answer and a wrong one to the factories' content of each type. Turning the key of options
# moves it from the first to the last.
def corrections_of(runtime: Runtime) -> list[CorrectionRow]:
    with runtime.reading() as session:
        return list(session.scalars(select(CorrectionRow).order_by(CorrectionRow.id)))


def sum_of(counted: dict[int, tuple[int, int]]) -> tuple[int, int, int]:
    """How many are right, partly right, and not."""
    values = counted.values()
    right = sum(points == maximum for points, maximum in values)
    wrong = sum(points == 0 for points, _ in values)
    return right, len(values) - right - wrong, wrong


# --- the preview ----------------------------------------------------------------------------------

steps = st.one_of(
    st.tuples(st.just("answer"), st.integers(0, 1)),
    st.tuples(st.just("answer"), st.integers(0, 1)),
    st.tuples(st.just("turn"), st.sampled_from(sorted(TYPES))),
    st.tuples(st.just("draft"), st.sampled_from(sorted(TYPES))),
    st.tuples(st.just("slip"), st.integers(0, 1)),
    st.tuples(st.just("regrade"), st.sampled_from(sorted(TYPES))),
    st.tuples(st.just("undo"), st.sampled_from(sorted(TYPES))),
)


@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data(), history=st.lists(steps, min_size=8, max_size=30))
def test_a_preview_tells_what_grading_again_then_does(
    migrated_sqlite: Path, data: st.DataObject, history: list[tuple[str, Any]]
) -> None:
    clock = Clock()
    with own_runtime(migrated_sqlite, clock) as runtime:
        room = make_classroom(runtime, clock, *TYPES, learners=2)
        items = {type_name: room.item(type_name) for type_name in TYPES}
        for step, value in history:
            live(room, data, items, step, value)
        for item_id in items.values():
            assert_foretold(room, item_id)


def live(
    room: Classroom, data: st.DataObject, items: dict[str, int], step: str, value: Any
) -> None:
    """One step of a history."""
    if step in ("answer", "slip"):
        question = room.sittings[value].question()
        assert question is not None
        room.sittings[value].answer(data.draw(KINDS[question.type].responses(seen(room, question))))
        if step == "slip":
            try:
                room.sittings[value].misclick()
            except Conflict:
                return
        room.clock.advance(hours=5)
    elif step in ("turn", "draft"):
        room.turn_key(items[value], publish=step == "turn")
    elif step == "regrade":
        assert_foretold(room, items[value])
    else:
        room.undo(items[value])


def seen(room: Classroom, question: Any) -> Any:
    with room.runtime.reading() as session:
        version = session.get_one(ItemVersion, question.offer.version_id)
        return load_item(version.record).content


def assert_foretold(room: Classroom, item_id: int) -> None:
    """The preview's numbers equal what regrading does, which is then complete."""
    foretold, before = room.preview(item_id), room.counted(item_id)
    corrections = len(corrections_of(room.runtime))
    done = room.regrade(item_id)
    assert (done.answers, done.learners) == (foretold.answers, foretold.learners)
    assert (done.right, done.partly, done.wrong) == (
        foretold.right,
        foretold.partly,
        foretold.wrong,
    )
    after = room.counted(item_id)
    changed = {id_: value for id_, value in after.items() if value != before[id_]}
    assert len(changed) == foretold.answers == len(corrections_of(room.runtime)) - corrections
    assert sum_of(changed) == (foretold.right, foretold.partly, foretold.wrong)
    authors = {response.id: response.user_id for response in log_of(room.runtime)}
    assert len({authors[id_] for id_ in changed}) == foretold.learners
    assert room.preview(item_id).answers == 0
    stored = states_of(room.runtime)
    with room.runtime.writing.begin() as session:
        rebuild(session)
    replayed = states_of(room.runtime)
    assert (replayed["memories"], replayed["abilities"]) == (
        stored["memories"],
        stored["abilities"],
    )


# --- every type -----------------------------------------------------------------------------------


@pytest.mark.parametrize("type_name", TYPES)
def test_a_changed_key_scores_answers_of_every_type_again(
    either_runtime: Runtime, clock: Clock, type_name: str
) -> None:
    room = make_classroom(either_runtime, clock, type_name, learners=2)
    item_id, answers = room.item(type_name), ANSWERS[type_name]
    for sitting, answer in zip(room.sittings, answers, strict=True):
        sitting.answer(answer)
    given, states = room.counted(item_id), states_of(either_runtime)
    room.turn_key(item_id)
    done = room.regrade(item_id)
    assert done.answers >= 1
    assert done.left_alone == ()
    with either_runtime.reading() as session:
        corrected = load_item(loaded(session, item_id).latest.record)
        versions = {
            version.id: load_item(version.record).content
            for version in session.scalars(select(ItemVersion))
        }
    for response in log_of(either_runtime):
        carried = TYPES[type_name].carry_over(
            versions[response.item_version_id], corrected.content, response.selected, ()
        )
        assert carried is not None
        result = score(corrected, carried[0])
        assert room.counted(item_id)[response.id] == (result.points, result.maximum)
    assert room.counted(item_id) != given
    assert room.undo(item_id) == done.answers
    assert room.counted(item_id) == given
    assert states_of(either_runtime) == states


def test_options_in_another_order_are_the_same_options(runtime: Runtime, clock: Clock) -> None:
    room = make_classroom(runtime, clock, "multiple_choice")
    item_id = room.item("multiple_choice")
    room.sittings[0].answer([2])
    with runtime.reading() as session:
        options = loaded(session, item_id).latest.record["options"]
    room.write(item_id, options=list(reversed(options)))
    assert room.preview(item_id).answers == 0
    moved = [each | {"correct": each["text"] == options[2]["text"]} for each in reversed(options)]
    room.write(item_id, options=moved)
    assert room.regrade(item_id).right == 1


# --- which version --------------------------------------------------------------------------------


def test_a_draft_grades_nobody(runtime: Runtime, clock: Clock) -> None:
    room = make_classroom(runtime, clock, "multiple_choice")
    item_id = room.item("multiple_choice")
    room.sittings[0].answer([3])
    room.turn_key(item_id, publish=False)
    assert room.preview(item_id).answers == room.regrade(item_id).answers == 0
    with runtime.writing.begin() as session:
        item = loaded(session, item_id)
        item.published_number = item.latest_number
    assert room.regrade(item_id).answers == 1


def test_what_was_never_published_is_not_graded(runtime: Runtime, clock: Clock) -> None:
    room = make_classroom(runtime, clock, "multiple_choice")
    with runtime.writing.begin() as session:
        item = session.scalars(select(ItemRow)).first()
        assert item is not None
        item.published_number = None
        with pytest.raises(Conflict, match="never published"):
            plan_regrade(session, item, session.get_one(User, room.school.instructor.id))


def other_option(record: dict[str, Any]) -> dict[str, Any]:
    options = [*record["options"][:-1], record["options"][-1] | {"text": "Another vessel"}]
    return {"options": [each | {"correct": each == options[1]} for each in options]}


def another_step(record: dict[str, Any]) -> dict[str, Any]:
    return {"sequence": [*reversed(record["sequence"]), {"text": "Go home", "rationale": ""}]}


def without_extras(record: dict[str, Any]) -> dict[str, Any]:
    first, second, *rest = record["pairs"]
    swapped = [
        first | {"match": second["match"]},
        second | {"match": first["match"]},
        *rest,
    ]
    return {"pairs": swapped, "extras": []}


@pytest.mark.parametrize(
    ("type_name", "change"),
    [
        ("multiple_choice", other_option),
        ("ordered_response", another_step),
        ("matching", without_extras),
    ],
)
def test_answers_to_other_parts_are_named_and_left_alone(
    runtime: Runtime, clock: Clock, type_name: str, change: Callable[..., dict[str, Any]]
) -> None:
    room = make_classroom(runtime, clock, type_name, learners=2)
    item_id = room.item(type_name)
    for sitting in room.sittings:
        sitting.answer(ANSWERS[type_name][0])
    clock.advance(days=9)
    room.sittings[0].answer(ANSWERS[type_name][1])
    before = room.counted(item_id), states_of(runtime)
    with runtime.reading() as session:
        record = loaded(session, item_id).latest.record
    room.write(item_id, **change(record))
    preview = room.preview(item_id)
    assert preview.left_alone == (LeftAlone(version=1, answers=3, learners=2),)
    assert preview.answers == room.regrade(item_id).answers == 0
    assert (room.counted(item_id), states_of(runtime)) == before


# --- one regrade after another --------------------------------------------------------------------


def test_each_undo_takes_the_newest_regrade_back(runtime: Runtime, clock: Clock) -> None:
    room = make_classroom(runtime, clock, "multiple_choice", learners=3)
    item_id = room.item("multiple_choice")
    for sitting, option in zip(room.sittings, ([0], [3], [2]), strict=True):
        sitting.answer(option)
    history = [room.counted(item_id)]
    for _ in range(2):
        room.turn_key(item_id)
        room.regrade(item_id)
        history.append(room.counted(item_id))
    assert [[points for points, _ in each.values()] for each in history] == [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
    ]
    for expected in reversed(history[:-1]):
        assert room.undo(item_id) == 2
        assert room.counted(item_id) == expected
    assert room.undo(item_id) == 0
    kinds = [correction.kind for correction in corrections_of(runtime)]
    assert kinds.count(CorrectionKind.UNDO) == kinds.count(CorrectionKind.REGRADE) == 4
    room.regrade(item_id)
    assert room.counted(item_id) == history[-1]


def test_a_misclick_is_neither_graded_again_nor_taken_back(runtime: Runtime, clock: Clock) -> None:
    room = make_classroom(runtime, clock, "multiple_choice")
    item_id = room.item("multiple_choice")
    room.sittings[0].answer([3])
    room.sittings[0].misclick()
    room.turn_key(item_id)
    assert room.preview(item_id).answers == room.regrade(item_id).answers == 0
    with runtime.reading() as session:
        teacher = session.get_one(User, room.school.instructor.id)
        assert plan_undo(session, loaded(session, item_id), teacher) is None


def test_only_answers_to_this_item_are_graded_again(runtime: Runtime, clock: Clock) -> None:
    room = make_classroom(runtime, clock, "multiple_choice", each=3)
    other = sit(runtime, room.school, minutes=1000)
    for _ in range(3):
        other.answer([3])
    item_id = log_of(runtime)[0].item_id
    room.turn_key(item_id)
    assert room.regrade(item_id).answers == 1
    assert [correction.response_id for correction in corrections_of(runtime)] == [1]
