from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from census_app.checking.cases.run import run_cases
from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.diagnostics import Level
from census_app.rulebook.lint import lint_pack
from census_app.rulebook.model import Pack, Status
from census_app.rulebook.overrides import OverridePack, apply_overrides, is_override, load_override
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolving.resolve import pack_fingerprint, resolve_pack

HEAD = """
id: sample
title: 样例
version: 1.2.0
issuer: 测试
dictionary: 1.0.0
effective_from: 2026-01-01
due_days: {urgent: 3, important: 7, normal: 30}
word_lists:
  法人词: [公司, 集团]
  占位户名: [测试, 待定]
locked_words: [法人词]
"""
RULES = """
- id: R001
  version: 1
  title: 容量偏差
  category: 供电电源与受电设备
  severity: urgent
  table: 用电客户
  scope: 用户分类 = '高压'
  wrong:
    - {id: 过大, when: "合同容量 > :上限", says: "{合同容量}", accuses: [合同容量]}
    - {id: 过小, when: "合同容量 < :周期[用户分类]", says: "{合同容量}", severity: normal, accuses: [合同容量]}
  params:
    上限: {value: 100, unit: kVA}
    周期: {value: {高压: 3, 低压居民: 6}}
    门槛: {value: 315, unit: kVA, dated: [{since: 2023-06-01, value: 400}, {since: 2027-01-01, value: 500}]}
    类别: {value: [高压, 低压居民]}
    编码: {value: ["01", "02"], type: text}
    启用: {value: 是}
    起始: {value: 2023-06-01}
    法定: {value: 5, locked: true}
  remedy: 核对
  source: {kind: engineering}
  cases:
    - {expect: wrong, clauses: [过大], record: {合同容量: 101}}
- id: R002
  version: 1
  title: 锁定的规则
  category: 供电电源与受电设备
  severity: normal
  table: 用电客户
  locked: true
  wrong: 合同容量 > :上限
  says: "{合同容量}"
  params: {上限: 5}
  remedy: 核对
  source: {kind: engineering}
- id: R003
  version: 1
  title: 停用的规则
  category: 供电电源与受电设备
  severity: normal
  status: retired
  table: 用电客户
  wrong: 合同容量 > 5
  says: "{合同容量}"
  remedy: 核对
  source: {kind: engineering}
"""
OVERRIDE_HEAD = """
id: {id}
title: 覆盖
version: 0.1.0
issuer: 测试
dictionary: "1"
effective_from: 2026-01-01
effective_to: 2026-12-31
overrides: sample
base_version: ">=1.2,<2"
level: {level}
"""


