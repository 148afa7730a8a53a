"""Attempts: starting a practice or a quiz, putting the next question, feedback and summary."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.errors import Conflict, NotFound
from quizapp.core.item_types import TYPES
from quizapp.core.items import load_item
from quizapp.core.plan import QUESTIONS_PER_MINUTE
from quizapp.core.selection import Choice, Learner, Policy, choose_next
from quizapp.services.accounts import learner_now, zone_of
from quizapp.services.answering import Offer
from quizapp.services.banks import Banks
from quizapp.services.exhibits import ExhibitView, show_exhibits, unfold_item
from quizapp.services.fitting import coefficients_in_use
from quizapp.services.plans import find_exam
from quizapp.services.projections import ability_of, module_in
from quizapp.services.reasons import dump_choice
from quizapp.services.sections import descendants_of
from quizapp.services.shortlist import list_pressing
from quizapp.services.sittings import read_sitting
from quizapp.storage.models import (
    AbilityState,
    Attempt,
    AttemptKind,
    ItemRow,
    ItemVersion,
    MemoryState,
    Module,
    Objective,
    Quiz,
    Response,
    Section,
    User,
)
from quizapp.storage.queries.schedules import load_schedules

POLICY = Policy()
QUIZ_SELECTION: Mapping[str, Any] = {"cause": "quiz"}
CHECK_SELECTION: Mapping[str, Any] = {"cause": "check"}
CASE_SELECTION: Mapping[str, Any] = {"cause": "case"}
_EXAM_TITLES = {
    AttemptKind.READINESS: "Readiness test",
    AttemptKind.PLACEMENT: "Finding your level",
}


@dataclass(frozen=True)
class QuestionView:
    """A question before it is answered: no key, no rationale.

    `shown` is what its type puts before a learner, for the `layout` that draws it; `text` says the
    same in lines of plain text.
    """

    offer: Offer
    response_uuid: UUID
    stem: str
    type: str
    type_label: str
    instruction: str
    layout: str
    exhibits: tuple[ExhibitView, ...]
    shown: Mapping[str, Any]
    text: tuple[str, ...]


@dataclass(frozen=True)
class SittingView:
    """Where an attempt stands. `number` is the question at hand, from 1."""

    uuid: UUID
    title: str
    kind: AttemptKind
    number: int
    answered: int
    planned: int
    is_over: bool
    module_uuid: UUID
    lesson_uuid: UUID | None
    quiz_uuid: UUID | None


def start_practice(
    session: Session,
    user: User,
    module: Module,
    section: Section | None,
    *,
    minutes: int,
    banks: Banks,
    now: datetime,
) -> Attempt:
    """Begin a practice over a module, or over a lesson, of no more questions than that has.

    Raises Conflict when nothing is published there to practise with.
    """
    _require_questions(session, module, section, banks)
    planned = max(1, round(minutes * QUESTIONS_PER_MINUTE))
    if section is not None:
        bank = banks.get(session, module)
        planned = min(planned, bank.count_items(_scope(session, section)))
    attempt = Attempt(
        user_id=user.id,
        module_id=module.id,
        section_id=None if section is None else section.id,
        kind=AttemptKind.PRACTICE,
        planned=planned,
        seed=new_seed(),
        version_ids=[],
        started_at=learner_now(user, now),
    )
    session.add(attempt)
    session.flush()
    return attempt


def start_check(
    session: Session, user: User, section: Section, item_uuid: UUID, *, banks: Banks, now: datetime
) -> Attempt:
    """Begin a practice of one question, met while reading its lesson.

    Raises NotFound when it is not a published question of this lesson.
    """
    item_id = session.scalar(select(ItemRow.id).where(ItemRow.uuid == item_uuid))
    candidates = banks.get(session, section.module).candidates(frozenset({section.id}))
    versions = [
        variant.version_id
        for candidate in candidates
        for variant in candidate.variants
        if variant.item_id == item_id
    ]
    if not versions:
        raise NotFound("This question is no longer asked here. Read on.")
    attempt = Attempt(
        user_id=user.id,
        module_id=section.module_id,
        section_id=section.id,
        kind=AttemptKind.PRACTICE,
        planned=1,
        seed=new_seed(),
        version_ids=versions,
        started_at=learner_now(user, now),
    )
    session.add(attempt)
    session.flush()
    return attempt


def start_quiz(session: Session, user: User, quiz: Quiz, *, banks: Banks, now: datetime) -> Attempt:
    """Begin a quiz: its questions are drawn now, spread over objectives, and stay.

    Raises Conflict when nothing is published there.
    """
    section = None if quiz.section_id is None else session.get(Section, quiz.section_id)
    _require_questions(session, quiz.module, section, banks)
    candidates = banks.get(session, quiz.module).candidates(_scope(session, section))
    attempt = Attempt(
        user_id=user.id,
        module_id=quiz.module_id,
        section_id=quiz.section_id,
        quiz_id=quiz.id,
        kind=AttemptKind.QUIZ,
        planned=0,
        seed=new_seed(),
        version_ids=[],
        started_at=learner_now(user, now),
    )
    session.add(attempt)
    session.flush()
    rng = _rng(attempt, 0)
    # One variant of each objective in turn, so that a short quiz covers as many as it can.
    rounds = [rng.sample(candidate.variants, len(candidate.variants)) for candidate in candidates]
    drawn = [
        variants[turn].version_id
        for turn in range(max(map(len, rounds)))
        for variants in rng.sample(rounds, len(rounds))
        if turn < len(variants)
    ]
    attempt.version_ids = drawn[: quiz.length]
    attempt.planned = len(attempt.version_ids)
    session.flush()
    return attempt


def describe_attempt(session: Session, attempt: Attempt) -> SittingView:
    """Where an attempt stands."""
    answered = count_answered(session, attempt)
    section = None if attempt.section_id is None else session.get(Section, attempt.section_id)
    quiz = None if attempt.quiz_id is None else session.get(Quiz, attempt.quiz_id)
    return SittingView(
        uuid=attempt.uuid,
        title=_title(attempt, quiz, section),
        kind=attempt.kind,
        number=min(answered + 1, attempt.planned),
        answered=answered,
        planned=attempt.planned,
        is_over=attempt.finished_at is not None or answered >= attempt.planned,
        module_uuid=attempt.module.uuid,
        lesson_uuid=section.uuid if section else None,
        quiz_uuid=quiz.uuid if quiz else None,
    )


def next_question(
    session: Session, user: User, attempt: Attempt, *, banks: Banks, now: datetime
) -> QuestionView | None:
    """The question that comes next, the same one however often it is asked for.

    None when the attempt is over. Writes nothing: what was chosen and why travels in the offer.
    """
    place = count_answered(session, attempt) + 1
    if attempt.finished_at is not None or place > attempt.planned:
        return None
    if attempt.exam is not None and place > len(attempt.version_ids):
        return None
    today = learner_now(user, now)
    rng = _rng(attempt, place)
    if attempt.version_ids:
        version_id = attempt.version_ids[place - 1]
        if attempt.exam is not None:
            selection = attempt.exam["drawn"][place - 1]
        else:
            selection = QUIZ_SELECTION if attempt.kind is AttemptKind.QUIZ else CHECK_SELECTION
    else:
        choice = _choose(session, user, attempt, banks, today, rng)
        if choice is None:
            return None
        version_id, selection = choice.variant.version_id, dump_choice(choice)
    item = load_item(session.get_one(ItemVersion, version_id).record)
    if item.case and attempt.exam is None and attempt.kind is AttemptKind.PRACTICE:
        selection = CASE_SELECTION
        item = unfold_item(session, item, attempt.version_ids[: place - 1])
    item_type = TYPES[item.type]
    order = item_type.arrange(item.content, rng)
    offer = Offer(attempt.uuid, place, version_id, item.type, order, today, selection)
    return QuestionView(
        offer=offer,
        response_uuid=uuid5(attempt.uuid, str(place)),
        stem=item.stem,
        type=item.type,
        type_label=item_type.label,
        instruction=item_type.instruction,
        layout=item_type.layout,
        exhibits=show_exhibits(item),
        shown=item_type.show(item.content, order),
        text=item_type.as_text(item.content, order),
    )


def finish_attempt(session: Session, user: User, attempt: Attempt, *, now: datetime) -> None:
    """End an attempt early, or mark a complete one as done; ending it again changes nothing."""
    if attempt.finished_at is None:
        attempt.finished_at = learner_now(user, now)
        session.flush()


def find_unfinished(
    session: Session, user: User, module: Module, section: Section | None = None
) -> Attempt | None:
    """The learner's newest practice of this module or lesson that can be gone on with."""
    answered = (
        select(func.count())
        .select_from(Response)
        .where(Response.attempt_id == Attempt.id)
        .scalar_subquery()
    )
    return session.scalar(
        select(Attempt)
        .where(
            Attempt.user_id == user.id,
            Attempt.finished_at.is_(None),
            Attempt.module_id == module.id,
            Attempt.section_id.is_(None) if section is None else Attempt.section_id == section.id,
            Attempt.kind == AttemptKind.PRACTICE,
            answered < Attempt.planned,
        )
        .options(joinedload(Attempt.module))
        .order_by(Attempt.id.desc())
        .limit(1)
    )


