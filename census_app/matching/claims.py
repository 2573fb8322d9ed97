"""Whether the record a pair leads to is already somebody else's: evidence that no comparison of the two can give.

A namesake who is not in the register still finds a record of the name there, but its owner is mostly found too. One
record may serve several (one person, two meters), so a claim weighs, and does not forbid; how much it weighs is
learned from the pairs told apart by the identifier.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import Comparison
from census_app.matching.deciding import Scored, best_of_each, compete, net_bits
from census_app.matching.sources import Source
from census_app.matching.weights.likeness import turned_out
from census_app.matching.weights.model import Claims, Model, probability

# Nominal bits from which a left record's best candidate counts as its own.
_SURE = 8.0
# Best candidates below that are hardly ever true, and nobody asks about them.
_FAINTEST = -6.0
_FEWEST = 20.0


def claimed(scored: Scored, many: bool) -> NDArray[np.bool_]:
    """Per pair whether its right record is surely the best of another left record; never when `many`."""
    found = np.zeros(len(scored.left), dtype=bool)
    if many or not len(found):
        return found
    chance = compete(scored, many)
    best = best_of_each(scored.left, chance, scored.right)
    sure = best[net_bits(chance[best]) >= _SURE]
    claims = np.bincount(scored.right[sure], minlength=int(scored.right.max()) + 1)
    found[sure] = True
    others: NDArray[np.bool_] = claims[scored.right] > found
    return others


def weighed_claims(scored: Scored, taken: NDArray[np.bool_], truth: NDArray[np.float64], earlier: Claims) -> Claims:
    """The bits of a free and of a claimed right record, among the best candidates whose truth is known (or known with
    some probability); `earlier` where too few true or false ones are known."""
    chance = compete(scored, many=False)
    best = best_of_each(scored.left, chance, scored.right)
    best = best[net_bits(chance[best]) > _FAINTEST]
    true, false = truth[best], 1 - truth[best]
    if min(true.sum(), false.sum()) < _FEWEST:
        return earlier
    if_true = (true[taken[best]].sum() + 0.5) / (true.sum() + 1)
    if_false = (false[taken[best]].sum() + 0.5) / (false.sum() + 1)
    # a claim never speaks for a pair
    if_true = min(if_true, if_false)
    return Claims(
        free=round(float(np.log2((1 - if_true) / (1 - if_false))), 4),
        taken=round(float(np.log2(if_true / if_false)), 4),
    )


def with_claims(scored: Scored, taken: NDArray[np.bool_], claims: Claims) -> Scored:
    """The candidates with what the claims on their right records weigh."""
    return Scored(scored.left, scored.right, scored.bits + bits_of_claims(taken, claims))


def bits_of_claims(taken: NDArray[np.bool_], claims: Claims) -> NDArray[np.float64]:
    """What the claims on right records weigh."""
    return np.where(taken, claims.taken, claims.free)


def claim_told(model: Model, evidence: float, bits: float) -> str:
    """Which claim a pair weighed with `bits` had, given the sum of its other evidence: a field of `Claims`, or "" when
    the model counts none."""
    if model.claims == Claims():
        return ""
    halfway = (model.claims.free + model.claims.taken) / 2
    return "free" if bits - evidence > halfway else "taken"


def counts_claims(source: Source) -> bool:
    """Whether a record of the source is somebody's: it carries who, and a left record has one partner."""
    return source.anchor is not None and not source.many


def alone(
    model: Model, comparisons: Sequence[Comparison], bits: NDArray[np.float64], levels: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """The probability of pairs with these net bits and levels when nobody else claims their right records."""
    nobody = np.zeros(len(levels), dtype=bool)
    return probability(turned_out(model, comparisons, bits + model.claims.free, levels, nobody))
