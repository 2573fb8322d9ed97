"""What corrections solve, leave, cause."""

from __future__ import annotations

from typing import Any

import pytest

from census_app.archive.fabricate import Masked
from census_app.checking.model import EngineLimits
from census_app.checking.rehearsal.rehearse import rehearse_snapshot
from census_app.foundation.errors import Cancelled
from census_app.foundation.jobs import JobContext
from tests.unit.checking.build import County, pack_of

from .rehearsing import AS_OF, add, change, delete, fates, rehearsed

TABLES: dict[str, list[dict[str, Any]]] = {
    "customer": [
        {"cons_no": "1", "cons_name": "王建国", "contract_cap": "5", "run_cap": "9", "org_no": "A", "tg_no": "T1",
         "mobile": "13900000001", "cons_status": "正常用电客户"},
        {"cons_no": "2", "cons_name": "李丽", "contract_cap": "5", "run_cap": "3", "org_no": "A", "tg_no": "T1",
         "mobile": "13900000001", "cons_status": "正常用电客户"},
        {"cons_no": "3", "cons_name": "赵强", "contract_cap": "9", "run_cap": "1", "org_no": "A", "tg_no": "T2",
         "mobile": "13900000003", "cons_status": "正常用电客户"},
    ],
    "distribution_transformer": [{"tg_no": "T1", "tg_cap": "12"}, {"tg_no": "T2", "tg_cap": "30"}],
    "metering_point": [{"mp_no": "m1", "cons_no": "1", "tg_no": "T1"}, {"mp_no": "m2", "cons_no": "2", "tg_no": "T9"}],
}  # fmt: skip
OVER = {"id": "R1", "table": "用电客户", "wrong": "运行容量 > 合同容量", "scope": "用户状态 = '正常用电客户'"}
FULL = {"id": "R2", "table": "台区", "wrong": "sum(用电客户.合同容量) > 台区容量", "says": "{台区容量}"}
PHONE = {"id": "R3", "table": "用电客户", "group": {"by": ["移动电话"], "grain": "each", "wrong": "count() > 1"}}
POINTS = {
    "id": "R4",
    "table": "计量点",
    "wrong": "计量点台区编号 <> 用户.所属台区编号",
    "says": "x",
    "requires": ["R1"],
}
NONE = {"id": "R5", "table": "用电客户", "wrong": "count(计量点) = 0"}


def test_one_value_solves_one_problem_and_causes_another(county: County) -> None:
    told = rehearsed(county, TABLES, [OVER, FULL], change("用电客户", "1", "合同容量", "１０ kVA"))
    assert fates(told) == {("R1", "1"): "right", ("R2", "T1"): "caused"}
    assert [(one.old, one.new) for one in told.tried] == [("5", "10")]
    assert told.customers == {"1"} and told.judged == ["R1", "R2"]


def test_only_records_that_matter_are_looked_at(county: County) -> None:
    told = rehearsed(county, TABLES, [OVER], change("customer", "1", "run_cap", "2"))
    assert told.rows == 2, "the customer, and the transformer that may tell its unit"


def test_verdicts_of_other_records_change(county: County) -> None:
    told = rehearsed(county, TABLES, [PHONE], change("customer", "1", "移动电话", "13900000003"))
    assert fates(told) == {("R3", "1"): "left", ("R3", "2"): "right", ("R3", "3"): "caused"}


def test_a_customer_moved_to_another_transformer_moves_its_load(county: County) -> None:
    rule = {**FULL, "wrong": "sum(用电客户.合同容量) >= 10"}
    told = rehearsed(county, TABLES, [rule], change("customer", "1", "所属台区编号", "T2"))
    assert fates(told) == {("R2", "T1"): "right", ("R2", "T2"): "caused"}


def test_blanking_is_not_solving(county: County) -> None:
    told = rehearsed(county, TABLES, [OVER], change("customer", "1", "run_cap", ""))
    assert fates(told) == {("R1", "1"): "cannot_judge"}
    assert told.fates[0].verdict.reason == "null"
    told = rehearsed(county, TABLES, [OVER], change("customer", "3", "run_cap", ""))
    assert fates(told) == {} and told.lost == {"R1": 1}


def test_leaving_the_scope_is_not_solving(county: County) -> None:
    told = rehearsed(county, TABLES, [OVER], change("customer", "1", "用户状态", "已销户客户"))
    assert fates(told) == {("R1", "1"): "out_of_scope"}


def test_blocked_rules_are_judged_when_what_blocks_them_is_solved(county: County) -> None:
    tables = {**TABLES, "metering_point": [{"mp_no": "m1", "cons_no": "1", "tg_no": "T9"}]}
    told = rehearsed(county, tables, [OVER, POINTS], change("customer", "1", "run_cap", "2"))
    assert fates(told) == {("R1", "1"): "right", ("R4", "m1"): "caused"}
    caused = next(fate for fate in told.fates if fate.rule.id == "R4")
    assert tuple(caused.verdict) == ("cannot_judge", "blocked:R1")


