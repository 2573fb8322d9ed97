"""Spelling of names, constants and small idioms in DuckDB's SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from census_app.archive.columns import quote_text
from census_app.checking.reasons import Cause

DOUBLE_SCALE = 9
LONGEST_DECIMAL = 38
# What holds for every record, and for none.
ALWAYS, NEVER = "TRUE", "FALSE"


@dataclass(frozen=True, slots=True)
class Sql:
    """A compiled expression: null means *unknown* (or really empty, for a bare field).

    `nullable` False promises that no row gives null. `causes` say why a null may be met.
    `scale` is the number of decimals of an exact number; None for floating point and everything else.
    """

    text: str
    nullable: bool = True
    causes: tuple[Cause, ...] = ()
    scale: int | None = None


def literal(value: str | int | Decimal | float | bool | date | datetime | None) -> str:
    """A constant of any type a rule can write."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return quote_text(value)
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, float):
        return f"CAST({value!r} AS DOUBLE)"
    spelt = format(value, "f") if isinstance(value, Decimal) else str(value)
    return f"({spelt})" if spelt.startswith("-") else spelt


def decimals_of(value: int | Decimal) -> int:
    """How many decimals an exact constant has."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def conjunction(conditions: Iterable[str]) -> str:
    """All of the conditions; TRUE when there is none."""
    parts = list(conditions)
    return " AND ".join(f"({part})" for part in parts) if len(parts) > 1 else (parts[0] if parts else "TRUE")


def disjunction(conditions: Iterable[str]) -> str:
    """Any of the conditions; FALSE when there is none."""
    parts = list(conditions)
    return " OR ".join(f"({part})" for part in parts) if len(parts) > 1 else (parts[0] if parts else "FALSE")
