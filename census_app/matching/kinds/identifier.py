"""Identifiers: personal numbers, credit codes and the organisation codes inside them, hashes, masked numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from census_app.matching.context import Context
from census_app.matching.entries import MISSING, Codes, EntryTable
from census_app.matching.kinds.kind import FieldKind, Levels, Values, distinct_pairs

_WILD = "*"
_TYPING_ERRORS = 2
_LEVELS = ("equal", "organisation_equal", "mask_fits", "one_slip", "two_slips", "different")


def _parse(texts: Sequence[str], _: Context) -> Values:
    """One value per text that is a number; words and placeholders are none."""
    from census_app.matching.identifiers import parse_identifiers

    parsed: Values = []
    for found in parse_identifiers(texts):
        if not (found.value or found.pattern):
            parsed.append(())
            continue
        valid = "1" if found.valid else ""
        row = (found.value, found.organisation_code, found.pattern, found.first14, found.last8, found.birth, valid)
        parsed.append((row,))
    return parsed


def _compare(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """Levels of pairs of entries."""
    value, organisation, pattern = (table.codes(name) for name in ("value", "organisation_code", "pattern"))
    whole_left = np.where(value[left] != MISSING, value[left], pattern[left])
    whole_right = np.where(value[right] != MISSING, value[right], pattern[right])
    levels = np.full(len(left), _LEVELS.index("different") + 1, dtype=np.uint8)
    levels[(organisation[left] != MISSING) & (organisation[left] == organisation[right])] = 2
    levels[whole_left == whole_right] = 1
    open_pairs = np.flatnonzero(levels == _LEVELS.index("different") + 1)
    if len(open_pairs):
        first, second, place = distinct_pairs(whole_left[open_pairs], whole_right[open_pairs])
        found = _near(table.decode("value", first), table.decode("value", second))
        levels[open_pairs] = found[place]
    return levels


def _near(left: list[str], right: list[str]) -> Levels:
    """Level numbers of unequal numbers: 3 masks fit, 4 and 5 one and two slips, 6 different, 0 not comparable."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    slips = np.asarray(cpdist(left, right, scorer=OSA.distance, score_cutoff=_TYPING_ERRORS))
    levels = np.select([slips == 1, slips == _TYPING_ERRORS], [4, 5], default=6).astype(np.uint8)
    masked = [i for i, (a, b) in enumerate(zip(left, right, strict=True)) if _WILD in a or _WILD in b]
    for i in masked:
        levels[i] = _masked(left[i], right[i])
    return levels


def _masked(left: str, right: str) -> int:
    if len(left) != len(right):
        return 0
    seen = [(a, b) for a, b in zip(left, right, strict=True) if _WILD not in (a, b)]
    if not seen:
        return 0
    return 3 if all(a == b for a, b in seen) else 6


KIND = FieldKind(
    id="identifier",
    columns=("value", "organisation_code", "pattern", "first14", "last8", "birth", "valid"),
    levels=_LEVELS,
    parse=_parse,
    compare=_compare,
    shared={"pattern": "value"},
)
