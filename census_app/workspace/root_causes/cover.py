"""A small set of causes that explains as many problems as it can: each problem belongs to one of them or to none.

Weighted set cover, greedily: the cause with the least cost per problem it newly explains first (V. Chvátal, "A greedy
heuristic for the set-covering problem", Mathematics of Operations Research 4 (1979) 233–235; within H(n) of the best).
A cause costs a fixed part and something for each member that has no problem; one that costs more than the problems it
explains is not taken. Costs within half as much again count as equal, the cause that explains more goes first: two
halves of a feeder are one feeder. What a cause may claim is judged anew on what earlier causes left over.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import floor, log
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Indexes = NDArray[Any]

_ABOUT_EQUAL = 1.5
_LEAST_COST = 1e-6
"""A cause that was taken already and has no exceptions costs nothing more; its logarithm must exist."""
Counts = Callable[[float, float], bool]


@dataclass(frozen=True)
class Cell:
    """Problems of one accusation that share a cause's value, as indexes; `members` share it, `accused` of them have it.

    `counts(accused, members)`: whether so many of so many are still more than chance.
    """

    number: int
    problems: Indexes
    accused: int
    members: int
    counts: Counts


@dataclass(frozen=True)
class Candidate:
    """A possible cause; its cells have no problem in common. `order` decides between equally good ones, the smaller
    first."""

    order: tuple[int, str]
    cells: tuple[Cell, ...]


@dataclass
class Chosen:
    """A cause that was taken: the problems that are now its own, by the number of the cell they came through."""

    candidate: int
    problems: dict[int, Indexes] = field(default_factory=dict)


_Key = tuple[int, int, tuple[int, str]]


@dataclass(frozen=True)
class _Offer:
    """The best that a candidate can do with what is left: cost per problem, how many, and through which cells."""

    rate: float
    explained: int
    cells: tuple[Cell, ...]

    def key(self, order: tuple[int, str]) -> _Key:
        """The smaller, the sooner it is taken."""
        return (floor(log(self.rate) / log(_ABOUT_EQUAL)), -self.explained, order)


class Cover:
    """The greedy choice over `count` problems."""

    def __init__(self, candidates: Sequence[Candidate], count: int, cause_cost: float, exception_cost: float) -> None:
        import numpy

        self._candidates = candidates
        self._free = numpy.ones(count, dtype=bool)
        self._cause_cost = cause_cost
        self._exception_cost = exception_cost

    def choose(self) -> list[Chosen]:
        """The causes in the order they were taken; afterwards no candidate that is left would pay."""
        chosen: dict[int, Chosen] = {}
        heap: list[tuple[_Key, int]] = []
        for number in range(len(self._candidates)):
            self._push(heap, number, chosen)
        while heap:
            key, number = heapq.heappop(heap)
            offer = self._offer(number, number in chosen)
            if offer is None:
                continue
            now = offer.key(self._candidates[number].order)
            if now > key:  # others took some of its problems since
                heapq.heappush(heap, (now, number))
                continue
            self._take(number, offer, chosen)
            self._push(heap, number, chosen)
        return list(chosen.values())

    def _push(self, heap: list[tuple[_Key, int]], number: int, chosen: dict[int, Chosen]) -> None:
        offer = self._offer(number, number in chosen)
        if offer is not None:
            heapq.heappush(heap, (offer.key(self._candidates[number].order), number))

    def _offer(self, number: int, taken: bool) -> _Offer | None:
        """The cells, cheapest first, as many as make the cost per problem least; None when that does not pay.

        A cause that was taken already has paid its fixed part.
        """
        ranked = []
        for cell in self._candidates[number].cells:
            left = int(self._free[cell.problems].sum())
            if left and self._still_counts(cell, left):
                ranked.append((self._exception_cost * (cell.members - cell.accused) / left, cell.number, left, cell))
        ranked.sort(key=lambda one: one[:2])
        cost, explained = 0.0 if taken else self._cause_cost, 0
        best: _Offer | None = None
        for place, (rate, _, left, _) in enumerate(ranked, start=1):
            cost, explained = cost + rate * left, explained + left
            if cost < explained and (best is None or cost <= best.rate * explained):
                best = _Offer(max(cost, _LEAST_COST) / explained, explained, tuple(one[3] for one in ranked[:place]))
        return best

    @staticmethod
    def _still_counts(cell: Cell, left: int) -> bool:
        """Members whose problems another cause explains take part no longer."""
        accused = cell.accused * left / len(cell.problems)
        return cell.counts(accused, cell.members - cell.accused + accused)

    def _take(self, number: int, offer: _Offer, chosen: dict[int, Chosen]) -> None:
        cause = chosen.setdefault(number, Chosen(number))
        for cell in offer.cells:
            mine = cell.problems[self._free[cell.problems]]
            self._free[mine] = False
            cause.problems[cell.number] = mine
