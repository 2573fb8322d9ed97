"""What `census pack lint` prints: rule, place, words, what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from census_app.rulebook.diagnostics import Diagnostic
from census_app.rulebook.lint import lint_pack
from census_app.rulebook.lint.report import place_name, report
from census_app.rulebook.model import Pack
from census_app.rulebook.resolved import ResolvedPack
from tests.unit.rulebook.lint.test_solver import rule

Packs = Callable[..., ResolvedPack]


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("scope", "范围 scope"),
        ("wrong[空].when", "分支“空”的条件"),
        ("wrong.when", "错误条件"),
        ("wrong[不符].says", "分支“不符”的说明"),
        ("wrong[不符]", "分支“不符”"),
        ("wrong[不符].accuses[1]", "分支“不符”"),
        ("params.容差", "参数“容差”"),
        ("params.容差.value", "参数“容差”"),
        ("group.wrong", "组的条件"),
        ("规则", "整条规则"),
        ("occurred", "occurred"),
        ("word_lists.法人词", "词表“法人词”"),
    ],
)
def test_places(where: str, name: str) -> None:
    assert place_name(where) == name


def test_report_names_rule_place_words_and_advice(resolved_of: Packs) -> None:
    resolved = resolved_of(rule("R100", "合同容量 > 5 and 合同容量 < 3"))
    lines = report(resolved.pack, lint_pack(resolved))
    assert lines[0] == "R100 样例"
    place = lines.index("        怎么办：改正互相矛盾的条件（scope 的条件也算）；用不着的分支删去")
    assert lines[place - 1] == (
        "  错误  分支“甲”的条件（rules.yaml:10:14）：永远不会报错：“合同容量 > 5”、“合同容量 < 3”不可能同时成立"
    )
    assert lines[-1] == "1 处错误，5 处提醒。有错误的规则包不能安装"


def test_report_of_warnings_and_of_nothing(resolved_of: Packs) -> None:
    resolved = resolved_of(rule("R100", "合同容量 > 5"))
    findings = lint_pack(resolved)
    assert report(resolved.pack, findings)[-1] == "5 处提醒，没有错误：由编写的人判断"
    assert report(resolved.pack, []) == ["没有发现问题"]


def test_places_in_workbooks_are_cells() -> None:
    pack = Pack.model_construct(rules=())
    finding = Diagnostic("R100", "wrong[甲].when", 2, 5, "有误", file="分支!D23")
    assert report(pack, [finding])[1] == "  错误  分支“甲”的条件（分支!D23 第 2 行第 5 字）：有误"
