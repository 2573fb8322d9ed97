"""`--where`: the rule language over problem columns, turned into a DuckDB condition.

Problem columns are plain values, so three-valued SQL says the same as the rule language here; what the
columns have no use for (relations, aggregates, parameters, functions) is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from census_app.archive.columns import quote_name, quote_value
from census_app.dictionary.nearest import nearest
from census_app.foundation.errors import BadInput
from census_app.rulebook.expression import (
    BetweenNode,
    BinaryNode,
    CaseNode,
    CoalesceNode,
    FieldNode,
    InNode,
    IsNullNode,
    LiteralNode,
    Node,
    UnaryNode,
    ValueType,
)
from census_app.workspace.problems.fields import LABELS, SYNONYMS, TABLE_ID, problem_dictionary

_SYMBOLS = {"and": "AND", "or": "OR", "like": "LIKE"}


def condition_sql(text: str) -> str:
    """The condition as DuckDB SQL over the problem view; `BadInput` says where and why it is not understood."""
    from census_app.rulebook.resolving.resolve import resolve_expression

    node = resolve_expression(text, problem_dictionary(), TABLE_ID)
    if node.type not in (ValueType.BOOLEAN, ValueType.UNKNOWN):
        raise BadInput(f"这不是一个条件：{text}", "写成能判断真假的式子，例如 级别 = '紧急'")
    return _sql(node)


def _sql(node: Node) -> str:
    writer = _WRITERS.get(type(node))
    if writer is None:
        raise BadInput(
            "问题的条件里不能用函数、关联、汇总和参数", "只用问题的列、比较、and、or、not、in、between、like"
        )
    return writer(node)


def _field(node: Any) -> str:
    return quote_name(node.field)


def _literal(node: Any) -> str:
    if isinstance(node.value, datetime):
        return f"TIMESTAMP '{node.value.isoformat(sep=' ')}'"
    if isinstance(node.value, date):
        return f"DATE '{node.value.isoformat()}'"
    return quote_value(node.value)


def _unary(node: Any) -> str:
    return f"(NOT {_sql(node.operand)})" if node.operator == "not" else f"(-{_sql(node.operand)})"


def _binary(node: Any) -> str:
    if node.operator == "<>":
        return f"(NOT {_compared('=', node.left, node.right)})"
    if node.operator in ("=", "<", "<=", ">", ">=", "like"):
        return _compared(_SYMBOLS.get(node.operator, node.operator), node.left, node.right)
    left, right = _sql(node.left), _sql(node.right)
    if node.operator == "/":
        return f"({left} / nullif({right}, 0))"
    return f"({left} {_SYMBOLS.get(node.operator, node.operator)} {right})"


def _compared(operator: str, left: Node, right: Node) -> str:
    if isinstance(left, LiteralNode) and isinstance(right, FieldNode) and operator == "=":
        left, right = right, left
    value = _sql(_stored(left, right))
    return _either(left, lambda column: f"({column} {operator} {value})")


def _in(node: Any) -> str:
    options = ", ".join(_sql(_stored(node.operand, option)) for option in node.options)
    return _either(node.operand, lambda column: f"({column} IN ({options}))")


def _between(node: Any) -> str:
    return f"({_sql(node.operand)} BETWEEN {_sql(node.low)} AND {_sql(node.high)})"


def _is_null(node: Any) -> str:
    return f"({_sql(node.operand)} IS NULL)"


def _case(node: Any) -> str:
    branches = " ".join(f"WHEN {_sql(when)} THEN {_sql(then)}" for when, then in node.branches)
    otherwise = f" ELSE {_sql(node.otherwise)}" if node.otherwise is not None else ""
    return f"(CASE {branches}{otherwise} END)"


def _coalesce(node: Any) -> str:
    return f"coalesce({', '.join(_sql(argument) for argument in node.arguments)})"


_WRITERS: dict[type, Callable[[Any], str]] = {
    FieldNode: _field,
    LiteralNode: _literal,
    UnaryNode: _unary,
    BinaryNode: _binary,
    InNode: _in,
    BetweenNode: _between,
    IsNullNode: _is_null,
    CaseNode: _case,
    CoalesceNode: _coalesce,
}


def _either(subject: Node, condition: Callable[[str], str]) -> str:
    """The condition on the column, or on the column that means the same."""
    written = condition(_sql(subject))
    if isinstance(subject, FieldNode) and subject.field in SYNONYMS:
        return f"({written} OR {condition(quote_name(SYNONYMS[subject.field]))})"
    return written


def _stored(subject: Node, value: Node) -> Node:
    """Labels people write become the stored values; a word that is neither is refused with its neighbours."""
    if not (isinstance(subject, FieldNode) and isinstance(value, LiteralNode) and isinstance(value.value, str)):
        return value
    labels = LABELS.get(subject.field)
    if labels is None or value.value in labels:
        return value
    for stored, label in labels.items():
        if label == value.value:
            return LiteralNode(value.type, value.span, stored)
    near = "、".join(nearest(value.value, labels.values())) or "、".join(labels.values())
    raise BadInput(f"没有这个值：{value.value}", f"可以写：{near}")
