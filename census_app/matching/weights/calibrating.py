"""What a sum of bits has turned out to mean: shares of true links measured among pairs whose truth is known.

Comparisons are not independent and records compete for one partner, so nominal odds mislead (3 to 9 bits have been
seen to say .99 and be true .74 to .88 of the time). The measured curve is monotone: isotonic regression by pooling
adjacent violators (Zadrozny and Elkan 2002), on bins of equal count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census_app.matching.weights.fitting import falling

Knots = tuple[tuple[float, float], ...]
_BINS = 40
_FEWEST = 25
# A bin with fewer errors (or, below, fewer true pairs) cannot tell its share; there only the curve's offset is kept.
_FEWEST_ERRORS = 4.0


def measure(bits: NDArray[np.float64], truth: NDArray[np.float64]) -> Knots:
    """The curve from nominal to measured bits, or none when fewer than a handful of bins can be filled."""
    bins = min(_BINS, len(bits) // _FEWEST)
    if bins < 4:
        return ()
    order = np.argsort(bits, kind="stable")
    groups = np.array_split(order, bins)
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
    return tuple(knots.items())


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
