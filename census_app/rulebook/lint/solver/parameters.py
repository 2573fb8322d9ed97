"""Parameters by their values in force: by key, by date, as lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from census_app.rulebook.expression import CallNode, InNode, LiteralNode, ParameterNode, Span, ValueType
from census_app.rulebook.lint.solver.compare import wider
from census_app.rulebook.lint.solver.logic import Formula, Truth, Value
from census_app.rulebook.resolved import ParameterValue

if TYPE_CHECKING:
    from census_app.rulebook.lint.solver.encoder import Encoder

Meaning = TypeVar("Meaning", Truth, Value)
Chooser = Callable[[Formula, Meaning, Meaning], Meaning]


def parameter_value(encoder: Encoder, node: ParameterNode) -> Value:
    """`:名` or `:名[键]`; a key the map does not have, or an unknown date, is unknown."""
    parameter, logic = encoder.rule.parameters[node.name], encoder.world.logic
    nothing = Value(logic.false, logic.number(0), parameter.type)

    def chosen(test: Formula, then: Value, otherwise: Value) -> Value:
        known = logic.chosen(test, then.known, otherwise.known)
        return Value(known, logic.chosen(test, then.term, otherwise.term), then.kind, wider(then, otherwise))

    def constant(value: Any) -> Value:
        return encoder.constant(value, parameter.type)

    return _of_its_day(encoder, node, parameter, nothing, chosen, constant)


def parameter_truth(encoder: Encoder, node: ParameterNode) -> Truth:
    """A yes-or-no parameter is a switch that a province may turn: either, whatever it is now."""
    switch = encoder.world.bit(encoder.key(node))
    return encoder.world.logic.where_known(encoder.world.logic.true, switch)


def in_parameter(encoder: Encoder, node: InNode, listed: ParameterNode) -> Truth:
    """`x in :列表` or `x in :表[键]`."""
    parameter = encoder.rule.parameters[listed.name]
    operand = encoder.value(node.operand)

    def among(values: Any) -> Truth:
        items = values if isinstance(values, tuple | list) else (values,)
        kind = parameter.type
        options = [(encoder.constant(item, kind), LiteralNode(kind, node.span, item)) for item in items]
        return encoder.in_options(node.operand, operand, list(options))

    return _of_its_day(encoder, listed, parameter, encoder.world.logic.unknown, _choose(encoder), among)


def _choose(encoder: Encoder) -> Chooser[Truth]:
    logic = encoder.world.logic

    def chosen(test: Formula, then: Truth, otherwise: Truth) -> Truth:
        return Truth(logic.chosen(test, then.yes, otherwise.yes), logic.chosen(test, then.no, otherwise.no))

    return chosen


def _of_its_day(
    encoder: Encoder,
    node: ParameterNode,
    parameter: ParameterValue,
    nothing: Meaning,
    choose: Chooser[Meaning],
    constant: Callable[[Any], Meaning],
) -> Meaning:
    """The meaning of the value in force: on the record's date, or on the day of the run."""
    result = _of_its_key(encoder, node, parameter.value, nothing, choose, constant)
    if not parameter.dated:
        return result
    at = node.at or parameter.at or CallNode(ValueType.DATE, Span(0, 0), "today", ())
    day = encoder.value(at)
    for since, value in parameter.dated:
        begun = day.term >= encoder.constant(since, ValueType.DATE).term
        result = choose(begun, _of_its_key(encoder, node, value, nothing, choose, constant), result)
    return choose(day.known, result, nothing)


def _of_its_key(
    encoder: Encoder,
    node: ParameterNode,
    value: Any,
    nothing: Meaning,
    choose: Chooser[Meaning],
    constant: Callable[[Any], Meaning],
) -> Meaning:
    if node.key is None or not isinstance(value, dict):
        return constant(value)
    key = encoder.value(node.key)
    result = nothing
    for name, item in value.items():
        result = choose(key.term == encoder.world.text(str(name)), constant(item), result)
    return choose(key.known, result, nothing)
