"""The workbook of a document: whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.files import publish
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import WORKBOOK_OPTIONS, Styles
from census_app.reporting.reports.colours import HEADLINE_GROUND, INKS
from census_app.reporting.reports.document import FULL, HALF, Block, Chart, Document, Pair, Table, Text, Tile, Tiles
from census_app.reporting.reports.workbook.blocks import Line, chart_note, table_lines, text_lines, title_line
from census_app.reporting.reports.workbook.charts import SHEET as DATA_SHEET
from census_app.reporting.reports.workbook.charts import ChartData
from census_app.reporting.reports.workbook.codes import SHEET as CODE_SHEET
from census_app.reporting.reports.workbook.codes import write_codes
from census_app.reporting.reports.workbook.grid import Grid, pixels_of

_CHART_POINTS = 200.0
_SHEET_NAME = 31
_TILE_STARTS = {4: ((0, 6), (6, 6), (13, 6), (19, 6)), 2: ((0, 12), (13, 12))}
_SPACE_POINTS = 8.0
_TILE_POINTS = (18.0, 36.0, 18.0)
_A4 = (8.27, 11.69)
_SIDE, _TOP, _BOTTOM = 0.45, 0.5, 0.55
_POINTS_PER_INCH, _POINTS_PER_PIXEL = 72, 0.75
_MARGIN_FOR_FONTS = 0.88
"""Columns come out wider where the workbook's font is missing; a scale does not give way as fitting does, so it is used
only where there are breaks to keep."""


def write_workbook(document: Document, target: Path) -> None:
    """`target` durably holds the report: its page, the codes of its numbers, the numbers behind its charts."""
    options = {**WORKBOOK_OPTIONS, "constant_memory": False}
    with publish(target) as temporary, xlsxwriter.Workbook(str(temporary), options) as workbook:
        styles = Styles(workbook)
        page = workbook.add_worksheet(document.title[:_SHEET_NAME])
        codes = workbook.add_worksheet(CODE_SHEET)
        data = workbook.add_worksheet(DATA_SHEET)
        data.hide()
        halves = any(isinstance(section, Pair) for section in document.sections)
        grid = Grid.of(page, styles, document.landscape, halves)
        drawn = _Page(document, grid, ChartData(workbook, data))
        drawn.write()
        write_codes(codes, styles, document)
        _print_set_up(page, document, grid, drawn.sections)


class _Page:
    def __init__(self, document: Document, grid: Grid, data: ChartData) -> None:
        self._document, self._grid, self._data = document, grid, data
        self._row = 0
        self.sections: list[tuple[int, float]] = []
        """First row and height in points of the head, each section, and the foot."""

    def write(self) -> None:
        self._begin()
        self._head()
        for section in self._document.sections:
            self._begin()
            if isinstance(section, Tiles):
                self._tiles(section)
            elif isinstance(section, Pair):
                self._side_by_side([(section.left, 0, HALF), (section.right, HALF + 1, HALF)])
            else:
                self._side_by_side([(section, 0, FULL)])
            self._space()
        self._begin()
        self._foot()

    def _begin(self) -> None:
        self.sections.append((self._row, 0.0))

    def _height(self, points: float) -> None:
        """The present row is that high; the next row is the present one."""
        row, so_far = self.sections[-1]
        self.sections[-1] = (row, so_far + points)
        self._row += 1

    def _head(self) -> None:
        document, grid = self._document, self._grid
        self._line(34, lambda row: grid.put(row, 0, 19, (document.title,), bold=True, font_size=22))
        grid.put(self._row - 1, 19, 6, (document.issue,), bold=True, font_size=12, align="right")
        rule = {"bottom": 2, "bottom_color": palette.INK}
        self._line(18, lambda row: grid.put(row, 0, FULL, (document.subtitle,), font_color=palette.MUTE, **rule))
        if document.headline:
            style = {"bold": True, "font_size": 11, "font_color": "#0B5A55", "bg_color": HEADLINE_GROUND}
            points = grid.height(document.headline, 0, FULL, 11, 24) + 8
            self._line(points, lambda row: grid.put(row, 0, FULL, document.headline, **style, text_wrap=True, indent=1))
        self._space()

    def _foot(self) -> None:
        document, grid = self._document, self._grid
        if document.signed:
            blank = "______________"
            signed = f"编制：{blank}　　审核：{blank}　　签发：{blank}　　　　{document.signed}"
            self._line(26, lambda row: grid.put(row, 0, FULL, (signed,)))
        foot = ("　｜　".join(document.footer),)
        style = {"font_size": 8.5, "font_color": palette.MUTE, "text_wrap": True, "top": 1, "top_color": palette.LINE}
        self._line(grid.height(foot, 0, FULL, 8.5, 17), lambda row: grid.put(row, 0, FULL, foot, **style))

    def _line(self, points: float, draw: Callable[[int], None]) -> None:
        self._grid.sheet.set_row(self._row, points)
        draw(self._row)
        self._height(points)

    def _space(self) -> None:
        self._grid.sheet.set_row(self._row, _SPACE_POINTS)
        self._height(_SPACE_POINTS)

    def _tiles(self, tiles: Tiles) -> None:
        starts = _TILE_STARTS[len(tiles.tiles)]
        for offset, points in enumerate(_TILE_POINTS):
            self._grid.sheet.set_row(self._row + offset, points)
        for (start, width), tile in zip(starts, tiles.tiles, strict=True):
            self._tile(tile, start, width)
        for points in _TILE_POINTS:
            self._height(points)

    def _tile(self, tile: Tile, start: int, width: int) -> None:
        colour, put = INKS[tile.tone], self._grid.put
        sides = {"left": 1, "right": 1, "left_color": palette.LINE, "right_color": palette.LINE, "align": "center"}
        top = {"top": 5, "top_color": colour, "font_color": palette.MUTE}
        put(self._row, start, width, (tile.label,), **sides, **top)
        put(self._row + 1, start, width, (tile.number,), **sides, bold=True, font_size=24, font_color=colour)
        code = f"　查 {tile.number.code}" if tile.number.code else ""
        note = (*tile.note, code)
        bottom = {"bottom": 1, "bottom_color": palette.LINE, "font_size": 8.5, "font_color": palette.MUTE}
        put(self._row + 2, start, width, note, **sides, **bottom, shrink=True)

    def _side_by_side(self, blocks: list[tuple[Block, int, int]]) -> None:
        """The blocks' lines share rows: each row is as high as the line that needs most."""
        drawn = [(block, start, width, self._lines(block, start, width)) for block, start, width in blocks]
        charts = [entry for entry in drawn if isinstance(entry[0], Chart)]
        tables = [lines for block, _, _, lines in drawn if not isinstance(block, Chart)]
        heights = [
            max(lines[place].points for lines in tables if place < len(lines))
            for place in range(max(map(len, tables), default=0))
        ]
        if charts:
            heights = heights or [21.0]
            while sum(heights[1:]) < _CHART_POINTS:
                heights.append(20.0)
        first = self._row
        for place, points in enumerate(heights):
            level = max((lines[place].level for lines in tables if place < len(lines)), default=0)
            self._grid.sheet.set_row(self._row, points, None, {"level": level} if level else {})
            self._height(points)
        for lines in tables:
            for place, line in enumerate(lines):
                line.draw(first + place)
        for block, start, width, lines in charts:
            assert isinstance(block, Chart)
            self._chart(block, start, width, lines, first, heights)

    def _chart(self, chart: Chart, start: int, width: int, lines: list[Line], first: int, heights: list[float]) -> None:
        lines[0].draw(first)
        below = lines[1:]
        for place, line in enumerate(below):
            line.draw(first + len(heights) - len(below) + place)
        high = sum(heights[1 : len(heights) - len(below)])
        made = self._data.chart(chart, self._grid.pixels(start, width) - 4, pixels_of(high) - 6)
        self._grid.sheet.insert_chart(first + 1, start, made, {"x_offset": 2, "y_offset": 3, "object_position": 1})

    def _lines(self, block: Block, start: int, width: int) -> list[Line]:
        if isinstance(block, Table):
            return table_lines(self._grid, start, width, block)
        if isinstance(block, Text):
            return text_lines(self._grid, start, width, block)
        return [title_line(self._grid, start, width, block.title), *chart_note(self._grid, start, width, block)]


