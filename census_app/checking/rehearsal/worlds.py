"""Several worlds over one snapshot: the data as it is, and the data with changes, in one database.

Each touched table gets `alternative_<table>` (the touched rows of every world as they stand there) and
`gone_<table>` (the rows of the snapshot that a world does not have as they were). Nothing is written to disk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from census_app.archive.columns import quote_name, quote_text, sql_type
from census_app.archive.model import FieldFacts
from census_app.archive.snapshot import Snapshot
from census_app.checking.compiling.months import Months, last_complete
from census_app.checking.compiling.source import SnapshotSource
from census_app.checking.engine import Engine
from census_app.checking.rehearsal.changes import Changes, RowAddition, RowChange
from census_app.dictionary.model import Dictionary, PeriodDerivation

PLACE_COLUMNS = ("_flags", "_source_file", "_sheet", "_source_row")
ADDED_FILE = "（补录）"
_MOST_LISTED = 20_000
_MONTH = re.compile(r"[0-9]{4}(0[1-9]|1[0-2])")
_MARKS = "*?!-"


@dataclass
class WideSource(SnapshotSource):
    """The snapshot, with the columns that some world adds to a table: empty and unknown (`-field`) in the data."""

    extra: dict[str, frozenset[str]] = field(default_factory=dict)

    def columns(self, table: str) -> frozenset[str]:
        """The fields any part or any world has."""
        return super().columns(table) | self.extra.get(table, frozenset())

    def facts(self, table: str, field_id: str) -> FieldFacts:
        """Of the parts; a column only worlds have is empty everywhere else."""
        known = self.snapshot.facts(table, field_id)
        return known if known is not None else FieldFacts(nulls=self.rows_of(table))


class Worlds:
    """World 0 is the snapshot itself, world n the snapshot with `changes[n - 1]`."""

    def __init__(
        self,
        engine: Engine,
        snapshot: Snapshot,
        dictionary: Dictionary,
        changes: Sequence[Changes],
    ) -> None:
        self.engine = engine
        self.dictionary = dictionary
        self.changes = (Changes(), *changes)
        self.touched = sorted({item.table for one in self.changes for item in one.items})
        given = {table: {name for one in self.changes for name in one.fields(table)} for table in self.touched}
        self.wide = WideSource(snapshot, dictionary, extra={table: frozenset(given[table]) for table in self.touched})
        self.fields = given
        self._months: dict[tuple[str, str], int] = {}
        for table in self.touched:
            self._make_alternatives(table)

    @property
    def number(self) -> int:
        """How many worlds there are, the snapshot itself included."""
        return len(self.changes)

    def columns(self, table: str) -> list[str]:
        """The columns of every relation made here, in their order."""
        return ["row_id", *sorted(self.wide.columns(table)), *PLACE_COLUMNS]

    def last_month(self, periods: PeriodDerivation) -> int:
        """The last complete month of a series in the snapshot as it is: corrections of rows do not complete a month."""
        key = (periods.source, periods.period)
        if key not in self._months:
            counts = self._rows_by_month(periods)
            last = None if counts is not None else Months.seen(self.engine, self.wide, *key).last
            self._months[key] = last_complete(counts) if counts is not None else _number(last)
        return self._months[key]

    def _rows_by_month(self, periods: PeriodDerivation) -> list[tuple[int, int]] | None:
        """(month, rows) as the parts tell it without being read; None when they are not kept by month."""
        parts = self.wide.snapshot.table_parts(periods.source)
        by_month = self.dictionary.tables[periods.source].period_field == periods.period
        if not by_month or any(part.period is None or not _MONTH.fullmatch(part.period) for part in parts):
            return None
        counts: Counter[int] = Counter()
        for part in parts:
            counts[_number(part.period)] += part.rows
        return sorted(counts.items())

    def rows_sql(self, table: str, fields: Sequence[str], rows: Collection[int] | None) -> str:
        """SQL of the snapshot's rows of these ids (all for None) with the fields and everything beside them."""
        entry = self.dictionary.tables[table]
        if rows is None or len(rows) > _MOST_LISTED:
            every = self.wide.snapshot.table_sql(entry, fields)
            if rows is None:
                return every
            listed = ", ".join(map(str, sorted(rows)))
            return f"SELECT * FROM ({every}) WHERE row_id IN (SELECT unnest([{listed}]))"
        return self.wide.snapshot.table_sql(entry, fields, rows)

    def superposed(self, table: str) -> str:
        """SQL of the rows of all worlds at once: a row stands there once for every way it looks."""
        if table not in self.touched:
            return self.wide.relation(table)
        listed = ", ".join(map(quote_name, self.columns(table)))
        return (
            f"(SELECT {listed} FROM {self.wide.relation(table)} UNION ALL SELECT {listed} FROM {alternatives(table)})"
        )

    def facts(self, table: str, field_id: str) -> FieldFacts:
        """At least the defects of every world: any touched field may be empty somewhere."""
        facts = self.wide.facts(table, field_id)
        return replace_nulls(facts) if table in self.touched else facts

    def key_unique(self, table: str) -> bool:
        """Whether the key is surely unique in every world."""
        entry = self.dictionary.tables[table]
        changed = {name for one in self.changes for name in one.fields(table)}
        return not changed & set(entry.key) and self.wide.key_unique(table)

    def touched_rows(self, table: str, fields: frozenset[str]) -> set[int]:
        """Rows that some world changes in one of the fields, removes or adds."""
        return {
            item.row_id
            for one in self.changes
            for item in one.items
            if item.table == table and (not isinstance(item, RowChange) or fields & set(item.values))
        }

    def _make_alternatives(self, table: str) -> None:
        """The two tables that say how touched rows look in each world."""
        everything = [(world, item) for world, one in enumerate(self.changes) for item in one.items]
        numbered = [(world, item) for world, item in everything if item.table == table]
        gone = [(world, item.row_id) for world, item in numbered if not isinstance(item, RowAddition)]
        kept = [(world, item.row_id) for world, item in numbered if isinstance(item, RowChange)]
        self._pairs(f"gone_{table}", gone)
        self._pairs("kept_rows", kept)
        name, base = alternatives(table), self.wide.relation(table)
        listed = ", ".join(map(quote_name, self.columns(table)))
        self.engine.run(f"CREATE TABLE {name} AS SELECT world, {listed} FROM kept_rows JOIN {base} USING (row_id)")
        self.engine.run("DROP TABLE kept_rows")
        self._add_rows(table, [(world, item) for world, item in numbered if isinstance(item, RowAddition)])
        self._write_values(table, [(world, item) for world, item in numbered if isinstance(item, RowChange)])

    def _pairs(self, name: str, pairs: list[tuple[int, int]]) -> None:
        self.engine.run(f"CREATE TABLE {quote_name(name)} (world INTEGER, row_id BIGINT)")
        if pairs:
            columns = [[pair[place] for pair in pairs] for place in (0, 1)]
            self.engine.run(f"INSERT INTO {quote_name(name)} SELECT unnest($1), unnest($2)", list(columns))

    def _add_rows(self, table: str, added: list[tuple[int, RowAddition]]) -> None:
        for world, item in added:
            names = ", ".join(map(quote_name, item.values))
            cells = ", ".join(self._cell(table, name, value) for name, value in item.values.items())
            self.engine.run(
                f"INSERT INTO {alternatives(table)} (world, row_id, _source_file, _sheet{names and ', '}{names}) "
                f"VALUES ({world}, {item.row_id}, {quote_text(ADDED_FILE)}, ''{cells and ', '}{cells})"
            )

    def _cell(self, table: str, field_id: str, value: str | None) -> str:
        kind = sql_type(self.dictionary.tables[table].field(field_id))
        return f"CAST({'NULL' if value is None else quote_text(value)} AS {kind})"

    def _write_values(self, table: str, changed: list[tuple[int, RowChange]]) -> None:
        """Field by field: the new values stand in the alternatives, and the old cell's defects are forgotten."""
        for name in sorted({name for _, item in changed for name in item.values}):
            cells = [(world, item.row_id, item.values[name]) for world, item in changed if name in item.values]
            columns = [[cell[place] for cell in cells] for place in range(3)]
            kind = sql_type(self.dictionary.tables[table].field(name))
            marks = ", ".join(quote_text(mark + name) for mark in _MARKS)
            clean = f"array_to_string(list_filter(string_split(_flags, ','), lambda one: one NOT IN ({marks})), ',')"
            self.engine.run(
                f"UPDATE {alternatives(table)} AS kept SET {quote_name(name)} = CAST(given.value AS {kind}), "
                f"_flags = {clean} FROM (SELECT unnest($1) AS world, unnest($2) AS row_id, "
                f"unnest(CAST($3 AS VARCHAR[])) AS value) given "
                "WHERE kept.world = given.world AND kept.row_id = given.row_id",
                list(columns),
            )


def _number(month: str | None) -> int:
    """Months since year 0 of `YYYYMM`; 0 for none."""
    return int(month[:4]) * 12 + int(month[4:]) - 1 if month else 0


def alternatives(table: str) -> str:
    """The name of the table's touched rows in all worlds."""
    return quote_name(f"alternative_{table}")


def gone(table: str) -> str:
    """The name of the table of (world, row_id) that a world does not have as the snapshot has them."""
    return quote_name(f"gone_{table}")


def replace_nulls(facts: FieldFacts) -> FieldFacts:
    """The facts of a column in which one more cell may be empty."""
    return facts.model_copy(update={"nulls": facts.nulls + 1})
