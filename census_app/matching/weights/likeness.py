"""What sure pairs that are alike have turned out to be, where their bits say something else.

The curve from bits to shares is one for all pairs, and people who share name, door and nothing else are far more surely
one than others of as many bits. Where enough pairs with the very same levels are known, their own share is believed,
drawn towards what the curve says of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census_app.matching.entries import mix
from census_app.matching.weights.model import Model, probability

_FEWEST = 20
# Pairs by which the share of those alike is drawn to the curve.
_DRAWN = 20.0
# Less sure pairs stay with the curve: among them those who have an identifier, and tell the share, are not like those
# who have none, and a share of some dozen pairs is worth no more than the curve of hundreds (see matching_figures.md).
_SURE = 0.9


def alike(levels: NDArray[np.uint8], bits: NDArray[np.float64], truth: NDArray[np.float64]) -> dict[str, float]:
    """Bits to add to calibrated ones for each row of levels (as text) that enough sure pairs of known `truth` show."""
    _, first, row, counts = np.unique(_numbers(levels), return_index=True, return_inverse=True, return_counts=True)
    shown = np.bincount(row, weights=probability(bits), minlength=len(first)) / counts
    true = np.bincount(row, weights=truth, minlength=len(first))
    added = _odds((true + _DRAWN * shown) / (counts + _DRAWN)) - _odds(shown)
    told = np.flatnonzero((counts >= _FEWEST) & (shown >= _SURE))
    return {".".join(map(str, levels[first[place]].tolist())): round(float(added[place]), 3) for place in told.tolist()}


def correction(model: Model, levels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The bits added to the calibrated ones of pairs with these levels, for what pairs alike have turned out to be."""
    if not model.alike:
        return np.zeros(len(levels))
    width = levels.shape[1]
    known = [[int(level) for level in row.split(".")] for row in model.alike]
    # a model of other comparisons tells nothing of these
    fits = [place for place, row in enumerate(known) if len(row) == width]
    rows = _numbers(np.asarray([known[place] for place in fits], dtype=np.uint8).reshape(-1, width))
    values = np.asarray(list(model.alike.values()))[fits]
    order = np.argsort(rows)
    numbers = _numbers(levels)
    place = np.searchsorted(rows[order], numbers)
    found = np.append(order, -1)[place]
    same = np.append(rows, np.uint64(0))[found] == numbers
    added: NDArray[np.float64] = np.where(same & (found >= 0), np.append(values, 0.0)[found], 0.0)
    return added


def _numbers(levels: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """A number for each row; that two rows share one is not to be expected."""
    found = np.zeros(len(levels), dtype=np.uint64)
    for column in levels.T:
        found = mix(found * np.uint64(31) + column + np.uint64(1))
    return found


def _odds(share: NDArray[np.float64]) -> NDArray[np.float64]:
    bounded = np.clip(share, 1e-6, 1 - 1e-6)
    bits: NDArray[np.float64] = np.log2(bounded / (1 - bounded))
    return bits
