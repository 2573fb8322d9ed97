"""Numbers written as digits (a house number, a postcode): equal, one digit apart, different."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from census_app.matching.entries import Codes, EntryTable
from census_app.matching.kinds.kind import FieldKind, Levels, Values, graded
from census_app.matching.text import fold_texts

if TYPE_CHECKING:
    from census_app.matching.context import Context

_LEVELS = ("equal", "one_edit", "different")


def _parse(texts: Sequence[str], _: Context) -> Values:
    """One value per text that has a digit."""
    kept = ("".join(filter(str.isalnum, text)) for text in fold_texts(list(texts)))
    return [((text,),) if any(map(str.isdigit, text)) else () for text in kept]


def _compare(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """Levels of pairs of entries; one edit may be a transposition."""
    value = table.codes("value")
    return graded(table, "value", value[left], value[right], _near)


def _near(left: list[str], right: list[str]) -> Levels:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    close = np.asarray(cpdist(left, right, scorer=OSA.distance, score_cutoff=1)) <= 1
    return np.where(close, 2, 3).astype(np.uint8)


KIND = FieldKind(
    id="number",
    columns=("value",),
    levels=_LEVELS,
    parse=_parse,
    compare=_compare,
    frequencies={"equal": "value"},
)
