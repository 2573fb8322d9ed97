"""Which of several records at one door is the one: streets run through villages, and villages count their houses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census_app.matching.entries import Codes, EntryTable
from census_app.matching.kinds.address.doors import LEVELS
from census_app.matching.kinds.kind import Levels, agree, clash

_SAME_DOOR, _DOOR_ALIKE = (LEVELS.index(level) + 1 for level in ("same_door", "door_alike"))


def in_its_village(
    table: EntryTable, records: NDArray[np.integer], left: Codes, right: Codes, levels: Levels
) -> Levels:
    """Levels of pairs of entries, of which `records` are the left records: the same door in another village is but
    alike where the same record meets one in its own."""
    at_door = levels == _SAME_DOOR
    own = np.flatnonzero(at_door)[agree(table, "village", left[at_door], right[at_door])]
    elsewhere = np.flatnonzero(at_door)[clash(table, "village", left[at_door], right[at_door])]
    found = levels.copy()
    found[elsewhere[np.isin(records[elsewhere], records[own])]] = _DOOR_ALIKE
    return found
