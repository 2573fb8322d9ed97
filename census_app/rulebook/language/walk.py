"""Visits the nodes of a resolved tree."""

from __future__ import annotations

from collections.abc import Iterator

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
    Node,
    ParameterNode,
    RelationNode,
    UnaryNode,
)


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node, in reading order."""
    if isinstance(node, BinaryNode):
        return (node.left, node.right)
    if isinstance(node, UnaryNode | IsNullNode):
        return (node.operand,)
    if isinstance(node, CallNode | CoalesceNode):
        return node.arguments
    if isinstance(node, InNode):
        return (node.operand, *node.options)
    if isinstance(node, BetweenNode):
        return (node.operand, node.low, node.high)
    if isinstance(node, AggregateNode | ParameterNode):
        parts = (node.value, node.condition) if isinstance(node, AggregateNode) else (node.key, node.at)
        return tuple(part for part in parts if part is not None)
    if isinstance(node, CaseNode):
        branches = [part for branch in node.branches for part in branch]
        return (*branches, node.otherwise) if node.otherwise is not None else tuple(branches)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)


def hops_of(node: Node) -> tuple[Hop, ...]:
    """The hops a node itself takes."""
    return node.path if isinstance(node, FieldNode | RelationNode | AggregateNode) else ()
