"""On which day each act was done, on the wall of whoever did it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from census_app.workspace.schema import acts

if TYPE_CHECKING:
    from sqlalchemy import Connection


REPORT_PUBLISHED = "report.published"
"""Registers a report: it says nothing of how things stand, so a report made twice a day is the same report."""


def act_days(database: Connection, kind: str | None = None) -> dict[int, date]:
    """Number of the act → day, in order, of the acts of the kind (None: of all but the reports). Payloads are not
    read."""
    query = select(acts.c.seq, acts.c.at, acts.c.utc_offset_minutes).order_by(acts.c.seq)
    query = query.where(acts.c.kind != REPORT_PUBLISHED if kind is None else acts.c.kind == kind)
    return {
        row.seq: (datetime.fromisoformat(row.at) + timedelta(minutes=row.utc_offset_minutes)).date()
        for row in database.execute(query)
    }
