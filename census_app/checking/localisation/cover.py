"""Weighted set covering: the lightest choices that take at least one element of every set, in order of weight."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

E = TypeVar("E", bound=Hashable)
MOST_STEPS = 20_000


@dataclass(frozen=True)
class Cover(Generic[E]):
    """A choice that meets every set, and from which nothing can be left out."""

    elements: frozenset[E]
    weight: float


@dataclass(frozen=True)
class Covers(Generic[E]):
    """The lightest covers, lightest first. `proved`: the search was not cut short, so that these are the lightest."""

    found: tuple[Cover[E], ...]
    proved: bool


def lightest_covers(
    sets: Sequence[frozenset[E]], weights: Mapping[E, float], most: int, steps: int = MOST_STEPS
) -> Covers[E]:
    """Up to `most` irredundant covers in order of weight; none when a set is empty, the empty one without sets.

    Weights must be positive. Best-first branch and bound: branch on the elements of the set with the fewest left, each
    branch without the elements of the branches before it, so that no choice is looked at twice. A choice is never
    popped before a lighter one, because the bound (a sum over disjoint sets of their lightest elements) never exceeds
    what is still to be paid.
    """
    order = count()
    names = {element: place for place, element in enumerate(sorted(weights, key=repr))}
    start: frozenset[E] = frozenset()
    waiting = [(_bound(sets, start, start, weights), next(order), 0.0, start, start)]
    found: list[Cover[E]] = []
    while waiting and len(found) < most:
        if steps <= 0:
            return Covers(tuple(found), False)
        steps -= 1
        _, _, paid, chosen, banned = heapq.heappop(waiting)
        unmet = [one for one in sets if not one & chosen]
        if not unmet:
            if _irredundant(sets, chosen):
                found.append(Cover(chosen, paid))
            continue
        branching = min(unmet, key=lambda one: len(one - banned))
        without = banned
        for element in sorted(branching - banned, key=lambda one: (weights[one], names[one])):
            more = chosen | {element}
            bound = _bound(sets, more, without, weights)
            if bound != float("inf"):
                total = paid + weights[element]
                heapq.heappush(waiting, (total + bound, next(order), total, more, without))
            without = without | {element}
    return Covers(tuple(found), True)


def _bound(
    sets: Sequence[frozenset[E]], chosen: frozenset[E], banned: frozenset[E], weights: Mapping[E, float]
) -> float:
    """A weight that every completion has to pay at least; infinite when there is none."""
    taken: set[E] = set()
    total = 0.0
    unmet = sorted((one - banned for one in sets if not one & chosen), key=len)
    for one in unmet:
        if not one:
            return float("inf")
        if not one & taken:
            taken |= one
            total += min(weights[element] for element in one)
    return total


def _irredundant(sets: Sequence[frozenset[E]], chosen: frozenset[E]) -> bool:
    return all(any(one & chosen == {element} for one in sets) for element in chosen)
