"""The page's grid: two halves of equal columns and a gap; texts and numbers written over spans of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.text_width import lines_needed
from census_app.foundation.workbooks.cells import Styles
from census_app.reporting.reports.document import FULL, HALF
from census_app.reporting.reports.numbers import Number, Words, words_text

_GAP = 21
_PORTRAIT, _LANDSCAPE = 35, 52
_PIXELS_PER_CHARACTER = 7
_POINTS_PER_PIXEL = 0.75
_HIGHEST = 405.0
_LONGEST = 600


@dataclass(frozen=True)
class Grid:
    """A sheet with the columns of the grid set; `column_pixels` is the width of one."""

    sheet: Worksheet
    styles: Styles
    column_pixels: int
    gap_pixels: int

    @classmethod
    def of(cls, sheet: Worksheet, styles: Styles, landscape: bool, halves: bool) -> Grid:
        """The grid stands on the sheet; without `halves` the gap is a column like the others."""
        pixels = _LANDSCAPE if landscape else _PORTRAIT
        gap = _GAP if halves else pixels
        for column in range(FULL):
            sheet.set_column_pixels(column, column, gap if column == HALF else pixels)
        return cls(sheet, styles, pixels, gap)

    def pixels(self, first: int, width: int) -> int:
        """How wide a span is."""
        gap = first <= HALF < first + width
        return width * self.column_pixels + (self.gap_pixels - self.column_pixels if gap else 0)

    def height(self, words: Words, first: int, width: int, size: float = 9, least: float = 20) -> float:
        """Points the words need in a span at this font size."""
        characters = max(2.0, (self.pixels(first, width) - 8) / _PIXELS_PER_CHARACTER * 9.5 / size)
        return min(_HIGHEST, max(least, lines_needed(_shown(words), characters) * size * 1.42 + 6))

    def put(self, row: int, first: int, width: int, words: Words, **style: Any) -> None:
        """The words stand over the span; a number alone stands as a number."""
        alone = words[0] if len(words) == 1 and isinstance(words[0], Number) else None
        if alone is not None and alone.value is not None:
            form = self.styles.get(**{**style, "num_format": alone.excel_format})
            self._span(row, first, width, form)
            self.sheet.write_number(row, first, alone.excel_value or 0, form)
            return
        form = self.styles.get(**style)
        self._span(row, first, width, form)
        self.sheet.write_string(row, first, _shown(words), form)

    def _span(self, row: int, first: int, width: int, form: Format) -> None:
        if width > 1:
            self.sheet.merge_range(row, first, row, first + width - 1, "", form)


def _shown(words: Words) -> str:
    """The words as far as a cell of a report has room for them."""
    text = words_text(words)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def pixels_of(points: float) -> int:
    """Pixels of a height in points."""
    return int(points / _POINTS_PER_PIXEL)
