"""Weights for fields no model knows, learned without a single known pair (Fellegi and Sunter 1969; Winkler 1988).

How often values agree by chance is measured on random pairs; how often they agree for one and the same person or
thing is estimated from the candidates by EM, on distinct rows of levels with their counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import FREQUENCY_SUFFIX, RARITY_SUFFIX, Comparison
from census_app.matching.kinds.kind import Levels
from census_app.matching.ordering import distinct_rows
from census_app.matching.weights.model import Model, bits_of, probability

RANDOM_PAIRS = 200_000
_SEED = 1
_ROUNDS = 25
_FIRST_GUESS = 0.9  # share of true pairs that agree fully in a field, before anything was seen
_HALF = 0.5  # added to every count, so that no level is impossible

_PLAIN = ("text", "number", "date")

Shares = list[NDArray[np.float64]]


def unfamiliar(comparisons: Sequence[Comparison], model: Model) -> bool:
    """True when `model` knows none of the fields and all are plain words, numbers or dates of which nothing is known.

    Names, identifiers, phones and addresses are never unfamiliar: the shipped weights of their kinds know siblings,
    shared phones and neighbours, which records cannot tell of themselves.
    """
    plain = all(one.kind.partition(":")[0] in _PLAIN for one in comparisons)
    return plain and not any(one.id in model.bits for one in comparisons)


def random_pairs(left: int, right: int, within: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of random pairs, the same on every run; a table compared with itself never pairs a row with itself."""
    if not left or not right:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    random = np.random.default_rng(_SEED)
    a, b = random.integers(0, left, RANDOM_PAIRS), random.integers(0, right, RANDOM_PAIRS)
    keep = a != b if within else np.ones(len(a), dtype=bool)
    return a[keep].astype(np.int64), b[keep].astype(np.int64)


def learn_alone(
    comparisons: Sequence[Comparison], candidates: Levels, by_chance: Levels, possible: int, earlier: Model
) -> Model:
    """A model of `candidates` (pairs x comparisons), given the levels of random pairs; `earlier` when there are none.

    `possible` is the number of pairs there could be: the prior is the expected number of true pairs among them. How
    common a shared value is gets no weight of its own.
    """
    places = [at for at, one in enumerate(comparisons) if not one.id.endswith((FREQUENCY_SUFFIX, RARITY_SUFFIX))]
    if not len(candidates) or not len(by_chance):
        return earlier
    rows, place = distinct_rows(candidates[:, places])
    counts = np.bincount(place, minlength=len(rows)).astype(np.float64)
    sizes = [len(comparisons[at].levels) for at in places]
    chance = _shares(by_chance[:, places], np.ones(len(by_chance)), sizes)
    same = [np.asarray([_FIRST_GUESS, *[(1 - _FIRST_GUESS) / max(size - 1, 1)] * (size - 1)]) for size in sizes]
    prior = bits_of(min(max(len(candidates) / 4 / possible, 1e-9), 0.5))
    for _ in range(_ROUNDS):
        true = probability(_weighed(rows, same, chance, prior)) * counts
        prior = bits_of(min(max(float(true.sum()) / possible, 1e-12), 0.5))
        same = _shares(rows, true, sizes)
    bits = {
        comparisons[at].id: {
            level: round(float(weight), 4)
            for level, weight in zip(comparisons[at].levels, np.log2(same[number] / chance[number]), strict=True)
        }
        for number, at in enumerate(places)
    }
    return Model(
        id=f"{earlier.id}+", version=earlier.version, prior=round(prior, 4), bits=bits,
        at_most=earlier.at_most, trained_on="候选对本身（EM）与随机对",
    )  # fmt: skip


def _shares(rows: Levels, weights: NDArray[np.float64], sizes: Sequence[int]) -> Shares:
    """Per comparison the share of each level among the pairs that have both values."""
    found = []
    for number, size in enumerate(sizes):
        counted = np.bincount(rows[:, number], weights=weights, minlength=size + 1)[1 : size + 1] + _HALF
        found.append(counted / counted.sum())
    return found


def _weighed(rows: Levels, same: Shares, chance: Shares, prior: float) -> NDArray[np.float64]:
    total = np.full(len(rows), prior)
    for number, (one, other) in enumerate(zip(same, chance, strict=True)):
        total += np.concatenate([[0.0], np.log2(one / other)])[rows[:, number]]
    return total
