"""One text for all trees that mean the same, parameters replaced by their values.

More trees fall together than with `shape`: `a > b` and `b < a`, `not (x = 1)` and `x <> 1`, operands of `and`, `or`,
`=`, `+`, `*` in any order, `between` and its two comparisons, two parameters with the same value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from census_app.rulebook.expression import (
    NEGATED_COMPARISONS,
    Aggregate,
    AggregateNode,
    BetweenNode,
    BinaryNode,
    CallNode,
    CaseNode,
    CoalesceNode,
    FieldNode,
    Hop,
    InNode,
    IsNullNode,
    LiteralNode,
    Node,
    ParameterNode,
    RelationNode,
    UnaryNode,
    ValueType,
)
from census_app.rulebook.resolved import ParameterValue

Parameters = Mapping[str, ParameterValue]
_MIRRORED = {">": "<", ">=": "<="}
_UNORDERED = frozenset({"=", "<>", "+", "*"})
_QUANTIFIERS = {Aggregate.ANY: True, Aggregate.NONE: False, Aggregate.ALL: False}


def canonical(node: Node, parameters: Parameters, rule: str = "") -> str:
    """The canonical text; `rule` tells apart what is a rule's own: its groups and its switches."""
    return _Speller(parameters, rule).spell(node)


def conjuncts(node: Node, parameters: Parameters, rule: str, *, positive: bool = True) -> frozenset[str]:
    """The canonical texts of the parts joined by `and`, of the node or of its negation."""
    return frozenset(_Speller(parameters, rule).parts(node, "and", positive))


def way(path: tuple[Hop, ...]) -> str:
    """A path as text; a longer path starts with the text of a shorter one."""
    return "".join(f"{hop.table}.{hop.relation}>" for hop in path)


