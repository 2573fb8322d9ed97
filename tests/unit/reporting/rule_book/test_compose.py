"""Nothing is missing from the book, and everything it says comes from the pack and the dictionary."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.reporting.rule_book import Book, compose_book, spoken_messages, write_book
from census_app.reporting.rule_book.model import Condition, Link
from census_app.rulebook.model import AppliedOverride, OverrideLevel
from census_app.rulebook.resolved import ResolvedPack

RULE = """
- id: R900
  version: 2
  title: 容量为零
  category: 客户基础档案
  severity: urgent
  table: 用电客户
  scope: 在册(用户状态)
  wrong:
    - id: 零
      when: 合同容量 = :零 or not (用户名称 like '%测试%')
      accuses: [合同容量]
      says: 合同容量 {合同容量} kVA
    - id: 无点
      when: count(计量点, 计量点状态 <> '撤销') = 0
      severity: normal
      says: 没有计量点
  params: {零: {value: 0, unit: kVA, locked: true, confirm: 待核}}
  remedy: 核对合同
  source: {kind: policy, cite: [P18 门槛]}
  requires: [R901]
  cases:
    - {expect: wrong, clauses: [零], record: {用户状态: 正常用电客户, 合同容量: 0, 用户名称: 张三}}
"""


def _texts(condition: Condition) -> list[str]:
    return [text for part in condition.parts for text in _texts(part)] if condition.parts else [condition.text]


def test_every_rule_and_every_item_has_its_entry(book: Book, shipped: ResolvedPack, dictionary: Dictionary) -> None:
    assert sorted(rule.id for rule in book.rules) == sorted(rule.id for rule in shipped.rules)
    assert len(book.rules) == 112
    assert len(book.items) == 446
    assert [item.number for item in book.items] == list(range(1, 447))
    assert len(book.categories) == 13
    for category, told in zip(dictionary.categories, book.categories, strict=True):
        assert (category.zh, category.census_items) == (told.name, len(told.items))
    assert book.unresolved == ()


def test_every_clause_has_a_message_it_gave(book: Book) -> None:
    silent = [(rule.id, clause.name) for rule in book.rules for clause in rule.clauses if not clause.message]
    assert silent == []
    assert not [rule.id for rule in book.rules for clause in rule.clauses if "{" in clause.message]


def test_items_name_the_rules_that_accuse_them_and_the_other_way_round(book: Book) -> None:
    accusers = {(item.anchor, link.text) for item in book.items for link in item.accused_by}
    accused = {
        (link.anchor, rule.id)
        for rule in book.rules
        for clause in rule.clauses
        for link in clause.accuses
        if link.anchor
    }
    assert accused == accusers
    assert accused


def test_a_field_of_a_derived_table_counts_at_its_source(book: Book) -> None:
    """R081 reads the monthly series; the items are fields of the bill."""
    energy = next(item for item in book.items if item.id == "billing_month.read_pq")
    assert "R081" in {link.text for link in energy.read_by}


def test_code_lists_of_items_and_rules_are_all_there(book: Book, dictionary: Dictionary) -> None:
    named = {item.code_list.anchor for item in book.items if item.code_list is not None}
    assert named <= {codes.anchor for codes in book.code_lists}
    assert "residential_price_trades" in {codes.id for codes in book.code_lists}
    for codes in book.code_lists:
        assert len(codes.values) == len(dictionary.code_lists[codes.id].values)


def test_a_rule_says_everything_about_itself(book_of: Callable[..., Book]) -> None:
    book = book_of(RULE)
    (rule,) = book.rules
    assert (rule.version, rule.severity_word, rule.due, rule.closes_word) == (2, "紧急", "3 天内", "数据改对才算")
    assert rule.table == Link("用电客户", "table-customer-1")
    assert _texts(rule.scope) == ["用户在册"]
    zero, none = rule.clauses
    assert zero.condition.how == "any"
    assert _texts(zero.condition) == ["合同容量 等于 〔零〕0 kVA", "用户名称 不含有“测试”"]
    assert zero.accuses == (Link("合同容量", "item-customer-contract_cap"),)
    assert zero.message == "合同容量 0 kVA"
    assert (none.severity_word, none.message) == ("一般", "")
    assert _texts(none.condition) == ["没有满足（计量点状态 不是“撤销”）的计量点"]
    (parameter,) = rule.parameters
    assert (parameter.values, parameter.marks) == (("0 kVA",), ("待核", "锁定"))
    assert rule.requires == (Link("R901", ""),)
    assert rule.source == "政策文件：P18 门槛"
    assert rule.cases[0].differences == "用户状态 = 正常用电客户，合同容量 = 0，用户名称 = 张三"
    assert [name for name, _ in book.sources] == ["P18"]


def test_a_rule_with_errors_is_named_not_lost(book_of: Callable[..., Book]) -> None:
    broken = RULE.replace("R900", "R902").replace("合同容量 = :零", "不存在的字段 = 1")
    book = book_of(RULE + broken)
    assert [rule.id for rule in book.rules] == ["R900"]
    assert (book.unresolved, book.retired) == (("R902",), ())


def test_a_retired_rule_is_not_called_faulty(book_of: Callable[..., Book], tmp_path: Path) -> None:
    ended = RULE.replace("R900", "R902").replace("  table:", "  status: retired\n  table:", 1)
    book = book_of(RULE + ended)
    assert (book.unresolved, book.retired) == ((), ("R902",))
    for file in write_book(book, tmp_path / "书"):
        content = file.read_bytes() if file.suffix == ".html" else ZipFile(file).read("word/document.xml")
        text = content.decode("utf-8")
        assert "以下规则已停用，本书没有收入：R902" in text and "写得不对" not in text


def test_a_pack_without_rules_is_refused(book_of: Callable[..., Book]) -> None:
    with pytest.raises(BadInput, match="没有一条"):
        book_of("")


def test_overrides_are_told_at_the_rule_and_together(shipped: ResolvedPack, dictionary: Dictionary) -> None:
    from dataclasses import replace

    applied = AppliedOverride(
        level=OverrideLevel.COUNTY,
        pack="qingling",
        version="1.0.0",
        rule="R043",
        what="params.容差",
        old="0.5",
        new="1",
        unit="kVA",
        reason="山区",
    )
    pack = replace(shipped, pack=shipped.pack.model_copy(update={"overridden": (applied,)}))
    book = compose_book(pack, dictionary)
    told = "县级调整 qingling 1.0.0：参数“容差” 0.5 kVA → 1 kVA（山区）"
    assert book.overrides == ((Link("R043", "rule-R043"), told),)
    assert next(rule for rule in book.rules if rule.id == "R043").overrides == (told,)


def test_conditions_are_said_without_leftovers_of_the_language(book: Book) -> None:
    """Operators, parameter colons and field ids belong into the line as written, not into the words."""
    for rule in book.rules:
        for condition in (rule.scope, *(clause.condition for clause in rule.clauses)):
            for text in _texts(condition):
                assert not any(sign in text for sign in (" = ", "<>", ">=", "<=", " and ", " or ", ":")), (
                    rule.id,
                    text,
                )


def test_what_a_rule_says_is_read_aloud_too(shipped: ResolvedPack, dictionary: Dictionary) -> None:
    for rule in shipped.rules:
        for clause, said in spoken_messages(shipped, dictionary, rule.id).items():
            assert said.zh, (rule.id, clause)
            for text in (said.zh, said.en):
                assert "{" not in text, text
                for told in re.findall("〔[^〕]*〕", text):
                    assert not re.search(r"\b(case|when|then|end|between|and|or)\b| = ", told), told
    (told,) = [one.zh for one in spoken_messages(shipped, dictionary, "R101").values() if "最大小时" in one.zh]
    assert told.startswith("月发电量 〔发电量 不为空 时取 发电量；")
    assert told.endswith("kWh 超过装机 〔装机容量〕 kW × 〔最大小时〕 小时")
