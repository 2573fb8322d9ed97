"""Weights learned where no identifier tells: two records of nearly one name under one telephone are one person's.

Where numbers are left out altogether, or all are masked, telephones are still told, and half of them are old: that two
differ says nothing, but whoever is met by name and telephone is met for sure, and everybody else he was compared with
is somebody else. What is left open is estimated with the weights (EM on partly labelled pairs; Nigam et al. 2000).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import FREQUENCY_SUFFIX, RARITY_SUFFIX, Comparison, Pairs
from census_app.matching.comparing_roles import Named
from census_app.matching.deciding import NO_DECISION
from census_app.matching.kinds.kind import MISSING_LEVEL
from census_app.matching.ordering import distinct_rows
from census_app.matching.sources import Source, keys_without
from census_app.matching.vetoes import vetoes
from census_app.matching.weights.anchors import Told, learn_from
from census_app.matching.weights.model import Model
from census_app.matching.weights.strangers import with_strangers

_NAME = "name"


def learn_by_phone(
    comparisons: Sequence[Comparison],
    pairs: Pairs,
    source: Source,
    named: Named | None,
    earlier: Model,
) -> Model:
    """A model fitted to those met by name and telephone, the source's `stand_in`, or `earlier` when they are too few
    or it has none. `named` tells which left records have a person's name, None where no names are compared.
    """
    phone = source.stand_in
    if phone is None:
        return earlier
    place = [one.id for one in comparisons].index(phone)
    rows, row = pairs.rows
    same = _same(comparisons, rows, place, phone, earlier)[row]
    theirs = np.zeros(int(pairs.left.max(initial=-1)) + 1, dtype=bool)
    theirs[pairs.left[same]] = True
    met_otherwise = (pairs.keys & np.uint32(keys_without(source, phone))) != 0
    # who bears no name is somebody of the house: nothing is learned of doors and telephones from him
    told_both = (pairs.levels[:, [place, *_names(comparisons)]] != MISSING_LEVEL).all(axis=1)
    usable = np.flatnonzero(met_otherwise & told_both)
    said = np.where(same, 1, np.where(theirs[pairs.left], 2, 0)).astype(np.uint8)[usable]
    rows, row = distinct_rows(np.column_stack([pairs.levels[usable], said]))
    told = Told(usable, rows[:, :-1], row, rows[:, -1] == 1, rows[:, -1] == 2)
    if not told.enough:
        return earlier
    model = learn_from(comparisons, pairs, told, phone, earlier)
    if named is None:
        return model
    told_by = [column for column, one in enumerate(comparisons) if one.id.partition(":")[0] == phone]
    for sort in named:
        model = with_strangers(comparisons, pairs, same, told_by, sort, model)
    return model


def _same(
    comparisons: Sequence[Comparison], rows: NDArray[np.uint8], place: int, phone: str, model: Model
) -> NDArray[np.bool_]:
    """Rows of one telephone whose names, the address apart, leave it more likely than not that they are one; where one
    of them tells no name, the telephone may be any of the family's."""
    apart = (FREQUENCY_SUFFIX, RARITY_SUFFIX)
    of_both = [
        column
        for column, one in enumerate(comparisons)
        if one.id.partition(":")[0] == phone or one.kind.removesuffix(apart[0]).removesuffix(apart[1]) == _NAME
    ]
    compared, kept = [comparisons[column] for column in of_both], rows[:, of_both]
    told = (rows[:, _names(comparisons)] != MISSING_LEVEL).all(axis=1)
    likely = (rows[:, place] == 1) & (model.weigh(compared, kept) > 0) & told
    found: NDArray[np.bool_] = likely & (vetoes(comparisons, rows).forbidden == NO_DECISION)
    return found


def _names(comparisons: Sequence[Comparison]) -> list[int]:
    """The column of names, where names are compared."""
    return [column for column, one in enumerate(comparisons) if one.id == _NAME]
