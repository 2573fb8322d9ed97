"""Compares a delivery with what the last snapshot knows: rows per unit, columns, code shares, newest dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_name, quote_value
from census_app.archive.questions import Question
from census_app.archive.settings import AlarmLimits
from census_app.archive.unit_names import named_units
from census_app.dictionary.model import FieldEntry, FieldType, TableEntry

if TYPE_CHECKING:
    import duckdb

NO_UNIT = ""


@dataclass(frozen=True)
class Rows:
    """Rows to compare: SQL giving the `fields`, `_unit`."""

    sql: str
    fields: frozenset[str]


@dataclass
class Comparison:
    """What is less than before. Units map to (rows before, rows now); `""` stands for rows without a unit.

    `delivered` are the units that have rows now. `moved_units` have none: their records are in other units now, as
    after a merger. `other_records` are those that have as many, but of other records: they map to (rows before, rows of
    them that are nowhere now).
    """

    delivered: set[str] = field(default_factory=set)
    missing_units: dict[str, int] = field(default_factory=dict)
    moved_units: dict[str, int] = field(default_factory=dict)
    dropped_units: dict[str, tuple[int, int]] = field(default_factory=dict)
    other_records: dict[str, tuple[int, int]] = field(default_factory=dict)
    missing_columns: list[FieldEntry] = field(default_factory=list)
    shifted_codes: list[FieldEntry] = field(default_factory=list)
    older_dates: list[FieldEntry] = field(default_factory=list)

    @property
    def alarming(self) -> bool:
        """Whether the delivery looks partial."""
        return bool(self.missing_units or self.partly_delivered or self.suspicious or self.missing_columns)

    @property
    def partly_delivered(self) -> frozenset[str]:
        """Units that have rows now, but not all they have."""
        return frozenset(self.dropped_units) | frozenset(self.other_records)

    @property
    def suspicious(self) -> bool:
        """Whether the content itself looks wrong or old, so that none of its units can be relied upon."""
        return bool(self.shifted_codes or self.older_dates)

    def questions(self, table: TableEntry, last: date, unit_names: Mapping[str, str]) -> list[Question]:
        """What to ask a person, units by their names; empty when nothing is less than before."""
        return [*self._lacking(table, last, unit_names), *self._moved(table, unit_names)]

    def _moved(self, table: TableEntry, unit_names: Mapping[str, str]) -> list[Question]:
        if not self.moved_units:
            return []
        named, rows = named_units(self.moved_units, unit_names), sum(self.moved_units.values())
        text = f"{len(self.moved_units)} 个单位（{named}）原有的 {rows:,} 条这次都归在别的单位，像是并入；已照这次的办"
        return [Question(table.zh, text)]

    def _lacking(self, table: TableEntry, last: date, unit_names: Mapping[str, str]) -> list[Question]:
        found = []
        if self.missing_units:
            named = named_units(self.missing_units, unit_names)
            found.append(f"{len(self.missing_units)} 个单位（{named}）这次没有数据，沿用 {last:%m-%d} 的")
        if self.dropped_units:
            before = sum(rows for rows, _ in self.dropped_units.values())
            now = sum(rows for _, rows in self.dropped_units.values())
            found.append(f"{len(self.dropped_units)} 个单位的行数由 {before:,} 降到 {now:,}")
        if self.other_records:
            before = sum(rows for rows, _ in self.other_records.values())
            gone = sum(rows for _, rows in self.other_records.values())
            found.append(f"{len(self.other_records)} 个单位换了一批记录，原有 {before:,} 条里 {gone:,} 条这次没有")
        if self.missing_columns:
            named = "、".join(entry.zh for entry in self.missing_columns[:8])
            found.append(f"少了 {len(self.missing_columns)} 列（{named}）")
        if self.shifted_codes:
            found.append(f"取值分布突变（{'、'.join(entry.zh for entry in self.shifted_codes[:5])}）")
        if self.older_dates:
            found.append(f"最新日期比上次还早（{'、'.join(entry.zh for entry in self.older_dates[:5])}）")
        if not found:
            return []
        changes = "；".join(found)
        advice = "已按部分数据处理；确认完整请加 --complete，确是部分请加 --partial，每次只交变动行的请加 --changes"
        return [Question(table.zh, f"与上次（{last:%m-%d}）相比，{changes}。{advice}")]


def compare(
    connection: duckdb.DuckDBPyConnection,
    table: TableEntry,
    before: Rows,
    now: Rows,
    limits: AlarmLimits,
    day: date,
    lasting: bool,
) -> Comparison:
    """What `now`, delivered for `day`, lacks against `before`; changes within the limits are not mentioned.

    `lasting`: records of the table stay for years, so that most of a unit's being gone means another part of the data.
    """
    comparison = Comparison()
    _compare_units(connection, before, now, limits, comparison)
    _find_moved(connection, table.key, before, now, limits, comparison)
    if lasting:
        _compare_records(connection, table.key, before, now, limits, comparison)
    _compare_columns(table, before, now, limits, comparison)
    shared = [entry for entry in table.fields if entry.id in before.fields and entry.id in now.fields]
    _compare_codes(connection, shared, before, now, limits, comparison)
    _compare_dates(connection, shared, before, now, limits, day, comparison)
    return comparison


def _unit_rows(connection: duckdb.DuckDBPyConnection, rows: Rows) -> dict[str, int]:
    query = f"SELECT coalesce(_unit, '{NO_UNIT}'), count(*) FROM ({rows.sql}) GROUP BY 1"
    return {str(unit): int(count) for unit, count in connection.execute(query).fetchall()}


def _compare_units(
    connection: duckdb.DuckDBPyConnection, before: Rows, now: Rows, limits: AlarmLimits, comparison: Comparison
) -> None:
    counted = _unit_rows(connection, now)
    comparison.delivered = set(counted)
    for unit, old in _unit_rows(connection, before).items():
        new = counted.get(unit, 0)
        if new == 0 and (unit != NO_UNIT or not counted):
            comparison.missing_units[unit] = old
        elif old - new >= limits.rows_drop_at_least and old - new > limits.rows_drop * old and new > 0:
            comparison.dropped_units[unit] = (old, new)


def _compare_records(
    connection: duckdb.DuckDBPyConnection,
    key: Sequence[str],
    before: Rows,
    now: Rows,
    limits: AlarmLimits,
    comparison: Comparison,
) -> None:
    for unit, old, gone in _gone_records(connection, key, before, now):
        many = gone >= limits.rows_drop_at_least and gone > limits.records_gone * old
        if many and unit in comparison.delivered and unit not in comparison.dropped_units:
            comparison.other_records[unit] = (old, gone)


def _find_moved(
    connection: duckdb.DuckDBPyConnection,
    key: Sequence[str],
    before: Rows,
    now: Rows,
    limits: AlarmLimits,
    comparison: Comparison,
) -> None:
    """Units without rows whose records are nearly all there, in other units: not missing, they were merged."""
    if not comparison.missing_units:
        return
    for unit, old, gone in _gone_records(connection, key, before, now):
        if unit in comparison.missing_units and gone <= limits.rows_drop * old:
            comparison.moved_units[unit] = comparison.missing_units.pop(unit)


def _gone_records(
    connection: duckdb.DuckDBPyConnection, key: Sequence[str], before: Rows, now: Rows
) -> list[tuple[str, int, int]]:
    """Unit, its records before, and how many of them are nowhere now; nothing where records cannot be told apart."""
    if not key or not before.fields & now.fields >= set(key):
        return []
    names = ", ".join(map(quote_name, key))
    query = (
        f"SELECT coalesce(b._unit, '{NO_UNIT}'), count(*), count(*) FILTER (n.here IS NULL) FROM ({before.sql}) b "
        f"LEFT JOIN (SELECT DISTINCT {names}, TRUE AS here FROM ({now.sql})) n USING ({names}) GROUP BY 1"
    )
    return [(str(unit), int(old), int(gone)) for unit, old, gone in connection.execute(query).fetchall()]


def _compare_columns(table: TableEntry, before: Rows, now: Rows, limits: AlarmLimits, comparison: Comparison) -> None:
    missing = [entry for entry in table.fields if entry.id in before.fields and entry.id not in now.fields]
    if len(missing) > limits.columns_drop * len(before.fields) or any(entry.core for entry in missing):
        comparison.missing_columns = missing


def _compare_codes(
    connection: duckdb.DuckDBPyConnection,
    shared: Sequence[FieldEntry],
    before: Rows,
    now: Rows,
    limits: AlarmLimits,
    comparison: Comparison,
) -> None:
    units = f"SELECT DISTINCT coalesce(_unit, '{NO_UNIT}') FROM ({now.sql})"
    for entry in shared:
        if entry.type is not FieldType.CODE or entry.id == "org_no":
            continue
        name = quote_name(entry.id)
        row = connection.execute(
            f"WITH b AS (SELECT {name} AS v, count(*) AS n FROM ({before.sql}) WHERE {name} IS NOT NULL AND "
            f"coalesce(_unit, '{NO_UNIT}') IN ({units}) GROUP BY 1), "
            f"a AS (SELECT {name} AS v, count(*) AS n FROM ({now.sql}) WHERE {name} IS NOT NULL GROUP BY 1), "
            "total AS (SELECT (SELECT sum(n) FROM b) AS nb, (SELECT sum(n) FROM a) AS na) "
            "SELECT any_value(nb), any_value(na), sum(abs(coalesce(a.n, 0) / na - coalesce(b.n, 0) / nb)) / 2 "
            "FROM b FULL JOIN a ON b.v = a.v, total"
        ).fetchone()
        if row is None or row[0] is None or row[1] is None or min(row[0], row[1]) < limits.code_rows_at_least:
            continue
        if float(row[2]) > limits.code_share_shift:
            comparison.shifted_codes.append(entry)


def _compare_dates(
    connection: duckdb.DuckDBPyConnection,
    shared: Sequence[FieldEntry],
    before: Rows,
    now: Rows,
    limits: AlarmLimits,
    day: date,
    comparison: Comparison,
) -> None:
    """An old export: in the units delivered now, most columns of dates end earlier than before.

    Only dates up to the data date count (dates of expiry lie ahead). A column ended where `dates_rows_at_least` rows
    reached, and ends now where more than `dates_rows_mistaken` do: where few rows are new, those that went or were
    corrected are months apart from the next, and an old export still lacks them all.
    """
    dates = [entry for entry in shared if entry.type in (FieldType.DATE, FieldType.DATETIME)]
    if not dates:
        return
    units = f"SELECT DISTINCT coalesce(_unit, '{NO_UNIT}') FROM ({now.sql})"
    delivered = f"SELECT * FROM ({before.sql}) WHERE coalesce(_unit, '{NO_UNIT}') IN ({units})"
    old = _ends(connection, dates, delivered, day, limits.dates_rows_at_least)
    new = _ends(connection, dates, now.sql, day, limits.dates_rows_mistaken + 1)
    ends = [ends for ends in zip(dates, old, new, strict=True) if ends[1] is not None and ends[2] is not None]
    back = [entry for entry, last, this in ends if this < last - timedelta(days=limits.dates_back_days)]
    if len(back) * 2 > len(ends):
        comparison.older_dates = back


def _ends(
    connection: duckdb.DuckDBPyConnection, dates: Sequence[FieldEntry], rows: str, day: date, reached_by: int
) -> tuple[Any, ...]:
    """Per column the latest date up to `day` that `reached_by` of the rows reach; None with fewer."""
    ends = ", ".join(
        f"max({name}::DATE, {reached_by}) FILTER ({name}::DATE <= {quote_value(day)})[{reached_by}]"
        for name in (quote_name(entry.id) for entry in dates)
    )
    return connection.execute(f"SELECT {ends} FROM ({rows})").fetchone() or ()
