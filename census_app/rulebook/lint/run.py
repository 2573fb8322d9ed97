"""Runs every check over a resolved pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.lint import (
    case_rows,
    constants,
    defects,
    duplicates,
    emptiness,
    examples,
    identity,
    ignorance,
    labels,
    placeholders,
    requirements,
    unused,
)
from census_app.rulebook.lint.parts import Subject
from census_app.rulebook.resolved import ResolvedPack

RULE_CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (
    constants.check,
    labels.check,
    ignorance.check,
    placeholders.check,
    defects.check,
    unused.check,
    examples.check,
)
PACK_CHECKS: tuple[Callable[[ResolvedPack], Iterator[Diagnostic]], ...] = (
    case_rows.check,
    requirements.check,
    identity.check,
    duplicates.check,
    emptiness.check,
    unused.check_word_lists,
)


def lint_pack(resolved: ResolvedPack) -> list[Diagnostic]:
    """Everything to be said about the pack, by rule and place: what resolution refused, then the checks."""
    found = list(resolved.diagnostics)
    for rule in (*resolved.rules, *resolved.drafts):
        subject = Subject(resolved.pack, rule, resolved.dictionary)
        for rule_check in RULE_CHECKS:
            found += rule_check(subject)
    for pack_check in PACK_CHECKS:
        found += pack_check(resolved)
    found += _proved(resolved)
    return sorted(found, key=_order)


def _order(item: Diagnostic) -> tuple[str, bool, str, int, int, str, str]:
    """By rule and place; a parameter written wrongly comes before the expressions it keeps from being read."""
    cause = item.level is Level.ERROR and item.where.startswith("params.")
    return item.rule, not cause, item.file, item.line, item.column, item.check, item.message


def _proved(resolved: ResolvedPack) -> list[Diagnostic]:
    # z3 takes a moment to load, and only lint needs it
    from census_app.rulebook.lint.solver.check import check

    return list(check(resolved))