def _print_set_up(sheet: Worksheet, document: Document, grid: Grid, sections: list[tuple[int, float]]) -> None:
    """One page wide; a report of many pages breaks between its sections (Excel heeds breaks only at a scale)."""
    if document.landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=_SIDE, right=_SIDE, top=_TOP, bottom=_BOTTOM)
    sheet.hide_gridlines(2)
    sheet.set_footer("&R&8 第 &P / &N 页")
    if document.pages:
        sheet.fit_to_pages(1, document.pages)
        return
    wide, high = (_A4[1], _A4[0]) if document.landscape else _A4
    scale = int(
        _MARGIN_FOR_FONTS * 100 * _POINTS_PER_INCH * (wide - 2 * _SIDE) / (_POINTS_PER_PIXEL * grid.pixels(0, FULL))
    )
    room = _POINTS_PER_INCH * (high - _TOP - _BOTTOM) * 100 / scale
    breaks = list(_breaks(sections, room))
    if not breaks:
        sheet.fit_to_pages(1, 0)
        return
    sheet.set_print_scale(scale)
    sheet.set_h_pagebreaks(breaks)


def _breaks(sections: list[tuple[int, float]], room: float) -> Iterator[int]:
    """Rows before which a page ends: sections that would be cut and fit on a page of their own."""
    used = 0.0
    for row, points in sections:
        if used and used + points > room:
            yield row
            used = 0.0
        used = (used + points) % room if points > room else used + points
