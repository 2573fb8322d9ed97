"""Native line charts; the numbers they read stand on a sheet of their own."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from census_app.reporting.reports.colours import GRID_LINE, INKS
from census_app.reporting.reports.document import Chart, Series

SHEET = "数"


class ChartData:
    """The sheet of the charts' numbers: one block of columns per chart."""

    def __init__(self, workbook: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        self._workbook, self._sheet, self._column = workbook, sheet, 0

    def chart(self, chart: Chart, width: int, height: int) -> Any:
        """The native chart, its numbers written; gaps stay empty cells."""
        first = self._column
        self._write(chart, first)
        made = self._workbook.add_chart({"type": "line"})
        for offset, series in enumerate(chart.series, start=1):
            made.add_series(_series(chart, series, first, first + offset))
        made.show_blanks_as("gap")
        made.set_legend({"position": "top", "font": {"size": 9}})
        axis: dict[str, Any] = {"major_gridlines": {"visible": True, "line": {"color": GRID_LINE}}}
        axis |= {"num_font": {"size": 8}, "num_format": "0.0%" if chart.rate else "#,##0", "line": {"none": True}}
        made.set_y_axis({**axis, "min": _lowest(chart) if chart.rate else 0})
        made.set_x_axis({"num_font": {"size": 8}, "interval_unit": max(1, len(chart.categories) // 13)})
        made.set_chartarea({"border": {"none": True}})
        made.set_size({"width": width, "height": height})
        self._column += len(chart.series) + 2
        return made

    def _write(self, chart: Chart, first: int) -> None:
        self._sheet.write_string(0, first, chart.title)
        for offset, series in enumerate(chart.series, start=1):
            self._sheet.write_string(1, first + offset, series.name)
        for row, category in enumerate(chart.categories, start=2):
            self._sheet.write_string(row, first, category)
            for offset, series in enumerate(chart.series, start=1):
                number = series.values[row - 2]
                if number is not None and number.value is not None:
                    self._sheet.write_number(row, first + offset, number.excel_value or 0)


def _lowest(chart: Chart) -> float:
    """Where the axis of rates begins: five points below the lowest, on a whole twentieth."""
    values = [float(one.value) for series in chart.series for one in series.values if one and one.value is not None]
    return max(0, int(20 * min(values, default=0.0)) - 1) / 20


def _series(chart: Chart, series: Series, categories: int, values: int) -> dict[str, Any]:
    last = 1 + len(chart.categories)
    ink = INKS[series.tone]
    dash = {"dash_type": "round_dot"} if series.dotted else {}
    marker = "triangle" if series.dotted else "circle"
    return {
        "name": [SHEET, 1, values],
        "categories": [SHEET, 2, categories, last, categories],
        "values": [SHEET, 2, values, last, values],
        "line": {"color": ink, "width": 2, **dash},
        "marker": {"type": marker, "size": 5, "fill": {"color": ink}, "border": {"color": ink}},
    }
