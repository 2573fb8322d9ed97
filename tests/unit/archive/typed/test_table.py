"""Typing whole tables: order is kept and every path gives the same values, however many texts are unsettled."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from census_app.archive.model import SourceFile
from census_app.archive.parts.writing import PartOrigin, PartWriter
from census_app.archive.raw import RawColumn, RawTable
from census_app.archive.settings import load_settings
from census_app.archive.snapshot import PART_FILE
from census_app.archive.typed import table as typed_table
from census_app.archive.typed.cells import ReadingContext
from census_app.archive.typed.table import TypedTable
from census_app.archive.units import UnitFinder, import_order
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.jobs import silent

DICTIONARY = load_dictionary()
READING = ReadingContext(load_settings(), CodeBook(DICTIONARY), date(2026, 11, 20))
ROWS = 9_000


@pytest.fixture
def connection():
    with duckdb.connect(config={"threads": 2}) as opened:
        opened.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        yield opened


def raw(table: str, sheet: str, scan: str, rows: int, *fields: str) -> RawTable:
    entry = DICTIONARY.table(table)
    columns = tuple(RawColumn(index, entry.field(name).zh, field=name) for index, name in enumerate(fields))
    return RawTable(SourceFile(file="a.xlsx", sheet=sheet, sha256=sheet), table, 1.0, columns, scan, rows, rows)


def meters(sheet: str, first: int, rows: int = ROWS) -> RawTable:
    """Every number is written with separators, so that nothing of the column is settled quickly."""
    day = "CASE WHEN i % 1000 = 0 THEN '坏' ELSE '2024/1/' || (1 + i % 28) END"
    scan = (
        f"SELECT (i - {first} + 2)::BIGINT AS _row, 'M' || i AS c0, lpad((i % 7000)::VARCHAR, 6, '0') AS c1, "
        f"format('{{:,}}', 1000000 + i) AS c2, {day} AS c3 "
        f"FROM range({first}, {first + rows}) t(i)"
    )
    return raw("meter", sheet, scan, rows, "asset_no", "cons_no", "init_reading", "inst_date")


def write(connection, folder: Path, table: str, raws: list[RawTable], units: UnitFinder):
    entry = DICTIONARY.table(table)
    typed = TypedTable(connection, entry, raws, READING, table)
    origin = PartOrigin(entry, date(2026, 11, 20), datetime(2026, 11, 20), "1", "f")
    written = PartWriter(connection, folder, units, silent()).write(origin, typed, set())
    for part in written.parts:
        units.add_part(table, folder / part.part / PART_FILE, frozenset(part.fields))
    return written


@pytest.mark.parametrize("most_looked_up", [0, 20, 100_000])
def test_values_order_units_and_flags_do_not_depend_on_the_path(connection, tmp_path, monkeypatch, most_looked_up):
    monkeypatch.setattr(typed_table, "_MOST_LOOKED_UP", most_looked_up)
    monkeypatch.setattr(typed_table, "_MOST_BYTES_LOOKED_UP", 100 * most_looked_up)
    units = UnitFinder(connection, DICTIONARY, None)
    people = (
        "SELECT (i + 2)::BIGINT AS _row, lpad(i::VARCHAR, 6, '0') AS c0, 'U' || (i % 3) AS c1 FROM range(6000) t(i)"
    )
    write(connection, tmp_path, "customer", [raw("customer", "户", people, 6000, "cons_no", "org_no")], units)
    written = write(connection, tmp_path, "meter", [meters("一", 0), meters("二", ROWS)], units)
    (part,) = written.parts
    file = tmp_path / part.part / PART_FILE
    found = connection.execute(
        f"SELECT asset_no, init_reading, inst_date, _unit, _source, _source_row, _flags FROM '{file}'"
    ).fetchall()
    assert len(found) == 2 * ROWS
    for i, (asset, reading, day, unit, source, row, flags) in enumerate(found):
        assert (asset, reading, source, row) == (f"M{i}", Decimal(1000000 + i), i // ROWS, i % ROWS + 2)
        assert unit == (f"U{i % 7000 % 3}" if i % 7000 < 6000 else None)
        assert (day, flags) == ((None, ",!inst_date,") if i % 1000 == 0 else (date(2024, 1, 1 + i % 28), None))
    assert part.units == ("U0", "U1", "U2")
    assert part.fields["inst_date"].unreadable == 2 * ROWS // 1000
    unreadable = connection.execute(f"SELECT count(*), any_value(raw) FROM '{file.with_name('unreadable.parquet')}'")
    assert unreadable.fetchone() == (18, "坏")


def test_long_unsettled_texts_are_joined_and_not_held_against_every_cell(connection):
    scan = (
        "SELECT i + 2 AS _row, 'U' || i AS c0, repeat('１', CASE i WHEN 7 THEN {} ELSE 1 END) AS c1 FROM range(9) t(i)"
    )
    for length, joined in ((20, []), (9_000, ["cons_name"])):
        people = raw("customer", "户", scan.format(length), 9, "cons_no", "cons_name")
        typed = TypedTable(connection, DICTIONARY.table("customer"), [people], READING, f"customer_{length}")
        assert typed.joined_fields() == joined


def test_repeated_and_keyless_rows_are_left_out_on_every_path(connection, tmp_path):
    rows = "(2, 'M1', '1'), (3, NULL, '2'), (4, 'M1', '1'), (5, 'M1', '3'), (6, NULL, '2')"
    scan = f"SELECT * FROM (VALUES {rows}) t(_row, c0, c1)"
    written = write(
        connection,
        tmp_path,
        "meter",
        [raw("meter", "一", scan, 5, "asset_no", "cons_no")],
        UnitFinder(connection, DICTIONARY, None),
    )
    (part,) = written.parts
    assert (part.rows, written.rejected, written.repeated, part.key_unique) == (2, 1, 2, False)
    assert part.read == part.rows + part.rejected + sum(part.skipped.values())


def test_tables_come_after_those_their_units_lead_through():
    order = import_order(
        DICTIONARY, ["meter", "billing_month", "customer", "metering_point", "distribution_transformer"]
    )
    assert order.index("customer") < order.index("metering_point")
    assert order.index("customer") < order.index("billing_month")
    assert order.index("distribution_transformer") < order.index("metering_point")
