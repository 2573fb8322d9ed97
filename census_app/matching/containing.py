"""Sources whose records contain each other, as a register of addresses holds the building, the stair and each flat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from census_app.matching.blocking import Rows
from census_app.matching.comparing import Comparison

_WHOLE, _PARTS = ("same_door", "same_group"), ("door_in_part", "flat_not_told", "group_in_part")


def outdone(
    nested: str | None, comparisons: Sequence[Comparison], left: Rows, levels: NDArray[np.uint8]
) -> NDArray[np.bool_]:
    """Where the right record only contains the door at which another one meets the left record: the two are no rivals.

    `nested` is the address role of a source whose records contain each other; None gives none. `left` may come in any
    order.
    """
    place = next((number for number, one in enumerate(comparisons) if one.id == nested), None)
    if place is None or not len(left):
        return np.zeros(len(left), dtype=bool)
    numbers = {name: number for number, name in enumerate(comparisons[place].levels, start=1)}
    whole, part = (np.isin(levels[:, place], [numbers[name] for name in names]) for names in (_WHOLE, _PARTS))
    found: NDArray[np.bool_] = part & np.isin(left, left[whole])
    return found
