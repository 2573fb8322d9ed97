"""Walking rule trees."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.dictionary.model import Dictionary
from census_app.rulebook.expression import (
    AggregateNode,
    BetweenNode,
    BinaryNode,
    CallNode,
    CaseNode,
    CoalesceNode,
    FieldNode,
    InNode,
    IsNullNode,
    LiteralNode,
    Node,
    ParameterNode,
    RelationNode,
    UnaryNode,
)
from census_app.rulebook.functions.dates import DATA_DAY
from census_app.rulebook.resolved import Placeholder, ResolvedRule


def children(node: Node) -> tuple[Node, ...]:
    """The direct sub-expressions, in the order they are written."""
    match node:
        case FieldNode() | LiteralNode() | RelationNode():
            return ()
        case UnaryNode() | IsNullNode():
            return (node.operand,)
        case BinaryNode():
            return (node.left, node.right)
        case BetweenNode():
            return (node.operand, node.low, node.high)
        case InNode():
            return (node.operand, *node.options)
        case CaseNode():
            parts = tuple(part for branch in node.branches for part in branch)
            return parts if node.otherwise is None else (*parts, node.otherwise)
        case CoalesceNode() | CallNode():
            return node.arguments
        case AggregateNode():
            return tuple(part for part in (node.value, node.condition) if part is not None)
        case ParameterNode():
            return tuple(part for part in (node.key, node.at) if part is not None)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)


def data_day_of(node: Node) -> RelationNode | None:
    """The record whose 数据日 the node is, by the relation that leads to it (none to follow: the one at hand); None for
    any other node."""
    if not isinstance(node, CallNode) or node.function != DATA_DAY:
        return None
    relation = node.arguments[0]
    assert isinstance(relation, RelationNode)
    return relation


def depths(node: Node) -> set[int]:
    """On which records the tree's fields stand: 0 the accused one, 1 the member; aggregates stand on the accused."""
    if isinstance(node, AggregateNode):
        return {0}
    if isinstance(node, FieldNode | RelationNode):
        return {node.depth}
    return set[int]().union(*map(depths, children(node)))


def over_links(node: Node, dictionary: Dictionary) -> bool:
    """Whether the tree looks at rows that the matcher found."""
    paths = (part.path for part in walk(node) if isinstance(part, FieldNode | RelationNode | AggregateNode))
    return any(dictionary.tables[hop.target].linked is not None for path in paths for hop in path)


def guards(node: Node) -> tuple[Node, ...]:
    """The parts joined by `and` that fold nothing: where one of them is false, so is the whole."""
    if isinstance(node, BinaryNode) and node.operator == "and":
        return (*guards(node.left), *guards(node.right))
    return () if any(isinstance(part, AggregateNode) for part in walk(node)) else (node,)


def nodes_of(rule: ResolvedRule) -> Iterator[Node]:
    """Every tree of a rule."""
    yield rule.scope
    for clause in rule.clauses:
        yield clause.when
        yield from (part.node for part in clause.says if isinstance(part, Placeholder))
    yield from rule.unique
    yield from (extra.node for extra in rule.shows)
    if rule.group is not None:
        yield from rule.group.by
        yield rule.group.wrong
    if rule.summary is not None:
        yield from rule.summary.by
    if rule.occurred is not None:
        yield rule.occurred


def fields_of(rule: ResolvedRule) -> set[tuple[str, str]]:
    """Every (table, field) the rule reads, join fields of its relations included."""
    read = {(part.table, part.field) for node in nodes_of(rule) for part in walk(node) if isinstance(part, FieldNode)}
    accused = {(ref.table.id, ref.field.id) for clause in rule.clauses for ref in clause.accuses}
    return read | accused | set(rule.inputs)
