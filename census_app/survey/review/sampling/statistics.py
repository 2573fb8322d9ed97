"""Sampling a finite lot without replacement: the hypergeometric law in whole numbers, so that nothing is rounded.

The plan is that of an isolated lot judged by a limiting quality (ISO 2859-2 describes the idea): the smallest sample
by which a lot with more than the tolerable share of errors is accepted with a probability of at most 1 − confidence.
The interval of the error rate inverts the two tails (Clopper & Pearson 1934, carried over to finite lots by
K. M. Wright, "Exact confidence bounds when sampling from small finite universes", Springer 1991).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import comb, floor

from census_app.foundation.errors import BadInput


@dataclass(frozen=True)
class Plan:
    """Check `size` of `lot`; accept the lot with at most `accept` errors found.

    `risk` is the greatest probability of accepting a lot with more than the tolerable share of errors; `good_risk` of
    refusing one with a fifth of that share.
    """

    lot: int
    size: int
    accept: int
    confidence: Decimal
    tolerable: Decimal
    risk: Decimal
    good_risk: Decimal

    def words(self) -> str:
        """What the plan promises, in Chinese."""
        return (
            f"批 {self.lot:,} 户，抽 {self.size:,} 户，错 {self.accept} 户以内算通过。"
            f"错误率超过 {_percent(self.tolerable)} 的批，误判通过的机会不超过 {_percent(self.risk)}"
            f"（要求把握 {_percent(self.confidence)}）；错误率只有 {_percent(self.tolerable / _GOOD)} 的批，"
            f"误判不通过的机会 {_percent(self.good_risk)}"
        )


@dataclass(frozen=True)
class Interval:
    """How many of the lot are wrong, at the plan's confidence: `low` to `high`, both included, out of `lot`."""

    low: int
    high: int
    lot: int

    def words(self) -> str:
        """As shares, in Chinese."""
        if not self.lot:
            return "没有任务"
        return f"{_percent(Decimal(self.low) / self.lot)}–{_percent(Decimal(self.high) / self.lot)}"


_GOOD = 5
_SHOWN = Decimal("0.0001")


def plan_for(lot: int, confidence: Decimal, tolerable: Decimal, accept: int) -> Plan:
    """The smallest plan with this accept number; `BadInput` when the lot is empty or too small for it."""
    if lot < 1:
        raise BadInput("这一批没有任务可抽", "放宽周、单位或人的范围；只有审核通过的任务进批")
    bad = floor(tolerable * lot) + 1
    limit = 1 - Fraction(confidence)
    if accept >= bad:
        raise BadInput(
            f"批里只有 {lot} 户，容许错 {accept} 户就分不出好坏", f"把接收数降到 {bad - 1} 以下，或放宽容许的错误率"
        )
    low, high = accept + 1, lot
    while low < high:
        middle = (low + high) // 2
        if at_most(accept, lot, bad, middle) <= limit:
            high = middle
        else:
            low = middle + 1
    good = floor(tolerable * lot / _GOOD)
    risk, good_risk = at_most(accept, lot, bad, low), 1 - at_most(accept, lot, good, low)
    return Plan(lot, low, accept, confidence, tolerable, _decimal(risk), _decimal(good_risk))


def at_most(found: int, lot: int, wrong: int, size: int) -> Fraction:
    """Probability that a sample of `size` from a `lot` with `wrong` errors holds at most `found` of them."""
    return Fraction(sum(_ways(lot, wrong, size, one) for one in range(min(found, wrong, size) + 1)), _all(lot, size))


def exact_interval(lot: int, size: int, found: int, confidence: Decimal) -> Interval:
    """The numbers of errors in the lot that do not contradict `found` errors among `size` checked, two-sided."""
    if not 0 <= found <= size <= lot:
        raise ValueError(f"{found} of {size} of {lot}")
    tail = (1 - Fraction(confidence)) / 2
    least, most = found, lot - size + found
    low, high = least, most
    while low < high:
        # P(at least found) grows with the number of errors
        middle = (low + high) // 2
        if found == 0 or 1 - at_most(found - 1, lot, middle, size) > tail:
            high = middle
        else:
            low = middle + 1
    lower, low, high = low, low, most
    while low < high:
        middle = (low + high + 1) // 2
        if at_most(found, lot, middle, size) > tail:
            low = middle
        else:
            high = middle - 1
    return Interval(lower, low, lot)


def _ways(lot: int, wrong: int, size: int, found: int) -> int:
    return comb(wrong, found) * comb(lot - wrong, size - found) if size - found <= lot - wrong else 0


@cache
def _all(lot: int, size: int) -> int:
    return comb(lot, size)


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_SHOWN)


def _percent(value: Decimal) -> str:
    return f"{(value * 100).quantize(Decimal('0.1')):f}".rstrip("0").rstrip(".") + "%"
