"""Which rows can be wrong at all, as far as their own values tell: of the others nothing else need be looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable

from census_app.checking.compiling.compile import Compiler
from census_app.checking.compiling.sql import conjunction, disjunction
from census_app.checking.compiling.tree import guards
from census_app.checking.judge import JudgedRule, Judgement
from census_app.rulebook.expression import Node

_COLUMN = re.compile(r'"(\w+)"')
_ALWAYS = "TRUE"


def suspects(judgement: Judgement) -> str:
    """SQL boolean over the frame's base columns, true of every row on which a clause is wrong.

    A condition is asked of no row it is not asked of in the scan itself, so it raises nowhere else.
    """
    return disjunction(f"({_of_rule(judged, judgement.frame.base.alias)})" for judged in judgement.rules)


def _of_rule(judged: JudgedRule, alias: str | None) -> str:
    parts = guards(judged.rule.scope)
    scope = _own(judged.compiler, parts, alias)
    in_scope = _all(scope)
    if len(scope) < len(parts) or judged.rule.group is not None:
        return in_scope
    clauses = [_all(_own(slot.compiler, guards(slot.clause.when), alias)) for slot in judged.slots]
    if _ALWAYS in clauses:
        return in_scope
    wrong = disjunction(f"({text})" for text in clauses)
    return wrong if in_scope == _ALWAYS else f"CASE WHEN {in_scope} THEN {wrong} ELSE FALSE END"


def _own(compiler: Compiler, nodes: Iterable[Node], alias: str | None) -> list[str]:
    """SQL of the nodes that read only the base row's own columns."""
    texts = [compiler.compile(node).text for node in nodes]
    return [text for text in texts if all(name.startswith(f"{alias}_") for name in _COLUMN.findall(text))]


def _all(texts: Iterable[str]) -> str:
    return conjunction(f"({text})" for text in texts if text != _ALWAYS)
