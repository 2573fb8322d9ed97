"""Every source row of a grid in exactly one account: data, rejected, or skipped for a reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.model import SkipKind
from census_app.archive.readers.grid import Grid
from census_app.archive.recognition.layout import Layout
from census_app.archive.recognition.ragged import Ragged

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Account:
    """`rows` of data in the scan; `skipped` rows by kind; `read` is all of them and the rejected ones."""

    rows: int
    read: int
    skipped: dict[SkipKind, int]


def account(
    connection: duckdb.DuckDBPyConnection,
    scan: str,
    grid: Grid,
    layout: Layout,
    skipped: dict[int, SkipKind],
    ragged: Ragged,
) -> Account:
    """Count what the scan gives; what stands above it and is neither header nor unit row is a title.

    Row number 0 is a header that is no source row (the column names of a database table).
    """
    [(rows,)] = connection.execute(f"SELECT count(*) FROM ({scan})").fetchall()
    counts = Counter(skipped.values())
    counts.update(ragged.skipped)
    counts[SkipKind.BLANK] += grid.blank
    counts[SkipKind.HEADER] += sum(number > 0 for number in layout.header_rows)
    counts[SkipKind.UNIT] += len(layout.unit_rows)
    leading = sum(number <= layout.last_row for number, _ in grid.preview[: grid.leading])
    above = grid.rows - rows - len(skipped) + leading
    counts[SkipKind.TITLE] += above - len(layout.header_rows) - len(layout.unit_rows)
    present = {kind: count for kind, count in counts.items() if count}
    return Account(rows, rows + ragged.rows + sum(present.values()), present)
