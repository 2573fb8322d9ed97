"""How dictionary fields stand in Parquet and how values are written into SQL text."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from census_app.dictionary.model import FieldEntry, FieldType, Implied, TableEntry

DEFAULT_SCALE = 4
DECIMAL_DIGITS = 18
YEAR_MONTH_UNIT = "YYYYMM"

_SQL_TYPES = {
    FieldType.TEXT: "VARCHAR",
    FieldType.CODE: "VARCHAR",
    FieldType.INTEGER: "BIGINT",
    FieldType.COORDINATE: "DOUBLE",
    FieldType.DATE: "DATE",
    FieldType.DATETIME: "TIMESTAMP",
    FieldType.BOOLEAN: "BOOLEAN",
}


def scale_of(field: FieldEntry) -> int:
    """Decimals a number field is stored with."""
    return DEFAULT_SCALE if field.scale is None else field.scale


def sql_type(field: FieldEntry) -> str:
    """The DuckDB type a field is stored as: numbers DECIMAL(18, scale), only coordinates are floats."""
    if field.type is FieldType.NUMBER:
        return f"DECIMAL({DECIMAL_DIGITS},{scale_of(field)})"
    return _SQL_TYPES[field.type]


def is_year_month(field: FieldEntry) -> bool:
    """Whether the field holds a month as the text `YYYYMM`."""
    return field.unit == YEAR_MONTH_UNIT


def needed_key(table: TableEntry) -> list[str]:
    """The key columns without which no row can be told apart: the first key field and the month; none where
    files may come without the key.

    Exports of a coarser grain lack the others (a customer's bills without metering points) and are still of use.
    """
    needed = list(table.needed_key[:1])
    if table.period_field is not None and table.period_field in table.key:
        needed.append(table.period_field)
    return needed


def quote_name(name: str) -> str:
    """A column name as SQL text."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A string literal as SQL text."""
    return "'" + text.replace("'", "''") + "'"


def quote_path(path: Path) -> str:
    """A file path as a string literal, with forward slashes on every system."""
    return quote_text(path.as_posix())


def quote_value(value: object) -> str:
    """Any stored value as a SQL literal; None is NULL. Text with a NUL character is refused by DuckDB itself."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, float):
        return f"{value!r}::DOUBLE"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return quote_text(str(value))


def implied_sql(implied: Implied, dated: str) -> str:
    """The implied value as SQL text where the date `dated` (an SQL expression) says so; null elsewhere."""
    bounds = f"{quote_value(implied.first)} AND {quote_value(implied.last)}"
    return f"CASE WHEN {dated} BETWEEN {bounds} THEN {quote_value(implied.value)} END"


def told_sql(field: FieldEntry) -> str:
    """The field's cell as SQL over its own table, or what another field implies where the cell is empty."""
    name = quote_name(field.id)
    if field.implied is None:
        return name
    return f"coalesce({name}, {implied_sql(field.implied, quote_name(field.implied.by))})"
