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


@dataclass
class Ragged:
    """`rows` rejected rows in the Parquet `path` (None for none), and how many others were skipped by kind."""

    path: Path | None = None
    rows: int = 0
    skipped: Counter[SkipKind] = field(default_factory=Counter)


def split_ragged(connection: duckdb.DuckDBPyConnection, grid: Grid, kinds: RowKinds, last_row: int) -> Ragged:
    """Tell rows that are no data (all up to `last_row`, totals, notes) from rows that lost their columns."""
    ragged = Ragged()
    kept: list[tuple[int, str, str]] = []
    for number, cells, reason in [*_leading_after(grid, last_row), *_set_aside(connection, grid)]:
        texts: Cells = [cell or None for cell in json.loads(cells)]
        kind = SkipKind.TITLE if number <= last_row else row_kind(_fitted(texts, grid.width), kinds)
        if kind is None:
            kept.append((number, cells, reason))
        else:
            ragged.skipped[kind] += 1
    ragged.rows = len(kept)
    if kept:
        ragged.path = grid.files[0].with_name("rejected.parquet") if grid.files else None
        _write(connection, kept, ragged.path)
    return ragged


def _leading_after(grid: Grid, last_row: int) -> list[tuple[int, str, str]]:
    """Rows of another width between the header and the first regular row."""
    found = []
    for (number, _), cells in zip(grid.preview, grid.leading_cells, strict=False):
        if number > last_row:
            reason = f"有 {len(cells)} 格，应有 {grid.width} 格"
            found.append((number, json.dumps(cells, ensure_ascii=False), reason))
    return found


def _set_aside(connection: duckdb.DuckDBPyConnection, grid: Grid) -> list[tuple[int, str, str]]:
    if grid.ragged is None:
        return []
    query = f"SELECT _row, cells, reason FROM read_parquet('{sql_path(grid.ragged)}')"
    return [(int(number), cells, reason) for number, cells, reason in connection.execute(query).fetchall()]


def _write(connection: duckdb.DuckDBPyConnection, rows: list[tuple[int, str, str]], path: Path | None) -> None:
    import numpy as np

    if path is None:
        return
    numbers, cells, reasons = zip(*sorted(rows), strict=True)
    arrays = {
        "_row": np.array(numbers, dtype=np.int64),
        "cells": np.array(cells, dtype=object),
        "reason": np.array(reasons, dtype=object),
    }
    connection.register("rejected_rows", arrays)
    connection.execute(f"COPY (SELECT * FROM rejected_rows) TO '{sql_path(path)}'")
    connection.unregister("rejected_rows")


def _fitted(cells: Cells, width: int) -> Cells:
    return [*cells, *[None] * (width - len(cells))]
