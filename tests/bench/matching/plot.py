"""A calibration plot as SVG, written by hand: shown probability against the measured share of true pairs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.matching_truth.measure import Band

SIZE, MARGIN = 420, 50


def write_plot(bands: Sequence[Band], title: str, path: Path) -> None:
    """`path` shows each band as a dot (as wide as its log count) with its 95 % interval, beside the diagonal."""
    marks = "".join(_mark(band) for band in bands)
    ticks = "".join(_tick(step / 5) for step in range(6))
    full = SIZE + 2 * MARGIN
    path.write_text(
        f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full} {full}"
     font-family="sans-serif" font-size="12">
<rect width="{full}" height="{full}" fill="white"/>
<text x="{MARGIN}" y="30" font-size="14">{title}</text>
<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#999" stroke-dasharray="4 4"/>
<path d="M{_x(0)} {_y(0.03)}L{_x(0.97)} {_y(1)}M{_x(0.03)} {_y(0)}L{_x(1)} {_y(0.97)}" stroke="#ddd" fill="none"/>
{ticks}{marks}
<text x="{full / 2}" y="{full - 8}" text-anchor="middle">shown probability</text>
<text x="14" y="{full / 2}" text-anchor="middle" transform="rotate(-90 14 {full / 2})">measured share</text>
</svg>
""",
        encoding="utf-8",
    )


def _x(value: float) -> float:
    return MARGIN + value * SIZE


def _y(value: float) -> float:
    return MARGIN + (1 - value) * SIZE


def _tick(value: float) -> str:
    return (
        f'<path d="M{_x(value)} {_y(0)}v5M{_x(0)} {_y(value)}h-5" stroke="black"/>'
        f'<text x="{_x(value)}" y="{_y(0) + 18}" text-anchor="middle">{value:.1f}</text>'
        f'<text x="{_x(0) - 8}" y="{_y(value) + 4}" text-anchor="end">{value:.1f}</text>\n'
    )


def _mark(band: Band) -> str:
    low, high = (f"{_y(value):.1f}" for value in band.interval)
    x, y, radius = f"{_x(band.shown):.1f}", f"{_y(band.true):.1f}", 2 + len(str(band.pairs))
    title = f"{band.low}–{band.high}: {band.pairs} pairs, shown {band.shown:.3f}, true {band.true:.3f}"
    return (
        f'<line x1="{x}" y1="{low}" x2="{x}" y2="{high}" stroke="#246"/>'
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="#246" fill-opacity="0.6"><title>{title}</title></circle>\n'
    )
