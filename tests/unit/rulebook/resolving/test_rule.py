from __future__ import annotations

from collections.abc import Callable

import pytest

from census_app.rulebook.expression import AggregateNode, FieldNode
from census_app.rulebook.resolved import Placeholder, ResolvedPack

Packs = Callable[..., ResolvedPack]

HEAD = """
- id: R100
  version: 1
  title: 样例
  category: 客户基础档案
  severity: important
  table: 用电客户
  remedy: 核对
  source: {kind: engineering}
"""


def test_row_rule(resolved_of: Packs) -> None:
    resolved = resolved_of(
        HEAD
        + """
  scope: 在册(用户状态)
  wrong:
    - id: 甲
      when: 合同容量 < sum(受电设备.铭牌容量)
      accuses: [合同容量, 受电设备.铭牌容量, 台区]
      says: {zh: "{合同容量} kVA，{{注}}"}
      severity: urgent
  shows: [台区.台区名称, count(计量点)]
"""
    )
    rule = resolved.rules[0]
    clause = rule.clauses[0]
    assert (clause.clause, clause.severity) == ("甲", "urgent")
    placeholder = clause.says[0]
    assert isinstance(placeholder, Placeholder)
    assert placeholder.field is not None and (placeholder.field.id, placeholder.unit) == ("contract_cap", "kVA")
    assert clause.says[1] == " kVA，{注}"
    assert [(ref.table.id, ref.field.id, len(ref.path)) for ref in clause.accuses] == [
        ("customer", "contract_cap", 0),
        ("receiving_equipment", "plate_cap", 1),
        ("customer", "tg_no", 0),
    ]
    assert [shown.label for shown in rule.shows] == ["台区.台区名称", "count(计量点)"]
    assert rule.relations == {("customer", "受电设备"), ("customer", "台区"), ("customer", "计量点")}
    assert {("customer", "cons_status"), ("receiving_equipment", "cons_no"), ("customer", "cons_no")} <= rule.inputs


def test_group_rule(resolved_of: Packs) -> None:
    resolved = resolved_of(
        HEAD
        + """
  group: {by: [归一手机(移动电话)], grain: one, wrong: count_distinct(归一姓名(用户名称)) > 1}
  accuses: [移动电话]
  says: 一个号码有 {count()} 户
"""
    )
    rule = resolved.rules[0]
    assert rule.group is not None and not rule.group.each
    counted = rule.clauses[0].says[1]
    assert isinstance(counted, Placeholder) and isinstance(counted.node, AggregateNode) and counted.node.path == ()
    assert rule.clauses[0].when == rule.group.wrong


def test_unique_and_summary(resolved_of: Packs) -> None:
    resolved = resolved_of(
        HEAD
        + """
  unique: [用户编号]
  accuses: [用户编号]
  says: "{用户编号} 重复"
"""
        + HEAD.replace("R100", "R101")
        + """
  wrong: [{id: 缺, when: 为空(经度), accuses: [经度], says: {zh: "{count()} 户没有坐标"}}]
  summary: {by: [所属台区编号], least: 3}
"""
    )
    assert resolved.diagnostics == ()
    assert [node.field for node in resolved.rules[0].unique if isinstance(node, FieldNode)] == ["cons_no"]
    assert resolved.rules[1].summary is not None and resolved.rules[1].summary.least == 3


def test_drafts_do_not_run_and_retired_rules_need_no_body(resolved_of: Packs) -> None:
    body = "\n  status: draft\n  wrong: [{id: 甲, when: 合同容量 < 0, accuses: [合同容量], says: {zh: 负}}]\n"
    retired = HEAD.replace("R100", "R014") + "\n  status: retired\n  note: 并入 R003\n"
    resolved = resolved_of(HEAD + body + retired)
    assert (len(resolved.rules), [rule.id for rule in resolved.drafts]) == (0, ["R100"])
    assert resolved.diagnostics == ()
    assert resolved.rule("R100").id == "R100"
    with pytest.raises(KeyError):
        resolved.rule("R014")


