"""The unit responsible for each row, found through the dictionary's unit paths.

A path such as `[用户, org_no]` needs the customers: those of this import first, else those of the latest snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_name, quote_path
from census_app.archive.snapshot import Snapshot
from census_app.dictionary.model import Dictionary, RelationEntry, TableEntry

if TYPE_CHECKING:
    import duckdb


@dataclass
class UnitFinder:
    """Finds units with lookup tables made once per path.

    `written` are the part files of this import by table, with the fields they hold.
    """

    connection: duckdb.DuckDBPyConnection
    dictionary: Dictionary
    latest: Snapshot | None
    written: dict[str, list[tuple[Path, frozenset[str]]]] = field(default_factory=dict)
    _lookups: dict[tuple[str, tuple[str, ...]], str | None] = field(default_factory=dict)

    def add_part(self, table_id: str, file: Path, fields: frozenset[str]) -> None:
        """From now on rows of this part answer for their keys; lookups over the table are made anew."""
        self.written.setdefault(table_id, []).append((file, fields))
        for lookup in [key for key in self._lookups if self._reads(key, table_id)]:
            del self._lookups[lookup]

    def unit_sql(self, table: TableEntry, fields: Sequence[str], row: str) -> tuple[str, list[str]]:
        """SQL of the unit of the relation aliased `row` that has `fields`, and the joins it needs."""
        values, joins = [], []
        for number, path in enumerate(table.unit_path):
            if len(path) == 1:
                if path[0] in fields:
                    values.append(f"{row}.{quote_name(path[0])}")
                continue
            relation = _relation(table, path[0])
            if not all(local in fields for local, _ in relation.fields):
                continue
            lookup = self._lookup(relation, path[1:])
            if lookup is not None:
                alias = f"unit_{number}"
                on = " AND ".join(
                    f"{row}.{quote_name(local)} = {alias}.k{position}"
                    for position, (local, _) in enumerate(relation.fields)
                )
                joins.append(f"LEFT JOIN {lookup} {alias} ON {on}")
                values.append(f"{alias}.unit")
        if not values:
            return "CAST(NULL AS VARCHAR)", []
        return f"coalesce({', '.join(values)})::VARCHAR", joins

    def _lookup(self, relation: RelationEntry, rest: tuple[str, ...]) -> str | None:
        """The name of a table (k0 …, unit) of the relation's target; None when nothing is known of it."""
        key = (relation.target + ":" + ",".join(remote for _, remote in relation.fields), rest)
        if key not in self._lookups:
            self._lookups[key] = self._make_lookup(relation, rest, f"units_{len(self._lookups)}_{relation.target}")
        return self._lookups[key]

    def _make_lookup(self, relation: RelationEntry, rest: tuple[str, ...], name: str) -> str | None:
        target = self.dictionary.table(relation.target)
        remotes = [remote for _, remote in relation.fields]
        needed = list(remotes)
        if len(rest) == 1:
            needed.append(rest[0])
            unit, join = f"t.{quote_name(rest[0])}", ""
        else:
            onward = _relation(target, rest[0])
            needed += [local for local, _ in onward.fields]
            lookup = self._lookup(onward, rest[1:])
            if lookup is None:
                return None
            on = " AND ".join(
                f"t.{quote_name(local)} = n.k{position}" for position, (local, _) in enumerate(onward.fields)
            )
            unit, join = "n.unit", f"LEFT JOIN {lookup} n ON {on}"
        rows = self.known_rows(target, list(dict.fromkeys(needed)))
        if rows is None:
            return None
        keys = ", ".join(f"t.{quote_name(remote)} AS k{position}" for position, remote in enumerate(remotes))
        grouped = ", ".join(f"k{position}" for position in range(len(remotes)))
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {grouped}, arg_min(unit, (age, unit)) AS unit FROM "
            f"(SELECT {keys}, {unit} AS unit, t.age FROM ({rows}) t {join}) "
            f"WHERE unit IS NOT NULL AND k0 IS NOT NULL GROUP BY {grouped}"
        )
        return name

    def known_rows(self, target: TableEntry, fields: list[str]) -> str | None:
        """Rows of a table, this import's (age 0) before the snapshot's (age 1); None when no part has the fields."""
        wanted = ", ".join(quote_name(name) for name in fields)
        selects = [
            f"SELECT {wanted}, 0 AS age FROM read_parquet({quote_path(file)})"
            for file, present in self.written.get(target.id, ())
            if present.issuperset(fields)
        ]
        if self.latest is not None and any(
            set(fields) <= set(part.fields) for part in self.latest.table_parts(target.id)
        ):
            selects.append(f"SELECT {wanted}, 1 AS age FROM ({self.latest.table_sql(target, fields)})")
        return " UNION ALL ".join(selects) if selects else None

    def _reads(self, lookup: tuple[str, tuple[str, ...]], table_id: str) -> bool:
        table = self.dictionary.table(lookup[0].split(":", 1)[0])
        if table.id == table_id:
            return True
        for step in lookup[1][:-1]:
            table = self.dictionary.table(_relation(table, step).target)
            if table.id == table_id:
                return True
        return False


def import_order(dictionary: Dictionary, table_ids: Sequence[str]) -> list[str]:
    """The tables so ordered that units can be found: each after the tables its unit paths lead through."""
    ordered: list[str] = []

    def visit(table_id: str, above: tuple[str, ...]) -> None:
        if table_id in ordered or table_id in above:
            return
        for target in _path_targets(dictionary, dictionary.table(table_id)):
            visit(target, (*above, table_id))
        ordered.append(table_id)

    for table_id in sorted(table_ids):
        visit(table_id, ())
    return [table_id for table_id in ordered if table_id in set(table_ids)]


def _path_targets(dictionary: Dictionary, table: TableEntry) -> list[str]:
    targets = []
    for path in table.unit_path:
        current = table
        for step in path[:-1]:
            current = dictionary.table(_relation(current, step).target)
            targets.append(current.id)
    return targets


def _relation(table: TableEntry, name: str) -> RelationEntry:
    return next(relation for relation in table.relations if name in (relation.name, relation.en))
