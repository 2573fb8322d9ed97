"""Values of the archive as it stands, and whether two spellings of a value say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from census_app.checking.rehearsal.corrections import shown_value
from census_app.dictionary.model import FieldEntry, PersonalData
from census_app.dictionary.names import Names
from census_app.foundation.masking import masked
from census_app.survey.values import ValueReader
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.record_facts import record_key_sql, select_fields

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.workspace import Workspace

_ONE = 2
_NUMBERS = re.compile(r"[0-9Xx]{11,}")


@dataclass(frozen=True, order=True)
class Place:
    """One value of the archive: the field of a record."""

    table: str
    record_key: str
    field: str


@dataclass
class ArchiveValues:
    """Stored values (canonical text) by place; a place is missing where the record is not in the data, or where two
    records share its key. `data_date` of the snapshot, ISO; empty without one."""

    known: dict[Place, str] = field(default_factory=dict)
    data_date: str = ""

    def of(self, place: Place) -> str | None:
        """The stored value, "" for an empty cell, None where nothing is known."""
        return self.known.get(place)


class Spelling:
    """Reads values as an import would, so that 3号 and ３号, 是 and true, 10.0 and 10 are compared by meaning."""

    def __init__(self, dictionary: Dictionary, day: date) -> None:
        self._dictionary = dictionary
        self._reader = ValueReader(dictionary, day)

    @cached_property
    def _names(self) -> Names:
        return Names(self._dictionary)

    def entry(self, table: str, name: str) -> FieldEntry | None:
        """The dictionary's field, also of another record by its path (受电设备.铭牌容量); None for what it does not
        know."""
        if "." not in name:
            found = self._dictionary.tables.get(table)
            return found.field(name) if found is not None and found.has_field(name) else None
        *path, last = name.split(".")
        for step in path:
            relation = self._names.relation(table, step)
            if relation is None:
                return None
            table = relation.target
        return self._names.field(table, last)

    def is_kept(self, place: Place) -> bool:
        """Whether the place is a field of its own record."""
        table = self._dictionary.tables.get(place.table)
        return table is not None and table.has_field(place.field)

    def canonical(self, table: str, name: str, text: str) -> str:
        """The value in its one spelling; as it is where it cannot be read."""
        if not self.is_kept(Place(table, "", name)):
            return text.strip()
        read = self._reader.read(table, name, text)
        return read.value or (text.strip() if read.fault else "")

    def same(self, table: str, name: str, one: str, other: str) -> bool:
        """Whether two spellings say the same."""
        return self.canonical(table, name, one) == self.canonical(table, name, other)

    def shown(self, table: str, name: str, text: str) -> str:
        """The value as a reviewer may see it: personal ones masked; where no field says so, phones and identity
        numbers."""
        entry = self.entry(table, name)
        if entry is None:
            return _NUMBERS.sub(lambda found: masked(found[0]), text)
        return shown_value(entry, text) or ""

    def is_personal(self, table: str, name: str) -> bool:
        """Whether the field holds personal information."""
        entry = self.entry(table, name)
        return entry is not None and entry.personal is not PersonalData.NONE

    def is_core(self, table: str, name: str) -> bool:
        """Whether the field is one of the core ones."""
        entry = self.entry(table, name)
        return entry is not None and entry.core


def newest_snapshot(workspace: Workspace) -> Snapshot | None:
    """The newest data of the workspace; None before the first import."""
    return workspace.catalogue.open() if workspace.catalogue.snapshots() else None


def archive_values(workspace: Workspace, snapshot: Snapshot | None, places: Iterable[Place]) -> ArchiveValues:
    """What the snapshot says at these places; one scan per table."""
    by_table: dict[str, dict[str, set[str]]] = {}
    for place in places:
        table = workspace.dictionary.tables.get(place.table)
        if table is not None and table.key and table.has_field(place.field):
            by_table.setdefault(place.table, {}).setdefault(place.record_key, set()).add(place.field)
    result = ArchiveValues()
    if snapshot is None:
        return result
    result.data_date = snapshot.manifest.data_date.isoformat()
    for name, wanted in sorted(by_table.items()):
        _read_table(workspace, snapshot, name, wanted, result)
    return result


def _read_table(
    workspace: Workspace, snapshot: Snapshot, name: str, wanted: dict[str, set[str]], result: ArchiveValues
) -> None:
    key = list(workspace.dictionary.table(name).key)
    fields = sorted({one for listed in wanted.values() for one in listed})
    columns = list(dict.fromkeys([*key, *fields]))
    with scratch_engine(workspace.cache) as connection:
        rows = connection.execute(
            f"""
            SELECT record_key, count(*), {", ".join(f'min("{one}")' for one in fields)}
            FROM (SELECT *, {record_key_sql(key)} AS record_key FROM ({select_fields(snapshot, name, columns)}))
            WHERE record_key IN (SELECT unnest($keys)) GROUP BY record_key
            """,
            {"keys": sorted(wanted)},
        ).fetchall()
    for record, count, *values in rows:
        if count < _ONE:
            for one, value in zip(fields, values, strict=True):
                if one in wanted[record]:
                    result.known[Place(name, record, one)] = value or ""
