"""From a rule's tree to formulas: the same three-valued meaning that the engine gives it, or something looser."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from census_app.rulebook.expression import (
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
from census_app.rulebook.lint.canonical import canonical, conjuncts, way
from census_app.rulebook.lint.solver import aggregates, calls, choices, parameters
from census_app.rulebook.lint.solver.compare import added, as_double, compared
from census_app.rulebook.lint.solver.fields import absence, emptiness, field_variable
from census_app.rulebook.lint.solver.logic import Truth, Value
from census_app.rulebook.lint.solver.world import Variable, World
from census_app.rulebook.resolved import ResolvedRule

_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_DECIMALS_KEPT = 12
_SECONDS_A_DAY = 86400


@dataclass(frozen=True)
class Encoder:
    """Encodes the expressions of one rule; `text` is what the spans of the tree point into."""

    world: World
    rule: ResolvedRule
    text: str = ""
    _truths: dict[int, tuple[Node, Truth, frozenset[str]]] = field(default_factory=dict)

    def reading(self, text: str) -> Encoder:
        """The same for another expression of the rule."""
        return replace(self, text=text)

    def key(self, node: Node) -> str:
        """The canonical text; aggregates over a group are the rule's own."""
        return canonical(node, self.rule.parameters, self.rule.id)

    def parts(self, node: Node, *, positive: bool = True) -> frozenset[str]:
        """The canonical texts of what a condition (or its negation) joins by `and`."""
        return conjuncts(node, self.rule.parameters, self.rule.id, positive=positive)

    def place(self, path: tuple[Hop, ...]) -> str:
        """Where an aggregate's members are found."""
        return way(path) or f"group of {self.rule.id}>"

    def words(self, node: Node) -> str:
        """How the rule writes the node, on one line."""
        return " ".join(self.text[node.span.start : node.span.end].split())

    def truth(self, node: Node) -> Truth:
        """When a condition is true and when false; each node is encoded once."""
        known = self._truths.get(id(node))
        if known is None:
            with self.world.recording() as used:
                truth = self._truth(node)
            # the node is kept, so that its id stays its own
            self._truths[id(node)] = (node, truth, frozenset(used))
            return truth
        self.world.record(known[2])
        return known[1]

    def _truth(self, node: Node) -> Truth:
        logic = self.world.logic
        match node:
            case LiteralNode():
                return logic.unknown if node.value is None else (logic.always if node.value else logic.never)
            case FieldNode():
                return _truth(field_variable(self.world, node))
            case UnaryNode():
                return logic.opposite(self.truth(node.operand))
            case BinaryNode(operator="and"):
                return logic.both(self.truth(node.left), self.truth(node.right))
            case BinaryNode(operator="or"):
                return logic.either(self.truth(node.left), self.truth(node.right))
            case BinaryNode() if node.operator in _COMPARISONS:
                return self._comparison(node)
            case BinaryNode():
                return calls.like(self, node)
            case BetweenNode():
                operand = self.value(node.operand)
                low = self.compared(">=", operand, self.value(node.low), node.operand, node.low)
                return logic.both(low, self.compared("<=", operand, self.value(node.high), node.operand, node.high))
            case InNode():
                return self._membership(node)
            case IsNullNode():
                return self.empty(node.operand)
            case ParameterNode():
                return parameters.parameter_truth(self, node)
            case CaseNode():
                return choices.case_truth(self, node)
            case CoalesceNode():
                return choices.coalesce_truth(self, node)
            case AggregateNode():
                return aggregates.quantifier(self, node)
            case CallNode():
                return calls.call_truth(self, node)
        return self.opaque_truth(node)

    def value(self, node: Node) -> Value:
        """What a value is, and when it is known."""
        match node:
            case LiteralNode():
                return self.constant(node.value, node.type)
            case FieldNode():
                return _value(field_variable(self.world, node))
            case ParameterNode():
                return parameters.parameter_value(self, node)
            case UnaryNode():
                operand = self.value(node.operand)
                return Value(operand.known, -operand.term, operand.kind, operand.scale)
            case BinaryNode():
                return self._arithmetic(node)
            case CaseNode():
                return choices.case_value(self, node)
            case CoalesceNode():
                return choices.coalesce_value(self, node)
            case AggregateNode():
                return aggregates.fold(self, node)
            case CallNode():
                return calls.call_value(self, node)
        return self.opaque_value(node, None)

    def constant(self, value: Any, kind: ValueType) -> Value:
        """A constant of the rule."""
        logic = self.world.logic
        if value is None:
            return Value(logic.false, logic.number(0), kind, 0, constant=True)
        if isinstance(value, str):
            return Value(logic.true, self.world.text(value), ValueType.TEXT, constant=True)
        if isinstance(value, date):
            return Value(logic.true, logic.number(days_of(value)), kind, constant=True)
        exponent = value.as_tuple().exponent if hasattr(value, "as_tuple") else 0
        return Value(logic.true, logic.number(value), ValueType.NUMBER, max(0, -exponent), constant=True)

    def empty(self, node: Node) -> Truth:
        """Whether it is really empty: only fields, relations and `coalesce` of them can be."""
        logic = self.world.logic
        match node:
            case FieldNode():
                return emptiness(self.world, node)
            case RelationNode():
                return absence(self.world, node)
            case CoalesceNode():
                parts = [self.empty(argument) for argument in node.arguments]
                return Truth(logic.all_of(part.yes for part in parts), logic.any_of(part.no for part in parts))
            case LiteralNode():
                return logic.always if node.value is None else logic.never
        return Truth(logic.false, self.known(node))

    def known(self, node: Node) -> Any:
        """When the node has a value."""
        if node.type is ValueType.BOOLEAN:
            truth = self.truth(node)
            return self.world.logic.any_of((truth.yes, truth.no))
        return self.value(node).known

    def opaque_value(self, node: Node, scale: int | None, known: Any = None) -> Value:
        """A variable for a value that cannot be expressed; `known` says when it is known, if that is certain."""
        scale = scale if node.type is ValueType.NUMBER else 0
        variable = self.world.variable(
            self.key(node),
            lambda: Variable(
                self.words(node), "opaque", value=self.world.value(self.key(node), node.type, scale, known)
            ),
        )
        return _value(variable)

    def opaque_truth(self, node: Node, known: Any = None) -> Truth:
        """A variable for a condition that cannot be expressed."""
        variable = self.world.variable(
            self.key(node),
            lambda: Variable(self.words(node), "opaque", truth=self.world.truth(self.key(node), known)),
        )
        return _truth(variable)

    def compared(self, operator: str, left: Value, right: Value, left_node: Node, right_node: Node) -> Truth:
        """A comparison, both sides brought to the same precision first."""
        if (left.scale is None) is not (right.scale is None):
            left, right = self.as_float(left, left_node), self.as_float(right, right_node)
        return compared(self.world.logic, operator, left, right)

    def as_float(self, value: Value, node: Node) -> Value:
        """The value as the engine converts it to floating point: a variable of its own unless it is a constant."""
        if value.scale is None:
            return value
        if value.constant:
            return as_double(self.world.logic, value)
        key = f"(double {self.key(node)})"
        made = self.world.variable(
            key,
            lambda: Variable(
                self.words(node), "double", value=self.world.value(key, ValueType.NUMBER, None, value.known)
            ),
        )
        return _value(made)

    def _comparison(self, node: BinaryNode) -> Truth:
        if node.left.type is ValueType.BOOLEAN:
            logic, left, right = self.world.logic, self.truth(node.left), self.truth(node.right)
            same = logic.either(logic.both(left, right), logic.both(logic.opposite(left), logic.opposite(right)))
            return same if node.operator == "=" else logic.opposite(same)
        return self.compared(node.operator, self.value(node.left), self.value(node.right), node.left, node.right)

    def _membership(self, node: InNode) -> Truth:
        if len(node.options) == 1 and isinstance(node.options[0], ParameterNode):
            return parameters.in_parameter(self, node, node.options[0])
        if node.operand.type is ValueType.BOOLEAN:
            return self.opaque_truth(node)
        operand = self.value(node.operand)
        options = [(self.value(option), option) for option in node.options]
        return self.in_options(node.operand, operand, options)

    def in_options(self, node: Node, operand: Value, options: list[tuple[Value, Node]]) -> Truth:
        """SQL's IN: true if equal to one, false if different from all, else unknown."""
        logic = self.world.logic
        equal = [self.compared("=", operand, option, node, written) for option, written in options]
        no = logic.all_of(one.no for one in equal) if equal else operand.known
        return Truth(logic.any_of(one.yes for one in equal), no)

    def _arithmetic(self, node: BinaryNode) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        logic = self.world.logic
        known = logic.all_of((left.known, right.known))
        if node.operator == "/":
            zero = logic.number(0)
            return self.opaque_value(node, None, logic.all_of((known, logic.no(right.term == zero))))
        if left.scale is None or right.scale is None:
            return self.opaque_value(node, None, known)
        if node.operator in "+-":
            whole = left.kind is not ValueType.DATE or right.kind is ValueType.DATE or right.scale == 0
            return added(logic, node.operator, left, right) if whole else self.opaque_value(node, 0, known)
        scale = left.scale + right.scale
        if scale > _DECIMALS_KEPT or not (left.constant or right.constant):
            return self.opaque_value(node, min(scale, _DECIMALS_KEPT), known)
        return Value(known, left.term * right.term, ValueType.NUMBER, scale)

    def same_precision(self, values: list[tuple[Value, Node]]) -> list[Value]:
        """All exact, or all as floating point."""
        if all(value.scale is not None for value, _ in values):
            return [value for value, _ in values]
        return [self.as_float(value, node) for value, node in values]


def days_of(value: date) -> Fraction:
    """A date or time as a day number."""
    days = Fraction(value.toordinal())
    if isinstance(value, datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        days += Fraction(seconds * 1_000_000 + value.microsecond, _SECONDS_A_DAY * 1_000_000)
    return days


def _value(variable: Variable) -> Value:
    assert variable.value is not None
    return variable.value


def _truth(variable: Variable) -> Truth:
    assert variable.truth is not None
    return variable.truth
