"""The hot path: one answer comes in, is assessed and kept."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from uuid import uuid4

import pytest

from quizapp.core.difficulty import PREDICTION_VERSION
from quizapp.core.errors import Conflict, Invalid, NotFound
from quizapp.core.memory import PARAMS_VERSION
from quizapp.core.practice import Confidence
from quizapp.services import accounts
from quizapp.services.answering import Outcome
from quizapp.services.runtime import Runtime
from quizapp.storage.models import User
from tests.factories import START, Clock, School, make_committed_school, make_user
from tests.sittings import RIGHT, WRONG, Sitting, counted_statements, log_of, sit, states_of


@pytest.fixture
def sitting(runtime: Runtime, school: School) -> Sitting:
    """The school's learner in a practice, on SQLite."""
    return sit(runtime, school)


@pytest.fixture
def either_sitting(either_runtime: Runtime) -> Sitting:
    """The school's learner in a practice, on each of the two databases."""
    return sit(either_runtime, make_committed_school(either_runtime))


# --- what is kept -----------------------------------------------------------------------------


def test_an_answer_is_kept_with_what_was_predicted_and_why_it_was_asked(sitting: Sitting) -> None:
    offer = sitting.offer()
    sitting.answer(RIGHT, confidence=Confidence.SURE)
    [response] = log_of(sitting.runtime)
    assert response.place == 1
    assert response.item_version_id == offer.version_id
    assert response.shown == list(offer.shown)
    assert response.selected == [0]
    assert response.confidence is Confidence.SURE
    assert (response.points, response.maximum, response.rule) == (1, 1, "zero-one/1")
    assert response.first_exposure
    assert response.reviewed
    assert 0.25 < response.predicted < 1
    assert response.prediction_version == PREDICTION_VERSION
    assert response.recall_before is None
    assert response.selection == dict(offer.selection)
    assert response.selection["cause"] == "new"
    assert 0 < response.selection["propensity"] <= 1


def test_the_log_holds_the_states_before_and_after(sitting: Sitting, clock: Clock) -> None:
    sitting.answer(RIGHT)
    [first] = log_of(sitting.runtime)
    assert first.before == {
        "memory": None,
        "ability": {"ability": 0.0, "form": 0.0, "answered": 0},
        "module": None,
        "zone": "UTC",
    }
    assert first.after["ability"]["answered"] == 1
    assert first.after["memory"]["params_version"] == PARAMS_VERSION
    clock.advance(days=30)
    sitting.answer(WRONG)
    second = log_of(sitting.runtime)[1]
    assert second.before["ability"] == first.after["ability"]


def test_the_stored_states_are_those_after_the_answer(sitting: Sitting) -> None:
    sitting.answer(RIGHT)
    [response] = log_of(sitting.runtime)
    states = states_of(sitting.runtime)
    after, [in_module] = response.after["ability"], states["abilities"][0][-1].values()
    assert states["abilities"][0][:-1] == (
        sitting.user_id,
        after["ability"],
        after["form"],
        after["answered"],
    )
    assert in_module == response.after["module"]
    [memory] = states["memories"]
    assert memory[:2] == (sitting.user_id, response.objective_id)
    assert response.after["memory"]["stability"] in memory


def test_the_time_taken_is_from_the_question_to_the_answer(sitting: Sitting, clock: Clock) -> None:
    offer = sitting.offer()
    clock.advance(seconds=12.5)
    sitting.answer(offer=offer)
    assert log_of(sitting.runtime)[0].latency_ms == 12_500


def test_an_item_met_before_is_no_first_exposure(sitting: Sitting) -> None:
    offer = sitting.offer()
    sitting.answer(offer=offer)
    sitting.answer(offer=replace(offer, place=2))
    assert [response.first_exposure for response in log_of(sitting.runtime)] == [True, False]


def test_the_answer_is_dated_by_the_learners_own_clock(sitting: Sitting, clock: Clock) -> None:
    with sitting.runtime.writing.begin() as session:
        session.get_one(User, sitting.user_id).clock_offset = 86_400
    sitting.answer()
    assert (log_of(sitting.runtime)[0].at - clock.now).days == 1


# --- how much work it is ------------------------------------------------------------------------


def test_a_new_answer_takes_at_most_four_statements(either_sitting: Sitting) -> None:
    offer, uuid = either_sitting.offer(), uuid4()
    with counted_statements(either_sitting.runtime) as statements:
        either_sitting.answer(offer=offer, response_uuid=uuid)
    assert len(statements) <= 4, statements


def test_a_repeated_answer_writes_no_states(either_sitting: Sitting) -> None:
    offer, uuid = either_sitting.offer(), uuid4()
    either_sitting.answer(offer=offer, response_uuid=uuid)
    before = states_of(either_sitting.runtime)
    with counted_statements(either_sitting.runtime) as statements:
        either_sitting.answer(WRONG, offer=offer, response_uuid=uuid)
    assert states_of(either_sitting.runtime) == before
    assert [s for s in statements if "memory_states" in s and not s.startswith("SELECT")] == []
    assert [s for s in statements if "abilities" in s and not s.startswith("SELECT")] == []


def test_a_repeated_answer_is_a_read_an_insert_and_a_read(sitting: Sitting) -> None:
    offer, uuid = sitting.offer(), uuid4()
    sitting.answer(offer=offer, response_uuid=uuid)
    with counted_statements(sitting.runtime) as statements:
        sitting.answer(offer=offer, response_uuid=uuid)
    assert [statement.split()[0] for statement in statements] == ["SELECT", "INSERT", "SELECT"]


