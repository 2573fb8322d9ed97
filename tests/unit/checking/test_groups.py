"""`unique`, `group` and `summary` rules."""

from __future__ import annotations

import json
from datetime import date

from census_app.archive.fabricate import Masked
from census_app.checking.explaining.explain import explain
from tests.unit.checking.build import County, pack_of

ROWS = [
    {"cons_no": "1", "cert_no": "A", "org_no": "X", "contract_cap": "100", "cons_status": "正常用电客户"},
    {"cons_no": "2", "cert_no": "A", "org_no": "X", "contract_cap": "200", "cons_status": "正常用电客户"},
    {"cons_no": "3", "cert_no": "A", "org_no": "X", "contract_cap": "5", "cons_status": "已销户客户"},
    {"cons_no": "4", "cert_no": Masked("A**"), "org_no": "Y", "contract_cap": "7", "cons_status": "正常用电客户"},
    {"cons_no": "5", "cert_no": "B", "org_no": "Y", "contract_cap": "9", "cons_status": "正常用电客户"},
    {"cons_no": "6", "cert_no": None, "org_no": None, "contract_cap": "1", "cons_status": "正常用电客户"},
]


def test_repeated_values_accuse_every_row_in_scope(county: County) -> None:
    note = {
        "id": "R1",
        "table": "用电客户",
        "scope": "在册(用户状态)",
        "unique": ["证件号码"],
        "accuses": ["证件号码"],
        "says": "{证件号码} 重复",
    }
    checked = county.check({"customer": ROWS}, [note])
    assert checked.accused("R1") == ["1", "2"]
    assert checked.counted("R1") == (2, 1, 1, 2, 0)
    assert checked.reasons("R1") == {"masked": 1, "null": 1}
    assert {row["message"] for row in checked.findings} == {"A* 重复"}
    assert json.loads(checked.findings[0]["values"])["同值记录"] == "1、2"


def test_unique_over_several_fields(county: County) -> None:
    note = {"id": "R1", "table": "用电客户", "unique": ["证件号码", "供电单位编码"], "says": "重复"}
    assert county.check({"customer": ROWS}, [note]).accused("R1") == ["1", "2", "3"]


def test_a_group_is_judged_together_and_each_or_one_accused(county: County) -> None:
    group = {"by": ["供电单位编码"], "grain": "each", "wrong": "sum(合同容量) >= 300 and count() >= 2"}
    note = {"id": "R1", "table": "用电客户", "group": group, "says": "合计 {sum(合同容量)} kVA，{count()} 户"}
    checked = county.check({"customer": ROWS}, [note, {**note, "id": "R2", "group": {**group, "grain": "one"}}])
    assert checked.accused("R1") == ["1", "2", "3"]
    assert checked.accused("R2") == ["1"]
    assert checked.findings[0]["message"] == "合计 305 kVA，3 户"
    assert checked.counted("R1") == (3, 2, 0, 1, 0)


def test_the_one_accused_does_not_hang_on_the_order_of_the_rows(county: County) -> None:
    """Another export of the same customers would otherwise close one problem and open another."""
    group = {"by": ["供电单位编码"], "grain": "one", "wrong": "count() >= 2"}
    note = {"id": "R1", "table": "用电客户", "group": group, "says": "{count()} 户"}
    assert county.check({"customer": ROWS}, [note]).accused("R1") == ["1", "4"]
    assert county.check({"customer": ROWS[::-1]}, [note]).accused("R1") == ["1", "4"]
    twice = [*ROWS[::-1], {**ROWS[0], "cert_no": "Z"}]
    assert [row["row_id"] for row in county.check({"customer": twice}, [note]).findings] == [5, 2]


def test_an_unknown_member_leaves_the_group_open(county: County) -> None:
    rows = [*ROWS, {"cons_no": "7", "org_no": "X", "contract_cap": Masked("9*")}]
    group = {"by": ["供电单位编码"], "wrong": "sum(合同容量) >= 300"}
    checked = county.check({"customer": rows}, [{"id": "R1", "table": "用电客户", "group": group, "says": "合计"}])
    assert checked.accused("R1") == []
    assert checked.reasons("R1") == {"masked": 4, "null": 1}


