"""Weeks of practice over HTTP alone: what is asked follows what has been answered."""

from datetime import datetime
from itertools import pairwise
from random import Random
from statistics import mean

import numpy as np
import pytest
from sqlalchemy import select

from benchmarks.learners.served import Served
from benchmarks.learners.service import START, Service, running_service
from benchmarks.learners.treatment import Told
from benchmarks.learners.truths import make_world
from quizapp.core.memory import Rating
from quizapp.storage.models import MemoryState
from tests import formulas

LEARNT_ON = (0, 2, 7, 21, 50)
MISSED_ON = 90
AFTERWARDS = (91, 93)
_A_MINUTE = 1 / 1440


def enter(service: Service, objectives: int) -> Served:
    """A learner who practises in rounds of five questions; the exam is far off."""
    return Served(make_world(1, objectives, seed=1), service, days=300, minutes=5)


def study(served: Served, day: int, questions: int, *, right: bool) -> list[Told]:
    """Answer so many questions more on a day, all rightly or all wrongly; told by the pages."""
    learner, before = np.array([0]), len(served.log)
    done = sum(told.day == day for told in served.log)
    for number in range(done, done + questions):
        at = np.array([day + number * _A_MINUTE])
        columns, items = served.choose(learner, at)
        served.learn(learner, columns, items, np.array([right]), at)
    served.finish()
    return served.log[before:]


def first_of_each(log: list[Told]) -> list[Told]:
    """Each objective's first question of the day."""
    return list({told.asked.objective: told for told in reversed(log)}.values())


def step(told: list[Told]) -> float:
    return mean(one.asked.step for one in told)


def stability(told: list[Told]) -> float:
    return mean(one.stability or 0.0 for one in told)


def test_growing_stability_raises_the_step_and_a_lapse_lowers_it() -> None:
    with running_service(objectives := 4, sections=2) as service:
        served = enter(service, objectives)
        learning = [study(served, day, objectives, right=True) for day in LEARNT_ON]
        # One of them is asked twice on the day on which all are missed.
        missed = first_of_each(study(served, MISSED_ON, objectives + 1, right=False))
        after = [study(served, day, objectives, right=True) for day in AFTERWARDS]
    for day in (*learning, missed, *after):
        assert {told.asked.objective for told in day} == set(range(objectives))
    assert all(stability(a) < stability(b) for a, b in pairwise(learning))
    assert step(learning[0]) < step(learning[-1]) <= step(missed)
    assert stability(missed) < stability(learning[-1])
    assert step(after[0]) < step(missed)


def test_rounds_that_follow_each_other_are_one_sitting() -> None:
    """One repeat of what was missed in twenty questions, however many rounds they take."""
    with running_service(objectives := 20, sections=4) as service:
        log = study(enter(service, objectives), 0, objectives, right=False)
    asked = [told.asked.objective for told in log]
    assert len(asked) - len(set(asked)) == 1


@pytest.mark.parametrize("seed", [0])
def test_what_is_stored_is_what_the_published_formulas_give(seed: int) -> None:
    """Answers over random days by one learner: each objective's state, worked out from the pages'
    own account of what was asked and answered.
    """
    draw = Random(seed)  # noqa: S311 - the same answers each time
    with running_service(objectives := 5, sections=2) as service:
        served, day = enter(service, objectives), 0
        for _ in range(15):
            for _ in range(draw.randint(1, 3)):
                study(served, day, draw.randint(1, objectives), right=draw.random() < 0.7)
            day += draw.choice([1, 1, 2, 5, 12, 30])
        with service.runtime.reading() as session:
            rows = session.scalars(select(MemoryState).order_by(MemoryState.objective_id)).all()
    expected = [schedule(served.log, objective) for objective in range(objectives)]
    assert len(rows) == objectives
    for row, (state, reviewed_at) in zip(rows, expected, strict=True):
        assert row.stability == pytest.approx(state.stability, rel=1e-9)
        assert row.memory_difficulty == pytest.approx(state.difficulty, rel=1e-9)
        assert row.reviewed_at == reviewed_at
        assert (row.due_at - reviewed_at).days == formulas.interval(state.stability)


def schedule(log: list[Told], objective: int) -> tuple[formulas.State, datetime]:
    """The objective's state and when it was last moved: by the first answer of each day."""
    state, last = None, START
    for told in first_of_each_day(log, objective):
        now = told.answered_at
        grade = Rating.GOOD if told.right else Rating.AGAIN
        if state is None:
            state = formulas.begin(grade)
        else:
            state = formulas.step(state, grade, (now - last).days)
        last = now
    assert state is not None
    return state, last


def first_of_each_day(log: list[Told], objective: int) -> list[Told]:
    mine = [told for told in log if told.asked.objective == objective]
    return list({told.day: told for told in reversed(mine)}.values())[::-1]
