from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.rulebook.cases import ResolvedCase, resolve_baseline, resolve_cases
from census_app.rulebook.resolved import ResolvedPack

Packs = Callable[..., ResolvedPack]

RULE = """
- id: R043
  version: 1
  title: 样例
  category: 客户基础档案
  severity: important
  table: 用电客户
  wrong:
    - {id: 不符, when: 合同容量 > :上限, accuses: [合同容量], says: {zh: x}}
  params: {上限: {value: 100, unit: kVA}}
  remedy: 核对
  source: {kind: engineering}
  cases:
"""
BASELINE = """
用电客户: {用户编号: "0100", 用户名称: 张三, 用户分类: 低压, 合同容量: 8.5, 立户日期: 2024-03-01, 移动电话: ~}
受电设备: {用户编号: "0100", 铭牌容量: 100}
台区: {台区编号: T1}
"""


def _cases(resolved: ResolvedPack, dictionary: Dictionary) -> tuple[ResolvedCase, ...]:
    return resolve_cases(resolved.rules[0], resolve_baseline(resolved.pack, dictionary), dictionary)


def test_a_case_is_the_baseline_with_its_changes(resolved_of: Packs, dictionary: Dictionary) -> None:
    text = """
    - name: 超
      expect: wrong
      clauses: [不符]
      record: {合同容量: 300}
      peers: [{用户编号: "0200"}]
      related: {受电设备: [{铭牌容量: 50}, {铭牌容量: 60}], 台区: []}
      absent: [互感器, 用户名称, 受电设备.运行状态]
      unreadable: [证件号码]
      as_of: 2026-11-25
      params: {上限: 250}
"""
    [case] = _cases(resolved_of(RULE + text, baseline=BASELINE), dictionary)
    customers = case.tables["customer"]
    assert [row["cons_no"] for row in customers] == ["0100", "0200"]
    assert [row["contract_cap"] for row in customers] == [Decimal(300), Decimal("8.5")]
    assert customers[0]["build_date"] == date(2024, 3, 1) and customers[0]["mobile"] is None
    assert [row["plate_cap"] for row in case.tables["receiving_equipment"]] == [Decimal(50), Decimal(60)]
    assert case.tables["distribution_transformer"] == ()
    assert case.absent == (
        ("instrument_transformer", None),
        ("customer", "cons_name"),
        ("receiving_equipment", "run_status"),
    )
    assert case.unreadable == ("cert_no",)
    assert case.as_of == date(2026, 11, 25)
    assert case.parameters["上限"].value == 250


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("    - {expect: wrong, clauses: [别的]}\n", "没有分支“别的”"),
        ("    - {expect: right, record: {合同容亮: 1}}\n", "没有字段“合同容亮”"),
        ("    - {expect: right, record: {合同容量: 一百}}\n", "的值“一百”不对"),
        ("    - {expect: right, record: {立户日期: 2024-02-30}}\n", "的值“2024-02-30”不对"),
        ("    - {expect: right, related: {变压器: []}}\n", "没有表“变压器”"),
        ("    - {expect: right, as_of: 今天}\n", "不是日期"),
        ("    - {expect: right, params: {下限: 1}}\n", "没有参数“下限”"),
        ("    - {expect: right, record: {合同容量: [1]}}\n", "要写一个值"),
    ],
)
def test_faults_name_rule_and_case(resolved_of: Packs, dictionary: Dictionary, text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        _cases(resolved_of(RULE + text, baseline=BASELINE), dictionary)
    assert says in caught.value.message
    assert caught.value.message.startswith("R043 例")
