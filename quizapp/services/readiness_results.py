"""The result of a readiness test, worked out from its plan and the log each time it is opened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core.errors import Conflict
from quizapp.core.readiness import (
    Band,
    Estimate,
    Plan,
    Result,
    Rule,
    conclude,
    follow,
    stop_rule,
)
from quizapp.core.scoring import verdict
from quizapp.core.strengths import Strength, judge_section
from quizapp.services import exams
from quizapp.services.readiness import Reckoning, reckon
from quizapp.storage.models import Attempt, Module, Response, Section
from quizapp.storage.queries.corrections import counted_maximum, counted_points

MANY_UNCERTAIN = 0.5
_LEVELS = (Strength.BELOW, Strength.NEAR, Strength.ABOVE)


@dataclass(frozen=True)
class SectionResult:
    """One section of a test."""

    title: str
    module_title: str
    lesson_uuid: UUID | None
    answered: int
    right: int
    strength: Strength


@dataclass(frozen=True)
class AnswerLink:
    """One answer, to be looked at now that the test is over."""

    number: int
    response_uuid: UUID
    verdict: str


@dataclass(frozen=True)
class ResultView:
    """What a learner is told at the end.

    `sections` can be compared with the standard, the weakest first; of `small_sections` there were
    too few questions for that. `uncertain` are answers to questions of whose difficulty only their
    author's guess is known, `late` those that came after the time was up. `regraded` of those that
    count were graded again by a corrected key: the result counts them by that, while what ended the
    test stays as it was.
    """

    uuid: UUID
    title: str
    scope: str
    module_uuid: UUID
    course_slug: str
    plan: Plan
    result: Result
    answered: int
    late: int
    regraded: int
    uncertain: int
    mostly_uncertain: bool
    minutes: int
    finished_at: datetime
    sections: tuple[SectionResult, ...]
    small_sections: tuple[SectionResult, ...]
    answers: tuple[AnswerLink, ...]

    @property
    def band(self) -> Band:
        """Where the learner stands."""
        return self.result.band


def describe_result(session: Session, attempt: Attempt) -> ResultView:
    """The result of a test that is over. Raises Conflict while it goes on."""
    if attempt.finished_at is None:
        raise Conflict("This test is not over yet. Its result comes at the end.")
    plan = exams.plan_of(attempt)
    reckoning = reckon(session, attempt, attempt.finished_at, ended=True)
    rule = reckoning.rule or Rule.ENDED
    sections = _sections(session, reckoning, plan)
    unsure = sum(exams.is_uncertain(answer.scored.difficulty_sd) for answer in reckoning.answers)
    count = len(reckoning.answers)
    estimates = follow(answer.scored for answer in reckoning.answers)
    return ResultView(
        uuid=attempt.uuid,
        title=exams.record_of(attempt)["title"],
        scope=exams.record_of(attempt)["scope"],
        module_uuid=attempt.module.uuid,
        course_slug=attempt.module.course.slug,
        plan=plan,
        result=_conclude(plan, estimates, rule),
        answered=count,
        late=reckoning.late,
        regraded=sum(answer.scored != answer.given for answer in reckoning.answers),
        uncertain=unsure,
        mostly_uncertain=unsure > MANY_UNCERTAIN * count,
        minutes=round(reckoning.used.total_seconds() / 60),
        finished_at=attempt.finished_at,
        sections=tuple(
            section for level in _LEVELS for section in sections if section.strength is level
        ),
        small_sections=tuple(s for s in sections if s.strength is Strength.TOO_FEW),
        answers=_answers(session, attempt),
    )


def _conclude(plan: Plan, estimates: Sequence[Estimate], rule: Rule) -> Result:
    """What the answers say as they count by now. Where a corrected key leaves it open what would
    have ended the test, the NCLEX's rules decide nothing.
    """
    result = conclude(plan, estimates, rule)
    if rule is Rule.CONFIDENCE and stop_rule(plan, estimates) is not rule:
        return replace(result, passed=None)
    return result


def _sections(session: Session, reckoning: Reckoning, plan: Plan) -> tuple[SectionResult, ...]:
    """Every section that was asked about, in the documents' order."""
    by_area: dict[int, list[exams.ExamAnswer]] = {}
    for answer in reckoning.answers:
        by_area.setdefault(answer.area, []).append(answer)
    rows = session.execute(
        select(Section, Module.title)
        .join(Module, Module.id == Section.module_id)
        .where(Section.id.in_(by_area))
        .order_by(Module.title, Module.id, Section.place)
    )
    return tuple(
        SectionResult(
            title=section.title,
            module_title=module_title,
            lesson_uuid=None if section.excluded else section.uuid,
            answered=len(answers),
            right=sum(answer.points == answer.maximum for answer in answers),
            strength=_judge(answers, plan),
        )
        for section, module_title in rows
        for answers in [by_area[section.id]]
    )


def _judge(answers: Sequence[exams.ExamAnswer], plan: Plan) -> Strength:
    return judge_section([answer.scored for answer in answers], plan.standard)


def _answers(session: Session, attempt: Attempt) -> tuple[AnswerLink, ...]:
    rows = session.execute(
        select(Response.place, Response.uuid, counted_points(), counted_maximum())
        .where(Response.attempt_id == attempt.id)
        .order_by(Response.place)
    )
    return tuple(
        AnswerLink(place, uuid, verdict(points, maximum)) for place, uuid, points, maximum in rows
    )
