"""Where the 台区 stand on the board: as on the ground where that is known, each on a cell of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, hypot, sqrt

Cell = tuple[int, int]
Place = tuple[float, float]
_ROOM = 1.3
"""Cells for each area: enough that the shape of the ground can be seen, few enough that the board is no desert."""


def lay_out(places: Sequence[Place | None], columns: int) -> tuple[list[Cell], int]:
    """A (column, row) for each area, in their order, and how many rows the placed ones take.

    Those with a place keep their directions, north up, on the free cell nearest to where they are; those without come
    below, in order. No two share a cell; with one column all are in order.
    """
    columns = max(1, columns)
    known = {number: place for number, place in enumerate(places) if place is not None}
    taken = _placed(known, columns)
    rows = 1 + max((row for _, row in taken.values()), default=-1)
    cells: list[Cell] = []
    following = 0
    for number in range(len(places)):
        if number in taken:
            cells.append(taken[number])
        else:
            cells.append((following % columns, rows + following // columns))
            following += 1
    return cells, rows


def _placed(known: Mapping[int, Place], columns: int) -> dict[int, Cell]:
    if not known:
        return {}
    rows = max(1, ceil(len(known) * _ROOM / columns))
    if len(known) < columns:
        columns = max(1, min(columns, ceil(sqrt(len(known) * _ROOM * 2))))
        rows = max(1, ceil(len(known) * _ROOM / columns))
    across, down = _ranks([place[0] for place in known.values()]), _ranks([-place[1] for place in known.values()])
    wanted = {
        number: (east * (columns - 1), south * (rows - 1))
        for number, east, south in zip(known, across, down, strict=True)
    }
    free = FreeCells(columns)
    taken = {
        number: free.take_nearest(column, row)
        for number, (column, row) in sorted(wanted.items(), key=lambda one: (one[1][1], one[1][0], one[0]))
    }
    return _without_empty_rows(taken)


def _ranks(values: Sequence[float]) -> list[float]:
    """Each value's place in their order, from 0 to 1, the same values in the order given: one far away does not push
    the others together, and many at one place do not crowd a corner."""
    order = sorted(range(len(values)), key=lambda number: (values[number], number))
    most = len(values) - 1
    ranks = [0.5] * len(values)
    for place, number in enumerate(order):
        ranks[number] = place / most if most else 0.5
    return ranks


class FreeCells:
    """Cells nobody has, in rows without end. Each row knows the next free column to both sides of any column, so that a
    board of thousands is laid out in a moment however crowded a place is."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._rows: list[tuple[list[int], list[int]]] = []

    def take_nearest(self, column: float, row: float) -> Cell:
        """The free cell nearest to a place is somebody's now; of two as near the upper, then the left one."""
        middle, across = round(row), round(column)
        best, nearest, step = (-1, -1), float("inf"), 0
        while step - 0.5 <= nearest:
            for level in (middle - step, middle + step) if step else (middle,):
                for place in self._beside(level, across) if level >= 0 else ():
                    distance = hypot(place - column, level - row)
                    if distance < nearest or (distance == nearest and (level, place) < (best[1], best[0])):
                        nearest, best = distance, (place, level)
            if nearest < 0.5:
                break
            step += 1
        self._take(best)
        return best

    def _beside(self, level: int, column: int) -> tuple[int, ...]:
        """The next free columns of a row, to the left (the column itself included) and to the right."""
        while len(self._rows) <= level:
            self._rows.append((list(range(self._columns + 1)), list(range(self._columns + 1))))
        left, right = self._rows[level]
        found = (_end(left, column + 1) - 1, _end(right, column))
        return tuple(place for place in found if 0 <= place < self._columns)

    def _take(self, cell: Cell) -> None:
        column, level = cell
        left, right = self._rows[level]
        left[column + 1] = column
        right[column] = column + 1


def _end(following: list[int], place: int) -> int:
    """Where a chain of taken cells ends; the way there is shortened for the next who asks."""
    end = place
    while following[end] != end:
        end = following[end]
    while following[place] != end:
        following[place], place = end, following[place]
    return end


def _without_empty_rows(taken: dict[int, Cell]) -> dict[int, Cell]:
    """Rows nobody stands on are left out."""
    used = {row: place for place, row in enumerate(sorted({row for _, row in taken.values()}))}
    return {number: (column, used[row]) for number, (column, row) in taken.items()}


def neighbour(cells: Sequence[Cell], at: int, step: Cell) -> int:
    """The nearest area in a direction (one column or one row); the same when there is none."""
    column, row = cells[at]
    best, nearest = at, float("inf")
    for number, (other_column, other_row) in enumerate(cells):
        along = (other_column - column) * step[0] + (other_row - row) * step[1]
        aside = abs((other_column - column) * step[1]) + abs((other_row - row) * step[0])
        if along > 0 and (distance := along + 2 * aside) < nearest:
            best, nearest = number, distance
    return best
