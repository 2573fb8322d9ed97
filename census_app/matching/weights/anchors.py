"""Weights learned from the source itself: where both records carry a full identifier, it tells which pairs are true.

Only pairs that some key without the identifier brought together are used, so what is learned holds for the pairs
without identifiers, which look the same otherwise. Identifiers themselves are weighed by how often they agree and
differ among pairs that everything else says are true or false (EM, Dempster, Laird and Rubin 1977).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import Comparison
from census_app.matching.kinds.kind import MISSING_LEVEL
from census_app.matching.weights.fitting import fit, patterns
from census_app.matching.weights.model import Model, probability

ENOUGH = 400
_ROUNDS = 10
_TRUE_LEVELS = ("equal", "organisation_equal")
_FALSE_LEVEL = "different"
_RAREST = 1e-6


def anchored(comparison: Comparison, levels: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which pairs the identifier calls true, and which false; the others it leaves open."""
    numbers = [comparison.levels.index(level) + 1 for level in _TRUE_LEVELS if level in comparison.levels]
    return np.isin(levels, numbers), levels == comparison.levels.index(_FALSE_LEVEL) + 1


def learn(
    comparisons: Sequence[Comparison],
    levels: NDArray[np.uint8],
    met_otherwise: NDArray[np.bool_],
    anchor: str,
    earlier: Model,
) -> Model:
    """A model fitted to the anchored pairs, or `earlier` when there are too few of either kind.

    `met_otherwise` tells the pairs brought together by a key without the identifier.
    """
    place = [comparison.id for comparison in comparisons].index(anchor)
    usable = met_otherwise & (levels[:, place] != MISSING_LEVEL)
    levels = levels[usable]
    true, false = anchored(comparisons[place], levels[:, place])
    if true.sum() < ENOUGH or false.sum() < ENOUGH:
        return earlier
    others = [comparison for number, comparison in enumerate(comparisons) if number != place]
    evidence = np.delete(levels, place, axis=1)
    truth, known = true.astype(np.float64), true | false
    model = earlier
    for _ in range(_ROUNDS):
        model = fit(
            others,
            patterns(evidence[known], truth[known]),
            earlier,
            name=f"{earlier.id}+",
            trained_on="证件号一致与不一致的对",
            version=earlier.version,
            monotone=[one.id for one in others if one.id.endswith(":frequency")],
        )
        model = _with_identifier(model, comparisons[place], levels[:, place], others, evidence)
        whole = model.weigh(comparisons, levels)
        # a number that is simply wrong must not teach that everything else may agree by chance
        truth = np.where(true, 1.0, probability(whole))
        known = np.ones(len(levels), dtype=bool)
    return model


def _with_identifier(
    model: Model,
    comparison: Comparison,
    found: NDArray[np.uint8],
    others: Sequence[Comparison],
    evidence: NDArray[np.uint8],
) -> Model:
    without = Model.model_validate({**model.model_dump(), "bits": {**model.bits, comparison.id: {}}})
    chance = probability(without.weigh(others, evidence))
    size = len(comparison.levels) + 1
    if_true = np.bincount(found, weights=chance, minlength=size)[1:size]
    if_false = np.bincount(found, weights=1 - chance, minlength=size)[1:size]
    if_true = (if_true + 0.5) / (if_true.sum() + 0.5 * (size - 1))
    if_false = (if_false + 0.5) / (if_false.sum() + 0.5 * (size - 1))
    # how often identifiers of different people agree is a fact of numbering, not of this sample
    chance_agreement = np.asarray([_RAREST if level in _TRUE_LEVELS else 0.0 for level in comparison.levels])
    if_false = np.where(chance_agreement > 0, chance_agreement, if_false)
    bits = {
        level: round(float(np.log2(true / false)), 4)
        for level, true, false in zip(comparison.levels, if_true, if_false, strict=True)
    }
    return model.model_copy(update={"bits": {**model.bits, comparison.id: bits}})
