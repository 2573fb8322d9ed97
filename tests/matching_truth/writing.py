"""Writes the generated records as CSV and Parquet, county by county, so memory is that of one county."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb

from .records import LEFT_COLUMNS, MARKET_COLUMNS, POPULATION_COLUMNS
from .settings import Setting
from .truth import traps, true_pairs
from .world import COUNTY_SIZE, CountyRecords, CountyWorld, Entry

FILES: dict[str, Sequence[str]] = {
    "left": LEFT_COLUMNS,
    "population": POPULATION_COLUMNS,
    "market": MARKET_COLUMNS,
    "truth": ("left_key", "right_key", "kind"),
    "traps": ("left_key", "right_key", "kind"),
}
MIXED = """
SELECT record_no, person_name AS name, NULL AS name_used, cert_no AS id_no, NULL AS legal_rep, home_addr AS addr, phone
FROM population UNION ALL
SELECT record_no, ent_name, ent_name_used, uscc, legal_rep, reg_addr, phone FROM market"""


def write_truth(folder: Path, pairs: int, seed: int, setting: Setting) -> dict[str, int]:
    """`folder` holds left, population, market, mixed, truth and traps (.csv and .parquet); the counts of their rows.

    `pairs` is the number of customers and of reference records. The same arguments write the same values.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = dict.fromkeys(FILES, 0)
    with ExitStack() as stack:
        writers: dict[str, Any] = {}
        for name, columns in FILES.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            writers[name] = csv.writer(file, lineterminator="\n")
            writers[name].writerow(columns)
        for index, start in enumerate(range(0, pairs, COUNTY_SIZE)):
            made = CountyWorld(seed, index, min(COUNTY_SIZE, pairs - start), setting).make()
            _write_county(made, writers, counts)
    _parquet(folder)
    return counts


def _write_county(made: CountyRecords, writers: dict[str, Any], counts: dict[str, int]) -> None:
    for name, entries, key, mark in (
        ("left", made.left, "cons_no", "03"),
        ("population", made.population, "record_no", "P"),
        ("market", made.market, "record_no", "M"),
    ):
        _number(entries, key, mark, counts[name])
        writers[name].writerows([entry.values.get(column, "") for column in FILES[name]] for entry in entries)
        counts[name] += len(entries)
    for name, pairs in (("truth", true_pairs(made)), ("traps", traps(made))):
        rows = [(left.values["cons_no"], right.values["record_no"], kind) for left, right, kind in pairs]
        writers[name].writerows(rows)
        counts[name] += len(rows)


def _number(entries: Iterable[Entry], key: str, mark: str, start: int) -> None:
    for place, entry in enumerate(entries, start + 1):
        entry.values[key] = f"{mark}{place:08d}"


def _parquet(folder: Path) -> None:
    """Every CSV again as Parquet, all columns text and empty cells null; and both references as one."""
    with duckdb.connect() as connection:
        for name in FILES:
            source = f"read_csv('{folder / name}.csv', all_varchar=true, header=true, delim=',')"
            connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {source}')
            connection.execute(f"COPY \"{name}\" TO '{folder / name}.parquet' (FORMAT parquet)")
        connection.execute(f"COPY ({MIXED}) TO '{folder / 'mixed'}.parquet' (FORMAT parquet)")
        connection.execute(f"COPY ({MIXED}) TO '{folder / 'mixed'}.csv' (FORMAT csv, HEADER)")
