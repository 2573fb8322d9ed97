"""Inks and grounds of the tones, the same on the workbook and on the page."""

from __future__ import annotations

from census_app.foundation.workbooks import palette
from census_app.reporting.reports.document import Tone

INKS = {
    Tone.PLAIN: palette.INK,
    Tone.GOOD: palette.PROVEN,
    Tone.BAD: palette.UP,
    Tone.WARN: palette.IMPORTANT_INK,
    Tone.STRONG_WARN: palette.IMPORTANT_INK,
    Tone.ACCENT: palette.ACCENT,
    Tone.MUTE: palette.MUTE,
}
GROUNDS = {Tone.GOOD: "#E5F3EA", Tone.BAD: "#FBE9E7", Tone.WARN: "#FFF3DC", Tone.STRONG_WARN: "#F7CF8E"}
"""Of rows; tones without one stand on white."""

HEADLINE_GROUND = "#E3F2F1"
BAR = "#9CCBC8"
GRID_LINE = "#E4E8EE"