def test_a_value_that_another_column_tells_is_rehearsed_by_that_column(county: County) -> None:
    points: list[dict[str, Any]] = [
        {"mp_no": "m1", "cons_no": "1", "parent_mp_no": None},
        {"mp_no": "m2", "cons_no": "2", "parent_mp_no": "m1"},
    ]
    below = {"id": "R6", "table": "计量点", "wrong": "计量点级数 > 1", "says": "{计量点级数}"}
    tables = {**TABLES, "metering_point": points}
    told = rehearsed(county, tables, [below], change("计量点", "m1", "上级计量点编号", "m2"))
    assert fates(told) == {("R6", "m1"): "caused"}
    told = rehearsed(county, tables, [below, NONE], change("计量点", "m1", "用户编号", "2"))
    assert fates(told) == {("R5", "1"): "caused"} and not told.errors
    load = {"id": "R7", "table": "用电客户", "wrong": "count(计量点, 计量点级数 = 1) = 0"}
    told = rehearsed(county, tables, [load], change("计量点", "m1", "用户编号", "2"))
    assert fates(told) == {("R7", "1"): "caused", ("R7", "2"): "right"} and not told.errors


def test_rows_taken_away_and_added(county: County) -> None:
    told = rehearsed(county, TABLES, [NONE], delete("计量点", "m1"))
    assert fates(told) == {("R5", "1"): "caused"}
    told = rehearsed(county, TABLES, [NONE, POINTS], add("计量点", "m3", "用户编号", "3"))
    assert fates(told) == {("R5", "3"): "right"}
    told = rehearsed(
        county, TABLES, [POINTS], add("计量点", "m3", "用户编号", "3"), add("计量点", "m3", "计量点台区编号", "T1")
    )
    assert fates(told) == {("R4", "m3"): "caused"}
    told = rehearsed(county, TABLES, [POINTS], delete("计量点", "m2"))
    assert fates(told) == {("R4", "m2"): "gone"}


def test_a_corrected_key_is_the_same_record(county: County) -> None:
    told = rehearsed(county, TABLES, [OVER, NONE], change("customer", "1", "用户编号", "7"))
    assert fates(told) == {("R1", "7"): "left", ("R5", "7"): "caused"}


def test_a_masked_value_replaced_can_be_judged(county: County) -> None:
    tables = {"customer": [{**TABLES["customer"][0], "run_cap": Masked("*")}]}
    told = rehearsed(county, tables, [OVER], change("customer", "1", "run_cap", "99"))
    assert fates(told) == {("R1", "1"): "caused"}
    assert tuple(told.fates[0].verdict) == ("cannot_judge", "masked")


def test_a_column_nobody_delivered_is_judged_where_it_is_corrected(county: County) -> None:
    tables = {"customer": [{name: one[name] for name in one if name != "run_cap"} for one in TABLES["customer"]]}
    told = rehearsed(county, tables, [OVER], change("customer", "1", "run_cap", "99"))
    assert fates(told) == {("R1", "1"): "caused"}


def test_summaries_are_known_by_their_group(county: County) -> None:
    rule = {
        "id": "R6", "table": "用电客户", "wrong": "合同容量 < 8", "says": "共 {count()} 户",
        "summary": {"by": ["所属台区编号"], "least": 2},
    }  # fmt: skip
    told = rehearsed(county, TABLES, [rule], change("customer", "1", "合同容量", "8"))
    assert fates(told) == {("R6", "T1"): "right"}
    told = rehearsed(county, TABLES, [rule], change("customer", "3", "合同容量", "7"))
    assert fates(told) == {}
    told = rehearsed(
        county, TABLES, [rule], change("customer", "3", "合同容量", "7"), change("customer", "1", "所属台区编号", "T2")
    )
    assert fates(told) == {("R6", "T1"): "right", ("R6", "T2"): "caused"}


def test_a_rule_that_raises_on_a_record_leaves_the_others_judged(county: County) -> None:
    huge = {"id": "R9", "table": "用电客户", "wrong": "合同容量 * 合同容量 * 合同容量 * 合同容量 * 合同容量 > 99999"}
    told = rehearsed(county, TABLES, [OVER, huge], change("customer", "1", "合同容量", "999999999999"))
    assert fates(told) == {("R1", "1"): "right"}
    told = rehearsed(county, TABLES, [OVER, huge], change("customer", "3", "合同容量", "999999999999"))
    assert fates(told) == {}
    told = rehearsed(county, TABLES, [OVER, huge], change("customer", "3", "合同容量", "11"))
    assert fates(told) == {("R9", "3"): "caused"}


def test_rules_about_months_of_a_series_are_told_as_not_compared(county: County) -> None:
    months = {"id": "R10", "table": "月电量", "wrong": "抄见电量 < 0", "says": "{用户编号}"}
    tables = {**TABLES, "billing_month": [{"cons_no": "1", "mp_no": "m1", "ym": "202610", "read_pq": "5"}]}
    told = rehearsed(county, tables, [OVER, months], change("customer", "1", "合同容量", "10"))
    assert fates(told) == {("R1", "1"): "right"} and set(told.errors) == {"R10"}


def test_a_cancelled_rehearsal_stops(county: County) -> None:
    context = JobContext()
    context.cancel()
    pack = pack_of(county.dictionary, [OVER])
    wanted = [change("customer", "1", "合同容量", "10")]
    with pytest.raises(Cancelled):
        rehearse_snapshot(
            county.snapshot(TABLES), pack, county.dictionary, AS_OF, wanted, EngineLimits(threads=1), context
        )
