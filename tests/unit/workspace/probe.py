"""A county of six customers over two weeks, its findings judged by hand: every figure of the tests is counted here.

| customer | unit | contract | W1 runs | W2 runs | found      | judged           |
|----------|------|----------|---------|---------|------------|------------------|
| 1        | 0301 | 100      | 150     | 100     | W1         | confirmed        |
| 2        | 0301 | 100      | 110     | 110     | W1, W2     | refuted          |
| 3        | 0301 | 100      | 120     | 120     | W1, W2     | refuted          |
| 4        | 0301 | 100      | 95      | 130     | W2         | confirmed in W2  |
| 5        | 0302 | 100      | 90      | 90      | never      |                  |
| 6        | 0302 | 100      | 200     | 200     | W1, W2     | confirmed        |
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from census_app.workspace.precision.acts import judge_problems
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace

from . import in_force
from .county import deliver

W1, W2 = date(2026, 11, 9), date(2026, 11, 16)
RUNNING = {W1: (150, 110, 120, 95, 90, 200), W2: (100, 110, 120, 130, 90, 200)}
MANIFEST = """
id: probe
title: {zh: 试验}
version: 1.0.0
issuer: 试验
dictionary: "1"
effective_from: "2026-01-01"
due_days: {urgent: 3, important: 7, normal: 30}
"""
RULE = """
- id: R042
  version: 1
  title: {zh: 运行容量大于合同容量}
  category: 供电电源与受电设备
  severity: urgent
  table: 用电客户
  scope: 在册(用户状态)
  wrong:
    - id: 超合同
      when: 运行容量 > 合同容量 * :倍数
      accuses: [运行容量, 合同容量]
      says:
        zh: 运行容量 {运行容量} 大于合同容量 {合同容量}，超过 {:倍数} 倍
        en: Running capacity {运行容量} is more than {:倍数} times contract capacity {合同容量}
  params: {倍数: {value: 1, unit: 倍}, 从未用: {value: 7}, 名单: {value: [甲, 乙]}}
  remedy: {zh: 核对, en: Check the capacity}
  source: {kind: engineering}
"""


def write_pack(folder: Path, rules: str = RULE) -> Path:
    return in_force.write_pack(folder, pack=MANIFEST, rules=rules)


def judge(workspace: Workspace, outcome: Outcome, day: date, *keys: str) -> None:
    known: dict[str, str] = dict(problem_rows(workspace).rows(["record_key", "problem_no"]))  # type: ignore[arg-type]
    moment = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    judge_problems(workspace, [known[key] for key in keys], outcome, "看过现场", today=day, now=moment)


def two_weeks(workspace: Workspace, **tables: list[dict[str, Any]]) -> None:
    """The county of the table above stands in the workspace, checked and judged."""
    in_force.put_in_force(workspace, write_pack(workspace.folder.parent / "probe"))
    for day, running in RUNNING.items():
        rows = [
            {"cons_no": str(number), "cons_name": "赵小芳", "org_no": "0301" if number < 5 else "0302",
             "cons_status": "正常用电客户", "contract_cap": 100, "run_cap": run}
            for number, run in enumerate(running, 1)
        ]  # fmt: skip
        deliver(workspace, day, rows, **tables)
        run_check(workspace)
        if day == W1:
            judge(workspace, Outcome.CONFIRMED, W1, "1", "6")
            judge(workspace, Outcome.REFUTED, W1, "2", "3")
        else:
            judge(workspace, Outcome.CONFIRMED, date(2026, 11, 18), "4")


def judged(folder: Path) -> Path:
    """A new workspace in that folder with the county of the table above."""
    with Workspace.create(folder / "W") as made:
        two_weeks(made)
        return made.folder
