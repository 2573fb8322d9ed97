"""Writes one week's delivery: customers per unit, everything else per subject, as the recipe says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.demo.columns import BILLS, DeliveredTable, delivered_tables
from census_app.demo.delivery.defects import Defects, place_defects
from census_app.demo.delivery.queries import OWNERS, Column, Extent, columns_of, rows_query
from census_app.demo.delivery.recipe import DeliveredFile, Recipe, Style, TableStyle, WorkbookFile, load_recipe
from census_app.demo.delivery.sheets import Block, Sheet, write_workbook
from census_app.demo.delivery.spelling import Cell, Spelling
from census_app.demo.delivery.texts import write_gb18030, write_utf8, write_zip
from census_app.demo.plan import CountyPlan, bill_months
from census_app.demo.truth import DeliveryDefect
from census_app.demo.weeks import WeekRoles, week_roles
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import Dictionary
from census_app.foundation.jobs import JobContext

if TYPE_CHECKING:
    import duckdb

_ROWS_PER_SHEET = 500_000
_FIRST_WEEK_NUMBER = 46


@dataclass
class _Delivery:
    """One week's files in the making."""

    connection: duckdb.DuckDBPyConnection
    plan: CountyPlan
    folder: Path
    recipe: Recipe
    book: CodeBook
    tables: dict[str, DeliveredTable]
    roles: WeekRoles
    defects: Defects
    files: list[Path] = field(default_factory=list)

    @property
    def exported(self) -> str:
        return self.recipe.export_time.format(date=self.plan.data_date.isoformat())

    @property
    def silent_units(self) -> frozenset[str]:
        """Units that deliver nothing this week."""
        return self.roles.quiet if self.plan.week > 1 else frozenset()

    def target(self, name: str) -> Path:
        path = self.folder / name
        self.files.append(path)
        return path


def write_delivery(
    connection: duckdb.DuckDBPyConnection, plan: CountyPlan, folder: Path, dictionary: Dictionary, context: JobContext
) -> tuple[list[Path], tuple[DeliveryDefect, ...]]:
    """The week's files stand in a folder of their own below `folder`; returns them and what is wrong with them."""
    recipe, roles = load_recipe(), week_roles(plan)
    target = folder / recipe.folder.format(week=_FIRST_WEEK_NUMBER + plan.week)
    target.mkdir(parents=True, exist_ok=True)
    connection.execute(OWNERS)
    tables = {table.id: table for table in delivered_tables(connection, dictionary)}
    defects = place_defects(connection, plan, roles)
    delivery = _Delivery(connection, plan, target, recipe, CodeBook(dictionary), tables, roles, defects)
    total = len(recipe.files) + 1
    context.progress(0, total, "正在写用电客户")
    _write_customers(delivery, context)
    for number, file in enumerate(recipe.files, start=1):
        context.raise_if_cancelled()
        context.progress(number, total, f"正在写 {file.file}")
        _write_file(delivery, file)
    return delivery.files, defects.rows


def _write_customers(delivery: _Delivery, context: JobContext) -> None:
    units = delivery.connection.execute(
        "SELECT DISTINCT org_no, org_name FROM customer JOIN org_unit USING (org_no, org_name) ORDER BY org_no"
    ).fetchall()
    for number, (code, name) in enumerate(units):
        context.raise_if_cancelled()
        if code not in delivery.silent_units:
            _write_unit(delivery, number, code, name)


def _write_unit(delivery: _Delivery, number: int, code: str, name: str) -> None:
    """The customers of one unit, in the style whose turn it is."""
    recipe = delivery.recipe.customer
    masked = code in delivery.roles.masked
    partial = delivery.plan.week > 1 and code in delivery.roles.partial
    style = recipe.masked if masked else recipe.styles[number % len(recipe.styles)]
    table = delivery.tables["customer"]
    fields = recipe.partial if partial else tuple(name for names in recipe.groups.values() for name in names)
    spelling = style.spelling(masked, delivery.defects.overrides)
    columns = columns_of(table, fields, style, spelling, delivery.book, delivery.exported)
    title = recipe.title.format(unit=name)
    groups = recipe.groups if style.two_row_header else {}
    sheets = []
    for part, where in _parts(style, f"org_no = '{code}'"):
        query = delivery.defects.with_extra_rows(
            rows_query(table, columns, Extent(where=where), named=False), code, columns
        )
        head = _head(style, title, columns, groups, delivery.exported)
        sheets.append(Sheet(part or "Sheet1", head, query, _cells(columns), _foot(style, columns), style.blank_every))
    write_workbook(delivery.connection, delivery.target(recipe.file.format(unit=name)), sheets)


