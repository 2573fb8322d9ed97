"""Numbers written as digits (a house number, a postcode): equal, one digit apart, different."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from census_app.matching.entries import Codes, EntryTable
from census_app.matching.kinds.kind import Levels, distinct_pairs
from census_app.matching.text import fold_texts


class NumberKind:
    """Digits and letters only; everything else in the text is dropped."""

    id = "number"
    columns = ("value",)
    shared: dict[str, str] = {}
    levels = ("equal", "one_edit", "different")
    frequencies = {"equal": "value"}
    rarity = None

    def parse(self, texts: Sequence[str]) -> list[tuple[tuple[str, ...], ...]]:
        """One value per text that has a digit."""
        kept = ("".join(filter(str.isalnum, text)) for text in fold_texts(list(texts)))
        return [((text,),) if any(map(str.isdigit, text)) else () for text in kept]

    def compare(self, table: EntryTable, left: Codes, right: Codes) -> Levels:
        """Levels of pairs of entries; one edit may be a transposition."""
        value = table.codes("value")
        a, b = value[left], value[right]
        levels = np.ones(len(a), dtype=np.uint8)
        unequal = np.flatnonzero(a != b)
        if len(unequal):
            first, second, place = distinct_pairs(a[unequal], b[unequal])
            close = _one_edit(table.decode("value", first), table.decode("value", second))
            levels[unequal] = np.where(close, 2, 3)[place]
        return levels


def _one_edit(left: list[str], right: list[str]) -> np.ndarray:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    return np.asarray(cpdist(left, right, scorer=OSA.distance, score_cutoff=1)) <= 1


KIND = NumberKind()
