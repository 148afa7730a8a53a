"""The nightly fit: coefficients of the prediction and item difficulties, from the log.

What was fitted is used only if it predicts the newest fifth of the answers better than what is in
use; every try is kept with its figures. No schedule changes by it: memory is moved by FSRS with
its default parameters, whatever is fitted here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.core.calibration import Exposure, recalibrate
from quizapp.core.difficulty import BLEND_VERSION, SHIPPED, Ability, Coefficients, gather
from quizapp.core.fitting import Example, fit_coefficients, log_loss
from quizapp.core.items import guess_floor, load_item
from quizapp.core.practice import trace_of
from quizapp.core.prediction import features_of
from quizapp.services import jobs
from quizapp.services.projections import load_memory, module_in
from quizapp.services.rebuild import ITEM_DIFFICULTY, apply_calibration, moves_item
from quizapp.storage.models import (
    Attempt,
    Fit,
    FitKind,
    ItemRow,
    ItemVersion,
    Job,
    JobStatus,
    Module,
    Projection,
    Response,
)

FIT_PREDICTION = "fit_prediction"
EVERY = timedelta(days=1)
FEWEST_ANSWERS = 400
MOST_ANSWERS = 30_000
LATEST_SHARE = 0.2
REFIT_GROWTH = 1.1
ITEMS_VERSION = "map-rasch-1"
_BATCH = 1000


@dataclass(frozen=True)
class FitReport:
    """What a fit came to. Log losses are means over the newest fifth, None where none was tried."""

    kind: FitKind
    answers: int
    accepted: bool
    before: float | None
    after: float | None
    reason: str


def enqueue_if_due(session: Session, now: datetime) -> Job | None:
    """Ask for the nightly fit, unless one waits, runs, or was asked for less than a day ago."""
    newest = session.scalar(
        select(Job).where(Job.kind == FIT_PREDICTION).order_by(Job.id.desc()).limit(1)
    )
    if newest is not None and (
        newest.status in (JobStatus.QUEUED, JobStatus.RUNNING) or newest.created_at > now - EVERY
    ):
        return None
    return jobs.enqueue(session, FIT_PREDICTION, {}, now=now)


def fit_prediction(session: Session, *, now: datetime) -> list[FitReport]:
    """Fit coefficients and recalibrate items; keep what was tried and use what is better."""
    return [fit_cohort(session, now=now), recalibrate_items(session, now=now)]


def coefficients_in_use(session: Session) -> Coefficients:
    """The newest accepted fit of this formula; the shipped ones where there is none."""
    fit = _newest(session, FitKind.COEFFICIENTS, accepted=True)
    return SHIPPED if fit is None else Coefficients(**fit.values)


def fit_cohort(session: Session, *, now: datetime) -> FitReport:
    """Coefficients fitted to all learners' answers.

    Fitted on the older four fifths, judged on the newest fifth, and where that is better, fitted
    again on all of it.
    """
    history, last_id = _history(session)
    earlier = _newest(session, FitKind.COEFFICIENTS, accepted=None)
    if len(history) < FEWEST_ANSWERS:
        reason = f"fewer than {FEWEST_ANSWERS} answers"
        return FitReport(FitKind.COEFFICIENTS, len(history), False, None, None, reason)
    answers = session.scalar(select(func.count()).select_from(Response)) or 0
    if earlier is not None and answers < earlier.answers * REFIT_GROWTH:
        reason = "less than a tenth more answers than at the last fit"
        return FitReport(FitKind.COEFFICIENTS, answers, False, None, None, reason)
    cut = round(len(history) * (1 - LATEST_SHARE))
    older, newest = history[:cut], history[cut:]
    before = log_loss(newest, coefficients_in_use(session))
    after = log_loss(newest, fit_coefficients(older))
    accepted = after < before
    report = FitReport(
        FitKind.COEFFICIENTS,
        answers,
        accepted,
        before,
        after,
        "better on the newest fifth" if accepted else "no better on the newest fifth",
    )
    _keep(session, report, vars(fit_coefficients(history)) if accepted else {}, last_id, now)
    return report


def recalibrate_items(session: Session, *, now: datetime) -> FitReport:
    """Item difficulties estimated anew from all answers that may move them.

    Reads as far as the running fold has, so that later answers move what is set here, and a rebuild
    sets it at the same place. There is nothing to judge it by: both estimates follow from the same
    answers, and this one uses them all at once.
    """
    projection = session.get(Projection, ITEM_DIFFICULTY)
    read_to = 0 if projection is None else projection.response_id
    rows = session.execute(
        select(Response, ItemVersion.record)
        .join(ItemVersion, ItemVersion.id == Response.item_version_id)
        .where(Response.id <= read_to)
        .order_by(Response.id)
        .execution_options(yield_per=_BATCH)
    )
    exposures = [
        Exposure(r.user_id, r.item_id, r.points / r.maximum, guess_floor(load_item(record)))
        for r, record in rows
        if moves_item(r)
    ]
    earlier = _newest(session, FitKind.ITEMS, accepted=True)
    if not exposures or (earlier is not None and len(exposures) < earlier.answers * REFIT_GROWTH):
        reason = "less than a tenth more answers than at the last fit"
        return FitReport(FitKind.ITEMS, len(exposures), False, None, None, reason)
    items = {i.id: i for i in session.scalars(select(ItemRow).with_for_update())}
    found = recalibrate(exposures, {i: item.prior_difficulty for i, item in items.items()})
    values: dict[str, Any] = {
        str(i): {
            "item_difficulty": c.item_difficulty,
            "standard_error": c.standard_error,
            "answered": c.answered,
        }
        for i, c in found.items()
        if c.answered
    }
    report = FitReport(
        FitKind.ITEMS, len(exposures), True, None, None, f"{len(values)} items set anew"
    )
    apply_calibration(items, values)
    session.execute(update(Module).values(bank_version=Module.bank_version + 1))
    _keep(session, report, values, read_to, now)
    return report


def _history(session: Session) -> tuple[list[Example], int]:
    """The newest answers as they were predicted, oldest first, and the newest one's id."""
    rows = session.execute(
        select(Response, ItemVersion.record, Attempt.module_id)
        .join(ItemVersion, ItemVersion.id == Response.item_version_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .order_by(Response.id.desc())
        .limit(MOST_ANSWERS)
        .execution_options(yield_per=_BATCH)
    )
    floors: dict[int, float] = {}
    examples, last_id = [], 0
    for response, record, _module_id in rows:
        version_id = response.item_version_id
        if version_id not in floors:
            floors[version_id] = guess_floor(load_item(record))
        examples.append(_example(response, floors[version_id]))
        last_id = max(last_id, response.id)
    return examples[::-1], last_id


def _example(response: Response, floor: float) -> Example:
    before = response.before
    memory, ability = load_memory(before["memory"]), Ability(**before["ability"])
    evidence = gather(
        ability,
        response.item_difficulty,
        recall=response.recall_before,
        successes=0 if memory is None else memory.successes,
        failures=0 if memory is None else memory.failures,
        module=module_in({"0": before["module"]} if before.get("module") else None, 0),
        trace=None if memory is None else trace_of(memory, ability, response.at),
    )
    return Example(features_of(evidence), response.points / response.maximum, floor)


def _newest(session: Session, kind: FitKind, *, accepted: bool | None) -> Fit | None:
    version = BLEND_VERSION if kind is FitKind.COEFFICIENTS else ITEMS_VERSION
    query = select(Fit).where(Fit.kind == kind, Fit.version == version)
    if accepted is not None:
        query = query.where(Fit.accepted.is_(accepted))
    return session.scalar(query.order_by(Fit.id.desc()).limit(1))


def _keep(
    session: Session, report: FitReport, values: dict[str, Any], response_id: int, now: datetime
) -> None:
    session.add(
        Fit(
            kind=report.kind,
            version=BLEND_VERSION if report.kind is FitKind.COEFFICIENTS else ITEMS_VERSION,
            accepted=report.accepted,
            answers=report.answers,
            response_id=response_id,
            values=values,
            report={"before": report.before, "after": report.after, "reason": report.reason},
            created_at=now,
        )
    )
    session.flush()


__all__ = [
    "FIT_PREDICTION",
    "FitReport",
    "coefficients_in_use",
    "enqueue_if_due",
    "fit_cohort",
    "fit_prediction",
    "recalibrate_items",
]