def test_a_summary_is_one_finding_with_its_members(county: County) -> None:
    rows = [{**row, "longitude": None} for row in ROWS]
    note = {
        "id": "R1",
        "table": "用电客户",
        "wrong": "为空(经度)",
        "summary": {"by": ["供电单位编码"], "least": 2},
        "says": "{供电单位编码} 有 {count()} 户没有坐标",
    }
    checked = county.check(
        {"customer": rows},
        [note],
        watch=[("R1", "customer", "X"), ("R1", "customer", "Z")],
    )
    assert checked.accused("R1") == ["X", "Y"]
    assert [row["message"] for row in checked.findings] == ["X 有 3 户没有坐标", "Y 有 2 户没有坐标"]
    assert json.loads(checked.findings[0]["values"]) == {"户数": "3", "明细": "1、2、3"}
    assert checked.counted("R1")[0] == 6
    assert checked.watched == {("R1", "X"): ("wrong", ""), ("R1", "Z"): ("gone", "")}


def test_a_key_the_import_found_unique_is_not_looked_at_again(county: County) -> None:
    note = {"id": "R1", "table": "用电客户", "unique": ["用户编号"], "says": "重复"}
    assert county.check({"customer": ROWS}, [note]).counted("R1") == (0, 6, 0, 0, 0)
    twice = [*ROWS, {**ROWS[0], "cert_no": "Z"}]
    checked = county.check({"customer": twice}, [note])
    assert [row["row_id"] for row in checked.findings] == [0, 6]


MIXED = {
    "id": "R9",
    "table": "用电客户",
    "group": {"id": "同名", "by": ["用户名称"], "wrong": "count() > 1"},
    "accuses": ["用户名称"],
    "says": "{用户名称}有 {count()} 户",
    "wrong": [{"id": "容量", "when": "合同容量 > 5", "accuses": ["合同容量"], "says": {"zh": "容量 {合同容量}"}}],
}


def test_a_group_stands_beside_clauses(county: County) -> None:
    customers = [
        {"cons_no": "1", "cons_name": "甲", "contract_cap": "1"},
        {"cons_no": "2", "cons_name": "甲", "contract_cap": "9"},
        {"cons_no": "3", "cons_name": "乙", "contract_cap": "9"},
        {"cons_no": "4", "cons_name": "丙", "contract_cap": "1"},
        {"cons_no": "5", "cons_name": None, "contract_cap": "1"},
    ]
    checked = county.check({"customer": customers}, [MIXED])
    told = {row["record_key"]: (row["clauses"], row["message"]) for row in checked.findings}
    assert told == {
        "1": ("同名", "甲*有 2 户"),
        "2": ("容量,同名", "容量 9；甲*有 2 户"),
        "3": ("容量", "容量 9"),
    }
    assert checked.counted("R9") == (3, 1, 0, 1, 0)
    pack = pack_of(county.dictionary, [MIXED])
    snapshot = county.snapshot({"customer": customers})
    told_why = explain(snapshot, pack, county.dictionary, "R9", "2", date(2026, 11, 25))
    assert [(one.clause, one.verdict) for one in told_why.clauses] == [("容量", "wrong"), ("同名", "wrong")]


def test_what_is_unknown_of_a_group_is_explained_by_the_rows_of_it(county: County) -> None:
    rows = [*ROWS, {"cons_no": "7", "org_no": "X", "contract_cap": Masked("9*")}]
    group = {"by": ["供电单位编码"], "grain": "each", "wrong": "sum(合同容量) >= 300 and count() > 2"}
    note = {"id": "R1", "table": "用电客户", "group": group, "says": "合计"}
    pack = pack_of(county.dictionary, [note])
    told = explain(county.snapshot({"customer": rows}), pack, county.dictionary, "R1", "1", date(2026, 11, 25))
    step = told.clauses[0].step
    assert step is not None and told.verdict == "cannot_judge"
    total = step.steps[0].steps[0]
    assert (total.words, total.value, total.reason) == ("sum(合同容量)", "未知", "masked")
    assert (told.reason, step.reason) == ("masked", "masked")
