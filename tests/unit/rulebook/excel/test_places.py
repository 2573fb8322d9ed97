"""Errors found behind loading point to the cell, and into its text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from census_app.checking.cases.run import run_cases
from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.rulebook.lint import lint_pack
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolving.resolve import resolve_pack

RULES = """
- id: R001
  version: 1
  title: {zh: 户名太短}
  category: 客户基础档案
  severity: urgent
  table: 用电客户
  scope: 在册(用户状态)
  wrong:
    - id: 短
      when: |-
        长度(用户名称) < :最短
        and not 为空(用户名称)
      accuses: [用户名称, 用户编号]
      says: {zh: "户名“{用户名称}”太短"}
  shows: [用户分类, 供电单位名称]
  params:
    最短: {value: 2, unit: 字, dated: [{since: 2027-01-01, value: 3}]}
  remedy: {zh: 补录}
  source: {kind: seed}
  cases:
    - {expect: wrong, clauses: [短], record: {用户名称: 甲}}
    - {expect: right}
    - {expect: cannot_judge, absent: [用户名称]}
    - {expect: out_of_scope, record: {用户状态: 已销户客户}}
"""
Edit = Callable[[Path, Callable[[Any], None]], Path]
BASELINE = "用电客户: {用户编号: '0100', 用户名称: 张三, 用户状态: 正常用电客户, 用户分类: 高压}\n"


@pytest.fixture
def path(workbook_of: Callable[..., Path]) -> Path:
    return workbook_of(RULES, baseline=BASELINE)


def _set(cell: str, value: Any) -> Callable[[Any], None]:
    sheet, _, reference = cell.partition("!")

    def change(book: Any) -> None:
        book[sheet][reference].value = value

    return change


@pytest.mark.parametrize(
    ("cell", "value", "place"),
    [
        (
            "分支!D3",
            "长度(用户名称) < :最短\nand not 为空(用户名成)",
            "分支!D3 第 2 行第 12 字 R001 wrong[短].when：“用电客户”没有",
        ),
        ("分支!D3", "  长度(用户名成) < :最短", "分支!D3 第 6 字 R001 wrong[短].when：“用电客户”没有"),
        ("分支!E3", "用户名称\n用户编码1", "分支!E3 第 2 行第 1 字 R001 wrong[短].accuses[2]：“用电客户”没有"),
        ("分支!F3", "户名“{用户名成}”太短", "分支!F3 第 5 字 R001 wrong[短].says：“用电客户”没有"),
        ("规则!H3", "在册(用户状况)", "规则!H3 第 4 字 R001 scope：“用电客户”没有"),
        ("规则!J3", "用户分类\n供电单位名", "规则!J3 第 2 行第 1 字 R001 shows[2]：“用电客户”没有"),
        ("规则!G3", "用电顾客", "规则!G3 R001 table：没有表"),
        ("规则!F3", "客户档案", "规则!F3 R001 category：没有类别"),
        ("参数!D3", "２", "参数!D3 R001 params.最短.value：参数“最短”的值不全是数字：“２”（数字用半角写"),
        ("参数!F4", "2027/1/1", "参数!F4 R001 params.最短.dated[1].since：参数“最短”的生效日期“2027/1/1”不对"),
    ],
)
def test_diagnostics(path: Path, edited: Edit, dictionary: Dictionary, cell: str, value: str, place: str) -> None:
    found = resolve_pack(load_pack(edited(path, _set(cell, value))), dictionary).diagnostics
    assert any(str(item).startswith(place) for item in found), [str(item) for item in found]


def test_lint_remarks(path: Path, edited: Edit, dictionary: Dictionary) -> None:
    unused = "词表!A3 sample word_lists.法人词"
    found = [str(item).partition("：")[0] for item in lint_pack(resolve_pack(load_pack(path), dictionary))]
    assert found == [unused]

    def change(book: Any) -> None:
        for column in range(1, 13):
            book["例子"].cell(4, column).value = None

    remarks = [str(item) for item in lint_pack(resolve_pack(load_pack(edited(path, change)), dictionary))]
    assert sorted(remark.partition("：")[0] for remark in remarks) == ["例子!C3 R001 cases", unused]


def test_remarks_on_ids(path: Path, edited: Edit, dictionary: Dictionary) -> None:
    def change(book: Any) -> None:
        for sheet in ("规则", "分支", "参数", "例子"):
            for row in range(3, 12):
                if book[sheet].cell(row, 1).value:
                    book[sheet].cell(row, 1).value = "r1"

    remarks = [str(item) for item in lint_pack(resolve_pack(load_pack(edited(path, change)), dictionary))]
    assert remarks and remarks[0].startswith("规则!A3 r1 id：规则号“r1”不合规范")


def test_json_has_the_cell_as_file(path: Path, edited: Edit, dictionary: Dictionary) -> None:
    pack = load_pack(edited(path, _set("规则!H3", "在册(用户状况)")))
    found = resolve_pack(pack, dictionary).diagnostics[0].as_json()
    assert (found["file"], found["line"], found["column"]) == ("规则!H3", 1, 4)


def test_cases_that_fail_and_cases_that_do_not_fit(path: Path, edited: Edit, dictionary: Dictionary) -> None:
    outcomes = run_cases(resolve_pack(load_pack(edited(path, _set("例子!J3", "甲乙丙"))), dictionary), dictionary)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    assert str(failed[0]).startswith("例子!C3 R001 例“")
    assert failed[0].as_json()["place"] == "例子!C3"
    resolved = resolve_pack(load_pack(edited(path, _set("例子!I3", "用户名"))), dictionary)
    with pytest.raises(BadInput) as caught:
        run_cases(resolved, dictionary)
    assert caught.value.message.startswith("例子!C3 R001 例 1")


def test_shape_faults_name_the_column(path: Path, edited: Edit) -> None:
    def change(book: Any) -> None:
        book["分支"]["F3"].value = None
        book["规则包"]["B6"].value = "零点一"

    with pytest.raises(BadInput) as caught:
        load_pack(edited(path, change))
    assert "分支!F3 缺少“说明”" in caught.value.message
