"""The rows and columns of one sheet or text file as SQL over the grown county."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from census_app.demo.columns import DeliveredTable
from census_app.demo.delivery.recipe import Style
from census_app.demo.delivery.spelling import Cell, CellKind, Spelling, cell, header
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import FieldEntry

OWNERS = """
CREATE OR REPLACE TABLE unit_of_customer AS SELECT cons_no AS owner, org_no AS owner_unit FROM customer;
CREATE OR REPLACE TABLE unit_of_area AS SELECT tg_no AS area, org_no AS area_unit FROM distribution_transformer;
CREATE OR REPLACE TABLE unit_of_point AS SELECT mp_no AS point, coalesce(owner_unit, area_unit) AS point_unit
    FROM metering_point LEFT JOIN unit_of_customer ON owner = cons_no LEFT JOIN unit_of_area ON area = tg_no;
"""


@dataclass(frozen=True)
class Column:
    """One column of a file: its header, measuring unit and cells; `entry` is None for columns of no use."""

    header: str
    unit: str
    cells: Cell
    entry: FieldEntry | None = None


@dataclass(frozen=True)
class Extent:
    """Which rows: of units not in `without_units`, and fulfilling `where`."""

    without_units: frozenset[str] = frozenset()
    where: str = ""


def columns_of(
    table: DeliveredTable, fields: Sequence[str], style: Style, spelling: Spelling, book: CodeBook, exported: str
) -> list[Column]:
    """The file's columns; `fields` empty means all the county has."""
    known = {entry.id: entry for entry in table.fields}
    chosen = [known[name] for name in (fields or known) if name in known and name not in style.without]
    key = record_key(table)
    columns = [
        Column(header(entry, spelling.headers), entry.unit or "", cell(entry, key, spelling, book), entry)
        for entry in chosen
    ]
    if style.serial:
        columns.insert(0, Column("序号", "", Cell(CellKind.NUMBER, "row_number() OVER ()")))
    if style.export_time:
        columns.append(Column("导出时间", "", Cell(CellKind.TEXT, f"'{exported}'")))
    return columns


def rows_query(table: DeliveredTable, columns: Sequence[Column], extent: Extent, *, named: bool) -> str:
    """SQL: the rows in key order with columns `c0 …`, or under their headers when `named`."""
    listed = ", ".join(
        f"{column.cells.sql} AS " + (f'"{column.header}"' if named else f"c{index}")
        for index, column in enumerate(columns)
    )
    conditions = [extent.where] if extent.where else []
    joins = ""
    if extent.without_units:
        unit, joins = _unit(table)
        codes = ", ".join(f"'{code}'" for code in sorted(extent.without_units))
        conditions.append(f"coalesce({unit}, '') NOT IN ({codes})")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    ordered = ", ".join(f"source.{name}" for name in table.order())
    return (
        f"SELECT {listed} FROM (SELECT source.* FROM {table.id} AS source{joins}{where} ORDER BY {ordered}) AS source"
    )


def record_key(table: DeliveredTable) -> str:
    """SQL: text that tells the table's rows apart."""
    return f"concat_ws('|', {', '.join(f'source.{name}' for name in table.order())})"


def _unit(table: DeliveredTable) -> tuple[str, str]:
    """SQL: the unit a row belongs to, and the joins it needs."""
    names = {entry.id for entry in table.fields}
    found, joins = [], ""
    if "org_no" in names:
        found.append("source.org_no")
    if "cons_no" in names and table.id != "customer":
        found.append("owner_unit")
        joins += " LEFT JOIN unit_of_customer ON owner = source.cons_no"
    if "mp_no" in names:
        found.append("point_unit")
        joins += " LEFT JOIN unit_of_point ON point = source.mp_no"
    if not found and "tg_no" in names:
        found.append("area_unit")
        joins += " LEFT JOIN unit_of_area ON area = source.tg_no"
    return f"coalesce({', '.join([*found, 'NULL'])})", joins
