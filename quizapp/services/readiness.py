"""A readiness test under way: going on after each answer, the clock, and what counts of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from quizapp.core.blueprint import Question, draw_question
from quizapp.core.exam_clock import count_in_time, time_used
from quizapp.core.readiness import Estimate, Rule, follow, stop_rule
from quizapp.services import exams
from quizapp.services.accounts import learner_now
from quizapp.services.banks import Banks
from quizapp.storage.models import Attempt, User


@dataclass(frozen=True)
class Clock:
    """How the time stands. `seconds_left` is None where there is no limit."""

    seconds_left: int | None
    is_paused: bool

    @property
    def is_up(self) -> bool:
        """Whether the time is over."""
        return self.seconds_left is not None and self.seconds_left <= 0


@dataclass(frozen=True)
class Reckoning:
    """What counts of a test: the answers that came in time, the estimates, and what ended it.

    `late` answers came after the time was up; `used` is how much of it is gone. Estimates and rule
    go by the answers as they were given: what ended a test and what it asked stays, however keys
    are corrected later.
    """

    answers: tuple[exams.ExamAnswer, ...]
    late: int
    used: timedelta
    estimates: tuple[Estimate, ...]
    rule: Rule | None


def reckon(session: Session, attempt: Attempt, now: datetime, *, ended: bool = False) -> Reckoning:
    """What counts by `now`, and the rule that ends the test, None while it goes on."""
    everything = exams.load_answers(session, attempt)
    plan, pauses = exams.plan_of(attempt), exams.pauses_of(attempt)
    at = [answer.at for answer in everything]
    allowed = None if plan.minutes is None else timedelta(minutes=plan.minutes)
    used = time_used(attempt.started_at, at, pauses, now)
    in_time = count_in_time(attempt.started_at, at, pauses, allowed)
    answers = tuple(everything[:in_time])
    estimates = follow(answer.given for answer in answers)
    is_out = allowed is not None and used >= allowed
    rule = stop_rule(plan, estimates, out_of_time=is_out, ended=ended)
    counted = used if allowed is None else min(used, allowed)
    return Reckoning(answers, len(everything) - in_time, counted, estimates, rule)


def go_on(session: Session, uuid: UUID, *, banks: Banks, now: datetime) -> None:
    """After an answer to a readiness test: draw the next question, or end the test.

    Doing it again changes nothing, because a question that is drawn waits for its answer.
    """
    attempt = exams.load_exam(session, uuid)
    user = session.get_one(User, attempt.user_id)
    today = learner_now(user, now)
    if attempt.finished_at is not None:
        return
    exams.end_pause(attempt, today)
    reckoning = reckon(session, attempt, today)
    answered = len(reckoning.answers) + reckoning.late
    if len(attempt.version_ids) > answered:
        return
    if reckoning.rule is None:
        draw_next(session, user, attempt, reckoning, banks=banks)
    if len(attempt.version_ids) == answered:
        attempt.finished_at = today
    session.flush()


def draw_next(
    session: Session, user: User, attempt: Attempt, reckoning: Reckoning, *, banks: Banks
) -> None:
    """Draw the next question, where there is one left.

    What was met in practice since the test began waits until nothing else is left.
    """
    modules = exams.modules_of(session, attempt)
    questions = exams.load_questions(session, modules, banks)
    window = timedelta(days=exams.record_of(attempt)["repeat_days"])
    seen = exams.last_seen(session, user, attempt.started_at - window)
    asked = {answer.item_id for answer in reckoning.answers}
    before = {item for item, at in seen.items() if at <= attempt.started_at}
    pool = exams.without(questions, asked | before)
    pool = [question for question in pool if question.item_id not in seen] or pool
    drawn = draw_question(
        pool,
        exams.shares_of(attempt),
        [
            Question(answer.item_id, 0, answer.objective_id, answer.area, 0.0, 0.0)
            for answer in reckoning.answers
        ],
        reckoning.estimates[-1].ability,
        exams.draw_seed(attempt),
        exposure=exams.count_exposure(session, modules),
    )
    if drawn is not None:
        exams.add_drawn(attempt, drawn)


def clock_of(session: Session, user: User, attempt: Attempt, now: datetime) -> Clock:
    """How the attempt's time stands."""
    today, plan = learner_now(user, now), exams.record_of(attempt)["plan"]
    if plan is None:
        return Clock(None, is_paused=False)
    if plan["minutes"] is None:
        return Clock(None, exams.is_paused(attempt))
    answered = [answer.at for answer in exams.load_answers(session, attempt)]
    used = time_used(attempt.started_at, answered, exams.pauses_of(attempt), today)
    left = timedelta(minutes=plan["minutes"]) - used
    return Clock(int(left.total_seconds()), exams.is_paused(attempt))


def pause(session: Session, user: User, attempt: Attempt, now: datetime) -> None:
    """Stop the clock of a test that goes on."""
    exams.lock(session, attempt)
    if attempt.finished_at is None:
        exams.begin_pause(attempt, learner_now(user, now))
        session.flush()


def resume(session: Session, user: User, attempt: Attempt, now: datetime) -> None:
    """Let the clock run on."""
    exams.lock(session, attempt)
    if attempt.finished_at is None:
        exams.end_pause(attempt, learner_now(user, now))
        session.flush()


def is_waiting(session: Session, attempt: Attempt) -> bool:
    """Whether a question that was drawn waits for its answer."""
    return len(attempt.version_ids) > len(exams.load_answers(session, attempt))
