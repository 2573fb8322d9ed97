"""Conditions that call a function: some exactly, tests of text on the texts that are named, the rest as variables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from census_app.rulebook.expression import (
    BinaryNode,
    CallNode,
    FieldNode,
    LiteralNode,
    Node,
    ParameterNode,
    RelationNode,
)
from census_app.rulebook.functions.registry import registry
from census_app.rulebook.lint.solver.call_values import call_value, required
from census_app.rulebook.lint.solver.fields import dangling, labels_of, masked
from census_app.rulebook.lint.solver.logic import Truth
from census_app.rulebook.lint.solver.world import Variable

if TYPE_CHECKING:
    from census_app.rulebook.lint.solver.encoder import Encoder

__all__ = ["call_truth", "call_value", "like", "text_test"]

TextTest = Callable[[str], bool]
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
    test = text_test(encoder, node)
    if test is not None and first is not None:
        return _predicate(encoder, node, first, test)
    return _opaque(encoder, node)


def like(encoder: Encoder, node: BinaryNode) -> Truth:
    """`x like '%词%'`."""
    assert isinstance(node.right, LiteralNode)
    return _predicate(encoder, node, node.left, like_test(str(node.right.value)))


def like_test(pattern: str) -> TextTest:
    """Whether a text is like the pattern: `%` any text, `_` one character."""
    written = "".join({"%": ".*", "_": "."}.get(one, re.escape(one)) for one in pattern)
    compiled = re.compile(written, re.DOTALL)
    return lambda text: compiled.fullmatch(text) is not None


def text_test(encoder: Encoder, node: CallNode) -> TextTest | None:
    """The test a call makes on its first argument, when everything else in it is constant."""
    if node.function == "matches" and isinstance(node.arguments[1], LiteralNode):
        compiled = re.compile(str(node.arguments[1].value))
        return lambda text: compiled.fullmatch(text) is not None
    if node.function not in {"contains_any", "equals_any"}:
        return None
    words = _words(encoder, node.arguments[1])
    if words is None:
        return None
    if node.function == "equals_any":
        return lambda text: text in words
    return lambda text: any(word in text for word in words)


def _words(encoder: Encoder, node: Node) -> Sequence[str] | None:
    if isinstance(node, LiteralNode):
        return [str(node.value)] if node.value else []
    if not isinstance(node, ParameterNode) or node.key is not None:
        return None
    parameter = encoder.rule.parameters[node.name]
    if parameter.dated:
        return None
    value = parameter.value
    return [word for word in ([value] if isinstance(value, str) else value) if word]


def _predicate(encoder: Encoder, node: Node, operand_node: Node, test: TextTest) -> Truth:
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
        words = _words(encoder, extra)
        if words is None:
            return _opaque(encoder, node)
        included |= set(words)
    logic = encoder.world.logic
    left_out = [label for label in _NOT_REGISTERED if label not in included and encoder.world.texts.has(label)]
    gone = logic.all_of((status.known, encoder.world.is_one_of(status, left_out)))
    return Truth(logic.no(gone), gone)


def _opaque(encoder: Encoder, node: CallNode) -> Truth:
    key, logic = encoder.key(node), encoder.world.logic

    def made() -> Variable:
        truth = encoder.world.truth(key)
        known = logic.any_of((truth.yes, truth.no))
        facts = [logic.any_of((logic.no(known), given)) for given in required(encoder, node, registry()[node.function])]
        return Variable(encoder.words(node), "opaque", truth=truth, facts=facts)

    variable = encoder.world.variable(key, made)
    assert variable.truth is not None
    return variable.truth
