"""Findings of a run, or the rows of a comparison of two runs, behind DuckDB: narrowed to a rule, a unit, a change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from census_app.desktop.tables.paged_model import Row
from census_app.foundation.temporary import temporary_folder

if TYPE_CHECKING:
    import duckdb

_MEMORY = "320MB"
_SHARED = "rule_id, coalesce(unit, '') AS unit, severity, \"table\", record_key, customer, period"
_RUN = f"SELECT '' AS change, false AS altered, {_SHARED}, message, '' AS earlier FROM read_parquet('{{file}}')"
_COMPARED = (
    f"SELECT change, altered, {_SHARED}, coalesce(message_after, message_before) AS message, "
    "CASE WHEN altered THEN message_before ELSE '' END AS earlier FROM read_parquet('{file}')"
)
ALTERED = "altered"


class FoundRow(NamedTuple):
    """One finding; `change` is new, gone or same in a comparison, "" in a run; `earlier` is what was said before."""

    change: str
    altered: bool
    rule_id: str
    unit: str
    severity: str
    table: str
    record_key: str
    customer: str | None
    period: str | None
    message: str
    earlier: str | None


@dataclass(frozen=True)
class FoundQuery:
    """Rows of one rule, of one unit ("" is the unknown one, None all), of one change (`altered`: with other values)."""

    rule: str = ""
    unit: str | None = None
    change: str = ""

    def where(self) -> tuple[str, list[str]]:
        """Condition and parameters."""
        parts, values = ["true"], list[str]()
        for column, value in (("rule_id", self.rule or None), ("unit", self.unit)):
            if value is not None:
                parts.append(f"{column} = ?")
                values.append(value)
        if self.change == ALTERED:
            parts.append("altered")
        elif self.change:
            parts.append("change = ?")
            values.append(self.change)
        return " AND ".join(parts), values


class FoundSlice:
    """Finished rows, in order under dense row ids."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str, rows: int) -> None:
        self._connection, self._name, self.rows = connection, name, rows

    def fetch(self, start: int, count: int) -> list[Row]:
        """A stretch of rows."""
        last = int(start + count - 1)
        sql = f"SELECT * FROM {self._name} WHERE rowid BETWEEN {int(start)} AND {last} ORDER BY rowid"
        return self._connection.execute(sql).fetchall()


class FoundRows:
    """One file opened for looking, on a worker like `make`; `close` leaves nothing behind."""

    def __init__(self, file: Path, *, compared: bool) -> None:
        import duckdb

        self._scratch = temporary_folder("found")
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "threads": 2,
            "temp_directory": self._scratch.name,
        }
        self._database = duckdb.connect(":memory:", config=config)
        self._worker, self._window = self._database.cursor(), self._database.cursor()
        self._number = 0
        quoted = str(file).replace("'", "''")
        try:
            self._worker.execute(f"CREATE VIEW found AS {(_COMPARED if compared else _RUN).format(file=quoted)}")
        except duckdb.Error:
            self.close()
            raise

    def make(self, query: FoundQuery) -> FoundSlice:
        """The rows in order; the view shown before stays readable until the one after next is made."""
        where, values = query.where()
        self._number += 1
        name = f"found_{self._number}"
        self._worker.execute(
            f"CREATE TABLE {name} AS FROM found WHERE {where} ORDER BY rule_id, unit, record_key, period", values
        )
        self._worker.execute(f"DROP TABLE IF EXISTS found_{max(0, self._number - 2)}")
        (rows,) = self._worker.execute(f"SELECT count(*) FROM {name}").fetchall()[0]
        return FoundSlice(self._window, name, int(rows))

    def close(self) -> None:
        """No connection and no scratch file is left."""
        for connection in (self._window, self._worker, self._database):
            connection.close()
        self._scratch.cleanup()
