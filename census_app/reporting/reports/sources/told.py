"""Figures worked out from other figures: they name what they were worked out from."""

from __future__ import annotations

from census_app.reporting.reports.settings import report_settings
from census_app.reporting.reports.sources.model import Behind, Case, Source


def _change(case: Case) -> Behind:
    before, now = case.meaning["of"]
    return Behind(
        ("前一个数", "后一个数"), [(before, now)], None, (f"用 census why {before} 和 census why {now} 看两个数",)
    )


def _forecast(case: Case) -> Behind:
    rows = [(change, weeks) for change, weeks in case.meaning["changes"]]
    return Behind(("净变化", "隔几周"), rows, None, (report_settings().forecast.how,))


SOURCES: dict[str, Source] = {"change": _change, "forecast": _forecast}
