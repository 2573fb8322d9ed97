"""The rules that others require, in turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from census_app.rulebook.resolved import ResolvedRule


def with_required(
    rules: Sequence[ResolvedRule], wanted: Iterable[str], told: Set[str] = frozenset()
) -> list[ResolvedRule]:
    """The wanted ones of these rules, with all they require in turn, in the rules' order.

    Of required rules that are `told` of nothing is needed, nor of what only they require.
    """
    by_id = {rule.id: rule for rule in rules}
    pending, kept = sorted(set(wanted) & set(by_id)), set()
    while pending:
        rule_id = pending.pop()
        if rule_id not in kept:
            kept.add(rule_id)
            requires = by_id[rule_id].rule.requires
            pending += [required for required in requires if required in by_id and required not in told]
    return [rule for rule in rules if rule.id in kept]
