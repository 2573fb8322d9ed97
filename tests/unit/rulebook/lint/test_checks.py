"""Each check on one rule that deserves it and one that does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from census_app.dictionary.model import Dictionary
from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.lint import lint_pack
from census_app.rulebook.resolved import ResolvedPack

Packs = Callable[..., ResolvedPack]


def _rule(when: str = "合同容量 < 0", scope: str = "在册(用户状态)", extra: str = "", rule_id: str = "R100") -> str:
    return f"""
- id: {rule_id}
  version: 1
  title: 样例
  category: 客户基础档案
  severity: important
  table: 用电客户
  scope: "{scope}"
  wrong:
    - id: 甲
      when: "{when}"
      accuses: [合同容量]
      says: {{zh: "容量 {{合同容量}}"}}
  remedy: 核对
  source: {{kind: engineering}}
{extra}"""


def _of(check: str, found: list[Diagnostic]) -> list[Diagnostic]:
    return [item for item in found if item.check == check]


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("1 = 1 and 合同容量 < 0", "两边都是常数"),
        ("合同容量 = 合同容量", "永远成立"),
        ("合同容量 <> 合同容量", "永远不成立"),
        ("用户名称 = ''", "和空文字"),
        ("用户名称 like '%'", "只要不空就成立"),
        ("用户名称 like '张三'", "没有通配符"),
        ("合同容量 < 0 and true", "有常数 true 或 false"),
        ("count(受电设备) >= 0", "不小于 0 的整数，这个比较只要能算就成立"),
        ("0 > count(受电设备)", "这个比较永远不成立"),
        ("count(受电设备) = 0.5", "这个比较永远不成立"),
        ("count(受电设备) <> :半", "这个比较只要能算就成立"),
        ("长度(用户名称) < 0", "永远不成立"),
        ("月份(立户日期) > 12", "1 到 12 的整数，这个比较永远不成立"),
        ("月份(立户日期) in (0, 13)", "不会是 0、13"),
        ("姓名相似(用户名称, 联系人) > 1", "永远不成立"),
        ("(合同容量 + 1) is null", "算出来的值没有“空”"),
        ("用户分类 in :空表", "列表是空的"),
    ],
)
def test_constants(resolved_of: Packs, when: str, says: str) -> None:
    found = _of("constant", lint_pack(resolved_of(_rule(when, extra="  params: {半: 0.5, 空表: []}\n"))))
    assert any(says in item.message for item in found), found
    assert all(item.level is Level.WARNING and item.line for item in found)


def test_every_label_of_a_code_list(resolved_of: Packs, dictionary: Dictionary) -> None:
    labels = ", ".join(f"'{entry.label}'" for entry in dictionary.code_lists["cons_sort"].values)
    found = _of("constant", lint_pack(resolved_of(_rule(f"用户分类 in ({labels})"))))
    assert "全部取值" in found[0].message


@pytest.mark.parametrize(
    "when",
    [
        "合同容量 > 5 and 合同容量 < 30",
        "合同容量 < 5 or 合同容量 > 30",
        "用户分类 = '高压' or 用户分类 = '低压居民'",
        "用户分类 = '高压' and 用户编号 = '1'",
        "any(受电设备, 运行状态 = '运行') and any(受电设备, 运行状态 = '停用')",
        "合同容量 > 5 and 运行容量 < 3",
        "用户分类 in ('高压', '低压居民') and 用户分类 <> '高压'",
        "合同容量 = 5 or 合同容量 > 5",
        "count(受电设备) > 0 and 月份(立户日期) in (1, 12) and 月份(立户日期) <= 11",
        "count(受电设备) <> 1 and 长度(用户名称) >= 1 and 姓名相似(用户名称, 联系人) <= 0.9",
        "coalesce(移动电话, 固定电话) is null",
    ],
)
def test_ordinary_conditions_are_not_constant(resolved_of: Packs, when: str) -> None:
    assert _of("constant", lint_pack(resolved_of(_rule(when)))) == []


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("用电大类(用电类别) = '居名'", "“居名”不是“用电大类(用电类别)”能得到的值"),
        ("用电大类(用电类别) in ('居民', '工业')", "“工业”不是"),
        ("用电大类(用电类别) not in :大类", "“工业”不是"),
        ("证件号性别(证件号码) <> '男性'", "“男性”不是"),
        ("not 在册(用户状态, '新装客户')", "“新装客户”不是用户状态"),
        ("any(电能表, not 等级不低于(有功准确度等级, '0.3S'))", "“0.3S”不是准确度等级"),
        ("any(月账, 成员.结算年月 > '2024-01')", "“2024-01”不是年月"),
        ("年月(立户日期) = '202413'", "“202413”不是年月"),
    ],
)
def test_words_that_can_only_be_misspelt(resolved_of: Packs, when: str, says: str) -> None:
    found = _of("label", lint_pack(resolved_of(_rule(when, extra="  params: {大类: [居民, 工业]}\n"))))
    assert len(found) == 1 and says in found[0].message and found[0].level is Level.ERROR, found


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("用电类别 like '%排罐%'", "没有一个符合"),
        ("名称含(用户分类, :词)", "没有一个符合"),
        ("匹配(用户分类, '.+')", "全都符合"),
    ],
)
def test_tests_no_label_passes_or_fails(resolved_of: Packs, when: str, says: str) -> None:
    found = _of("label", lint_pack(resolved_of(_rule(when, extra="  params: {词: [公司]}\n"))))
    assert len(found) == 1 and says in found[0].message and found[0].level is Level.WARNING, found


@pytest.mark.parametrize(
    "when",
    [
        "用电大类(用电类别) in ('居民', '农业') and 证件号性别(证件号码) = '男'",
        "在册(用户状态, '当前新装客户') and any(电能表, 等级不低于(有功准确度等级, '0.5S级'))",
        "any(月账, 成员.结算年月 > '202401') and 年月(立户日期) <> '202412'",
        "any(月电量, 抄表状态 like '%排罐%')",
        "用电类别 like '%排灌%' or 名称含(用户名称, :词) or 匹配(用户分类, '低压.*')",
    ],
)
def test_words_that_exist(resolved_of: Packs, when: str) -> None:
    assert _of("label", lint_pack(resolved_of(_rule(when, extra="  params: {词: [公司]}\n")))) == []


def test_ignorance(resolved_of: Packs) -> None:
    found = _of("ignorance", lint_pack(resolved_of(_rule("not coalesce(一户多人口标志, false)"))))
    assert "当成“没有”" in found[0].message
    found = _of("ignorance", lint_pack(resolved_of(_rule("case when 合同容量 > 0 then 1 else 2 end > 1"))))
    assert "else" in found[0].message
    clean = _rule("case when 合同容量 > 0 then 1 end > 1 and coalesce(移动电话, 固定电话) = '1'")
    assert _of("ignorance", lint_pack(resolved_of(clean))) == []


def test_placeholders(resolved_of: Packs) -> None:
    astray = _rule().replace("容量 {合同容量}", "容量 {运行容量}，{sum(受电设备.铭牌容量)}")
    found = _of("placeholder", lint_pack(resolved_of(astray)))
    assert {item.message.split("}")[0] for item in found} == {"占位 {运行容量", "占位 {sum(受电设备.铭牌容量)"}
    shown = _rule("合同容量 < sum(受电设备.铭牌容量)").replace(
        "{合同容量}", "{运行容量} {用户编号} {sum(受电设备.铭牌容量)}"
    )
    assert _of("placeholder", lint_pack(resolved_of(shown + "  shows: [运行容量]\n"))) == []
    bare = _rule().replace("      accuses: [合同容量]\n", "")
    assert any("accuses" in item.message for item in _of("placeholder", lint_pack(resolved_of(bare))))


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("capacity", ["英文说明少了占位 {合同容量}"]),
        ("{合同容量} of {运行容量}", ["英文说明多了占位 {运行容量}"]),
        ("{运行容量} kVA", ["英文说明多了占位 {运行容量}", "英文说明少了占位 {合同容量}"]),
        ("capacity {合同容量", ["英文说明读不懂"]),
        ("capacity { 合同容量 } kVA", []),
    ],
)
def test_english_shows_what_the_chinese_shows(resolved_of: Packs, english: str, said: list[str]) -> None:
    resolved = resolved_of(_rule().replace('"容量 {合同容量}"', f'"容量 {{合同容量}}", en: "{english}"'))
    found = _of("placeholder", lint_pack(resolved))
    assert sorted(item.message.split("：")[0] for item in found) == sorted(said)
    assert all(item.level is Level.WARNING and item.where == "wrong[甲].says.en" and item.line for item in found)
    assert bool(resolved.rules[0].clauses[0].english) is not bool(said)


def test_english_of_a_group_is_looked_at_too(resolved_of: Packs) -> None:
    rule = """
