"""`case` and `coalesce`: the first branch that holds, the first argument that is not really empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.rulebook.expression import CaseNode, CoalesceNode
from census_app.rulebook.lint.solver.compare import wider
from census_app.rulebook.lint.solver.logic import Formula, Logic, Truth, Value

if TYPE_CHECKING:
    from census_app.rulebook.lint.solver.encoder import Encoder


def case_truth(encoder: Encoder, node: CaseNode) -> Truth:
    """A condition chosen by conditions; unknown where one that is asked is, or none holds."""
    logic = encoder.world.logic
    result = encoder.truth(node.otherwise) if node.otherwise is not None else logic.unknown
    for condition, then in reversed(node.branches):
        test, hit = encoder.truth(condition), encoder.truth(then)
        result = Truth(_branch(logic, test, hit.yes, result.yes), _branch(logic, test, hit.no, result.no))
    return result


def case_value(encoder: Encoder, node: CaseNode) -> Value:
    """A value chosen by conditions."""
    logic = encoder.world.logic
    tests = [encoder.truth(condition) for condition, _ in node.branches]
    nodes = [then for _, then in node.branches] + ([node.otherwise] if node.otherwise is not None else [])
    values = encoder.same_precision([(encoder.value(one), one) for one in nodes])
    result = values.pop() if node.otherwise is not None else Value(logic.false, logic.number(0), node.type)
    for test, hit in zip(reversed(tests), reversed(values), strict=True):
        known = _branch(logic, test, hit.known, result.known)
        result = Value(known, logic.chosen(test.yes, hit.term, result.term), hit.kind, wider(hit, result))
    return result


def coalesce_truth(encoder: Encoder, node: CoalesceNode) -> Truth:
    """A condition that stands in where another is really empty."""
    logic = encoder.world.logic
    result = encoder.truth(node.arguments[-1])
    for argument in reversed(node.arguments[:-1]):
        empty, own = encoder.empty(argument).yes, encoder.truth(argument)
        result = Truth(logic.chosen(empty, result.yes, own.yes), logic.chosen(empty, result.no, own.no))
    return result


def coalesce_value(encoder: Encoder, node: CoalesceNode) -> Value:
    """A value that stands in where another is really empty."""
    logic = encoder.world.logic
    values = encoder.same_precision([(encoder.value(one), one) for one in node.arguments])
    result = values.pop()
    for argument, own in zip(reversed(node.arguments[:-1]), reversed(values), strict=True):
        empty = encoder.empty(argument).yes
        known = logic.chosen(empty, result.known, own.known)
        result = Value(known, logic.chosen(empty, result.term, own.term), own.kind, wider(own, result))
    return result


def _branch(logic: Logic, test: Truth, hit: Formula, missed: Formula) -> Formula:
    return logic.any_of((logic.all_of((test.yes, hit)), logic.all_of((test.no, missed))))
