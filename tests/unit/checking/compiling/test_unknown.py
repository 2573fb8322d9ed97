"""Unknown is never an accusation, and always says why."""

from __future__ import annotations

from census_app.archive.fabricate import Masked, Uncoded, Unreadable
from tests.unit.checking.build import County


def test_each_lack_is_unknown_and_told_apart(county: County) -> None:
    rows = [
        {"cons_no": "1", "mobile": "13900000001"},
        {"cons_no": "2", "mobile": "1390"},
        {"cons_no": "3", "mobile": Masked("139****0001")},
        {"cons_no": "4", "mobile": Unreadable("x")},
        {"cons_no": "5", "mobile": None},
        {"cons_no": "6", "mobile": "1"},
    ]
    checked = county.check(
        {"customer": rows}, [{"id": "R1", "table": "用电客户", "wrong": "not 匹配(移动电话, '1[3-9][0-9]{9}')"}]
    )
    assert checked.accused("R1") == ["2", "6"]
    assert checked.counted("R1") == (2, 1, 0, 3, 0)
    assert checked.reasons("R1") == {"masked": 1, "null": 1, "unreadable": 1}


def test_a_label_outside_its_list_is_unknown_but_not_empty(county: County) -> None:
    rows = [{"cons_no": "1", "cons_sort": Uncoded("中压")}, {"cons_no": "2", "cons_sort": None}]
    checked = county.check(
        {"customer": rows},
        [
            {"id": "R1", "table": "用电客户", "wrong": "用户分类 <> '高压'"},
            {"id": "R2", "table": "用电客户", "wrong": "为空(用户分类)"},
        ],
    )
    assert checked.reasons("R1") == {"null": 1, "uncoded": 1}
    assert checked.accused("R2") == ["2"]


def test_a_masked_or_lost_cell_is_not_empty(county: County) -> None:
    rows = [{"cons_no": "1", "cons_name": Masked("张*")}, {"cons_no": "2", "cons_name": Unreadable()}]
    checked = county.check({"customer": rows}, [{"id": "R1", "table": "用电客户", "wrong": "用户名称 is null"}])
    assert checked.counted("R1") == (0, 1, 0, 1, 0)


def test_a_column_nobody_imported_accuses_nobody(county: County) -> None:
    checked = county.check(
        {"customer": [{"cons_no": "1"}, {"cons_no": "2"}]},
        [{"id": "R1", "table": "用电客户", "wrong": "为空(用户名称)"}],
    )
    assert checked.counted("R1") == (0, 0, 0, 2, 0)
    assert checked.reasons("R1") == {"not_imported": 2}


def test_a_point_without_its_level_has_the_first_where_no_point_stands_above_it(county: County) -> None:
    rule = {"id": "R1", "table": "计量点", "wrong": "计量点级数 = 1"}
    top = {"mp_no": "1", "parent_mp_no": None}
    sub = {"mp_no": "2", "parent_mp_no": "1"}
    hidden = {"mp_no": "3", "parent_mp_no": Masked("1*")}
    lost = {"mp_no": "4", "parent_mp_no": Unreadable("x")}
    assert county.check({"metering_point": [top, sub, hidden, lost]}, [rule]).counted("R1") == (1, 2, 0, 1, 0)
    told = [{**top, "mp_level": 2}, {**sub, "mp_level": None}, {**top, "mp_no": "5", "mp_level": None}]
    assert county.check({"metering_point": told}, [rule]).accused("R1") == ["5"]
    neither = county.check({"metering_point": [{"mp_no": "1"}]}, [rule])
    assert neither.reasons("R1") == {"not_imported": 1}


def test_what_most_systems_do_not_record_is_read_as_the_dictionary_says_where_no_file_has_it(county: County) -> None:
    rule = {"id": "R1", "table": "业扩工单", "wrong": "coalesce(挂起工作日, 1) = 0"}
    assert county.check({"connection_order": [{"app_no": "1"}]}, [rule]).accused("R1") == ["1"]
    delivered = [{"app_no": "1", "suspended_workdays": None}, {"app_no": "2", "suspended_workdays": 0}]
    assert county.check({"connection_order": delivered}, [rule]).accused("R1") == ["2"]
    empty = {"id": "R1", "table": "业扩工单", "wrong": "为空(挂起工作日)"}
    assert county.check({"connection_order": [{"app_no": "1"}]}, [empty]).accused("R1") == []
    assert county.check({"connection_order": delivered}, [empty]).accused("R1") == ["1"]


def test_scope_unknown_is_out_of_scope_except_for_registered(county: County) -> None:
    rows = [{"cons_no": "1", "cons_status": None, "contract_cap": None}]
    checked = county.check(
        {"customer": rows},
        [
            {"id": "R1", "table": "用电客户", "scope": "用户状态 = '正常用电客户'", "wrong": "为空(合同容量)"},
            {"id": "R2", "table": "用电客户", "scope": "在册(用户状态)", "wrong": "为空(合同容量)"},
        ],
    )
    assert checked.counted("R1") == (0, 0, 1, 0, 0)
    assert checked.counted("R2") == (1, 0, 0, 0, 0)


