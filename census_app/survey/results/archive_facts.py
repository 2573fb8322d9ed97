"""What verification asks the archive: which keys exist, whose a meter is, what a record holds. Asked in bulk, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name
from census_app.dictionary.model import Cardinality, Dictionary, TableEntry, TableKind
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from census_app.survey.forms.layout import canonical_original
from census_app.workspace.problems.record_facts import record_key_sql

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace

Column = tuple[str, str]
"""Table and field."""
_SHOWN = 30


class ArchiveFacts:
    """Facts of the newest snapshot; empty where nothing was imported."""

    def __init__(self, workspace: Workspace) -> None:
        self._dictionary = workspace.dictionary
        self._targets = link_targets(workspace.dictionary)
        self._known: dict[Column, dict[str, bool]] = {}
        self._owners: dict[str, str] = {}
        self._asked_owners: set[str] = set()
        self._values: dict[tuple[str, str], dict[str, str]] = {}
        try:
            self._snapshot: Snapshot | None = workspace.catalogue.open()
        except BadInput:
            self._snapshot = None

    def target_of(self, table: str, field: str) -> Column | None:
        """The key a field refers to; None when it refers to none, or to a table that was not imported."""
        target = self._targets.get((table, field))
        return target if target is not None and self._has(target[0]) else None

    def ask_keys(self, asked: Mapping[Column, Iterable[str]]) -> None:
        """After this, `exists` answers for these values."""
        for column, values in asked.items():
            known = self._known.setdefault(column, {})
            new = sorted({value for value in values if value not in known})
            if new:
                found = {row[0] for row in self._rows(column[0], [column[1]], column[1], new)}
                known |= {value: value in found for value in new}

    def exists(self, column: Column, value: str) -> bool:
        """Whether the archive has a record of this key; ask for it first."""
        return self._known[column][value]

    def stranger(self, table: str, field: str, value: str) -> str:
        """What is to be said of a number that refers to no record of the archive; "" when it has one or need not.
        Ask for the keys first."""
        target = self.target_of(table, field)
        if target is None or not value or self.exists(target, value):
            return ""
        name = self._dictionary.table(target[0]).rule_name
        return f"档案的{name}里没有“{value[:_SHOWN]}”：抄错了，或是新增的，由审核定"

    def ask_owners(self, assets: Iterable[str]) -> None:
        """After this, `owner` answers for these meters."""
        new = sorted(set(assets) - self._asked_owners)
        self._asked_owners |= set(new)
        if new and self._has("meter"):
            for asset, customer in self._rows("meter", ["asset_no", "cons_no"], "asset_no", new):
                self._owners.setdefault(asset, customer or "")

    def owner(self, asset_no: str) -> str:
        """The customer the archive gives this meter to; empty when it has no such meter."""
        return self._owners.get(asset_no, "")

    def ask_values(self, table: str, keys: Iterable[str], fields: Iterable[str]) -> None:
        """After this, `value` answers for these fields of these records."""
        wanted = list(dict.fromkeys(fields))
        new = sorted({key for key in keys if any(name not in self._values.get((table, key), {}) for name in wanted)})
        for key in new:
            self._values.setdefault((table, key), {}).update(dict.fromkeys(wanted, ""))
        if not new or not self._has(table):
            return
        entry = self._dictionary.table(table)
        for record, *values in self._records(entry, wanted, new):
            self._values[(table, str(record))].update(
                {name: canonical_original(value) for name, value in zip(wanted, values, strict=True)}
            )

    def value(self, table: str, key: str, field: str) -> str:
        """The archive's value as one text; empty where it has none or was not asked."""
        return self._values.get((table, key), {}).get(field, "")

    def _has(self, table: str) -> bool:
        return self._snapshot is not None and self._snapshot.rows(table) > 0

    def _rows(self, table: str, fields: list[str], by: str, values: list[str]) -> list[tuple[str, ...]]:
        if self._snapshot is None:
            return []
        source = self._snapshot.table_sql(self._dictionary.table(table), fields)
        columns = ", ".join(f"CAST({quote_name(name)} AS VARCHAR)" for name in fields)
        with kept_engine(1) as connection:
            query = (
                f"SELECT DISTINCT {columns} FROM ({source}) WHERE list_contains($values, {quote_name(by)}) ORDER BY ALL"
            )
            return connection.execute(query, {"values": values}).fetchall()

    def _records(self, table: TableEntry, fields: list[str], keys: list[str]) -> list[tuple[object, ...]]:
        if self._snapshot is None:
            return []
        source = self._snapshot.table_sql(table, list(dict.fromkeys([*table.key, *fields])))
        columns = ", ".join(quote_name(name) for name in fields)
        with kept_engine(1) as connection:
            connection.execute("CREATE TEMP TABLE asked AS SELECT unnest($keys) AS asked_key", {"keys": keys})
            return connection.execute(
                f"SELECT asked_key, {columns} FROM (SELECT {record_key_sql(list(table.key))} AS found_key, {columns} "
                f"FROM ({source})) JOIN asked ON asked_key = found_key ORDER BY asked_key"
            ).fetchall()


def link_targets(dictionary: Dictionary) -> dict[Column, Column]:
    """Field → the key of the archive table it refers to, by the dictionary's to-one relations over a single field; a
    record's own key is what others refer to."""
    found: dict[Column, Column] = {}
    for table in dictionary.tables.values():
        for relation in table.relations:
            if relation.cardinality is not Cardinality.ONE or len(relation.fields) != 1 or relation.link:
                continue
            target = dictionary.tables[relation.target]
            local, remote = relation.fields[0]
            refers = target.key == (remote,) and target.id != table.id and table.key != (local,)
            if target.kind is TableKind.ARCHIVE and refers:
                found.setdefault((table.id, local), (target.id, remote))
    return found
