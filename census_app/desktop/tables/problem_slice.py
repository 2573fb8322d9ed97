"""A finished view of the problems: its rows, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.desktop.tables.paged_model import Row
from census_app.desktop.tables.problem_rows import columns_of, looked_up
from census_app.desktop.tables.problem_source import BASE, FILE

if TYPE_CHECKING:
    import duckdb


@dataclass
class ProblemSlice:
    """A finished view: table `name` of row numbers `n`, in order under dense row ids.

    A `sorted` one has its rows scattered over the file until it is `written` out.
    """

    connection: duckdb.DuckDBPyConnection
    name: str
    rows: int
    source: str
    risk: bool = False
    sorted: bool = False
    written: bool = False

    def fetch(self, start: int, count: int) -> list[Row]:
        """A stretch of rows."""
        window = f"rowid BETWEEN {int(start)} AND {int(start + count - 1)}"
        if self.written:
            return self._all(f"SELECT * FROM {self.name}_rows WHERE {window} ORDER BY rowid")
        if self.source == BASE:
            return self._all(f"{looked_up(f'SELECT n, rowid AS place FROM {self.name} WHERE {window}', self.risk)}")
        numbers = [number for (number,) in self._all(f"SELECT n FROM {self.name} WHERE {window} ORDER BY rowid")]
        if not numbers:
            return []
        listed = ", ".join(map(str, numbers))
        within = f"n BETWEEN {numbers[0]} AND {numbers[-1]} AND n IN ({listed})"
        return self._all(f"SELECT {columns_of('NULL')} FROM {FILE} p WHERE {within} ORDER BY n")

    def _all(self, sql: str) -> list[Row]:
        return self.connection.execute(sql).fetchall()