CLOSED = [
    {"cons_no": "1", "cancel_date": "2026-05-31", "cons_name": None},
    {"cons_no": "2", "cancel_date": None, "cons_name": None},
    {"cons_no": "3", "cancel_date": "2099-12-31", "cons_name": None},
]
OF_CLOSED = [
    {"id": "R1", "table": "用电客户", "scope": "在册(用户状态)", "wrong": "为空(用户名称)"},
    {"id": "R2", "table": "用电客户", "scope": "用户状态 = '已销户客户'", "wrong": "为空(用户名称)"},
    {"id": "R3", "table": "用电客户", "wrong": "为空(用户名称) and 用户状态 <> '已销户客户'"},
]


def test_without_a_status_a_closing_date_says_closed(county: County) -> None:
    checked = county.check({"customer": CLOSED}, OF_CLOSED)
    assert checked.accused("R1") == ["2", "3"]
    assert checked.accused("R2") == ["1"]
    assert checked.accused("R3") == []
    assert checked.reasons("R3") == {"not_imported": 2}


def test_a_status_that_is_there_is_not_overruled_by_a_closing_date(county: County) -> None:
    rows = [{**row, "cons_status": status} for row, status in zip(CLOSED, ("正常用电客户", None, None), strict=True)]
    checked = county.check({"customer": [*rows, {**CLOSED[0], "cons_no": "4", "cons_status": None}]}, OF_CLOSED)
    assert checked.accused("R1") == ["1", "2", "3"]
    assert checked.accused("R2") == ["4"]


def test_division_by_zero_and_open_cases_are_unknown(county: County) -> None:
    rows = [
        {"cons_no": "1", "contract_cap": "0", "run_cap": "5"},
        {"cons_no": "2", "contract_cap": "2", "run_cap": "5"},
    ]
    checked = county.check(
        {"customer": rows},
        [
            {"id": "R1", "table": "用电客户", "wrong": "运行容量 / 合同容量 > 2"},
            {"id": "R2", "table": "用电客户", "wrong": "case when 合同容量 > 1 then 1 end = 1"},
        ],
    )
    assert checked.counted("R1") == (1, 0, 0, 1, 0)
    assert checked.counted("R2") == (1, 0, 0, 1, 0)


def test_coalesce_passes_over_empty_cells_only(county: County) -> None:
    rows = [
        {"cons_no": "1", "mobile": None, "phone": "0"},
        {"cons_no": "2", "mobile": Masked("1**"), "phone": "0"},
        {"cons_no": "3", "mobile": "7", "phone": "0"},
    ]
    checked = county.check(
        {"customer": rows}, [{"id": "R1", "table": "用电客户", "wrong": "coalesce(移动电话, 固定电话) = '0'"}]
    )
    assert checked.accused("R1") == ["1"]
    assert checked.counted("R1") == (1, 1, 0, 1, 0)


def test_decided_without_the_unknown_part(county: County) -> None:
    rows = [{"cons_no": "1", "contract_cap": "5", "run_cap": None}]
    checked = county.check(
        {"customer": rows},
        [
            {"id": "R1", "table": "用电客户", "wrong": "合同容量 > 1 or 运行容量 > 1"},
            {"id": "R2", "table": "用电客户", "wrong": "合同容量 > 9 and 运行容量 > 1"},
            {"id": "R3", "table": "用电客户", "wrong": "合同容量 > 1 and 运行容量 > 1"},
        ],
    )
    assert [checked.counted(rule)[:4] for rule in ("R1", "R2", "R3")] == [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1)]


def test_clauses_are_judged_and_counted_apart(county: County) -> None:
    rows = [
        {"cons_no": "1", "contract_cap": "5", "run_cap": "9", "org_no": "A"},
        {"cons_no": "2", "contract_cap": None, "run_cap": "-1", "org_no": "B"},
    ]
    note = {
        "id": "R1",
        "table": "用电客户",
        "wrong": [
            {"id": "超", "when": "运行容量 > 合同容量", "says": {"zh": "超 {运行容量}"}, "severity": "urgent"},
            {"id": "负", "when": "运行容量 < 0", "says": {"zh": "负 {运行容量}"}, "severity": "normal"},
        ],
    }
    checked = county.check({"customer": rows}, [note])
    told = [(row["clauses"], row["severity"], row["message"], row["unit"]) for row in checked.findings]
    assert told == [("超", "urgent", "超 9", "A"), ("负", "normal", "负 -1", "B")]
    by_clause = {(row["clause"], row["unit"]): (row["wrong"], row["cannot_judge"]) for row in checked.counts}
    assert by_clause == {
        ("", "A"): (1, 0),
        ("", "B"): (1, 0),
        ("超", "A"): (1, 0),
        ("超", "B"): (0, 1),
        ("负", "A"): (0, 0),
        ("负", "B"): (1, 0),
    }
