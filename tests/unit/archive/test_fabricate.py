"""Fabricated snapshots read like imported ones: types, flags, dense row ids, columns that are missing."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

from census_app.archive.fabricate import Masked, Uncoded, Unreadable, build_snapshot
from census_app.archive.model import Completeness
from census_app.dictionary.model import Dictionary, FieldEntry, FieldType, TableEntry
from census_app.foundation.errors import BadInput

FIELDS = (
    FieldEntry(id="cons_no", zh="用户编号", rule_name="户号", identifier=True),
    FieldEntry(id="org_no", zh="供电单位编码", rule_name="供电单位编码", type=FieldType.CODE),
    FieldEntry(id="cap", zh="合同容量", rule_name="合同容量", type=FieldType.NUMBER, scale=3),
    FieldEntry(id="opened", zh="立户日期", rule_name="立户日期", type=FieldType.DATE),
    FieldEntry(id="at", zh="受理时间", rule_name="受理时间", type=FieldType.DATETIME),
    FieldEntry(id="bound", zh="绑定", rule_name="绑定", type=FieldType.BOOLEAN),
    FieldEntry(id="lon", zh="经度", rule_name="经度", type=FieldType.COORDINATE),
)
CUSTOMER = TableEntry(id="customer", zh="用电客户", rule_name="用电客户", key=("cons_no",), fields=FIELDS)
DICTIONARY = Dictionary(version="1", categories=(), tables={"customer": CUSTOMER})


def test_rows_come_back_typed_in_order_with_dense_ids(tmp_path):
    rows = [
        {
            "cons_no": "0001",
            "org_no": "A",
            "cap": Decimal("1.5"),
            "opened": date(2024, 3, 5),
            "at": datetime(2024, 3, 5, 8, 30),
            "bound": True,
            "lon": 121.5,
        },
        {"cons_no": "it's|\\", "cap": Decimal("-0.001")},
    ]
    snapshot = build_snapshot({"customer": rows}, tmp_path, DICTIONARY)
    found = duckdb.sql(snapshot.table_sql(CUSTOMER)).fetchall()
    assert found[0][:8] == (
        0,
        "0001",
        "A",
        Decimal("1.500"),
        date(2024, 3, 5),
        datetime(2024, 3, 5, 8, 30),
        True,
        121.5,
    )
    assert found[0][8:] == ("A", None, "用电客户.xlsx", "Sheet1", 2)
    assert found[1][:4] == (1, "it's|\\", None, Decimal("-0.001"))
    assert snapshot.coverage("customer").completeness is Completeness.COMPLETE
    assert snapshot.key_unique("customer")


def test_special_cells_are_flagged_and_counted(tmp_path):
    rows = [{"cons_no": Masked("33**01"), "org_no": Uncoded("某所"), "opened": Unreadable("1900-02-30"), "cap": None}]
    snapshot = build_snapshot({"customer": rows}, tmp_path, DICTIONARY)
    row = duckdb.sql(snapshot.table_sql(CUSTOMER, ["cons_no", "org_no", "opened", "lon"])).fetchall()[0]
    assert row[1:5] == ("33**01", "某所", None, None)
    assert row[6] == ",*cons_no,?org_no,!opened,-lon,"
    assert snapshot.facts("customer", "cons_no").masked == 1
    assert snapshot.facts("customer", "opened").unreadable == 1
    assert snapshot.facts("customer", "lon") is None
    assert snapshot.parts_without("customer", "lon") == ["fabricated-customer"]


def test_a_table_that_was_never_given_has_columns_and_no_rows(tmp_path):
    snapshot = build_snapshot({}, tmp_path, DICTIONARY)
    relation = duckdb.sql(snapshot.table_sql(CUSTOMER))
    assert relation.columns[:3] == ["row_id", "cons_no", "org_no"]
    assert relation.fetchall() == []
    assert snapshot.coverage("customer").completeness is Completeness.ABSENT


def test_a_parquet_file_gives_the_same_as_rows(tmp_path):
    source = tmp_path / "rows.parquet"
    duckdb.sql("SELECT '1' AS cons_no, 2.5 AS cap, 'A' AS org_no").write_parquet(str(source))
    snapshot = build_snapshot({"customer": source}, tmp_path / "parts", DICTIONARY)
    row = duckdb.sql(snapshot.table_sql(CUSTOMER, ["cons_no", "cap"])).fetchall()[0]
    assert row == (0, "1", Decimal("2.500"), "A", None, "用电客户.xlsx", "Sheet1", 2)
    assert snapshot.facts("customer", "cap").nulls == 0


def test_repeated_keys_are_seen(tmp_path):
    snapshot = build_snapshot({"customer": [{"cons_no": "1"}, {"cons_no": "1"}]}, tmp_path, DICTIONARY)
    assert not snapshot.key_unique("customer")


@pytest.mark.parametrize("tables", [{"kunde": []}, {"customer": [{"户号": "1"}]}])
def test_unknown_names_are_refused(tmp_path, tables):
    with pytest.raises(BadInput):
        build_snapshot(tables, tmp_path, DICTIONARY)
