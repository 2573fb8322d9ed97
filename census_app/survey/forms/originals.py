"""What the archive says now of the things asked: values of the newest snapshot, personal ones also as they may be
shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_name
from census_app.dictionary.model import Dictionary, PersonalData, RelationEntry, TableKind
from census_app.foundation.masking import masked_sql
from census_app.survey.forms.layout import canonical_original
from census_app.workspace.problems.record_facts import masked_name_sql, record_key_of_columns_sql

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import FieldEntry, TableEntry

Key = tuple[str, str]
"""(table, record key)."""
NAMES = frozenset({"cons_name", "contract_name", "gen_name"})
ADDRESSES = frozenset({"elec_addr", "contract_addr", "mp_addr"})


@dataclass(frozen=True)
class Original:
    """One archive value in canonical text, and as it may be shown (personal values masked, addresses in full)."""

    value: str = ""
    shown: str = ""


@dataclass
class Originals:
    """Values by (table, record key) and field, and the records each subject leads to by table."""

    values: dict[Key, dict[str, Original]] = field(default_factory=dict)
    reached: dict[tuple[Key, str], list[str]] = field(default_factory=dict)

    def of(self, table: str, record_key: str, name: str) -> Original:
        """The value; empty where the archive has none."""
        return self.values.get((table, record_key), {}).get(name, Original())

    def records(self, subject: Key, table: str) -> list[str]:
        """The record keys of `table` that belong to the subject, in order; the subject itself for its own table."""
        return [subject[1]] if subject[0] == table else self.reached.get((subject, table), [])


def way_to(dictionary: Dictionary, table: str, target: str) -> RelationEntry | None:
    """The first relation that leads from `table` straight to `target` by fields they share; None when none does."""
    return next((one for one in dictionary.table(table).relations if one.target == target and one.fields), None)


def can_be_asked(dictionary: Dictionary, table: str) -> bool:
    """Whether the table is the utility's own: neither computed nor somebody else's."""
    entry = dictionary.tables.get(table)
    return entry is not None and entry.kind in (TableKind.ARCHIVE, TableKind.THEME) and bool(entry.key)


def read_originals(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    dictionary: Dictionary,
    subjects: Collection[Key],
    fields: Mapping[str, Iterable[str]],
    named: Collection[Key] = (),
) -> Originals:
    """The values of `fields` (table → field ids) of the subjects, of the records they lead to, and of `named` records.

    Of records that share a key the first in the archive counts.
    """
    found = Originals()
    by_table: dict[str, set[str]] = {}
    for table, key in subjects:
        by_table.setdefault(table, set()).add(key)
    for target, wanted in fields.items():
        entry, names = dictionary.table(target), sorted(set(wanted))
        if not snapshot.table_parts(target):
            continue
        own = by_table.get(target, set()) | {key for table, key in named if table == target}
        if own:
            _read(connection, found, entry, names, _rows_of(connection, snapshot, entry, names, own), None)
        for table, keys in by_table.items():
            relation = way_to(dictionary, table, target) if table != target else None
            if relation is not None and snapshot.table_parts(table):
                rows = _rows_reached(connection, snapshot, dictionary.table(table), entry, relation, names, keys)
                _read(connection, found, entry, names, rows, table)
    return found


def _rows_of(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, entry: TableEntry, names: list[str], keys: set[str]
) -> list[tuple[Any, ...]]:
    return connection.execute(
        f"SELECT NULL, record_key, {_columns(entry, names)} FROM ({_keyed(snapshot, entry, names)}) "
        "WHERE record_key IN (SELECT unnest($keys::VARCHAR[])) ORDER BY row_id",
        {"keys": sorted(keys)},
    ).fetchall()


def _rows_reached(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    start: TableEntry,
    entry: TableEntry,
    relation: RelationEntry,
    names: list[str],
    keys: set[str],
) -> list[tuple[Any, ...]]:
    here = [local for local, _ in relation.fields]
    there = [remote for _, remote in relation.fields]
    join = " AND ".join(
        f"CAST(s.{quote_name(a)} AS VARCHAR) = CAST(t.{quote_name(b)} AS VARCHAR)"
        for a, b in zip(here, there, strict=True)
    )
    return connection.execute(
        f"SELECT s.record_key AS subject, t.record_key, {_columns(entry, names, 't.')} "
        f"FROM (SELECT * FROM ({_keyed(snapshot, start, here)}) WHERE record_key IN "
        f"(SELECT unnest($keys::VARCHAR[]))) s JOIN ({_keyed(snapshot, entry, [*names, *there])}) t ON {join} "
        "ORDER BY t.record_key, t.row_id",
        {"keys": sorted(keys)},
    ).fetchall()


def _keyed(snapshot: Snapshot, entry: TableEntry, names: Iterable[str]) -> str:
    """The table's rows with `record_key`."""
    wanted = sorted({*names, *entry.key})
    key = record_key_of_columns_sql(list(entry.key))
    return f"SELECT *, {key} AS record_key FROM ({snapshot.table_sql(entry, wanted)})"


def _columns(entry: TableEntry, names: list[str], prefix: str = "") -> str:
    """Each field twice: as it is, and masked text where it may not be shown (null elsewhere)."""
    columns = []
    for name in names:
        column = f"{prefix}{quote_name(name)}"
        columns += [column, _masked(entry.field(name), f"CAST({column} AS VARCHAR)")]
    return ", ".join(columns)


def _is_masked(entry: FieldEntry) -> bool:
    """Whoever is sent to a door must be able to find it: addresses stand in full, names, numbers and phones do not."""
    return entry.personal is not PersonalData.NONE and entry.id not in ADDRESSES


def _masked(entry: FieldEntry, text: str) -> str:
    if not _is_masked(entry):
        return "NULL"
    return masked_name_sql(text) if entry.id in NAMES else masked_sql(text)


def _read(
    connection: duckdb.DuckDBPyConnection,
    found: Originals,
    entry: TableEntry,
    names: list[str],
    rows: list[tuple[Any, ...]],
    start: str | None,
) -> None:
    masked = [_is_masked(entry.field(name)) for name in names]
    for row in rows:
        key = (entry.id, row[1])
        if start is not None:
            listed = found.reached.setdefault(((start, row[0]), entry.id), [])
            if row[1] not in listed:
                listed.append(row[1])
        held = found.values.setdefault(key, {})
        for place, name in enumerate(names):
            value = canonical_original(row[2 + 2 * place])
            shown = canonical_original(row[3 + 2 * place]) if masked[place] else value
            held.setdefault(name, Original(value, shown))