@pytest.mark.parametrize(
    ("body", "where", "says"),
    [
        ("  wrong: 合同容量 < 0\n  says: x\n  unique: [用户编号]\n", "规则", "只能写一个"),
        ("  shows: [用户名称]\n", "规则", "一个也没有"),
        ("  unique: [用户编号]\n", "规则", "缺少说明"),
        ("  unique: [台区]\n  says: x\n", "unique", "关系或列表"),
        ("  unique: [用户编号]\n  says: '{台区}'\n", "says", "关系或列表"),
        ("  unique: [用户编号]\n  says: '{用户编号'\n", "says", "没有结束"),
        ("  unique: [用户编号]\n  says: x\n  closes: explanation\n", "closes", "要写 occurred"),
        ("  unique: [用户编号]\n  says: x\n  occurred: 合同容量\n", "occurred", "要是年月"),
        ("  unique: [用户编号]\n  says: x\n  accuses: [长度(用户名称)]\n", "accuses[1]", "只写字段"),
        ("  unique: [用户编号]\n  says: x\n  accuses: ['用户名称，联系人']\n", "accuses[1]", "一处只写一个字段"),
        ("  unique: [用户编号]\n  says: x\n  params: {1a: 2}\n", "params.1a", "不是合法名称"),
        ("  unique: [用户编号]\n  says: x\n  params: {a: {value: 1, at: 用户名称}}\n", "params.a.at", "at 要是日期"),
        ("  unique: [用户编号]\n  says: x\n  params: {a: {value: 三, unit: kVA}}\n", "params.a.value", "不全是数字"),
        ("  group: {by: [], wrong: count() > 1}\n  says: x\n", "group.by", "缺少 by"),
        ("  group: {by: [用户编号], grain: all, wrong: count() > 1}\n  says: x\n", "group.grain", "只能是 each 或 one"),
        ("  group: {by: [用户编号], wrong: count(*) > 1}\n  says: x\n", "group.wrong", "不能写 *"),
        ("  wrong: [{id: 甲, when: 合同容量, says: {zh: x}}]\n", "wrong[甲].when", "这里要一个条件"),
        ("  scope: 用户名\n  unique: [用户编号]\n  says: x\n", "scope", "没有字段或关系"),
    ],
)
def test_faults(resolved_of: Packs, body: str, where: str, says: str) -> None:
    resolved = resolved_of(HEAD + body)
    assert resolved.rules == ()
    assert where in {item.where for item in resolved.errors}
    assert any(says in item.message for item in resolved.errors)
    assert all(item.line for item in resolved.errors)


def test_unknown_table_and_category(resolved_of: Packs) -> None:
    body = "  unique: [用户编号]\n  says: x\n"
    table = resolved_of(HEAD.replace("table: 用电客户", "table: 用电客护") + body)
    assert "最接近的有：用电客户" in table.diagnostics[0].hint
    category = resolved_of(HEAD.replace("category: 客户基础档案", "category: 客户档案") + body)
    assert "客户基础档案" in category.diagnostics[0].hint


def test_a_group_stands_last_beside_clauses(resolved_of: Packs) -> None:
    resolved = resolved_of(
        HEAD
        + """
  group: {id: 同名, by: [用户名称], wrong: count() > 1}
  accuses: [用户名称]
  says: {zh: "{用户名称}有 {count()} 户"}
  wrong:
    - {id: 容量, when: 合同容量 < 0, accuses: [合同容量], says: {zh: "{合同容量}"}}
"""
    )
    rule = resolved.rules[0]
    assert [(one.clause, [ref.name for ref in one.accuses]) for one in rule.clauses] == [
        ("容量", ["合同容量"]),
        ("同名", ["用户名称"]),
    ]
    assert (rule.group_place, rule.path_of(0), rule.path_of(1)) == (1, ("wrong", 0), ())


def test_links_are_read_but_not_judged(resolved_of: Packs) -> None:
    wrong = """
  wrong:
    - {id: 甲, when: 公安比对.姓名 <> 用户名称, accuses: [用户名称], says: {zh: "{公安比对.姓名}"}}
"""
    rule = resolved_of(HEAD + wrong).rules[0]
    assert ("population_link", "person_name") in rule.inputs and ("customer", "公安比对") in rule.relations
    refused = resolved_of(HEAD.replace("table: 用电客户", "table: 公安比对") + wrong.replace("用户名称", "姓名"))
    assert "是比对结果，没有自己的记录可查" in str(refused.errors[0])
