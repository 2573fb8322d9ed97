"""Ways to fill the cells of a set of suspects, and what each does to every verdict it can touch."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from census_app.checking.localisation.elements import Element
from census_app.checking.rehearsal.changes import Changes, RowChange, Values
from census_app.checking.rehearsal.verdicts import WorldVerdicts

Filling = dict[Element, str]
Target = tuple[str, int]


@dataclass(frozen=True)
class Tried:
    """One filling: the problems (rule, row) it leaves or hides, and those it newly causes."""

    world: int
    filling: Filling
    leaves: frozenset[Target]
    causes: frozenset[Target]

    @property
    def clean(self) -> bool:
        """Whether every problem is proved right and nothing else breaks."""
        return not self.leaves and not self.causes


def fillings(elements: Sequence[Element], options: Mapping[Element, Sequence[str]], most: int) -> list[Filling]:
    """Up to `most` ways to give every element one of its options, the likeliest (first options) first.

    None when an element has no option.
    """
    lists = [list(options.get(element, ())) for element in elements]
    if not elements or not all(lists):
        return []
    return [
        dict(zip(elements, (one[place] for one, place in zip(lists, places, strict=True)), strict=True))
        for places in _in_order([len(one) for one in lists], most)
    ]


def changes_of(filling: Filling) -> Changes:
    """The filling as changes of rows."""
    rows: dict[tuple[str, int], Values] = {}
    for element, value in filling.items():
        rows.setdefault((element.table, element.row_id), {})[element.field] = value
    return Changes(tuple(RowChange(table, row_id, values) for (table, row_id), values in rows.items()))


def judged(world: int, filling: Filling, targets: frozenset[Target], verdicts: WorldVerdicts) -> Tried:
    """How the world of the filling compares with the world as it is.

    A problem is cleared only when its rule finds the record right: leaving the scope or hiding a value is no answer.
    """
    right = ("right", "")
    leaves = {one for one in targets if tuple(verdicts.verdicts.get((world, *one), ("wrong", ""))) != right}
    return Tried(world, filling, frozenset(leaves), frozenset(verdicts.wrong(world) - verdicts.wrong(0)))


def best(tried: Sequence[Tried]) -> Tried | None:
    """The filling that leaves least, then causes least, then was likeliest."""
    return min(tried, key=lambda one: (len(one.leaves), len(one.causes), one.world), default=None)


def _in_order(sizes: list[int], most: int) -> Iterator[tuple[int, ...]]:
    """Index combinations by rising sum, each once."""
    start = (0,) * len(sizes)
    waiting, seen = [(0, start)], {start}
    while waiting and most > 0:
        total, places = heapq.heappop(waiting)
        yield places
        most -= 1
        for position, size in enumerate(sizes):
            after = (*places[:position], places[position] + 1, *places[position + 1 :])
            if after[position] < size and after not in seen:
                seen.add(after)
                heapq.heappush(waiting, (total + 1, after))
