"""Which rules judge differently after a change of packs, and which only speak differently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from census_app.rulebook.model import Pack, Rule, Status
from census_app.workspace.rule_facts import judging_fingerprints

ADDED, GONE, JUDGES, BLOCKED = "added", "gone", "changed", "depends"
REASONS = {
    ADDED: "新增或启用",
    GONE: "停用或删去",
    JUDGES: "条件或参数改了",
    BLOCKED: "依赖的规则改了",
}
_WORDS = {
    "version": "版本号",
    "title": "名称",
    "short": "简称",
    "category": "类别",
    "severity": "等级",
    "clauses": "说明、指出的字段或分支等级",
    "accuses": "指出的字段",
    "says": "说明",
    "shows": "附列的值",
    "params": "以后才生效的参数值或参数说明",
    "remedy": "整改办法",
    "source": "依据",
    "replaces": "接替关系",
    "due_days": "期限",
}


@dataclass(frozen=True)
class Affected:
    """`judged`: rule → why it must be judged again; `reworded`: rule → what else changed; both in rule order."""

    judged: dict[str, str]
    reworded: dict[str, tuple[str, ...]]
    unchanged: int


def affected_rules(before: Pack, after: Pack, as_of: date) -> Affected:
    """The rules of both packs, sorted by what the change does to their verdicts on that day.

    A rule that requires a changed one is judged again too: what blocked it may be gone, or come.
    """
    old, new = _published(before), _published(after)
    prints_before, prints_after = judging_fingerprints(before, as_of), judging_fingerprints(after, as_of)
    judged: dict[str, str] = {}
    for rule_id in old.keys() | new.keys():
        if rule_id not in old:
            judged[rule_id] = ADDED
        elif rule_id not in new:
            judged[rule_id] = GONE
        elif prints_before[rule_id] != prints_after[rule_id]:
            judged[rule_id] = JUDGES
    for rule_id in _dependents(set(judged), (*old.values(), *new.values())):
        judged[rule_id] = BLOCKED
    kept = sorted(old.keys() & new.keys() - judged.keys())
    days_before, days_after = before.manifest.due_days, after.manifest.due_days
    reworded = {rule_id: _reworded(old[rule_id], new[rule_id], days_before != days_after) for rule_id in kept}
    told = {rule_id: what for rule_id, what in reworded.items() if what}
    return Affected(dict(sorted(judged.items())), told, len(kept) - len(told))


def _published(pack: Pack) -> dict[str, Rule]:
    return {rule.id: rule for rule in pack.rules if rule.status is Status.PUBLISHED}


def _dependents(changed: set[str], rules: tuple[Rule, ...]) -> set[str]:
    """Rules that require one of `changed`, directly or over others."""
    found: set[str] = set()
    pending = set(changed)
    while pending:
        pending = {
            rule.id for rule in rules if rule.id not in changed | found and not pending.isdisjoint(rule.requires)
        }
        found |= pending
    return found


def _reworded(before: Rule, after: Rule, other_days: bool) -> tuple[str, ...]:
    one, two = _words_of(before), _words_of(after)
    changed = [label for name, label in _WORDS.items() if one[name] != two[name]]
    if other_days and after.due_days is None and before.due_days is None:
        changed.append(_WORDS["due_days"])
    return tuple(changed)


def _words_of(rule: Rule) -> dict[str, Any]:
    content = rule.model_dump(mode="json")
    content["clauses"] = [
        {name: value for name, value in clause.items() if name != "when"} for clause in content["wrong"]
    ]
    return {name: content[name] for name in _WORDS}
