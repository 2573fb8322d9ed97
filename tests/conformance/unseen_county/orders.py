"""Connection work: new customers with their history, work in hand, work given up and work standing still."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from .county import County, Row
from .grid import public_areas
from .homes import home
from .works import agreed, high, measured

LOW_STEPS = {"survey_time": 1, "reply_time": 1, "contract_time": 2, "meter_time": 3, "power_time": 3, "archive_time": 4}
HIGH_STEPS = {
    "survey_time": 2,
    "reply_time": 7,
    "design_accept_time": 10,
    "design_done_time": 14,
    "mid_accept_time": 30,
    "mid_done_time": 32,
    "check_accept_time": 60,
    "check_done_time": 62,
    "contract_time": 61,
    "meter_time": 64,
    "power_time": 65,
    "archive_time": 70,
}


def build_orders(county: County) -> None:
    """After this the orders of a year are there, in every state."""
    areas = public_areas(county)
    for place in range(30):
        built = county.days_ago(40 + 9 * place)
        row = home(county, areas[place % len(areas)], "new_home", built=built, ps_date=built)
        order(county, row, "低压居民新装", built - timedelta(days=3), LOW_STEPS)
    for place in range(16):
        built = county.days_ago(70 + 20 * place)
        row = high(county, "new_factory", 200, elec_type="普通工业", trade="C1411", built=built, ps_date=built)
        mp = measured(county, row, "工商业单一制", "高供低计")
        agreed(county, row, mp, signed=built - timedelta(days=4))
        order(county, row, "高压新装", built - timedelta(days=65), HIGH_STEPS, dual_source=False)
    old = [row for row in county.tables["customer"] if county.kind[row["cons_no"]] == "large_shop"]
    for place, row in enumerate(old[:14]):
        steps = {**LOW_STEPS, "meter_time": 6, "power_time": 6, "archive_time": 7} if place % 2 else LOW_STEPS
        order(county, row, "低压增容", county.days_ago(200 + place), steps, has_project=bool(place % 2), orig_cap=40)
    for place, row in enumerate(old[14:20]):
        order(county, row, "低压增容", county.days_ago(300 + place), {}, proc_status=("终止", "挂起")[place % 2])
    works = [row for row in county.tables["customer"] if county.kind[row["cons_no"]] == "factory"]
    for place, row in enumerate(works[:12]):
        state = ("终止", "挂起", "在途")[place % 3]
        begun = county.days_ago(2 if state == "在途" else 400)
        order(county, row, "高压增容", begun, {"survey_time": 1} if state == "在途" else {}, proc_status=state)
    for row in county.tables["customer"]:
        if county.kind[row["cons_no"]] == "joining":
            order(county, row, "低压居民新装", county.days_ago(2), {}, proc_status="在途")
        elif county.kind[row["cons_no"]] == "important":
            order(county, row, "高压增容", county.days_ago(420), HIGH_STEPS, dual_source=True)
        elif county.kind[row["cons_no"]] == "closed":
            order(
                county,
                row,
                "销户",
                row["cancel_date"] - timedelta(days=4),
                {"archive_time": 4, "contract_time": 2, "meter_time": 3},
            )


def order(county: County, customer: Row, kind: str, begun: Any, steps: dict[str, int], **more: Any) -> Row:
    """An order whose steps came so many days after its start; nobody waited longer than promised."""
    start = datetime.combine(begun, time(9, 20))
    times = {name: start + timedelta(days=days, hours=place) for place, (name, days) in enumerate(steps.items())}
    fields = {
        "app_no": f"YK{county.number('order', 8)}",
        "cons_no": customer["cons_no"],
        "biz_type": kind,
        "apply_name": customer["cons_name"],
        "apply_cap": customer["contract_cap"],
        "orig_cap": None,
        "volt_level": customer["volt_level"],
        "tg_no": customer["tg_no"],
        "line_no": customer["line_no"],
        "dual_source": False,
        "accept_time": start,
        "wanted_date": begun + timedelta(days=60),
        "suspended_workdays": 0,
        "proc_status": "已归档" if "archive_time" in steps else "在途",
        "has_project": False,
        "channel": "网上国网",
        "handler": county.people.name(),
        "material_flag": True,
    }
    for name in (*HIGH_STEPS,):
        fields[name] = times.get(name)
    fields.update(more)
    return county.add("connection_order", **fields)
