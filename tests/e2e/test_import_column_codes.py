"""Exports of a database tool: column codes as headers, GB18030, unnamed row numbers, code values."""

from __future__ import annotations

import pytest

from tests.e2e.census import compare, filled_fields, rows_of

KEYS = {
    "customer": "cons_no",
    "metering_point": "mp_no",
    "meter": "asset_no",
    "distribution_transformer": "tg_no",
    "feeder": "line_no",
}


def test_every_row_is_accounted_for(county) -> None:
    truth, report = county.truth, county.report
    assert {table: counts["rows"] for table, counts in report["tables"].items()} == {
        table: len(records) for table, records in truth.items()
    }
    assert all(counts["rejected"] == 0 for counts in report["tables"].values())
    assert all(counts["skipped"] == {"header": 1} for counts in report["tables"].values())
    assert report["refused"] == []
    assert report["questions"] == []


@pytest.mark.parametrize("table", list(KEYS))
def test_every_value_is_in_its_field(county, table: str) -> None:
    workspace, truth = county.workspace, county.truth
    rows = rows_of(workspace, table)
    compare(rows, truth[table], KEYS[table], order=True)


def test_nothing_lands_in_a_field_nobody_meant(county) -> None:
    workspace, truth = county.workspace, county.truth
    for table, key in KEYS.items():
        meant = {field for record in truth[table].values() for field in record} | {key}
        if table == "customer":
            meant |= {"trade_code"}
        assert filled_fields(rows_of(workspace, table)) <= meant, table


def test_coverage_tells_date_units_and_columns(county) -> None:
    truth, report = county.truth, county.report
    for table, records in truth.items():
        coverage = report["coverage"][table]
        assert coverage["data_date"] == "2026-11-20"
        assert coverage["rows"] == len(records)
        assert coverage["completeness"] == "complete"
        assert set(next(iter(records.values()))) <= set(coverage["fields"])
