"""Workbooks as offices write them: everything readable lands in its field, everything else is said, nothing is lost."""

from __future__ import annotations

import pytest

from tests.e2e import office
from tests.e2e.census import compare, filled_fields, imported, rows_of

KEYS = {"customer": "cons_no", "metering_point": "mp_no", "meter": "asset_no"}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("office")
    truth = office.write(folder / "delivery")
    files = sorted((folder / "delivery").iterdir())
    report = imported(folder / "workspace", *files, code=1)
    return folder / "workspace", truth, report


def test_rows_of_every_kind_are_counted(county) -> None:
    _, truth, report = county
    customer, point, meter = (report["tables"][table] for table in KEYS)
    assert customer["rows"] == len(truth["customer"])
    assert customer["skipped"]["total"] == 3
    assert customer["skipped"]["title"] == 3
    assert customer["skipped"]["header"] == 2 + 2
    assert (point["rows"], point["skipped"]) == (office.POINTS, {"header": 2, "unit": 1})
    assert (meter["rows"], meter["rejected"]) == (office.POINTS - 1, 1)
    assert meter["skipped"] == {"title": 3, "header": 1}


def test_only_the_hidden_sheet_is_left_out(county) -> None:
    _, _, report = county
    assert [(refused["sheet"], "隐藏" in refused["reason"]) for refused in report["refused"]] == [("参数", True)]


@pytest.mark.parametrize("table", list(KEYS))
def test_every_value_is_in_its_field(county, table: str) -> None:
    workspace, truth, _ = county
    compare(rows_of(workspace, table), truth[table], KEYS[table])


@pytest.mark.parametrize("table", list(KEYS))
def test_nothing_lands_in_a_field_nobody_meant(county, table: str) -> None:
    workspace, truth, _ = county
    meant = {field for record in truth[table].values() for field in record} | {KEYS[table]}
    assert filled_fields(rows_of(workspace, table)) <= meant


def test_an_identity_number_stored_as_a_number_is_unknown_never_another_number(county) -> None:
    workspace, _, _ = county
    rows = {row["cons_no"]: row for row in rows_of(workspace, "customer")}
    for place in office.LONG_ID_ROWS:
        row = rows[office.number_of(office.HIGH + place)]
        assert row["cert_no"] is None
        assert ",!cert_no," in row["_flags"]


def test_a_row_whose_key_was_destroyed_is_listed_with_its_place(county) -> None:
    from openpyxl import load_workbook

    _, _, report = county
    workspace = county[0]
    lists = list(workspace.rglob("拒收清单.xlsx"))
    assert len(lists) == 1
    book = load_workbook(lists[0])
    texts = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("15 位以上" in text for text in texts)
    assert any("计量资料20261120.xlsx" in text or "电能表" in text for text in texts)
    assert report["tables"]["meter"]["rejected"] == 1


def test_the_data_date_is_taken_from_the_names(county) -> None:
    _, _, report = county
    assert {coverage["data_date"] for coverage in report["coverage"].values()} == {"2026-11-20"}
