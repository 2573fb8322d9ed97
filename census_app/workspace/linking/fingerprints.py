"""Records as a decision about them saw them: their compared values, and a keyed hash of these."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name
from census_app.foundation.canonical import canonical_json
from census_app.workspace.linking.reading import key_fields, key_sql

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import TableEntry
    from census_app.workspace.workspace import Workspace

LENGTH = 32


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One row of a snapshot's table: its row_id and its texts by field id (None where empty or not imported)."""

    row: int
    key: str
    values: Mapping[str, str | None]


class Fingerprints:
    """Makes fingerprints with the workspace's secret key, so that guessing values from them is no use."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, workspace: Workspace) -> Fingerprints:
        """The fingerprints of this workspace."""
        return cls(bytes.fromhex(workspace.information("row_code_key")))

    def of_pair(self, left: StoredRecord, right: StoredRecord, fields: Sequence[Sequence[str]]) -> str:
        """32 hex digits over the values of the named left and right fields: any change of any of them changes it."""
        seen = [
            [record.values.get(name) for name in names] for record, names in zip((left, right), fields, strict=True)
        ]
        message = canonical_json(["link", [list(names) for names in fields], seen]).encode("utf-8", "surrogatepass")
        return hmac.new(self._key, message, sha256).hexdigest()[:LENGTH]


def read_records(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    table: TableEntry,
    keys: Iterable[str],
    fields: Iterable[str],
) -> dict[str, list[StoredRecord]]:
    """The rows under each key (as links name them), in row order; keys without a row are left out."""
    wanted = sorted(set(keys))
    if not wanted or not snapshot.rows(table.id):
        return {}
    known = {entry.id for entry in table.fields}
    names = [name for name in dict.fromkeys(fields) if name in known]
    read = list(dict.fromkeys([*key_fields(table), *names]))
    columns = "".join(f", CAST({quote_name(name)} AS VARCHAR)" for name in names)
    rows = connection.execute(
        f"SELECT row_id, {key_sql(table)} AS link_key{columns} FROM ({snapshot.table_sql(table, read)}) "
        "WHERE link_key IN (SELECT unnest($keys)) ORDER BY row_id",
        {"keys": wanted},
    ).fetchall()
    found: dict[str, list[StoredRecord]] = {}
    for row, key, *values in rows:
        found.setdefault(key, []).append(StoredRecord(row, key, dict(zip(names, values, strict=True))))
    return found
