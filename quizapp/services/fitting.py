"""The nightly fit: coefficients of the prediction and item difficulties, from the log.

What was fitted is used only if it predicts the newest fifth of the answers better than what is in
use; every try is kept with its figures. No schedule changes by it: FSRS's parameters are fitted by
`services.schedule_fitting`, and only offered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.core.calibration import Exposure, recalibrate
from quizapp.core.difficulty import BLEND_VERSION, SHIPPED, Ability, Coefficients, gather
from quizapp.core.fitting import Example, fit_coefficients, log_loss
from quizapp.core.items import guess_floor, load_item
from quizapp.core.practice import trace_of
from quizapp.core.prediction import features_of
from quizapp.services.projections import load_memory, module_in
from quizapp.services.rebuild import ITEM_DIFFICULTY, calibrate, moves_item
from quizapp.storage.models import (
    Fit,
    FitKind,
    ItemRow,
    ItemVersion,
    Projection,
    Response,
)
from quizapp.storage.queries.corrections import counted_maximum, counted_points, is_misclick

FIT_PREDICTION = "fit_prediction"
FEWEST_ANSWERS = 400
MOST_ANSWERS = 30_000
LATEST_SHARE = 0.2
REFIT_GROWTH = 1.1
_VERSIONS = {FitKind.COEFFICIENTS: BLEND_VERSION, FitKind.ITEMS: "map-rasch-1"}
_TOO_SOON = "less than a tenth more answers than at the last fit"
_BATCH = 1000


@dataclass(frozen=True)
class Tried:
    """What a fit came to, before it is kept.

    `before` and `after` are mean log losses over the newest fifth, None where none was tried;
    `values` is empty where nothing is to be used; `response_id` is how far the log was read.
    """

    kind: FitKind
    answers: int
    accepted: bool
    reason: str
    before: float | None = None
    after: float | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    response_id: int = 0
    is_kept: bool = False


def try_fits(session: Session) -> list[Tried]:
    """Fit coefficients and calibrate items.

    Only reads: nobody has to wait for the seconds that it takes.
    """
    return [try_coefficients(session), try_items(session)]


def keep_fits(session: Session, fits: Sequence[Tried], *, now: datetime) -> None:
    """Keep what was tried with its figures, and use what was accepted from now on."""
    for tried in fits:
        if not tried.is_kept:
            continue
        if tried.kind is FitKind.ITEMS:
            newest = _newest(session, FitKind.ITEMS, accepted=True)
            if newest is not None and newest.response_id >= tried.response_id:
                continue  # another worker was faster
            calibrate(session, tried.values, tried.response_id)
        session.add(
            Fit(
                kind=tried.kind,
                version=_VERSIONS[tried.kind],
                accepted=tried.accepted,
                answers=tried.answers,
                response_id=tried.response_id,
                values=dict(tried.values),
                report={"before": tried.before, "after": tried.after, "reason": tried.reason},
                created_at=now,
            )
        )
    session.flush()


def coefficients_in_use(session: Session) -> Coefficients:
    """The newest accepted fit of this formula; the shipped ones where there is none."""
    fit = _newest(session, FitKind.COEFFICIENTS, accepted=True)
    return SHIPPED if fit is None else Coefficients(**fit.values)


def try_coefficients(session: Session) -> Tried:
    """Coefficients fitted to all learners' answers.

    Fitted on the older four fifths, judged on the newest fifth, and where that is better, fitted
    again on all of it.
    """
    kind = FitKind.COEFFICIENTS
    answers = session.scalar(select(func.count()).select_from(Response)) or 0
    earlier = _newest(session, kind, accepted=None)
    if answers < FEWEST_ANSWERS:
        return Tried(kind, answers, False, f"fewer than {FEWEST_ANSWERS} answers")
    if earlier is not None and answers < earlier.answers * REFIT_GROWTH:
        return Tried(kind, answers, False, _TOO_SOON)
    history, last_id = _history(session)
    cut = round(len(history) * (1 - LATEST_SHARE))
    before = log_loss(history[cut:], coefficients_in_use(session))
    after = log_loss(history[cut:], fit_coefficients(history[:cut]))
    accepted = after < before
    return Tried(
        kind,
        answers,
        accepted,
        "better on the newest fifth" if accepted else "no better on the newest fifth",
        before,
        after,
        vars(fit_coefficients(history)) if accepted else {},
        last_id,
        is_kept=True,
    )


def try_items(session: Session) -> Tried:
    """Item difficulties estimated anew from all answers that may move them.

    Reads as far as the running fold has, so that later answers move what is set here, and a rebuild
    sets it at the same place. There is nothing to judge it by: both estimates follow from the same
    answers, and this one uses them all at once.
    """
    kind = FitKind.ITEMS
    projection = session.get(Projection, ITEM_DIFFICULTY)
    read_to = 0 if projection is None else projection.response_id
    rows = session.execute(
        select(Response, ItemVersion.record, counted_points(), counted_maximum())
        .join(ItemVersion, ItemVersion.id == Response.item_version_id)
        .where(Response.id <= read_to, ~is_misclick())
        .order_by(Response.id)
        .execution_options(yield_per=_BATCH)
    )
    exposures = [
        Exposure(r.user_id, r.item_id, points / maximum, guess_floor(load_item(record)))
        for r, record, points, maximum in rows
        if moves_item(r)
    ]
    earlier = _newest(session, kind, accepted=True)
    if not exposures or (earlier is not None and len(exposures) < earlier.answers * REFIT_GROWTH):
        return Tried(kind, len(exposures), False, _TOO_SOON)
    priors = dict(session.execute(select(ItemRow.id, ItemRow.prior_difficulty)).all())
    values = {
        str(item): vars(found)
        for item, found in recalibrate(exposures, priors).items()
        if found.answered
    }
    return Tried(
        kind,
        len(exposures),
        True,
        f"{len(values)} items set anew",
        values=values,
        response_id=read_to,
        is_kept=True,
    )


def _history(session: Session) -> tuple[list[Example], int]:
    """The newest answers as they were predicted, oldest first, and the newest one's id."""
    rows = session.execute(
        select(Response, ItemVersion.record, counted_points(), counted_maximum())
        .join(ItemVersion, ItemVersion.id == Response.item_version_id)
        .where(~is_misclick())
        .order_by(Response.id.desc())
        .limit(MOST_ANSWERS)
        .execution_options(yield_per=_BATCH)
    )
    floors: dict[int, float] = {}
    examples, last_id = [], 0
    for response, record, points, maximum in rows:
        version_id = response.item_version_id
        if version_id not in floors:
            floors[version_id] = guess_floor(load_item(record))
        examples.append(_example(response, points / maximum, floors[version_id]))
        last_id = max(last_id, response.id)
    return examples[::-1], last_id


def _example(response: Response, fraction: float, floor: float) -> Example:
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
    return Example(features_of(evidence), fraction, floor)


def _newest(session: Session, kind: FitKind, *, accepted: bool | None) -> Fit | None:
    query = select(Fit).where(Fit.kind == kind, Fit.version == _VERSIONS[kind])
    if accepted is not None:
        query = query.where(Fit.accepted.is_(accepted))
    return session.scalar(query.order_by(Fit.id.desc()).limit(1))
