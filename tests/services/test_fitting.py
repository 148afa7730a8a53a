"""The nightly fit: what it uses, what it keeps, and what it leaves alone."""

from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.core.difficulty import BLEND_VERSION, PREDICTION_VERSION, SHIPPED
from quizapp.core.prediction import NEUTRAL, Coefficients
from quizapp.jobs.worker import run_next
from quizapp.services import fitting
from quizapp.services.fitting import (
    FIT_PREDICTION,
    Tried,
    coefficients_in_use,
    keep_fits,
    try_coefficients,
    try_fits,
    try_items,
)
from quizapp.services.jobs import enqueue_daily
from quizapp.services.rebuild import fold_item_difficulties, moves_item, rebuild
from quizapp.services.runtime import Runtime
from quizapp.storage.database import Session
from quizapp.storage.models import Fit, FitKind, Job, JobStatus
from tests.factories import START, Clock, School, make_committed_school
from tests.sittings import RIGHT, WRONG, Sitting, log_of, sit, states_of


def practise(sitting: Sitting, clock: Clock, answers: int) -> None:
    for number in range(answers):
        sitting.answer(WRONG if number % 4 == 0 else RIGHT)
        clock.advance(hours=5)


def fit(runtime: Runtime, clock: Clock, attempt: Callable[[Session], Tried]) -> Tried:
    """Try a fit and keep it, as the worker does: read, then write."""
    with runtime.reading() as session:
        tried = attempt(session)
    with runtime.writing.begin() as session:
        keep_fits(session, [tried], now=clock())
    return tried


def fold(runtime: Runtime, times: int = 3) -> None:
    for _ in range(times):
        with runtime.writing.begin() as session:
            fold_item_difficulties(session)


def fits_of(runtime: Runtime) -> list[Fit]:
    with runtime.reading() as session:
        return list(session.scalars(select(Fit).order_by(Fit.id)))


def keep_fit(runtime: Runtime, values: Coefficients, version: str = BLEND_VERSION) -> int:
    with runtime.writing.begin() as session:
        fit = Fit(
            kind=FitKind.COEFFICIENTS,
            version=version,
            accepted=True,
            answers=1,
            response_id=0,
            values=vars(values),
            report={},
            created_at=START,
        )
        session.add(fit)
        session.flush()
        return fit.id


def test_few_answers_fit_nothing(runtime: Runtime, school: School, clock: Clock) -> None:
    practise(sit(runtime, school), clock, 5)
    report = fit(runtime, clock, try_coefficients)
    assert (report.accepted, report.answers) == (False, 5)
    assert fits_of(runtime) == []


@pytest.mark.parametrize("better", [True, False])
def test_coefficients_are_used_only_when_they_predict_the_newest_fifth_better(
    runtime: Runtime, school: School, clock: Clock, monkeypatch: pytest.MonkeyPatch, better: bool
) -> None:
    monkeypatch.setattr(fitting, "FEWEST_ANSWERS", 10)
    losses = iter([0.6, 0.5] if better else [0.5, 0.6])
    monkeypatch.setattr(fitting, "log_loss", lambda *_arguments: next(losses))
    practise(sit(runtime, school), clock, 15)
    report = fit(runtime, clock, try_coefficients)
    with runtime.reading() as session:
        in_use = coefficients_in_use(session)
    [kept] = fits_of(runtime)
    assert report.accepted is kept.accepted is better
    assert (kept.answers, kept.version) == (15, BLEND_VERSION)
    assert kept.report["before"] == report.before
    assert kept.report["after"] == report.after
    assert (in_use != SHIPPED) is better
    if better:
        assert in_use == Coefficients(**kept.values)


def test_a_fit_waits_for_a_tenth_more_answers(
    runtime: Runtime, school: School, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "FEWEST_ANSWERS", 10)
    sitting = sit(runtime, school)
    practise(sitting, clock, 15)
    for more, kept in ((0, 1), (1, 1), (1, 2)):
        practise(sitting, clock, more)
        fit(runtime, clock, try_coefficients)
        assert len(fits_of(runtime)) == kept


