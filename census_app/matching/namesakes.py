"""People who share a name and a town or village, and nothing else: whom nobody can tell from the customer.

A reviewer who is shown a namesake of the same town finds nothing that speaks against him, and takes him for the
customer; in a village of one clan, where houses have no numbers, the place says hardly more. One by one such pairs are
as often true as their probability says; how many strangers they hold together is known as well, and so many are left
open, the least probable first, that the others hold no more than is allowed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import RARITY_SUFFIX, Comparison
from census_app.matching.kinds.kind import MISSING_LEVEL
from census_app.matching.vetoes import roles_agreeing

_NAME, _ADDRESS = "name", "address"
_SAME_NAME = ("equal", "homophone")
_NO_DOOR = ("same_place", "number_differs", "neighbour", "same_town")


def doubtful_namesakes(
    comparisons: Sequence[Comparison],
    levels: NDArray[np.uint8],
    chance: NDArray[np.float64],
    shown: NDArray[np.bool_],
    most: float,
) -> NDArray[np.bool_]:
    """Which of the `shown` pairs are people of one name and town with neither door nor anything else in common, and too
    improbable: without them no more than `most` of such pairs are expected to be of two people. Equally probable ones
    are treated alike; none without names of people."""
    ids = [one.id for one in comparisons]
    found = np.zeros(len(chance), dtype=bool)
    if not {_NAME + RARITY_SUFFIX, _ADDRESS} <= set(ids):
        return found
    places = np.flatnonzero(shown)
    rows = levels[places]
    name, rarity, address = (ids.index(one) for one in (_NAME, _NAME + RARITY_SUFFIX, _ADDRESS))
    same = np.isin(rows[:, name], [comparisons[name].levels.index(level) + 1 for level in _SAME_NAME])
    same &= np.isin(rows[:, address], [comparisons[address].levels.index(level) + 1 for level in _NO_DOOR])
    apart = rows.copy()
    apart[:, address] = MISSING_LEVEL
    same &= (rows[:, rarity] != MISSING_LEVEL) & (roles_agreeing(comparisons, apart) == 1)
    places = places[same]
    values, counts = np.unique(chance[places], return_counts=True)
    within = np.flatnonzero(np.cumsum(((1 - values) * counts)[::-1])[::-1] <= most)
    found[places] = chance[places] < (values[within[0]] if len(within) else 2.0)
    return found
