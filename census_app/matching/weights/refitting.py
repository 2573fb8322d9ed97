"""Weights drawn from a few decided pairs: near the model in use, under the calibration it has.

The pairs people decide are mostly those nobody was sure of. Their levels, not their truth, made them questions, so a
regression on the levels stays valid (selection on the regressors); but it must not move what they say nothing about,
which is why both the weights and the prior are held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import Comparison
from census_app.matching.weights.calibrating import calibrated
from census_app.matching.weights.fitting import Design, Pattern, falling
from census_app.matching.weights.model import Model

_LN2 = float(np.log(2))
_ROUNDS = 60
_STILL = 1e-9
# a curve flatter than this over the decided pairs would let them teach nothing
_FLATTEST = 0.25


def refit(
    comparisons: Sequence[Comparison],
    seen: Pattern,
    current: Model,
    *,
    strength: float,
    prior_strength: float,
    name: str,
    trained_on: str,
) -> Model:
    """The weights near `current` that make the decided pairs most probable, once calibrated as `current` is.

    `strength` and `prior_strength` are the penalties per squared nat a weight, or the prior, is moved, in pairs.
    Comparisons whose weights fall from the best to the worst level today still do; levels nobody showed keep theirs.
    """
    design = Design.of(comparisons, seen.levels)
    start = design.weights(current)
    matrix = design.matrix()
    slope, offset = _line(matrix @ start, current)
    held = np.full(design.size, strength)
    held[0] = prior_strength
    weights = _newton(matrix * slope, offset, seen, start, held)
    tables = []
    for number, (before, table) in enumerate(zip(design.tables(start), design.tables(weights), strict=True)):
        falls = bool((np.diff(before) <= 0).all())
        tables.append(falling(table, design.support(number, seen) + strength) if falls else table)
    bits = {
        comparison.id: {
            level: round(float(value) / _LN2, 4) for level, value in zip(comparison.levels, table, strict=True)
        }
        for comparison, table in zip(comparisons, tables, strict=True)
    }
    return replace(
        current,
        id=name,
        prior=round(float(weights[0]) / _LN2, 4),
        bits={**current.bits, **bits},
        trained_on=trained_on,
    )


def _line(nominal: NDArray[np.float64], current: Model) -> tuple[float, float]:
    """The straight line nearest to the calibration curve over these pairs (in nats): its slope and offset."""
    if not current.calibration or not len(nominal):
        return 1.0, 0.0
    measured = calibrated(nominal / _LN2 + current.claims.free, current.calibration) * _LN2
    spread = nominal - nominal.mean()
    if float((spread**2).sum()) < _STILL:
        return 1.0, float((measured - nominal).mean())
    slope = max(_FLATTEST, float((spread * measured).sum() / (spread**2).sum()))
    return slope, float(measured.mean() - slope * nominal.mean())


def _newton(
    matrix: NDArray[np.float64],
    offset: float,
    seen: Pattern,
    start: NDArray[np.float64],
    held: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Penalised maximum likelihood by Newton's method with halved steps; the penalty makes the curve invertible."""

    def loss(weights: NDArray[np.float64]) -> float:
        line = matrix @ weights + offset
        likelihood = seen.true * np.logaddexp(0, -line) + seen.false * np.logaddexp(0, line)
        return float(likelihood.sum() + 0.5 * (held * (weights - start) ** 2).sum())

    weights, value = start.copy(), loss(start)
    pairs = seen.true + seen.false
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ weights + offset, -40, 40)))
        gradient = matrix.T @ (pairs * chance - seen.true) + held * (weights - start)
        curve = (matrix * (pairs * chance * (1 - chance))[:, None]).T @ matrix + np.diag(held)
        step = np.linalg.solve(curve, gradient)
        size = 1.0
        while size > 1e-4 and loss(weights - size * step) > value:
            size /= 2
        moved = loss(weights - size * step)
        if moved >= value - _STILL * max(1.0, abs(value)):
            break
        weights, value = weights - size * step, moved
    return weights
