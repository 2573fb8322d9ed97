"""Conditions that call a function: some exactly, tests of text on the texts that are named, the rest as variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.rulebook.expression import (
    BinaryNode,
    CallNode,
    FieldNode,
    Node,
    RelationNode,
)
from census_app.rulebook.functions.registry import registry
from census_app.rulebook.lint.solver.call_values import call_value, required
from census_app.rulebook.lint.solver.fields import dangling, labels_of, masked
from census_app.rulebook.lint.solver.logic import Truth
from census_app.rulebook.lint.solver.world import Variable
from census_app.rulebook.lint.text_tests import constant_words, tested

if TYPE_CHECKING:
    from census_app.rulebook.lint.solver.encoder import Encoder

__all__ = ["call_truth", "call_value", "like"]

_NOT_REGISTERED = ("已销户客户", "当前新装客户")


def call_truth(encoder: Encoder, node: CallNode) -> Truth:
    """When a call is true and when false."""
    first = node.arguments[0] if node.arguments else None
    if node.function == "is_empty" and first is not None:
        return encoder.empty(first)
    if node.function == "is_masked" and isinstance(first, FieldNode):
        return masked(encoder.world, first)
    if node.function == "dangling" and isinstance(first, RelationNode):
        return dangling(encoder.world, first)
    if node.function == "registered":
        return _registered(encoder, node)
    return _predicate(encoder, node)


def like(encoder: Encoder, node: BinaryNode) -> Truth:
    """`x like '%词%'`."""
    return _predicate(encoder, node)


def _predicate(encoder: Encoder, node: BinaryNode | CallNode) -> Truth:
    """A test of text: exact on labels of a closed list, certain on texts the pack names, free on all others."""
    found = tested(node, encoder.rule.parameters)
    if found is None:
        return _opaque(encoder, node)
    operand_node, test = found
    world, logic = encoder.world, encoder.world.logic
    operand = encoder.value(operand_node)
    labels = labels_of(world, operand_node)
    if labels:
        return logic.where_known(operand.known, world.is_one_of(operand, filter(test, labels)))
    key = encoder.key(node)

    def made() -> Variable:
        truth = world.truth(key, operand.known)
        named = list(world.texts.compared_with(encoder.key(operand_node)))
        passing = world.is_one_of(operand, (text for text in named if test(text)))
        failing = world.is_one_of(operand, (text for text in named if not test(text)))
        unknown = logic.no(operand.known)
        facts = [
            logic.any_of((unknown, logic.no(passing), truth.yes)),
            logic.any_of((unknown, logic.no(failing), truth.no)),
        ]
        return Variable(encoder.words(node), "opaque", truth=truth, facts=facts)

    variable = world.variable(key, made)
    assert variable.truth is not None
    return variable.truth


def _registered(encoder: Encoder, node: CallNode) -> Truth:
    """A missing status counts as on the books."""
    status, included = encoder.value(node.arguments[0]), set()
    for extra in node.arguments[1:]:
        words = constant_words(extra, encoder.rule.parameters)
        if words is None:
            return _opaque(encoder, node)
        included |= set(words)
    logic = encoder.world.logic
    left_out = [label for label in _NOT_REGISTERED if label not in included and encoder.world.texts.has(label)]
    gone = logic.all_of((status.known, encoder.world.is_one_of(status, left_out)))
    return Truth(logic.no(gone), gone)


def _opaque(encoder: Encoder, node: Node) -> Truth:
    if not isinstance(node, CallNode):
        return encoder.opaque_truth(node)
    key, logic = encoder.key(node), encoder.world.logic

    def made() -> Variable:
        truth = encoder.world.truth(key)
        known = logic.any_of((truth.yes, truth.no))
        facts = [logic.any_of((logic.no(known), given)) for given in required(encoder, node, registry()[node.function])]
        return Variable(encoder.words(node), "opaque", truth=truth, facts=facts)

    variable = encoder.world.variable(key, made)
    assert variable.truth is not None
    return variable.truth
