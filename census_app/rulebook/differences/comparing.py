"""What changed from one pack to another, said rule by rule."""

from __future__ import annotations

from census_app.rulebook.differences.manifest import manifest_differences
from census_app.rulebook.differences.model import EFFECTS, Difference, Kind
from census_app.rulebook.differences.rules import added, removed, rule_differences
from census_app.rulebook.model import Pack

_KINDS = tuple(Kind)


def differences(old: Pack, new: Pack) -> tuple[Difference, ...]:
    """Everything that differs, the rule with the gravest effect first, each rule's differences together.

    Works on packs as issued and on packs under overrides alike; what an override of `new` did carries its reason.
    Two packs without differences say the same to every record and every reader.
    """
    before, after = ({rule.id: rule for rule in pack.rules} for pack in (old, new))
    groups = [manifest_differences(old, new)]
    for rule_id in sorted(before.keys() | after.keys()):
        if rule_id not in before:
            groups.append([added(after[rule_id])])
        elif rule_id not in after:
            groups.append([removed(before[rule_id])])
        else:
            groups.append(rule_differences(before[rule_id], after[rule_id], _reasons(new, rule_id)))
    ordered = sorted((sorted(group, key=_rank) for group in groups if group), key=lambda group: _rank(group[0]))
    return tuple(difference for group in ordered for difference in group)


def _reasons(pack: Pack, rule_id: str) -> dict[str, str]:
    return {one.what: one.reason for one in pack.overridden if one.rule == rule_id}


def _rank(difference: Difference) -> tuple[int, int]:
    return EFFECTS.index(difference.effect), _KINDS.index(difference.kind)