def _parts(style: Style, where: str) -> Iterator[tuple[str, str]]:
    """Sheet names with the rows they hold: all, or town and country apart."""
    if not style.sheets:
        yield "", where
        return
    town, country = style.sheets
    yield town, f"{where} AND urban_rural = '城市'"
    yield country, f"{where} AND urban_rural <> '城市'"


def _write_file(delivery: _Delivery, file: WorkbookFile | DeliveredFile) -> None:
    if isinstance(file, DeliveredFile):
        _write_text(delivery, file)
        return
    sheets = [sheet for style in file.sheets for sheet in _table_sheets(delivery, style)]
    write_workbook(delivery.connection, delivery.target(file.file), sheets)


def _table_sheets(delivery: _Delivery, style: TableStyle) -> Iterator[Sheet]:
    """The table's sheet, or several where one cannot hold it."""
    table = delivery.tables[style.table]
    columns = columns_of(table, (), style, style.spelling(), delivery.book, delivery.exported)
    query = rows_query(table, columns, _extent(delivery, style), named=False)
    (rows,) = delivery.connection.execute(f"SELECT count(*) FROM ({query})").fetchone() or (0,)
    head = _head(style, style.title, columns, {}, delivery.exported)
    for number in range(max(1, -(-rows // _ROWS_PER_SHEET))):
        part = f"SELECT * FROM ({query}) LIMIT {_ROWS_PER_SHEET} OFFSET {number * _ROWS_PER_SHEET}"
        name = style.name if number == 0 else f"{style.name}({number + 1})"
        yield Sheet(
            name,
            head,
            part if rows > _ROWS_PER_SHEET else query,
            _cells(columns),
            _foot(style, columns),
            style.blank_every,
        )


def _write_text(delivery: _Delivery, file: DeliveredFile) -> None:
    table = delivery.tables[file.table]
    columns = columns_of(
        table, (), file, Spelling(headers=file.headers, dates=file.dates), delivery.book, delivery.exported
    )
    extent, target = _extent(delivery, file), delivery.target(file.file)
    if file.member and table.id == BILLS:
        months = [month.strftime("%Y%m") for month in bill_months()]
        queries = {
            file.member.format(month=month): rows_query(
                table, columns, Extent(extent.without_units, f"source.ym = '{month}'"), named=True
            )
            for month in months
        }
        write_zip(delivery.connection, target, queries)
        return
    query = delivery.defects.with_keyless_row(rows_query(table, columns, extent, named=True), table, columns)
    write = write_gb18030 if file.encoding == "gb18030" else write_utf8
    write(delivery.connection, target, query)


def _extent(delivery: _Delivery, style: TableStyle) -> Extent:
    without = delivery.silent_units
    if delivery.plan.week > 1 and style.except_partial:
        without |= delivery.roles.partial
    return Extent(without)


def _cells(columns: Sequence[Column]) -> list[Cell]:
    return [column.cells for column in columns]


def _head(
    style: Style, title: str, columns: Sequence[Column], groups: dict[str, tuple[str, ...]], exported: str
) -> Block:
    """Title, export note, group names, column names, units: those the style has."""
    rows: list[list[str | None]] = []
    merged: list[tuple[int, int, int]] = []
    if title:
        merged.append((0, 0, len(columns) - 1))
        rows += [[title], [f"导出时间：{exported}"]]
    if groups:
        row = len(rows)
        rows.append([None] * len(columns))
        for name, first, last in _spans(columns, groups):
            rows[row][first] = name
            if last > first:
                merged.append((row, first, last))
    rows.append([column.header for column in columns])
    if style.unit_row:
        rows.append([f"({column.unit})" if column.unit else None for column in columns])
    return Block(rows, merged)


def _spans(columns: Sequence[Column], groups: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, int, int]]:
    """(group, first column, last column) of the groups that have columns."""
    for name, members in groups.items():
        places = [
            index for index, column in enumerate(columns) if column.entry is not None and column.entry.id in members
        ]
        if places:
            yield name, places[0], places[-1]


def _foot(style: Style, columns: Sequence[Column]) -> Block:
    """The totals row of a style that has one."""
    if not style.total:
        return Block(())
    return Block([["合计", *([None] * (len(columns) - 2)), "—"]])
