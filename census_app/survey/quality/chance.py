"""How likely a count is by chance: exact tails of the binomial and the hypergeometric distribution."""

from __future__ import annotations

from collections.abc import Iterator
from math import comb, exp, lgamma, log

_SMALLEST_SAID = 0.0001


def at_most(seen: int, judged: int, share: float) -> float:
    """P(X ≤ seen) for X ~ Binomial(judged, share)."""
    if seen >= judged or share <= 0:
        return 1.0
    if share >= 1:
        return 0.0
    return min(1.0, sum(exp(one) for one in _binomial_logs(seen, judged, share)))


def at_least_of_both(seen: int, judged: int, other_seen: int, other_judged: int) -> float:
    """Fisher's exact test, one-sided: how likely the first group has at least `seen`, were both groups alike."""
    total, hits = judged + other_judged, seen + other_seen
    ways = comb(total, judged)
    return min(1.0, sum(_ways(hits, total - hits, number, judged) / ways for number in range(seen, judged + 1)))


def words(probability: float) -> str:
    """As people read it: a percentage, never a bare zero."""
    if probability < _SMALLEST_SAID:
        return "不到万分之一"
    return f"{probability:.2%}" if probability < _SMALLEST_SAID * 100 else f"{probability:.0%}"


def _binomial_logs(seen: int, judged: int, share: float) -> Iterator[float]:
    for number in range(seen + 1):
        ways = lgamma(judged + 1) - lgamma(number + 1) - lgamma(judged - number + 1)
        yield ways + number * log(share) + (judged - number) * log(1 - share)


def _ways(hits: int, misses: int, number: int, drawn: int) -> int:
    return comb(hits, number) * comb(misses, drawn - number) if drawn - number >= 0 else 0
