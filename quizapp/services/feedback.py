"""After an answer: feedback on one, and the summary of an attempt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from quizapp.core import memory
from quizapp.core.corrections import carry_over
from quizapp.core.item_types import TYPES
from quizapp.core.items import Step, load_item, score
from quizapp.core.lessons import announced_by
from quizapp.core.practice import is_sure_and_wrong
from quizapp.core.scoring import Element, verdict
from quizapp.services.accounts import learner_now
from quizapp.services.corrections import Misclick, standing_of, tell_misclick
from quizapp.services.exhibits import ExhibitView, show_exhibits
from quizapp.services.practice import count_due, describe_attempt
from quizapp.services.projections import memory_of
from quizapp.services.reasons import explain
from quizapp.services.sections import kept_passages
from quizapp.services.study_day import DayDone, is_day_done, tell_day_done
from quizapp.storage.models import (
    Attempt,
    AttemptKind,
    ItemRow,
    ItemVersion,
    MemoryState,
    Objective,
    Response,
    Section,
    User,
)
from quizapp.storage.queries.corrections import (
    counted_maximum,
    counted_points,
    counted_version,
    is_misclick,
    is_regraded,
)


@dataclass(frozen=True)
class FeedbackView:
    """What a learner is told after an answer.

    `content` is the item's content in plain values, key and rationales included; `seen` is what was
    shown before the answer; `shown` its
    positions in the order on screen, and `elements` what each part earned and why, for the
    `layout` that draws them. `quote_under` are the words over the quote, where it is part of a list
    or a table; "" elsewhere. `misclick` is whether it can be called one, or was. A regraded answer
    is told by the corrected key, and `counted_before` is its verdict by the key that it was given
    under; None where it was not regraded. `day_done` tells that the day's minutes are full.
    """

    response_uuid: UUID
    verdict: str
    points: int
    maximum: int
    stem: str
    type_label: str
    layout: str
    exhibits: tuple[ExhibitView, ...]
    content: dict[str, Any]
    seen: dict[str, Any]
    shown: tuple[int, ...]
    elements: tuple[Element, ...]
    rationale: str
    quote: str
    quote_start: int | None
    quote_under: str
    lesson_uuid: UUID
    lesson_title: str
    objective: str
    step: Step
    why: tuple[str, ...]
    recall_before: float | None
    stability: float
    due_at: datetime
    is_last: bool
    counted_before: str | None
    misclick: Misclick
    is_sure_and_wrong: bool
    day_done: DayDone | None


@dataclass(frozen=True)
class ObjectiveResult:
    """How one objective went in an attempt, and how it stands now."""

    text: str
    answered: int
    right: int
    recall: float
    due_at: datetime


@dataclass(frozen=True)
class SummaryView:
    """An attempt looked back upon. `left_out` counts misclicks, which none of the rest counts."""

    title: str
    kind: AttemptKind
    answered: int
    right: int
    points: int
    maximum: int
    minutes: int
    objectives: tuple[ObjectiveResult, ...]
    left_out: int
    regraded: int
    more_due: int
    is_day_done: bool
    module_uuid: UUID
    lesson_uuid: UUID | None


def give_feedback(
    session: Session, user: User, attempt: Attempt, response: Response, *, now: datetime
) -> FeedbackView:
    """What the learner is told about one answer of theirs."""
    seen_version = aliased(ItemVersion)
    row = session.execute(
        select(
            ItemVersion.record,
            seen_version.record,
            Section,
            Objective.text,
            counted_points(),
            counted_maximum(),
            *standing_of(response),
        )
        .select_from(Response)
        .join(ItemVersion, ItemVersion.id == counted_version())
        .join(seen_version, seen_version.id == Response.item_version_id)
        .join(ItemRow, ItemRow.id == ItemVersion.item_id)
        .join(Section, Section.id == ItemRow.section_id)
        .join(Objective, Objective.id == response.objective_id)
        .where(Response.id == response.id)
    ).one()
    record, seen, section, objective, points, maximum, *standing = row
    item = load_item(record)
    # A corrected version may have the same parts in another order.
    selected, shown = carry_over(load_item(seen), item, response.selected, response.shown) or (
        response.selected,
        tuple(response.shown),
    )
    is_regraded = (points, maximum) != (response.points, response.maximum)
    item_type = TYPES[item.type]
    after = response.after["memory"]
    return FeedbackView(
        response_uuid=response.uuid,
        verdict=verdict(points, maximum),
        points=points,
        maximum=maximum,
        stem=item.stem,
        type_label=item_type.label,
        layout=item_type.layout,
        exhibits=show_exhibits(item),
        content=item_type.dump(item.content),
        seen=item_type.show(item.content, shown),
        shown=shown,
        elements=score(item, selected).elements,
        rationale=item.rationale,
        quote="" if item.source is None else item.source.quote,
        quote_start=None if item.source is None else item.source.start,
        quote_under=""
        if item.source is None
        else announced_by(kept_passages(section), item.source.quote),
        lesson_uuid=section.uuid,
        lesson_title=section.title,
        objective=objective,
        step=item.step,
        why=explain(response.selection, step=item.step, at=response.at),
        recall_before=response.recall_before,
        stability=after["stability"],
        due_at=datetime.fromisoformat(after["due_at"]),
        is_last=response.place >= attempt.planned or attempt.finished_at is not None,
        counted_before=verdict(response.points, response.maximum) if is_regraded else None,
        misclick=tell_misclick(attempt, response, standing, learner_now(user, now)),
        is_sure_and_wrong=is_sure_and_wrong(response.confidence, points / maximum),
        day_done=tell_day_done(session, user, response, now),
    )


def summarise(session: Session, user: User, attempt: Attempt, *, now: datetime) -> SummaryView:
    """An attempt looked back upon, with how each of its objectives stands now."""
    today = learner_now(user, now)
    view = describe_attempt(session, attempt)
    rows = session.execute(
        select(
            counted_points(),
            counted_maximum(),
            Response.at,
            Objective.text,
            MemoryState,
            is_misclick(),
            is_regraded(),
        )
        .join(Objective, Objective.id == Response.objective_id)
        # A misclick may have been all that there was to remember an objective by.
        .outerjoin(
            MemoryState,
            (MemoryState.objective_id == Response.objective_id) & (MemoryState.user_id == user.id),
        )
        .where(Response.attempt_id == attempt.id)
        .order_by(Response.place)
    ).all()
    last_at = rows[-1][2] if rows else attempt.started_at
    counted = [row[:5] for row in rows if not row[5]]
    results: dict[int, ObjectiveResult] = {}
    for points, maximum, _at, text, state in counted:
        earlier = results.get(state.objective_id)
        results[state.objective_id] = ObjectiveResult(
            text=text,
            answered=(earlier.answered if earlier else 0) + 1,
            right=(earlier.right if earlier else 0) + int(points == maximum),
            recall=memory.retrievability(memory_of(state), today),
            due_at=state.due_at,
        )
    return SummaryView(
        title=view.title,
        kind=attempt.kind,
        answered=len(counted),
        right=sum(points == maximum for points, maximum, *_ in counted),
        points=sum(points for points, *_ in counted),
        maximum=sum(maximum for _, maximum, *_ in counted),
        minutes=max(1, round((last_at - attempt.started_at).total_seconds() / 60)),
        objectives=tuple(results.values()),
        left_out=len(rows) - len(counted),
        regraded=sum(row[6] for row in rows),
        more_due=count_due(session, user, attempt.module_id, today),
        is_day_done=is_day_done(session, user, now),
        module_uuid=view.module_uuid,
        lesson_uuid=view.lesson_uuid,
    )
