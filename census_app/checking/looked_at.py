"""Which members an aggregate has to look at: those whose presence can change what is folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.checking.sql import conjunction
from census_app.checking.tree import guards, walk
from census_app.rulebook.expression import (
    Aggregate,
    AggregateNode,
    BetweenNode,
    BinaryNode,
    CallNode,
    FieldNode,
    InNode,
    IsNullNode,
    LiteralNode,
    Node,
    ParameterNode,
    UnaryNode,
)
from census_app.rulebook.functions.registry import registry

if TYPE_CHECKING:
    from census_app.checking.compile import Compiler

_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">=", "and", "or"})
_NEVER_RAISING = frozenset({"last_complete_period", "months_between"})
_NEVER_RAISING_NODES = (LiteralNode, BetweenNode, InNode, IsNullNode)


def looked_at(members: Compiler, node: AggregateNode) -> str | None:
    """SQL that is true of every member whose presence can change the fold; None when all of them may.

    Where what a condition asks of a member's own fields is false, the whole condition is, whatever else is unknown.
    """
    if node.condition is None or node.function is Aggregate.ALL:
        return None
    tests = [members.compile(part) for part in guards(node.condition) if _plain(part)]
    return conjunction(f"({test.text}) IS DISTINCT FROM FALSE" if test.nullable else test.text for test in tests)


def _plain(test: Node) -> bool:
    """Whether it asks of a member's own fields what cannot raise: members are asked that meet no record, too."""
    asked = list(walk(test))
    fields = [part for part in asked if isinstance(part, FieldNode)]
    return bool(fields) and all(
        (isinstance(part, FieldNode) and part.depth == 1 and not part.path)
        or (isinstance(part, BinaryNode) and (part.operator in _COMPARISONS or _constant(part)))
        or (isinstance(part, CallNode) and (part.function in _NEVER_RAISING or registry()[part.function].total))
        or isinstance(part, _NEVER_RAISING_NODES)
        or (isinstance(part, UnaryNode) and part.operator == "not")
        or (isinstance(part, ParameterNode) and part.key is None and part.at is None)
        for part in asked
    )


def _constant(node: BinaryNode) -> bool:
    """Whether it adds or subtracts what is written in the rule, such as `:近月 - 1`."""
    return node.operator in ("+", "-") and not any(isinstance(part, FieldNode | CallNode) for part in walk(node))
