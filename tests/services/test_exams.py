"""Readiness tests and placements through the services: the log, the replay, either database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from quizapp.core.errors import Conflict
from quizapp.core.placement import place
from quizapp.core.practice import Answer
from quizapp.core.readiness import Policy, Rule
from quizapp.services import (
    access,
    accounts,
    exams,
    placement,
    practice,
    readiness,
    readiness_results,
    readiness_start,
    review,
)
from quizapp.services.answering import answer_question
from quizapp.services.practice import QuestionView
from quizapp.services.projections import ability_of
from quizapp.services.rebuild import fold_item_difficulties, rebuild
from quizapp.services.runtime import Runtime
from quizapp.storage.models import AbilityState, Attempt, Module, Response, User
from tests.factories import START, Clock, School, make_committed_school
from tests.sittings import YEARS, log_of, states_of
from tests.web.exams import add_large_module

POLICY = Policy(shortest=8, longest=12, minutes=60, fewest=6)
GO_ON = {"readiness": readiness.go_on, "placement": placement.go_on}


@dataclass(frozen=True)
class ExamSitting:
    """One learner in one exam."""

    runtime: Runtime
    user_id: int
    token_hash: str
    attempt_id: int

    def question(self) -> QuestionView | None:
        """The question at hand."""
        with self.runtime.reading() as session:
            user = session.get_one(User, self.user_id)
            attempt = access.get_attempt_for(session, user, self.attempt().uuid)
            banks, now = self.runtime.banks, self.runtime.clock()
            return practice.next_question(session, user, attempt, banks=banks, now=now)

    def send(self, question: QuestionView, *, right: bool) -> None:
        """Answer this question as the web does, in one transaction."""
        banks, now = self.runtime.banks, self.runtime.clock()
        cause = question.offer.selection["cause"]
        with self.runtime.writing.begin() as session:
            answer_question(
                session.connection(),
                token_hash=self.token_hash,
                offer=question.offer,
                response_uuid=question.response_uuid,
                answer=Answer([0 if right else 1]),
                now=now,
            )
            GO_ON[cause](session, question.offer.attempt_uuid, banks=banks, now=now)

    def answer(self, *, right: bool) -> bool:
        """Answer the question at hand; False when there is none."""
        question = self.question()
        if question is not None:
            self.send(question, right=right)
        return question is not None

    def attempt(self) -> Attempt:
        with self.runtime.reading() as session:
            return session.get_one(Attempt, self.attempt_id)


def begin(runtime: Runtime, school: School, module: Module, kind: str) -> ExamSitting:
    """Sign the school's learner in and begin an exam over a module."""
    with runtime.writing.begin() as session:
        user = session.get_one(User, school.learner.id)
        token = accounts.open_sign_in(session, user, now=START, days=YEARS)
        loaded = access.get_module_for(session, user, module.uuid, access.Action.LEARN)
        scope, now = readiness_start.module_scope(loaded), runtime.clock()
        if kind == "placement":
            attempt = placement.start_placement(session, user, scope, banks=runtime.banks, now=now)
        else:
            attempt = readiness_start.start_readiness(
                session, user, scope, policy=POLICY, banks=runtime.banks, now=now
            )
        return ExamSitting(runtime, user.id, accounts.hash_token(token), attempt.id)


def fold(runtime: Runtime) -> None:
    for _ in range(3):
        with runtime.writing.begin() as session:
            fold_item_difficulties(session)


def test_a_replay_lands_on_the_same_bits_on_either_database(
    either_runtime: Runtime, clock: Clock
) -> None:
    """A placement, a test and what they do to memory, ability and item difficulty."""
    school = make_committed_school(either_runtime)
    module = add_large_module(either_runtime, school)
    for kind in ("placement", "readiness"):
        sitting = begin(either_runtime, school, module, kind)
        number = 0
        while sitting.answer(right=number % 3 != 1):
            number += 1
            clock.advance(minutes=1, microseconds=number)
            fold(either_runtime)
        clock.advance(days=9)
    fold(either_runtime)
    stored = states_of(either_runtime)
    assert {response.selection["cause"] for response in log_of(either_runtime)} == set(GO_ON)
    with either_runtime.writing.begin() as session:
        rebuild(session)
    assert states_of(either_runtime) == stored


def test_a_placement_sets_the_ability_to_what_its_answers_say(
    runtime: Runtime, school: School
) -> None:
    module = add_large_module(runtime, school)
    sitting = begin(runtime, school, module, "placement")
    while sitting.answer(right=True):
        pass
    with runtime.reading() as session:
        answers = exams.load_answers(session, sitting.attempt())
        stored = session.scalars(select(AbilityState)).one()
    expected = place(ability_of(stored), [answer.scored for answer in answers])
    assert stored.ability == expected.ability
    assert stored.answered == len(answers)


def test_an_exams_answers_move_memory_as_all_others_do(runtime: Runtime, school: School) -> None:
    module = add_large_module(runtime, school)
    sitting = begin(runtime, school, module, "readiness")
    sitting.answer(right=False)
    [response] = log_of(runtime)
    assert response.reviewed
    assert response.rating == 1
    assert response.first_exposure
    [memory] = states_of(runtime)["memories"]
    assert memory


