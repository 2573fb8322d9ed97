"""What changed from one pack to another, said rule by rule."""

from __future__ import annotations

from collections import defaultdict

from census_app.rulebook.differences.manifest import manifest_differences
from census_app.rulebook.differences.model import EFFECTS, Difference, Kind
from census_app.rulebook.differences.rules import added, removed, rule_differences
from census_app.rulebook.model import Pack, Rule

_KINDS = tuple(Kind)


def differences(old: Pack, new: Pack) -> tuple[Difference, ...]:
    """Everything that differs, the rule with the gravest effect first, each rule's differences together.

    Works on packs as issued and on packs under overrides alike; what an override of `new` did carries its reason.
    Two packs without differences say the same to every record and every reader.
    """
    before, after = ({rule.id: rule for rule in pack.rules} for pack in (old, new))
    kept = _kept(old, new)
    reasons = _reasons(old, new)
    groups = [manifest_differences(old, new, reasons.get("", {}))]
    for rule_id in sorted(before.keys() | after.keys()):
        if rule_id not in before:
            groups.append([added(after[rule_id])])
        elif rule_id not in after:
            groups.append([removed(before[rule_id])])
        elif before[rule_id] != after[rule_id]:
            added_to_cases = kept[rule_id] | kept[""]
            one, other = (_without_kept(side[rule_id], added_to_cases) for side in (before, after))
            groups.append(rule_differences(one, other, reasons.get(rule_id, {})))
    ordered = sorted((sorted(group, key=_rank) for group in groups if group), key=lambda group: _rank(group[0]))
    return tuple(difference for group in ordered for difference in group)


def _reasons(old: Pack, new: Pack) -> dict[str, dict[str, str]]:
    """By rule and part, why an override of `new` changed it; overrides that lie over `old` too explain nothing."""
    known = {(one.pack, one.version, one.rule, one.what) for one in old.overridden}
    reasons: dict[str, dict[str, str]] = defaultdict(dict)
    for one in new.overridden:
        if (one.pack, one.version, one.rule, one.what) not in known:
            reasons[one.rule][one.what] = one.reason
    return reasons


def _kept(*packs: Pack) -> dict[str, set[str]]:
    """By rule, the parameters and word lists whose base values the cases of an overridden pack keep."""
    kept: dict[str, set[str]] = defaultdict(set)
    for one in (one for pack in packs for one in pack.overridden):
        kept[one.rule].add(one.what.partition(".")[2])
    return kept


def _without_kept(rule: Rule, kept: set[str]) -> Rule:
    """The rule with its cases as written, without what overriding added to them."""
    if not kept:
        return rule
    cases = (
        case.model_copy(update={"params": {name: one for name, one in case.params.items() if name not in kept}})
        for case in rule.cases
    )
    return rule.model_copy(update={"cases": tuple(cases)})


def _rank(difference: Difference) -> tuple[int, int]:
    return EFFECTS.index(difference.effect), _KINDS.index(difference.kind)
