"""Dates: equal, one digit or the order of day and month wrong, same year, different."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from census_app.matching.entries import Codes, EntryTable
from census_app.matching.kinds.kind import FieldKind, Levels, Values, graded

if TYPE_CHECKING:
    from census_app.matching.context import Context

_DIGITS = 8
_LEVELS = ("equal", "one_edit", "same_year", "different")


def _parse(texts: Sequence[str], _: Context) -> Values:
    """One value per text with exactly eight digits (separators are dropped)."""
    digits = ("".join(filter(str.isdigit, text))[: _DIGITS + 1] for text in texts)
    return [((text, text[:4]),) if len(text) == _DIGITS else () for text in digits]


def _compare(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """Levels of pairs of entries."""
    value = table.codes("value")
    return graded(table, "value", value[left], value[right], _near)


def _near(left: list[str], right: list[str]) -> Levels:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    swapped = np.asarray([a == b[:4] + b[6:] + b[4:6] for a, b in zip(left, right, strict=True)])
    close = (np.asarray(cpdist(left, right, scorer=OSA.distance, score_cutoff=1)) <= 1) | swapped
    same_year = np.asarray([a[:4] == b[:4] for a, b in zip(left, right, strict=True)])
    return np.select([close, same_year], [2, 3], default=4).astype(np.uint8)


KIND = FieldKind(
    id="date",
    columns=("value", "year"),
    levels=_LEVELS,
    parse=_parse,
    compare=_compare,
    frequencies={"equal": "value"},
)
