"""Without counting only rows that can be wrong are looked at: the findings are the same to the byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from datetime import date
from typing import Any

import pytest

from census_app.checking import scan
from census_app.checking.compiling.frame import Frame
from census_app.checking.model import EngineLimits, VerdictCounts
from census_app.checking.run import check_snapshot
from census_app.foundation.jobs import silent
from tests.unit.checking.build import County, pack_of

CUSTOMERS = [
    {
        "cons_no": f"{number:03d}",
        "cons_name": None if number % 7 == 0 else f"用户{number % 60}",
        "cons_status": "已销户客户" if number % 11 == 0 else "正常用电客户",
        "contract_cap": None if number % 13 == 0 else str(number % 50),
        "run_cap": str(number % 37),
        "org_no": f"13{number % 3}",
        "tg_no": f"T{number % 9}",
    }
    for number in range(200)
]
TRANSFORMERS = [{"tg_no": f"T{number}", "tg_cap": None if number == 3 else str(number * 10)} for number in range(7)]
TABLES = {"customer": CUSTOMERS, "distribution_transformer": TRANSFORMERS}
OWN = {"scope": "在册(用户状态)", "wrong": "运行容量 > 合同容量", "accuses": ["运行容量"], "says": "{运行容量}"}
FAR = {"scope": "在册(用户状态)", "wrong": "运行容量 > 30 and 合同容量 > 台区.台区容量", "says": "{台区.台区容量}"}
FOLDED = {"wrong": "运行容量 > 20 and count(台区.用电客户, 成员.运行容量 > 本户.运行容量) > 2", "shows": ["合同容量"]}
SEVERAL = {
    "scope": "在册(用户状态) and 台区 is not null",
    "wrong": [
        {"id": "甲", "when": "为空(用户名称)", "says": {"zh": "空"}},
        {"id": "乙", "when": "合同容量 > 台区.台区容量 and 运行容量 > 5", "says": {"zh": "{合同容量}"}},
        {"id": "丙", "when": "none(台区.用电客户, 成员.合同容量 > 48)", "says": {"zh": "丙"}},
    ],
}
EITHER = {
    "scope": "在册(用户状态)",
    "wrong": [
        {"id": "甲", "when": "为空(用户名称)", "says": {"zh": "空"}},
        {"id": "乙", "when": "合同容量 > 45 and 台区.台区容量 < 50", "says": {"zh": "{合同容量}"}},
    ],
}
UNIQUE = {"scope": "在册(用户状态)", "unique": ["用户名称"], "says": "{用户名称}"}
GROUPED = {"scope": "运行容量 > 3", "group": {"by": ["用户名称"], "grain": "one", "wrong": "count() > 2"}, "says": "组"}
SUMMED = {"wrong": "运行容量 > 合同容量", "summary": {"by": ["所属台区编号"], "least": 2}, "says": "{运行容量}"}


def found(county: County, notes: list[Mapping[str, Any]], *, counting: bool) -> tuple[bytes, list[VerdictCounts]]:
    """The bytes of the findings, and the counts of each rule."""
    pack = pack_of(county.dictionary, notes)
    snapshot, out = county.snapshot(TABLES), county.folder / f"out_{counting}"
    limits = EngineLimits(threads=1)
    result = check_snapshot(
        snapshot, pack, county.dictionary, date(2026, 11, 25), out, limits, silent(), counting=counting
    )
    assert not result.errors
    return result.findings_file.read_bytes(), list(result.rules.values())


@pytest.mark.parametrize("note", [OWN, FAR, FOLDED, SEVERAL, EITHER, UNIQUE, GROUPED, SUMMED])
def test_the_findings_of_one_rule_are_the_same(county: County, note: Mapping[str, Any]) -> None:
    rule = [{"id": "R1", "table": "用电客户", **note}]
    whole, counts = found(county, rule, counting=True)
    only, none = found(county, rule, counting=False)
    assert only == whole
    assert counts[0].wrong > 0
    assert counts[0].right + counts[0].out_of_scope + counts[0].cannot_judge > 0
    assert not any(astuple(none[0])[:-1])


def test_what_a_required_rule_blocks_is_blocked(county: County) -> None:
    notes = [
        {"id": "R1", "table": "用电客户", **OWN},
        {"id": "R2", "table": "用电客户", **SEVERAL, "requires": ["R1"]},
        {"id": "R3", "table": "台区", "wrong": "台区容量 < 20", "says": "小"},
        {"id": "R4", "table": "用电客户", "wrong": "运行容量 > 3", "requires": ["R3", "R2"], "says": "{运行容量}"},
    ]
    whole, counts = found(county, notes, counting=True)
    only, _ = found(county, notes, counting=False)
    assert only == whole
    assert all(one.wrong > 0 for one in counts)
    assert counts[3].cannot_judge > 0


LOOKING_BACK = {
    "scope": "在册(用户状态)",
    "wrong": [
        {"id": "甲", "when": "运行容量 > 20 and count(台区.用电客户, 成员.运行容量 > 本户.运行容量) > 2"},
        {"id": "乙", "when": "合同容量 > 45 and any(台区.用电客户, 成员.合同容量 = 本户.运行容量)"},
    ],
    "shows": ["用户名称"],
}


@pytest.mark.parametrize("note", [FOLDED, LOOKING_BACK])
def test_suspects_of_a_large_table_are_read_once(
    county: County, note: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = [{"id": "R1", "table": "用电客户", **note}]
    whole, counts = found(county, rule, counting=True)
    stored: list[str] = []
    store = Frame.store

    def noted(frame: Frame, name: str, test: str) -> str:
        stored.append(test)
        return store(frame, name, test)

    monkeypatch.setattr(Frame, "store", noted)
    monkeypatch.setattr(scan, "_MANY_ROWS", 0)
    only, _ = found(county, rule, counting=False)
    assert only == whole
    assert counts[0].wrong > 0
    assert len(stored) == 1
    assert "t1_r_run_cap" in stored[0]


def test_suspects_are_not_stored_where_all_rows_count(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_MANY_ROWS", 0)
    monkeypatch.delattr(Frame, "store")
    found(county, [{"id": "R1", "table": "用电客户", **FOLDED}], counting=True)
