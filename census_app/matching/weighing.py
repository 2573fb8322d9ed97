"""What the levels of one pair weigh: line by line, and together as when the pair was compared."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from census_app.matching.claims import alone
from census_app.matching.comparing import Comparison, comparisons, level_numbers
from census_app.matching.sources import Source
from census_app.matching.weights.model import Model

ASPECT = ":"


def weighed(source: Source, model: Model, levels: Mapping[str, str]) -> dict[str, float]:
    """Comparison id → bits of its level, in the order given; comparisons of roles the source has no more are left out,
    levels the model does not know weigh nothing."""
    bits = {}
    for comparison, level in levels.items():
        role, _, aspect = comparison.partition(ASPECT)
        if role in source.roles:
            kind = source.roles[role].kind + (ASPECT + aspect if aspect else "")
            bits[comparison] = model.of(Comparison(comparison, (), kind)).get(level, 0.0)
    return bits


def total_bits(model: Model, bits: Mapping[str, float]) -> float:
    """Prior and evidence, added in the order of the comparisons: the same sum to the last digit as in the link set."""
    total = model.prior
    for value in bits.values():
        total += value
    return total


def estimate(source: Source, model: Model, levels: Mapping[str, str]) -> float:
    """How probable the model holds a pair with these levels, whatever else competes with it."""
    total = np.asarray([total_bits(model, weighed(source, model, levels))])
    compared = comparisons(source)
    return float(alone(model, compared, total, level_numbers(compared, levels))[0])
