"""Two rules, or two clauses, that ask exactly the same."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.lint.parts import remark
from census_app.rulebook.resolved import ResolvedPack
from census_app.rulebook.shape import shape


def check(resolved: ResolvedPack) -> Iterator[Diagnostic]:
    """Clauses with the same table, scope and condition as an earlier one."""
    seen: dict[tuple[str, ...], str] = {}
    for rule in (*resolved.rules, *resolved.drafts):
        for position, clause in enumerate(rule.clauses):
            if rule.group is not None or rule.unique:
                grouped = rule.unique or (rule.group.by if rule.group else ())
                key = (rule.table.id, shape(rule.scope), shape(clause.when), *(shape(node) for node in grouped))
            else:
                key = (rule.table.id, shape(rule.scope), shape(clause.when))
            name = f"{rule.id} {clause.clause}".strip()
            if key in seen:
                path = ("wrong", position, "when") if rule.rule.wrong else ()
                message = f"和 {seen[key]} 的条件完全一样"
                yield remark(resolved.pack, rule.id, "duplicate", path, message, "留下一个", Level.WARNING)
            else:
                seen[key] = name
