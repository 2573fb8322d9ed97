"""Whether a rule hits more or fewer records as one of its parameters grows, read from its expression alone.

Truth is ordered false < unknown < true; a direction says how a value may move when the parameter grows. Only what
can be proved is told: products with a field, most functions and equality prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import IntEnum

from census_app.checking.tuning.dial_trees import mentions
from census_app.rulebook.expression import (
    Aggregate,
    AggregateNode,
    BetweenNode,
    BinaryNode,
    LiteralNode,
    Node,
    ParameterNode,
    UnaryNode,
)
from census_app.rulebook.resolved import ResolvedRule


class Direction(IntEnum):
    """FALLING: never grows as the parameter grows. FLAT: does not depend on it."""

    FALLING = -1
    FLAT = 0
    RISING = 1


_GROWING = {Aggregate.COUNT: 1, Aggregate.ANY: 1, Aggregate.ALL: 1, Aggregate.NONE: -1}
_COMPARISONS = (">", ">=", "<", "<=")


def direction(node: Node, parameter: str) -> Direction | None:
    """How the node's value moves when the parameter grows; None when that cannot be told."""
    if not mentions(node, parameter):
        return Direction.FLAT
    match node:
        case ParameterNode() if node.key is None:
            return Direction.RISING
        case ParameterNode() if node.key is not None and not mentions(node.key, parameter):
            # one entry of a map: other records are not touched
            return Direction.RISING
        case UnaryNode():
            return _turned(direction(node.operand, parameter))
        case BinaryNode():
            return _binary(node, parameter)
        case BetweenNode():
            ends = (_turned(direction(node.low, parameter)), direction(node.high, parameter))
            return together(*ends) if not mentions(node.operand, parameter) else None
        case AggregateNode():
            return _aggregate(node, parameter)
    return None


def direction_of(rule: ResolvedRule, parameter: str, clauses: Iterable[int]) -> Direction | None:
    """How the records hit by these clauses (places) of the rule move when the parameter grows."""
    group = rule.group
    fixed = (*rule.unique, *(group.by if group is not None else ()))
    if any(mentions(node, parameter) for node in fixed) or (rule.unique and mentions(rule.scope, parameter)):
        return None
    if group is not None and mentions(rule.scope, parameter):
        return None
    wrong = [rule.clauses[place].when for place in clauses]
    return together(direction(rule.scope, parameter), *(direction(node, parameter) for node in wrong))


def together(*parts: Direction | None) -> Direction | None:
    """The direction of things that all have to move the same way."""
    moving = {part for part in parts if part is not Direction.FLAT}
    if not moving:
        return Direction.FLAT
    return moving.pop() if len(moving) == 1 else None


def _turned(part: Direction | None) -> Direction | None:
    return None if part is None else Direction(-part)


def _binary(node: BinaryNode, parameter: str) -> Direction | None:
    left, right = direction(node.left, parameter), direction(node.right, parameter)
    match node.operator:
        case "and" | "or" | "+":
            return together(left, right)
        case "-" | ">" | ">=":
            return together(left, _turned(right))
        case "<" | "<=":
            return together(_turned(left), right)
        case "*":
            return _times(node.right, left) if right is Direction.FLAT else _times(node.left, right)
        case "/" if right is Direction.FLAT:
            return _times(node.right, left)
    return None


def _times(factor: Node, part: Direction | None) -> Direction | None:
    """A multiple of something moving; only the sign of a written number is known."""
    negative = isinstance(factor, UnaryNode) and factor.operator == "-"
    number = factor.operand if isinstance(factor, UnaryNode) and negative else factor
    if not isinstance(number, LiteralNode) or not isinstance(number.value, int | Decimal):
        return None
    if number.value == 0:
        return Direction.FLAT
    return part if (number.value > 0) is not negative else _turned(part)


def _aggregate(node: AggregateNode, parameter: str) -> Direction | None:
    sign = _GROWING.get(node.function)
    if sign is None or node.condition is None or (node.value is not None and mentions(node.value, parameter)):
        return None
    compared = isinstance(node.condition, BinaryNode) and node.condition.operator in _COMPARISONS
    if node.function is Aggregate.COUNT and not compared:
        # a condition of several parts may pass from unknown to false, and the count from unknown to a number
        return None
    inside = direction(node.condition, parameter)
    return inside if sign == 1 else _turned(inside)
