"""A rule that finds a whole unit wrong is told as a doubt about the export; ordinary errors are not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from census_app.workspace.runs.run import run_check
from census_app.workspace.runs.sweeping import Sweeping, sweeping_lines, sweeping_rules
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force, write_pack
from tests.unit.workspace.probe import MANIFEST

RULES = """
- id: R003
  version: 1
  title: {zh: 移动电话为空}
  category: 客户基础档案
  severity: important
  table: 用电客户
  scope: 在册(用户状态)
  wrong:
    - id: 空
      when: 为空(移动电话)
      accuses: [移动电话]
      says: {zh: "{用户名称} 没有移动电话"}
  remedy: {zh: 补录}
  source: {kind: engineering}
"""


def customers(unit: str, first: int, number: int, without: int) -> list[dict[str, Any]]:
    """Customers of a unit; the first of them without a mobile."""
    return [
        {
            "cons_no": str(first + place), "cons_name": "赵小芳", "org_no": unit, "org_name": f"{unit}所",
            "cons_status": "正常用电客户", "mobile": None if place < without else "13800000000",
        }
        for place in range(number)
    ]  # fmt: skip


@pytest.fixture
def county(workspace: Workspace) -> Workspace:
    put_in_force(workspace, write_pack(workspace.folder.parent / "probe", pack=MANIFEST, rules=RULES))
    return workspace


def test_a_unit_whose_column_came_without_values_is_named(county: Workspace) -> None:
    rows = [*customers("0301", 1000, 60, 60), *customers("0302", 2000, 60, 6), *customers("0303", 3000, 49, 49)]
    deliver(county, date(2026, 11, 9), rows)
    record = run_check(county)
    found = sweeping_rules(county, record)
    assert found == [Sweeping("R003", ("0301",), wrong=60, judged=60)]
    (line,) = sweeping_lines(county, record, found)
    assert line.startswith("R003　柳河供电所 0301：判得了的 60 条里有错 60 条。")


def test_an_ordinary_county_raises_no_doubt(county: Workspace) -> None:
    deliver(county, date(2026, 11, 9), customers("0301", 1000, 100, 90))
    record = run_check(county)
    assert sweeping_lines(county, record, sweeping_rules(county, record)) == []


def test_a_column_without_values_shows_where_every_unit_has_a_few_records(county: Workspace) -> None:
    few = [*customers("0301", 1000, 30, 30), *customers("0302", 2000, 29, 29), *customers("0303", 3000, 1, 0)]
    deliver(county, date(2026, 11, 9), few)
    assert sweeping_rules(county, run_check(county)) == [Sweeping("R003", ("0301", "0302"), wrong=59, judged=59)]
