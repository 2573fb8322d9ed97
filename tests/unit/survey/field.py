"""A county to be walked: ten customers on three 台区 of two stations, with problems of every kind. Counted by hand.

| customer | 台区 (manager, place)   | problems          | settled by |
|----------|-------------------------|-------------------|------------|
| C01      | T1 (张志强, own place)  | R043, R042, R003  | visit      |
| C02      | T1                      | R043              | visit      |
| C03      | T1                      | R003              | call       |
| C04      | T1                      | R042              | desk       |
| C05      | T2 (李芳, 台区's place) | R043              | visit      |
| C06      | T2                      | R043, R003        | visit      |
| C07      | T2                      | R003              | call       |
| C08–C10  | T3 (nobody, no place)   | R043 each         | visit      |
| –        | T2 itself               | R047              | visit      |

R042 is urgent and settled at the desk, R043 important on site, R003 normal by a call, R047 normal on site.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from census_app.rulebook.model import Pack
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import check, deliver, use_pack
from tests.unit.workspace.fixtures import finding

WEEK, MONDAY = "2026-W48", date(2026, 11, 23)
DATA_DATE = date(2026, 11, 20)
PROBLEMS, DISPATCHED = 14, 13


def _rule(rule: str, title: str, category: str, severity: str, table: str, accused: str) -> dict[str, Any]:
    return {
        "id": rule, "version": 1, "title": {"zh": title}, "category": category, "severity": severity, "table": table,
        "remedy": {"zh": "核对"}, "source": {"kind": "engineering"},
        "wrong": [{"id": "不符", "when": "合同容量 > 1", "accuses": [accused], "says": {"zh": title}}],
    }  # fmt: skip


PACK = Pack.model_validate(
    {
        "manifest": {
            "id": "field", "title": {"zh": "试"}, "version": "1.0.0", "issuer": "试", "dictionary": "1",
            "effective_from": "2026-01-01", "due_days": {"urgent": 7, "important": 14, "normal": 30},
        },
        "rules": [
            _rule("R003", "联系电话异常", "客户基础档案", "normal", "用电客户", "移动电话"),
            _rule("R042", "运行容量大于合同容量", "供电电源与受电设备", "urgent", "用电客户", "合同容量"),
            _rule("R043", "容量与铭牌不符", "供电电源与受电设备", "important", "用电客户", "受电设备.铭牌容量"),
            _rule("R047", "台区容量不符", "营配贯通(站-线-变-户)", "normal", "台区", "台区容量"),
        ],
    }
)  # fmt: skip

_SEVERITIES = {"R003": "normal", "R042": "urgent", "R043": "important", "R047": "normal"}
_PLACES = {"C01": (116.001, 38.001), "C02": (116.003, 38.0), "C03": (116.002, 38.002), "C04": (116.0, 38.0)}


def customers(status: str | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number in range(1, 11):
        key = f"C{number:02d}"
        transformer = "T1" if number < 5 else "T2" if number < 8 else "T3"
        longitude, latitude = _PLACES.get(key, (None, None))
        rows.append(
            {"cons_no": key, "cons_name": "赵小芳", "mobile": "13812345678", "tg_no": transformer,
             "elec_addr": f"前柳村{(number * 7) % 12 + 1}号", "org_no": "0302" if transformer == "T3" else "0301",
             "longitude": longitude, "latitude": latitude, "tg_manager": None, "area_no": "A1" if number < 3 else None,
             "cons_status": status}
        )  # fmt: skip
    return rows


TRANSFORMERS: list[dict[str, Any]] = [
    {"tg_no": "T1", "tg_name": "前柳1#", "tg_manager": "张志强", "org_no": "0301", "line_no": "L1",
     "longitude": 116.0, "latitude": 38.0},
    {"tg_no": "T2", "tg_name": "前柳2#", "tg_manager": "李芳", "org_no": "0301", "line_no": "L1",
     "longitude": 116.1, "latitude": 38.1},
    {"tg_no": "T3", "tg_name": "石桥1#", "tg_manager": None, "org_no": "0302", "line_no": "L2",
     "longitude": None, "latitude": None},
]  # fmt: skip
UNITS = [{"org_no": "0301", "org_name": "柳河供电所"}, {"org_no": "0302", "org_name": "石桥供电所"}]
FOUND = {
    "C01": ("R043", "R042", "R003"), "C02": ("R043",), "C03": ("R003",), "C04": ("R042",), "C05": ("R043",),
    "C06": ("R043", "R003"), "C07": ("R003",), "C08": ("R043",), "C09": ("R043",), "C10": ("R043",),
}  # fmt: skip


def findings(found: dict[str, tuple[str, ...]] = FOUND) -> list[dict[str, Any]]:
    units = {row["cons_no"]: row["org_no"] for row in customers()}
    listed = [
        finding(key, rule_id=rule, severity=_SEVERITIES[rule], unit=units[key], message=f"{rule} 说的原因")
        for key, rules in found.items()
        for rule in rules
    ]
    own = finding("T2", rule_id="R047", severity="normal", table="distribution_transformer", customer=None)
    return [*listed, own]


def checked(
    workspace: Workspace,
    day: date = DATA_DATE,
    found: dict[str, tuple[str, ...]] = FOUND,
    status: str | None = None,
    **tables: Any,
) -> None:
    """The county of that day is delivered and checked."""
    with pytest.MonkeyPatch.context() as patch:
        use_pack(patch, PACK)
        deliver(workspace, day, customers(status), distribution_transformer=TRANSFORMERS, org_unit=UNITS, **tables)
        check(workspace, findings(found))


def states(workspace: Workspace) -> dict[tuple[str, str], str]:
    """(record, rule) → state."""
    rows = problem_rows(workspace).rows(["record_key", "rule_id", "state"])
    return {(key, rule): state for key, rule, state in rows}


def numbers(workspace: Workspace) -> dict[tuple[str, str], str]:
    """(record, rule) → problem number."""
    rows = problem_rows(workspace).rows(["record_key", "rule_id", "problem_no"])
    return {(key, rule): number for key, rule, number in rows}
