"""The weight of an expression is told without making its SQL."""

from __future__ import annotations

from collections.abc import Callable

from census_app.dictionary.model import Dictionary
from census_app.rulebook.language.weight import MAX_WEIGHT, weight
from census_app.rulebook.resolved import ResolvedPack
from census_app.rulebook.resolving.resolve import resolve_expression


def weighed(text: str, dictionary: Dictionary) -> int:
    return weight(resolve_expression(text, dictionary, "customer"), {}, dictionary)


def test_nesting_multiplies(dictionary: Dictionary) -> None:
    once = weighed("归一姓名(用户名称)", dictionary)
    thrice = weighed("归一姓名(归一姓名(归一姓名(用户名称)))", dictionary)
    assert thrice > 5 * once
    plain, asked = "合同容量 > 1", "case when 合同容量 > 1 then 合同容量 else 0 end > 1"
    assert weighed(asked, dictionary) > 2 * weighed(plain, dictionary)
    both = "coalesce(用户名称, 用电地址) = '甲'"
    assert weighed(both, dictionary) > 1.5 * weighed("用户名称 = 用电地址", dictionary)


def test_word_lists_count(resolved_of: Callable[..., ResolvedPack]) -> None:
    rule = """
- id: R100
  version: 1
  title: 甲
  category: 客户基础档案
  severity: normal
  table: 用电客户
  wrong: 名称含(用户名称, :词)
  says: 户名
  params: {词: [%s]}
  remedy: 核对
  source: {kind: engineering}
"""
    weights = []
    for number in (3, 2000):
        resolved = resolved_of(rule % ", ".join(f"词语{position}" for position in range(number)))
        assert not resolved.errors
        weights.append(resolved.rules[0].weight)
    assert weights[0] < 1_000 < 10_000 < weights[1] < MAX_WEIGHT
