"""What is wrong with a roster, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from census_app.archive.sheets import Sheet
from census_app.rulebook.excel.grid import column_letters


@dataclass(frozen=True)
class Fault:
    """One wrong cell: row as Excel shows it (0: the whole sheet), column from 0 (None: the whole row)."""

    file: str
    sheet: str
    row: int
    column: int | None
    message: str

    @property
    def place(self) -> str:
        """How people find it: `名册.xlsx!人员!C12`."""
        sheet = "!".join(part for part in (self.file, self.sheet) if part)
        if not self.row:
            return sheet
        return (
            f"{sheet} 第 {self.row} 行"
            if self.column is None
            else f"{sheet}!{column_letters(self.column + 1)}{self.row}"
        )

    def line(self) -> str:
        """Place and message."""
        return f"{self.place}：{self.message}"


@dataclass
class Faults:
    """All faults found so far, each cell's first one only."""

    found: list[Fault] = field(default_factory=list)
    _cells: set[tuple[str, str, int, int | None]] = field(default_factory=set)

    def say(self, sheet: Sheet, row: int, column: int | None, message: str) -> None:
        """The cell is wrong; a second fault of one cell is left out."""
        place = (sheet.file, sheet.name, row, column)
        if place not in self._cells:
            self._cells.add(place)
            self.found.append(Fault(sheet.file, sheet.name, row, column, message))

    def __bool__(self) -> bool:
        return bool(self.found)
