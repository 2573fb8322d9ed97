"""Recoveries by the day they were entered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from census_app.reporting.reports.act_days import act_days
from census_app.survey.recoveries import RECOVERY_ENTERED, Recovery, recoveries_in

if TYPE_CHECKING:
    from sqlalchemy import Connection


def entered_between(
    database: Connection, first: date | None = None, last: date | None = None, until: int | None = None
) -> list[Recovery]:
    """What counts of the recoveries (up to an act), by problem and kind, the cancelled left out; only those entered in
    these days when given."""
    days = act_days(database, RECOVERY_ENTERED)
    found = recoveries_in(database, until)
    return [
        one
        for _, one in sorted(found.items())
        if (one.energy or one.amount)
        and (first is None or days[one.act] >= first)
        and (last is None or days[one.act] <= last)
    ]


def newest_entry(database: Connection) -> int:
    """The last act that entered a recovery; 0 before the first."""
    return max(act_days(database, RECOVERY_ENTERED), default=0)
