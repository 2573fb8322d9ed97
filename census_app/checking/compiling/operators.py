"""Operators of the rule language in SQL: three-valued, exact decimals, no infinities."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from census_app.checking.compiling.sql import ALWAYS, DOUBLE_SCALE, LONGEST_DECIMAL, NEVER, Sql
from census_app.checking.reasons import Cause
from census_app.rulebook.expression import ValueType

_COMPARISONS = frozenset({"=", "<>", "!=", "<", "<=", ">", ">=", "like"})
_LONGEST_SCALE = 12


def causes_of(*operands: Sql) -> tuple[Cause, ...]:
    """The causes of all operands, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(operand.causes for operand in operands)))


def binary(operator: str, left: Sql, right: Sql, types: tuple[ValueType, ValueType]) -> Sql:
    """`left operator right`; unknown when an operand is (except where `and` / `or` are decided without it)."""
    nullable = left.nullable or right.nullable
    causes = causes_of(left, right)
    if operator in ("and", "or") or operator in _COMPARISONS:
        return Sql(f"({left.text} {operator.upper()} {right.text})", nullable, causes)
    return _ARITHMETIC[operator](left, right, types, nullable, causes)


def negation(operand: Sql) -> Sql:
    """`not operand`."""
    if operand.text == NEVER:
        return Sql(ALWAYS, nullable=False)
    return Sql(f"(NOT {operand.text})", operand.nullable, operand.causes)


def minus(operand: Sql) -> Sql:
    """`-operand`."""
    return Sql(f"(-{operand.text})", operand.nullable, operand.causes, operand.scale)


Types = tuple[ValueType, ValueType]
_DATES = (ValueType.DATE, ValueType.DATETIME)


def _sum(operator: str) -> Callable[[Sql, Sql, Types, bool, tuple[Cause, ...]], Sql]:
    def build(left: Sql, right: Sql, types: Types, nullable: bool, causes: tuple[Cause, ...]) -> Sql:
        if types[0] in _DATES and types[1] in _DATES:
            days = f"(CAST({left.text} AS DATE) - CAST({right.text} AS DATE))"
            return Sql(days, nullable, causes, 0)
        if types[0] in _DATES:
            return Sql(f"(CAST({left.text} AS DATE) {operator} CAST({right.text} AS INTEGER))", nullable, causes)
        if types[1] in _DATES:
            return Sql(f"(CAST({right.text} AS DATE) {operator} CAST({left.text} AS INTEGER))", nullable, causes)
        scale = None if left.scale is None or right.scale is None else max(left.scale, right.scale)
        return Sql(f"({left.text} {operator} {right.text})", nullable, causes, scale)

    return build


def _product(left: Sql, right: Sql, types: Types, nullable: bool, causes: tuple[Cause, ...]) -> Sql:
    """Exact in 38 digits; the result keeps at most twelve decimals."""
    if left.scale is None or right.scale is None:
        return Sql(f"({left.text} * {right.text})", nullable, causes)
    scale = left.scale + right.scale
    text = f"(CAST({left.text} AS DECIMAL({LONGEST_DECIMAL}, {left.scale})) * {right.text})"
    if scale > _LONGEST_SCALE:
        scale = _LONGEST_SCALE
        text = f"CAST(round({text}, {scale}) AS DECIMAL({LONGEST_DECIMAL}, {scale}))"
    return Sql(text, nullable, causes, scale)


def _quotient(left: Sql, right: Sql, types: Types, nullable: bool, causes: tuple[Cause, ...]) -> Sql:
    """Floating, rounded to nine decimals so that 0.3 / 0.1 equals 3; by zero is unknown."""
    divisor = f"nullif(CAST({right.text} AS DOUBLE), 0)"
    return Sql(f"round(CAST({left.text} AS DOUBLE) / {divisor}, {DOUBLE_SCALE})", True, causes)


_ARITHMETIC: dict[str, Callable[[Sql, Sql, Types, bool, tuple[Cause, ...]], Sql]] = {
    "+": _sum("+"),
    "-": _sum("-"),
    "*": _product,
    "/": _quotient,
}
