"""A rule's fingerprint changes with what decides its verdicts, and only with that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from census_app.rulebook.model import AppliedOverride, Pack, PackManifest, Rule
from census_app.workspace.runs.rule_facts import accused_names, read_rule_facts, rule_facts, write_rule_facts
from tests.unit.workspace.fixtures import RULE as FACTS

RULE: dict[str, Any] = {
    "id": "R001", "version": 1, "title": {"zh": "户名"}, "category": "c", "severity": "urgent", "table": "用电客户",
    "scope": "在册(用户状态)", "wrong": [{"id": "a", "when": "名称含(用户名称, :占位)", "says": {"zh": "x"}}],
    "params": {"上限": {"value": "1", "dated": [{"since": "2026-06-01", "value": "2"}]}},
    "remedy": {"zh": "x"}, "source": {"kind": "policy"},
}  # fmt: skip
WORDS = {"占位": ["测试"], "占位户名": ["公司"]}
DAY = date(2026, 5, 1)


def facts(rule: dict[str, Any] | None = None, words: dict[str, list[str]] | None = None, day: date = DAY) -> str:
    return rule_facts(pack(rule, words), day, {})[0].fingerprint


def pack(rule: dict[str, Any] | None, words: dict[str, list[str]] | None, **more: Any) -> Pack:
    head = {
        "id": "t", "title": {"zh": "t"}, "version": "1.0.0", "issuer": "t", "dictionary": "1",
        "effective_from": "2026-01-01", "due_days": {"urgent": 7}, "word_lists": WORDS | (words or {}),
    }  # fmt: skip
    rules = (Rule.model_validate(RULE | (rule or {})),)
    return Pack(manifest=PackManifest.model_validate(head), rules=rules, **more)


@pytest.mark.parametrize(
    "rule",
    [
        {"version": 2}, {"scope": "true"}, {"params": {"上限": {"value": "3"}}}, {"requires": ["R002"]},
        {"wrong": [RULE["wrong"][0] | {"when": "名称含(用户名称, :占位户名)"}]},
    ],
)  # fmt: skip
def test_what_decides_verdicts(rule: dict[str, Any]) -> None:
    assert facts(rule) != facts()


@pytest.mark.parametrize(
    "rule", [{"severity": "normal"}, {"remedy": {"zh": "y"}}, {"scope": " 在册(用户状态)\n"}, {"note": "n"}]
)
def test_what_does_not(rule: dict[str, Any]) -> None:
    assert facts(rule) == facts()


def test_parameters_and_words_in_force() -> None:
    assert facts(day=date(2026, 6, 1)) != facts()
    assert facts(words={"占位": ["测试", "待定"]}) != facts()
    assert facts(words={"占位户名": ["集团"]}) == facts()
    by_group = {"wrong": [], "group": {"by": ["用户编号"], "wrong": "count(名称含(用户名称, :占位)) > 1"}}
    assert facts(by_group, {"占位": ["待定"]}) != facts(by_group)


def test_overrides_are_told() -> None:
    common = {"level": "county", "pack": "c", "version": "0.1.0", "reason": "本县"}
    overridden = tuple(
        AppliedOverride.model_validate(common | one)
        for one in (
            {"rule": "R001", "what": "params.上限", "old": "1", "new": "3"},
            {
                "rule": "R001",
                "what": "params.门槛",
                "old": "1",
                "unit": "kVA",
                "new": {"value": "1", "dated": [{"since": "2026-06-01", "value": "2"}]},
            },
            {"rule": "", "what": "word_lists.占位", "old": ["测试"], "new": ["测试", "待定"]},
            {"rule": "", "what": "word_lists.占位户名", "old": ["公司"], "new": ["集团"]},
            {"rule": "R002", "what": "severity[a]", "old": "urgent", "new": "normal"},
        )
    )
    (told,) = rule_facts(pack(None, None, overridden=overridden), DAY, {})
    assert told.overridden == [
        "县级覆盖包 c 0.1.0：R001 的参数“上限”由 1 改为 3（本县）",
        "县级覆盖包 c 0.1.0：R001 的参数“门槛”2026-06-01 起的值新定为 2 kVA（本县）",
        "县级覆盖包 c 0.1.0：词表“占位”增加 待定（本县）",
    ]


def test_fields_are_accused_in_the_same_order_by_facts_read_back(tmp_path: Path) -> None:
    accuses = {"送早于立": ["送电日期", "立户日期"], "未来": ["立户日期", "送电日期"]}
    told = replace(FACTS, accuses=accuses)
    write_rule_facts([told], tmp_path / "rules.json")
    (read,) = read_rule_facts(tmp_path / "rules.json")
    assert accused_names(told, "送早于立,未来") == accused_names(read, "送早于立,未来") == ["送电日期", "立户日期"]
