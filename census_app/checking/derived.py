"""Tables the dictionary derives from others: the latest row of a subject, and monthly series without holes.

Both are materialised once per run, the first time anything reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from census_app.archive.columns import quote_name, sql_type
from census_app.archive.model import FieldFacts, TableCoverage
from census_app.archive.snapshot import ABSENT_COVERAGE
from census_app.checking.source import Source
from census_app.dictionary.model import Dictionary, LatestDerivation, PeriodDerivation, TableEntry
from census_app.foundation.resources import resource

Rows = Callable[[str], list[tuple[Any, ...]]]
Months = Callable[[PeriodDerivation], int]
_SETTINGS = "checking/periods.yaml"


@dataclass
class DerivedSource:
    """A source whose derived tables look like imported ones; `rows` runs SQL on the run's connection.

    Of monthly series only the fields in `needed` (table, field) are worked out. `months` tells the last complete month
    (months since year 0) when `base` holds only some of the rows.
    """

    base: Source
    dictionary: Dictionary
    rows: Rows
    needed: frozenset[tuple[str, str]]
    months: Months | None = None
    _made: dict[str, str] = field(default_factory=dict)

    @property
    def partition(self) -> str | None:
        """As the underlying source."""
        return self.base.partition

    def relation(self, table: str) -> str:
        """The imported relation, or the name of the materialised one."""
        entry = self.dictionary.tables[table]
        if _origin(entry) is None:
            return self.base.relation(table)
        if table not in self._made:
            name = quote_name(f"derived_{table}")
            self.rows(f"CREATE OR REPLACE TEMP TABLE {name} AS {self._query(entry)}")
            self._made[table] = name
        return self._made[table]

    def columns(self, table: str) -> frozenset[str]:
        """The derived fields whose origin was imported."""
        entry = self.dictionary.tables[table]
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
        origin = _origin(entry)
        if origin is None:
            return self.base.facts(table, field_id)
        if entry.periods is None:
            return self.base.facts(origin, field_id)
        return FieldFacts() if field_id in (*entry.periods.by, entry.periods.period) else FieldFacts(nulls=1)

    def partly_absent(self, table: str, field_id: str) -> bool:
        """Of the origin's column; a monthly series has no flags."""
        entry = self.dictionary.tables[table]
        origin = _origin(entry)
        if origin is None:
            return self.base.partly_absent(table, field_id)
        return entry.periods is None and self.base.partly_absent(origin, field_id)

    def coverage(self, table: str) -> TableCoverage:
        """Of the origin; absent when the origin lacks what the table is derived by."""
        entry = self.dictionary.tables[table]
        if not self._possible(entry):
            return ABSENT_COVERAGE
        return self.base.coverage(_origin(entry) or table)

    def rows_of(self, table: str) -> int:
        """Number of rows of an imported table."""
        return self.base.rows_of(table)

    def key_unique(self, table: str) -> bool:
        """Derived tables have one row per key by construction."""
        return _origin(self.dictionary.tables[table]) is not None or self.base.key_unique(table)

    def last_period(self, table: str) -> str | None:
        """The last complete month `YYYYMM` of a monthly table; None when nothing of it was imported."""
        periods = self.dictionary.tables[table].periods
        if periods is None or not {*periods.by, periods.period} <= self.base.columns(periods.source):
            return None
        month = self._last_month(periods)
        return f"{month // 12:04d}{month % 12 + 1:02d}" if month else None

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
        return self._periods(entry, entry.periods)

    def _worlds(self) -> list[str]:
        return [quote_name(self.partition)] if self.partition else []

    def _latest(self, latest: LatestDerivation) -> str:
        relation = self.base.relation(latest.source)
        by = ", ".join([*map(quote_name, latest.by), *self._worlds()])
        known = " AND ".join(f"{quote_name(name)} IS NOT NULL" for name in latest.by)
        columns = self.base.columns(latest.source)
        order = [f"{quote_name(name)} DESC NULLS LAST" for name in latest.order if name in columns]
        if not order:
            # nothing tells which row is the latest: only subjects with a single row have one
            return f"SELECT * FROM {relation} WHERE {known} QUALIFY count(*) OVER (PARTITION BY {by}) = 1"
        return (
            f"SELECT * FROM {relation} WHERE {known} "
            f"QUALIFY row_number() OVER (PARTITION BY {by} ORDER BY {', '.join(order)}, row_id DESC) = 1"
        )

    def _periods(self, entry: TableEntry, periods: PeriodDerivation) -> str:
        """Months of each subject from its first to the last complete one; later months are left out.

        A month's sum is null when one of its rows lacks the value; months without rows are null altogether.
        """
        relation = self.base.relation(periods.source)
        columns = {name for name in self.base.columns(periods.source) if (entry.id, name) in self.needed}
        subject = [*map(quote_name, periods.by), *self._worlds()]
        by, month = ", ".join(subject), _month_number(quote_name(periods.period))
        sums = [name for name in periods.sums if name in columns]
        firsts = [name for name in periods.firsts if name in columns]
        values = "".join(f", {_sum_sql(name)}" for name in sums) + "".join(f", {_agreed_sql(name)}" for name in firsts)
        known = " AND ".join(f"{quote_name(name)} IS NOT NULL" for name in periods.by)
        grouped = f"SELECT {by}, {month} AS month{values} FROM {relation} WHERE {known} GROUP BY {by}, month"
        holes = (
            f"SELECT {by}, last, unnest(list_filter(range(first, last + 1), "
            f"lambda one: NOT list_contains(months, one))) AS month FROM (SELECT {by}, last, min(month) AS first, "
            f"list(month) AS months FROM monthly GROUP BY {by}, last HAVING count(*) < last + 1 - min(month))"
        )
        typed = "".join(
            f", CAST({quote_name(name)} AS {sql_type(entry.field(name))}) AS {quote_name(name)}"
            for name in (*sums, *firsts)
        )
        return (
            f"WITH grouped AS ({grouped}), ends AS ({self._ends(periods)}), monthly AS MATERIALIZED ("
            f"SELECT * FROM grouped {self._beside_ends()} WHERE month <= last), "
            f"whole AS (SELECT * FROM monthly UNION ALL BY NAME {holes}) "
            f"SELECT row_number() OVER () - 1 AS row_id, {by}{typed}, "
            f"{_month_text('month')} AS {quote_name(periods.period)}, "
            f"CAST(last + 1 - month AS BIGINT) AS {quote_name(periods.index)}, CAST(NULL AS VARCHAR) AS _flags, "
            f"CAST(NULL AS VARCHAR) AS _source_file, '' AS _sheet, CAST(NULL AS INTEGER) AS _source_row FROM whole"
        )

    def _ends(self, periods: PeriodDerivation) -> str:
        """SQL of the last complete month; in a world of a few rows it is the world's last month."""
        if self.partition and self.months is None:
            return f"SELECT {quote_name(self.partition)}, max(month) AS last FROM grouped GROUP BY ALL"
        return f"SELECT {self._last_month(periods)} AS last"

    def _beside_ends(self) -> str:
        if self.partition and self.months is None:
            return f"JOIN ends USING ({quote_name(self.partition)})"
        return "CROSS JOIN ends"

    def _last_month(self, periods: PeriodDerivation) -> int:
        return self.months(periods) if self.months is not None else last_month(self.base, periods, self.rows)


