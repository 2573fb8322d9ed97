"""An id is never given to another rule; what a pack does to the rules before it is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from census_app.foundation.resources import shipped_folder
from census_app.rulebook.diagnostics import Level
from census_app.rulebook.lineage import lineage
from census_app.rulebook.model import Pack, PackManifest, Rule
from census_app.rulebook.packs import load_pack

HEAD = {
    "id": "sample", "title": {"zh": "样例"}, "version": "1.0.0", "issuer": "测试", "dictionary": "1",
    "effective_from": "2026-01-01", "due_days": {"urgent": 3},
}  # fmt: skip
RULE: dict[str, Any] = {
    "id": "R002", "version": 2, "title": {"zh": "合同容量为零或空"}, "category": "客户基础档案", "severity": "urgent",
    "table": "用电客户", "wrong": [{"id": "零", "when": "合同容量 = 0", "says": {"zh": "x"}}],
    "remedy": {"zh": "核对"}, "source": {"kind": "policy"}, "replaces": ["R001"],
}  # fmt: skip


def pack(*rules: dict[str, Any]) -> Pack:
    return Pack(manifest=PackManifest.model_validate(HEAD), rules=tuple(Rule.model_validate(rule) for rule in rules))


OTHER = {
    "title": {"zh": "户名重复"},
    "wrong": [{"id": "重", "when": "用户名称 = '甲'", "says": {"zh": "x"}}],
    "version": 3,
}


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ((RULE, RULE | {"id": "R001", "replaces": []}), "规则号 R001 早已由 R002 接替，不能再用"),
        ((RULE | {"table": "计量点"},), "原来查“用电客户”，现在查“计量点”"),
        ((RULE | OTHER,), "名称由“合同容量为零或空”换成“户名重复”，条件也全换了"),
        ((RULE | {"version": 1},), "规则版本由 2 退到 1"),
    ],
)
def test_breaks(new: tuple[dict[str, Any], ...], says: str) -> None:
    found = [one for one in lineage(pack(RULE), pack(*new)) if one.level is Level.ERROR]
    assert len(found) == 1 and says in found[0].message and found[0].hint


def test_a_retired_id_comes_back_only_as_itself() -> None:
    retired = RULE | {"status": "retired"}
    assert lineage(pack(retired), pack(RULE)) == ()
    assert [one.level for one in lineage(pack(retired), pack(RULE | OTHER))] == [Level.ERROR]
    assert lineage(pack(RULE), pack(retired)) == ()


@pytest.mark.parametrize(
    "change", [{"title": {"zh": "户名重复"}}, {"wrong": OTHER["wrong"], "version": 3}, {"severity": "normal"}]
)
def test_going_on(change: dict[str, Any]) -> None:
    assert lineage(pack(RULE), pack(RULE | change)) == ()


def test_warnings() -> None:
    (gone,) = lineage(pack(RULE), pack())
    assert (gone.level, gone.rule) == (Level.WARNING, "R002") and "没有停用记录" in gone.message
    assert lineage(pack(RULE), pack(RULE | {"id": "R003", "replaces": ["R002"]})) == ()
    (changed,) = lineage(pack(RULE), pack(RULE | {"scope": "合同容量 > 1"}))
    assert (changed.level, changed.message) == (Level.WARNING, "判定改了，规则的 version 没有升")
    assert lineage(pack(RULE), pack(RULE | {"status": "draft"})) == ()


def test_shipped_pack_goes_on_with_itself() -> None:
    shipped = load_pack(Path(shipped_folder("rules")) / "census-112")
    assert lineage(shipped, shipped) == ()


def test_another_pack_is_told_once_and_not_rule_by_rule() -> None:
    old, other = pack(RULE), pack(RULE | OTHER | {"id": "R003"})
    other = other.model_copy(update={"manifest": PackManifest.model_validate(HEAD | {"id": "other"})})
    (told,) = lineage(old, other)
    assert (told.rule, told.level) == ("other", Level.WARNING)
    assert "这是另一个规则包，不是 sample 的新版本：换上以后 sample 的 1 条规则不再运行" in told.message
    assert "编号写 id: sample" in told.hint
    kept = other.model_copy(update={"rules": (Rule.model_validate(RULE | {"version": 1}),)})
    assert [one.level for one in lineage(old, kept)] == [Level.ERROR], "an id still is not given to another rule"
