"""A small county on its way to the surveyors: customers with meters on two 台区, a week's visits given out."""

from __future__ import annotations

from datetime import date
from typing import Any

from census_app.foundation.database import writing
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force
from tests.unit.workspace.probe import write_pack

WEEK = "2026-W48"
DAY = date(2026, 11, 20)
LONG = "柳河镇前柳村柳林自然村（原第三生产大队）东大街甲 5 组 117 号院东侧第三排临街二层商铺及后院加工作坊"
SURVEYOR = "张志强"
CUSTOMERS = 10


def customer(number: int, **more: Any) -> dict[str, Any]:
    """Customer `number` of the county; every third runs more than its contract allows."""
    return {
        "cons_no": f"03012{number:05d}", "cons_name": ("赵小芳", "孙梅", "柳河第一冷藏库有限责任公司")[number % 3],
        "elec_addr": LONG if number % 4 == 1 else f"前柳村 {number % 7 + 1} 组 {number} 号",
        "mobile": f"138{number:08d}", "cons_sort": "高压" if number % 5 == 4 else "低压居民",
        "cons_status": "正常用电客户", "elec_type": "乡村居民生活用电", "org_no": "0301", "org_name": "柳河供电所",
        "tg_no": f"T0301-{93 + number % 2:04d}", "line_no": "L523", "app_bind_flag": number % 2 == 0,
        "contract_cap": 100, "run_cap": 150 if number % 3 == 0 else 90, "market_attr": "非市场化客户",
    } | more  # fmt: skip


def meter(number: int, **more: Any) -> dict[str, Any]:
    return {
        "asset_no": f"2206{number:08d}", "cons_no": f"03012{number:05d}", "box_no": f"B-{number // 4:04d}",
    } | more  # fmt: skip


TRANSFORMERS: list[dict[str, Any]] = [
    {"tg_no": "T0301-0093", "tg_name": "前柳 2# 公变", "line_no": "L523", "line_name": "10kV 柳前线 523",
     "tran_cap_sum": 200, "tran_model": "S13-M-200/10", "org_no": "0301"},
    {"tg_no": "T0301-0094", "tg_name": "西湾 2# 公变", "line_no": "L527", "line_name": "10kV 西湾线 527",
     "tran_cap_sum": 100, "tran_model": "S11-M-100/10", "org_no": "0301"},
]  # fmt: skip
FEEDERS: list[dict[str, Any]] = [
    {
        "line_no": "L523",
        "line_name": "10kV 柳前线 523",
        "subs_name": "柳河变",
        "bay_name": "523 间隔",
        "org_no": "0301",
    },
]


def county(workspace: Workspace, number: int = 8, **more: list[dict[str, Any]]) -> None:
    """The archive stands, checked once: customers 0, 3, 6 … have a problem."""
    put_in_force(workspace, write_pack(workspace.folder.parent / "probe"))
    equipment = [
        {"equip_no": f"E{one}", "cons_no": f"03012{one:05d}", "plate_cap": 315 + one, "run_status": "运行"}
        for one in range(number)
        if one % 5 == 4
    ]
    tables: dict[str, list[dict[str, Any]]] = {
        "meter": [meter(one) for one in range(number)],
        "distribution_transformer": TRANSFORMERS,
        "feeder": FEEDERS,
        "receiving_equipment": equipment,
        "org_unit": [{"org_no": "0301", "org_name": "柳河供电所"}],
    }
    deliver(workspace, DAY, [customer(one) for one in range(number)], **tables | more)
    run_check(workspace)


def dispatch(workspace: Workspace, numbers: list[int], surveyor: str = SURVEYOR, **more: Any) -> list[str]:
    """The customers' visits are given out in this order, with whatever problems they have; returns the task numbers."""
    problems: dict[str, list[str]] = {}
    for who, number in problem_rows(workspace).rows(["customer", "problem_no"]):
        problems.setdefault(who, []).append(number)
    with writing(workspace.engine) as connection:
        tasks = [
            {"task_no": f"T2648-{one + 1:04d}", "kind": "visit", "trigger": "problem", "customer": f"03012{one:05d}",
             "table": "customer", "record_key": f"03012{one:05d}", "unit": "0301", "week": WEEK, "surveyor": surveyor,
             "day": "2026-11-24", "due": "2026-11-27", "tg_no": f"T0301-{93 + one % 2:04d}", "route": place} | more
            for place, one in enumerate(numbers, start=1)
        ]  # fmt: skip
        links = [
            {"task_no": task["task_no"], "problem_no": number}
            for task in tasks
            for number in problems.get(str(task["customer"]), [])
        ]
        payload = {"problems": [link["problem_no"] for link in links]}
        append_with_rows(connection, "tasks.dispatched", WEEK, payload, {"tasks": tasks, "task_problems": links})
    return [str(task["task_no"]) for task in tasks]
