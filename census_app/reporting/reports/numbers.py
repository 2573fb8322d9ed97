"""A printed number: its exact value, how it is spelt, and the code that leads back to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from fractions import Fraction


class Spelling(StrEnum):
    """How a number is written."""

    COUNT = "count"
    RATE = "rate"
    FINE_RATE = "fine_rate"
    CHANGE = "change"
    POINTS = "points"
    FINE_POINTS = "fine_points"
    ENERGY = "energy"
    AMOUNT = "amount"


Value = int | Fraction | Decimal
_DIGITS = {Spelling.RATE: 1, Spelling.FINE_RATE: 2, Spelling.POINTS: 1, Spelling.FINE_POINTS: 2}
_EXCEL = {
    Spelling.COUNT: "#,##0",
    Spelling.RATE: "0.0%",
    Spelling.FINE_RATE: "0.00%",
    Spelling.CHANGE: '"▲ "#,##0;"▼ "#,##0;"持平"',
    Spelling.POINTS: '"▲ "0.0" 点";"▼ "0.0" 点";"持平"',
    Spelling.FINE_POINTS: '"▲ "0.00" 点";"▼ "0.00" 点";"持平"',
    Spelling.ENERGY: "#,##0.##",
    Spelling.AMOUNT: "#,##0.00",
}
NOTHING = "—"


@dataclass(frozen=True)
class Number:
    """One number of a report. `value` is exact, None where there is nothing to say; `code` is empty only then.

    Rates are fractions of one, points percentage points.
    """

    value: Value | None
    spelling: Spelling = Spelling.COUNT
    code: str = ""

    @property
    def text(self) -> str:
        """As printed."""
        return NOTHING if self.value is None else spelt(self.value, self.spelling)

    @property
    def excel_format(self) -> str:
        """The number format that prints the same."""
        return _EXCEL[self.spelling]

    @property
    def excel_value(self) -> float | int | None:
        """The value as a cell holds it."""
        if self.value is None:
            return None
        return self.value if isinstance(self.value, int) else float(self.value)


Part = str | Number
Words = tuple[Part, ...]


def spelt(value: Value, spelling: Spelling) -> str:
    """The value in this spelling; halves round to even."""
    if spelling in (Spelling.RATE, Spelling.FINE_RATE):
        return f"{_rounded(100 * _fraction(value), _DIGITS[spelling])}%"
    if spelling in (Spelling.POINTS, Spelling.FINE_POINTS):
        rounded = _rounded(_fraction(value), _DIGITS[spelling])
        return f"{_arrow(rounded)}{abs(rounded)} 点" if rounded else "持平"
    if spelling is Spelling.CHANGE:
        return f"{_arrow(value)}{abs(int(value)):,}" if value else "持平"
    if spelling is Spelling.AMOUNT:
        return f"{_rounded(_fraction(value), 2):,}"
    if spelling is Spelling.ENERGY:
        whole = f"{_rounded(_fraction(value), 2):,}"
        return whole.rstrip("0").rstrip(".")
    return f"{int(value):,}"


def words_text(words: Words) -> str:
    """The words with their numbers as printed."""
    return "".join(part if isinstance(part, str) else part.text for part in words)


def numbers_in(words: Words) -> list[Number]:
    """The numbers of the words, in order."""
    return [part for part in words if isinstance(part, Number)]


def _fraction(value: Value) -> Fraction:
    return Fraction(value)


def _arrow(value: Value) -> str:
    return "▲ " if value > 0 else "▼ "


def _rounded(value: Fraction, digits: int) -> Decimal:
    """To this many decimals, exact halves to the even neighbour."""
    scaled = Decimal(value.numerator) / Decimal(value.denominator)
    return scaled.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