class _Speller:
    def __init__(self, parameters: Parameters, rule: str) -> None:
        self.parameters = parameters
        self.rule = rule

    def spell(self, node: Node, positive: bool = True) -> str:
        """The canonical text of the node, or of its negation."""
        match node:
            case UnaryNode(operator="not"):
                return self.spell(node.operand, not positive)
            case BinaryNode(operator="and" | "or"):
                operator = node.operator if positive else {"and": "or", "or": "and"}[node.operator]
                return f"({operator} {' '.join(sorted(self.parts(node, operator, positive)))})"
            case BinaryNode() if node.operator in NEGATED_COMPARISONS:
                return self._comparison(node, node.operator if positive else NEGATED_COMPARISONS[node.operator])
            case BetweenNode():
                return self._between(node, positive)
            case AggregateNode() if node.function in _QUANTIFIERS:
                return self._signed(self._quantified(node), positive is _QUANTIFIERS[node.function])
        return self._signed(self._plain(node), positive)

    def parts(self, node: Node, operator: str, positive: bool) -> set[str]:
        """The canonical texts of a chain of `and` or `or`, each once."""
        if isinstance(node, UnaryNode) and node.operator == "not":
            return self.parts(node.operand, operator, not positive)
        joined = operator if positive else {"and": "or", "or": "and"}[operator]
        if isinstance(node, BinaryNode) and node.operator == joined:
            return self.parts(node.left, operator, positive) | self.parts(node.right, operator, positive)
        if isinstance(node, BetweenNode) and joined == "and":
            low, high = _bounds(node)
            return self.parts(low, operator, positive) | self.parts(high, operator, positive)
        return {self.spell(node, positive)}

    @staticmethod
    def _signed(text: str, positive: bool) -> str:
        return text if positive else f"(not {text})"

    def _comparison(self, node: BinaryNode, operator: str) -> str:
        left, right = self.spell(node.left), self.spell(node.right)
        if operator in _MIRRORED or (operator in _UNORDERED and right < left):
            left, right, operator = right, left, _MIRRORED.get(operator, operator)
        return f"({operator} {left} {right})"

    def _between(self, node: BetweenNode, positive: bool) -> str:
        operator = "and" if positive else "or"
        return f"({operator} {' '.join(sorted(self.spell(bound, positive) for bound in _bounds(node)))})"

    def _quantified(self, node: AggregateNode) -> str:
        """`none(X, c)` is `not any(X, c)`, `all(X, c)` is `not any(X, not c)`."""
        assert node.condition is not None
        condition = self.spell(node.condition, node.function is not Aggregate.ALL)
        return f"(any {way(node.path) or f'group of {self.rule}>'} {condition})"

    def _plain(self, node: Node) -> str:
        match node:
            case LiteralNode():
                return _constant(node.value)
            case ParameterNode():
                return self._parameter(node)
            case FieldNode():
                return f"{'member.' if node.depth else ''}{way(node.path)}{node.table}.{node.field}"
            case RelationNode():
                return f"{'member.' if node.depth else ''}{way(node.path)}"
            case AggregateNode():
                parts = (self.spell(part) if part is not None else "-" for part in (node.value, node.condition))
                return f"({node.function} {way(node.path) or f'group of {self.rule}>'} {' '.join(parts)})"
            case InNode():
                return self._membership(node)
            case BinaryNode() if node.operator in _UNORDERED:
                return f"({node.operator} {' '.join(sorted((self.spell(node.left), self.spell(node.right))))})"
            case BinaryNode():
                return f"({node.operator} {self.spell(node.left)} {self.spell(node.right)})"
            case UnaryNode():
                return f"({node.operator} {self.spell(node.operand)})"
            case IsNullNode():
                return f"(empty {self.spell(node.operand)})"
            case CallNode(function="is_empty"):
                return f"(empty {self.spell(node.arguments[0])})"
            case CallNode() | CoalesceNode():
                name = node.function if isinstance(node, CallNode) else "coalesce"
                return f"({name} {' '.join(map(self.spell, node.arguments))})"
            case CaseNode():
                branches = " ".join(f"{self.spell(when)} {self.spell(then)}" for when, then in node.branches)
                return f"(case {branches} {self.spell(node.otherwise) if node.otherwise is not None else '-'})"
        raise TypeError(type(node).__name__)

    def _membership(self, node: InNode) -> str:
        options = sorted({text for option in node.options for text in self._options(option)})
        operand = self.spell(node.operand)
        if len(options) == 1 and not isinstance(node.options[0], ParameterNode):
            return f"(= {' '.join(sorted((operand, options[0])))})"
        return f"(in {operand} {' '.join(options)})"

    def _options(self, node: Node) -> list[str]:
        if isinstance(node, ParameterNode) and self._is_fixed(node):
            value = self.parameters[node.name].value
            return [_constant(one) for one in value] if isinstance(value, tuple | list) else [_constant(value)]
        return [self.spell(node)]

    def _parameter(self, node: ParameterNode) -> str:
        parameter = self.parameters[node.name]
        if parameter.type is ValueType.BOOLEAN and node.type is ValueType.BOOLEAN:
            return f"(switch {self.rule} {node.name})"
        if self._is_fixed(node):
            return _constant(parameter.value)
        at = node.at or parameter.at
        dated = [(str(since), value) for since, value in parameter.dated]
        key = self.spell(node.key) if node.key is not None else "-"
        return f"(parameter {parameter.value} {dated} {key} {self.spell(at) if at is not None else '-'})"

    def _is_fixed(self, node: ParameterNode) -> bool:
        return node.key is None and not self.parameters[node.name].dated


def _bounds(node: BetweenNode) -> tuple[BinaryNode, BinaryNode]:
    return (
        BinaryNode(node.type, node.span, ">=", node.operand, node.low),
        BinaryNode(node.type, node.span, "<=", node.operand, node.high),
    )


def _constant(value: Any) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return repr(value)
    if hasattr(value, "as_tuple"):
        return f"{value.normalize():f}"
    return str(value)
