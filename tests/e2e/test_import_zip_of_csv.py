"""A zip of CSVs with GBK names inside: customers with masked names, contracts by tabs, bills by month."""

from __future__ import annotations

import pytest

from tests.e2e import zipped
from tests.e2e.census import compare, filled_fields, imported, rows_of


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("zipped")
    truth = zipped.write(folder / "安平20251120.zip")
    return folder / "workspace", truth, imported(folder / "workspace", folder / "安平20251120.zip")


def test_every_row_of_every_member_is_counted(county) -> None:
    _, truth, report = county
    assert {table: counts["rows"] for table, counts in report["tables"].items()} == {
        table: len(records) for table, records in truth.items()
    }
    assert all(counts["rejected"] == 0 for counts in report["tables"].values())
    files = {source["file"] for counts in report["tables"].values() for source in counts["sources"]}
    assert "安平20251120.zip/安平县/用户档案.csv" in files
    assert "安平20251120.zip/安平县/电费/2025年9月电费明细.csv" in files


@pytest.mark.parametrize(("table", "key"), [("customer", "cons_no"), ("contract", "contract_no")])
def test_every_value_is_in_its_field(county, table: str, key: str) -> None:
    workspace, truth, _ = county
    rows = rows_of(workspace, table)
    compare(rows, truth[table], key, order=True)
    assert filled_fields(rows) <= {field for record in truth[table].values() for field in record} | {key}


def test_every_bill_is_in_its_month(county) -> None:
    workspace, truth, _ = county
    rows = [row | {"bill": f"{row['cons_no']}|{row['ym']}"} for row in rows_of(workspace, "billing_month")]
    compare(rows, truth["billing_month"], "bill")
    assert len(rows) == zipped.CUSTOMERS * len(zipped.MONTHS)


def test_a_masked_name_is_marked(county) -> None:
    workspace, _, _ = county
    assert all("*cons_name" in row["_flags"] for row in rows_of(workspace, "customer"))


def test_an_unchanged_delivery_changes_nothing(county) -> None:
    workspace, _, first = county
    again = imported(workspace, workspace.parent / "安平20251120.zip")
    assert again["parts"] == first["parts"]
    assert again["snapshot"] == first["snapshot"]
    assert again["tables"] == first["tables"]
    assert again["questions"] == []
