"""Differences are told in words, none is overlooked, and each is weighed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.cli.main import run
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.differences import Difference, counts, differences, lines
from census_app.rulebook.fingerprint import pack_fingerprint
from census_app.rulebook.model import Pack, PackManifest, Rule
from census_app.rulebook.overrides import apply_overrides, load_override
from census_app.rulebook.packs import load_pack

RULE = {
    "id": "R001", "version": 1, "title": {"zh": "容量偏差", "en": "Capacity"}, "short": "容量",
    "locked": False, "category": "客户基础档案", "severity": "urgent",
    "status": "published", "table": "用电客户", "closes": "proof", "occurred": "立户日期",
    "scope": "用户分类 = '高压'",
    "wrong": [
        {"id": "过大", "when": "合同容量 > :上限", "accuses": ["合同容量"], "says": {"zh": "太大", "en": "big"},
         "severity": "important"},
        {"id": "过小", "when": "合同容量 < 3", "accuses": ["运行容量"], "says": {"zh": "太小", "en": "small"}},
    ],
    "unique": ["用户编号"], "group": {"by": ["用户编号"], "grain": "one", "wrong": "count() > 1"},
    "summary": {"by": ["台区编号"], "least": 2}, "accuses": ["用户编号"], "says": {"zh": "重复", "en": "double"},
    "shows": ["用户名称"],
    "params": {
        "上限": {"value": "100", "type": "number", "unit": "kVA", "at": "立户日期", "confirm": "待核", "note": "n",
               "locked": False, "dated": [{"since": "2023-06-01", "value": "200"}]},
        "周期": {"value": {"高压": "3", "低压": "6"}}, "类别": {"value": ["甲", "乙"]},
    },
    "remedy": {"zh": "核对", "en": "check"}, "source": {"kind": "policy", "cite": ["文件"]}, "requires": ["R005"],
    "replaces": ["R009"], "due_days": 3, "note": "备注",
    "cases": [{"expect": "wrong", "clauses": ["过大"], "record": {"合同容量": "101"}}],
}  # fmt: skip
HEAD = {
    "id": "sample", "title": {"zh": "样例", "en": "sample"}, "version": "1.0.0", "issuer": "测试", "dictionary": "1",
    "effective_from": "2026-01-01", "effective_to": "2027-01-01",
    "due_days": {"urgent": 3, "important": 7, "normal": 30}, "word_lists": {"词": ["公司", "厂"]},
    "locked_words": ["词"], "changelog": ["1.0.0 首版"],
}  # fmt: skip


def pack(rule: dict[str, Any] = RULE, head: dict[str, Any] = HEAD, **more: Any) -> Pack:
    return Pack(manifest=PackManifest.model_validate(head), rules=(Rule.model_validate(rule),), **more)


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inside = [leaf for key, one in pairs for leaf in _leaves(one, (*path, key))]
    return inside or [path]


def _replaced(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = _replaced(value[path[0]], path[1:], new)  # type: ignore[index]
    return copied


_OTHER = {
    "severity": "normal", "status": "draft", "closes": "explanation", "expect": "right", "effective_from": "2025-01-01",
    "effective_to": "2028-01-01", "since": "2024-06-01", "version": 2, "type": "text", "least": 3, "due_days": 9,
    "locked": True,
}  # fmt: skip


@pytest.mark.parametrize("path", _leaves(RULE), ids=lambda path: ".".join(map(str, path)))
def test_no_change_of_a_rule_is_overlooked(path: tuple[str | int, ...]) -> None:
    if path == ("id",):
        return
    new = next((_OTHER[str(key)] for key in path[::-1] if key in _OTHER and key == path[-1]), "另一个")
    found = differences(pack(), pack(_replaced(RULE, path, new)))
    assert found and all(one.says and one.rule == "R001" for one in found)


@pytest.mark.parametrize("key", [key for key in RULE if key not in {"id", "version", "title", "category", "table"}])
def test_nothing_that_is_left_out_is_overlooked(key: str) -> None:
    less = {name: value for name, value in RULE.items() if name != key}
    if key in {"severity", "remedy", "source", "locked"}:
        return
    if key in {"status", "closes"}:
        less[key] = {"status": "retired", "closes": "explanation"}[key]
    assert differences(pack(), pack(less))


@pytest.mark.parametrize("path", _leaves(HEAD), ids=lambda path: ".".join(map(str, path)))
def test_no_change_of_the_heading_is_overlooked(path: tuple[str | int, ...]) -> None:
    new: Any = _OTHER.get(str(path[-1]), "other")
    new = "1.0.1" if path == ("version",) else 99 if path[0] == "due_days" else new
    assert differences(pack(), pack(head=_replaced(HEAD, path, new)))


@given(st.lists(st.sampled_from(_leaves(RULE)[1:]), min_size=1, max_size=4, unique=True), st.randoms())
def test_same_says_nothing_and_different_says_something(paths: list[tuple[str | int, ...]], chance: Any) -> None:
    changed = RULE
    for path in paths:
        new = _OTHER.get(str(path[-1]), f"值{chance.randint(1, 9)}")
        changed = _replaced(changed, path, new)
    before, after = pack(), pack(changed)
    assert bool(differences(before, after)) == (before != after)
    if pack_fingerprint(before) == pack_fingerprint(after):
        assert all(one.effect in {"cases", "nothing"} for one in differences(before, after))
    assert differences(after, after) == ()


def _one(rule: dict[str, Any]) -> Difference:
    (found,) = differences(pack(), pack(RULE | rule))
    return found


@pytest.mark.parametrize(
    ("path", "new", "says", "effect"),
    [
        (("params", "上限", "value"), "120", "参数“上限”由 100 kVA 改为 120 kVA", "verdicts"),
        (("params", "上限", "dated", 0, "value"), "210",
         "参数“上限”2023-06-01 起的值由 200 kVA 改为 210 kVA", "verdicts"),
        (("params", "周期", "value", "高压"), "4", "参数“周期”“高压”由 3 改为 4", "verdicts"),
        (("params", "类别", "value"), ["甲", "丙"], "参数“类别”增加 丙，去掉 乙", "verdicts"),
        (("params", "上限", "locked"), True, "参数“上限”锁定，下级不能改", "nothing"),
        (("severity",), "normal", "等级由紧急改为一般", "handling"),
        (("wrong", 0, "severity"), "normal", "分支“过大”的等级由重要改为一般", "handling"),
        (("wrong", 0, "accuses"), ["运行容量"], "分支“过大”指出的字段增加 运行容量，去掉 合同容量", "handling"),
        (("wrong", 0, "id"), "超限", "分支“过大”改名为“超限”", "handling"),
        (("wrong", 0, "when"), "合同容量  >\n :上限", "分支“过大”的条件只改了空白和换行", "nothing"),
        (("remedy", "zh"), "更正", "整改办法改了", "texts"),
        (("source", "cite"), ["文件", "另文"], "依据增加 另文", "texts"),
        (("cases",), [], "例子去掉 1 个", "cases"),
        (("due_days",), 5, "整改天数由 3 改为 5", "handling"),
    ],
)  # fmt: skip
def test_sentences(path: tuple[str | int, ...], new: Any, says: str, effect: str) -> None:
    told = {(one.says, one.effect.value) for one in differences(pack(), pack(_replaced(RULE, path, new)))}
    assert (says, effect) in told


def test_changed_part_of_an_expression_is_marked() -> None:
    found = _one({"scope": "用户分类 = '高压' and 合同容量 > 0"})
    assert found.kind == "scope" and found.effect == "verdicts"
    assert found.marked == ("用户分类 = '高压'", "用户分类 = '高压'【 and 合同容量 > 0】")
    assert "    新 用户分类 = '高压'【 and 合同容量 > 0】" in lines([found])


def test_drafts_change_nothing() -> None:
    draft = RULE | {"status": "draft"}
    found = differences(pack(draft), pack(draft | {"scope": "true"}))
    assert [one.effect for one in found] == ["nothing"]
    (first, *_) = differences(pack(draft), pack(RULE))
    assert (first.says, first.effect) == ("由草稿改为启用", "verdicts")


def test_added_retired_and_vanished() -> None:
    empty = Pack(manifest=PackManifest.model_validate(HEAD), rules=())
    assert lines(differences(empty, pack())) == [
        "新增 1 条；能改变判定 1 条", "", "R001 容量偏差　能改变判定", "  新增：查“用电客户”，紧急，接替 R009",
    ]  # fmt: skip
    assert next(one.says for one in differences(pack(), empty)) == "新包里没有这条规则，也没有停用记录"
    (retired, *_) = differences(pack(), pack(RULE | {"status": "retired"}))
    assert (retired.kind, retired.says) == ("retired", "由启用改为停用")


def test_gravest_first() -> None:
    second = RULE | {"id": "R002"}
    both = [Pack(manifest=pack().manifest, rules=tuple(map(Rule.model_validate, rules))) for rules in (
        (RULE, second), (RULE | {"note": "新"}, second | {"scope": "true", "note": "新"}),
    )]  # fmt: skip
    found = differences(*both)
    assert [(one.rule, one.kind.value) for one in found] == [("R002", "scope"), ("R002", "note"), ("R001", "note")]
    assert counts(found)["effects"] == {"verdicts": 1, "handling": 0, "texts": 0, "cases": 0, "nothing": 1}


def test_long_texts_are_marked_in_time() -> None:
    old = " or ".join(f"合同容量 = {number}" for number in range(900))
    found = _one({"scope": old})
    assert found.marked is not None and found.marked[1].count("【") == 1


def _override(folder: Path, entries: str) -> Path:
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "id: county\ntitle: 县\nversion: 0.1.0\nissuer: 县\ndictionary: '1'\neffective_from: 2026-01-01\n"
        "overrides: census-112\nlevel: county\nword_lists: {占位户名: {add: [抄表员], reason: 习惯}}\n",
        encoding="utf-8",
    )
    (folder / "overrides.yaml").write_text(entries, encoding="utf-8")
    return folder


def test_overridden_packs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shipped = shipped_folder("rules") / "census-112"
    folder = _override(tmp_path / "o", "- {rule: R062, params: {门槛: 400}, severity: normal, reason: 本省文件}\n")
    base = load_pack(shipped)
    found = differences(base, apply_overrides(base, [load_override(folder)]))
    assert {(one.rule, one.where, one.reason) for one in found} == {
        ("R062", "params.门槛", "本省文件"), ("R062", "severity", "本省文件"), ("", "word_lists.占位户名", "习惯"),
    }  # fmt: skip
    assert run(["pack", "diff", str(shipped), str(folder)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("census-112 ") and "（覆盖包的理由：本省文件）" in said
    assert run(["pack", "diff", str(shipped), str(shipped), "--overrides", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["differences"] == [] and told["old"]["fingerprint"] != base.fingerprint


def test_an_override_out_of_force_is_said_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _override(tmp_path / "o", "- {rule: R062, severity: normal, reason: 本省文件}\n")
    heading = folder / "pack.yaml"
    heading.write_text(heading.read_text(encoding="utf-8") + "effective_to: 2026-01-02\n", encoding="utf-8")
    shipped = shipped_folder("rules") / "census-112"
    assert run(["pack", "diff", str(shipped), str(folder)]) == 0
    assert "注意：县（county 0.1.0）到 2026-01-02 为止有效" in capsys.readouterr().out
    assert run(["pack", "diff", str(shipped), str(shipped), "--overrides", str(folder), "--json"]) == 0
    assert "现在不起作用" in json.loads(capsys.readouterr().out)["out_of_force"][0]


def test_a_change_of_the_pack_alone_is_told_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _override(tmp_path / "o", "[]\n")
    assert run(["pack", "diff", str(shipped_folder("rules") / "census-112"), str(folder)]) == 0
    assert "规则本身没有差别，改的是规则包：版本、期限、天数、词表或说明" in capsys.readouterr().out


def test_two_override_packs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = _override(tmp_path / "a", "- {rule: R062, params: {门槛: 400}, reason: 甲}\n")
    new = _override(tmp_path / "b", "- {rule: R062, params: {门槛: 500}, reason: 乙}\n")
    assert run(["pack", "diff", str(old), str(new)]) == 0
    assert "参数“门槛”由 400 kVA 改为 500 kVA" in capsys.readouterr().out
