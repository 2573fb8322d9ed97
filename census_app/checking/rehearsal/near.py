"""The rows that matter for a rehearsal, as sources the compiler can work on: one world, or all side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from census_app.archive.columns import quote_name
from census_app.archive.model import FieldFacts, TableCoverage
from census_app.checking.compiling.source import DataDays
from census_app.checking.rehearsal.worlds import PLACE_COLUMNS, Worlds, alternatives, gone

WORLD = "_world"


@dataclass
class NearRows:
    """Of every table the rows given (all of them when it is not named), kept as tables of the fields rules read."""

    worlds: Worlds
    rows: Mapping[str, set[int]]
    needed: Mapping[str, set[str]]
    _made: dict[str, str] = field(default_factory=dict)

    def columns(self, table: str) -> list[str]:
        """Columns of the kept rows."""
        read = self.needed.get(table, set())
        return ["row_id", *sorted(self.worlds.wide.columns(table) & read), *PLACE_COLUMNS]

    def table(self, table: str) -> str:
        """The name of the kept rows as the snapshot has them."""
        if table not in self._made:
            name = quote_name(f"near_{table}")
            listed = ", ".join(map(quote_name, self.columns(table)))
            source = self.worlds.rows_sql(table, self.columns(table)[1 : -len(PLACE_COLUMNS)], self.rows.get(table))
            self.worlds.engine.run(f"CREATE TABLE {name} AS SELECT {listed} FROM ({source})")
            self._made[table] = name
        return self._made[table]


@dataclass
class NearSource:
    """The kept rows in one world, or (`world` None) in all worlds side by side.

    Side by side, a row's id is `row_id * number of worlds + world`: order is kept, and no id stands twice.
    """

    near: NearRows
    world: int | None = None
    _made: dict[str, str] = field(default_factory=dict)

    @property
    def partition(self) -> str | None:
        """The column that tells worlds apart."""
        return WORLD if self.world is None else None

    def relation(self, table: str, read: str | None = None) -> str:
        """The name of the rows, made the first time anything reads them."""
        if table not in self._made:
            suffix = "all" if self.world is None else str(self.world)
            name = quote_name(f"world_{suffix}_{table}")
            select = self._side_by_side(table) if self.world is None else self._one(table, self.world)
            self.near.worlds.engine.run(f"CREATE TABLE {name} AS {select}")
            self._made[table] = name
        return self._made[table]

    def columns(self, table: str) -> frozenset[str]:
        """The fields any part or any world has."""
        return self.near.worlds.wide.columns(table)

    def facts(self, table: str, field_id: str) -> FieldFacts:
        """At least the defects that the whole table has in any world."""
        return self.near.worlds.facts(table, field_id)

    def partly_absent(self, table: str, field_id: str) -> bool:
        """Whether some part lacks the column."""
        return self.near.worlds.wide.partly_absent(table, field_id)

    def coverage(self, table: str) -> TableCoverage:
        """As the manifest states it."""
        return self.near.worlds.wide.coverage(table)

    def rows_of(self, table: str) -> int:
        """About how many rows are kept, in all worlds together."""
        kept = self.near.rows.get(table)
        number = len(kept) if kept is not None else self.near.worlds.wide.rows_of(table)
        return number * (self.near.worlds.number if self.world is None else 1)

    def key_unique(self, table: str) -> bool:
        """Whether the key is surely unique in every world."""
        return self.near.worlds.key_unique(table)

    def data_days(self, table: str) -> DataDays:
        """As in the snapshot: a correction tried out is not told by a delivery."""
        times = self.near.worlds.number if self.world is None else 1
        return tuple((first * times, day) for first, day in self.near.worlds.wide.data_days(table))

    def _one(self, table: str, world: int) -> str:
        listed = ", ".join(map(quote_name, self.near.columns(table)))
        kept = self.near.table(table)
        if table not in self.near.worlds.touched:
            return f"SELECT {listed} FROM {kept}"
        return (
            f"SELECT {listed} FROM {kept} WHERE row_id NOT IN "
            f"(SELECT row_id FROM {gone(table)} WHERE world = {world}) "
            f"UNION ALL SELECT {listed} FROM {alternatives(table)} WHERE world = {world} ORDER BY row_id"
        )

    def _side_by_side(self, table: str) -> str:
        number = self.near.worlds.number
        fields = ", ".join(map(quote_name, self.near.columns(table)[1:]))
        numbered = f"CAST(world AS INTEGER) AS {WORLD}, row_id * {number} + world AS row_id, {fields}"
        kept = f"{self.near.table(table)} CROSS JOIN (SELECT CAST(unnest(range({number})) AS INTEGER) AS world)"
        if table not in self.near.worlds.touched:
            return f"SELECT {numbered} FROM {kept} ORDER BY row_id"
        return (
            f"SELECT {numbered} FROM {kept} ANTI JOIN {gone(table)} USING (world, row_id) "
            f"UNION ALL SELECT {numbered} FROM {alternatives(table)} ORDER BY row_id"
        )
