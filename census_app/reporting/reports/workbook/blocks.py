"""Blocks as lines of the grid: what each line needs in height and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from census_app.foundation.workbooks import palette
from census_app.reporting.reports.colours import BAR, GROUNDS, INKS
from census_app.reporting.reports.document import Cell, Chart, Row, Table, Text, Tone
from census_app.reporting.reports.numbers import Words
from census_app.reporting.reports.settings import report_settings
from census_app.reporting.reports.workbook.grid import Grid

_BOX = {"border": 1, "border_color": palette.LINE}
_TITLE_POINTS = 21.0
_INDENT = "　"


@dataclass(frozen=True)
class Line:
    """One row of a block: the points it needs, what draws it at a row of the sheet, how deep it folds."""

    points: float
    draw: Callable[[int], None]
    level: int = 0


def title_line(grid: Grid, first: int, width: int, title: str) -> Line:
    """The block's title over its accent rule."""
    style = {"bold": True, "font_size": 11, "font_color": palette.ACCENT, "bottom": 2, "bottom_color": palette.ACCENT}
    return Line(_TITLE_POINTS, lambda row: grid.put(row, first, width, (title,), **style))


def table_lines(grid: Grid, first: int, width: int, table: Table) -> list[Line]:
    """Title, header, rows, note."""
    starts = _starts(first, [column.width for column in table.columns])
    lines = [title_line(grid, first, width, table.title), _header(grid, starts, table)]
    lines += [_row(grid, starts, table, row) for row in table.rows]
    if table.note:
        lines.append(_note(grid, first, width, table.note))
    return lines


def text_lines(grid: Grid, first: int, width: int, text: Text) -> list[Line]:
    """Title and a line per paragraph."""
    style = {**_BOX, "font_size": 9, "text_wrap": True, "indent": 1}

    def line(words: Words) -> Line:
        return Line(grid.height(words, first, width, least=20), lambda row: grid.put(row, first, width, words, **style))

    return [title_line(grid, first, width, text.title), *(line(words) for words in text.lines)]


def chart_note(grid: Grid, first: int, width: int, chart: Chart) -> list[Line]:
    """What stands under a chart."""
    return [_note(grid, first, width, chart.note)] if chart.note else []


def _header(grid: Grid, starts: list[tuple[int, int]], table: Table) -> Line:
    style = {**_BOX, "bold": True, "font_size": 9, "bg_color": palette.HEADER, "font_color": "#FFFFFF"}
    style |= {"align": "center", "text_wrap": True}

    def draw(row: int) -> None:
        for (start, width), column in zip(starts, table.columns, strict=True):
            grid.put(row, start, width, (column.title,), **style)

    needed = [
        grid.height((column.title,), start, width) for (start, width), column in zip(starts, table.columns, strict=True)
    ]
    return Line(max(19.0, *needed), draw)


def _row(grid: Grid, starts: list[tuple[int, int]], table: Table, row: Row) -> Line:
    ground = {"bg_color": GROUNDS[row.tone]} if row.tone in GROUNDS else {}
    needed = [
        grid.height(cell.words, start, width, _size(cell))
        for (start, width), cell in zip(starts, row.cells, strict=True)
    ]

    def draw(at: int) -> None:
        for (start, width), cell in zip(starts, row.cells, strict=True):
            words = (_INDENT * row.depth, *cell.words) if row.depth and cell is row.cells[0] else cell.words
            grid.put(at, start, width, words, **_BOX, **_style(cell), **ground)
            if cell.bar is not None:
                grid.sheet.conditional_format(at, start, at, start, _bar())

    return Line(max(20.0, *needed), draw, row.depth)


def _style(cell: Cell) -> dict[str, Any]:
    style: dict[str, Any] = {"font_size": _size(cell), "font_color": INKS[cell.tone], "text_wrap": True}
    if cell.bold:
        style["bold"] = True
    return style | ({"align": "left", "indent": 1} if cell.left else {"align": "center"})


def _size(cell: Cell) -> float:
    return 8.5 if cell.small else 9.5


def _bar() -> dict[str, Any]:
    return {
        "type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": BAR, "min_type": "num",
        "max_type": "num", "min_value": 0, "max_value": report_settings().bar_full,
    }  # fmt: skip


def _note(grid: Grid, first: int, width: int, words: Words) -> Line:
    style = {"font_size": 8.5, "font_color": INKS[Tone.MUTE], "text_wrap": True, "indent": 1}
    points = grid.height(words, first, width, 8.5, 17)
    return Line(points, lambda row: grid.put(row, first, width, words, **style))


def _starts(first: int, widths: list[int]) -> list[tuple[int, int]]:
    found, start = [], first
    for width in widths:
        found.append((start, width))
        start += width
    return found
