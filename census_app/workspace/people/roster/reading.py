"""A roster file as tables of people and of units: sheets by what their header says, columns by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from census_app.archive.raw import LONG_NUMBER_MARK
from census_app.archive.recognition.headers import header_key, read_header
from census_app.archive.sheets import Sheet, read_sheets
from census_app.archive.workbook_marks.formulas import formula_cells
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.workspace.people.roster.faults import Faults
from census_app.workspace.people.settings import people_settings

_TOTALS = {"合计", "总计", "小计", "共计"}
_SEVERAL = frozenset({"unit"})
_LONGEST_CELL = 500


class TableKind(StrEnum):
    """What the rows of a sheet are."""

    PEOPLE = "people"
    UNITS = "units"


@dataclass(frozen=True)
class RosterTable:
    """The rows of one sheet under their header. `columns`: our column → its places in the sheet, from 0; `unused`:
    headers nobody asked for."""

    sheet: Sheet
    kind: TableKind
    header_row: int
    columns: Mapping[str, tuple[int, ...]]
    rows: Sequence[tuple[int, list[str]]]
    unused: tuple[str, ...] = ()

    def cell(self, cells: Sequence[str], column: str) -> str:
        """The text of a cell, trimmed; empty when the column is not there."""
        return next((text for _, text in self.cells(cells, column)), "")

    def cells(self, cells: Sequence[str], column: str) -> Iterator[tuple[int, str]]:
        """Place and trimmed text of each filled cell of a column that may stand several times."""
        for place in self.columns.get(column, ()):
            text = cells[place].strip() if place < len(cells) else ""
            if text:
                yield place, text

    def place(self, column: str) -> int | None:
        """Where the column stands; None when it does not."""
        found = self.columns.get(column)
        return found[0] if found else None


@dataclass
class RosterFile:
    """The tables of one roster; `strange` are visible sheets with rows that are neither people nor units."""

    path: Path
    tables: list[RosterTable] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of_kind(self, kind: TableKind) -> list[RosterTable]:
        """The tables of people, or of units."""
        return [table for table in self.tables if table.kind is kind]


def read_roster(path: Path, faults: Faults, context: JobContext) -> RosterFile:
    """The roster in a workbook or text file, read by the guarded process of the import.

    `BadInput` when it cannot be read or has no people; what is wrong inside goes to `faults`.
    """
    found = RosterFile(path)
    sheets = list(read_sheets([path], context, people_settings().roster.most_rows))
    formulas = formula_cells(path)
    for sheet in sheets:
        table = _table(sheet, faults)
        if table is None:
            found.strange += [sheet.name] if sheet.rows else []
            continue
        found.tables.append(table)
        found.notes += [f"工作表“{sheet.name}”：{note}" for note in sheet.notes]
        _check_cells(table, formulas.get(sheet.name, frozenset()), faults)
    if not found.of_kind(TableKind.PEOPLE) and not faults:
        names = "、".join(words[0] for words in people_settings().roster.people_columns.values())
        raise BadInput(f"{path.name} 里没有找到人员名册", f"要有一行表头，至少有 账号、姓名 两列；认得的列：{names}")
    return found


def _table(sheet: Sheet, faults: Faults) -> RosterTable | None:
    limit = people_settings().roster.header_within_rows
    for position, (number, cells) in enumerate(sheet.rows[:limit]):
        people, units = _named(cells, TableKind.PEOPLE), _named(cells, TableKind.UNITS)
        if {"account", "name"} <= set(people):
            return _cut(sheet, position, TableKind.PEOPLE, people, faults)
        if {"code", "name"} <= set(units) and set(units) & {"parent", "level", "successor"}:
            return _cut(sheet, position, TableKind.UNITS, units, faults)
        if number > limit:
            break
    return None


def _cut(sheet: Sheet, position: int, kind: TableKind, columns: dict[str, list[int]], faults: Faults) -> RosterTable:
    number, header = sheet.rows[position]
    for name, places in columns.items():
        if len(places) > 1 and name not in _SEVERAL:
            faults.say(sheet, number, places[1], f"这一列和前面的“{header[places[0]].strip()}”是同一列，只留一列")
    taken = {place for places in columns.values() for place in places}
    ignored = _ignored()
    unused = tuple(
        text.strip()
        for place, text in enumerate(header)
        if text.strip() and place not in taken and not ignored & {key for key, _ in read_header(text).spellings}
    )
    plain = [cell.strip() for cell in header]
    rows = [
        (row, cells)
        for row, cells in sheet.rows[position + 1 :]
        if [cell.strip() for cell in cells] != plain and not _is_total(cells)
    ]
    return RosterTable(sheet, kind, number, {name: tuple(places) for name, places in columns.items()}, rows, unused)


def _is_total(cells: Sequence[str]) -> bool:
    return next((text.strip() for text in cells if text.strip()), "") in _TOTALS


def _named(cells: Sequence[str], kind: TableKind) -> dict[str, list[int]]:
    """Our columns → places of the header cells that name them."""
    known = _known_columns(kind)
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        if not cell.strip() or len(cell) > _LONGEST_CELL:
            continue
        column = next((known[key] for key, _ in read_header(cell).spellings if key in known), None)
        if column is not None:
            found.setdefault(column, []).append(place)
    return found


@cache
def _known_columns(kind: TableKind) -> dict[str, str]:
    roster = people_settings().roster
    columns = roster.people_columns if kind is TableKind.PEOPLE else roster.units_columns
    return {header_key(word): column for column, words in columns.items() for word in words}


@cache
def _ignored() -> frozenset[str]:
    return frozenset(header_key(word) for word in people_settings().roster.ignored_columns)


def _check_cells(table: RosterTable, formulas: frozenset[tuple[int, int]] | None, faults: Faults) -> None:
    """Cells whose text cannot be taken for what a person wrote."""
    if formulas is None:
        faults.say(table.sheet, 0, None, "工作表里有公式，说不清在哪几格：全选、复制、选择性粘贴为数值后再导入")
        return
    used = {place for places in table.columns.values() for place in places}
    for number, cells in table.rows:
        for place in used:
            text = cells[place] if place < len(cells) else ""
            if (number, place) in formulas:
                faults.say(table.sheet, number, place, "这一格是公式：复制后选择性粘贴为数值")
            elif text.startswith(LONG_NUMBER_MARK):
                faults.say(table.sheet, number, place, "15 位以上的数字，Excel 可能已经改了末几位：改成文本格式重新填")
            elif len(text) > _LONGEST_CELL:
                faults.say(table.sheet, number, place, f"太长（{len(text):,} 个字）")
