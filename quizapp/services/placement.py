"""Placement: a few questions at a learner's first course, to start at the right level."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core.blueprint import Draw, Question, draw_question
from quizapp.core.errors import Conflict
from quizapp.core.placement import FEWEST_IN_BANK, LONGEST, SHORTEST, is_placed
from quizapp.core.readiness import follow
from quizapp.services import exams
from quizapp.services.accounts import learner_now
from quizapp.services.banks import Banks
from quizapp.services.practice import new_seed
from quizapp.services.readiness_start import Scope, begin_exam
from quizapp.storage.models import (
    AbilityState,
    Attempt,
    AttemptKind,
    Course,
    CourseRole,
    Enrolment,
    User,
)

# Ten questions say most where each fits well; nobody learns a placement's questions by heart.
_DRAW = Draw(randomesque=5, most_exposed=1.0)
_KNOWN_FROM = 10


@dataclass(frozen=True)
class PlacementOffer:
    """What a learner without answers is asked at a course."""

    shortest: int
    longest: int
    resume: UUID | None


@dataclass(frozen=True)
class PlacementResult:
    """Where a placement puts its learner, in logits, and how sure that is."""

    title: str
    course_slug: str
    answered: int
    right: int
    ability: float
    standard_error: float


def offer_placement(
    session: Session, user: User, course_slug: str, available: int
) -> PlacementOffer | None:
    """The offer at a course with so many questions; None where they are too few, or it is too late.

    Made to the course's learners, and once: who has taken or skipped a placement, or answered ten
    questions, is not asked again.
    """
    row = session.execute(
        select(User.id, AbilityState.answered, Attempt)
        .join(Enrolment, Enrolment.user_id == User.id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(AbilityState, AbilityState.user_id == User.id)
        .outerjoin(Attempt, (Attempt.user_id == User.id) & (Attempt.kind == AttemptKind.PLACEMENT))
        .where(
            User.id == user.id,
            Course.slug == course_slug,
            Enrolment.role == CourseRole.LEARNER,
        )
        .order_by(Attempt.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    _id, answered, attempt = row
    if attempt is not None and attempt.finished_at is None:
        return PlacementOffer(SHORTEST, LONGEST, attempt.uuid)
    if attempt is not None or (answered or 0) >= _KNOWN_FROM or available < FEWEST_IN_BANK:
        return None
    return PlacementOffer(SHORTEST, LONGEST, None)


def start_placement(
    session: Session, user: User, scope: Scope, *, banks: Banks, now: datetime
) -> Attempt:
    """Begin a placement. Raises Conflict where none is offered."""
    exams.lock_learner(session, user)
    offer = offer_placement(session, user, scope.slug, _count_items(session, scope, banks))
    if offer is None or offer.resume is not None:
        raise Conflict("There is nothing to find your level by, or it is known. Go on practising.")
    return begin_exam(
        session,
        user,
        scope,
        AttemptKind.PLACEMENT,
        list(exams.load_questions(session, scope.modules, banks).values()),
        plan=None,
        planned=LONGEST,
        repeat_days=0,
        now=now,
    )


def skip_placement(
    session: Session, user: User, scope: Scope, *, banks: Banks, now: datetime
) -> None:
    """Never offer a placement again; skipping twice changes nothing."""
    exams.lock_learner(session, user)
    offer = offer_placement(session, user, scope.slug, _count_items(session, scope, banks))
    if offer is None or offer.resume is not None:
        return
    today = learner_now(user, now)
    session.add(
        Attempt(
            user_id=user.id,
            module_id=scope.modules[0].id,
            kind=AttemptKind.PLACEMENT,
            planned=0,
            seed=new_seed(),
            version_ids=[],
            exam=exams.new_record(scope.title, scope.kind, scope.modules, {}, None, 0),
            started_at=today,
            finished_at=today,
        )
    )
    session.flush()


def go_on(session: Session, uuid: UUID, *, banks: Banks, now: datetime) -> None:
    """After an answer to a placement: draw the next question, or end it."""
    attempt = exams.load_exam(session, uuid)
    answers = exams.load_answers(session, attempt)
    if attempt.finished_at is not None or len(attempt.version_ids) > len(answers):
        return
    estimates = follow(answer.scored for answer in answers)
    if not is_placed(estimates):
        questions = exams.load_questions(session, exams.modules_of(session, attempt), banks)
        drawn = draw_question(
            exams.without(questions, [answer.item_id for answer in answers]),
            exams.shares_of(attempt),
            [Question(a.item_id, 0, a.objective_id, a.area, 0.0, 0.0) for a in answers],
            estimates[-1].ability,
            exams.draw_seed(attempt),
            _DRAW,
        )
        if drawn is not None:
            exams.add_drawn(attempt, drawn)
    if len(attempt.version_ids) == len(answers):
        attempt.finished_at = learner_now(session.get_one(User, attempt.user_id), now)
    session.flush()


def describe_placement(session: Session, attempt: Attempt) -> PlacementResult:
    """Where a placement has put its learner. Raises Conflict while it goes on."""
    if attempt.finished_at is None:
        raise Conflict("This is not over yet. What it says comes at the end.")
    answers = exams.load_answers(session, attempt)
    estimates = follow(answer.scored for answer in answers)
    return PlacementResult(
        title=exams.record_of(attempt)["title"],
        course_slug=attempt.module.course.slug,
        answered=len(answers),
        right=sum(answer.points == answer.maximum for answer in answers),
        ability=estimates[-1].ability if estimates else 0.0,
        standard_error=estimates[-1].standard_error if estimates else 1.0,
    )


def _count_items(session: Session, scope: Scope, banks: Banks) -> int:
    return sum(banks.get(session, module).count_items() for module in scope.modules)
