"""Problems a run could not judge again are told by rule, with what the data lacked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.reporting.lists import write_lists
from census_app.workspace.runs.run import run_check
from census_app.workspace.runs.unproven import Unproven, unproven_problems
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force, write_pack
from tests.unit.workspace.probe import MANIFEST

RULES = """
- id: R003
  version: 1
  title: {zh: 联系人或电话为空}
  category: 客户基础档案
  severity: important
  table: 用电客户
  scope: 在册(用户状态)
  wrong:
    - id: 联系人
      when: 为空(联系人)
      accuses: [联系人]
      says: {zh: 联系人为空}
    - id: 电话
      when: 为空(固定电话)
      accuses: [固定电话]
      says: {zh: 固定电话为空}
  remedy: {zh: 补录}
  source: {kind: engineering}
"""


def customers(contact: str | None, **more: Any) -> list[dict[str, Any]]:
    return [
        {"cons_no": str(number), "cons_name": "赵小芳", "org_no": "0301", "cons_status": "正常用电客户"}
        | {"contact_name": contact if number < 3 else "李雷"}
        | more
        for number in range(1, 6)
    ]


@pytest.fixture
def county(workspace: Workspace) -> Workspace:
    put_in_force(workspace, write_pack(workspace.folder.parent / "probe", pack=MANIFEST, rules=RULES))
    deliver(workspace, date(2026, 11, 9), customers(None))
    assert unproven_problems(workspace, run_check(workspace)) == []
    return workspace


def test_a_mended_record_whose_rule_lacks_a_column_names_the_column(county: Workspace, tmp_path: Path) -> None:
    deliver(county, date(2026, 11, 16), customers("韩梅"))
    record = run_check(county)
    (found,) = unproven_problems(county, record)
    assert found == Unproven("R003", 2, ("用电客户.固定电话",))
    assert "数据里没有 用电客户.固定电话" in found.line()
    report = write_lists(county, "2026-W47", tmp_path / "lists")
    sheet = openpyxl.load_workbook(report.files["0301"])["问题清单"]
    told = [str(cell.value) for row in sheet.iter_rows(min_row=3) for cell in row if "联系人为空" in str(cell.value)]
    assert told == ["联系人为空\n（2026-11-09 查到的；这次的数据没能复验，改好的请填“已整改”）"] * 2


def test_with_the_column_it_is_proved_and_nothing_is_said(county: Workspace) -> None:
    deliver(county, date(2026, 11, 16), customers("韩梅", phone="05561234567"))
    record = run_check(county)
    assert {str(state): count for state, count in record.problems.items()} == {"fixed": 2}
    assert unproven_problems(county, record) == []
