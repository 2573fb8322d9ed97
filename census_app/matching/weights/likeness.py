"""What pairs that are alike have turned out to be, where their bits say something else.

The curve from bits to shares is one for all pairs, but evidence is not as independent as a sum of bits has it: people
who share name, door and nothing else are far more surely one than others of as many bits, people who share a rare name
alone far less surely. Where enough pairs that agree and differ in the same fields are known, their own share is
believed, drawn towards what the curve says of them; then that of those whose shared values are also equally common and
whose records are claimed or free alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import Comparison, LevelRows
from census_app.matching.kinds.kind import MISSING_LEVEL
from census_app.matching.ordering import mix
from census_app.matching.weights.bounding import ceilings
from census_app.matching.weights.calibrating import calibrated
from census_app.matching.weights.model import Model, mark_of, probability

Levels = NDArray[np.uint8]
Bits = NDArray[np.float64]

ANY = "*"
"""Stands in the row of an agreement for how common a shared value is."""
_CLAIMED = "!"
_FEWEST = 20
# Pairs by which the share of those alike is drawn to what was said of them before.
_DRAWN = 20.0
# ... and at least by so many that this many errors (or, where hardly any are true, true ones) were to be expected:
# that a few hundred pairs hold none tells little where one in a thousand was said to be one.
_DRAWN_ERRORS = 1.0
_LEAST = 0.0005  # Fewer bits are none.


@dataclass(frozen=True)
class Best:
    """The best candidates of some left records: their levels without the identifier, whether their right records are
    claimed by others, and their bits as measured by the curve."""

    left: NDArray[np.intp]
    levels: Levels
    claimed: NDArray[np.bool_]
    bits: Bits


def alike(known: Best, truth: Bits, common: Sequence[int], weight: Bits | None = None) -> dict[str, float]:
    """Bits to add to measured ones for each agreement, and each row of levels, that enough pairs of known `truth` show.

    `common` are the columns that tell how common a shared value is; each pair counts as its `weight` says. Rows are
    levels joined by points, those of an agreement have `ANY` in these columns; the rows of claimed records end in an
    exclamation mark.
    """
    told: dict[str, float] = {}
    bits = known.bits
    weight = np.ones(len(bits)) if weight is None else weight
    for rows, numbers in enumerate(_numbers(known.levels, known.claimed, common)):
        _, first, kind = np.unique(numbers, return_index=True, return_inverse=True)
        total = np.bincount(kind, weights=weight)
        shown = np.bincount(kind, weights=weight * probability(bits)) / total
        true = np.bincount(kind, weights=weight * truth) / total
        # pairs that count for many are few (Kish 1965)
        counts = total**2 / np.bincount(kind, weights=weight**2)
        drawn = np.maximum(_DRAWN, _DRAWN_ERRORS / np.clip(np.minimum(shown, 1 - shown), 1e-9, None))
        added = _odds((counts * true + drawn * shown) / (counts + drawn)) - _odds(shown)
        added[(counts < _FEWEST) | (np.abs(added) < _LEAST)] = 0.0
        bits = bits + added[kind]
        for place in np.flatnonzero(added).tolist():
            levels, claimed = known.levels[first[place]], bool(known.claimed[first[place]])
            told[row_of(levels, claimed) if rows else agreement_of(levels, common)] = round(float(added[place]), 3)
    return told


def correction(model: Model, levels: Levels, claimed: NDArray[np.bool_]) -> Bits:
    """The bits added to the measured ones of pairs with these levels, for what pairs alike have turned out to be."""
    added = np.zeros(len(levels))
    if not model.alike:
        return added
    width = levels.shape[1]
    # a model of other comparisons tells nothing of these
    known = {row: bits for row, bits in model.alike.items() if row.count(".") == width - 1}
    common = _common(known)
    for numbers, kept in zip(_numbers(levels, claimed, common), _halves(known), strict=True):
        if kept:
            added += _found(kept, numbers, common)
    return added


def turned_out(
    model: Model, comparisons: Sequence[Comparison], net: Bits, levels: Levels, claimed: NDArray[np.bool_]
) -> Bits:
    """What the net bits of pairs with these levels have turned out to mean.

    Measured is what pairs mean without the model's anchor, so where that speaks against a pair its bits are taken off
    before and added behind: of people who share name and door, a number that differs takes its bits from what name and
    door turned out to mean, not from what the sum of all would mean elsewhere.
    """
    return rows_turned_out(model, comparisons, net, LevelRows(levels, np.arange(len(levels))), claimed)


def rows_turned_out(
    model: Model, comparisons: Sequence[Comparison], net: Bits, rows: LevelRows, claimed: NDArray[np.bool_]
) -> Bits:
    """`turned_out` of pairs with these rows of levels, each row being looked at once."""
    levels, which = rows
    if model.alike_of != mark_of(comparisons):
        model = replace(model, alike={})
    place = next((number for number, one in enumerate(comparisons) if one.id == model.anchor), None)
    taken_off = against(model, comparisons, levels)
    if place is not None:
        levels = levels.copy()
        levels[taken_off < 0, place] = MISSING_LEVEL
    corrected = row_corrections(model, LevelRows(levels, which), claimed)
    measured = calibrated(net - taken_off[which], model.calibration) + corrected + taken_off[which]
    return np.minimum(measured, ceilings(model, comparisons, rows.levels)[which])


def row_corrections(model: Model, rows: LevelRows, claimed: NDArray[np.bool_]) -> Bits:
    """`correction` of pairs with these rows of levels."""
    of_free, of_claimed = (correction(model, rows.levels, np.full(len(rows.levels), taken)) for taken in (False, True))
    return np.where(claimed, of_claimed[rows.which], of_free[rows.which])


def against(model: Model, comparisons: Sequence[Comparison], levels: Levels) -> Bits:
    """The bits by which the model's anchor speaks against pairs with these levels; none where it has no anchor."""
    place = next((number for number, one in enumerate(comparisons) if one.id == model.anchor), None)
    if place is None:
        return np.zeros(len(levels))
    bits: Bits = np.minimum(model.table(comparisons)[place], 0.0)[levels[:, place]]
    return bits


