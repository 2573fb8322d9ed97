"""An explanation is told in words a reader of the archive knows, part by part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from census_app.checking.explaining.explanation import ClauseExplanation, Explanation, Step
from census_app.checking.explaining.parts import told_below
from census_app.dictionary.model import Dictionary
from census_app.reporting.rule_book import spoken_explanation
from census_app.rulebook.expression import Node, ValueType
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolved import ResolvedPack, ResolvedRule
from census_app.rulebook.resolving.resolve import resolve_pack

from .conftest import HEAD

JOINTS = {"and": "以下都成立", "or": "以下任一成立"}
AS_WRITTEN = re.compile(
    r"(?<![A-Za-z])(and|or|not|in|like|is|between|count|sum|any|all|none)(?![A-Za-z])|[<>=]|[a-z]+_"
)
RULE = """
- id: R900
  version: 1
  title: 容量不符
  category: 客户基础档案
  severity: urgent
  table: 用电客户
  scope: 在册(用户状态) and 合同容量 > 0 and not 为空(用户名称)
  wrong:
    - id: 不符
      when: 合同容量 > :门槛 and (用户分类 = '高压' or not (为空(证件号码) and 为空(证件类型)))
      accuses: [合同容量]
      says: 合同容量 {合同容量} kVA
  params: {门槛: {value: 100, unit: kVA}}
  remedy: 核对合同
  source: {kind: engineering}
  cases:
    - {expect: wrong, record: {用户状态: 正常用电客户, 合同容量: 200, 用户名称: 张三, 用户分类: 高压}}
"""


def _step(node: Node) -> Step:
    """A step as the checker gives it, with nothing in its words."""
    parts = tuple(_step(one) for one in told_below(node))
    return Step("as written", "是", node.type is ValueType.BOOLEAN, True, steps=parts)


def _spoken(rule: ResolvedRule, dictionary: Dictionary) -> Explanation:
    clauses = tuple(ClauseExplanation(one.clause, "wrong", "", "", _step(one.when)) for one in rule.clauses)
    found = Explanation(rule.id, "", "", "", "", 1, "wrong", "", "", "", None, _step(rule.scope), clauses)
    return spoken_explanation(found, rule, dictionary, JOINTS)


def _lines(step: Step, depth: int = 0) -> Iterator[tuple[int, str]]:
    yield depth, step.words
    for part in step.steps:
        yield from _lines(part, depth + 1)


def _rule_of(tmp_path: Path, dictionary: Dictionary, rules: str) -> ResolvedRule:
    (tmp_path / "pack.yaml").write_text(HEAD.format(title="样例"), encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
    (rule,) = resolve_pack(load_pack(tmp_path), dictionary).rules
    return rule


def test_parts_joined_alike_stand_side_by_side_and_a_denial_is_one_line(tmp_path: Path, dictionary: Dictionary) -> None:
    told = _spoken(_rule_of(tmp_path, dictionary, RULE), dictionary)
    assert list(_lines(told.scope)) == [
        (0, "以下都成立"), (1, "用户在册"), (2, "用户状态"), (1, "合同容量 大于 0"), (2, "合同容量"),
        (1, "用户名称 不为空"), (2, "用户名称"),
    ]  # fmt: skip
    (clause,) = told.clauses
    assert clause.step is not None
    assert list(_lines(clause.step)) == [
        (0, "以下都成立"), (1, "合同容量 大于 〔门槛〕100 kVA"), (2, "合同容量"), (2, "〔门槛〕100 kVA"),
        (1, "以下任一成立"), (2, "用户分类 为“高压”"), (3, "用户分类"),
        (2, "证件号码 不为空，或者证件类型 不为空"), (3, "以下都成立"),
        (4, "证件号码 为空"), (5, "证件号码"), (4, "证件类型 为空"), (5, "证件类型"),
    ]  # fmt: skip


def test_no_shipped_rule_is_told_as_it_is_written(shipped: ResolvedPack, dictionary: Dictionary) -> None:
    raw = []
    for rule in shipped.rules:
        told = _spoken(rule, dictionary)
        steps = [told.scope, *(one.step for one in told.clauses if one.step is not None)]
        quoted = [words for step in steps for _, words in _lines(step)]
        raw += [(rule.id, words) for words in quoted if AS_WRITTEN.search(re.sub("“[^”]*”", "", words))]
    assert raw == []
