"""Phone numbers: the same number, a mask that fits, one digit wrong, another number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from census_app.matching.entries import Codes, EntryTable
from census_app.matching.kinds.kind import FieldKind, Glance, Levels, Values, graded, shown_or_masked
from census_app.matching.records import Texts
from census_app.matching.text.masks import APART, shown_in_each

if TYPE_CHECKING:
    from census_app.matching.context import Context

_MOBILE = 11
_LEVELS = ("equal", "mask_fits", "one_slip", "different")
_MASK_FITS, _ONE_SLIP, _DIFFERENT = range(2, 5)


def _parse(texts: Sequence[str], _: Context) -> Values:
    """The numbers of each text, placeholders left out."""
    from census_app.matching.phones import parse_phones_of

    return [tuple((phone.number, phone.pattern) for phone in phones) for phones in parse_phones_of(list(texts))]


def _glance(texts: Sequence[str], _: Context) -> Glance:
    """Mobile numbers of eleven digits and nothing else."""
    from census_app.matching.phones import bare_mobiles

    places = bare_mobiles(texts)
    return Glance.of(places, {"number": [texts[place] for place in places]})


def _compare(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """Levels of pairs of entries."""
    one, other = (shown_or_masked(table, "number", "pattern", entries) for entries in (left, right))
    return graded(table, "number", one, other, _near, _masked, (1, _DIFFERENT))


def _near(left: list[str], right: list[str]) -> Levels:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    slips = np.asarray(cpdist(left, right, scorer=OSA.distance, score_cutoff=1))
    return np.where(slips <= 1, _ONE_SLIP, _DIFFERENT).astype(np.uint8)


def _masked(left: list[str], right: list[str]) -> Levels:
    return np.where(shown_in_each(left, right) == APART, _DIFFERENT, _MASK_FITS).astype(np.uint8)


def _plainly(texts: Texts) -> list[str | None]:
    return [
        text if text and len(text) == _MOBILE and text[0] == "1" and text.isdecimal() and text.isascii() else None
        for text in texts
    ]


KIND = FieldKind(
    id="phone",
    columns=("number", "pattern"),
    levels=_LEVELS,
    parse=_parse,
    compare=_compare,
    shared={"pattern": "number"},
    frequencies={"equal": "number"},
    glance=_glance,
    plainly=_plainly,
)
