"""What a sum of bits has turned out to mean: shares of true links measured among pairs whose truth is known.

Comparisons are not independent and records compete for one partner, so nominal odds mislead (3 to 9 bits have been
seen to say .99 and be true .74 to .88 of the time). The measured curve is monotone: isotonic regression by pooling
adjacent violators (Zadrozny and Elkan 2002), on bins of bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census_app.matching.weights.fitting import falling

Knots = tuple[tuple[float, float], ...]
# Bins are half a bit wide, wider where pairs are few: the curve rises by several bits within one, in the middle.
_WIDTH = 0.5
_FEWEST = 80
# A bin with fewer errors (or, below, fewer true pairs) cannot tell its share; there only the curve's offset is kept.
_FEWEST_ERRORS = 4.0
_FEWEST_BINS = 4


def measure(bits: NDArray[np.float64], truth: NDArray[np.float64]) -> Knots:
    """The curve from nominal to measured bits, or none when fewer than a handful of bins can be filled, or
    only one of them tells its share."""
    groups = _bins(bits)
    if len(groups) < _FEWEST_BINS:
        return ()
    nominal = np.asarray([bits[group].mean() for group in groups])
    sizes = np.asarray([float(len(group)) for group in groups])
    true = np.asarray([truth[group].sum() for group in groups])
    # half a success and half a failure are added (Jeffreys), so that no bin claims certainty
    rising = falling(((true + 0.5) / (sizes + 1))[::-1], sizes[::-1])[::-1]
    measured = np.log2(rising / (1 - rising))
    told = np.minimum(rising, 1 - rising) * sizes >= _FEWEST_ERRORS
    knots: dict[float, float] = {}
    for one, other in zip(nominal[told], measured[told], strict=True):
        knots[round(float(one), 3)] = round(float(other), 3)
    # one bin alone, far from the rest, would shift them all by its own offset
    return tuple(knots.items()) if len(knots) > 1 else ()


def _bins(bits: NDArray[np.float64]) -> list[NDArray[np.intp]]:
    """Places of the pairs of each bin, in rising order of bits."""
    order = np.argsort(bits, kind="stable")
    _, starts = np.unique(np.floor(bits[order] / _WIDTH), return_index=True)
    groups: list[NDArray[np.intp]] = []
    begin = 0
    for end in [*starts[1:].tolist(), len(order)]:
        if end - begin >= _FEWEST:
            groups.append(order[begin:end])
            begin = end
    if begin < len(order) and groups:
        groups[-1] = np.concatenate([groups[-1], order[begin:]])
    return groups


def calibrated(bits: NDArray[np.float64], knots: Knots) -> NDArray[np.float64]:
    """Measured bits; beyond the first and last knot the curve goes on in parallel to the nominal ones."""
    if not knots:
        return bits
    nominal, measured = (np.asarray(side) for side in zip(*knots, strict=True))
    inside = np.interp(bits, nominal, measured)
    below = bits + (measured[0] - nominal[0])
    above = np.maximum(bits + (measured[-1] - nominal[-1]), measured[-1])
    result: NDArray[np.float64] = np.where(bits < nominal[0], below, np.where(bits > nominal[-1], above, inside))
    return result
