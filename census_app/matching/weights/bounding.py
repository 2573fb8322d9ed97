"""How probable pairs can be at most that something makes doubtful, whatever else agrees.

Bits of what agrees are added up as if each told something of its own. Of two firms with other names, owner, door and
telephone tell three times whose firm it is, and not once which of his: however many bits that makes, it stays as
probable as that he has one firm which was given another name.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import Comparison
from census_app.matching.vetoes import doubtful
from census_app.matching.weights.model import Model, bits_of

Bits = NDArray[np.float64]


def bounded(model: Model, comparisons: Sequence[Comparison], levels: NDArray[np.uint8], bits: Bits) -> Bits:
    """The bits, those of pairs with a doubt of `model.at_most` no higher than it allows."""
    return np.minimum(bits, ceilings(model, comparisons, levels)) if model.at_most else bits


def ceilings(model: Model, comparisons: Sequence[Comparison], levels: NDArray[np.uint8]) -> Bits:
    """The most bits that `model.at_most` allows each row of levels; infinitely many without a doubt."""
    most = np.full(len(levels), np.inf)
    masks = doubtful(comparisons, levels) if model.at_most else {}
    for doubt, share in model.at_most.items():
        most[masks[doubt]] = np.minimum(most[masks[doubt]], bits_of(share))
    return most
