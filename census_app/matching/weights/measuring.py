"""What the weights have turned out to mean: measured on the best candidates records would have without identifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from census_app.matching.claims import claimed, weighed_claims, with_claims
from census_app.matching.comparing import Comparison, LevelRows, Pairs
from census_app.matching.deciding import NO_DECISION, Scored, best_of_each, compete, net_bits
from census_app.matching.decisions import Decision
from census_app.matching.kinds.kind import MISSING_LEVEL
from census_app.matching.vetoes import vetoes
from census_app.matching.weights.bounding import bounded
from census_app.matching.weights.calibrating import calibrated, measure
from census_app.matching.weights.likeness import Best, alike, correction, row_corrections, with_more
from census_app.matching.weights.model import Claims, Model, mark_of
from census_app.matching.weights.unidentified import LeftRecords, common_columns, share_a_name_alone, shifts

Truth = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """Pairs whose truth the identifier tells: their `places` among all pairs, the distinct `rows` of levels, the `row`
    of each pair, the `truth` of each row, and the columns of the identifier."""

    places: NDArray[np.intp]
    rows: NDArray[np.uint8]
    row: NDArray[np.intp]
    truth: Truth
    identifier: Sequence[int]


def measured(
    comparisons: Sequence[Comparison],
    pairs: Pairs,
    known: Known,
    model: Model,
    claims: Claims,
    many: bool,
    lefts: LeftRecords | None,
) -> Model:
    """The model with what claims weigh (`claims` where too few tell), with the curve from bits to shares, and with what
    pairs alike turned out to be; fitted to those without identifier when `lefts` tells which they are."""
    everybody = weighed(comparisons, pairs, *pairs.rows, model)
    taken = claimed(everybody, many)
    blind = known.rows.copy()
    blind[:, known.identifier] = MISSING_LEVEL
    scored = weighed(comparisons, pairs.taken(known.places), blind, known.row, model)
    truth, of_known = known.truth[known.row], taken[known.places]
    claims = claims if many else weighed_claims(scored, of_known, truth, claims)
    best, bits = best_of(with_claims(scored, of_known, claims), many)
    # of those who share name and door, or name and phone, an identifier that differs is the error: it tells nothing
    doubtful = vetoes(comparisons, known.rows).finding == Decision.SAME_NAME_OTHER_IDENTIFIER.value
    kept = ~doubtful[known.row[best]]
    best, bits = best[kept], bits[kept]
    truth = truth[best]
    curve = measure(bits, truth)
    anchor = comparisons[known.identifier[0]].id
    model = replace(model, calibration=curve, claims=claims, alike={}, alike_of=mark_of(comparisons), anchor=anchor)
    theirs = Best(scored.left[best], blind[known.row[best]], of_known[best], calibrated(bits, curve))
    if many or lefts is None:
        return replace(model, alike=alike(theirs, truth, common_columns(comparisons)))
    # which of several namesakes is the best depends on what else there is to compare
    weight = np.where(share_a_name_alone(comparisons, theirs.levels), lefts.weights(theirs.left), 1.0)
    model = replace(model, alike=alike(theirs, truth, common_columns(comparisons), weight))
    theirs = _row_corrected(theirs, LevelRows(blind, known.row[best]), model)
    mine = _of_others(pairs, everybody, taken, model, lefts)
    more = shifts(comparisons, theirs, truth, weight, mine, lefts)
    return replace(model, alike=with_more(model.alike, more))


def _of_others(pairs: Pairs, everybody: Scored, taken: NDArray[np.bool_], model: Model, lefts: LeftRecords) -> Best:
    """The best candidates of the left records without identifier, corrected for what pairs alike turned out to be."""
    without = np.flatnonzero(~lefts.identified[pairs.left])
    scored = Scored(pairs.left[without], pairs.right[without], everybody.bits[without])
    best, bits = best_of(with_claims(scored, taken[without], model.claims), many=False)
    places = without[best]
    found = Best(pairs.left[places], pairs.levels[places], taken[places], calibrated(bits, model.calibration))
    return _row_corrected(found, pairs.rows.taken(places), model)


def best_of(scored: Scored, many: bool) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The places of the best candidates that are not forbidden, and their bits among all of their left records."""
    chance = compete(scored, many)
    best = best_of_each(scored.left, chance, scored.right)
    best = best[np.isfinite(scored.bits[best])]
    return best, net_bits(chance[best])


def taken_by_others(comparisons: Sequence[Comparison], pairs: Pairs, model: Model) -> NDArray[np.bool_]:
    """Per pair whether its right record is surely another left record's (one of a source that is claimed at all)."""
    return claimed(weighed(comparisons, pairs, *pairs.rows, model), many=False)


def corrected(
    model: Model, left: NDArray[np.intp], levels: NDArray[np.uint8], taken: NDArray[np.bool_], bits: NDArray[np.float64]
) -> Best:
    """Best candidates with these nominal bits, measured by the curve and by what known pairs alike turned out to be."""
    best = Best(left, levels, taken, calibrated(bits, model.calibration))
    return replace(best, bits=best.bits + correction(model, levels, taken))


def _row_corrected(best: Best, rows: LevelRows, model: Model) -> Best:
    """`corrected` of candidates with these rows of levels."""
    return replace(best, bits=best.bits + row_corrections(model, rows, best.claimed))


def weighed(
    comparisons: Sequence[Comparison], pairs: Pairs, rows: NDArray[np.uint8], row: NDArray[np.intp], model: Model
) -> Scored:
    """The pairs with the bits of their rows of levels; forbidden ones can be nobody's."""
    believed = bounded(model, comparisons, rows, model.weigh(comparisons, rows))
    bits = np.where(vetoes(comparisons, rows).forbidden == NO_DECISION, believed, -np.inf)
    return Scored(pairs.left, pairs.right, bits[row])
