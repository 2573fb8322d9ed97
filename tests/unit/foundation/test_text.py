"""Keys, weeks and jobs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.foundation.canonical import canonical_json, record_key, split_record_key
from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.jobs import JobContext
from census_app.foundation.weeks import week_days, week_of, weeks_between


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
