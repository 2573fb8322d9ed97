"""Which members an aggregate has to look at: those whose presence can change what is folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from census_app.checking.compiling.sql import conjunction, disjunction
from census_app.checking.compiling.tree import guards, walk
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
    from census_app.checking.compiling.compile import Compiler

_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">=", "and", "or"})
_NEVER_RAISING = frozenset({"last_complete_period", "months_between"})
_NEVER_RAISING_NODES = (LiteralNode, BetweenNode, InNode, IsNullNode)


Tests = tuple[str, ...]
# More tests than these cost more than the members they leave out; those that folds have in common leave out less.
_MANY_TESTS, _MANY_IN_COMMON = 4, 2


def looked_at(members: Compiler, node: AggregateNode) -> Tests:
    """SQL of tests, each true of every member whose presence can change the fold; none when all of them may.

    Where what a condition asks of a member's own fields is false, the whole condition is, whatever else is unknown.
    """
    if node.condition is None or node.function is Aggregate.ALL:
        return ()
    tests = (members.compile(part) for part in guards(node.condition) if _plain(part))
    return tuple(f"({test.text}) IS DISTINCT FROM FALSE" if test.nullable else test.text for test in tests)


def looked_at_by_any(folds: Iterable[Tests]) -> str | None:
    """SQL true of every member that can change one of the folds; None when asking costs more than it saves.

    Of many folds only the tests are asked that they have in common: `月序 <= 3` of each of a dozen.
    """
    wanted = list(dict.fromkeys(folds))
    if not all(wanted):
        return None
    if len(wanted) > _MANY_TESTS:
        wanted = [(test,) for test in _in_common(wanted)]
        if len(wanted) > _MANY_IN_COMMON:
            return None
    return disjunction(f"({conjunction(tests)})" for tests in wanted)


def _in_common(folds: list[Tests]) -> list[str]:
    """Tests of which every fold has one, those of most folds first."""
    chosen = []
    while folds:
        found = Counter(test for tests in folds for test in dict.fromkeys(tests))
        ((most, _),) = found.most_common(1)
        chosen.append(most)
        folds = [tests for tests in folds if most not in tests]
    return chosen


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
