"""What readiness tests and placements share: their record, their answers, their clock, their pool.

`Attempt.exam` holds, in plain values: `title`; `modules` (ids) and `scope`; `plan`, what a test
holds to; `repeat_days`; `shares` of the content areas; `drawn`, one entry for each of
`version_ids`, which becomes the response's `selection`; `pauses`, pairs of instants. Everything
else follows from the log.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.core.blueprint import Drawn, Exposure, Question
from quizapp.core.errors import NotFound
from quizapp.core.exam_clock import Pause
from quizapp.core.readiness import UNCERTAIN_BELOW, Plan, Scored, difficulty_sd
from quizapp.services.banks import Banks
from quizapp.storage.models import (
    Attempt,
    AttemptKind,
    ItemRow,
    Module,
    Response,
    Section,
    User,
)
from quizapp.storage.queries.corrections import counted_maximum, counted_points

_TESTS_COUNTED = 200


@dataclass(frozen=True)
class ExamAnswer:
    """One answer of an exam. `points` and `scored` are as it counts by now, `given` as it counted
    when it was given: they differ where the key has been corrected since.
    """

    item_id: int
    objective_id: int
    points: int
    maximum: int
    at: datetime
    area: int
    scored: Scored
    given: Scored


def load_exam(session: Session, uuid: UUID) -> Attempt:
    """An exam whose owner the answer's own read has checked, held until the transaction ends."""
    return session.scalars(
        select(Attempt)
        .where(Attempt.uuid == uuid)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def lock(session: Session, attempt: Attempt) -> None:
    """Hold an attempt and read it anew: its record is written as a whole.

    On SQLite a writing transaction holds everything from its start.
    """
    session.refresh(attempt, ["exam", "version_ids", "finished_at"], with_for_update=True)


def lock_learner(session: Session, user: User) -> None:
    """Let a learner begin one exam at a time, however many tabs ask."""
    session.execute(select(User.id).where(User.id == user.id).with_for_update())


def load_answers(session: Session, attempt: Attempt) -> list[ExamAnswer]:
    """The attempt's answers in order."""
    rows = session.execute(
        select(
            Response.item_id,
            Response.objective_id,
            Response.points,
            Response.maximum,
            counted_points().label("counted_points"),
            counted_maximum().label("counted_maximum"),
            Response.at,
            Response.item_difficulty,
            Response.selection,
        )
        .where(Response.attempt_id == attempt.id)
        .order_by(Response.place)
    )
    return [
        ExamAnswer(
            item_id=row.item_id,
            objective_id=row.objective_id,
            points=row.counted_points,
            maximum=row.counted_maximum,
            at=row.at,
            area=row.selection["area"],
            scored=score_answer(
                row.counted_points, row.counted_maximum, row.item_difficulty, row.selection
            ),
            given=score_answer(row.points, row.maximum, row.item_difficulty, row.selection),
        )
        for row in rows
    ]


def score_answer(
    points: int, maximum: int, item_difficulty: float, selection: Mapping[str, Any]
) -> Scored:
    """A logged answer as the estimate sees it; the draw's record holds what the row does not."""
    return Scored(
        item_difficulty=item_difficulty,
        fraction=points / maximum,
        guess_floor=selection["guess_floor"],
        difficulty_sd=selection["difficulty_sd"],
    )


def record_of(attempt: Attempt) -> dict[str, Any]:
    """The attempt's exam record, to be copied and not changed. Raises NotFound for another kind."""
    if attempt.exam is None:
        raise NotFound("This is neither a readiness test nor a placement.")
    return attempt.exam


def plan_of(attempt: Attempt) -> Plan:
    """What the test holds to."""
    return Plan(**record_of(attempt)["plan"])


def pauses_of(attempt: Attempt) -> list[Pause]:
    """The attempt's pauses, the last one without an end while it lasts."""
    return [
        (datetime.fromisoformat(since), None if until is None else datetime.fromisoformat(until))
        for since, until in record_of(attempt)["pauses"]
    ]


def is_paused(attempt: Attempt) -> bool:
    """Whether the clock stands still."""
    pauses = record_of(attempt)["pauses"]
    return bool(pauses) and pauses[-1][1] is None


def begin_pause(attempt: Attempt, now: datetime) -> None:
    """Stop the clock; pausing twice changes nothing."""
    if not is_paused(attempt):
        exam = record_of(attempt)
        attempt.exam = exam | {"pauses": [*exam["pauses"], [now.isoformat(), None]]}


def end_pause(attempt: Attempt, now: datetime) -> None:
    """Let the clock run on; where it runs, nothing changes."""
    if is_paused(attempt):
        exam = record_of(attempt)
        *earlier, (since, _) = exam["pauses"]
        attempt.exam = exam | {"pauses": [*earlier, [since, now.isoformat()]]}


def add_drawn(attempt: Attempt, drawn: Drawn) -> None:
    """Make this the attempt's next question: it stays the same however often it is loaded."""
    exam, question = record_of(attempt), drawn.question
    entry = {
        "cause": attempt.kind.value,
        "area": question.area,
        "guess_floor": question.guess_floor,
        "difficulty_sd": question.difficulty_sd,
        "propensity": drawn.propensity,
        "at_random": False,
    }
    attempt.exam = exam | {"drawn": [*exam["drawn"], entry]}
    attempt.version_ids = [*attempt.version_ids, question.version_id]


def new_record(
    title: str,
    scope: str,
    modules: Sequence[Module],
    shares: Mapping[int, float],
    plan: Plan | None,
    repeat_days: int,
) -> dict[str, Any]:
    """The record of an exam that begins."""
    return {
        "title": title,
        "scope": scope,
        "modules": [module.id for module in modules],
        "plan": None if plan is None else asdict(plan),
        "repeat_days": repeat_days,
        # JSON knows only text as keys.
        "shares": {str(area): share for area, share in shares.items()},
        "drawn": [],
        "pauses": [],
    }


def shares_of(attempt: Attempt) -> dict[int, float]:
    """Each content area's share of the exam."""
    return {int(area): share for area, share in record_of(attempt)["shares"].items()}


def modules_of(session: Session, attempt: Attempt) -> list[Module]:
    """The modules whose questions the exam asks."""
    ids = record_of(attempt)["modules"]
    return list(session.scalars(select(Module).where(Module.id.in_(ids)).order_by(Module.id)))


def load_questions(
    session: Session, modules: Sequence[Module], banks: Banks
) -> dict[int, Question]:
    """Every published question of the modules, by item id."""
    counts: dict[int, int] = dict(
        session.execute(
            select(ItemRow.id, ItemRow.difficulty_answers)
            .join(Section, Section.id == ItemRow.section_id)
            .where(Section.module_id.in_([module.id for module in modules]))
        ).all()
    )
    return {
        variant.item_id: Question(
            item_id=variant.item_id,
            version_id=variant.version_id,
            objective_id=candidate.objective_id,
            area=section_id,
            item_difficulty=variant.item_difficulty,
            guess_floor=variant.guess_floor,
            difficulty_sd=difficulty_sd(counts.get(variant.item_id, 0)),
        )
        for module in modules
        for section_id, candidates in banks.get(session, module).sections
        for candidate in candidates
        for variant in candidate.variants
    }


def last_seen(session: Session, user: User, since: datetime) -> dict[int, datetime]:
    """When the learner last answered each item that they have answered since then."""
    return dict(
        session.execute(
            select(Response.item_id, func.max(Response.at))
            .where(Response.user_id == user.id, Response.at > since)
            .group_by(Response.item_id)
        ).all()
    )


def is_uncertain(sd: float) -> bool:
    """Whether a difficulty with this standard deviation is still hardly more than a guess."""
    return sd > difficulty_sd(UNCERTAIN_BELOW)


def without(questions: Mapping[int, Question], items: Iterable[int]) -> list[Question]:
    """The questions but for these items."""
    left_out = set(items)
    return [question for item, question in questions.items() if item not in left_out]


def count_exposure(session: Session, modules: Sequence[Module]) -> Exposure:
    """How often each item was asked in the newest readiness tests that began in these modules."""
    tests = list(
        session.scalars(
            select(Attempt.id)
            .where(
                Attempt.module_id.in_([module.id for module in modules]),
                Attempt.kind == AttemptKind.READINESS,
            )
            .order_by(Attempt.id.desc())
            .limit(_TESTS_COUNTED)
        )
    )
    asked: dict[int, int] = dict(
        session.execute(
            select(Response.item_id, func.count())
            .where(Response.attempt_id.in_(tests))
            .group_by(Response.item_id)
        ).all()
    )
    return Exposure(len(tests), asked)


def draw_seed(attempt: Attempt) -> Random:
    """Of the attempt and how far it has come, so that a retry draws the same question."""
    return Random(f"{attempt.seed}/drawn/{len(attempt.version_ids)}")  # noqa: S311 - to be repeated
