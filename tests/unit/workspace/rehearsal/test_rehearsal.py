"""Rehearsing and localising in a workspace: problem numbers, states, and that nothing is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.checking.localisation.model import Standing
from census_app.checking.rehearsal.corrections import Correction
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.workspace.localisation.all_customers import localise_all
from census_app.workspace.localisation.localise import localise
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.rehearsal.model import Outcome
from census_app.workspace.rehearsal.rehearse import rehearse
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.conftest import Prepared
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force, write_pack

PACK = """
id: probe
title: {zh: 试验}
version: 1.0.0
issuer: 试验
dictionary: "1"
effective_from: "2026-01-01"
due_days: {urgent: 3, important: 7, normal: 30}
"""
RULE = """
- id: {id}
  version: 1
  title: {{zh: {title}}}
  category: 供电电源与受电设备
  severity: urgent
  table: 用电客户
  scope: 用户状态 = '正常用电客户'
  wrong:
    - id: 错
      when: {when}
      accuses: [{accuses}]
      says: {{zh: "{says}"}}
  remedy: {{zh: 核对}}
  source: {{kind: engineering}}
"""
RULES = "".join(
    RULE.format(id=number, title=title, when=when, accuses=accuses, says=says)
    for number, title, when, accuses, says in (
        ("R042", "运行容量大于合同容量", "运行容量 > 合同容量", "运行容量, 合同容量", "运行 {运行容量}"),
        ("R005", "合同容量为零", "合同容量 = 0", "合同容量", "合同 {合同容量}"),
        ("R001", "户名太短", "长度(用户名称) < 2", "用户名称", "{用户名称}"),
    )
)


def customer(number: int, run: object, contract: object, name: str = "赵小芳") -> dict[str, Any]:
    return {
        "cons_no": str(number), "cons_name": name, "org_no": "0301", "cons_status": "正常用电客户", "run_cap": run,
        "contract_cap": contract,
    }  # fmt: skip


def _checked(workspace: Workspace) -> None:
    put_in_force(workspace, write_pack(workspace.folder.parent / "probe", pack=PACK, rules=RULES))
    deliver(
        workspace,
        date(2026, 11, 16),
        [customer(1, 8, 0), customer(2, 5, 9, name="甲"), customer(3, 9, 8), customer(4, 1, 2)],
    )
    run_check(workspace)


@pytest.fixture
def checked(prepared: Prepared) -> Workspace:
    return prepared(_checked)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the workspace but the cache."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "cache" not in path.parts and not path.name.endswith(("-shm", "-wal"))
    }


def test_problems_keep_their_numbers_and_nothing_is_written(checked: Workspace) -> None:
    known = problem_rows(checked).rows(["rule_id", "record_key", "problem_no"])
    numbers = {(rule, key): number for rule, key, number in known}
    before = contents(checked.folder)
    told = rehearse(
        checked, [Correction("用电客户", "1", "合同容量", "5 kVA"), Correction("用电客户", "9", "合同容量", "5")]
    )
    assert contents(checked.folder) == before
    assert [(one.rule_id, one.problem_no, one.state) for one in told.solved] == [
        ("R005", numbers["R005", "1"], "新发现")
    ]
    assert [(one.rule_id, one.problem_no, one.reached) for one in told.left] == [("R042", numbers["R042", "1"], True)]
    assert told.caused == () and len(told.refused) == 1
    by_id = rehearse(checked, [Correction("customer", "9", "contract_cap", "5")])
    assert "用电客户 9 合同容量：" in by_id.lines()[-2]
    assert told.as_json()["solved"][0]["rule_id"] == "R005"
    assert "解决 1 个，仍在 1 个，新引起 0 个" in told.lines()[0] and told.lines()[-1].startswith("只是预演")


def test_problems_that_the_corrections_cannot_reach_are_left_as_known(checked: Workspace) -> None:
    told = rehearse(checked, [Correction("用电客户", "2", "合同容量", "1")])
    assert [(one.rule_id, one.outcome, one.reached) for one in told.problems] == [
        ("R042", Outcome.CAUSED, True),
        ("R001", Outcome.LEFT, False),
    ]
    assert "更正没有涉及" in next(line for line in told.lines() if "R001" in line)


def test_the_wrong_field_is_named_first(checked: Workspace) -> None:
    answer = localise(checked, "1")
    first = answer.located.sets[0]
    assert [one.field for one in first.suspects] == ["contract_cap"] and first.standing is Standing.PROVED
    assert first.suspects[0].example == "8"
    assert any("“合同容量”：现值 0，例如 8" in line for line in answer.lines())
    assert answer.as_json()["sets"][0]["suspects"][0]["field"] == "contract_cap"


def test_no_problem_and_no_run_are_said(checked: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="4 没有未了结的问题"):
        localise(checked, "4")
    with Workspace.create(tmp_path / "new") as empty, pytest.raises(BadInput, match="还没有正式校验"):
        localise(empty, "1")


def test_everybody_at_once(checked: Workspace, tmp_path: Path) -> None:
    answer = localise_all(checked, tmp_path / "x.parquet")
    assert (answer.customers, answer.leading) == (1, {"合同容量": 1})
    with kept_engine(1) as connection:
        rows = connection.execute(
            f"SELECT customer, problems, rules, fields, suspects, weight, complete FROM '{answer.file.as_posix()}'"
        ).fetchall()
    assert rows == [
        (
            "1",
            2,
            "R005,R042",
            "合同容量",
            '[{"table": "customer", "record_key": "1", "field": "contract_cap"}]',
            1.0,
            True,
        )
    ]
