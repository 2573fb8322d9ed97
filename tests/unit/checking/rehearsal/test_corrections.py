"""Corrections are typed as an import types cells; what cannot be tried is refused with the reason."""

from __future__ import annotations

import pytest

from census_app.checking.rehearsal.corrections import Correction
from tests.unit.checking.build import County

from .rehearsing import add, change, delete, fates, reasons, rehearsed

NOTES = [{"id": "R1", "table": "用电客户", "wrong": "运行容量 > 合同容量"}]
TABLES = {
    "customer": [
        {"cons_no": "1", "cons_name": "王建国", "contract_cap": "5", "run_cap": "9", "cons_status": "正常用电客户"},
        {"cons_no": "2", "cons_name": "李丽", "contract_cap": "5", "run_cap": "3", "cons_status": "正常用电客户"},
        {"cons_no": "2", "cons_name": "李莉", "contract_cap": "5", "run_cap": "3", "cons_status": "正常用电客户"},
    ],
    "receiving_equipment": [
        {"equip_no": "e1", "cons_no": "1", "plate_cap": "5"},
        {"equip_no": "e2", "cons_no": "2", "plate_cap": "5"},
        {"equip_no": "e3", "cons_no": "2", "plate_cap": "5"},
    ],
    "metering_point": [{"mp_no": "m1", "cons_no": "1"}],
}


@pytest.mark.parametrize(
    ("correction", "said"),
    [
        (change("客户表", "1", "合同容量", "3"), "没有这张表"),
        (change("用电客户", "1", "合同容亮", "3"), "是否指 合同容量"),
        (change("用电客户", "1", "合同容量", "三百"), "看不懂"),
        (change("用电客户", "1", "用户状态", "正常啊"), "没有这个取值"),
        (change("用电客户", "1", "用户名称", "王**"), "带星号"),
        (change("用电客户", "1", "用户编号", ""), "不能改成空"),
        (change("用电客户", "9", "合同容量", "3"), "没有编号为 9 的记录"),
        (change("用电客户", "2", "合同容量", "3"), "有 2 条记录"),
        (change("用电客户", "1", "合同容量", "5.0"), "和系统里的值相同"),
        (change("电能表", "1", "合同容量", "5.0"), "快照里没有“电能表”"),
        (change("最新合同", "1", "合同编号", "5"), "推算出来的表"),
        (change("用电客户", "1", "计量点.受电设备.铭牌容量", "5"), "没有这个关系：受电设备"),
        (change("用电客户", "2", "受电设备.铭牌容量", "6"), "有 2 条（e2、e3）"),
        (delete("计量点", "m9"), "没有编号为 m9 的记录"),
        (add("计量点", "m1", "用户编号", "1"), "已经有这个编号的记录"),
        (add("计量点", "m1|2", "用户编号", "1"), "编号要有 1 段"),
    ],
)
def test_refused(county: County, correction: Correction, said: str) -> None:
    told = rehearsed(county, TABLES, NOTES, correction)
    assert len(told.refused) == 1 and said in reasons(told)[0]
    assert told.refused[0].correction == correction
    assert told.fates == [] and told.tried == []


def test_one_row_of_a_repeated_key(county: County) -> None:
    told = rehearsed(county, TABLES, NOTES, change("customer", "2", "run_cap", "50", row=4))
    assert fates(told) == {("R1", "2"): "caused"}
    assert told.fates[0].finding.source_row == 4


def test_the_field_of_a_related_record(county: County) -> None:
    rule = {"id": "R2", "table": "用电客户", "wrong": "合同容量 <> sum(受电设备.铭牌容量)"}
    told = rehearsed(county, TABLES, [rule], change("customer", "1", "受电设备.铭牌容量", "6"))
    assert fates(told) == {("R2", "1"): "caused"}
    assert [(one.table.id, one.row_id) for one in told.tried] == [("receiving_equipment", 0)]


def test_contradictions_are_refused_and_the_first_is_tried(county: County) -> None:
    told = rehearsed(
        county, TABLES, NOTES, change("customer", "1", "run_cap", "1"), change("用电客户", "1", "运行容量", "99")
    )
    assert fates(told) == {("R1", "1"): "right"}
    assert "不一致" in reasons(told)[0]


def test_a_record_to_be_deleted_is_not_corrected(county: County) -> None:
    told = rehearsed(county, TABLES, NOTES, delete("customer", "1"), change("customer", "1", "run_cap", "1"))
    assert fates(told) == {("R1", "1"): "gone"}
    assert reasons(told) == ["这条记录同时要删除"]


def test_personal_values_are_masked(county: County) -> None:
    told = rehearsed(county, TABLES, NOTES, change("customer", "1", "用户名称", "王建军"))
    assert [(one.old, one.new) for one in told.tried] == [("王*", "王*")]
