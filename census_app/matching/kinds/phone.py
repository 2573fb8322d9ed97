"""Phone numbers: the same number, a mask that fits, one digit wrong, another number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from census_app.matching.context import Context
from census_app.matching.entries import MISSING, Codes, EntryTable
from census_app.matching.kinds.kind import FieldKind, Levels, Values, distinct_pairs

_WILD = "*"
_LEVELS = ("equal", "mask_fits", "one_slip", "different")


def _parse(texts: Sequence[str], _: Context) -> Values:
    """The numbers of each text, placeholders left out."""
    from census_app.matching.phones import parse_phones_of

    return [tuple((phone.number, phone.pattern) for phone in phones) for phones in parse_phones_of(list(texts))]


def _compare(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """Levels of pairs of entries."""
    number, pattern = table.codes("number"), table.codes("pattern")
    whole_left = np.where(number[left] != MISSING, number[left], pattern[left])
    whole_right = np.where(number[right] != MISSING, number[right], pattern[right])
    levels = np.ones(len(left), dtype=np.uint8)
    unequal = np.flatnonzero(whole_left != whole_right)
    if len(unequal):
        first, second, place = distinct_pairs(whole_left[unequal], whole_right[unequal])
        levels[unequal] = _near(table.decode("number", first), table.decode("number", second))[place]
    return levels


def _near(left: list[str], right: list[str]) -> Levels:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    slips = np.asarray(cpdist(left, right, scorer=OSA.distance, score_cutoff=1))
    levels = np.where(slips <= 1, 3, 4).astype(np.uint8)
    for i, (a, b) in enumerate(zip(left, right, strict=True)):
        if _WILD in a or _WILD in b:
            fits = len(a) == len(b) and all(x == y or _WILD in (x, y) for x, y in zip(a, b, strict=True))
            levels[i] = 2 if fits else 4
    return levels


KIND = FieldKind(
    id="phone",
    columns=("number", "pattern"),
    levels=_LEVELS,
    parse=_parse,
    compare=_compare,
    shared={"pattern": "number"},
    frequencies={"equal": "number"},
)
