"""Weights fitted to pairs whose truth is known, or known with some probability.

Logistic regression on the levels, so that comparisons which say the same thing twice are not counted twice (which the
independence assumption of Fellegi and Sunter does). Weights are drawn towards those of an earlier model, and a better
level never weighs less than a worse one (isotonic, pool adjacent violators; Barlow et al. 1972).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import Comparison
from census_app.matching.ordering import distinct_rows
from census_app.matching.weights.model import Model

_ROUNDS = 40
_STILL = 1e-7
_LN2 = float(np.log(2))


@dataclass(frozen=True)
class Pattern:
    """Distinct rows of levels with the expected numbers of true and false pairs showing them."""

    levels: NDArray[np.uint8]
    true: NDArray[np.float64]
    false: NDArray[np.float64]


def patterns(levels: NDArray[np.uint8], truth: NDArray[np.float64], counts: NDArray[np.intp] | None = None) -> Pattern:
    """Count pairs by their rows of levels; `truth` is the probability of each pair being true, `counts` how many pairs
    each row stands for (one without it)."""
    if not len(levels):
        empty = np.empty(0)
        return Pattern(levels, empty, empty)
    distinct, place = distinct_rows(levels)
    weight = np.ones(len(levels)) if counts is None else counts.astype(np.float64)
    return Pattern(
        distinct,
        np.bincount(place, weights=truth * weight, minlength=len(distinct)).astype(np.float64),
        np.bincount(place, weights=(1 - truth) * weight, minlength=len(distinct)).astype(np.float64),
    )


def fit(
    comparisons: Sequence[Comparison],
    seen: Pattern,
    earlier: Model,
    *,
    name: str,
    trained_on: str,
    version: int = 1,
    strength: float = 0.5,
    monotone: Sequence[str] = (),
    begin: Model | None = None,
) -> Model:
    """The weights that make the known pairs most probable, held near those of `earlier`.

    `strength` is the penalty per squared nat of distance, in pairs. Comparisons named in `monotone` get weights that
    fall from the best to the worst level. Levels nobody showed keep their earlier weight. The search starts at `begin`
    (else at `earlier`): from a model fitted to nearly the same pairs it is soon over.
    """
    design = Design.of(comparisons, seen.levels)
    start = design.weights(earlier)
    weights = _newton(design, seen, start, design.weights(begin or earlier), strength)
    tables = design.tables(weights)
    for number, comparison in enumerate(comparisons):
        if comparison.id in monotone:
            tables[number] = falling(tables[number], design.support(number, seen))
    bits = {
        comparison.id: {
            level: round(float(value) / _LN2, 4) for level, value in zip(comparison.levels, table, strict=True)
        }
        for comparison, table in zip(comparisons, tables, strict=True)
    }
    return Model(
        id=name,
        version=version,
        prior=round(float(weights[0]) / _LN2, 4),
        bits={**earlier.bits, **bits},
        at_most=earlier.at_most,
        trained_on=trained_on,
    )


@dataclass(frozen=True)
class Design:
    """Where each level's weight stands in the parameter vector (0 is the prior, missing levels have none)."""

    comparisons: Sequence[Comparison]
    starts: tuple[int, ...]
    columns: NDArray[np.intp]
    size: int

    @staticmethod
    def of(comparisons: Sequence[Comparison], levels: NDArray[np.uint8]) -> Design:
        """The design of these rows of level numbers."""
        starts, size = [], 1
        for comparison in comparisons:
            starts.append(size)
            size += len(comparison.levels)
        columns = np.asarray(starts)[None, :] + levels.astype(np.intp) - 1
        columns[levels == 0] = -1
        return Design(comparisons, tuple(starts), columns, size)

    def weights(self, model: Model) -> NDArray[np.float64]:
        """The model's weights as the parameter vector, in nats."""
        flat = [model.prior]
        for comparison in self.comparisons:
            known = model.of(comparison)
            flat += [known.get(level, 0.0) for level in comparison.levels]
        return np.asarray(flat) * _LN2

    def tables(self, weights: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """The parameter vector cut into one table of levels per comparison."""
        return [
            weights[start : start + len(comparison.levels)].copy()
            for start, comparison in zip(self.starts, self.comparisons, strict=True)
        ]

    def matrix(self) -> NDArray[np.float64]:
        """One row per row of levels, with ones where its weights stand."""
        made = np.zeros((len(self.columns), self.size))
        made[:, 0] = 1
        rows, places = np.nonzero(self.columns >= 0)
        made[rows, self.columns[rows, places]] = 1
        return made

    # The same products with `matrix`, which is mostly zeros, at its ones alone: a linear algebra library would spend
    # more on its threads than on these few numbers.

    def sums(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """`matrix() @ weights`."""
        found: NDArray[np.float64] = weights[0] + np.append(weights, 0.0)[self.columns].sum(axis=1)
        return found

    def totals(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """`matrix().T @ values`."""
        places = self.columns % (self.size + 1)
        weights = np.repeat(values, places.shape[1])
        found = np.bincount(places.ravel(), weights, minlength=self.size + 1)[: self.size].astype(np.float64)
        found[0] = values.sum()
        return found

    def products(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """`(matrix() * values[:, None]).T @ matrix()`."""
        size, ones = self.size + 1, (self.columns.shape[1] + 1) ** 2
        found = np.bincount(self._cells, np.repeat(values, ones), minlength=size * size).astype(np.float64)
        return found.reshape(size, size)[: self.size, : self.size]

    @cached_property
    def _cells(self) -> NDArray[np.intp]:
        """Where in the square the ones of each row meet each other; what is missing meets in the last line."""
        size = self.size + 1
        places = np.column_stack([np.zeros(len(self.columns), dtype=np.intp), self.columns % size])
        return (places[:, :, None] * size + places[:, None, :]).ravel()

    def support(self, number: int, seen: Pattern) -> NDArray[np.float64]:
        """How many pairs show each level of a comparison."""
        count = len(self.comparisons[number].levels)
        weights = seen.true + seen.false
        found = np.bincount(seen.levels[:, number], weights=weights, minlength=count + 1)
        return found[1 : count + 1].astype(np.float64)


def _newton(
    design: Design, seen: Pattern, start: NDArray[np.float64], weights: NDArray[np.float64], strength: float
) -> NDArray[np.float64]:
    """Penalised maximum likelihood by Newton's method with halved steps, from `weights` on; they are held near `start`,
    the prior hardly."""
    held = np.full(design.size, strength)
    held[0] = strength / 100
    value = _loss(design, seen, weights, start, held)
    pairs = seen.true + seen.false
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design.sums(weights), -40, 40)))
        slope = design.totals(pairs * chance - seen.true) + held * (weights - start)
        curve = design.products(pairs * chance * (1 - chance)) + np.diag(held)
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while size > 1e-4:
            moved = _loss(design, seen, weights - size * step, start, held)
            if moved <= value:
                break
            size /= 2
        else:
            break
        weights = weights - size * step
        if value - moved < _STILL * max(1.0, abs(value)):
            break
        value = moved
    return weights


def _loss(
    design: Design,
    seen: Pattern,
    weights: NDArray[np.float64],
    start: NDArray[np.float64],
    held: NDArray[np.float64],
) -> float:
    line = design.sums(weights)
    likelihood = seen.true * np.logaddexp(0, -line) + seen.false * np.logaddexp(0, line)
    return float(likelihood.sum() + 0.5 * (held * (weights - start) ** 2).sum())


def falling(values: NDArray[np.float64], support: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest values (by support) that never rise from one to the next: pool adjacent violators."""
    blocks: list[list[float]] = []
    for value, weight in zip(values, np.maximum(support, 1e-9), strict=True):
        blocks.append([float(value), float(weight), 1.0])
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            value2, weight2, count2 = blocks.pop()
            value1, weight1, count1 = blocks.pop()
            total = weight1 + weight2
            blocks.append([(value1 * weight1 + value2 * weight2) / total, total, count1 + count2])
    return np.concatenate([np.full(int(count), value) for value, _, count in blocks])
