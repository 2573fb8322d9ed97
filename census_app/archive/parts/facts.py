"""What a written part says of itself: rows, nulls and flags per column, units, whether its key is unique."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name, quote_path, quote_text
from census_app.archive.model import FieldFacts
from census_app.dictionary.model import TableEntry

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class PartFacts:
    """Counts of one part file; `fields` in the given order, `units` sorted."""

    rows: int
    fields: dict[str, FieldFacts]
    units: tuple[str, ...]
    key_unique: bool


def part_facts(
    connection: duckdb.DuckDBPyConnection, table: TableEntry, file: Path, fields: Sequence[str]
) -> PartFacts:
    """Read the facts of the columns `fields` from a part file."""
    source = f"read_parquet({quote_path(file)})"
    counts = ", ".join(f"count({quote_name(name)})" for name in fields)
    found = connection.execute(f"SELECT count(*), count(_flags){f', {counts}' if counts else ''} FROM {source}")
    row = found.fetchone() or (0, 0)
    rows, flagged = int(row[0]), int(row[1])
    marks = _marks(connection, source) if flagged else {}
    facts = {
        name: FieldFacts(
            nulls=rows - int(row[position + 2]),
            masked=marks.get(f"*{name}", 0),
            uncoded=marks.get(f"?{name}", 0),
            unreadable=marks.get(f"!{name}", 0),
            missing=marks.get(f"-{name}", 0),
        )
        for position, name in enumerate(fields)
    }
    units = connection.execute(f"SELECT DISTINCT _unit FROM {source} WHERE _unit IS NOT NULL ORDER BY 1").fetchall()
    return PartFacts(
        rows, facts, tuple(unit for (unit,) in units), _key_unique(connection, table, source, fields, rows)
    )


def _marks(connection: duckdb.DuckDBPyConnection, source: str) -> dict[str, int]:
    query = (
        f"SELECT mark, count(*) FROM (SELECT unnest(string_split(trim(_flags, ','), ',')) AS mark FROM {source} "
        f"WHERE _flags IS NOT NULL) WHERE mark <> {quote_text('')} GROUP BY mark"
    )
    return {str(mark): int(count) for mark, count in connection.execute(query).fetchall()}


def _key_unique(
    connection: duckdb.DuckDBPyConnection, table: TableEntry, source: str, fields: Sequence[str], rows: int
) -> bool:
    key = [quote_name(name) for name in table.key if name in fields]
    if not key or len(key) < len(table.key):
        return False
    distinct = connection.execute(f"SELECT count(*) FROM (SELECT DISTINCT {', '.join(key)} FROM {source})").fetchone()
    return distinct is not None and int(distinct[0]) == rows
