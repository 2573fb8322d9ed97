"""Aggregates as variables: what is certain of each alone, and of two over the same relation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import TYPE_CHECKING

from census_app.rulebook.expression import Aggregate, AggregateNode, FieldNode, ValueType
from census_app.rulebook.lint.solver.facts import bound_facts
from census_app.rulebook.lint.solver.fields import decimals_of
from census_app.rulebook.lint.solver.logic import Formula, Logic, Truth, Value
from census_app.rulebook.lint.solver.world import Variable, World

if TYPE_CHECKING:
    from census_app.rulebook.lint.solver.encoder import Encoder

_RELATED = frozenset({"count", "any", "min", "max"})
_MOST_DECIMALS = 12
_NOT = "(not "


def quantifier(encoder: Encoder, node: AggregateNode) -> Truth:
    """`any`; `none(X, c)` is `not any(X, c)` and `all(X, c)` is `not any(X, not c)`, on every record."""
    key = encoder.key(node)
    negated = key.startswith(_NOT)
    key = key[len(_NOT) : -1] if negated else key
    truth = _truth(encoder.world.variable(key, lambda: _any(encoder, node, key)))
    return encoder.world.logic.opposite(truth) if negated else truth


def fold(encoder: Encoder, node: AggregateNode) -> Value:
    """`count`, `sum`, `min` …"""
    key = encoder.key(node)
    return _value(encoder.world.variable(key, lambda: _fold(encoder, node, key)))


def _any(encoder: Encoder, node: AggregateNode, key: str) -> Variable:
    assert node.condition is not None
    parts = encoder.parts(node.condition, positive=node.function is not Aggregate.ALL)
    return Variable(
        encoder.words(node), "any", truth=encoder.world.truth(key), place=encoder.place(node.path), parts=parts
    )


def _fold(encoder: Encoder, node: AggregateNode, key: str) -> Variable:
    world = encoder.world
    value = world.value(key, node.type, _scale(world, node))
    parts = encoder.parts(node.condition) if node.condition is not None else frozenset()
    made = Variable(encoder.words(node), node.function.value, value=value, place=encoder.place(node.path), parts=parts)
    if node.value is not None:
        made.folded = encoder.key(node.value)
    made.facts = bound_facts(world, node, value)
    return made


def _scale(world: World, node: AggregateNode) -> int | None:
    if node.function in {Aggregate.COUNT, Aggregate.COUNT_DISTINCT} or node.type is not ValueType.NUMBER:
        return 0
    if node.function is Aggregate.SUM:
        return _MOST_DECIMALS
    # what is not simply a stored number is compared as floating point: less is concluded
    simple = node.function in {Aggregate.MIN, Aggregate.MAX} and isinstance(node.value, FieldNode)
    return decimals_of(world, node.value) if simple and isinstance(node.value, FieldNode) else None


def between(world: World, keys: Iterable[str]) -> Iterator[Formula]:
    """Facts that relate the aggregates among these variables: more conditions, fewer members."""
    logic = world.logic
    found = [world.variables[key] for key in sorted(keys) if world.variables[key].role in _RELATED]
    for narrow, wide in permutations(found, 2):
        if narrow.place != wide.place or not wide.parts <= narrow.parts:
            continue
        same = narrow.parts == wide.parts
        roles = (narrow.role, wide.role)
        if roles == ("count", "count") and not same:
            yield _if_known(logic, narrow, wide, _value(narrow).term <= _value(wide).term)
        elif roles == ("any", "any") and not same:
            yield _implies(logic, _truth(narrow).yes, _truth(wide).yes)
            yield _implies(logic, _truth(wide).no, _truth(narrow).no)
        elif roles == ("any", "count"):
            counted = _value(wide)
            yield logic.any_of((logic.no(_truth(narrow).yes), logic.no(counted.known), counted.term >= logic.number(1)))
        elif roles == ("count", "any"):
            yield from _count_and_any(logic, _value(narrow), _truth(wide), same)
        elif roles == ("min", "max") and same and narrow.folded == wide.folded:
            yield _if_known(logic, narrow, wide, _value(narrow).term <= _value(wide).term)


def _count_and_any(logic: Logic, count: Value, some: Truth, same: bool) -> Iterator[Formula]:
    """A member that is counted is one of those asked for; where there are none, none is counted."""
    zero, one = logic.number(0), logic.number(1)
    yield _implies(logic, logic.all_of((count.known, count.term >= one)), some.yes)
    yield _implies(logic, some.no, logic.all_of((count.known, count.term <= zero)))
    if same:
        yield _implies(logic, logic.all_of((count.known, count.term <= zero)), some.no)


def _implies(logic: Logic, condition: Formula, consequence: Formula) -> Formula:
    return logic.any_of((logic.no(condition), consequence))


def _if_known(logic: Logic, first: Variable, second: Variable, formula: Formula) -> Formula:
    return logic.any_of((logic.no(_value(first).known), logic.no(_value(second).known), formula))


def _value(variable: Variable) -> Value:
    assert variable.value is not None
    return variable.value


def _truth(variable: Variable) -> Truth:
    assert variable.truth is not None
    return variable.truth
