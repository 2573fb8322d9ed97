"""A week in which only some tables come: what was told the week before is judged by the day it was told."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.census import census, imported

W1, W2 = "2026-11-13", "2026-11-20"
CUSTOMERS = [
    {"用户编号": "1301000001", "用户名称": "赵小芳", "用户状态": "正常用电客户", "用户分类": "低压居民",
     "停电标志": "未停电", "供电单位编码": "130100101"},
]  # fmt: skip
ORDERS = [
    {"申请编号": "O1", "用户编号": "1301000001", "业务类型": "低压居民新装", "流程状态": "在途",
     "业务受理时间": "2026-11-10 09:00:00", "装表接电时间": "", "挂起工作日": "0"},
]  # fmt: skip
POINTS = [
    {"计量点编号": "M1", "用户编号": "1301000001", "计量点状态": "在用", "计量点性质": "结算", "定量定比标志": "实抄"},
]
METERS = [
    {"电能表资产编号": "E1", "用户编号": "1301000001", "计量点编号": "M1", "安装日期": "2020-05-08",
     "采集终端资产号": "Z1", "最近采集成功日期": "2026-11-02"},
]  # fmt: skip
WEEKLY = {"用电客户": CUSTOMERS, "业扩工单": ORDERS, "计量点": POINTS, "电能表": METERS}


def _delivery(folder: Path, *tables: str) -> Path:
    folder.mkdir()
    for table in tables:
        with (folder / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(WEEKLY[table][0]))
            writer.writeheader()
            writer.writerows(WEEKLY[table])
    return folder


def _found(workspace: Path) -> set[tuple[str, str]]:
    assert census("check", "--workspace", workspace, "--json").code == 0
    rows = census("problems", "--workspace", workspace, "--json").report["problems"]
    return {(row["rule_id"], row["record_key"]) for row in rows if row["rule_id"] in ("R058", "R111")}


def _explained(workspace: Path, rule: str, key: str) -> dict[str, Any]:
    return census("explain", rule, key, "--workspace", workspace, "--json").report


@pytest.fixture(scope="module")
def first_week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first week with everything, in which nothing is late yet."""
    made = tmp_path_factory.mktemp("first_week")
    imported(made / "workspace", _delivery(made / "first", *WEEKLY), "--data-date", W1)
    assert _found(made / "workspace") == set()
    return made / "workspace"


@pytest.fixture
def workspace(first_week: Path, tmp_path: Path) -> Path:
    """A copy of one's own."""
    return Path(shutil.copytree(first_week, tmp_path / "workspace"))


def test_a_table_that_did_not_come_again_is_not_a_week_later(workspace: Path, tmp_path: Path) -> None:
    report = imported(workspace, _delivery(tmp_path / "second", "用电客户"), "--data-date", W2)
    assert report["coverage"]["connection_order"]["inherited"]
    assert _found(workspace) == set()
    told = _explained(workspace, "R111", "O1")
    assert (told["verdict"], told["as_of"], told["data_days"]) == ("right", W2, {"业扩工单": W1})


def test_what_came_again_is_judged_by_the_new_day(workspace: Path, tmp_path: Path) -> None:
    imported(workspace, _delivery(tmp_path / "second", "用电客户", "业扩工单"), "--data-date", W2)
    assert _found(workspace) == {("R111", "O1")}, "the same bytes, told again a week later"
    imported(workspace, _delivery(tmp_path / "third", "电能表"), "--data-date", W2)
    assert _found(workspace) == {("R111", "O1"), ("R058", "E1")}
