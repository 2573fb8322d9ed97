"""What a snapshot covers: per table which units and columns, of which date; stated, never guessed from emptiness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from census_app.archive.model import Completeness, PartManifest, Stated, TableCoverage
from census_app.archive.parts.composing import Composition
from census_app.archive.questions import Question
from census_app.archive.settings import ImportSettings
from census_app.archive.snapshot import Snapshot
from census_app.archive.unit_names import MOST_UNITS_NAMED, named_units
from census_app.archive.units import UnitFinder
from census_app.dictionary.model import Dictionary, TableEntry, TableKind

if TYPE_CHECKING:
    import duckdb

_CUSTOMERS = "customer"
_ORG_TABLE, _ORG_FIELDS = "org_unit", ("org_no", "parent_org_no")


@dataclass
class CoverageBuilder:
    """Builds the coverage of a snapshot about to be committed.

    `snapshot` has the new parts, `previous` is the last snapshot's coverage and `before` its units by table;
    `compositions` are the tables of this import; `delivered` gives data dates of parts that came again. `unit_names`:
    what people call the units.
    """

    connection: duckdb.DuckDBPyConnection
    dictionary: Dictionary
    settings: ImportSettings
    snapshot: Snapshot
    previous: Mapping[str, TableCoverage]
    compositions: Mapping[str, Composition]
    stated: Stated | None
    unit_names: Mapping[str, str] = field(default_factory=dict)
    _units: dict[str, dict[str, int]] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)

    def questions(self, coverage: Mapping[str, TableCoverage]) -> list[Question]:
        """What to ask about tables of this import that are too old to count or lack units nobody was asked about."""
        if self.stated is not None:
            return []
        asked = []
        for table_id, composition in self.compositions.items():
            if table_id not in coverage:
                continue
            units = coverage[table_id].units
            missing = sorted(self._every_unit() - set(units or ()))
            if coverage[table_id].stale and not composition.unchanged:
                asked.append(Question(self.dictionary.table(table_id).zh, self._too_old(coverage[table_id])))
                continue
            last = self.previous.get(table_id)
            asked_before = last is not None and last.units is not None and not set(missing) & set(last.units)
            if units is None or composition.questions or composition.unchanged or not missing or asked_before:
                continue
            named = named_units(missing, self.unit_names) + ("等" if len(missing) > MOST_UNITS_NAMED else "")
            text = f"没有 {len(missing)} 个单位（{named}）的数据，按未导入处理；确认本来就没有请加 --complete"
            asked.append(Question(self.dictionary.table(table_id).zh, text))
        return asked

    def _too_old(self, coverage: TableCoverage) -> str:
        newest = self.snapshot.manifest.data_date
        return (
            f"数据日期 {coverage.data_date} 比快照的 {newest} 早 {self.settings.max_age_days} 天以上："
            "有的行照查，没有的行不当作没有；日期不对请用 --data-date 指定"
        )

    def build(self) -> dict[str, TableCoverage]:
        """Coverage of every table that has parts."""
        tables = [table_id for table_id, parts in self.snapshot.manifest.parts.items() if parts]
        self._parents = self._read_parents()
        self._units = {table_id: self._unit_rows(self.dictionary.table(table_id)) for table_id in tables}
        return {table_id: self._coverage(self.dictionary.table(table_id)) for table_id in tables}

    def _unit_rows(self, table: TableEntry) -> dict[str, int]:
        """Rows per unit; found through the snapshot when the units were not known when the part was written."""
        parts = self.snapshot.table_parts(table.id)
        if not table.unit_path:
            return {}
        if any(part.units for part in parts):
            query = (
                f"SELECT _unit, count(*) FROM ({self.snapshot.table_sql(table, [])}) WHERE _unit IS NOT NULL GROUP BY 1"
            )
        else:
            fields = sorted({name for part in parts for name in part.fields})
            finder = UnitFinder(self.connection, self.dictionary, self.snapshot)
            unit, joins = finder.unit_sql(table, fields, "t")
            if not joins:
                return {}
            rows = self.snapshot.table_sql(table, fields)
            query = (
                f"SELECT unit, count(*) FROM (SELECT {unit} AS unit FROM ({rows}) t {' '.join(joins)}) "
                "WHERE unit IS NOT NULL GROUP BY 1"
            )
        return {str(unit): int(count) for unit, count in self.connection.execute(query).fetchall()}

    def _coverage(self, table: TableEntry) -> TableCoverage:
        parts = self.snapshot.table_parts(table.id)
        delivered = self.compositions.get(table.id)
        composition = None if delivered is not None and delivered.unchanged else delivered
        last = self.previous.get(table.id)
        own = set(self._units[table.id])
        dates = self._unit_dates(table, parts)
        newest = max(self._date(part) for part in parts)
        stale = self._is_stale(table, newest)
        covered = self._covered_units(table, own, composition, last, dates)
        everywhere = self._every_unit()
        complete = self._is_complete(composition, last) and not stale and covered >= (own | everywhere)
        if not own and (composition is None or composition.unreliable is not None) and not stale:
            complete = self._is_complete(composition, last)
        if self.stated is Stated.COMPLETE and composition is not None and not stale:
            complete = True
        rows = self.snapshot.rows(table.id)
        complete = complete and rows > 0
        return TableCoverage(
            completeness=Completeness.COMPLETE if complete else Completeness.PARTIAL,
            data_date=newest,
            inherited=delivered is None,
            stale=stale,
            units=None if complete else tuple(sorted(covered)),
            fields=tuple(entry.id for entry in table.fields if any(entry.id in part.fields for part in parts)),
            rows=rows,
            inherited_units=self._inherited_units(delivered, last, own),
            unit_dates=dates,
        )

    def _is_complete(self, composition: Composition | None, last: TableCoverage | None) -> bool:
        if composition is not None and self.stated is not Stated.CHANGES:
            return composition.completeness is Completeness.COMPLETE
        return last is not None and last.completeness is Completeness.COMPLETE

    def _covered_units(
        self,
        table: TableEntry,
        own: set[str],
        composition: Composition | None,
        last: TableCoverage | None,
        dates: Mapping[str, date],
    ) -> set[str]:
        """Units whose rows are all here: with rows and no doubt about them, or plausibly without any."""
        doubted = own - set(last.units) if last is not None and last.units is not None else set()
        if composition is not None:
            complete = composition.completeness is Completeness.COMPLETE
            doubted = set() if complete else doubted - composition.replaced
            doubted |= own if composition.unreliable is None else composition.unreliable
        covered = own - doubted
        covered -= {unit for unit in own if unit in dates and self._is_stale(table, dates[unit])}
        for unit in self._every_unit() - own:
            relatives = self._relatives(unit, own)
            if relatives:
                covered |= {unit} if relatives <= covered else set()
            elif own and self._may_be_empty(table, unit):
                covered.add(unit)
        return covered

    def _relatives(self, unit: str, own: set[str]) -> set[str]:
        """Units of `own` above or below `unit`: by the org tree, else, where two levels are used, by their codes."""
        if self._parents:
            above = self._above(unit)
            return {other for other in own if other in above or unit in self._above(other)}
        if not own.isdisjoint(self._every_unit()):
            return set()
        return {other for other in own if other.startswith(unit) or unit.startswith(other)}

    def _above(self, unit: str) -> set[str]:
        found: set[str] = set()
        parent = self._parents.get(unit)
        while parent is not None and parent not in found:
            found.add(parent)
            parent = self._parents.get(parent)
        return found

    def _read_parents(self) -> dict[str, str]:
        """Unit → the unit above it, as far as the org table was imported."""
        table = self.dictionary.tables.get(_ORG_TABLE)
        if table is None or not self.snapshot.table_parts(_ORG_TABLE):
            return {}
        query = (
            f"SELECT org_no, any_value(parent_org_no) FROM ({self.snapshot.table_sql(table, _ORG_FIELDS)}) "
            "WHERE org_no IS NOT NULL AND parent_org_no IS NOT NULL GROUP BY org_no"
        )
        return {str(unit): str(parent) for unit, parent in self.connection.execute(query).fetchall()}

    def _may_be_empty(self, table: TableEntry, unit: str) -> bool:
        """Whether a unit without rows may have been delivered all the same."""
        if table.id not in self.settings.most_units:
            return table.id not in self.settings.every_unit
        customers = self._units.get(_CUSTOMERS, {})
        rows, served = sum(self._units[table.id].values()), sum(customers.values())
        return not served or rows / served * customers.get(unit, 0) < self.settings.absent_unit_expected_rows

    def _every_unit(self) -> set[str]:
        """The units customers are served by; before customers are known, those of the tables every unit has."""
        if self._units.get(_CUSTOMERS):
            return set(self._units[_CUSTOMERS])
        return {unit for table_id in self.settings.every_unit for unit in self._units.get(table_id, {})}

    def _inherited_units(
        self, composition: Composition | None, last: TableCoverage | None, own: set[str]
    ) -> tuple[str, ...]:
        if composition is None:
            return tuple(sorted(own))
        if composition.unchanged:
            return last.inherited_units if last is not None else ()
        if composition.completeness is Completeness.COMPLETE or self.stated is Stated.CHANGES:
            return ()
        return tuple(sorted(own - composition.replaced))

    def _unit_dates(self, table: TableEntry, parts: list[PartManifest]) -> dict[str, date]:
        """Per unit the date of its data: the oldest part of the newest month that has rows of it."""
        dates: dict[str, tuple[str, date]] = {}
        for part in parts:
            period, day = part.period or "", self._date(part)
            for unit in part.units:
                known = dates.get(unit)
                if known is None or period > known[0]:
                    dates[unit] = (period, day)
                elif period == known[0]:
                    dates[unit] = (period, min(day, known[1]))
        return {unit: dates[unit][1] for unit in sorted(dates)}

    def _date(self, part: PartManifest) -> date:
        return self.snapshot.manifest.delivered.get(part.part, part.data_date)

    def _is_stale(self, table: TableEntry, day: date) -> bool:
        """Archive data older than max_age_days counts as not covered; reference data has no such age."""
        if table.kind not in (TableKind.ARCHIVE, TableKind.THEME):
            return False
        return self.snapshot.manifest.data_date - day > timedelta(days=self.settings.max_age_days)
