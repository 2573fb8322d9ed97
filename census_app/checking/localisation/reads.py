"""What a failing clause looks at beside the fields it accuses: other fields, and records that may be missing.

A rule names the field people should look at first; by Fellegi and Holt any value the clause reads may be the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator

from census_app.checking.compiling.frame import Place
from census_app.checking.compiling.tree import children
from census_app.dictionary.model import Dictionary, TableKind
from census_app.rulebook.expression import Aggregate, AggregateNode, BinaryNode, FieldNode, LiteralNode, Node
from census_app.rulebook.resolved import FieldRef, ResolvedClause, ResolvedRule

_SAYS_NOTHING_OF_MISSING = (Aggregate.ANY, Aggregate.ALL)


def read_fields(rule: ResolvedRule, clause: ResolvedClause, dictionary: Dictionary) -> list[FieldRef]:
    """The fields the clause's condition reads and does not accuse, keys of records left out."""
    accused = {(ref.path, ref.field.id) for ref in clause.accuses}
    found: dict[tuple[Place, str], FieldRef] = {}
    for place, node in _fields(_condition(rule, clause), ()):
        table = dictionary.tables[node.table]
        path = place + node.path
        key = (path, node.field)
        if key not in accused and node.field not in table.key:
            found.setdefault(key, FieldRef(node.field, table, table.field(node.field), path))
    return list(found.values())


def missing_records(rule: ResolvedRule, clause: ResolvedClause, dictionary: Dictionary) -> list[Place]:
    """The to-many ways whose condition may fail because a record is not there."""
    found: dict[Place, None] = {}
    for node in _folds(_condition(rule, clause)):
        position = next(index for index, hop in enumerate(node.path) if hop.many)
        target = dictionary.tables[node.path[position].target]
        if target.kind is TableKind.ARCHIVE and target.periods is None and target.latest is None:
            found[node.path[: position + 1]] = None
    return list(found)


def _condition(rule: ResolvedRule, clause: ResolvedClause) -> Node:
    return clause.when


def _fields(node: Node, member: Place) -> Iterator[tuple[Place, FieldNode]]:
    if isinstance(node, FieldNode):
        yield (member if node.depth else ()), node
    elif isinstance(node, AggregateNode) and node.path:
        position = next(index for index, hop in enumerate(node.path) if hop.many)
        member = node.path[: position + 1]
    for child in children(node):
        yield from _fields(child, member)


def _folds(node: Node) -> Iterator[AggregateNode]:
    """Folds over related records, without those that are wrong because there are too many."""
    if isinstance(node, AggregateNode) and node.path and node.function not in _SAYS_NOTHING_OF_MISSING:
        yield node
        return
    if isinstance(node, BinaryNode) and node.operator in (">", ">=") and _counts(node.left, node.right):
        return
    if isinstance(node, BinaryNode) and node.operator in ("<", "<=") and _counts(node.right, node.left):
        return
    for child in children(node):
        yield from _folds(child)


def _counts(side: Node, other: Node) -> bool:
    counting = (Aggregate.COUNT, Aggregate.COUNT_DISTINCT)
    return isinstance(side, AggregateNode) and side.function in counting and isinstance(other, LiteralNode)
