"""Problems of one states.parquet behind DuckDB: ordered and filtered views, facet counts, one record.

Every view is a table made on the worker (`preview`, `make`, `facets`, `record`); the window's thread only
fetches pages of a finished view, which takes a few milliseconds.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from census_app.desktop.tables.paged_model import PAGE_ROWS, Row
from census_app.desktop.tables.problem_query import FACETS, FLAG_CONDITIONS, SHOWN, ProblemQuery

_MEMORY = "320MB"


@dataclass(frozen=True)
class FacetCounts:
    """Counts per value of each facet, each without its own filter; `names` of units and rules."""

    values: dict[str, dict[str, int]]
    names: dict[str, dict[str, str]]
    flags: dict[str, int]
    shown: int
    total: int


class ProblemSlice:
    """A finished view: its rows stand in order under dense row ids."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str, rows: int) -> None:
        self._connection, self.name, self.rows = connection, name, rows

    def fetch(self, start: int, count: int) -> list[Row]:
        """A stretch of rows."""
        sql = f"SELECT * FROM {self.name} WHERE rowid BETWEEN {int(start)} AND {int(start + count - 1)} ORDER BY rowid"
        return self._connection.execute(sql).fetchall()


class ProblemView:
    """Open one states file for looking; `close` ends every connection."""

    def __init__(self, states: Path) -> None:
        self.states = states
        self._scratch = tempfile.TemporaryDirectory(prefix="census-view-", ignore_cleanup_errors=True)
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "threads": 2,
            "temp_directory": self._scratch.name,
        }
        self._database = duckdb.connect(":memory:", config=config)
        self._worker = self._database.cursor()
        self._window = self._database.cursor()
        self._number = 0
        self._made: set[str] = set()
        quoted = str(states).replace("'", "''")
        sql = f"CREATE VIEW problems AS SELECT * FROM read_parquet('{quoted}', file_row_number = true)"
        try:
            self._worker.execute(sql)
        except duckdb.Error:
            self.close()
            raise

    def preview(self, query: ProblemQuery) -> tuple[int, list[Row]]:
        """How many rows the view will have and its first page."""
        where, values = query.where()
        total = self._one(f"SELECT count(*) FROM problems WHERE {where}", values)
        first = f"{self._select(where)} ORDER BY {query.order()} LIMIT {PAGE_ROWS}"
        return int(total), self._worker.execute(first, values).fetchall()

    def make(self, query: ProblemQuery, keep: str = "") -> ProblemSlice:
        """The whole view, materialised; every other view but `keep` (still on screen) is freed first."""
        where, values = query.where()
        for old in self._made - {keep}:
            self._worker.execute(f"DROP TABLE IF EXISTS {old}")
        self._made &= {keep}
        self._number += 1
        name = f"view_{self._number}"
        self._made.add(name)
        self._worker.execute(f"CREATE TABLE {name} AS {self._select(where)} ORDER BY {query.order()}", values)
        return ProblemSlice(self._window, name, int(self._one(f"SELECT count(*) FROM {name}", [])))

    def facets(self, query: ProblemQuery) -> FacetCounts:
        """Counts for the chips."""
        values: dict[str, dict[str, int]] = {}
        for facet in FACETS:
            where, parameters = query.where(without=facet)
            sql = f"SELECT coalesce({facet}, ''), count(*) FROM problems WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1"
            values[facet] = {
                str(value): int(number) for value, number in self._worker.execute(sql, parameters).fetchall()
            }
        flags: dict[str, int] = {}
        for flag, condition in FLAG_CONDITIONS.items():
            where, parameters = query.where(without=flag)
            extra = [query.today] if flag == "overdue" else []
            flags[flag] = int(
                self._one(f"SELECT count(*) FROM problems WHERE {where} AND {condition}", parameters + extra)
            )
        where, parameters = query.where()
        shown = int(self._one(f"SELECT count(*) FROM problems WHERE {where}", parameters))
        return FacetCounts(values, self._names(), flags, shown, int(self._one("SELECT count(*) FROM problems", [])))

    def _names(self) -> dict[str, dict[str, str]]:
        names = {}
        for facet, named in (("unit", "unit_name"), ("rule_id", "rule_title")):
            rows = self._worker.execute(f"SELECT {facet}, any_value({named}) FROM problems GROUP BY 1").fetchall()
            names[facet] = {str(value): str(name) for value, name in rows if value and name}
        return names

    def record(self, row_number: int) -> dict[str, Any]:
        """Every column of one problem by its row number in the file; empty when there is none."""
        cursor = self._worker.execute("SELECT * FROM problems WHERE file_row_number = ?", [row_number])
        names = [column[0] for column in cursor.description or []]
        found = cursor.fetchone()
        return dict(zip(names, found, strict=True)) if found else {}

    def interrupt(self) -> None:
        """Stop what the worker is computing; it raises there."""
        self._worker.interrupt()

    def close(self) -> None:
        """No connection and no scratch file is left."""
        for connection in (self._window, self._worker, self._database):
            connection.close()
        self._scratch.cleanup()

    def _select(self, where: str) -> str:
        return f"SELECT {', '.join(_selected(name) for name in SHOWN)}, file_row_number FROM problems WHERE {where}"

    def _one(self, sql: str, values: list[Any]) -> Any:
        found = self._worker.execute(sql, values).fetchone()
        return found[0] if found else 0


def _selected(name: str) -> str:
    """A unit without a name is shown by its code."""
    return "coalesce(unit_name, unit, '') AS unit_name" if name == "unit_name" else name