- id: R100
  version: 1
  title: 样例
  category: 客户基础档案
  severity: important
  table: 用电客户
  group: {by: [移动电话], wrong: count() > 1}
  accuses: [移动电话]
  says: {zh: "{移动电话} 有 {count()} 户", en: "{count()} accounts"}
  remedy: 核对
  source: {kind: engineering}
"""
    found = _of("placeholder", lint_pack(resolved_of(rule)))
    assert [(item.where, item.message) for item in found] == [("says.en", "英文说明少了占位 {移动电话}")]
    whole = rule.replace('"{count()} accounts"', '"{count()} accounts share {移动电话}"')
    assert _of("placeholder", lint_pack(resolved_of(whole))) == []


def test_defects(resolved_of: Packs) -> None:
    many = _rule("为空(用户名称) or 为空(用电地址) or 为空(联系人)")
    assert "3 种问题" in _of("defects", lint_pack(resolved_of(many)))[0].message
    within = _rule("用户分类 = '高压' and (为空(用户名称) or 为空(用电地址) or 为空(联系人))")
    assert "3 种问题" in _of("defects", lint_pack(resolved_of(within)))[0].message
    one = _rule("合同容量 < 0 or 合同容量 > 10 or 合同容量 = 5")
    assert _of("defects", lint_pack(resolved_of(one))) == []


def test_unused_parameters(resolved_of: Packs) -> None:
    found = _of("unused", lint_pack(resolved_of(_rule("合同容量 > :上限", extra="  params: {上限: 1, 下限: 2}\n"))))
    assert [item.where for item in found] == ["params.下限"]


def test_a_word_list_no_rule_names(resolved_of: Packs) -> None:
    told = _of("word_list", lint_pack(resolved_of(_rule())))
    assert [(item.where, item.level) for item in told] == [("word_lists.法人词", Level.WARNING)]
    assert _of("word_list", lint_pack(resolved_of(_rule("名称含(用户名称, :法人词)")))) == []


def test_missing_cases(resolved_of: Packs) -> None:
    assert len(_of("case", lint_pack(resolved_of(_rule())))) == 4
    cases = "  cases: [{expect: wrong}, {expect: right}, {expect: cannot_judge}, {expect: out_of_scope}]\n"
    assert _of("case", lint_pack(resolved_of(_rule(extra=cases)))) == []
    unscoped = "  cases: [{expect: wrong, clauses: [甲]}, {expect: right}, {expect: cannot_judge}]\n"
    assert _of("case", lint_pack(resolved_of(_rule(scope="true", extra=unscoped)))) == []


def test_requirements(resolved_of: Packs) -> None:
    rules = (
        _rule(extra="  requires: [R101, R999, R104]\n")
        + _rule("合同容量 < 1", rule_id="R101", extra="  requires: [R102]\n")
        + _rule("合同容量 < 2", rule_id="R102", extra="  requires: [R101]\n")
        + _rule("合同容量 < 3", rule_id="R103", extra="  requires: [R105, R106]\n  replaces: [R104]\n")
        + _rule(rule_id="R104", extra="  status: retired\n")
        + _rule(rule_id="R105")
        .replace("用电客户", "电能表")
        .replace("合同容量", "综合倍率")
        .replace("在册(用户状态)", "true")
        + _rule(rule_id="R106")
        .replace("用电客户", "台区")
        .replace("合同容量", "台区容量")
        .replace("在册(用户状态)", "true")
    )
    resolved = resolved_of(rules)
    assert resolved.diagnostics == ()
    messages = {(item.rule, item.message) for item in _of("requires", lint_pack(resolved))}
    assert messages == {
        ("R100", "requires 的规则 R999 不存在"),
        ("R100", "requires 的规则 R104 已停用"),
        ("R101", "requires 绕成一圈：R101 → R102 → R101"),
        ("R103", "规则 R105 查的“电能表”，从“用电客户”到不了"),
    }
    assert all(item.level is Level.ERROR for item in _of("requires", lint_pack(resolved)))


def test_identity(resolved_of: Packs) -> None:
    rules = (
        _rule(extra="  replaces: [R101, R100]\n")
        + _rule("合同容量 < 1", rule_id="R101")
        + _rule("合同容量 < 2", rule_id="A1")
        + _rule(rule_id="R103", extra="  status: retired\n")
    )
    found = _of("identity", lint_pack(resolved_of(rules)))
    assert {item.message for item in found} == {
        "被接替的 R101 还在用",
        "规则不能接替自己",
        "规则号“A1”不合规范",
        "停用的规则没有说明去向",
    }


def test_a_parameter_that_hides_a_word_list(resolved_of: Packs) -> None:
    found = _of(
        "identity", lint_pack(resolved_of(_rule("名称含(用户名称, :法人词)", extra="  params: {法人词: [社]}\n")))
    )
    assert [(item.where, item.level) for item in found] == [("params.法人词", Level.WARNING)]


def test_duplicates(resolved_of: Packs) -> None:
    found = _of("duplicate", lint_pack(resolved_of(_rule() + _rule("合同容量   <  0", rule_id="R101"))))
    assert [(item.rule, item.message) for item in found] == [("R101", "和 R100 甲 的条件完全一样")]


def test_parameters_are_compared_by_their_values(resolved_of: Packs) -> None:
    def pair(one: str, other: str) -> list[Diagnostic]:
        first = _rule("合同容量 > :甲", extra=f"  params: {{甲: {one}}}\n")
        second = _rule(":乙 < 合同容量", extra=f"  params: {{乙: {other}}}\n", rule_id="R101")
        return _of("duplicate", lint_pack(resolved_of(first + second)))

    assert [item.rule for item in pair("5", "5.0")] == ["R101"]
    assert pair("5", "6") == []


_GROUP = """  group: {id: "同名", by: [用户名称], wrong: count() > 1}
  accuses: [用户名称]
  says: {zh: "{用户名称}有 {count()} 户"}"""


@pytest.mark.parametrize(("name", "says"), [("同名", ""), ("", "组也要有 id"), ("甲", "和分支重复")])
def test_a_group_beside_clauses_has_a_name_of_its_own(resolved_of: Packs, name: str, says: str) -> None:
    pack = resolved_of(_rule(extra=_GROUP.replace("同名", name)))
    found = [item.message for item in _of("identity", lint_pack(pack)) if "组" in item.message]
    assert found == [] if not says else says in found[0]


def test_a_message_may_name_the_linked_record(resolved_of: Packs) -> None:
    rule = (
        _rule("公安比对 is not null and 公安比对.死亡注销标志")
        .replace("容量 {{合同容量}}", "x")
        .replace("容量 {合同容量}", "{公安比对.记录号}")
    )
    assert _of("placeholder", lint_pack(resolved_of(rule))) == []


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("{expect: wrong, record: {合同容粮: -1}}", "“用电客户”没有字段“合同容粮”"),
        ("{expect: wrong, related: {电表: [{}]}}", "没有表“电表”"),
        ("{expect: wrong, clauses: [乙]}", "规则没有分支“乙”"),
        ("{expect: wrong, params: {容差: 1}}", "规则没有参数“容差”"),
        ("{expect: wrong, record: {立户日期: 昨天}}", "昨天"),
        ("{expect: wrong, as_of: 明天}", "不是日期"),
    ],
)
def test_what_a_case_writes_down_fits(resolved_of: Packs, case: str, says: str) -> None:
    found = _of("case", lint_pack(resolved_of(_rule(extra=f"  cases: [{case}]\n"))))
    (misfit,) = (one for one in found if one.level is Level.ERROR)
    assert says in misfit.message and misfit.message.startswith("例 1") and misfit.line


def test_what_the_baseline_writes_down_fits(resolved_of: Packs) -> None:
    found = _of("case", lint_pack(resolved_of(_rule(), baseline="用电客户: {合同容粮: 1}\n")))
    assert any("基准记录" in one.message and "合同容粮" in one.message for one in found)
