"""Places of values in a workbook: the cell, and line and column inside its text."""

from __future__ import annotations

from dataclasses import dataclass

from census_app.rulebook.yaml_files.strict import Place


@dataclass(frozen=True, slots=True)
class CellPlace(Place):
    """A cell (`file` is `规则!F23`), or one item of the list in it; `start` and `end` count inside its `text`."""

    text: str = ""
    header: str = ""

    @property
    def shown(self) -> str:
        """`规则!F23`."""
        return self.file

    @property
    def called(self) -> str:
        """The column's header."""
        return self.header

    def locate(self, source: str, value: str, offset: int) -> tuple[int, int]:
        """1-based line and column in the cell's text of the character at `offset` of the value."""
        return Place.locate(self, self.text, value, offset)

    def _body_start(self, source: str) -> int:
        return self.start


def place_of(cell: str, text: str, header: str, start: int = 0, end: int | None = None) -> CellPlace:
    """The place of a value that stands at [start, end) of a cell's text."""
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return CellPlace(cell, line, column, start, len(text) if end is None else end, text, header)