@pytest.fixture
def base(tmp_path: Path) -> Pack:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "pack.yaml").write_text(HEAD, encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return load_pack(folder)


@pytest.fixture
def override_of(tmp_path: Path) -> Callable[..., OverridePack]:
    def made(entries: str, level: str = "county", heading: str = "", name: str = "") -> OverridePack:
        folder = tmp_path / (name or level)
        folder.mkdir()
        head = OVERRIDE_HEAD.format(id=name or f"{level}-pack", level=level)
        (folder / "pack.yaml").write_text(head + heading, encoding="utf-8")
        (folder / "overrides.yaml").write_text(entries, encoding="utf-8")
        return load_override(folder)

    return made


def changed(pack: Pack, name: str) -> object:
    return pack.rule("R001").params[name].value


def test_every_kind_of_change(base: Pack, override_of: Callable[..., OverridePack], dictionary: Dictionary) -> None:
    override = override_of(
        """
- rule: R001
  params:
    上限: 120
    周期: {高压: 4}
    类别: [高压]
    编码: ["03"]
    启用: 否
    起始: {value: 2024-01-01}
  severity: {过小: urgent}
  status: draft
  reason: 本县设备较旧
"""
    )
    result = apply_overrides(base, [override])
    assert changed(result, "上限") == "120" and changed(result, "周期") == {"高压": "4", "低压居民": "6"}
    assert changed(result, "类别") == ["高压"] and changed(result, "编码") == ["03"]
    rule = result.rule("R001")
    assert rule.wrong[1].severity == "urgent" and rule.severity == "urgent" and rule.status == "draft"
    assert result.fingerprint == pack_fingerprint(result) != base.fingerprint
    assert base.rule("R001").params["上限"].value == "100"
    told = {one.what: (one.old, one.new, one.unit) for one in result.overridden}
    assert told["params.上限"] == ("100", "120", "kVA") and told["severity[过小]"] == ("normal", "urgent", "")
    assert told["status"] == ("published", "draft", "") and len(told) == 8
    assert {(one.level, one.pack, one.version, one.rule, one.reason) for one in result.overridden} == {
        ("county", "county-pack", "0.1.0", "R001", "本县设备较旧")
    }
    assert not resolve_pack(result, dictionary).errors


def test_lower_level_has_the_last_word(base: Pack, override_of: Callable[..., OverridePack]) -> None:
    packs = [
        override_of(f"- {{rule: R001, params: {{上限: {value}}}, reason: r}}", level)
        for level, value in (("county", 3), ("province", 1), ("city", 2))
    ]
    result = apply_overrides(base, packs)
    assert changed(result, "上限") == "3"
    assert [(one.level, one.old, one.new) for one in result.overridden] == [
        ("province", "100", "1"), ("city", "1", "2"), ("county", "2", "3")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("locking", "told"),
    [
        ("params: {上限: {value: 1, locked: true}}", "R001 params.上限 已由省级覆盖包 province-pack 锁定"),
        ("locked: true", "R001 params.上限 已由省级覆盖包 province-pack 锁定"),
    ],
)
def test_what_a_level_locks_stays(
    base: Pack, override_of: Callable[..., OverridePack], locking: str, told: str
) -> None:
    province = override_of(f"- {{rule: R001, {locking}, reason: r}}", "province")
    county = override_of("- {rule: R001, params: {上限: 2}, reason: r}", "county")
    with pytest.raises(BadInput) as caught:
        apply_overrides(base, [province, county])
    assert told in caught.value.message
    assert apply_overrides(base, [province]).rule("R001").params["周期"] == base.rule("R001").params["周期"]


def test_two_packs_of_a_level_must_agree(base: Pack, override_of: Callable[..., OverridePack]) -> None:
    one = override_of("- {rule: R001, params: {上限: 2}, reason: r}", name="a")
    other = override_of("- {rule: R001, params: {上限: 3}, reason: r}", name="b")
    with pytest.raises(BadInput, match="在同一级的覆盖包 a 里也改了"):
        apply_overrides(base, [one, other])


@pytest.mark.parametrize(
    ("change", "value", "dated"),
    [
        ("330", "330", []),
        ("{dated: [{since: 2024-01-01, value: 450}]}", "315", [("2023-06-01", "400"), ("2024-01-01", "450")]),
        ("{value: 300, dated: [{since: 2024-01-01, value: 450}]}", "300", [("2024-01-01", "450")]),
    ],
)
def test_dated_values(
    base: Pack, override_of: Callable[..., OverridePack], change: str, value: str, dated: list[tuple[str, str]]
) -> None:
    result = apply_overrides(base, [override_of(f"- {{rule: R001, params: {{门槛: {change}}}, reason: r}}")])
    parameter = result.rule("R001").params["门槛"]
    assert parameter.value == value and [(one.since, one.value) for one in parameter.dated] == dated


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("rule: R01, status: draft", "overrides.yaml:1 没有规则 R01，是否指 R001"),
        ("rule: R001, params: {上线: 5}", "没有参数“上线”，是否指 上限"),
        ("rule: R001, params: {上限: 很大}", "不全是数字：“很大”"),
        ("rule: R001, params: {上限: [5, 6]}", "在基础包里是一个值，写的是一列值"),
        ("rule: R001, params: {上限: {value: 5, unit: kW}}", "单位是“kVA”，写的是“kW”"),
        ("rule: R001, params: {周期: {高压用户: 5}}", "没有键“高压用户”，是否指 高压"),
        ("rule: R001, params: {周期: 5}", "在基础包里是按键取值的映射"),
        ("rule: R001, params: {启用: 5}", "不全是是非"),
        ("rule: R001, params: {起始: 2024-02-30}", "不全是日期"),
        ("rule: R001, params: {门槛: {dated: [{since: 2024-13-01, value: 5}]}}", "生效日期“2024-13-01”不对"),
        ("rule: R001, params: {法定: 6}", "R001 params.法定 已由基础包锁定"),
        ("rule: R002, severity: urgent", "R002 severity 已由基础包锁定"),
        ("rule: R001, severity: {过犬: urgent}", "没有分支“过犬”"),
        ("rule: R003, status: published", "在基础包里已经停用"),
    ],
)
def test_what_does_not_fit_is_refused(
    base: Pack, override_of: Callable[..., OverridePack], entry: str, says: str
) -> None:
    with pytest.raises(BadInput) as caught:
        apply_overrides(base, [override_of(f"- {{{entry}, reason: r}}")])
    assert says in caught.value.message and caught.value.advice


