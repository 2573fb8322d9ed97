"""What makes a delivery look old: the dates it ends with, beside those of the last one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from census_app.archive.alarm import Comparison, Rows, compare
from census_app.archive.settings import load_settings
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.engines import kept_engine

METER = load_dictionary().table("meter")
FIELDS = ("asset_no", "inst_date", "verify_date")
DAY = date(2026, 11, 25)
# few meters are new: every two months one
INSTALLED = [date(2026, 10, 1) - timedelta(days=61 * number) for number in range(40)]


def delivered(installed: Sequence[date]) -> Rows:
    """Meters verified a month before they were installed, all of one unit."""
    listed = ", ".join(f"('{day:%Y%m%d}', DATE '{day}', DATE '{day - timedelta(days=30)}')" for day in installed)
    return Rows(
        f"SELECT *, '134092201' AS _unit FROM (VALUES {listed}) AS meters({', '.join(FIELDS)})", frozenset(FIELDS)
    )


def compared(before: Sequence[date], now: Sequence[date]) -> Comparison:
    limits = load_settings().alarm
    with kept_engine(1) as connection:
        return compare(connection, METER, delivered(before), delivered(now), limits, DAY, lasting=True)


def test_a_few_new_records_that_went_do_not_make_a_delivery_old() -> None:
    assert not compared(INSTALLED, INSTALLED[2:]).alarming


def test_a_delivery_without_any_of_the_newest_records_is_old() -> None:
    comparison = compared(INSTALLED, INSTALLED[6:])
    assert [entry.id for entry in comparison.older_dates] == ["inst_date", "verify_date"]
    assert comparison.suspicious


def test_one_date_mistaken_does_not_hide_an_old_delivery() -> None:
    assert compared(INSTALLED, [date(2026, 11, 1), *INSTALLED[6:]]).suspicious


def test_dates_that_lie_ahead_say_nothing() -> None:
    ahead = [DAY + timedelta(days=61 * number) for number in range(1, 7)]
    assert not compared([*ahead, *INSTALLED], INSTALLED).older_dates
