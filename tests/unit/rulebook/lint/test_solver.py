"""What is proved of conditions: each finding on a pack that deserves it, silence on one that does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.lint import lint_pack
from census_app.rulebook.resolved import ResolvedPack

Packs = Callable[..., ResolvedPack]
_PROVED = frozenset({"scope", "never", "always", "branch", "same", "implied", "blocked", "unfinished"})


def rule(
    rule_id: str,
    *clauses: str,
    scope: str = "在册(用户状态)",
    table: str = "用电客户",
    extra: str = "",
    accuses: str = "合同容量",
) -> str:
    """A rule whose clauses are 甲, 乙, 丙 …; `when @ urgent` gives a clause its own severity."""
    lines = [
        f"- id: {rule_id}",
        "  version: 1",
        "  title: 样例",
        "  category: 客户基础档案",
        "  severity: important",
        f"  table: {table}",
        f'  scope: "{scope}"',
        "  wrong:",
    ]
    for name, clause in zip("甲乙丙丁", clauses, strict=False):
        when, _, severity = clause.partition(" @ ")
        lines += [f"    - id: {name}", f'      when: "{when}"', f"      accuses: [{accuses}]", "      says: 有错"]
        lines += [f"      severity: {severity}"] if severity else []
    return "\n".join([*lines, "  remedy: 核对", "  source: {kind: engineering}", extra, ""])


@pytest.fixture
def proved(resolved_of: Packs) -> Callable[..., list[Diagnostic]]:
    def found(*rules: str) -> list[Diagnostic]:
        resolved = resolved_of("\n".join(rules))
        assert resolved.diagnostics == ()
        return [item for item in lint_pack(resolved) if item.check in _PROVED]

    return found


Proved = Callable[..., list[Diagnostic]]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("用户分类 = '高压' and 用户分类 = '低压居民'", ("用户分类 = '高压'", "用户分类 = '低压居民'")),
        ("合同容量 > 5 and 运行容量 > 1 and 合同容量 < 3", ("合同容量 > 5", "合同容量 < 3")),
        ("合同容量 > 5 and 合同容量 <= 5", ("合同容量 > 5", "合同容量 <= 5")),
        ("合同容量 > 5 and not 合同容量 >= 3", ("合同容量 > 5", "not 合同容量 >= 3")),
        ("3 > 合同容量 and 5 < 合同容量", ("3 > 合同容量", "5 < 合同容量")),
        ("合同容量 between 5 and 6 and 合同容量 < 5", ("合同容量 between 5 and 6", "合同容量 < 5")),
        ("立户日期 > '2024-03-01' and 立户日期 < '2024-03-02'", ("立户日期 > '2024-03-01'", "立户日期 < '2024-03-02'")),
        ("合同容量 > 运行容量 and 运行容量 > 合同容量 + 1", ("合同容量 > 运行容量", "运行容量 > 合同容量 + 1")),
        ("为空(合同容量) and 合同容量 > 0", ("为空(合同容量)", "合同容量 > 0")),
        ("悬空(台区) and not 台区 is null and 合同容量 > 0", ("悬空(台区)", "not 台区 is null")),
        ("台区 is null and 台区.运行状态 = '运行'", ("台区 is null", "台区.运行状态 = '运行'")),
        (
            "any(受电设备, 运行状态 = '运行') and none(受电设备, 运行状态 = '运行')",
            ("any(受电设备, 运行状态 = '运行')",),
        ),
        (
            "count(受电设备, 运行状态 = '停用') > count(受电设备)",
            ("count(受电设备, 运行状态 = '停用') > count(受电设备)",),
        ),
        ("count(受电设备) = 0 and any(受电设备, 运行状态 = '运行')", ("count(受电设备) = 0",)),
        ("count(受电设备, 运行状态 = '运行') > 1 and count(受电设备, 运行状态 = '运行') < 2", ("count",)),
        (
            "用电大类(用电类别) = '居民' and 用电类别 = '大工业用电'",
            ("用电大类(用电类别) = '居民'", "用电类别 = '大工业用电'"),
        ),
        ("用户名称 like '%公司' and 用户名称 = '张三'", ("用户名称 like '%公司'", "用户名称 = '张三'")),
        (
            "天差(立户日期, 送电日期) > 3 and 送电日期 < 立户日期",
            ("天差(立户日期, 送电日期) > 3", "送电日期 < 立户日期"),
        ),
        ("绝对值(合同容量) < 0", ("绝对值(合同容量) < 0",)),
        ("合同容量 * 2 > 10 and 合同容量 < 5", ("合同容量 * 2 > 10", "合同容量 < 5")),
        ("立户日期 < 月前(24) and 立户日期 > 月前(6)", ("立户日期 < 月前(24)", "立户日期 > 月前(6)")),
        ("case when 用户分类 = '高压' then 1 when 用户分类 <> '高压' then 2 end = 3", ("case when",)),
        ("coalesce(合同容量, 运行容量, 1) is null", ("coalesce(合同容量, 运行容量, 1) is null",)),
        ("not 在册(用户状态) and 合同容量 > 1", ("在册(用户状态)", "not 在册(用户状态)")),
        ("any(受电设备, 运行状态 = '运行' and 运行状态 = '停用')", ("没有一条成员符合这个条件",)),
    ],
)
def test_clauses_that_never_accuse(proved: Proved, when: str, words: tuple[str, ...]) -> None:
    found = [item for item in proved(rule("R100", when)) if item.check == "never"]
    assert found, when
    assert all(any(word in item.message for item in found) for word in words), found
    assert all(item.level is Level.ERROR and item.line for item in found)


def test_only_the_conflict_is_told(proved: Proved) -> None:
    (found,) = proved(rule("R100", "合同容量 > 5 and 运行容量 > 1 and 合同容量 < 3 and 用户分类 = '高压'"))
    assert found.message == "永远不会报错：“合同容量 > 5”、“合同容量 < 3”不可能同时成立"
    (found,) = proved(rule("R100", "用户分类 = '低压居民'", scope="在册(用户状态) and 用户分类 = '高压'"))
    assert found.message == "永远不会报错：“用户分类 = '高压'”、“用户分类 = '低压居民'”不可能同时成立"


def test_parameters_are_told_and_only_warned_of(proved: Proved) -> None:
    bounds = "  params: {下限: {value: 10, unit: kVA}, 上限: {value: 5, unit: kVA}}"
    (found,) = proved(rule("R100", "合同容量 > :下限 and 合同容量 < :上限", extra=bounds))
    assert "现在 :上限 是 5 kVA，:下限 是 10 kVA" in found.message
    assert found.level is Level.WARNING


def test_every_value_of_a_dated_parameter_counts(proved: Proved) -> None:
    dated = "  params: {上限: {value: 5, at: 立户日期, dated: [{since: 2024-01-01, value: 50}]}}"
    assert proved(rule("R100", "合同容量 > 10 and 合同容量 < :上限", extra=dated)) == []
    before = "立户日期 < '2023-06-01' and 合同容量 > 10 and 合同容量 < :上限"
    assert [item.check for item in proved(rule("R100", before, extra=dated))] == ["never"]


def test_switches_are_open(proved: Proved) -> None:
    switch = "  params: {农业可分时: true}"
    assert proved(rule("R100", "合同容量 > 5 and not :农业可分时", extra=switch)) == []


def test_maps_and_lists(proved: Proved) -> None:
    extra = "  params: {上限: {高压: 100, 低压居民: 10}, 分类: [高压, 低压居民]}"
    (found,) = proved(
        rule("R100", "用户分类 = '低压居民' and 合同容量 > :上限[用户分类] and 合同容量 < 8", extra=extra)
    )
    assert found.check == "never" and "几个值" in found.message
    never = "用户分类 in :分类 and 用户分类 = '低压非居民'"
    assert [item.check for item in proved(rule("R100", never, extra=extra))] == ["never"]
    assert proved(rule("R100", "用户分类 in :分类 and 合同容量 < :上限[用户分类]", extra=extra)) == []


@pytest.mark.parametrize(
    "when",
    [
        "合同容量 > 5 and 合同容量 < 6",
        "any(受电设备, 运行状态 = '运行') and any(受电设备, 运行状态 = '停用')",
        "count(受电设备) > 0 and none(受电设备, 运行状态 = '运行')",
        "合同容量 > 5 and 运行容量 < 3",
        "not 为空(合同容量) and 合同容量 > 0",
        "用户名称 like '%公司' and 用户名称 <> '张三'",
        "合同容量 / 运行容量 > 1 and 运行容量 > 合同容量 * 2",
        "立户日期 < 月前(12) and 立户日期 > 月前(13)",
        "姓名相似(用户名称, 联系人) < 0.8 and 用户名称 = 联系人",
        "经度 * 3 / 3 <> 经度",
        "sum(受电设备.铭牌容量) < 0 and count(受电设备) = 0",
        "合同容量 > 5 or 为空(合同容量)",
    ],
)
def test_silence_where_nothing_is_certain(proved: Proved, when: str) -> None:
    assert proved(rule("R100", when)) == []


def test_scopes(proved: Proved) -> None:
    (none,) = proved(rule("R100", "合同容量 < 0", scope="用户分类 = '高压' and 用户分类 = '低压居民'"))
    assert (none.check, none.where, none.level) == ("scope", "scope", Level.ERROR)
    assert none.message.startswith("scope 把所有记录都排除了：")
    (false,) = proved(rule("R100", "合同容量 < 0", scope="not true"))
    assert false.message.startswith("scope 把所有记录都排除了：")
    (every,) = proved(rule("R100", "合同容量 < 0", scope="在册(用户状态) or not 在册(用户状态)"))
    assert (every.check, every.level) == ("scope", Level.WARNING)
    assert proved(rule("R100", "合同容量 < 0", scope="true")) == []


def test_clauses_that_always_accuse(proved: Proved) -> None:
    (found,) = proved(rule("R100", "合同容量 > 3 or 合同容量 < 5"))
    assert found.message == "在 scope 之内没有一条记录会判为正确：只要能判断就报错"
    (found,) = proved(rule("R100", "合同容量 > 0", scope="合同容量 > 5"))
    assert found.check == "always"
    (found,) = proved(rule("R100", "运行容量 > 9 and (用户分类 <> '高压' or 用户分类 <> '低压居民')"))
    assert found.check == "always" and "用户分类 <> '高压' or 用户分类 <> '低压居民'" in found.message


def test_branches_of_or(proved: Proved) -> None:
    (found,) = proved(rule("R100", "合同容量 < 1 or 合同容量 > 9", scope="合同容量 > 5 and 合同容量 < 20"))
    assert (
        found.check == "branch"
        and found.message == "or 的这一支永远不成立：“合同容量 > 5”、“合同容量 < 1”不可能同时成立"
    )
    nested = "用户分类 = '高压' and (用户分类 = '低压居民' or 运行容量 > 3)"
    assert [item.check for item in proved(rule("R100", nested))] == ["branch"]


def test_a_clause_within_another(proved: Proved) -> None:
    (found,) = proved(rule("R100", "运行容量 > 合同容量"), rule("R101", "运行容量 > 合同容量 + 10"))
    assert (found.rule, found.check, found.level) == ("R101", "implied", Level.WARNING)
    assert "它报的记录 R100 甲 也都报" in found.message
    assert "只有 R100 甲 报的例子：" in found.message and "运行容量" in found.message
    assert "R100 requires R101" in found.hint


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (rule("R100", "合同容量 > 5"), rule("R101", "合同容量 > 10 @ urgent")),
        (rule("R100", "合同容量 > 5", extra="  requires: [R101]"), rule("R101", "合同容量 > 10")),
        (rule("R100", "合同容量 > 5"), rule("R101", "合同容量 > 10", accuses="运行容量")),
        (rule("R100", "合同容量 > 5"), rule("R101", "合同容量 > 10", extra="  status: draft")),
        (rule("R100", "合同容量 > 5"), rule("R101", "合同容量 > 10 or 运行容量 > 10")),
        (rule("R100", "合同容量 > 5"), rule("R101", "合同容量 > 10", scope="true")),
        (rule("R100", "count(受电设备) > 5"), rule("R101", "count(计量点) > 10")),
    ],
)
def test_pairs_that_are_meant_or_differ(proved: Proved, first: str, second: str) -> None:
    assert proved(first, second) == []


def test_pairs_through_relations(proved: Proved) -> None:
    some = rule("R100", "any(受电设备, 运行状态 = '停用')")
    more = rule("R101", "count(受电设备, 运行状态 = '停用' and 铭牌容量 > 5) > 2")
    assert [(item.rule, item.check) for item in proved(some, more)] == [("R101", "implied")]
    fewer = rule("R101", "count(受电设备, 运行状态 = '停用') = 0")
    assert proved(some, fewer) == []
    counted = rule("R101", "any(受电设备, 运行状态 = '停用' and 铭牌容量 > 5)")
    assert [(item.rule, item.check) for item in proved(some, counted)] == [("R101", "implied")]


def test_the_same_in_other_words(proved: Proved) -> None:
    (found,) = proved(rule("R100", "not 合同容量 <= 5 and 合同容量 <> 5"), rule("R101", "合同容量 > 5"))
    assert (found.rule, found.check) == ("R101", "same")


def test_clauses_of_one_rule(proved: Proved) -> None:
    (found,) = proved(rule("R100", "合同容量 > 5", "合同容量 > 10"))
    assert found.check == "implied" and "“甲”里排除它的情形" in found.hint
    assert proved(rule("R100", "合同容量 > 5", "合同容量 > 10 @ urgent")) == []


def test_a_required_rule_that_always_blocks(proved: Proved) -> None:
    found = proved(
        rule("R100", "合同容量 <= 0", accuses="运行容量"), rule("R101", "合同容量 < 0", extra="  requires: [R100]")
    )
    assert [(item.rule, item.check) for item in found] == [("R101", "blocked")]
    assert "永远报不出来" in found[0].message
    assert proved(rule("R100", "合同容量 <= 0"), rule("R101", "合同容量 > 9", extra="  requires: [R100]")) == []


def test_a_pack_that_takes_too_long_is_told_so(proved: Proved, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("census_app.rulebook.lint.solver.prover.QUESTIONS", 5)
    found = proved(rule("R100", "合同容量 > 5"), rule("R101", "合同容量 > 10"))
    assert [(item.check, item.level) for item in found] == [("unfinished", Level.WARNING)]


def test_half_proved_is_silent(proved: Proved, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("census_app.rulebook.lint.solver.prover.STEPS_PER_QUESTION", 1)
    assert proved(rule("R100", "合同容量 > 5 and 运行容量 > 合同容量 and 运行容量 < 5")) == []


def group(wrong: str) -> str:
    """A rule over groups of one mobile number."""
    return f"""