def test_of_a_replaced_rule_its_heir_is_named(base: Pack, override_of: Callable[..., OverridePack]) -> None:
    heir = base.rule("R002").model_copy(update={"replaces": ("R014",)})
    replaced = base.model_copy(update={"rules": tuple(heir if rule.id == "R002" else rule for rule in base.rules)})
    with pytest.raises(BadInput, match="R014 已经停用，由 R002 接替"):
        apply_overrides(replaced, [override_of("- {rule: R014, severity: normal, reason: r}")])


def test_what_may_stand_for_a_missing_word_is_said(tmp_path: Path) -> None:
    heading = "id: a\ntitle: x\nversion: 1.0.0\nissuer: x\ndictionary: 1\neffective_from: 2026-01-01\noverrides: b\n"
    (tmp_path / "pack.yaml").write_text(heading, encoding="utf-8")
    with pytest.raises(BadInput, match="缺少“level”：province 省级、city 市级、county 县级") as caught:
        load_override(tmp_path)
    assert "census pack draft export" in caught.value.advice


def test_all_faults_are_listed(base: Pack, override_of: Callable[..., OverridePack]) -> None:
    override = override_of("- {rule: R009, status: draft, reason: r}\n- {rule: R001, params: {上限: x}, reason: r}\n")
    with pytest.raises(BadInput, match="有 2 处问题") as caught:
        apply_overrides(base, [override])
    assert "overrides.yaml:1 " in caught.value.message and "overrides.yaml:2 " in caught.value.message


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ("- {rule: R001, params: {上限: 5}}", "overrides.yaml:1 R001 缺少“reason”"),
        (
            "- {rule: R001, reason: r, when: x}",
            "overrides.yaml:1 R001 覆盖包只能改参数 params、等级 severity、状态 status，不能改“when”",
        ),
        (
            "- {rule: R001, severity: normal, scope: x, reason: r}",
            "不能改“scope”；条件、范围、文字由基础包的发布者修改",
        ),
        ("- {rule: R001, reason: r}", "没有写改什么"),
        ("- {rule: R001, severity: high, reason: r}", "“severity”只能是：urgent 紧急、important 重要、normal 一般"),
        ("- {rule: R001, params: {上限: {value: 5, note: x}}, reason: r}", "不认识的键“params.上限.note”"),
        ("- {rule: R001, status: draft, reason: r}\n- {rule: R001, status: draft, reason: r}", "在第 1 行已经写过"),
        ("rule: R001", "这里是一列改动"),
        ("- R001", "改动要写成键值"),
        ("", "覆盖包什么也没有改"),
    ],
)
def test_shape_faults(override_of: Callable[..., OverridePack], entries: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        override_of(entries)
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("overrides: sample", "overrides: other", "pack.yaml:9 是给规则包 other 的，这里是 sample"),
        ('">=1.2,<2"', '">=1.3"', "pack.yaml:10 适用的基础包版本是 >=1.3，这里是 1.2.0"),
        ('dictionary: "1"', 'dictionary: "2"', "pack.yaml:6 按数据字典 2 写成"),
    ],
)
def test_made_for_another_pack(
    base: Pack, override_of: Callable[..., OverridePack], tmp_path: Path, old: str, new: str, says: str
) -> None:
    override_of("- {rule: R001, params: {上限: 5}, reason: r}")
    heading = tmp_path / "county" / "pack.yaml"
    heading.write_text(heading.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        apply_overrides(base, [load_override(tmp_path / "county")])
    assert says in caught.value.message


def test_out_of_force_is_left_out(base: Pack, override_of: Callable[..., OverridePack]) -> None:
    override = override_of("- {rule: R001, params: {上限: 5}, reason: r}")
    assert apply_overrides(base, [override], date(2025, 12, 31)) == base
    assert apply_overrides(base, [override], date(2027, 1, 1)) == base
    assert apply_overrides(base, [override], date(2026, 12, 31)) != base


def test_word_lists(base: Pack, override_of: Callable[..., OverridePack]) -> None:
    heading = "word_lists: {占位户名: {add: [抄表员, 测试], remove: [待定], reason: 本县习惯}}\n"
    result = apply_overrides(base, [override_of("", heading=heading)])
    assert result.manifest.word_lists["占位户名"] == ("测试", "抄表员")
    assert [one.what for one in result.overridden] == ["word_lists.占位户名"]
    assert result.fingerprint != base.fingerprint
    for refused, says in (
        ("{法人词: {add: [厂], reason: r}}", "pack.yaml:12 word_lists.法人词 已由基础包锁定"),
        ("{占位户: {add: [厂], reason: r}}", "没有词表“占位户”，是否指 占位户名"),
        ("{占位户名: {remove: [厂], reason: r}}", "里没有“厂”"),
        ("{占位户名: {remove: [测试, 待定], reason: r}}", "不能是空的"),
    ):
        with pytest.raises(BadInput) as caught:
            apply_overrides(base, [override_of("", heading=f"word_lists: {refused}\n", name=f"p{len(says)}")])
        assert says in caught.value.message


def test_cases_keep_their_values(
    dictionary: Dictionary, override_of: Callable[..., OverridePack], tmp_path: Path
) -> None:
    shipped = load_pack(shipped_folder("rules") / "census-112")
    late = next(rule.id for rule in shipped.rules if "单电源" in rule.params)
    params = "{单电源: 3, 双电源: {dated: [{since: 2026-01-01, value: 5}]}}"
    override_of(
        f"- {{rule: {late}, params: {params}, reason: r}}",
        heading="word_lists: {占位户名: {remove: [测试], reason: r}}\n",
    )
    heading = tmp_path / "county" / "pack.yaml"
    text = heading.read_text(encoding="utf-8").replace("overrides: sample", "overrides: census-112")
    heading.write_text(text.replace('">=1.2,<2"', '">=0.2"'), encoding="utf-8")
    result = apply_overrides(shipped, [load_override(tmp_path / "county")])
    assert len(result.overridden) == 3
    few = result.model_copy(update={"rules": tuple(rule for rule in result.rules if rule.id in {late, "R001"})})
    outcomes = run_cases(resolve_pack(few, dictionary), dictionary)
    assert outcomes and not [str(one) for one in outcomes if not one.passed]


def test_kind_of_pack(base: Pack, override_of: Callable[..., OverridePack], tmp_path: Path) -> None:
    override_of("- {rule: R001, params: {上限: 5}, reason: r}")
    assert is_override(tmp_path / "county") and not is_override(tmp_path / "base")
    with pytest.raises(BadInput, match="不是覆盖包"):
        load_override(tmp_path / "base")
    with pytest.raises(BadInput, match="是覆盖包"):
        load_pack(tmp_path / "county")


def test_a_rule_that_others_require_may_be_retired(
    base: Pack, override_of: Callable[..., OverridePack], dictionary: Dictionary
) -> None:
    """An override cannot change `requires`: a county could never have done without such a rule."""
    requiring = base.rule("R002").model_copy(update={"id": "R004", "requires": ("R001",)})
    pack = base.model_copy(update={"rules": (*base.rules, requiring)})
    retired = "- rule: {rule}\n  status: retired\n  reason: 本县不查\n"
    one = apply_overrides(pack, [override_of(retired.format(rule="R001"))])
    found = [item for item in lint_pack(resolve_pack(one, dictionary)) if item.check == "requires"]
    assert [(item.rule, item.level) for item in found] == [("R004", Level.WARNING)]
    written = one.model_copy(update={"overridden": ()})
    found = [item for item in lint_pack(resolve_pack(written, dictionary)) if item.check == "requires"]
    assert [(item.rule, item.level) for item in found] == [("R004", Level.ERROR)]
    both = [rule if rule.id != "R004" else rule.model_copy(update={"status": Status.RETIRED}) for rule in written.rules]
    found = lint_pack(resolve_pack(written.model_copy(update={"rules": tuple(both)}), dictionary))
    assert [item for item in found if item.check == "requires"] == []
