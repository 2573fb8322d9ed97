"""Writes the generated records as CSV and Parquet, county by county, so memory is that of one county."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

import duckdb

from .columns import LEFT, MARKET, OTHERS, POPULATION
from .others import Reference, reference
from .settings import Setting
from .truth import traps, true_pairs
from .world import COUNTY_SIZE, CountyRecords, CountyWorld, Entry

PAIR = ("left_key", "right_key", "kind")
FILES: dict[str, Sequence[str]] = {
    "left": LEFT,
    "population": POPULATION,
    "market": MARKET,
    "truth": PAIR,
    "traps": PAIR,
}
MIXED = """
SELECT record_no, person_name AS name, NULL AS name_used, cert_no AS id_no, NULL AS legal_rep, home_addr AS addr, phone
FROM population UNION ALL
SELECT record_no, ent_name, ent_name_used, uscc, legal_rep, reg_addr, phone FROM market"""


def write_truth(folder: Path, pairs: int, seed: int, setting: Setting, others: bool = False) -> dict[str, int]:
    """`folder` holds left, population, market, mixed, truth and traps (.csv and .parquet); the counts of their rows.

    `pairs` is the number of customers and of reference records. The same arguments write the same values. With
    `others` the tables estate, standard and payment come with truth_<table> and traps_<table>, and truth_self.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = dict(FILES)
    for table, columns in OTHERS.items() if others else ():
        files |= {f"truth_{table}": PAIR, f"traps_{table}": PAIR} | ({table: columns} if columns else {})
    with ExitStack() as stack:
        tables = {name: _Table(stack, folder / f"{name}.csv", columns) for name, columns in files.items()}
        for index, start in enumerate(range(0, pairs, COUNTY_SIZE)):
            world = CountyWorld(seed, index, min(COUNTY_SIZE, pairs - start), setting)
            made = world.make()
            _write_county(made, tables)
            for table in OTHERS if others else ():
                _write_other(table, reference(table, made, world.dice, len_of(tables.get(table))), tables)
    _parquet(folder, list(files))
    return {name: table.rows for name, table in tables.items()}


class _Table:
    """A CSV file being written, and how many rows it has."""

    def __init__(self, stack: ExitStack, path: Path, columns: Sequence[str]) -> None:
        self.columns = columns
        self.rows = 0
        self._writer = csv.writer(
            stack.enter_context(path.open("w", encoding="utf-8", newline="")), lineterminator="\n"
        )
        self._writer.writerow(columns)

    def write(self, rows: Sequence[Sequence[str]]) -> None:
        self._writer.writerows(rows)
        self.rows += len(rows)


def len_of(table: _Table | None) -> int:
    return table.rows if table else 0


def _write_county(made: CountyRecords, tables: dict[str, _Table]) -> None:
    for name, entries, key, mark in (
        ("left", made.left, "cons_no", "03"),
        ("population", made.population, "record_no", "P"),
        ("market", made.market, "record_no", "M"),
    ):
        table = tables[name]
        _number(entries, key, mark, table.rows)
        table.write([[entry.values.get(column, "") for column in table.columns] for entry in entries])
    for name, pairs in (("truth", true_pairs(made)), ("traps", traps(made))):
        tables[name].write([(left.values["cons_no"], right.values["record_no"], kind) for left, right, kind in pairs])


def _write_other(name: str, made: Reference, tables: dict[str, _Table]) -> None:
    if name in tables:
        table = tables[name]
        table.write([[row.get(column, "") for column in table.columns] for row in made.rows])
    tables[f"truth_{name}"].write(made.truth)
    tables[f"traps_{name}"].write(made.traps)


def _number(entries: Iterable[Entry], key: str, mark: str, start: int) -> None:
    for place, entry in enumerate(entries, start + 1):
        entry.values[key] = f"{mark}{place:08d}"


def _parquet(folder: Path, names: Sequence[str]) -> None:
    """Every CSV again as Parquet, all columns text and empty cells null; and both references as one."""
    with duckdb.connect() as connection:
        for name in names:
            source = f"read_csv('{folder / name}.csv', all_varchar=true, header=true, delim=',')"
            connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {source}')
            connection.execute(f"COPY \"{name}\" TO '{folder / name}.parquet' (FORMAT parquet)")
        connection.execute(f"COPY ({MIXED}) TO '{folder / 'mixed'}.parquet' (FORMAT parquet)")
        connection.execute(f"COPY ({MIXED}) TO '{folder / 'mixed'}.csv' (FORMAT csv, HEADER)")
