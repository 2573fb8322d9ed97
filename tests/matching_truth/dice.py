"""Random choices that are quick and the same for the same seed on every machine."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Dice(Random):
    """A source of chance with the few draws the world needs."""

    def pick(self, values: Sequence[T]) -> T:
        return values[int(self.random() * len(values))]

    def below(self, bound: int) -> int:
        return int(self.random() * bound)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self.random() < share

    def early(self, values: Sequence[T]) -> T:
        """One of `values`, the first ones more often (density falls linearly)."""
        return values[int((1 - (1 - self.random()) ** 0.5) * len(values))]


class Weighted(Generic[T]):
    """Values drawn by weight."""

    def __init__(self, values: Sequence[T], weights: Sequence[float]) -> None:
        self.values = list(values)
        self.bounds = list(accumulate(weights))

    def draw(self, dice: Dice) -> T:
        return self.values[min(bisect(self.bounds, dice.random() * self.bounds[-1]), len(self.values) - 1)]