def count_answered(session: Session, attempt: Attempt) -> int:
    """How many questions of an attempt have been answered."""
    return (
        session.scalar(
            select(func.count()).select_from(Response).where(Response.attempt_id == attempt.id)
        )
        or 0
    )


def count_due(session: Session, user: User, module_id: int, now: datetime) -> int:
    """How many objectives of a module are due for this learner."""
    return (
        session.scalar(
            select(func.count())
            .select_from(MemoryState)
            .join(Objective, Objective.id == MemoryState.objective_id)
            .join(Section, Section.id == Objective.section_id)
            .where(
                MemoryState.user_id == user.id,
                MemoryState.due_at <= now,
                Section.module_id == module_id,
                Section.excluded.is_(False),
            )
        )
        or 0
    )


def _title(attempt: Attempt, quiz: Quiz | None, section: Section | None) -> str:
    if attempt.exam is not None:
        return f"{_EXAM_TITLES[attempt.kind]}: {attempt.exam['title']}"
    return quiz.title if quiz else section.title if section else attempt.module.title


def _choose(
    session: Session, user: User, attempt: Attempt, banks: Banks, now: datetime, rng: Random
) -> Choice | None:
    section = None if attempt.section_id is None else session.get(Section, attempt.section_id)
    now, sitting = read_sitting(session, user, attempt, now)
    pressing = list_pressing(
        session,
        banks,
        banks.get(session, attempt.module),
        user_id=user.id,
        module_id=attempt.module_id,
        scope=_scope(session, section),
        sitting=sitting,
        now=now,
        zone=zone_of(user),
    )
    seen = session.execute(
        select(Response.item_id, func.max(Response.at))
        .where(Response.user_id == user.id, Response.at > now - POLICY.repeat_after)
        .group_by(Response.item_id)
    )
    state = session.get(AbilityState, user.id)
    learner = Learner(
        ability=ability_of(state),
        module=None if state is None else module_in(state.modules, attempt.module_id),
        coefficients=coefficients_in_use(session),
        parameters=load_schedules(session, user.id).of_course(attempt.module.course_id),
        memories=pressing.memories,
        seen=dict(seen.all()),
        sitting=sitting,
        exam_at=find_exam(session, user, attempt.module.course_id),
        zone=zone_of(user),
    )
    return choose_next(pressing.candidates, learner, POLICY, now, rng)


def _require_questions(
    session: Session, module: Module, section: Section | None, banks: Banks
) -> None:
    if not banks.get(session, module).candidates(_scope(session, section)):
        raise Conflict("There are no published questions here yet. Read the lesson meanwhile.")


def _scope(session: Session, section: Section | None) -> frozenset[int] | None:
    return None if section is None else descendants_of(session, section)


def new_seed() -> str:
    """What an attempt's draws start from: 128 random bits."""
    return secrets.token_hex(16)


def _rng(attempt: Attempt, place: int) -> Random:
    """Seeded by where the learner is, so that loading the page again shows the same question."""
    return Random(f"{attempt.seed}/{place}")  # noqa: S311 - a draw to be repeated, not a secret
