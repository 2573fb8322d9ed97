"""Monthly series of each subject, counted back from the last complete month, without holes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from census_app.archive.columns import quote_name, sql_type
from census_app.checking.compiling.source import Source
from census_app.checking.engine import Engine
from census_app.dictionary.model import TableEntry
from census_app.foundation.resources import read_yaml, resource

_SETTINGS = "checking/periods.yaml"
# Months that have a bit of their own in a BIGINT.
_RECENT = 62
_TECHNICAL = (
    "CAST(NULL AS VARCHAR) AS _flags, CAST(NULL AS VARCHAR) AS _source_file, '' AS _sheet, "
    "CAST(NULL AS INTEGER) AS _source_row"
)


@dataclass(frozen=True)
class Months:
    """Temp table `name`: the period texts of a table up to the last complete month (`last`, YYYYMM; None: no months),
    each with its month (since year 0), the `final` month of its world and its place counted `back` from that (1: it);
    `made_of` is what its rows depend on.

    A condition on a stored place reaches the files; one on a place worked out for each row does not."""

    name: str
    last: str | None
    made_of: str

    @staticmethod
    def seen(engine: Engine, base: Source, table: str, period: str, last: int | None = None) -> Months:
        """Asked of the data once; a world of a few rows (worked examples) ends with its own last month.

        `last`: the last complete month where the rows at hand do not tell.
        """
        name, column, month = quote_name(f"months_of_{table}"), quote_name(period), _month_number(quote_name(period))
        worlds = "".join(f", {world}" for world in _worlds(base))
        final = f"max(month) OVER (PARTITION BY {worlds[2:]})" if worlds else "NULL"
        periods = f"SELECT {column}, count(*) AS found{worlds} FROM {base.relation(table)} GROUP BY {column}{worlds}"
        query = (
            f"SELECT {column}, month, CAST({final} AS INTEGER) AS final, "
            f"CAST({final} + 1 - month AS BIGINT) AS back, found{worlds} "
            f"FROM (SELECT *, {month} AS month FROM ({periods})) WHERE month IS NOT NULL"
        )
        engine.remember(name, query, "")
        counts = engine.rows(f"SELECT month, CAST(sum(found) AS BIGINT) FROM {name} GROUP BY month ORDER BY month")
        known = last is not None
        last = last_complete(counts) if last is None else last
        if known or not worlds:
            engine.run(f"UPDATE {name} SET final = {last}, back = {last} + 1 - month")
            engine.run(f"DELETE FROM {name} WHERE month > final")
        return Months(name, f"{last // 12:04d}{last % 12 + 1:02d}" if last else None, f"{last} {query}")


def monthly_series(
    engine: Engine, base: Source, entry: TableEntry, months: Months, wanted: set[str], numbered: bool
) -> str:
    """SQL of the months of each subject from its first to the last complete one; later months are left out.

    Without `numbered` all row ids are 0: counting rows would keep conditions from reaching the files.

    A month's sum is null when one of its rows lacks the value; months without rows are null altogether. Nearly all
    subjects have one row a month: those rows stand as they are, only the others are added up.
    """
    periods = entry.periods
    assert periods is not None
    subject = [*map(quote_name, periods.by), *_worlds(base)]
    by, period = ", ".join(subject), quote_name(periods.period)
    fields = [name for name in (*periods.sums, *periods.firsts) if name in wanted]
    typed = {name: sql_type(entry.field(name)) for name in fields}
    single = "".join(f", CAST({quote_name(name)} AS {typed[name]}) AS {quote_name(name)}" for name in fields)
    several = "".join(
        f", CAST({_folded(name, name in periods.sums)} AS {typed[name]}) AS {quote_name(name)}" for name in fields
    )
    using = ", ".join([period, *_worlds(base)])
    known = " AND ".join(f"{quote_name(name)} IS NOT NULL" for name in periods.by)
    rows = f"{base.relation(periods.source)} JOIN {months.name} USING ({using}) WHERE {known}"
    uneven = quote_name(f"uneven_{entry.id}")
    engine.remember(uneven, _uneven(rows, by), months.made_of)
    series = f"SELECT {by}, {period}, back{single} FROM {rows}"
    if engine.rows(f"SELECT 1 FROM {uneven} WHERE repeated LIMIT 1"):
        added = quote_name(f"added_{entry.id}")
        several_rows = f"({by}) IN (SELECT ({by}) FROM {uneven} WHERE repeated)"
        engine.run(
            f"CREATE OR REPLACE TEMP TABLE {added} AS SELECT {by}, {period}, back{several} FROM {rows} "
            f"AND {several_rows} GROUP BY {by}, {period}, back"
        )
        series = f"{series} AND NOT {several_rows} UNION ALL SELECT * FROM {added}"
    holes = quote_name(f"holes_{entry.id}")
    engine.run(f"CREATE OR REPLACE TEMP TABLE {holes} AS {_holes(uneven, by, period)}")
    values = "".join(f", {quote_name(name)}" for name in fields)
    index = f"back AS {quote_name(periods.index)}"
    row_id = "row_number() OVER () - 1" if numbered else "0::BIGINT"
    return (
        f"SELECT {row_id} AS row_id, {by}, {period}{values}, {index}, {_TECHNICAL} "
        f"FROM ({series} UNION ALL BY NAME SELECT * FROM {holes})"
    )


def last_complete(counts: list[tuple[Any, ...]]) -> int:
    """The last month whose number of rows reaches the set share of the median of the months before it; 0 for none.

    Months of a few rows beside full ones (a year written wrongly) are neither it nor what it is measured by.
    """
    from statistics import median

    settings = _settings()
    share, previous = float(settings["complete_share"]), int(settings["previous_months"])
    few = float(settings["stray_share"]) * max((count for _, count in counts), default=0)
    counts = [(month, count) for month, count in counts if count >= few]
    for place in range(len(counts) - 1, 0, -1):
        before = [count for _, count in counts[max(0, place - previous) : place]]
        if counts[place][1] >= share * median(before):
            return int(counts[place][0])
    return int(counts[0][0]) if counts else 0


def _uneven(rows: str, by: str) -> str:
    """SQL of the subjects that have several rows of a month (`repeated`) or lack one: with their first month and the
    months they have, a bit each of the last ones (`recent`) and a list of those before (`older`).

    One look at all rows finds both.
    """
    seen = (
        f"SELECT {by}, final, min(month) AS first, count(*) AS number, "
        f"bit_or(CASE WHEN final - month < {_RECENT} THEN 1::BIGINT << (final - month) ELSE 0 END) AS recent, "
        f"list(month) FILTER (WHERE final - month >= {_RECENT}) AS older FROM {rows} GROUP BY {by}, final"
    )
    counted = f"SELECT *, bit_count(recent) + coalesce(len(list_distinct(older)), 0) AS months FROM ({seen})"
    return f"SELECT *, number > months AS repeated FROM ({counted}) WHERE number > months OR months < final + 1 - first"


def _holes(uneven: str, by: str, period: str) -> str:
    """SQL of the months between a subject's first and the last that it lacks."""
    text = "printf('%04d%02d', CAST(month // 12 AS INTEGER), CAST(month % 12 + 1 AS INTEGER))"
    expected = f"SELECT {by}, final, recent, older, unnest(range(first, final + 1)) AS month FROM {uneven}"
    had = (
        f"CASE WHEN final - month < {_RECENT} THEN (recent >> (final - month)) & 1 = 1 "
        "ELSE coalesce(list_contains(older, CAST(month AS INTEGER)), FALSE) END"
    )
    return (
        f"SELECT {by}, {text} AS {period}, CAST(final + 1 - month AS BIGINT) AS back FROM ({expected}) "
        f"WHERE NOT ({had})"
    )


def _worlds(base: Source) -> list[str]:
    return [quote_name(base.partition)] if base.partition else []


def _month_number(period: str) -> str:
    """Months since year 0 of a text `YYYYMM`; null for anything else and for years before anything was on file.

    A series has every month since its first one: a bill of the year 0026 would bring two thousand years of them.
    """
    number = f"CAST(left({period}, 4) AS INTEGER) * 12 + CAST(right({period}, 2) AS INTEGER) - 1"
    earliest = int(_settings()["earliest_year"])
    written = f"regexp_full_match({period}, '[0-9]{{4}}(0[1-9]|1[0-2])') AND {period} >= '{earliest:04d}'"
    return f"(CASE WHEN {written} THEN {number} END)"


def _folded(field_id: str, summed: bool) -> str:
    """The value of several rows of one month: their sum if none lacks it, or what they agree on."""
    name = quote_name(field_id)
    if summed:
        return f"CASE WHEN count(*) = count({name}) THEN sum({name}) END"
    return f"CASE WHEN min({name}) = max({name}) THEN min({name}) END"


@cache
def _settings() -> dict[str, Any]:
    loaded = read_yaml(resource(_SETTINGS))
    assert isinstance(loaded, dict)
    return loaded
