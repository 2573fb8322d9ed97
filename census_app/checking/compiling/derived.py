"""Tables the dictionary derives from others: the latest row of a subject, monthly series without holes, linked rows.

All are made once per run, the first time anything reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from census_app.archive.columns import quote_name, quote_text, sql_type
from census_app.archive.model import Completeness, FieldFacts, TableCoverage
from census_app.archive.snapshot import ABSENT_COVERAGE
from census_app.checking.compiling.linked import OWN, LinkRows, LinkTables
from census_app.checking.compiling.months import Months, monthly_series
from census_app.checking.compiling.source import DataDays, Source
from census_app.checking.engine import Engine
from census_app.dictionary.model import Dictionary, FieldType, LatestDerivation, PeriodDerivation, TableEntry

LastMonth = Callable[[PeriodDerivation], int]
_COMPARED = TableCoverage(completeness=Completeness.COMPLETE)


@dataclass
class DerivedSource:
    """A source whose derived tables look like imported ones.

    Of monthly series only the fields in `needed` (table, field) are worked out. Tables in `accused` are materialised:
    their row ids must stay what they are. `last_month` tells the last complete month when `base` holds only some rows.
    """

    base: Source
    dictionary: Dictionary
    engine: Engine
    needed: frozenset[tuple[str, str]]
    accused: frozenset[str]
    last_month: LastMonth | None = None
    links: LinkRows | None = None
    _made: dict[str, str] = field(default_factory=dict)
    _months: dict[tuple[str, str], Months] = field(default_factory=dict)

    @cached_property
    def linked(self) -> LinkTables:
        """The tables of linked rows."""
        return LinkTables(self.base, self.dictionary, self.engine, self.links, self.needed)

    @property
    def partition(self) -> str | None:
        """As the underlying source."""
        return self.base.partition

    def relation(self, table: str, read: str | None = None) -> str:
        """The imported relation, or the name of the materialised one."""
        entry = self.dictionary.tables[table]
        if entry.linked is not None:
            return self.linked.relation(entry)
        if _origin(entry) is None:
            return self.base.relation(table, read)
        if table not in self._made:
            name = quote_name(f"derived_{table}")
            query = self._query(entry)
            kind = "VIEW" if entry.periods is not None and not self._kept(entry) else "TABLE"
            self.engine.run(f"CREATE OR REPLACE TEMP {kind} {name} AS {query}")
            self._made[table] = name
        return self._made[table]

    def columns(self, table: str) -> frozenset[str]:
        """The derived fields whose origin was imported."""
        entry = self.dictionary.tables[table]
        if entry.linked is not None:
            return self.linked.columns(entry) if self.linked.compared(entry) else frozenset()
        origin = _origin(entry)
        if origin is None:
            return self.base.columns(table)
        own = {one.id for one in entry.fields}
        if not self._possible(entry):
            return frozenset()
        found = self.base.columns(origin) & own
        return found | {entry.periods.index} if entry.periods is not None else found

    def facts(self, table: str, field_id: str) -> FieldFacts:
        """Of the origin's column; values of monthly series may always be missing."""
        entry = self.dictionary.tables[table]
        if entry.linked is not None:
            return FieldFacts() if field_id in OWN else self.base.facts(entry.linked.target, field_id)
        origin = _origin(entry)
        if origin is None:
            return self.base.facts(table, field_id)
        if entry.periods is None:
            return self.base.facts(origin, field_id)
        always = (*entry.periods.by, entry.periods.period, entry.periods.index)
        return FieldFacts() if field_id in always else FieldFacts(nulls=1)

    def partly_absent(self, table: str, field_id: str) -> bool:
        """Of the origin's column; a monthly series has no flags."""
        entry = self.dictionary.tables[table]
        if entry.linked is not None:
            return field_id not in OWN and self.base.partly_absent(entry.linked.target, field_id)
        origin = _origin(entry)
        if origin is None:
            return self.base.partly_absent(table, field_id)
        return entry.periods is None and self.base.partly_absent(origin, field_id)

    def coverage(self, table: str) -> TableCoverage:
        """Of the origin; absent when the origin lacks what the table is derived by, or no record was compared."""
        entry = self.dictionary.tables[table]
        if entry.linked is not None:
            return _COMPARED if self.linked.compared(entry) else ABSENT_COVERAGE
        if not self._possible(entry):
            return ABSENT_COVERAGE
        return self.base.coverage(_origin(entry) or table)

    def rows_of(self, table: str) -> int:
        """Number of rows of an imported table, of the one a derived table is made from, or of linked rows."""
        entry = self.dictionary.tables[table]
        if entry.linked is not None:
            return self.linked.count(entry) if self.linked.compared(entry) else 0
        return self.base.rows_of(_origin(entry) or table)

    def key_unique(self, table: str) -> bool:
        """Derived tables have one row per key by construction; links are as they were decided."""
        if self.dictionary.tables[table].linked is not None:
            return False
        return _origin(self.dictionary.tables[table]) is not None or self.base.key_unique(table)

    def data_days(self, table: str) -> DataDays:
        """Of the origin, whose row ids the latest rows keep; linked rows are all as old as the oldest of the target."""
        entry = self.dictionary.tables[table]
        if entry.linked is not None:
            days = [day for _, day in self.base.data_days(entry.linked.target) if day is not None]
            return ((0, min(days)),) if days else ()
        return self.base.data_days(_origin(entry) or table)

    def compared(self, table: str) -> str | None:
        """The table (link_left, verdict) of the records compared for a table of linked rows."""
        return self.linked.compared(self.dictionary.tables[table])

    def last_period(self, table: str) -> str | None:
        """The last complete month `YYYYMM` of a monthly table; None when nothing of it was imported."""
        periods = self.dictionary.tables[table].periods
        if periods is None or not {*periods.by, periods.period} <= self.base.columns(periods.source):
            return None
        if self.last_month is not None:
            month = self.last_month(periods)
            return f"{month // 12:04d}{month % 12 + 1:02d}" if month else None
        return self._months_of(periods).last

    def _possible(self, entry: TableEntry) -> bool:
        """Whether the origin has the columns that tell subjects and months apart."""
        derivation = entry.latest or entry.periods
        if derivation is None:
            return True
        needed = {*derivation.by, *((entry.periods.period,) if entry.periods is not None else ())}
        return needed <= self.base.columns(derivation.source)

    def _query(self, entry: TableEntry) -> str:
        if not self._possible(entry):
            return _no_rows(entry)
        if entry.latest is not None:
            return self._latest(entry.latest)
        assert entry.periods is not None
        wanted = {name for name in self.base.columns(entry.periods.source) if (entry.id, name) in self.needed}
        months = self._months_of(entry.periods)
        return monthly_series(self.engine, self.base, entry, months, wanted, numbered=self._kept(entry))

    def _kept(self, entry: TableEntry) -> bool:
        return entry.id in self.accused

    def _months_of(self, periods: PeriodDerivation) -> Months:
        key = (periods.source, periods.period)
        if key not in self._months:
            last = self.last_month(periods) if self.last_month is not None else None
            self._months[key] = Months.seen(self.engine, self.base, *key, last)
        return self._months[key]

    def _worlds(self) -> list[str]:
        return [quote_name(self.partition)] if self.partition else []

    def _latest(self, latest: LatestDerivation) -> str:
        relation = self.base.relation(latest.source)
        by = ", ".join([*map(quote_name, latest.by), *self._worlds()])
        columns = self.base.columns(latest.source)
        known = " AND ".join([*(f"{quote_name(name)} IS NOT NULL" for name in latest.by), *standing(latest, columns)])
        order = [f"{name} DESC NULLS LAST" for name in self._ordering(latest, columns)]
        if not order:
            # nothing tells which row is the latest: only subjects with a single row have one
            return f"SELECT * FROM {relation} WHERE {known} QUALIFY count(*) OVER (PARTITION BY {by}) = 1"
        return (
            f"SELECT * FROM {relation} WHERE {known} "
            f"QUALIFY row_number() OVER (PARTITION BY {by} ORDER BY {', '.join(order)}, row_id DESC) = 1"
        )

    def _ordering(self, latest: LatestDerivation, columns: frozenset[str]) -> list[str]:
        """A row that lacks the first date stands where its next date puts it, not behind all that have one."""
        table = self.dictionary.tables[latest.source]
        there = [name for name in latest.order if name in columns]
        dates = [quote_name(name) for name in there if table.field(name).type is FieldType.DATE]
        any_date = [f"coalesce({', '.join(dates)})"] if len(dates) > 1 else []
        return [*any_date, *map(quote_name, there)]


def standing(latest: LatestDerivation, columns: frozenset[str]) -> list[str]:
    """Conditions that leave out the rows that stand aside; a row whose field is unknown stays."""
    return [
        f"({quote_name(name)} IS NULL OR {quote_name(name)} NOT IN ({', '.join(map(quote_text, labels))}))"
        for name, labels in latest.without.items()
        if name in columns
    ]


def _origin(entry: TableEntry) -> str | None:
    derivation = entry.latest or entry.periods
    return derivation.source if derivation is not None else None


def _no_rows(entry: TableEntry) -> str:
    fields = "".join(f"CAST(NULL AS {sql_type(field)}) AS {quote_name(field.id)}, " for field in entry.fields)
    texts = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in ("_flags", "_source_file", "_sheet"))
    return f"SELECT CAST(NULL AS BIGINT) AS row_id, {fields}{texts}, CAST(NULL AS INTEGER) AS _source_row WHERE FALSE"
