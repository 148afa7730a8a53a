"""How good predictions are: log loss, AUC, calibration, with intervals by bootstrap."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINS = 10
NAMES = ("log_loss", "auc", "ece", "slope")
_BOUND = 1e-6


@dataclass(frozen=True)
class Predicted:
    """Predictions `p` of results `y`, and the block (a learner, a day) that each belongs to."""

    y: Floats
    p: Floats
    block: NDArray[np.int64]


def measure(predicted: Predicted, weights: Floats | None = None) -> dict[str, float | None]:
    """The four measures; None where there is none, as the slope of a constant.

    `weights` say how often each row was drawn.
    """
    w = np.ones_like(predicted.y) if weights is None else weights
    y, p = predicted.y, np.clip(predicted.p, _BOUND, 1 - _BOUND)
    found = {
        "log_loss": float(np.average(losses(y, p), weights=w)),
        "auc": _auc(y, p, w),
        "ece": _ece(y, p, w, np.minimum((p * BINS).astype(int), BINS - 1)),
        "slope": _slope(y, p, w),
    }
    return {name: value if np.isfinite(value) else None for name, value in found.items()}


def ece_by_rank(predicted: Predicted) -> float:
    """ECE over bins of equal count: no bin is nearly empty."""
    order = np.argsort(predicted.p, kind="stable")
    bins = np.empty(len(order), dtype=int)
    bins[order] = np.arange(len(order)) * BINS // len(order)
    return _ece(predicted.y, predicted.p, np.ones_like(predicted.y), bins)


def intervals(predicted: Predicted, draws: int, seed: int) -> dict[str, list[float]]:
    """95 % intervals: whole blocks are drawn with replacement, since their answers go together."""
    drawn = [measure(predicted, w) for w in _draws(predicted.block, draws, seed)]
    known = {name: [d[name] for d in drawn if d[name] is not None] for name in NAMES}
    return {
        name: [float(q) for q in np.percentile(values, [2.5, 97.5])]
        for name, values in known.items()
        if values
    }


def difference(ours: Predicted, theirs: Predicted, draws: int, seed: int) -> dict[str, object]:
    """Our log loss less theirs, on the same draws: below zero is better."""
    gap = losses(ours.y, ours.p) - losses(theirs.y, theirs.p)
    drawn = [np.average(gap, weights=w) for w in _draws(ours.block, draws, seed)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return {"log_loss": float(gap.mean()), "interval": [float(low), float(high)]}


def losses(y: Floats, p: Floats) -> Floats:
    p = np.clip(p, _BOUND, 1 - _BOUND)
    result: Floats = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    return result


def _draws(block: NDArray[np.int64], draws: int, seed: int) -> list[Floats]:
    rng = np.random.default_rng(seed)
    blocks, of = np.unique(block, return_inverse=True)
    return [
        np.bincount(rng.integers(0, len(blocks), len(blocks)), minlength=len(blocks))[of].astype(
            float
        )
        for _ in range(draws)
    ]


def _auc(y: Floats, p: Floats, w: Floats) -> float:
    values, of = np.unique(p, return_inverse=True)
    right = np.bincount(of, w * y, len(values))
    wrong = np.bincount(of, w * (1 - y), len(values))
    pairs = right.sum() * wrong.sum()
    below = np.cumsum(wrong) - wrong
    return float((right * (below + wrong / 2)).sum() / pairs) if pairs else float("nan")


def _ece(y: Floats, p: Floats, w: Floats, bins: NDArray[np.int64]) -> float:
    gaps = np.bincount(bins, w * (y - p), BINS)
    return float(np.abs(gaps).sum() / w.sum())


def _slope(y: Floats, p: Floats, w: Floats) -> float:
    """1 where odds are as predicted, below 1 where predictions are too bold."""
    z = np.log(p / (1 - p))
    if np.std(z) < 0.02:
        return float("nan")
    design = np.column_stack([np.ones_like(z), z])
    beta = np.array([0.0, 1.0])
    for _ in range(50):
        q = 1 / (1 + np.exp(-np.clip(design @ beta, -35, 35)))
        hessian = (design * (w * q * (1 - q))[:, None]).T @ design + 1e-9 * np.eye(2)
        # No longer than 1: predictions at the bounds would send Newton's method astray.
        step = np.clip(np.linalg.solve(hessian, design.T @ (w * (y - q))), -1, 1)
        beta = beta + step
        if np.abs(step).max() < 1e-6:
            break
    return float(beta[1])