def last_month(source: Source, periods: PeriodDerivation, rows: Rows) -> int:
    """The last month (months since year 0) in which about as many subjects have rows as in the months before."""
    month = _month_number(quote_name(periods.period))
    subject = ", ".join(map(quote_name, periods.by))
    return last_complete(
        rows(
            f"SELECT {month} AS month, count(DISTINCT ({subject})) FROM {source.relation(periods.source)} "
            f"WHERE {month} IS NOT NULL GROUP BY month ORDER BY month"
        )
    )


def last_complete(counts: list[tuple[Any, ...]]) -> int:
    """The last month whose count reaches the set share of the median of the months before it; 0 for no months."""
    from statistics import median

    settings = _settings()
    share, previous = float(settings["complete_share"]), int(settings["previous_months"])
    for place in range(len(counts) - 1, 0, -1):
        before = [count for _, count in counts[max(0, place - previous) : place]]
        if counts[place][1] >= share * median(before):
            return int(counts[place][0])
    return int(counts[0][0]) if counts else 0


@cache
def _settings() -> dict[str, Any]:
    import yaml

    loaded = yaml.safe_load(resource(_SETTINGS).read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _origin(entry: TableEntry) -> str | None:
    derivation = entry.latest or entry.periods
    return derivation.source if derivation is not None else None


def _no_rows(entry: TableEntry) -> str:
    fields = "".join(f"CAST(NULL AS {sql_type(field)}) AS {quote_name(field.id)}, " for field in entry.fields)
    texts = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in ("_flags", "_source_file", "_sheet"))
    return f"SELECT CAST(NULL AS BIGINT) AS row_id, {fields}{texts}, CAST(NULL AS INTEGER) AS _source_row WHERE FALSE"


def _month_number(period: str) -> str:
    """Months since year 0 of a text `YYYYMM`; null for anything else."""
    number = f"CAST(left({period}, 4) AS INTEGER) * 12 + CAST(right({period}, 2) AS INTEGER) - 1"
    return f"(CASE WHEN regexp_full_match({period}, '[0-9]{{4}}(0[1-9]|1[0-2])') THEN {number} END)"


def _sum_sql(field_id: str) -> str:
    name = quote_name(field_id)
    return f"CASE WHEN count(*) = count({name}) THEN sum({name}) END AS {name}"


def _agreed_sql(field_id: str) -> str:
    name = quote_name(field_id)
    return f"CASE WHEN min({name}) = max({name}) THEN min({name}) END AS {name}"


def _month_text(month: str) -> str:
    return f"printf('%04d%02d', CAST({month} // 12 AS INTEGER), CAST({month} % 12 + 1 AS INTEGER))"
