"""What is behind each figure: its rows, and the figure counted once more from them. One small file per kind of rows."""

from __future__ import annotations

from census_app.reporting.reports.sources import daily, ladder, parameters, people, problems, quality, told
from census_app.reporting.reports.sources.model import Source

SOURCES: dict[str, Source] = {
    **problems.SOURCES,
    **quality.SOURCES,
    **ladder.SOURCES,
    **people.SOURCES,
    **parameters.SOURCES,
    **daily.SOURCES,
    **told.SOURCES,
}
"""Figure (id of reports.yaml) → its source."""
