"""Line charts as SVG: drawn here, so that the page needs nothing from anywhere."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10

from census_app.foundation.workbooks import palette
from census_app.reporting.reports.colours import GRID_LINE, INKS
from census_app.reporting.reports.document import Chart, Series

_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 30, 22
_TICKS = 5
_LABELS = 13


def chart_svg(chart: Chart, width: int = 360, height: int = 185) -> str:
    """The chart; a missing value breaks its line."""
    values = [
        float(number.value) for one in chart.series for number in one.values if number and number.value is not None
    ]
    low, high, step = _scale(values, chart.rate)
    plot = _Plot(chart, width, height, low, high)
    parts = [f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(chart.title)}">']
    parts += plot.grid(step)
    parts += plot.weeks()
    for place, series in enumerate(chart.series):
        parts += plot.line(series)
        parts += plot.legend(series, place)
    return "".join([*parts, "</svg>"])


class _Plot:
    def __init__(self, chart: Chart, width: int, height: int, low: float, high: float) -> None:
        self._chart, self._width, self._height = chart, width, height
        self._low, self._high = low, high

    def _x(self, place: int) -> float:
        span = self._width - _LEFT - _RIGHT
        return _LEFT + span * (place + 0.5) / max(1, len(self._chart.categories))

    def _y(self, value: float) -> float:
        span = self._height - _TOP - _BOTTOM
        return _TOP + span * (self._high - value) / ((self._high - self._low) or 1)

    def grid(self, step: float) -> list[str]:
        found, value = [], self._low
        while value <= self._high + step / 2:
            y = self._y(value)
            label = f"{100 * value:.1f}%" if self._chart.rate else f"{value:,.0f}"
            found.append(
                f'<line x1="{_LEFT}" x2="{self._width - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID_LINE}"/>'
                f'<text x="{_LEFT - 5}" y="{y + 3:.1f}" font-size="9.5" text-anchor="end" fill="{palette.MUTE}">'
                f"{label}</text>"
            )
            value += step
        return found

    def weeks(self) -> list[str]:
        every = max(1, ceil(len(self._chart.categories) / _LABELS))
        return [
            f'<text x="{self._x(place):.1f}" y="{self._height - 7}" font-size="9.5" text-anchor="middle" '
            f'fill="{palette.MUTE}">{escape(category)}</text>'
            for place, category in enumerate(self._chart.categories)
            if place % every == 0
        ]

    def line(self, series: Series) -> list[str]:
        ink = INKS[series.tone]
        dash = ' stroke-dasharray="2 3"' if series.dotted else ""
        found: list[str] = []
        for run in _unbroken(series):
            points = [(self._x(place), self._y(value)) for place, value in run]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            found.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2"{dash}/>')
            found += [_marker(x, y, ink, series.dotted) for x, y in points]
        return found

    def legend(self, series: Series, place: int) -> list[str]:
        x, ink = _LEFT + 10 + 90 * place, INKS[series.tone]
        dash = ' stroke-dasharray="2 3"' if series.dotted else ""
        return [
            f'<line x1="{x}" x2="{x + 26}" y1="14" y2="14" stroke="{ink}" stroke-width="2"{dash}/>',
            _marker(x + 13, 14, ink, series.dotted),
            f'<text x="{x + 32}" y="18" font-size="11" fill="{palette.INK}">{escape(series.name)}</text>',
        ]


def _unbroken(series: Series) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for place, number in enumerate(series.values):
        if number is None or number.value is None:
            runs.append([])
        else:
            runs[-1].append((place, float(number.value)))
    return [run for run in runs if run]


def _marker(x: float, y: float, ink: str, triangle: bool) -> str:
    if triangle:
        corners = f"M{x - 3.4:.1f},{y + 2.8:.1f} L{x + 3.4:.1f},{y + 2.8:.1f} L{x:.1f},{y - 3.4:.1f} Z"
        return f'<path d="{corners}" fill="{ink}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="{ink}"/>'


def _scale(values: list[float], rate: bool) -> tuple[float, float, float]:
    """Lowest and highest line of the grid and the step between; counts start at nothing, rates near their lowest."""
    if not values:
        return 0.0, 1.0, 1.0
    low, high = (min(values) if rate else 0.0), max(values)
    span = max(high - low, 0.001 if rate else 1.0)
    rough = span / (_TICKS - 1)
    unit = 10 ** floor(log10(rough))
    step = next(size * unit for size in (1, 2, 2.5, 5, 10) if size * unit >= rough)
    step = max(step, 0.001 if rate else 1.0)
    return floor(low / step) * step, ceil(high / step) * step, step