def test_an_answer_is_predicted_by_the_newest_accepted_fit_and_says_so(
    either_runtime: Runtime,
) -> None:
    sitting = sit(either_runtime, make_committed_school(either_runtime))
    keep_fit(either_runtime, SHIPPED)
    certain = replace(NEUTRAL, intercept=6.0)
    newest = keep_fit(either_runtime, certain)
    keep_fit(either_runtime, replace(NEUTRAL, intercept=-3.0), version="blend-of-tomorrow")
    sitting.answer()
    [response] = log_of(either_runtime)
    assert response.prediction_version == f"{BLEND_VERSION}/fit-{newest}"
    assert response.predicted > 0.9


def test_without_a_fit_an_answer_is_predicted_by_the_shipped_coefficients(
    runtime: Runtime, school: School
) -> None:
    sit(runtime, school).answer()
    assert log_of(runtime)[0].prediction_version == PREDICTION_VERSION


def test_the_log_gives_back_the_features_of_its_predictions(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    practise(sit(runtime, school), clock, 12)
    with runtime.reading() as session:
        history, last_id = fitting._history(session)
    log = log_of(runtime)
    assert last_id == log[-1].id
    for example, response in zip(history, log, strict=True):
        z = sum(w * x for w, x in zip(astuple(SHIPPED), example.features, strict=True))
        knows = (response.predicted - example.guess_floor) / (1 - example.guess_floor)
        assert 1 / (1 + 2.718281828459045**-z) == pytest.approx(knows)


def test_no_memory_moves_by_a_fit_and_a_rebuild_lands_on_the_items(
    runtime: Runtime, school: School, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "FEWEST_ANSWERS", 10)
    practise(sit(runtime, school), clock, 15)
    fold(runtime)
    before = states_of(runtime)
    with runtime.reading() as session:
        _coefficients, items = fits = try_fits(session)
    with runtime.writing.begin() as session:
        keep_fits(session, fits, now=clock())
    after = states_of(runtime)
    assert (items.kind, items.accepted) == (FitKind.ITEMS, True)
    assert after["items"] != before["items"]
    assert (after["memories"], after["abilities"]) == (before["memories"], before["abilities"])
    with runtime.writing.begin() as session:
        rebuild(session)
    assert states_of(runtime) == after


def test_items_are_not_calibrated_again_for_the_same_answers(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    practise(sit(runtime, school), clock, 3)
    fold(runtime)
    assert [fit(runtime, clock, try_items).accepted for _ in range(2)] == [True, False]


def test_answers_folded_while_items_are_calibrated_are_not_lost(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    sitting = sit(runtime, school)
    practise(sitting, clock, 3)
    fold(runtime)
    with runtime.reading() as session:
        tried = try_items(session)
    practise(sitting, clock, 3)
    fold(runtime)
    with runtime.writing.begin() as session:
        keep_fits(session, [tried, tried], now=clock())
    assert len(fits_of(runtime)) == 1
    stored = states_of(runtime)
    moved = sum(map(moves_item, log_of(runtime)))
    assert moved > 3
    assert sum(answered for _id, _b, answered in stored["items"]) == moved
    with runtime.writing.begin() as session:
        rebuild(session)
    assert states_of(runtime) == stored


def test_the_fit_is_asked_for_once_a_day_and_its_job_says_what_came_of_it(
    runtime: Runtime, school: School, clock: Clock
) -> None:
    asked = []
    for hours in (0, 1, 20, 4):
        clock.advance(hours=hours)
        with runtime.writing.begin() as session:
            asked.append(enqueue_daily(session, FIT_PREDICTION, now=clock()) is not None)
        run_next(runtime)
    assert asked == [True, False, False, True]
    with runtime.reading() as session:
        first = session.scalars(select(Job).order_by(Job.id)).first()
    assert first is not None
    assert first.status is JobStatus.DONE
    assert first.progress["coefficients"]["note"] == "fewer than 400 answers"
    assert first.created_at == START + timedelta(0)
