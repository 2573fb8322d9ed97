"""How sure a share of few cases is.

The Wilson score interval: it stays inside [0, 1], is never empty for k = 0 or k = n, and its coverage stays near the
nominal one from a handful of cases on, where the usual ±z·√(p(1−p)/n) fails. E. B. Wilson, "Probable inference, the
law of succession, and statistical inference", JASA 22 (1927) 209–212; recommended for n ≤ 40 by L. D. Brown,
T. T. Cai, A. DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001) 101–133.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from math import sqrt
from statistics import NormalDist
from typing import Any

from census_app.workspace.precision.settings import PrecisionSettings

_SHOWN = Decimal("0.0001")


@dataclass(frozen=True)
class Share:
    """`confirmed` of `judged` cases, with the interval `low` … `high` (each in [0, 1]) the true share lies in."""

    confirmed: int
    judged: int
    low: Decimal
    high: Decimal

    @property
    def refuted(self) -> int:
        """Cases judged to be no problem."""
        return self.judged - self.confirmed

    def demote(self, settings: PrecisionSettings) -> bool:
        """Whether the whole interval lies below the threshold; never with nothing judged."""
        return self.judged > 0 and self.high < settings.demote_below

    def expected(self, settings: PrecisionSettings) -> Decimal:
        """The share to reckon with: what was measured, drawn towards the assumed one while little is known."""
        weight = settings.assumed_weight
        return ((self.confirmed + settings.assumed * weight) / (self.judged + weight)).quantize(_SHOWN)

    def words(self, settings: PrecisionSettings) -> str:
        """In Chinese; a percentage only with its interval, and only from enough cases on."""
        if self.judged == 0:
            return "还没有核实过"
        between = f"区间 {self.low:.0%}–{self.high:.0%}"
        if self.judged < settings.percent_from:
            return f"{self.judged} 条里 {self.confirmed} 条属实（{between}）"
        return f"{Decimal(self.confirmed) / self.judged:.0%}（{between}，{self.confirmed}/{self.judged}）"

    def as_json(self) -> dict[str, Any]:
        """Counts and interval; the ends as decimal text."""
        return {"confirmed": self.confirmed, "judged": self.judged, "low": str(self.low), "high": str(self.high)}


def share_of(confirmed: int, judged: int, confidence: Decimal) -> Share:
    """The share with its Wilson interval of two-sided `confidence`; nothing judged: anything is possible."""
    if not 0 <= confirmed <= judged:
        raise ValueError(f"{confirmed} of {judged}")
    if judged == 0:
        return Share(0, 0, Decimal(0), Decimal(1))
    z = NormalDist().inv_cdf((1 + float(confidence)) / 2)
    centre = (confirmed + z * z / 2) / (judged + z * z)
    half = z * sqrt(confirmed * (judged - confirmed) / judged + z * z / 4) / (judged + z * z)
    low = Decimal(0) if confirmed == 0 else _rounded(centre - half)
    high = Decimal(1) if confirmed == judged else _rounded(centre + half)
    return Share(confirmed, judged, low, high)


def _rounded(value: float) -> Decimal:
    return Decimal(repr(min(max(value, 0.0), 1.0))).quantize(_SHOWN, ROUND_HALF_EVEN)
