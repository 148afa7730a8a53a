"""Before a readiness test: what it would be, what is past, and beginning one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.core.blueprint import Question, draw_question, share_out
from quizapp.core.errors import Conflict
from quizapp.core.readiness import PRIOR, Plan, Policy, estimate, plan_test
from quizapp.services import exams
from quizapp.services.accounts import learner_now
from quizapp.services.banks import Banks
from quizapp.services.practice import new_seed
from quizapp.storage.models import (
    Attempt,
    AttemptKind,
    Course,
    Module,
    ModuleStatus,
    Response,
    User,
)

TITLE = "Readiness test"


@dataclass(frozen=True)
class Scope:
    """What a test asks about: a course with its published modules, or one module of it."""

    kind: str
    title: str
    slug: str
    modules: tuple[Module, ...]


@dataclass(frozen=True)
class PastTest:
    """A test that is over."""

    uuid: UUID
    finished_at: datetime
    answered: int


@dataclass(frozen=True)
class OpenTest:
    """A test that was begun and can be gone on with."""

    uuid: UUID
    title: str
    answered: int
    planned: int


@dataclass(frozen=True)
class StartView:
    """What a learner sees before a test.

    `available` are the questions not answered within the last `repeat_days` days, `seen` those that
    were, `uncertain` the published ones of whose difficulty only their author's guess is known.
    `plan` is None where there are fewer than `fewest`. `full_length` is the policy's shortest.
    """

    title: str
    plan: Plan | None
    available: int
    seen: int
    uncertain: int
    fewest: int
    full_length: int
    repeat_days: int
    resume: OpenTest | None
    past: tuple[PastTest, ...]


def course_scope(session: Session, course: Course) -> Scope:
    """All published modules of a course."""
    modules = session.scalars(
        select(Module)
        .where(Module.course_id == course.id, Module.status == ModuleStatus.PUBLISHED)
        .order_by(Module.id)
    )
    return Scope("course", course.title, course.slug, tuple(modules))


def module_scope(module: Module) -> Scope:
    """One module."""
    return Scope("module", module.title, module.course.slug, (module,))


def describe_start(
    session: Session, user: User, scope: Scope, *, policy: Policy, banks: Banks, now: datetime
) -> StartView:
    """What a test over this scope would be, what is open, and what is past."""
    questions = exams.load_questions(session, scope.modules, banks)
    fresh = _fresh(session, user, questions, policy, learner_now(user, now))
    mine = _tests_of(session, user, scope)
    unsure = exams.is_uncertain
    return StartView(
        title=scope.title,
        plan=plan_test(policy, len(fresh), user.time_allowance),
        available=len(fresh),
        seen=len(questions) - len(fresh),
        uncertain=sum(unsure(question.difficulty_sd) for question in questions.values()),
        fewest=policy.fewest,
        full_length=policy.shortest,
        repeat_days=policy.repeat_days,
        resume=next(
            (
                OpenTest(test.uuid, f"{TITLE}: {scope.title}", count, test.planned)
                for test, count in mine
                if test.finished_at is None
            ),
            None,
        ),
        past=tuple(
            PastTest(test.uuid, test.finished_at, count)
            for test, count in mine
            if test.finished_at is not None
        ),
    )


def start_readiness(
    session: Session, user: User, scope: Scope, *, policy: Policy, banks: Banks, now: datetime
) -> Attempt:
    """Begin a test and draw its first question.

    Raises Conflict where a test over this scope is open, or where there are too few questions.
    """
    exams.lock_learner(session, user)
    if any(test.finished_at is None for test, _count in _tests_of(session, user, scope)):
        raise Conflict("You have a readiness test open here. Go on with it, or end it first.")
    today = learner_now(user, now)
    questions = exams.load_questions(session, scope.modules, banks)
    fresh = _fresh(session, user, questions, policy, today)
    plan = plan_test(policy, len(fresh), user.time_allowance)
    if plan is None:
        raise Conflict(
            f"There are {len(fresh)} questions here that you have not met lately; a readiness test "
            f"needs {policy.fewest}. Practise meanwhile."
        )
    return begin_exam(
        session,
        user,
        scope,
        AttemptKind.READINESS,
        fresh,
        plan=plan,
        planned=plan.longest,
        repeat_days=policy.repeat_days,
        now=now,
    )


def begin_exam(
    session: Session,
    user: User,
    scope: Scope,
    kind: AttemptKind,
    pool: Sequence[Question],
    *,
    plan: Plan | None,
    planned: int,
    repeat_days: int,
    now: datetime,
) -> Attempt:
    """A new exam with its first question."""
    shares = share_out(pool)
    attempt = Attempt(
        user_id=user.id,
        # An exam over a course is kept at its first module; its record names them all.
        module_id=scope.modules[0].id,
        kind=kind,
        planned=planned,
        seed=new_seed(),
        version_ids=[],
        exam=exams.new_record(scope.title, scope.kind, scope.modules, shares, plan, repeat_days),
        started_at=learner_now(user, now),
    )
    session.add(attempt)
    session.flush()
    exposure = exams.count_exposure(session, scope.modules)
    drawn = draw_question(
        pool, shares, [], estimate(PRIOR).ability, exams.draw_seed(attempt), exposure=exposure
    )
    if drawn is not None:
        exams.add_drawn(attempt, drawn)
    session.flush()
    return attempt


def _fresh(
    session: Session,
    user: User,
    questions: Mapping[int, Question],
    policy: Policy,
    today: datetime,
) -> list[Question]:
    """The questions that the learner has not answered within the policy's window."""
    since = today - timedelta(days=policy.repeat_days)
    return exams.without(questions, exams.last_seen(session, user, since))


def _tests_of(session: Session, user: User, scope: Scope) -> list[tuple[Attempt, int]]:
    """The learner's tests over this scope with how much of each is answered, newest first."""
    rows = session.execute(
        select(Attempt, func.count(Response.id))
        .outerjoin(Response, Response.attempt_id == Attempt.id)
        .where(
            Attempt.user_id == user.id,
            Attempt.kind == AttemptKind.READINESS,
            Attempt.module_id.in_([module.id for module in scope.modules]),
        )
        .group_by(Attempt.id)
        .order_by(Attempt.id.desc())
    )
    return [
        (attempt, count)
        for attempt, count in rows
        if exams.record_of(attempt)["scope"] == scope.kind
    ]
