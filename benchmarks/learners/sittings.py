"""Days of study at equal seconds, and what is remembered at the exam and after it."""

from collections.abc import Container
from dataclasses import dataclass

import numpy as np

from benchmarks.learners.policies import Policy
from benchmarks.learners.truths import TRUTHS, Floats, World, answer

AFTERWARDS = 30


@dataclass(frozen=True)
class Result:
    """Mean true recall of each learner, over all objectives, met or not.

    `by_objective` is that at the exam of each objective, over learners.
    """

    at_exam: Floats
    by_objective: Floats
    afterwards: Floats
    answers: Floats
    met: Floats


def simulate(
    world: World,
    truth_name: str,
    policy: Policy,
    minutes: float,
    days: int,
    away: Container[int] = (),
) -> Result:
    """Let every learner study so many minutes on each day; the last day is the one before.

    On the days `away` nobody studies.
    """
    truth = TRUTHS[truth_name](world)
    # The same luck for the same learner's same answer, whatever the policy.
    luck = np.random.default_rng([world.seed, 3])
    answers = np.zeros(world.learners)
    met = np.zeros((world.learners, world.objectives), dtype=bool)
    for day in range(days):
        spent = np.zeros(world.learners)
        dice = np.random.default_rng(luck.integers(2**63))
        while day not in away and (spent < minutes * 60).any():
            rows = np.flatnonzero(spent < minutes * 60)
            at = day + spent[rows] / 86_400
            columns, items = policy.choose(rows, at)
            drawn = dice.random((3, world.learners))[:, rows]
            recall = truth.recall(rows, columns, at)
            recalled, right, seconds = answer(world, recall, rows, columns, items, drawn)
            truth.study(rows, columns, recalled, at)
            policy.learn(rows, columns, items, right, at)
            spent[rows] += seconds
            answers[rows] += 1
            met[rows, columns] = True
    at_exam = truth.recall_all(float(days))
    return Result(
        at_exam=at_exam.mean(axis=1),
        by_objective=at_exam.mean(axis=0),
        afterwards=truth.recall_all(float(days + AFTERWARDS)).mean(axis=1),
        answers=answers,
        met=met.mean(axis=1),
    )
