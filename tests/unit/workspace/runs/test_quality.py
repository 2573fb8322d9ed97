"""Who counts in 合格率 and who is wrong, customer by customer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.rulebook.model import Pack
from census_app.workspace.problems.exemptions import approve_exemption
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.quality import QUALITY_FILE
from census_app.workspace.runs.record import RunRecord
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import PACK, check, deliver, use_pack
from tests.unit.workspace.fixtures import finding, read_rows

W1, W2 = date(2026, 11, 9), date(2026, 11, 16)
CLOSED, ACTIVE = "已销户客户", "正常用电客户"


def rule(number: str, *accused: str) -> dict[str, Any]:
    clause = {"id": "不符", "when": "合同容量 > 1", "accuses": list(accused), "says": {"zh": "x"}}
    return PACK.rules[0].model_dump(mode="json") | {"id": number, "wrong": [clause]}


CORE, PLAIN, AWAY = "R043", "R044", "R045"
RULES = [rule(CORE, "用户名称"), rule(PLAIN, "小区名称"), rule(AWAY, "小区名称", "台区.台区名称")]
MINE = Pack.model_validate({"manifest": PACK.manifest.model_dump(mode="json"), "rules": RULES})
CUSTOMERS = [
    {"cons_no": number, "cons_name": "赵小芳", "org_no": unit, "cons_status": status}
    for number, unit, status in (
        ("1", "0301", ACTIVE), ("2", "0301", ACTIVE), ("3", "0301", ACTIVE), ("4", "0301", CLOSED),
        ("5", "0302", ACTIVE), ("6", None, ACTIVE), ("7", "0302", None),
    )
]  # fmt: skip
ORDERS = [
    {"app_no": "A1", "cons_no": "3", "proc_status": "在途", "archive_time": None},
    {"app_no": "A2", "cons_no": "2", "proc_status": "已归档", "archive_time": None},
    {"app_no": "A3", "cons_no": "5", "proc_status": None, "archive_time": None},
]


def quality(workspace: Workspace, record: RunRecord) -> dict[tuple[str, str], tuple[int, ...]]:
    """(Unit, measure) → active, in transit, exempted, wrong."""
    return {
        (row["unit"], row["measure"]): tuple(row[name] for name in ("active", "in_transit", "exempted", "wrong"))
        for row in read_rows(record.file(workspace, QUALITY_FILE))
    }


@pytest.fixture
def packed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    use_pack(monkeypatch, MINE)
    return workspace


def test_one_fault_is_enough_and_only_where_it_is_accused(packed: Workspace) -> None:
    deliver(packed, W1, CUSTOMERS, connection_order=ORDERS)
    found = [
        finding("1"), finding("1", rule_id=PLAIN), finding("3"), finding("4"), finding("5", rule_id=PLAIN, unit="0302"),
        finding("6", unit=None), finding("9", customer=None, table="distribution_transformer"),
    ]  # fmt: skip
    counted = quality(packed, check(packed, found))
    # 3 has an order under way, 4 is closed, 2's order is filed, 5's order says nothing
    assert counted["0301", "core"] == (3, 1, 0, 1)
    assert counted["0302", "core"] == (2, 0, 0, 0)
    assert counted["0302", "any"] == (2, 0, 0, 1)
    assert counted["", "core"] == counted["", "basic"] == (1, 0, 0, 1)


def test_a_path_is_followed_to_the_field_it_accuses(packed: Workspace) -> None:
    deliver(packed, W1, CUSTOMERS)
    counted = quality(packed, check(packed, [finding("1", rule_id=AWAY)]))
    field = packed.dictionary.table("distribution_transformer").field("tg_name")
    assert counted["0301", "core"][3] == field.core
    assert counted["0301", "basic"][3] == field.basic
    assert counted["0301", "any"][3] == 1


def test_an_exempted_fault_takes_the_customer_out_unless_another_stands(packed: Workspace) -> None:
    deliver(packed, W1, CUSTOMERS)
    both = [finding("1"), finding("2"), finding("2", rule_id=PLAIN)]
    check(packed, both)
    numbers = [str(row[0]) for row in problem_rows(packed, f"规则号 = '{CORE}'").rows(["problem_no"])]
    approve_exemption(packed, numbers, "批准文号 3", date(2099, 1, 1))
    deliver(packed, W2, CUSTOMERS)
    counted = quality(packed, check(packed, both))
    assert counted["0301", "core"] == (3, 0, 2, 0)
    assert counted["0301", "any"] == (3, 0, 1, 1)


def test_the_file_is_bound_to_the_run(packed: Workspace, tmp_path: Path) -> None:
    deliver(packed, W1, CUSTOMERS)
    assert QUALITY_FILE in check(packed, []).files
