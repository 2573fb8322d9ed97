"""Messages of worked examples: each clause's own, with its example's values, apart from other examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from census_app.checking.cases.messages import case_messages
from census_app.dictionary.loader import load_dictionary
from census_app.rulebook.model import Text
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolving.resolve import resolve_pack

HEAD = """
id: sample
title: 样例
version: 1.0.0
issuer: 测试
dictionary: 1.0.0
effective_from: 2026-01-01
due_days: {urgent: 3, important: 7, normal: 30}
"""
RULE = """
- id: R900
  version: 1
  title: 样例
  category: 客户基础档案
  severity: normal
  table: 用电客户
  {kind}
  remedy: 核对
  source: {{kind: engineering, cite: []}}
  cases:
    {cases}
"""
TWO_CLAUSES = """wrong:
    - {id: 大, when: 合同容量 > :上限, says: "合同容量 {合同容量} kVA 大于 {:上限}"}
    - {id: 缺, when: 为空(用户名称), says: {zh: "户名 {用户名称}", en: "{用户名称} is the name"}}
    - {id: 无例, when: 用电地址 = '无', says: 没有地址}
  params: {上限: {value: 100, unit: kVA}}"""


@pytest.fixture
def messages_of(tmp_path: Path) -> Callable[[str, list[str]], dict[tuple[str, str], Text]]:
    def made(kind: str, cases: list[str]) -> dict[tuple[str, str], Text]:
        (tmp_path / "pack.yaml").write_text(HEAD, encoding="utf-8")
        text = RULE.format(kind=kind, cases="\n    ".join(f"- {case}" for case in cases))
        (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
        dictionary = load_dictionary()
        return case_messages(resolve_pack(load_pack(tmp_path), dictionary), dictionary)

    return made


def test_each_clause_is_told_by_the_first_case_that_is_its_own(
    messages_of: Callable[[str, list[str]], dict[tuple[str, str], Text]],
) -> None:
    cases = [
        "{expect: wrong, clauses: [大, 缺], record: {合同容量: 400}}",
        "{expect: wrong, clauses: [大], record: {合同容量: 200, 用户名称: 张三}}",
        "{expect: wrong, clauses: [缺], record: {合同容量: 50}}",
        "{expect: right, record: {合同容量: 60, 用户名称: 张三}}",
    ]
    messages = messages_of(TWO_CLAUSES, cases)
    assert messages == {
        ("R900", "大"): Text(zh="合同容量 200 kVA 大于 100"),
        ("R900", "缺"): Text(zh="户名 空", en="空 is the name"),
    }


def test_clauses_that_fire_together_are_told_together_in_each_language(
    messages_of: Callable[[str, list[str]], dict[tuple[str, str], Text]],
) -> None:
    kind = """wrong:
    - {id: 大, when: 合同容量 > 100, says: {zh: "{合同容量} 太大", en: "{合同容量} is too much"}}
    - {id: 无英文, when: 合同容量 > 200, says: "{合同容量} 过大"}
    - {id: 更大, when: 合同容量 > 300, says: {zh: 更大, en: still more}}"""
    messages = messages_of(kind, ["{expect: wrong, clauses: [大, 无英文, 更大], record: {合同容量: 400}}"])
    assert messages["R900", "更大"] == Text(zh="400 太大；400 过大；更大", en="400 is too much; still more")


def test_a_case_brings_its_own_parameters_and_personal_values_are_masked(
    messages_of: Callable[[str, list[str]], dict[tuple[str, str], Text]],
) -> None:
    kind = """wrong: 合同容量 > :上限
  says: "{用户名称} 大于 {:上限}"
  params: {上限: {value: 100, unit: kVA}}"""
    messages = messages_of(kind, ["{expect: wrong, record: {合同容量: 90, 用户名称: 王小明}, params: {上限: 80}}"])
    assert messages == {("R900", ""): Text(zh="王* 大于 80")}


def test_a_summary_tells_of_the_records_of_its_example(
    messages_of: Callable[[str, list[str]], dict[tuple[str, str], Text]],
) -> None:
    kind = """summary: {by: [用户分类]}
  wrong:
    - {id: 空, when: 为空(用户名称), says: "{count()} 户没有户名"}"""
    peers = "peers: [{用户编号: '2', 用户分类: 高压}]"
    alone = "{expect: wrong, clauses: [空], record: {用户编号: '1', 用户分类: 高压}}"
    together = f"{{expect: wrong, clauses: [空], record: {{用户编号: '1', 用户分类: 高压}}, {peers}}}"
    assert messages_of(kind, [together, alone]) == {("R900", "空"): Text(zh="2 户没有户名")}


def test_of_members_only_what_is_shown_is_masked_not_what_was_asked_of_them(
    messages_of: Callable[[str, list[str]], dict[tuple[str, str], Text]],
) -> None:
    asked = "成员.付款人姓名 = '李四光'"
    kind = f"""wrong:
    - id: 例
      when: count(缴费回流, {asked}) > 0
      says: >-
        {{min(缴费回流.记录号, {asked})}}、{{min(缴费回流.付款人姓名, {asked})}}、{{min(缴费回流.渠道, {asked})}}"""
    row = "{户号: 1301000001, 付款人姓名: 李四光, 记录号: 4200000000000017, 渠道: 微信}"
    case = f"{{expect: wrong, record: {{用户编号: 1301000001}}, related: {{缴费回流: [{row}]}}}}"
    told = messages_of(kind, [case])["R900", "例"].zh
    assert told == "4200000000000017、李*、微信"
