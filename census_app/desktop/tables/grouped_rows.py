"""Rows in groups that open and close: what is closed is one row and was never read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from census_app.desktop.tables.paged_model import Heading, Row
from census_app.desktop.tables.problem_slice import ProblemSlice

Range = tuple[int, int]


@dataclass(frozen=True)
class Group:
    """The rows that share a value; `label` is what people read, empty when the value says it."""

    key: str
    label: str
    number: int


class GroupedRows:
    """The page source of a slice whose rows stand group by group, in the order of `groups`."""

    def __init__(self, inside: ProblemSlice, groups: Sequence[Group]) -> None:
        self.inside, self.groups = inside, list(groups)
        self._starts = list(accumulate((group.number for group in self.groups), initial=0))
        self._open: set[int] = set()
        self._heads: list[int] = []
        self._place()

    def _place(self) -> None:
        lengths = (1 + (group.number if place in self._open else 0) for place, group in enumerate(self.groups))
        self._heads = list(accumulate(lengths, initial=0))

    @property
    def rows(self) -> int:
        """Headings and rows of open groups."""
        return self._heads[-1]

    def group_at(self, row: int) -> int:
        """The place of the group a row belongs to or heads."""
        return bisect_right(self._heads, row) - 1

    def heading_of(self, group: int) -> int:
        """The row of a group's heading."""
        return self._heads[group]

    def is_open(self, group: int) -> bool:
        """Whether its rows are shown."""
        return group in self._open

    def turn(self, group: int, opened: bool) -> None:
        """Show or hide the rows of a group."""
        (self._open.add if opened else self._open.discard)(group)
        self._place()

    def turn_all(self, opened: bool) -> None:
        """Show or hide the rows of every group."""
        self._open = set(range(len(self.groups))) if opened else set()
        self._place()

    def fetch(self, start: int, count: int) -> list[Row]:
        """A stretch of headings and rows."""
        rows: list[Row] = []
        last = min(start + count, self.rows)
        while start < last:
            group = self.group_at(start)
            head = self._heads[group]
            if start == head:
                found = self.groups[group]
                rows.append(Heading((found.key, found.label, found.number, group in self._open)))
                start += 1
                continue
            end = min(last, self._heads[group + 1])
            rows += self.inside.fetch(self._starts[group] + start - head - 1, end - start)
            start = end
        return rows

    def stretches(self, ranges: Iterable[Range]) -> list[Range]:
        """Rows of the slice that chosen rows stand for, each once: a heading stands for its whole group."""
        return merged(part for first, last in ranges for part in self._stretches(first, last))

    def _stretches(self, first: int, last: int) -> Iterator[Range]:
        while first <= last:
            group = self.group_at(first)
            head, start, end = self._heads[group], self._starts[group], self._starts[group + 1]
            through = min(last, self._heads[group + 1] - 1)
            if first == head:
                yield start, end - 1
            else:
                yield start + first - head - 1, start + through - head - 1
            first = self._heads[group + 1] if first == head else through + 1


def merged(ranges: Iterable[Range]) -> list[Range]:
    """The same rows as stretches that neither touch nor overlap, in order."""
    found: list[Range] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def length(ranges: Iterable[Range]) -> int:
    """How many rows stretches have."""
    return sum(last - first + 1 for first, last in ranges)
