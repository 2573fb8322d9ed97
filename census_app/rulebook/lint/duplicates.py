"""Two rules, or two clauses, that ask exactly the same."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.lint.canonical import canonical, conjuncts
from census_app.rulebook.lint.parts import remark
from census_app.rulebook.resolved import ResolvedClause, ResolvedPack, ResolvedRule

# Groups and switches of two rules are compared by what they say, so both stand under one name.
_ANY_RULE = "*"


def check(resolved: ResolvedPack) -> Iterator[Diagnostic]:
    """Clauses with the same table, scope and condition as an earlier one, parameters replaced by their values."""
    seen: dict[tuple[object, ...], str] = {}
    for rule in (*resolved.rules, *resolved.drafts):
        for position, clause in enumerate(rule.clauses):
            key = _key(rule, clause, position == rule.group_place)
            name = f"{rule.id} {clause.clause}".strip()
            if key in seen:
                path = (*rule.path_of(position), "when") if rule.path_of(position) else ()
                message = f"和 {seen[key]} 的条件完全一样"
                yield remark(resolved.pack, rule.id, "duplicate", path, message, "留下一个", Level.WARNING)
            else:
                seen[key] = name


def _key(rule: ResolvedRule, clause: ResolvedClause, of_group: bool) -> tuple[object, ...]:
    parameters = rule.parameters
    asked = conjuncts(rule.scope, parameters, _ANY_RULE) | conjuncts(clause.when, parameters, _ANY_RULE)
    grouped = rule.unique or (rule.group.by if rule.group and of_group else ())
    by = tuple(sorted(canonical(node, parameters, _ANY_RULE) for node in grouped))
    summed = tuple(canonical(node, parameters, _ANY_RULE) for node in rule.summary.by) if rule.summary else ()
    return (rule.table.id, asked - {"True"}, by, bool(rule.unique), summed)
