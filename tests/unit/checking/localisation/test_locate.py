"""Records whose wrong field is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from census_app.checking.localisation.case import KnownProblem
from census_app.checking.localisation.locate import locate
from census_app.checking.localisation.model import Localisation, Standing
from census_app.checking.model import EngineLimits
from census_app.foundation.jobs import silent
from tests.unit.checking.build import County, pack_of

NOTES: list[dict[str, Any]] = [
    {"id": "R1", "table": "用电客户", "wrong": "运行容量 > 合同容量", "accuses": ["运行容量", "合同容量"]},
    {"id": "R2", "table": "用电客户", "wrong": "合同容量 <> 最新合同.合同约定容量",
     "accuses": ["合同容量", "最新合同.合同约定容量"]},
    {"id": "R3", "table": "用电客户", "wrong": "abs(合同容量 - sum(受电设备.铭牌容量)) > 1",
     "accuses": ["合同容量", "受电设备.铭牌容量"]},
    {"id": "R4", "table": "计量点", "wrong": "计量点台区编号 <> 用户.所属台区编号", "says": "x",
     "accuses": ["计量点台区编号", "用户.所属台区编号"]},
    {"id": "R5", "table": "用电客户", "wrong": "count(计量点, 计量点状态 = '在用') = 0", "accuses": ["用户状态"]},
]  # fmt: skip
CUSTOMER = {
    "cons_no": "1", "cons_name": "王建国", "contract_cap": "200", "run_cap": "200", "tg_no": "T1",
    "cons_status": "正常用电客户", "mobile": "13900000001",
}  # fmt: skip


def tables(**customer: Any) -> dict[str, list[dict[str, Any]]]:
    other = {**CUSTOMER, "cons_no": "2", "contract_cap": "80", "run_cap": "80"}
    return {
        "customer": [{**CUSTOMER, **customer}, other],
        "contract": [
            {"contract_no": "c1", "cons_no": "1", "contract_cap": "200", "effect_date": "2024-01-01"},
            {"contract_no": "c0", "cons_no": "1", "contract_cap": "50", "effect_date": "2019-01-01"},
            {"contract_no": "c2", "cons_no": "2", "contract_cap": "80", "effect_date": "2024-01-01"},
        ],
        "receiving_equipment": [
            {"equip_no": "e1", "cons_no": "1", "plate_cap": "150"},
            {"equip_no": "e2", "cons_no": "1", "plate_cap": "50"},
            {"equip_no": "e3", "cons_no": "2", "plate_cap": "80"},
        ],
        "metering_point": [
            {"mp_no": "m1", "cons_no": "1", "tg_no": "T1", "mp_status": "在用"},
            {"mp_no": "m2", "cons_no": "2", "tg_no": "T1", "mp_status": "在用"},
        ],
    }


def located(
    county: County,
    content: Mapping[str, Any],
    notes: Sequence[Mapping[str, Any]] = NOTES,
    measured: Collection[tuple[str, str, str]] = (),
) -> Localisation:
    """The problems are those a check of the tables finds."""
    snapshot = county.snapshot(content)
    found = county.check(snapshot, notes).findings
    problems = [
        KnownProblem(
            row["rule_id"],
            tuple(filter(None, row["clauses"].split(","))),
            row["table"],
            row["record_key"],
            row["message"],
        )
        for row in found
    ]
    return locate(
        snapshot, pack_of(county.dictionary, notes), county.dictionary, date(2026, 11, 25), problems,
        EngineLimits(threads=1), silent(), measured,
    )  # fmt: skip


def names(answer: Localisation) -> list[list[tuple[str, str]]]:
    return [[(one.record_key, one.field_name) for one in found.suspects] for found in answer.sets]


def test_one_wrong_field_behind_three_problems_is_named_first_with_a_value_that_clears_them(county: County) -> None:
    answer = located(county, tables(contract_cap="100"))
    assert {one.rule_id for one in answer.problems} == {"R1", "R2", "R3"}
    first = answer.sets[0]
    assert names(answer)[0] == [("1", "合同容量")]
    assert (first.standing, first.suspects[0].value, first.suspects[0].example) == (
        Standing.PROVED,
        "100",
        "200",
    )
    assert first.clears == ("R1", "R2", "R3") and first.causes == () == first.leaves
    assert answer.complete


def test_what_was_seen_on_site_is_believed(county: County) -> None:
    notes = [NOTES[3]]
    content = tables()
    content["metering_point"][0]["tg_no"] = "T2"
    assert names(located(county, content, notes))[0] in ([("m1", "计量点台区编号")], [("1", "所属台区编号")])
    seen = located(county, content, notes, measured=[("metering_point", "m1", "tg_no")])
    assert names(seen)[0] == [("1", "所属台区编号")]
    assert seen.sets[-1].suspects[0].why == ("现场核过",)


def test_a_field_that_breaks_what_holds_now_is_refuted_or_takes_others_with_it(county: County) -> None:
    content = tables(run_cap="250")
    answer = located(county, content, NOTES[:3])
    assert [one.rule_id for one in answer.problems] == ["R1"]
    assert names(answer)[0] == [("1", "运行容量")]
    assert answer.sets[0].standing is Standing.PROVED
    alone = next(one for one in answer.sets if [s.field for s in one.suspects] == ["contract_cap"])
    assert alone.standing is Standing.REFUTED
    assert {rule for rule, _ in alone.causes} == {"R2", "R3"}


def test_a_field_that_must_follow_is_added(county: County) -> None:
    content = tables(run_cap="250")
    content["receiving_equipment"] = [{"equip_no": "e3", "cons_no": "2", "plate_cap": "80"}]
    sale = {"contract_no": "c9", "cons_no": "1", "contract_type": "购售电合同", "effect_date": "2025-01-01"}
    content["contract"] = [*content["contract"], sale]
    seen = [("customer", "1", "run_cap")]
    answer = located(county, content, NOTES[:2], measured=seen)
    best = answer.sets[0]
    assert {one.field_name for one in best.suspects} == {"合同容量", "合同约定容量"}
    assert best.standing is Standing.PROVED and best.added == ("合同约定容量",)
    assert {one.example for one in best.suspects} == {"250"}
    assert {one.record_key for one in best.suspects} == {"1", "c1"}, "the contract in force, not the old one"


def test_a_record_may_be_missing(county: County) -> None:
    content = tables()
    content["metering_point"] = content["metering_point"][1:]
    answer = located(county, content, [NOTES[4]])
    missing = [one for found in answer.sets for one in found.suspects if one.missing]
    assert [(one.table, one.record_key, one.field_name) for one in missing] == [("customer", "1", "计量点")]
    assert all(found.standing is not Standing.PROVED for found in answer.sets), "leaving the scope clears nothing"


def test_personal_values_are_neither_made_up_nor_shown(county: County) -> None:
    rule = {"id": "R8", "table": "用电客户", "wrong": "长度(移动电话) <> 11", "accuses": ["移动电话"]}
    answer = located(county, tables(mobile="139000"), [rule])
    suspect = answer.sets[0].suspects[0]
    assert answer.sets[0].standing is Standing.COVERS
    assert suspect.example is None and suspect.value == "13****"


def test_problems_that_say_nothing_of_a_cell_are_set_aside(county: County) -> None:
    snapshot = county.snapshot(tables())
    pack = pack_of(county.dictionary, NOTES)
    problems = [KnownProblem("R99", (), "customer", "1", ""), KnownProblem("R1", (), "customer", "9", "")]
    answer = locate(
        snapshot, pack, county.dictionary, date(2026, 11, 25), problems, EngineLimits(threads=1), silent()
    )  # fmt: skip
    assert [one.note for one in answer.aside] == ["规则不在生效的规则包里", "最新数据里没有这条记录"]
    assert answer.sets == ()


def test_dates_at_the_ends_of_the_calendar_are_tried_within_it(county: County) -> None:
    notes = [
        {"id": "R1", "table": "用电客户", "wrong": "立户日期 < 销户日期", "accuses": ["立户日期", "销户日期"]},
        {"id": "R2", "table": "用电客户", "wrong": "立户日期 < '1950-01-01'", "accuses": ["立户日期"]},
    ]
    answer = located(county, tables(build_date="0001-01-01", cancel_date="9999-12-31"), notes)
    assert names(answer) == [[("1", "立户日期")]]
