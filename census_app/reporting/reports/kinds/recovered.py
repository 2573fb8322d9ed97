"""追补电量 and 追补电费 as reports say them."""

from __future__ import annotations

from datetime import date
from typing import Any

from census_app.foundation.database import reading
from census_app.reporting.reports.ground import Ground
from census_app.reporting.reports.numbers import Number, Spelling, Words
from census_app.reporting.reports.recovered_days import entered_between, newest_entry
from census_app.survey.recoveries import total_of


def recovery_numbers(
    ground: Ground, first: date | None = None, last: date | None = None
) -> tuple[Number, Number, Number]:
    """Problems, energy and amount entered up to now (in these days), with their codes."""
    with reading(ground.workspace.engine) as database:
        until = newest_entry(database)
        found = entered_between(database, first, last, until)
    energy, amount = total_of(found)
    picks: dict[str, Any] = {"first": str(first or ""), "last": str(last or ""), "until": str(until or "")}
    ledger = ground.ledger
    return (
        ledger.count("recovered", len({one.problem_no for one in found}), **picks),
        ledger.count("energy", energy, Spelling.ENERGY, **picks),
        ledger.count("amount", amount, Spelling.AMOUNT, **picks),
    )


def recovery_words(ground: Ground, first: date | None = None, last: date | None = None) -> Words:
    """`58 个问题，电量 12,340 千瓦时，电费 8,021.50 元`."""
    problems, energy, amount = recovery_numbers(ground, first, last)
    return problems, " 个问题，电量 ", energy, " 千瓦时，电费 ", amount, " 元"
