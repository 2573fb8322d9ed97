"""A rule's named constants in SQL: by key, by date, as lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from census_app.checking.compiling.operators import causes_of
from census_app.checking.compiling.sql import Sql, decimals_of, literal
from census_app.checking.reasons import NULL_VALUE
from census_app.rulebook.expression import Node, ParameterNode, ValueType
from census_app.rulebook.resolved import ParameterValue

if TYPE_CHECKING:
    from census_app.checking.compiling.compile import Compiler


def parameter_sql(compiler: Compiler, node: ParameterNode) -> Sql:
    """`:名` or `:名[键]` as a value; a key the map does not have, or an unknown date, is unknown."""
    parameter = compiler.settings.parameters[node.name]
    return _dated(compiler, node, parameter, lambda value: _value(compiler, node.key, parameter, value))


def parameter_options(compiler: Compiler, operand: Sql, node: ParameterNode) -> Sql:
    """`operand in :列表` or `operand in :表[键]`."""
    parameter = compiler.settings.parameters[node.name]
    return _dated(compiler, node, parameter, lambda value: _options(compiler, operand, node.key, value))


def _dated(compiler: Compiler, node: ParameterNode, parameter: ParameterValue, build: Callable[[Any], Sql]) -> Sql:
    at = node.at or parameter.at
    if not parameter.dated or at is None:
        return build(parameter.on(compiler.settings.surroundings.as_of))
    day = compiler.compile(at)
    branches = [f"WHEN {day.text} IS NULL THEN NULL"] if day.nullable else []
    results = [build(parameter.value)]
    for since, value in reversed(parameter.dated):
        results.append(build(value))
        branches.append(f"WHEN {day.text} >= {literal(since)} THEN {results[-1].text}")
    text = f"CASE {' '.join(branches)} ELSE {results[0].text} END"
    nullable = day.nullable or any(result.nullable for result in results)
    return Sql(text, nullable, causes_of(day, *results), _common_scale(results))


def _value(compiler: Compiler, key: Node | None, parameter: ParameterValue, value: Any) -> Sql:
    if value is None:
        return Sql("NULL", causes=(NULL_VALUE,))
    if key is None:
        return _constant(value, parameter.type)
    chosen = compiler.compile(key)
    results = {name: _constant(item, parameter.type) for name, item in value.items()}
    branches = " ".join(f"WHEN {_key(name, key)} THEN {result.text}" for name, result in results.items())
    causes = (*chosen.causes, NULL_VALUE)
    return Sql(f"CASE {chosen.text} {branches} END", True, causes, _common_scale(results.values()))


def _options(compiler: Compiler, operand: Sql, key: Node | None, value: Any) -> Sql:
    if value is None:
        return Sql("CAST(NULL AS BOOLEAN)", causes=(NULL_VALUE,))
    if key is None:
        return _listed(operand, value)
    chosen = compiler.compile(key)
    mapping: Mapping[Any, Any] = value
    results = {name: _listed(operand, items) for name, items in mapping.items()}
    branches = " ".join(f"WHEN {_key(name, key)} THEN {result.text}" for name, result in results.items())
    return Sql(f"CASE {chosen.text} {branches} END", True, (*causes_of(operand, chosen), NULL_VALUE))


def _listed(operand: Sql, items: Iterable[Any]) -> Sql:
    options = ", ".join(literal(item) for item in items)
    if not options:
        text = f"CASE WHEN {operand.text} IS NOT NULL THEN FALSE END" if operand.nullable else "FALSE"
        return Sql(text, operand.nullable, operand.causes)
    return Sql(f"({operand.text} IN ({options}))", operand.nullable, operand.causes)


def _constant(value: Any, kind: ValueType) -> Sql:
    if isinstance(value, list | tuple | set | frozenset):
        return Sql(f"[{', '.join(literal(item) for item in value)}]", nullable=False)
    exact = kind is ValueType.NUMBER and not isinstance(value, bool | str | float)
    return Sql(literal(value), False, scale=decimals_of(value) if exact else None)


def _key(name: Any, node: Node) -> str:
    return literal(str(name)) if node.type is ValueType.TEXT else literal(name)


def _common_scale(results: Iterable[Sql]) -> int | None:
    scales = [result.scale for result in results if result.text != "NULL"]
    known = [scale for scale in scales if scale is not None]
    return max(known) if known and len(known) == len(scales) else None
