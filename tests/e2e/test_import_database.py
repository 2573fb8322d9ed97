"""A source database through its address: tables of other names, types of their own, views and strangers beside them."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.census import compare, filled_fields, imported, rows_of

ROWS = 60


def _write(path: Path) -> dict[str, dict[str, dict[str, Any]]]:
    truth: dict[str, dict[str, dict[str, Any]]] = {"customer": {}, "meter": {}, "feeder": {}}
    with sqlite3.connect(path) as database:
        database.executescript(
            "CREATE TABLE t_yx_yhxx (yhbh INTEGER PRIMARY KEY, yhmc TEXT, 用电地址 TEXT, htrl NUMERIC, yxrl REAL,"
            " 用电类别 TEXT, 立户日期 TIMESTAMP, 供电单位编码 TEXT, lxdh INTEGER, 备用1 BLOB);"
            "CREATE TABLE dnb (表号 INTEGER, 户号 INTEGER, 倍率 REAL, 装表日期 TEXT, 生产厂家 TEXT);"
            "CREATE TABLE 系统日志 (id INTEGER, 时间 TEXT, 内容 TEXT);"
            "CREATE TABLE 空表 (户号 TEXT, 户名 TEXT);"
            "CREATE TABLE xl (线路编码 TEXT, 线路名称 TEXT, 电压等级 TEXT, 单位编码 TEXT);"
        )
        for n in range(ROWS):
            number, phone = 3403000000000 + n, 13955500000 + n
            built = date(2009, 1 + n % 12, 2)
            truth["customer"][str(number)] = {
                "cons_name": f"用户{n}",
                "elec_addr": f"河东路{n}号",
                "contract_cap": 8 if n else 0.5,
                "run_cap": 8,
                "elec_type": "城镇居民生活用电",
                "build_date": built,
                "org_no": "3403001",
                "mobile": str(phone),
            }
            database.execute(
                "INSERT INTO t_yx_yhxx VALUES (?,?,?,?,?,?,?,?,?,?)",
                (
                    number,
                    f"用户{n}",
                    f"河东路{n}号",
                    8 if n else 0.5,
                    8.0,
                    "城镇居民生活用电",
                    f"{built} 00:00:00.000",
                    "3403001",
                    phone,
                    b"\x00\xff",
                ),
            )
            asset = 900000000000000000 + n
            truth["meter"][str(asset)] = {
                "cons_no": str(number),
                "t_factor": 1,
                "inst_date": date(2020, 2, 29),
                "manufacturer": "林洋",
            }
            database.execute("INSERT INTO dnb VALUES (?,?,?,?,?)", (asset, number, 1.0, "2020-02-29", "林洋"))
        database.execute("INSERT INTO 系统日志 VALUES (1, '2026-11-20', '登录')")
        for n in range(3):
            truth["feeder"][f"X{n}"] = {"line_name": f"河东{n}线", "volt_level": "交流10kV", "org_no": "3403001"}
            database.execute("INSERT INTO xl VALUES (?,?,?,?)", (f"X{n}", f"河东{n}线", "10kV", "3403001"))
    return truth


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("database")
    truth = _write(folder / "营销.db")
    before = (folder / "营销.db").read_bytes()
    address = f"sqlite:///{folder / '营销.db'}"
    report = imported(folder / "workspace", address, "--data-date", "2026-11-20", code=1)
    assert (folder / "营销.db").read_bytes() == before
    return folder / "workspace", truth, report


@pytest.mark.parametrize(("table", "key"), [("customer", "cons_no"), ("meter", "asset_no"), ("feeder", "line_no")])
def test_every_value_is_in_its_field(county, table: str, key: str) -> None:
    workspace, truth, report = county
    rows = rows_of(workspace, table)
    compare(rows, truth[table], key)
    assert filled_fields(rows) <= {field for record in truth[table].values() for field in record} | {key}
    assert report["coverage"][table]["data_date"] == "2026-11-20"


def test_strangers_and_empty_tables_are_named(county) -> None:
    _, _, report = county
    assert {refused["sheet"] for refused in report["refused"]} == {"系统日志", "空表"}
