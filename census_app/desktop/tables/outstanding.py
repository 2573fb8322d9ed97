"""The number of problems still to be answered."""

from __future__ import annotations

from pathlib import Path

import duckdb

from census_app.desktop.tables.problem_query import FLAG_CONDITIONS


def count_outstanding(states: Path) -> int:
    """Problems in a live state in a states file."""
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        quoted = str(states).replace("'", "''")
        sql = f"SELECT count(*) FROM read_parquet('{quoted}') WHERE {FLAG_CONDITIONS['live']}"
        found = connection.execute(sql).fetchone()
        return int(found[0]) if found else 0
