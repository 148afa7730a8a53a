"""Coefficients fitted to a history of answers: regularised logistic regression by Newton's method.

Pure Python: sums over columns run in C (map and sum), so that fifty thousand answers take seconds,
once a night. No numpy in the application for that.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from operator import mul

from quizapp.core.prediction import (
    NAMES,
    NEVER_NEGATIVE,
    SHIPPED,
    Coefficients,
    probability,
    sigmoid,
)

PENALTY = 3.0
_MOST_STEPS = 30
_MOST_HALVINGS = 12
_ENOUGH = 1e-6
_SMALLEST = 1e-9


@dataclass(frozen=True)
class Example:
    """One answer to learn from: what was known before it, and the share of points it earned.

    `features` are those of `prediction.features_of`; `fraction` is 0-1.
    """

    features: tuple[float, ...]
    fraction: float
    guess_floor: float = 0.0


def fit_coefficients(
    history: Sequence[Example], *, start: Coefficients = SHIPPED, penalty: float = PENALTY
) -> Coefficients:
    """The coefficients that predict a history best, held near `start` where it says little.

    Minimises log loss (summed) + penalty/2 |w - start|^2 by Fisher scoring, which is Newton's
    method (IRLS) where nothing can be guessed. A step that would raise that sum is halved, so the
    result never predicts the history worse than `start` does. Weights that may not be negative are
    held at zero.
    """
    origin = list(astuple(start))
    if not history:
        return start
    columns = [list(column) for column in zip(*(e.features for e in history), strict=True)]
    scores = [e.fraction for e in history]
    floors = [e.guess_floor for e in history]
    weights, best = origin, _objective(columns, scores, floors, origin, origin, penalty)
    for _ in range(_MOST_STEPS):
        gradient, curvature = _derivatives(columns, scores, floors, weights)
        for j, (weight, first) in enumerate(zip(weights, origin, strict=True)):
            gradient[j] += penalty * (first - weight)
            curvature[j][j] += penalty
        moved, found = _descend(
            weights,
            _step(weights, gradient, curvature),
            best,
            lambda w: _objective(columns, scores, floors, w, origin, penalty),
        )
        gained, weights, best = best - found, moved, found
        if gained <= _ENOUGH * abs(best):
            break
    return Coefficients(*weights)


def log_loss(history: Sequence[Example], coefficients: Coefficients) -> float:
    """Mean log loss of the predictions for a history; ValueError when there is none."""
    if not history:
        raise ValueError("there is no answer to measure")
    chances = (probability(e.features, coefficients, guess_floor=e.guess_floor) for e in history)
    return sum(
        _loss(example.fraction, chance) for example, chance in zip(history, chances, strict=True)
    ) / len(history)


def _loss(fraction: float, chance: float) -> float:
    bounded = min(1 - _SMALLEST, max(_SMALLEST, chance))
    return -(fraction * math.log(bounded) + (1 - fraction) * math.log(1 - bounded))


def _objective(
    columns: list[list[float]],
    scores: list[float],
    floors: list[float],
    weights: list[float],
    origin: list[float],
    penalty: float,
) -> float:
    chances = (
        floor + (1 - floor) * sigmoid(z)
        for z, floor in zip(_levels(columns, weights), floors, strict=True)
    )
    strayed = sum((w - o) ** 2 for w, o in zip(weights, origin, strict=True))
    return sum(map(_loss, scores, chances)) + penalty / 2 * strayed


def _levels(columns: list[list[float]], weights: list[float]) -> list[float]:
    levels = [0.0] * len(columns[0])
    for column, weight in zip(columns, weights, strict=True):
        if weight:
            levels = [z + weight * value for z, value in zip(levels, column, strict=True)]
    return levels


def _derivatives(
    columns: list[list[float]], scores: list[float], floors: list[float], weights: list[float]
) -> tuple[list[float], list[list[float]]]:
    """The gradient of the log likelihood and Fisher's information, at `weights`."""
    errors, information = [], []
    for z, floor, score in zip(_levels(columns, weights), floors, scores, strict=True):
        knows = sigmoid(z)
        chance = floor + (1 - floor) * knows
        slope = (1 - floor) * knows * (1 - knows)
        spread = max(_SMALLEST, chance * (1 - chance))
        errors.append((score - chance) * slope / spread)
        information.append(slope * slope / spread)
    size = len(columns)
    curvature = [[0.0] * size for _ in range(size)]
    for j, column in enumerate(columns):
        weighed = list(map(mul, column, information))
        for k in range(j + 1):
            curvature[j][k] = curvature[k][j] = sum(map(mul, weighed, columns[k]))
    return [sum(map(mul, column, errors)) for column in columns], curvature


def _step(weights: list[float], gradient: list[float], curvature: list[list[float]]) -> list[float]:
    """Where Newton's step leads; a weight that would turn negative and must not is held at zero."""
    held: set[int] = set()
    while True:
        free = [j for j in range(len(weights)) if j not in held]
        moves = dict.fromkeys(held, 0.0)
        for j in held:
            moves[j] = -weights[j]
        right = [gradient[j] - sum(curvature[j][k] * moves[k] for k in held) for j in free]
        solved = _solve([[curvature[j][k] for k in free] for j in free], right)
        moves |= dict(zip(free, solved, strict=True))
        negative = {
            j for j in free if NAMES[j] in NEVER_NEGATIVE and weights[j] + moves[j] < -_SMALLEST
        }
        if not negative:
            return [
                max(0.0, w + moves[j]) if NAMES[j] in NEVER_NEGATIVE else w + moves[j]
                for j, w in enumerate(weights)
            ]
        held |= negative


def _descend(
    weights: list[float],
    target: list[float],
    best: float,
    objective: Callable[[list[float]], float],
) -> tuple[list[float], float]:
    """As far toward `target` as the objective falls; where it never does, nowhere."""
    for _ in range(_MOST_HALVINGS):
        found = objective(target)
        if found <= best:
            return target, found
        target = [(w + t) / 2 for w, t in zip(weights, target, strict=True)]
    return weights, best


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a positive definite system by Gauss's elimination, which needs no pivots there."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for j, pivot in enumerate(rows):
        for row in rows[j + 1 :]:
            if factor := row[j] / pivot[j]:
                row[j:] = [a - factor * b for a, b in zip(row[j:], pivot[j:], strict=True)]
    solution = [0.0] * size
    for j in reversed(range(size)):
        known = sum(rows[j][k] * solution[k] for k in range(j + 1, size))
        solution[j] = (rows[j][size] - known) / rows[j][j]
    return solution
