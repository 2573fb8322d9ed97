"""Keys, weeks and jobs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.foundation.canonical import canonical_json, record_key, split_record_key
from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.jobs import JobContext
from census_app.foundation.weeks import earlier_week, numbered_week, week_days, week_of, weeks_between


@given(st.lists(st.text(), min_size=1))
def test_record_keys_split_back(values: list[str]) -> None:
    assert split_record_key(record_key(values)) == values


def test_canonical_json_does_not_depend_on_order() -> None:
    assert canonical_json({"b": 1, "a": "户"}) == '{"a":"户","b":1}'


@given(st.dates(min_value=date(2000, 1, 3), max_value=date(2100, 1, 1)))
def test_weeks_contain_their_days(day: date) -> None:
    monday, sunday = week_days(week_of(day))
    assert monday <= day <= sunday and weeks_between(week_of(monday), week_of(day)) == 0


@pytest.mark.parametrize("text", ["2026-48", "2025-W53", "2026-W00", ""])
def test_no_week(text: str) -> None:
    with pytest.raises(BadInput):
        week_days(text)


def test_cancel_interrupts_and_is_noticed() -> None:
    stopped = []
    context = JobContext()
    context.on_cancel(lambda: stopped.append(1))
    context.raise_if_cancelled()
    context.cancel()
    with pytest.raises(Cancelled):
        context.raise_if_cancelled()
    assert stopped == [1]


@pytest.mark.parametrize(
    ("before", "week", "said"),
    [
        ("2026-W47", "2026-W48", "上周"),
        ("2026-W53", "2027-W01", "上周"),
        ("2026-W49", "2026-W51", "第49周"),
        ("2026-W51", "2027-W01", "2026年第51周"),
    ],
)
def test_a_week_with_others_between_is_not_the_last(before: str, week: str, said: str) -> None:
    assert earlier_week(before, week) == said


def test_a_week_of_another_year_has_its_year() -> None:
    assert numbered_week("2026-W53", "2027-W01") == "2026年第53周"
