"""Functions of the rule language that only the engine can answer: they read flags, relations or other rows."""

from __future__ import annotations

from collections.abc import Callable

from census_app.checking.compiling.compile import Compiler
from census_app.checking.compiling.sql import Sql
from census_app.checking.compiling.tree import data_day_of
from census_app.rulebook.expression import CallNode, FieldNode, RelationNode
from census_app.rulebook.functions.dates import DATA_DAY


def _is_empty(compiler: Compiler, node: CallNode) -> Sql:
    return compiler.empty(node.arguments[0])


def _is_masked(compiler: Compiler, node: CallNode) -> Sql:
    field = node.arguments[0]
    assert isinstance(field, FieldNode)
    if compiler.outer is not None and field.depth != compiler.depth:
        return compiler.outer.export(node, compiler.settings)
    return compiler.frame.at(field.path).masked(field.field)


def _dangling(compiler: Compiler, node: CallNode) -> Sql:
    relation = node.arguments[0]
    assert isinstance(relation, RelationNode)
    return compiler.frame.reach(relation.path).dangling()


def _previous_month(compiler: Compiler, node: CallNode) -> Sql:
    field = node.arguments[0]
    assert isinstance(field, FieldNode)
    return compiler.frame.previous(field.path).occurrence.known(field.field)


def _data_day(compiler: Compiler, node: CallNode) -> Sql:
    relation = data_day_of(node)
    assert relation is not None
    return compiler.frame.at(relation.path).data_day(compiler.settings.surroundings.as_of)


ENGINE_FUNCTIONS: dict[str, Callable[[Compiler, CallNode], Sql]] = {
    "is_empty": _is_empty,
    "is_masked": _is_masked,
    "dangling": _dangling,
    "previous_month": _previous_month,
    DATA_DAY: _data_day,
}
