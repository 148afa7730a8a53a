"""Modules and lessons as learners see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core import memory
from quizapp.core.memory import Memory
from quizapp.core.selection import Candidate
from quizapp.services.access import can_teach
from quizapp.services.accounts import learner_now
from quizapp.services.banks import Bank, Banks
from quizapp.services.passages import PassageView, describe_passages
from quizapp.services.projections import load_memory, memory_of
from quizapp.services.sections import list_sections
from quizapp.storage.models import (
    Course,
    MemoryState,
    Module,
    ModuleStatus,
    Objective,
    Quiz,
    Response,
    Section,
    User,
)
from quizapp.storage.queries.exams import first_under_way


@dataclass(frozen=True)
class Standing:
    """How a learner stands with some objectives. `recall` is the mean over those met, 0-1."""

    due: int
    new: int
    items: int
    recall: float | None


@dataclass(frozen=True)
class ModuleCard:
    """A module in a list."""

    uuid: UUID
    title: str
    lesson_count: int
    item_count: int
    due_count: int
    new_count: int


@dataclass(frozen=True)
class QuizLink:
    """A quiz that can be taken from here."""

    uuid: UUID
    title: str
    item_count: int


@dataclass(frozen=True)
class LessonCard:
    """A lesson in its module's list; `has_text` is False where there is only a heading."""

    uuid: UUID
    title: str
    level: int
    minutes: int
    item_count: int
    due_count: int
    recall: float | None
    has_text: bool


@dataclass(frozen=True)
class ModuleView:
    """A module's page."""

    uuid: UUID
    title: str
    course_title: str
    course_slug: str
    facts: tuple[tuple[str, str], ...]
    lessons: tuple[LessonCard, ...]
    quiz: QuizLink | None
    cases: tuple[str, ...]
    item_count: int
    due_count: int
    new_count: int
    is_published: bool
    can_teach: bool


@dataclass(frozen=True)
class LessonLink:
    """The lesson before or after."""

    uuid: UUID
    title: str


@dataclass(frozen=True)
class Term:
    """A key term with its definition."""

    term: str
    definition: str


@dataclass(frozen=True)
class LessonView:
    """A lesson's page."""

    uuid: UUID
    title: str
    module_uuid: UUID
    module_title: str
    course_title: str
    course_slug: str
    objectives: tuple[str, ...]
    key_terms: tuple[Term, ...]
    summary: tuple[str, ...]
    passages: tuple[PassageView, ...]
    minutes: int
    item_count: int
    due_count: int
    new_count: int
    quiz: QuizLink | None
    previous: LessonLink | None
    next: LessonLink | None
    can_teach: bool


def list_module_cards(
    session: Session, user: User, course: Course, *, banks: Banks, now: datetime
) -> list[ModuleCard]:
    """A course's published modules with how the learner stands in each."""
    modules = session.scalars(
        select(Module)
        .where(Module.course_id == course.id, Module.status == ModuleStatus.PUBLISHED)
        .order_by(Module.title, Module.id)
    )
    cards = []
    for module in modules:
        bank = banks.get(session, module)
        standing = stand(bank.candidates(), load_memories(session, user, module), user, now)
        lessons = [s for s in list_sections(session, module.id) if s.lesson and not s.excluded]
        cards.append(
            ModuleCard(
                uuid=module.uuid,
                title=module.title,
                lesson_count=len(lessons),
                item_count=standing.items,
                due_count=standing.due,
                new_count=standing.new,
            )
        )
    return cards


def describe_module(
    session: Session, user: User, module: Module, *, banks: Banks, now: datetime
) -> ModuleView:
    """A module's page: its lessons with how the learner stands in each."""
    bank = banks.get(session, module)
    memories = load_memories(session, user, module)
    total = stand(bank.candidates(), memories, user, now)
    lessons = []
    for section in list_sections(session, module.id):
        if section.excluded:
            continue
        standing = stand(bank.candidates(frozenset({section.id})), memories, user, now)
        lessons.append(
            LessonCard(
                uuid=section.uuid,
                title=section.title,
                level=section.level,
                minutes=0 if section.lesson is None else section.lesson["minutes"],
                item_count=standing.items,
                due_count=standing.due,
                recall=standing.recall,
                has_text=section.lesson is not None,
            )
        )
    return ModuleView(
        uuid=module.uuid,
        title=module.title,
        course_title=module.course.title,
        course_slug=module.course.slug,
        facts=tuple((fact["key"], fact["value"]) for fact in module.facts),
        lessons=tuple(lessons),
        quiz=find_quiz(session, module, None, bank),
        cases=tuple(sorted(bank.cases)),
        item_count=total.items,
        due_count=total.due,
        new_count=total.new,
        is_published=module.status is ModuleStatus.PUBLISHED,
        can_teach=can_teach(session, user, module.course_id),
    )


