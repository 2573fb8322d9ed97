"""Entries put together from cells: plain data as YAML gives it, and the cell of every value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from census_app.rulebook.excel.form import Column, Form, Kind, SheetForm
from census_app.rulebook.excel.places import CellPlace
from census_app.rulebook.excel.spelling import spelt, spelt_list
from census_app.rulebook.excel.tables import Cell, Faults, Record
from census_app.rulebook.yaml_files.strict import Path

Row = dict[str, str]


@dataclass
class Draft:
    """One entry (a rule, the manifest, the baseline) on its way from cells to a document."""

    raw: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, CellPlace] = field(default_factory=dict)

    def put(self, path: Path, value: Any, place: CellPlace) -> None:
        """Set the value at `path` (what leads there is made) and remember its cell."""
        self.places[path] = place
        inside: Any = self.raw
        for step, following in pairwise(path):
            if isinstance(step, int):
                inside = inside[step]
            else:
                inside = inside.setdefault(step, [] if isinstance(following, int) else {})
            if isinstance(following, int) and following == len(inside):
                inside.append({})
        inside[path[-1]] = value

    def fill(self, sheet: SheetForm, record: Record, root: Path = ()) -> None:
        """Put every written cell whose column has a path; blank ones only leave their place."""
        for column in sheet.columns:
            if column.path:
                self._fill(root + column.steps, column, record[column.key])

    def _fill(self, path: Path, column: Column, cell: Cell) -> None:
        self.places[path] = cell.place
        if not cell.written:
            return
        if column.kind is Kind.LIST:
            items = cell.items()
            self.put(path, [item for item, _place in items], cell.place)
            for position, (_item, place) in enumerate(items):
                self.places[(*path, position)] = place
        else:
            self.put(path, cell.value(), cell.place)


def flat_row(sheet: SheetForm, entry: dict[str, Any], form: Form) -> Row:
    """The cells of an entry's columns that have a path."""
    return {
        column.key: written_cell(column, found, form)
        for column in sheet.columns
        if column.path and (found := _found(entry, column.steps)) is not None
    }


def written_cell(column: Column, value: Any, form: Form) -> str:
    """A value as the cell that reads back as it; None is a blank cell."""
    if value is None:
        return ""
    if column.kind is Kind.LIST:
        return spelt_list(value)
    labels = form.choices.get(column.choices, {}) if column.kind is Kind.CHOICE else {}
    if value in labels:
        return labels[value]
    if value in labels.values():
        return f'"{value}"'
    return spelt(value)


def agreed(records: Iterable[Record], key: str, faults: Faults, name: str) -> Cell | None:
    """The one cell of a column that is written among the rows of a thing; two different ones are a fault."""
    found: Cell | None = None
    for record in records:
        cell = record[key]
        if not cell.written:
            continue
        if found is not None and found.value() != cell.value():
            faults.say(
                cell.place.file,
                f"{name}的“{cell.place.header}”与 {found.place.file} 写得不一样：只在第一行写，或写成一样",
            )
        found = found or cell
    return found


def grouped(
    records: Iterable[Record], key_of: Callable[[Record], tuple[str, ...]]
) -> dict[tuple[str, ...], list[Record]]:
    """Records by key, keys in the order they first appear."""
    groups: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        groups.setdefault(key_of(record), []).append(record)
    return groups


def _found(entry: Any, steps: Path) -> Any:
    for step in steps:
        if not isinstance(entry, dict):
            return None
        entry = entry.get(step)
    return entry
