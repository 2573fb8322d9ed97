"""Resident ids and credit codes looked at byte by byte, two characters at a time.

SQL needs a dozen passes over every text for a check digit (measured: 0.8 CPU s for a million texts, 0.1 of it for the
shape alone, and more where a rule asks twice). Here a text is nine pairs of characters; a table for each pair says
what it adds to the sum of the check digit and marks what cannot stand there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from census_app.rulebook.functions.entry import Screen

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from census_app.rulebook.functions.entry import Cells, Passed

    Sums = npt.NDArray[np.int32]

LENGTH = 18
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_DIGITS = {digit: int(digit) for digit in "0123456789"}
_LETTERS = {letter: value for value, letter in enumerate(CREDIT_ALPHABET)}
_ID_MODULUS, _CREDIT_MODULUS = 11, 31
_ID_WEIGHTS = tuple(pow(2, LENGTH - 1 - place, _ID_MODULUS) for place in range(LENGTH))
_CREDIT_WEIGHTS = (*(pow(3, place, _CREDIT_MODULUS) for place in range(LENGTH - 1)), 1)
# Nine remainders add up to less than the first mark.
_NEW_CENTURY, _THIS_YEAR_OR_LATER, _SHORT_MONTH, _FEBRUARY, _DAY_29_OR_30, _DAY_31, _IMPOSSIBLE = (
    1 << bit for bit in range(9, 16)
)
_SUM = _NEW_CENTURY - 1
_DOUBTS = (
    _NEW_CENTURY | _THIS_YEAR_OR_LATER,
    _SHORT_MONTH | _DAY_31,
    _FEBRUARY | _DAY_31,
    _FEBRUARY | _DAY_29_OR_30,
)
Marks = Callable[[str], int]


def _id_passes(cells: Cells, as_of: date) -> Passed:
    """Ids of people born from 1900 to the year before the as-of date, but not on 29 February."""
    import numpy as np

    if as_of.year < 2000:
        return np.zeros(len(cells), dtype=np.bool_)
    sums = _added(cells, _id_tables(as_of.year - 2000))
    possible = sums < _IMPOSSIBLE
    marks = (sums & (_IMPOSSIBLE - 1)) >> _SUM.bit_length()
    return np.asarray(possible & ((sums & _SUM) % _ID_MODULUS == 1) & _undoubted()[marks])


def _credit_passes(cells: Cells, _: date) -> Passed:
    """Credit codes, except what looks like one character repeated."""
    import numpy as np

    sums = _added(cells, _credit_tables())
    pairs = cells.view("<u2")
    repeated = (pairs[:, 0] == pairs[:, 4]) & (pairs[:, 0] == pairs[:, 8])
    return np.asarray((sums < _IMPOSSIBLE) & ((sums & _SUM) % _CREDIT_MODULUS == 0) & ~repeated)


ID_SCREEN = Screen(LENGTH, _id_passes)
CREDIT_SCREEN = Screen(LENGTH, _credit_passes)


def _added(cells: Cells, tables: tuple[Sums, ...]) -> Sums:
    pairs = cells.view("<u2")
    sums: Sums = tables[0][pairs[:, 0]]
    for place, table in enumerate(tables[1:], start=1):
        sums += table[pairs[:, place]]
    return sums


@cache
def _undoubted() -> Passed:
    """By the marks of a sum: whether no two of them raise a doubt together."""
    import numpy as np

    marks = np.arange(_IMPOSSIBLE >> _SUM.bit_length()) << _SUM.bit_length()
    return np.asarray(~np.logical_or.reduce([(marks & doubt) == doubt for doubt in _DOUBTS]))


@cache
def _id_tables(this_year: int) -> tuple[Sums, ...]:
    """GB 11643: the digits times 2^17 … 2^0 add up to 1 modulo 11, X being ten."""
    marks: dict[int, Marks] = {
        0: lambda pair: _IMPOSSIBLE if pair[0] == "0" else 0,
        3: lambda pair: {"19": 0, "20": _NEW_CENTURY}.get(pair, _IMPOSSIBLE),
        4: lambda pair: _THIS_YEAR_OR_LATER if int(pair) >= this_year else 0,
        5: _month,
        6: _day,
    }
    kinds = [_DIGITS] * (LENGTH - 1) + [_DIGITS | {"X": 10}]
    return _tables(kinds, _ID_WEIGHTS, _ID_MODULUS, marks)


def _month(pair: str) -> int:
    if not 1 <= int(pair) <= 12:
        return _IMPOSSIBLE
    return _FEBRUARY if int(pair) == 2 else _SHORT_MONTH if int(pair) in (4, 6, 9, 11) else 0


def _day(pair: str) -> int:
    if not 1 <= int(pair) <= 31:
        return _IMPOSSIBLE
    return _DAY_31 if int(pair) == 31 else _DAY_29_OR_30 if int(pair) >= 29 else 0


@cache
def _credit_tables() -> tuple[Sums, ...]:
    """GB 32100: the characters times 3^0 … 3^16, and the last once, add up to 0 modulo 31."""
    kinds = [_LETTERS] * 2 + [_DIGITS] * 6 + [_LETTERS] * 10
    return _tables(kinds, _CREDIT_WEIGHTS, _CREDIT_MODULUS, {})


def _tables(
    kinds: list[dict[str, int]], weights: tuple[int, ...], modulus: int, marks: Mapping[int, Marks]
) -> tuple[Sums, ...]:
    """For each pair of characters, by the number its two bytes make: what it adds to the sum, and its marks."""
    import numpy as np

    tables = []
    for place in range(LENGTH // 2):
        first, second = kinds[2 * place], kinds[2 * place + 1]
        table = np.full(1 << 16, _IMPOSSIBLE, dtype=np.int32)
        for here, value in first.items():
            for there, other in second.items():
                added = (value * weights[2 * place] + other * weights[2 * place + 1]) % modulus
                table[ord(here) | ord(there) << 8] = added + (marks[place](here + there) if place in marks else 0)
        tables.append(table)
    return tuple(tables)
