"""Values that functions compute: days and extremes exactly, the rest as variables within their bounds."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from census_app.rulebook.expression import (
    CallNode,
    FieldNode,
    LiteralNode,
    Node,
    ParameterNode,
    RelationNode,
    ValueType,
)
from census_app.rulebook.functions.dates import DATA_DAY
from census_app.rulebook.functions.electric import CLASS_LIST
from census_app.rulebook.functions.entry import FunctionEntry
from census_app.rulebook.functions.registry import registry
from census_app.rulebook.lint.solver.compare import extreme, magnitude
from census_app.rulebook.lint.solver.facts import bound_facts, if_known, months_apart
from census_app.rulebook.lint.solver.fields import decimals_of, labels_of
from census_app.rulebook.lint.solver.logic import Formula, Value
from census_app.rulebook.lint.solver.world import Variable

if TYPE_CHECKING:
    from census_app.rulebook.lint.solver.encoder import Encoder


def call_value(encoder: Encoder, node: CallNode) -> Value:
    """What a call gives."""
    match node.function:
        case "today":
            return encoder.opaque_value(node, 0, encoder.world.logic.true)
        case _ if node.function == DATA_DAY and _of_the_record(node):
            return encoder.opaque_value(node, 0, encoder.world.logic.true)
        case "abs":
            return magnitude(encoder.world.logic, encoder.value(node.arguments[0]))
        case "larger" | "smaller":
            return _extreme(encoder, node)
        case "days_between":
            start, end = (day_of(encoder, argument) for argument in node.arguments)
            known = encoder.world.logic.all_of((start.known, end.known))
            return Value(known, end.term - start.term, ValueType.NUMBER, 0)
    return _opaque(encoder, node)


def required(encoder: Encoder, node: CallNode, entry: FunctionEntry) -> list[Formula]:
    """What must be known for the result to be known."""
    if entry.null_aware:
        return []
    given = (one for position, one in enumerate(node.arguments) if position not in entry.needs_raw)
    return [encoder.known(one) for one in given if not isinstance(one, RelationNode) and one.type is not ValueType.LIST]


def day_of(encoder: Encoder, node: Node) -> Value:
    """The day of a date or time."""
    value, world = encoder.value(node), encoder.world
    if value.kind is ValueType.DATE:
        return value
    key = f"(day {encoder.key(node)})"

    def made() -> Variable:
        day = world.value(key, ValueType.DATE, 0, value.known)
        facts = [day.term <= value.term, value.term < day.term + world.logic.number(1)]
        return Variable(encoder.words(node), "day", value=day, facts=facts)

    variable = world.variable(key, made)
    assert variable.value is not None
    return variable.value


def _extreme(encoder: Encoder, node: CallNode) -> Value:
    values = encoder.same_precision([(encoder.value(one), one) for one in node.arguments])
    found = extreme(encoder.world.logic, values, largest=node.function == "larger")
    kinds = {value.kind for value in values}
    kind = ValueType.DATETIME if ValueType.DATETIME in kinds else found.kind
    return Value(found.known, found.term, kind, found.scale)


def _opaque(encoder: Encoder, node: CallNode) -> Value:
    key = encoder.key(node)
    variable = encoder.world.variable(key, lambda: _made(encoder, node, key))
    assert variable.value is not None
    return variable.value


def _made(encoder: Encoder, node: CallNode, key: str) -> Variable:
    world, entry = encoder.world, registry()[node.function]
    value = world.value(key, node.type, _scale(encoder, node, entry))
    facts = [if_known(world, value, given) for given in required(encoder, node, entry)]
    facts += bound_facts(world, node, value)
    facts += _own_facts(encoder, node, value)
    return Variable(encoder.words(node), "opaque", value=value, facts=facts)


def _scale(encoder: Encoder, node: CallNode, entry: FunctionEntry) -> int | None:
    if node.type is not ValueType.NUMBER or entry.scale is not None:
        return entry.scale or 0
    if node.function == "previous_month" and isinstance(node.arguments[0], FieldNode):
        return decimals_of(encoder.world, node.arguments[0])
    return encoder.value(node.arguments[0]).scale if node.function == "round" else None


def _own_facts(encoder: Encoder, node: CallNode, value: Value) -> list[Formula]:
    world = encoder.world
    match node.function:
        case "months_ago":
            months = _whole(encoder, node.arguments[0])
            given = node.arguments[1:]
            start = day_of(encoder, given[0]) if given else encoder.value(CallNode(node.type, node.span, "today", ()))
            return [] if months is None else months_apart(world, value, start, months)
        case "add_months":
            months = _whole(encoder, node.arguments[1])
            start = day_of(encoder, node.arguments[0])
            return [] if months is None else months_apart(world, start, value, months)
        case "workdays":
            start, end = (day_of(encoder, argument) for argument in node.arguments)
            zero = world.logic.number(0)
            fewer = world.logic.any_of((value.term <= end.term - start.term, value.term == zero))
            return [if_known(world, value, fewer)]
        case "round":
            return _rounding(encoder, node, value)
        case "electricity_class":
            return _classes(encoder, node.arguments[0], value)
    return []


def _of_the_record(node: CallNode) -> bool:
    """Whether the day is that of the record at hand, which always has one."""
    relation = node.arguments[0]
    return isinstance(relation, RelationNode) and not relation.path


def _whole(encoder: Encoder, node: Node) -> int | None:
    """The whole number a constant is; None when it is not certain."""
    number: Any = node.value if isinstance(node, LiteralNode) else None
    if isinstance(node, ParameterNode) and node.key is None and not encoder.rule.parameters[node.name].dated:
        number = encoder.rule.parameters[node.name].value
    whole = isinstance(number, int | Decimal) and not isinstance(number, bool) and number == int(number)
    return int(number) if whole else None


def _rounding(encoder: Encoder, node: CallNode, value: Value) -> list[Formula]:
    """Exact numbers move by half a unit of the last place at most."""
    places = _whole(encoder, node.arguments[1]) if len(node.arguments) > 1 else 0
    given = encoder.value(node.arguments[0])
    if places is None or not 0 <= places <= _MOST_PLACES or given.scale is None:
        return []
    half = encoder.world.logic.number(Fraction(1, 2 * 10**places))
    near = (value.term - given.term <= half, given.term - value.term <= half)
    return [if_known(encoder.world, value, one) for one in near]


def _classes(encoder: Encoder, operand_node: Node, value: Value) -> list[Formula]:
    """Of a closed code list each label has its class or none; of anything else the class is one of all."""
    world, logic = encoder.world, encoder.world.logic
    codes = world.dictionary.code_lists.get(CLASS_LIST)
    if codes is None:
        return []
    facts = [if_known(world, value, world.is_one_of(value, (entry.label for entry in codes.values)))]
    labels = labels_of(world, operand_node)
    if not labels:
        return facts
    operand = encoder.value(operand_node)
    for entry in codes.values:
        members = world.is_one_of(operand, (label for label in labels if label in {entry.label, *entry.aliases}))
        belongs = logic.all_of((operand.known, members))
        has = logic.all_of((value.known, value.term == world.text(entry.label)))
        facts += [logic.any_of((logic.no(belongs), has)), logic.any_of((logic.no(has), belongs))]
    return facts


_MOST_PLACES = 9
