"""A snapshot's table as the matcher reads it: keys and raw texts, a chunk at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name
from census_app.archive.snapshot import Snapshot
from census_app.dictionary.model import FieldType, TableEntry
from census_app.matching.records import CHUNK_ROWS, RecordChunk, sample_step

if TYPE_CHECKING:
    import duckdb

RECORD_NO = "record_no"
_DIGITS = 12  # of a million rows two share them once in five hundred registers


class SnapshotRecords:
    """One table of a snapshot, copied once into the scratch engine so that chunks are cheap to read again.

    The key is what `key_sql` says. Record `i` is the row with row_id `i`; with `only` these keys, the i-th of their
    rows. `name` tells readers of one table apart.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        snapshot: Snapshot,
        table: TableEntry,
        fields: Sequence[str],
        *,
        only: Collection[str] | None = None,
        name: str = "matched",
    ) -> None:
        self._connection = connection
        self._name = quote_name(f"{name if only is None else 'chosen'}_{table.id}")
        known = {entry.id for entry in table.fields}
        self._fields = [name for name in dict.fromkeys(fields) if name in known]
        wanted = list(dict.fromkeys([*key_fields(table), *self._fields]))
        columns = ", ".join(f"CAST({quote_name(name)} AS VARCHAR) AS {quote_name(name)}" for name in self._fields)
        rows = f"SELECT row_id, {key_sql(table)} AS record_key{', ' + columns if columns else ''} "
        rows += f"FROM ({snapshot.table_sql(table, wanted)})"
        if only is None:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {self._name} AS {rows} ORDER BY row_id")
            self._rows = snapshot.rows(table.id)
            return
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {self._name} AS SELECT * REPLACE (row_number() OVER (ORDER BY row_id) - 1 "
            f"AS row_id) FROM ({rows}) WHERE record_key IN (SELECT unnest($keys)) ORDER BY row_id",
            {"keys": sorted(only)},
        )
        counted = connection.execute(f"SELECT count(*) FROM {self._name}").fetchone()
        self._rows = int(counted[0]) if counted else 0

    def __len__(self) -> int:
        return self._rows

    def chunks(self) -> Iterator[RecordChunk]:
        """All rows in row_id order."""
        for start in range(0, self._rows, CHUNK_ROWS):
            found = self._connection.execute(
                f"SELECT * EXCLUDE (row_id) FROM {self._name} "
                f"WHERE row_id >= {start} AND row_id < {start + CHUNK_ROWS} ORDER BY row_id"
            ).fetchnumpy()
            columns = {name: _texts(found[name]) for name in ("record_key", *self._fields)}
            yield RecordChunk(columns.pop("record_key"), columns)  # type: ignore[arg-type]

    def sample(self, field: str, size: int) -> list[str]:
        """Evenly spaced texts of a field."""
        if field not in self._fields:
            return []
        found = self._connection.execute(
            f"SELECT {quote_name(field)} FROM {self._name} "
            f"WHERE row_id % {sample_step(self._rows, size)} = 0 AND {quote_name(field)} <> '' ORDER BY row_id"
        ).fetchall()
        return [text for (text,) in found]


def key_fields(table: TableEntry) -> list[str]:
    """The fields `key_sql` reads."""
    own = [entry.id for entry in table.fields if entry.id == RECORD_NO]
    return list(dict.fromkeys([*own, *table.key, *(_told(table) if table.key_may_lack else ())]))


def key_sql(table: TableEntry) -> str:
    """The key a link names a row of the table by: the file's own 记录号, else the record key, else `#` and the row id.

    Where files may come without a key it is `#` and a digest of what the row says, dates aside: another edition has the
    same people in another order, and what was decided about them must find them again.
    """
    known = {entry.id for entry in table.fields}
    parts = [
        rf"replace(replace(coalesce(CAST({quote_name(name)} AS VARCHAR), ''), '\', '\\'), '|', '\|')"
        for name in table.key
    ]
    record_key = " || '|' || ".join(parts) if parts else "''"
    own = f"nullif(CAST({quote_name(RECORD_NO)} AS VARCHAR), '')" if RECORD_NO in known else "NULL"
    place = "CAST(row_id AS VARCHAR)"
    if table.key_may_lack:
        said = ", ".join(f"coalesce(CAST({quote_name(name)} AS VARCHAR), '')" for name in _told(table))
        place = f"left(md5(concat_ws(chr(31), {said})), {_DIGITS})"
    return f"coalesce({own}, nullif({record_key}, ''), '#' || {place})"


def _told(table: TableEntry) -> list[str]:
    return [entry.id for entry in table.fields if entry.id not in table.key and entry.type is not FieldType.DATE]


def _texts(column: object) -> list[str | None]:
    import numpy as np

    if isinstance(column, np.ma.MaskedArray):
        return [
            None if hidden else str(text) for text, hidden in zip(column.data, np.ma.getmaskarray(column), strict=True)
        ]
    return list(np.asarray(column, dtype=object).tolist())