# --- the same again -----------------------------------------------------------------------------


def test_the_same_uuid_again_gives_the_first_outcome(either_sitting: Sitting) -> None:
    offer, uuid = either_sitting.offer(), uuid4()
    first = either_sitting.answer(RIGHT, offer=offer, response_uuid=uuid)
    second = either_sitting.answer(WRONG, offer=offer, response_uuid=uuid)
    assert (first.repeated, second.repeated) == (False, True)
    assert second.response_uuid == first.response_uuid
    assert [response.selected for response in log_of(either_sitting.runtime)] == [[0]]


def test_the_same_place_again_gives_the_first_outcome(either_sitting: Sitting) -> None:
    offer = either_sitting.offer()
    first = either_sitting.answer(RIGHT, offer=offer, response_uuid=uuid4())
    second = either_sitting.answer(WRONG, offer=offer, response_uuid=uuid4())
    assert second == Outcome(first.response_uuid, 1, repeated=True)
    assert len(log_of(either_sitting.runtime)) == 1


def test_a_uuid_of_another_attempt_is_refused(sitting: Sitting, school: School) -> None:
    uuid = uuid4()
    sitting.answer(offer=sitting.offer(), response_uuid=uuid)
    other = sit(sitting.runtime, school)
    with pytest.raises(Invalid, match="another answer's number"):
        other.answer(offer=other.offer(), response_uuid=uuid)
    assert len(log_of(sitting.runtime)) == 1


def test_a_finished_attempt_takes_no_new_answer(sitting: Sitting) -> None:
    offer = sitting.offer()
    sitting.finish()
    with pytest.raises(Conflict, match="has ended"):
        sitting.answer(offer=offer, response_uuid=uuid4())
    assert log_of(sitting.runtime) == []


def test_a_finished_attempt_still_answers_a_replay(sitting: Sitting) -> None:
    offer, uuid = sitting.offer(), uuid4()
    sitting.answer(offer=offer, response_uuid=uuid)
    sitting.finish()
    assert sitting.answer(offer=offer, response_uuid=uuid) == Outcome(uuid, 1, repeated=True)


def test_a_place_beyond_the_attempts_end_is_refused(sitting: Sitting) -> None:
    beyond = replace(sitting.offer(), place=21)
    with pytest.raises(Invalid):
        sitting.answer(offer=beyond, response_uuid=uuid4())
    assert log_of(sitting.runtime) == []


def test_an_option_that_is_not_there_is_refused(sitting: Sitting) -> None:
    with pytest.raises(Invalid, match="not part of this question"):
        sitting.answer((9,))
    assert log_of(sitting.runtime) == []


# --- whose answer it is -------------------------------------------------------------------------


def test_another_learners_attempt_is_not_found(sitting: Sitting, school: School) -> None:
    with sitting.runtime.writing.begin() as session:
        other = make_user(session, "Olga")
        token = accounts.open_sign_in(session, other, now=START, days=1)
    intruder = replace(sitting, token_hash=accounts.hash_token(token))
    with pytest.raises(NotFound):
        intruder.answer(offer=sitting.offer())
    assert log_of(sitting.runtime) == []


def test_an_expired_sign_in_is_not_found(sitting: Sitting, clock: Clock) -> None:
    offer = sitting.offer()
    clock.advance(days=4000)
    with pytest.raises(NotFound):
        sitting.answer(offer=offer)
    assert log_of(sitting.runtime) == []


def test_a_closed_sign_in_is_not_found(sitting: Sitting) -> None:
    with sitting.runtime.writing.begin() as session:
        accounts.close_sign_in(session, sitting.token_hash)
    with pytest.raises(NotFound):
        sitting.answer()


# --- at once ------------------------------------------------------------------------------------


def at_once(*actions: Callable[[], Outcome]) -> list[Outcome]:
    """Run all actions in threads of their own; what they return."""
    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result() for future in [pool.submit(action) for action in actions]]


def test_the_same_answer_from_many_threads_counts_once(either_sitting: Sitting) -> None:
    offer, uuid = either_sitting.offer(), uuid4()

    def send() -> Outcome:
        return either_sitting.answer(offer=offer, response_uuid=uuid)

    outcomes = at_once(*[send] * 8)
    assert sorted(outcome.repeated for outcome in outcomes) == [False] + [True] * 7
    assert {outcome.response_uuid for outcome in outcomes} == {uuid}
    [response] = log_of(either_sitting.runtime)
    states = states_of(either_sitting.runtime)
    assert [row[3] for row in states["abilities"]] == [1]
    assert states["abilities"][0][1] == response.after["ability"]["ability"]
    assert len(states["memories"]) == 1


def test_answers_of_one_learner_from_many_devices_all_move_the_states(
    either_runtime: Runtime,
) -> None:
    school = make_committed_school(either_runtime)
    sittings = [sit(either_runtime, school) for _ in range(6)]

    def answer_thrice(sitting: Sitting) -> Outcome:
        return [sitting.answer(WRONG if turn % 2 else RIGHT) for turn in range(3)][-1]

    at_once(*(lambda sitting=sitting: answer_thrice(sitting) for sitting in sittings))
    log = log_of(either_runtime)
    assert len(log) == 18
    [ability] = states_of(either_runtime)["abilities"]
    assert ability[3] == 18
    # Each answer began where the one before it ended.
    for earlier, later in pairwise(log):
        assert later.before["ability"] == earlier.after["ability"]