def with_more(told: Mapping[str, float], more: Mapping[str, float]) -> dict[str, float]:
    """The bits of both for each row."""
    return {row: round(told.get(row, 0.0) + more.get(row, 0.0), 3) for row in {**told, **more}}


def agreement_of(levels: NDArray[np.uint8], common: Sequence[int]) -> str:
    """What these levels agree and differ in, as it stands in a model."""
    return ".".join(ANY if column in common else str(level) for column, level in enumerate(levels.tolist()))


def agreements(levels: Levels, common: Sequence[int]) -> NDArray[np.uint64]:
    """A number for what each pair agrees and differs in."""
    return _numbers(levels, np.zeros(len(levels), dtype=bool), common)[0]


def _found(kept: Mapping[str, float], numbers: NDArray[np.uint64], common: Sequence[int]) -> Bits:
    """The bits kept for each of the numbers."""
    rows = [row.removesuffix(_CLAIMED).replace(ANY, "0").split(".") for row in kept]
    claimed = np.asarray([row.endswith(_CLAIMED) for row in kept])
    whole = _numbers(np.asarray(rows, dtype=np.uint8), claimed, common)[0 if ANY in next(iter(kept)) else 1]
    order = np.argsort(whole)
    place = np.minimum(np.searchsorted(whole[order], numbers), len(order) - 1)
    found = order[place]
    bits: Bits = np.where(whole[found] == numbers, np.asarray(list(kept.values()))[found], 0.0)
    return bits


def _halves(known: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """The agreements and the rows."""
    agreements = {row: bits for row, bits in known.items() if ANY in row}
    return agreements, {row: bits for row, bits in known.items() if row not in agreements}


def _common(known: Mapping[str, float]) -> list[int]:
    """The columns that tell how common a shared value is, as the rows of agreements have them."""
    row = next((row for row in known if ANY in row), "")
    return [column for column, level in enumerate(row.split(".")) if level == ANY]


def row_of(levels: NDArray[np.uint8], claimed: bool) -> str:
    """These levels of a pair, whose record somebody else claims or nobody, as they stand in a model."""
    return ".".join(map(str, levels.tolist())) + (_CLAIMED if claimed else "")


def _numbers(
    levels: Levels, claimed: NDArray[np.bool_], common: Sequence[int]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """A number for what each pair agrees in and one for its row; that two share one is not to be expected."""
    found = np.zeros(len(levels), dtype=np.uint64)
    for column in range(levels.shape[1]):
        if column not in common:
            found = mix(found * np.uint64(31) + levels[:, column] + np.uint64(1))
    agreed = found
    for column in common:
        found = mix(found * np.uint64(31) + levels[:, column] + np.uint64(1))
    return agreed, mix(found * np.uint64(31) + claimed + np.uint64(1))


def _odds(share: Bits) -> Bits:
    bounded = np.clip(share, 1e-6, 1 - 1e-6)
    bits: Bits = np.log2(bounded / (1 - bounded))
    return bits
