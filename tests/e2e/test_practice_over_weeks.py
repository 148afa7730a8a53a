"""Weeks of practice over HTTP alone: what is asked follows what has been answered."""

from itertools import pairwise
from statistics import mean

import numpy as np

from benchmarks.learners.served import Served
from benchmarks.learners.service import Service, running_service
from benchmarks.learners.treatment import Told
from benchmarks.learners.truths import make_world

LEARNT_ON = (0, 2, 7, 21, 50)
MISSED_ON = 90
AFTERWARDS = (91, 93)
_A_MINUTE = 1 / 1440


def enter(service: Service, objectives: int) -> Served:
    """A learner who practises in rounds of five questions; the exam is far off."""
    return Served(make_world(1, objectives, seed=1), service, days=300, minutes=5)


def study(served: Served, day: int, questions: int, *, right: bool) -> list[Told]:
    """Answer so many questions on a day, all rightly or all wrongly; told by the pages."""
    learner, before = np.array([0]), len(served.log)
    for number in range(questions):
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
