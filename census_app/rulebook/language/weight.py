"""How large the SQL of an expression would get, told without making it.

Functions, `case` and `coalesce` write their parts several times over, so that nesting multiplies: sixty characters
of a rule can become sixty million of SQL. The estimate counts characters; fields, literals and lists count as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from census_app.dictionary.model import Dictionary
from census_app.rulebook.expression import (
    CallNode,
    CaseNode,
    CoalesceNode,
    FieldNode,
    IsNullNode,
    LiteralNode,
    Node,
    ParameterNode,
)
from census_app.rulebook.functions.entry import Given, Surroundings
from census_app.rulebook.functions.registry import registry
from census_app.rulebook.language.walk import children
from census_app.rulebook.resolved import ParameterValue

MAX_WEIGHT = 250_000
MAX_PACK_WEIGHT = 10_000_000
_FIELD = 80
_NODE = 10
_ENGINE_CALL = 300
_QUOTES = 4
_MARK = "\x00{}\x00"


def weight(node: Node, parameters: Mapping[str, ParameterValue], dictionary: Dictionary) -> int:
    """The estimate for one tree; its own cost is that of the tree, however large the estimate."""
    inside = [weight(child, parameters, dictionary) for child in children(node)]
    if isinstance(node, FieldNode):
        return _FIELD
    if isinstance(node, LiteralNode):
        return len(str(node.value)) + _QUOTES
    if isinstance(node, ParameterNode):
        return _size(parameters[node.name].value) + sum(_size(value) for _, value in parameters[node.name].dated)
    if isinstance(node, CallNode):
        return _call(node, inside, parameters, dictionary)
    if isinstance(node, CaseNode):
        conditions = inside[: 2 * len(node.branches) : 2]
        return _NODE * len(inside) + sum(inside) + sum(conditions)  # a condition is asked whether it is unknown, too
    if isinstance(node, CoalesceNode | IsNullNode):
        return _NODE * len(inside) + 2 * sum(inside)  # each part is asked whether it is empty, too
    return _NODE + sum(inside)


def _call(node: CallNode, inside: list[int], parameters: Mapping[str, ParameterValue], dictionary: Dictionary) -> int:
    entry = registry()[node.function]
    if entry.duckdb is None:
        return _ENGINE_CALL + sum(inside)
    given = [Given(_MARK.format(index), _constant(one, parameters)) for index, one in enumerate(node.arguments)]
    around = Surroundings(dictionary, date(2026, 1, 1), "w", date(2004, 1, 1), "u", "202601")
    text = entry.duckdb(given, around)
    return len(text) + sum(text.count(one.sql) * size for one, size in zip(given, inside, strict=True))


def _constant(node: Node, parameters: Mapping[str, ParameterValue]) -> Any:
    if isinstance(node, LiteralNode):
        return node.value
    if isinstance(node, ParameterNode) and node.key is None:
        return parameters[node.name].value
    return None


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_size(key) + _size(one) for key, one in value.items())
    if isinstance(value, tuple | list):
        return sum(_size(one) for one in value)
    return len(str(value)) + _QUOTES