- id: R100
  version: 1
  title: 样例
  category: 客户基础档案
  severity: important
  table: 用电客户
  scope: 在册(用户状态)
  group: {{by: [移动电话], grain: each, wrong: "{wrong}"}}
  accuses: [移动电话]
  says: 重复
  remedy: 核对
  source: {{kind: engineering}}
"""


def test_groups(proved: Proved) -> None:
    (found,) = proved(group("count() > 3 and count() < 2"))
    assert (found.check, found.where) == ("never", "group.wrong")
    (found,) = proved(group("count(用户分类 = '高压') > count()"))
    assert found.check == "never"
    (found,) = proved(group("max(合同容量) >= min(合同容量)"))
    assert found.check == "always"
    assert proved(group("count() > 1 and count_distinct(用户名称) > 1")) == []


def test_two_groups_are_not_compared(proved: Proved) -> None:
    assert proved(group("count() > 3"), group("count() > 5").replace("R100", "R101")) == []


def test_monthly_series_may_hold_unlisted_codes(proved: Proved) -> None:
    listed = "any(电能表, 主副表标志 not in ('主表', '副(参考)表'))"
    assert [item.check for item in proved(rule("R100", listed))] == ["never"]
    unknown = "any(月电量, 抄表状态 not in ('远采', '手抄', '估抄', '未抄'))"
    assert proved(rule("R100", unknown)) == []
