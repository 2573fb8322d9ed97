"""Probabilities as people read them."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

_SURE, _NEARLY = 0.9985, 0.99


def percent(value: float) -> str:
    """An estimate as people read it: never sure, and cut, so that it stays on its side of a band's border."""
    if value >= _SURE:
        return "99.9% 以上"
    if value >= _NEARLY:
        return f"{_cut(value, 3):.1%}"
    return f"{_cut(value, 2):.0%}" if value >= 1 - _NEARLY else "不到 1%"


def _cut(value: float, digits: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_FLOOR)
