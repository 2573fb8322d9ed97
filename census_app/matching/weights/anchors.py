"""Weights learned from the source itself: where both records carry a full identifier, it tells which pairs are true.

Only pairs that some key without the identifier brought together are used, so what is learned holds for the pairs
without identifiers, which look the same otherwise. Identifiers themselves are weighed by how often they agree and
differ among pairs that everything else says are true or false (EM, Dempster, Laird and Rubin 1977).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import FREQUENCY_SUFFIX, RARITY_SUFFIX, Comparison, Pairs
from census_app.matching.kinds.identifier import BORROWED, MASK_TELLS
from census_app.matching.kinds.kind import MISSING_LEVEL
from census_app.matching.weights.fitting import fit, patterns
from census_app.matching.weights.measuring import Known, measured
from census_app.matching.weights.model import Model, probability
from census_app.matching.weights.unidentified import LeftRecords

ENOUGH = 400
_ROUNDS = 10
_TRUE_LEVELS = ("equal", "organisation_equal")
_FALSE_LEVEL = "different"
_RAREST = 1e-6
_BY_CHANCE = {MASK_TELLS: 2e-4}
_OTHER_KIND = "other_kind"
_NUMBERED = "identifier"


def anchored(comparison: Comparison, levels: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which pairs the identifier calls true, and which false; the others it leaves open."""
    numbers = [comparison.levels.index(level) + 1 for level in _TRUE_LEVELS if level in comparison.levels]
    return np.isin(levels, numbers), levels == comparison.levels.index(_FALSE_LEVEL) + 1


def learn(
    comparisons: Sequence[Comparison],
    pairs: Pairs,
    met_otherwise: NDArray[np.bool_],
    anchor: str,
    earlier: Model,
    many: bool = False,
    lefts: LeftRecords | None = None,
) -> Model:
    """A model fitted to the anchored pairs, or `earlier` when there are too few of either kind.

    `met_otherwise` tells the pairs brought together by a key without the identifier; `many` whether a left record may
    have several partners. With `lefts`, what was learned is fitted to those without identifier.
    """
    place = [comparison.id for comparison in comparisons].index(anchor)
    usable = np.flatnonzero(met_otherwise & (pairs.levels[:, place] != MISSING_LEVEL))
    # a pair's truth depends on its levels alone, and of millions of pairs most look like thousands of others
    rows, row = pairs.rows.taken(usable)
    told = Told(usable, rows, row, *anchored(comparisons[place], rows[:, place]))
    if not told.enough:
        return earlier
    return learn_from(comparisons, pairs, told, anchor, earlier, many, lefts)


@dataclass(frozen=True)
class Told:
    """Pairs an anchor tells of: their `places` among all, the distinct `rows` of levels, the `row` of each pair, and
    which rows are `true` and which `false` (the others are open)."""

    places: NDArray[np.intp]
    rows: NDArray[np.uint8]
    row: NDArray[np.intp]
    true: NDArray[np.bool_]
    false: NDArray[np.bool_]

    @property
    def counts(self) -> NDArray[np.intp]:
        """How many pairs each row stands for."""
        return np.bincount(self.row, minlength=len(self.rows))

    @property
    def enough(self) -> bool:
        """Whether there are enough of either kind to learn from."""
        counts = self.counts
        return bool(min(counts[self.true].sum(), counts[self.false].sum()) >= ENOUGH)


def learn_from(
    comparisons: Sequence[Comparison],
    pairs: Pairs,
    told: Told,
    anchor: str,
    earlier: Model,
    many: bool = False,
    lefts: LeftRecords | None = None,
) -> Model:
    """A model fitted to what the anchor tells; see `learn`."""
    columns = [number for number, one in enumerate(comparisons) if one.id.partition(":")[0] == anchor]
    rows, counts, true = told.rows, told.counts, told.true
    place, found = columns[0], told.rows[:, columns[0]]
    others = [comparison for number, comparison in enumerate(comparisons) if number not in columns]
    evidence = np.delete(rows, columns, axis=1)
    truth, known = true.astype(np.float64), true | told.false
    model = earlier
    for _ in range(_ROUNDS):
        model = fit(
            others,
            patterns(evidence[known], truth[known], counts[known]),
            earlier,
            name=f"{earlier.id}+",
            trained_on="证件号一致与不一致的对",
            version=earlier.version,
            begin=model,
            monotone=[one.id for one in others if one.id.endswith((FREQUENCY_SUFFIX, RARITY_SUFFIX))],
        )
        model = _no_likelier(model, earlier, others)
        chance = truth if known.all() else np.where(true, 1.0, probability(model.weigh(others, evidence)))
        model = _with_identifier(model, comparisons[place], found, chance, counts)
        # a number that is simply wrong must not teach that everything else may agree by chance
        truth = np.where(true, 1.0, probability(model.weigh(comparisons, rows)))
        known = np.ones(len(rows), dtype=bool)
    by_anchor = Known(told.places, rows, told.row, truth, columns)
    return measured(comparisons, pairs, by_anchor, model, earlier.claims, many, lefts)


def _no_likelier(model: Model, earlier: Model, comparisons: Sequence[Comparison]) -> Model:
    """The model with levels that say a person and a company were met weighing no more than in the earlier one.

    Who keeps a shop under the owner's name has the shop's code; of those without a code, which nothing was learned of,
    nearly all are people who live there.
    """
    capped = {
        one.id: {**bits, _OTHER_KIND: min(bits.get(_OTHER_KIND, 0.0), earlier.of(one).get(_OTHER_KIND, 0.0))}
        for one in comparisons
        if _OTHER_KIND in one.levels
        for bits in [model.of(one)]
    }
    return replace(model, bits={**model.bits, **capped})


def _with_identifier(
    model: Model,
    comparison: Comparison,
    found: NDArray[np.uint8],
    truth: NDArray[np.float64],
    counts: NDArray[np.intp],
) -> Model:
    size = len(comparison.levels) + 1
    if_true = np.bincount(found, weights=truth * counts, minlength=size)[1:size]
    if_false = np.bincount(found, weights=(1 - truth) * counts, minlength=size)[1:size]
    if_true = (if_true + 0.5) / (if_true.sum() + 0.5 * (size - 1))
    if_false = (if_false + 0.5) / (if_false.sum() + 0.5 * (size - 1))
    if comparison.kind == _NUMBERED:
        # how often identifiers of different people agree is a fact of numbering, not of this sample
        chance_agreement = np.asarray(
            [_RAREST if level in _TRUE_LEVELS else _BY_CHANCE.get(level, 0.0) for level in comparison.levels]
        )
        if_false = np.where(chance_agreement > 0, chance_agreement, if_false)
    bits = {
        level: round(float(np.log2(true / false)), 4)
        for level, true, false in zip(comparison.levels, if_true, if_false, strict=True)
    }
    if BORROWED in bits:
        # it tells as little of the pair as of how often numbers are lent
        bits[BORROWED] = model.of(comparison).get(BORROWED, 0.0)
    return replace(model, bits={**model.bits, comparison.id: bits})