def test_going_on_twice_draws_one_question(runtime: Runtime, school: School) -> None:
    module = add_large_module(runtime, school)
    sitting = begin(runtime, school, module, "readiness")
    sitting.answer(right=True)
    before = sitting.attempt().version_ids
    for _ in range(2):
        with runtime.writing.begin() as session:
            readiness.go_on(
                session, sitting.attempt().uuid, banks=runtime.banks, now=runtime.clock()
            )
    assert sitting.attempt().version_ids == before
    assert len(before) == 2


def test_the_same_answer_from_many_threads_draws_one_question(either_runtime: Runtime) -> None:
    school = make_committed_school(either_runtime)
    module = add_large_module(either_runtime, school)
    sitting = begin(either_runtime, school, module, "readiness")
    question = sitting.question()
    assert question is not None
    with ThreadPoolExecutor(4) as pool:
        for sent in [pool.submit(sitting.send, question, right=True) for _ in range(8)]:
            sent.result()
    assert len(log_of(either_runtime)) == 1
    attempt = sitting.attempt()
    assert len(attempt.version_ids) == len(exams.record_of(attempt)["drawn"]) == 2


def test_the_question_that_is_drawn_stays_when_difficulties_move(
    runtime: Runtime, school: School
) -> None:
    module = add_large_module(runtime, school)
    sitting = begin(runtime, school, module, "readiness")
    sitting.answer(right=True)
    before = sitting.attempt().version_ids
    fold(runtime)
    question = sitting.question()
    assert question is not None
    assert question.offer.version_id == before[-1]


def test_the_result_follows_from_the_plan_that_the_test_began_with(
    runtime: Runtime, school: School
) -> None:
    module = add_large_module(runtime, school)
    sitting = begin(runtime, school, module, "readiness")
    while sitting.answer(right=True):
        pass
    with runtime.reading() as session:
        user = session.get_one(User, sitting.user_id)
        attempt = access.get_attempt_for(session, user, sitting.attempt().uuid)
        first = readiness_results.describe_result(session, attempt)
    fold(runtime)
    changed = replace(runtime, config=replace(runtime.config, readiness=Policy(standard=2.0)))
    with changed.reading() as session:
        attempt = access.get_attempt_for(session, user, attempt.uuid)
        assert readiness_results.describe_result(session, attempt) == first
    assert first.result.rule in {Rule.CONFIDENCE, Rule.LENGTH}
    assert first.uncertain == first.answered


def test_a_result_waits_for_the_end(runtime: Runtime, school: School) -> None:
    module = add_large_module(runtime, school)
    sitting = begin(runtime, school, module, "readiness")
    with runtime.reading() as session:
        user = session.get_one(User, sitting.user_id)
        attempt = access.get_attempt_for(session, user, sitting.attempt().uuid)
        with pytest.raises(Conflict, match="not over yet"):
            readiness_results.describe_result(session, attempt)


def test_a_test_whose_questions_were_all_retired_ends(runtime: Runtime, school: School) -> None:
    module = add_large_module(runtime, school)
    sitting = begin(runtime, school, module, "readiness")
    with runtime.writing.begin() as session:
        for row in session.scalars(select(exams.ItemRow)):
            row.stale = True
        review.touch_bank(session, session.get_one(Module, module.id))
    assert sitting.answer(right=True)
    assert not sitting.answer(right=True)
    assert sitting.attempt().finished_at is not None


def test_how_often_items_are_asked_is_counted(runtime: Runtime, school: School) -> None:
    module = add_large_module(runtime, school)
    sitting = begin(runtime, school, module, "readiness")
    while sitting.answer(right=True):
        pass
    with runtime.reading() as session:
        exposure = exams.count_exposure(session, [session.get_one(Module, module.id)])
        answered = session.scalars(select(Response.item_id)).all()
    assert exposure.tests == 1
    assert exposure.asked == dict.fromkeys(answered, 1)


def test_pausing_twice_is_one_pause_on_either_database(
    either_runtime: Runtime, clock: Clock
) -> None:
    school = make_committed_school(either_runtime)
    module = add_large_module(either_runtime, school)
    sitting = begin(either_runtime, school, module, "readiness")
    for change in (readiness.pause, readiness.pause, readiness.resume, readiness.resume):
        clock.advance(minutes=3)
        with either_runtime.writing.begin() as session:
            user = session.get_one(User, sitting.user_id)
            attempt = access.get_attempt_for(session, user, sitting.attempt().uuid)
            change(session, user, attempt, either_runtime.clock())
    [(since, until)] = exams.pauses_of(sitting.attempt())
    assert until is not None
    assert (until - since).total_seconds() == 6 * 60
    assert sitting.answer(right=True)


def test_two_tabs_begin_one_test(runtime: Runtime, school: School) -> None:
    module = add_large_module(runtime, school)
    begin(runtime, school, module, "readiness")
    with pytest.raises(Conflict, match="open here"):
        begin(runtime, school, module, "readiness")
