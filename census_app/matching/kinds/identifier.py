"""Identifiers: personal numbers, credit codes and the organisation codes inside them, hashes, masked numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from census_app.matching.entries import Codes, EntryTable
from census_app.matching.identifiers import Identifier, digest_of
from census_app.matching.kinds.kind import (
    MISSING_LEVEL,
    FieldKind,
    Glance,
    Levels,
    Shared,
    Values,
    agree,
    clash,
    graded,
    shown_or_masked,
)
from census_app.matching.lists import numbers_in
from census_app.matching.ordering import numbered
from census_app.matching.records import Texts
from census_app.matching.text.masks import APART, HIDDEN, shown_in_each

if TYPE_CHECKING:
    from census_app.matching.context import Context

_TYPING_ERRORS = 2
BORROWED = "borrowed"
"""The level of equal numbers under two names that are nobody's slip of the pen."""
MASK_TELLS = "mask_tells"
"""The level of a masked number that fits and shows enough to be hardly anybody else's."""
_LEVELS = ("equal", "organisation_equal", MASK_TELLS, "mask_fits", "one_slip", "two_slips", "different", BORROWED)
_NUMBER = {level: number for number, level in enumerate(_LEVELS, start=1)}
# The six places of the county are everybody's there; four more, and one in ten thousand has the same.
_OF_COUNTY, _TELLING = 6, 4
_LENGTHS = frozenset({15, 18})


def _parse(texts: Sequence[str], context: Context) -> Values:
    """The numbers of each text: one, several where it lists them; words and placeholders are none."""
    from census_app.matching.identifiers import parse_identifiers

    listed = [numbers_in(text) for text in texts]
    found = iter(parse_identifiers([number for numbers in listed for number in numbers]))
    return [
        tuple(_row(one, context) for one in islice(found, len(numbers)) if one.value or one.pattern)
        for numbers in listed
    ]


def _row(found: Identifier, context: Context) -> tuple[str, ...]:
    # a masked number may be of any kind
    kind = "" if found.pattern else found.kind.value
    first, last = found.first14, found.last8
    return (
        found.value, kind, found.organisation_code, found.pattern, first[:6], first[6:10], first[10:] or last[:4],
        last[4:], digest_of(found, context.digest), "" if HIDDEN in (end := found.pattern[-_TELLING:]) else end,
    )  # fmt: skip


def _glance(texts: Sequence[str], context: Context) -> Glance:
    """Resident ids without a slip, and credit codes; a source with hashes wants more of them than can be told at a
    glance."""
    from census_app.matching.identifiers import IdentifierKind, bare_numbers, order_of

    found = bare_numbers([] if context.digest else texts)
    values = [texts[place] for place in found.places.tolist()]
    codes = ["", *(values[place][8:17] for place in np.flatnonzero(~found.resident).tolist())]
    kinds = [IdentifierKind.ORGANISATION.value, IdentifierKind.PERSON.value]
    return Glance(
        found.places,
        {"value": values},
        [
            Shared({"organisation_code": codes}, np.where(found.resident, 0, np.cumsum(~found.resident))),
            Shared({"kind": kinds}, found.resident.astype(np.intp)),
            _shared("county", found.resident, found.county, "{:06}".format),
            _shared("year", found.resident, found.year, "{:04}".format),
            _shared("day", found.resident, found.day, "{:04}".format),
            _shared("order", found.resident, found.order, order_of),
        ],
    )


def _shared(
    name: str, resident: NDArray[np.bool_], numbers: NDArray[np.int64], spelled: Callable[[int], str]
) -> Shared:
    """A part of the resident ids; the others have none."""
    distinct, which = numbered(numbers)
    all_of_them = np.zeros(len(resident), dtype=np.intp)
    all_of_them[resident] = which + 1
    return Shared({name: ["", *map(spelled, distinct.tolist())]}, all_of_them)


def _compare(table: EntryTable, left: Codes, right: Codes) -> Levels:
    """Levels of pairs of entries."""
    one, other = (shown_or_masked(table, "value", "pattern", entries) for entries in (left, right))
    levels = graded(table, "value", one, other, _near, _masked, (_TYPING_ERRORS, _NUMBER["different"]))
    # a person's number and a company's code, or a number and somebody's hash, say nothing about each other
    strangers = clash(table, "kind", left, right) & (levels == _NUMBER["different"])
    levels[strangers] = MISSING_LEVEL
    levels[agree(table, "organisation_code", left, right) & (levels != _NUMBER["equal"])] = _NUMBER[
        "organisation_equal"
    ]
    levels[agree(table, "digest", left, right)] = _NUMBER["equal"]
    return levels


def _near(left: list[str], right: list[str]) -> Levels:
    """Levels of unequal numbers."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    slips = np.asarray(cpdist(left, right, scorer=OSA.distance, score_cutoff=_TYPING_ERRORS))
    found = [_NUMBER["one_slip"], _NUMBER["two_slips"]]
    return np.select([slips == 1, slips == _TYPING_ERRORS], found, default=_NUMBER["different"]).astype(np.uint8)


def _masked(left: list[str], right: list[str]) -> Levels:
    """Levels of numbers of which one is masked; masks that show nothing in common are not comparable."""
    shown = shown_in_each(left, right)
    telling, fit = np.zeros(len(shown), dtype=np.intp), np.flatnonzero(shown > 0)
    one, other = ([texts[place] for place in fit.tolist()] for texts in (left, right))
    telling[fit] = shown_in_each(one, other, beyond=_OF_COUNTY)
    lengths = (np.fromiter(map(len, texts), dtype=np.intp, count=len(texts)) for texts in (left, right))
    apart = np.where(np.equal(*lengths), _NUMBER["different"], MISSING_LEVEL)
    fitting = np.where(telling >= _TELLING, _NUMBER[MASK_TELLS], _NUMBER["mask_fits"])
    levels = np.select([shown == APART, shown == 0], [apart, MISSING_LEVEL], default=fitting)
    return levels.astype(np.uint8)


def _plainly(texts: Texts) -> list[str | None]:
    return [
        text if text and len(text) in _LENGTHS and text[:-1].isdecimal() and text.isascii() else None for text in texts
    ]


KIND = FieldKind(
    id="identifier",
    columns=("value", "kind", "organisation_code", "pattern", "county", "year", "day", "order", "digest", "shown_end"),
    levels=_LEVELS,
    # a slip makes another number, and nobody's: its check character tells any single one
    agreeing="one_slip",
    parse=_parse,
    compare=_compare,
    shared={"pattern": "value", "shown_end": "order"},
    glance=_glance,
    plainly=_plainly,
    derived={"first14": (("county",), ("year",), ("day",)), "last8": (("day",), ("order",))},
)
