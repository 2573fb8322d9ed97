"""Weekly lists and summaries made of plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from census_app.reporting.county.model import CountySummary, Flow, RuleCount, RuleTitle, UnitLine, WeekPoint
from census_app.reporting.weekly.model import CoverageLine, ListProblem, Outcome, WeeklyList
from census_app.workspace.root_causes.model import Cause, CauseReport, CauseRule, CauseUnit

PROBLEM = ListProblem(
    problem_no="W86PWHJ",
    severity="urgent",
    rule="R049 综合倍率与互感器变比不符",
    customer="0301160044",
    customer_name="柳河**冷库",
    address="柳河镇东环路 6 号",
    transformer="专变 冷库\nT0301-0431",
    manager="刘洋",
    accused="综合倍率",
    message="综合倍率 30；按档案 CT 200/5 应为 40",
    remedy="现场核 CT/PT 铭牌，改正倍率",
    weeks=1,
    due=date(2026, 11, 26),
    overdue=False,
    is_new=True,
    check_code="4d2da40473",
)

LIST = WeeklyList(
    county="青岭县供电公司",
    unit="340101",
    unit_name="柳河供电所",
    week="2026-W48",
    first_day=date(2026, 11, 23),
    last_day=date(2026, 11, 29),
    list_no="340101-2026W48-01",
    data_date=date(2026, 11, 20),
    run_label="校验批次 2026-11-23 08:10",
    pack_label="规则包 census-112 0.1.0",
    chain_head="7f3a 91c2 e04b",
    issued=date(2026, 11, 23),
    problems=(PROBLEM, replace(PROBLEM, severity="normal", weeks=5, overdue=True, is_new=False, due=date(2026, 11, 5))),
    coverage=(CoverageLine("用电客户", date(2026, 11, 20), 28416, "全"),),
    outcome=Outcome("2026-W47", issued=18, answered=16, proven=11, still_wrong=2, returned=1, in_review=1, waiting=3),
    stock=7,
    people=("李建国", "王海燕"),
    answer_options={"综合倍率": (), "用电类别": ("大工业用电", "商业用电")},
)

COUNTY = CountySummary(
    county="青岭县供电公司",
    week="2026-W48",
    week_before="2026-W47",
    data_date=date(2026, 11, 20),
    run_label="校验批次 2026-11-23 08:10",
    pack_label="规则包 census-112 0.1.0",
    chain_head="7f3a 91c2 e04b",
    units=(
        UnitLine("1", "柳河供电所", 28416, 21, Flow(31, 11, 0, 12, 2, 0, 1, 1, 1), 7, 3, 0.26,
                 {"R043": RuleCount(2, 118, 28182, 114, 1)}),
        UnitLine("2", "云顶服务站", 412, 7, Flow(10, 2, 0, 4), 0, 0, None, {"R043": RuleCount(0, 2, 410, 0, None)}),
    ),
    rules=(RuleTitle("R043", "合同容量与铭牌不符"),),
    trend=(WeekPoint("2026-W46"), WeekPoint("2026-W47", 41, 13, 9), WeekPoint("2026-W48", 33, 13, 16)),
    core_right=216923,
    core_judged=221712,
)  # fmt: skip


def causes(number: int, problems: int) -> CauseReport:
    """`number` areas whose four problems are one thing, among `problems`."""
    rule = CauseRule("R032", "台区不存在", "不存在", 4, 4, 5, 0.001, 376.4)
    unit = CauseUnit("1", "柳河供电所", 4)
    found = tuple(
        Cause(f"C-{place}", "area", "同一个台区", f"台区 T{place} 前柳1#", "都在同一个台区", "先核对台账", "户", 4,
              (rule,), (unit,), ("W86PWHJ",))
        for place in range(number)
    )  # fmt: skip
    return CauseReport("20261120-001", date(2026, 11, 20), problems, 0, 100, found, None)
