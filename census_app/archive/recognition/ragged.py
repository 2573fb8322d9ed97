"""Rows of another width than the table: totals and notes among them are no data, the rest is rejected."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.model import SkipKind
from census_app.archive.readers.grid import Grid, sql_path
from census_app.archive.recognition.layout import Cells
from census_app.archive.recognition.rows import RowKinds, row_kind

if TYPE_CHECKING:
    import duckdb

_MAX_EXAMINED = 200_000


@dataclass
class Ragged:
    """`rows` rejected rows in the Parquet `path` (None for none), and how many others were skipped by kind."""

    path: Path | None = None
    rows: int = 0
    skipped: Counter[SkipKind] = field(default_factory=Counter)


def split_ragged(connection: duckdb.DuckDBPyConnection, grid: Grid, kinds: RowKinds) -> Ragged:
    """Tell rows that are no data from rows that lost their columns."""
    if grid.ragged is None:
        return Ragged()
    everything = f"SELECT _row, cells, reason FROM read_parquet('{sql_path(grid.ragged)}')"
    ragged = Ragged()
    leave: list[int] = []
    for number, cells in connection.execute(f"SELECT _row, cells FROM ({everything}) LIMIT {_MAX_EXAMINED}").fetchall():
        texts: Cells = [cell or None for cell in json.loads(cells)]
        kind = row_kind(_fitted(texts, grid.width), kinds)
        if kind is not None:
            ragged.skipped[kind] += 1
            leave.append(int(number))
    ragged.rows = grid.ragged_rows - len(leave)
    if not ragged.rows:
        return ragged
    ragged.path = grid.ragged
    if leave:
        ragged.path = grid.ragged.with_name("rejected.parquet")
        keep = f"SELECT * FROM ({everything}) WHERE _row NOT IN ({', '.join(map(str, leave))}) ORDER BY _row"
        connection.execute(f"COPY ({keep}) TO '{sql_path(ragged.path)}'")
    return ragged


def _fitted(cells: Cells, width: int) -> Cells:
    return [*cells, *[None] * (width - len(cells))]