def describe_lesson(
    session: Session,
    user: User,
    section: Section,
    *,
    quote: str | None,
    banks: Banks,
    now: datetime,
) -> LessonView:
    """A lesson's page, with `quote` marked where it stands."""
    module = section.module
    bank = banks.get(session, module)
    candidates = bank.candidates(frozenset({section.id}))
    standing = stand(candidates, load_memories(session, user, module), user, now)
    lesson = section.lesson or {}
    previous, following = _neighbours(session, section)
    return LessonView(
        uuid=section.uuid,
        title=section.title,
        module_uuid=module.uuid,
        module_title=module.title,
        course_title=module.course.title,
        course_slug=module.course.slug,
        objectives=_objectives(session, section, candidates) or tuple(lesson.get("objectives", ())),
        key_terms=tuple(Term(**term) for term in lesson.get("key_terms", ())),
        summary=tuple(lesson.get("summary", ())),
        passages=describe_passages(session, section, candidates, quote),
        minutes=lesson.get("minutes", 0),
        item_count=standing.items,
        due_count=standing.due,
        new_count=standing.new,
        quiz=find_quiz(session, module, section, bank),
        previous=previous,
        next=following,
        can_teach=can_teach(session, user, module.course_id),
    )


def stand(
    candidates: Iterable[Candidate], memories: Mapping[int, Memory], user: User, now: datetime
) -> Standing:
    """How the learner stands with these objectives."""
    today = learner_now(user, now)
    known = list(candidates)
    met = [memories[c.objective_id] for c in known if c.objective_id in memories]
    recalls = [memory.retrievability(state, today) for state in met]
    return Standing(
        due=sum(memory.is_due(state, today) for state in met),
        new=len(known) - len(met),
        items=sum(len(candidate.variants) for candidate in known),
        recall=sum(recalls) / len(recalls) if recalls else None,
    )


def load_memories(session: Session, user: User, module: Module) -> dict[int, Memory]:
    """The learner's memories of a module's objectives, by objective id.

    What an exam under way has asked about is as it was before: what a memory tells would tell which
    answers were right.
    """
    hidden = first_under_way(user.id)
    rows = session.execute(
        select(MemoryState, Response.before)
        .join(Objective, Objective.id == MemoryState.objective_id)
        .join(Section, Section.id == Objective.section_id)
        .outerjoin(hidden, hidden.c.objective_id == MemoryState.objective_id)
        .outerjoin(Response, Response.id == hidden.c.id)
        .where(MemoryState.user_id == user.id, Section.module_id == module.id)
    )
    memories = {
        state.objective_id: memory_of(state) if before is None else load_memory(before["memory"])
        for state, before in rows
    }
    return {id_: known for id_, known in memories.items() if known is not None}


def find_quiz(
    session: Session, module: Module, section: Section | None, bank: Bank
) -> QuizLink | None:
    """The quiz over a module or over one lesson, if it has questions."""
    quiz = session.scalar(
        select(Quiz).where(
            Quiz.module_id == module.id,
            Quiz.section_id.is_(None) if section is None else Quiz.section_id == section.id,
        )
    )
    available = bank.count_items(None if section is None else frozenset({section.id}))
    if quiz is None or not available:
        return None
    return QuizLink(quiz.uuid, quiz.title, min(quiz.length, available))


def _objectives(
    session: Session, section: Section, candidates: Iterable[Candidate]
) -> tuple[str, ...]:
    """What the lesson's published questions ask for; nothing before there are any."""
    return tuple(
        session.scalars(
            select(Objective.text)
            .where(
                Objective.section_id == section.id,
                Objective.id.in_([candidate.objective_id for candidate in candidates]),
            )
            .order_by(Objective.place)
        )
    )


def _neighbours(session: Session, section: Section) -> tuple[LessonLink | None, LessonLink | None]:
    lessons = [
        other
        for other in list_sections(session, section.module_id)
        if other.lesson is not None and not other.excluded
    ]
    before = [LessonLink(o.uuid, o.title) for o in lessons if o.place < section.place]
    after = [LessonLink(o.uuid, o.title) for o in lessons if o.place > section.place]
    return (before[-1] if before else None), (after[0] if after else None)
