"""What a draft of the base pack changes in vain, because an override in force decides it."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.rulebook.model import Rule
from census_app.rulebook.overrides.model import RuleOverride
from census_app.workspace.pack_life.composing import Composed


def overruled(composed: Composed, rules: Iterable[Rule]) -> list[str]:
    """A line for each change of these rules against the base pack that an override in force also lays down."""
    labels = {entry.id: entry.label for entry in composed.active.overrides}
    before = {rule.id: rule for rule in composed.base.rules}
    said = []
    for rule in rules:
        for override in composed.overrides:
            entries = [one for one in override.rules if one.rule == rule.id]
            for what in (word for entry in entries for word in _both(before.get(rule.id), rule, entry)):
                label = labels[override.manifest.id]
                said.append(f"{rule.id} {what}由{label} 规定，以它为准：规则包里这样改不起作用，要改就改那个覆盖包")
    return said


def _both(before: Rule | None, after: Rule, entry: RuleOverride) -> list[str]:
    """What the draft changes of the rule and the override lays down too, in words."""
    if before is None:
        return []
    changed = {name for name, one in after.params.items() if name in before.params and one != before.params[name]}
    words = [f"参数“{name}”" for name in entry.params if name in changed]
    if entry.severity and _severities(before) != _severities(after):
        words.append("等级")
    if entry.status is not None and before.status is not after.status:
        words.append("状态")
    return words


def _severities(rule: Rule) -> list[object]:
    return [rule.severity, *((clause.id, clause.severity) for clause in rule.wrong)]
