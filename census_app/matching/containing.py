"""Records that are no rivals, or none any more, because another one is met at the very door.

A register of addresses holds the building, the stair and each flat. A register of houses holds all that somebody owns:
whoever is met at his door is not met at his other doors as well, and neither is the owner of a house whose door another
customer has.
"""

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


def settled_elsewhere(
    decisive: NDArray[np.bool_], whole: NDArray[np.bool_], left: Rows, right: Rows
) -> NDArray[np.bool_]:
    """Pairs of which nothing `decisive` agrees while either record is met as a `whole` with another one."""
    if not whole.any():
        return np.zeros(len(left), dtype=bool)
    found: NDArray[np.bool_] = ~decisive & (np.isin(left, left[whole]) | np.isin(right, right[whole]))
    return found
