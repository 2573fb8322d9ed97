"""A small pack that passes every stage, in several versions, with an override of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.unit.workspace.in_force import write_pack

HEAD = """
id: sample-rules
title: {zh: 样例规则}
version: 1.0.0
issuer: 样例省公司
dictionary: "1"
effective_from: 2026-01-01
due_days: {urgent: 3, important: 7, normal: 30}
word_lists:
  占位户名: [测试, 待定]
"""
BASELINE = """
用电客户:
  用户编号: "1301000001"
  用户名称: 赵小芳
  用户状态: 正常用电客户
  用户分类: 高压
  合同容量: "100"
  运行容量: "100"
  移动电话: "13903161234"
  供电单位编码: "0301"
"""
RULES = """
- id: S042
  version: 1
  title: {zh: 运行容量大于合同容量}
  category: 供电电源与受电设备
  severity: urgent
  table: 用电客户
  scope: 在册(用户状态)
  wrong:
    - id: 超合同
      when: 运行容量 > 合同容量 * :倍数
      accuses: [运行容量, 合同容量]
      says: {zh: "运行容量 {运行容量} 大于合同容量 {合同容量}"}
  shows: [用户名称]
  params: {倍数: {value: 1}}
  remedy: {zh: 核对容量}
  source: {kind: engineering}
  cases:
    - {expect: wrong, clauses: [超合同], record: {运行容量: "400"}}
    - {expect: right}
    - {expect: cannot_judge, record: {运行容量: }}
    - {expect: out_of_scope, record: {运行容量: "400", 用户状态: 已销户客户}}
- id: S043
  version: 1
  title: {zh: 合同容量过大}
  category: 供电电源与受电设备
  severity: important
  table: 用电客户
  scope: 在册(用户状态)
  wrong:
    - id: 过大
      when: 合同容量 >= :上限
      accuses: [合同容量]
      says: {zh: "合同容量 {合同容量} 不小于上限"}
  shows: [用户名称]
  params: {上限: {value: 300, unit: kVA}}
  requires: [S042]
  remedy: {zh: 核对容量}
  source: {kind: engineering}
  cases:
    - {expect: wrong, clauses: [过大], record: {合同容量: "500"}}
    - {expect: right}
    - {expect: cannot_judge, record: {合同容量: }}
    - {expect: out_of_scope, record: {用户状态: 已销户客户}}
- id: S044
  version: 1
  title: {zh: 同一手机号关联过多用户}
  category: 客户基础档案
  severity: normal
  table: 用电客户
  scope: 在册(用户状态) and 手机有效(移动电话)
  group:
    by: [归一手机(移动电话)]
    grain: one
    wrong: count_distinct(归一姓名(用户名称)) > :户名数
  accuses: [移动电话]
  says: {zh: "移动电话 {移动电话} 登记在 {count_distinct(归一姓名(用户名称))} 个户名上"}
  shows: [用户名称]
  params: {户名数: {value: 2, unit: 个}}
  remedy: {zh: 换成本人电话}
  source: {kind: engineering}
  cases:
    - expect: wrong
      peers: [{用户编号: "1301000002", 用户名称: 李四}, {用户编号: "1301000003", 用户名称: 王五}]
    - {expect: right}
    - {expect: cannot_judge, params: {户名数: "1"}, peers: [{用户编号: "1301000002", 用户名称: 李*}]}
    - {expect: out_of_scope, record: {移动电话: }}
- id: S045
  version: 1
  title: {zh: 容量很小的用户（按单位汇总）}
  category: 客户基础档案
  severity: normal
  table: 用电客户
  scope: 在册(用户状态)
  summary: {by: [供电单位编码], least: 1}
  wrong:
    - id: 很小
      when: 合同容量 < :下限
      accuses: [合同容量]
      says: {zh: "用户 {用户编号} 合同容量 {合同容量}"}
  shows: [用户名称]
  params: {下限: {value: 10, unit: kVA}}
  remedy: {zh: 核对容量}
  source: {kind: engineering}
  cases:
    - {expect: wrong, clauses: [很小], record: {合同容量: "1"}}
    - {expect: right}
    - {expect: cannot_judge, record: {合同容量: }}
    - {expect: out_of_scope, record: {用户状态: 已销户客户}}
"""
OVERRIDE_HEAD = """
id: county-thresholds
title: 青岭县阈值
version: 1.0.0
issuer: 青岭县供电公司
dictionary: "1"
effective_from: 2026-01-01
overrides: sample-rules
level: county
"""
OVERRIDES = """
- {rule: S042, params: {倍数: 3}, reason: 县里季节性负荷大}
"""


def sample(folder: Path, version: str = "1.0.0", *changes: tuple[str, str], head: str = HEAD) -> Path:
    """The pack in that version, with texts of its rules replaced."""
    rules = RULES
    for old, new in changes:
        assert old in rules, old
        rules = rules.replace(old, new)
    heading = head.replace("version: 1.0.0", f"version: {version}")
    return write_pack(folder, pack=heading, baseline=BASELINE, rules=rules)


def override(folder: Path, version: str = "1.0.0", head: str = OVERRIDE_HEAD, entries: str = OVERRIDES) -> Path:
    """The county's override."""
    return write_pack(folder, pack=head.replace("version: 1.0.0", f"version: {version}"), overrides=entries)


def customer(number: int, run: object, contract: object, **more: Any) -> dict[str, Any]:
    """A customer of unit 0301 (numbers below 5) or 0302, each with a telephone of its own."""
    return {
        "cons_no": str(number), "cons_name": "赵小芳", "org_no": "0301" if number < 5 else "0302",
        "cons_status": "正常用电客户", "run_cap": run, "contract_cap": contract, "mobile": f"1390316{number:04}",
    } | more  # fmt: skip
