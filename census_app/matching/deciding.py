"""From weights to decisions: the best partner of each record, vetoes that are findings, and what people must settle."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from census_app.matching.blocking import Rows
from census_app.matching.decisions import Decision

NO_DECISION = ""


@dataclass(frozen=True)
class Thresholds:
    """What may be decided without a person, and what is worth a person's look.

    Automatic links are the most probable ones, as many as keep their expected share of errors within
    `automatic_error` (the false discovery rate; Efron 2004), each at least `automatic` probable. Others are shown to a
    person from `review` on: below it, a name alone is most of what agrees, and nobody could tell more. Of namesakes of
    one town no more are shown than so many (`namesake_error`) of all left records are expected to be somebody else's.
    Nothing is said of records whose best candidate reaches `unsure`: they are neither linked nor without a partner.
    """

    automatic: float = 0.97
    automatic_error: float = 0.0002
    review: float = 0.7
    unsure: float = 0.2
    namesake_error: float = 0.002

    @staticmethod
    def allowing(automatic_error: float | None) -> Thresholds:
        """The usual ones, with another share of errors among automatic links (None: the usual one)."""
        usual = Thresholds()
        if automatic_error is None:
            return usual
        return replace(usual, automatic=min(usual.automatic, 1 - automatic_error), automatic_error=automatic_error)


@dataclass(frozen=True)
class Scored:
    """Weighed candidates sorted by left record."""

    left: Rows
    right: Rows
    bits: NDArray[np.float64]


def compete(scored: Scored, many: bool) -> NDArray[np.float64]:
    """The probability of each pair, given all candidates of its left record.

    A left record has at most one partner unless `many`: of two equally good ones neither is probable.
    """
    odds = np.exp2(np.clip(scored.bits, -300, 300))
    if many or not len(odds):
        chance: NDArray[np.float64] = odds / (1 + odds)
        return chance
    total = np.bincount(scored.left, weights=odds)
    shared: NDArray[np.float64] = odds / (1 + total[scored.left])
    return shared


def net_bits(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The bits of a probability; certainty counts as 60."""
    bounded = np.clip(chance, 2.0**-60, 1 - 2.0**-53)
    bits: NDArray[np.float64] = np.log2(bounded / (1 - bounded))
    return bits


def best_of_each(left: Rows, chance: NDArray[np.float64], right: Rows) -> NDArray[np.intp]:
    """The place of the most probable candidate of every left record; equal ones go by the order of the source."""
    order: NDArray[np.intp] = np.arange(len(left))
    if not len(order):
        return order
    behind = (left[1:] > left[:-1]) | ((left[1:] == left[:-1]) & (right[1:] > right[:-1]))
    if not behind.all():
        order = np.lexsort((right, left))
        left, chance = left[order], chance[order]
    starts = np.flatnonzero(np.concatenate(([True], left[1:] != left[:-1])))
    highest = np.repeat(np.maximum.reduceat(chance, starts), np.diff(np.append(starts, len(left))))
    equal = np.flatnonzero(chance == highest)
    first = np.concatenate(([True], left[equal[1:]] != left[equal[:-1]]))
    return order[equal[first]]


def decide(
    chance: NDArray[np.float64],
    kept: NDArray[np.bool_],
    automatic: NDArray[np.bool_],
    thresholds: Thresholds,
    asked: NDArray[np.bool_] | None = None,
) -> NDArray[np.object_]:
    """The decision of each pair: only `kept` ones may link, only `automatic` ones without a person; `asked` ones are
    shown to a person however improbable."""
    decisions = np.full(len(chance), NO_DECISION, dtype=object)
    decisions[kept & (chance >= thresholds.review)] = Decision.REVIEW.value
    if asked is not None:
        decisions[asked] = Decision.REVIEW.value
    possible = np.flatnonzero(kept & automatic & (chance >= thresholds.automatic))
    least = automatic_from(chance[possible], thresholds)
    decisions[possible[chance[possible] >= least]] = Decision.AUTO.value
    return decisions


def automatic_from(chance: NDArray[np.float64], thresholds: Thresholds) -> float:
    """The probability from which links are automatic: equal ones are treated alike, whatever their order."""
    values, counts = np.unique(chance, return_counts=True)
    values, counts = values[::-1], counts[::-1]
    errors = np.cumsum((1 - values) * counts) / np.cumsum(counts)
    within = np.flatnonzero(errors <= thresholds.automatic_error)
    return float(values[within[-1]]) if len(within) else 2.0
