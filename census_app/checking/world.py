"""What a run knows of the data before it compiles: the plan with its answers about uniqueness and coverage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from census_app.archive.columns import quote_name
from census_app.archive.snapshot import Snapshot
from census_app.checking.compiling.derived import DerivedSource, LastMonth
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.linked import LinkRows
from census_app.checking.compiling.occurrence import Plan
from census_app.checking.compiling.screening import Screening
from census_app.checking.compiling.source import SnapshotSource, Source
from census_app.checking.compiling.sql import literal
from census_app.checking.compiling.tree import fields_of
from census_app.checking.coverage import Cover, cover_for
from census_app.checking.engine import Engine
from census_app.dictionary.model import Dictionary
from census_app.matching.links import LinkSet
from census_app.rulebook.resolved import ResolvedRule

ORG_TREE = "org_unit"


@dataclass
class World:
    """One source on one connection; answers are asked of the data once."""

    engine: Engine
    dictionary: Dictionary
    source: DerivedSource
    _repeated: dict[str, str | None] = field(default_factory=dict)
    _kept: dict[str, str] = field(default_factory=dict)
    _screening: Screening = field(init=False)
    _duplicated: dict[tuple[str, tuple[str, ...]], bool] = field(default_factory=dict)
    _held: dict[tuple[str, str, tuple[str, ...]], bool] = field(default_factory=dict)
    _covers: dict[tuple[str, str], Cover] = field(default_factory=dict)
    _units: dict[str, list[str | None]] = field(default_factory=dict)
    _parents: dict[str, str] | None = None

    def __post_init__(self) -> None:
        self._screening = Screening(self.engine)

    @staticmethod
    def of_snapshot(
        engine: Engine,
        snapshot: Snapshot,
        dictionary: Dictionary,
        rules: Iterable[ResolvedRule],
        links: LinkSet | None = None,
    ) -> World:
        """The world of an imported or fabricated snapshot, as far as the rules look at it.

        `links` must fit the snapshot; without them nothing was compared.
        """
        source = SnapshotSource(snapshot, dictionary)
        return World.of_source(engine, source, dictionary, rules, links=None if links is None else LinkRows.of(links))

    @staticmethod
    def of_source(
        engine: Engine,
        base: Source,
        dictionary: Dictionary,
        rules: Iterable[ResolvedRule],
        last_month: LastMonth | None = None,
        links: LinkRows | None = None,
    ) -> World:
        """The world of any source, with the dictionary's derived tables on top.

        `last_month` tells the last complete month of a series when `base` holds only some of the rows; `links` may be
        given when `base` has the row ids they name.
        """
        listed = list(rules)
        needed = frozenset(pair for rule in listed for pair in fields_of(rule))
        accused = frozenset(rule.table.id for rule in listed)
        return World(engine, dictionary, DerivedSource(base, dictionary, engine, needed, accused, last_month, links))

    @property
    def plan(self) -> Plan:
        """A plan for one query."""
        return Plan(
            self.source,
            self.dictionary,
            self.duplicated,
            self.cover,
            self.repeated,
            self.kept,
            self._screening.exceptions,
            self.source.compared,
            self.holds,
        )

    def duplicated(self, table: str, fields: tuple[str, ...]) -> bool:
        """Whether two rows share known values of the fields."""
        key = (table, fields)
        if key not in self._duplicated:
            rows = self.source.relation(table)
            keys = [*map(quote_name, fields), *([quote_name(self.source.partition)] if self.source.partition else [])]
            known = " AND ".join(f"{quote_name(name)} IS NOT NULL" for name in fields)
            suspects = self.repeated(f"{rows} WHERE {known}", keys, self.source.rows_of(table))
            hashed, columns = f"hash({', '.join(keys)})", ", ".join(keys)
            found = suspects and self.engine.rows(
                f"SELECT 1 FROM {rows} WHERE {known} AND {hashed} IN (SELECT h FROM {suspects}) "
                f"GROUP BY {columns} HAVING count(*) > 1 LIMIT 1"
            )
            self._duplicated[key] = bool(found)
        return self._duplicated[key]

    def holds(self, table: str, field_id: str, values: tuple[str, ...]) -> bool:
        """Whether any row has one of the texts in the column of a field; none where the column was not delivered."""
        key = (table, field_id, values)
        if key not in self._held:
            asked = f"{quote_name(field_id)} IN ({', '.join(map(literal, values))})"
            self._held[key] = field_id in self.source.columns(table) and bool(
                self.engine.rows(f"SELECT 1 FROM {self.source.relation(table, field_id)} WHERE {asked} LIMIT 1")
            )
        return self._held[key]

    def repeated(self, rows: str, keys: Sequence[str], about: int) -> str | None:
        """A table `(h)` of the hashes that repeat among the keys of the rows; None when none does."""
        query = f"SELECT hash({', '.join(keys)}) AS h FROM {rows}"
        if query not in self._repeated:
            name = f"repeated_{len(self._repeated)}"
            self._repeated[query] = name if self.engine.repeated(name, query, about) else None
        return self._repeated[query]

    def kept(self, subquery: str) -> str:
        """A table of the subquery's rows."""
        if subquery not in self._kept:
            name = f"kept_{len(self._kept)}"
            self.engine.run(f"CREATE TEMP TABLE {name} AS FROM {subquery}")
            self._kept[subquery] = name
        return self._kept[subquery]

    def cover(self, accused: str, target: str) -> Cover:
        """The coverage of `target` for records of `accused`."""
        key = (accused, target)
        if key not in self._covers:
            coverage = self.source.coverage(target)
            units = self._units_of(accused) if coverage.units is not None else []
            self._covers[key] = cover_for(coverage, units, self.org_tree() if units else {})
        return self._covers[key]

    def last_period(self, table: str) -> str | None:
        """The last complete month `YYYYMM` of a monthly table; None when it has no months."""
        return self.source.last_period(table)

    def _units_of(self, table: str) -> list[str | None]:
        if table not in self._units:
            plan = replace(self.plan, cover=lambda accused, target: Cover.everywhere())
            frame = Frame(plan, table)
            unit = frame.unit().text
            rows = self.engine.rows(
                f"SELECT DISTINCT CAST({unit} AS VARCHAR) AS unit FROM {frame.from_clause()} ORDER BY 1"
            )
            self._units[table] = [row[0] for row in rows]
        return self._units[table]

    def org_tree(self) -> dict[str, str]:
        """Unit → the unit above it, from the imported org tree; empty when there is none."""
        if self._parents is None:
            wanted = {"org_no", "parent_org_no"}
            known = ORG_TREE in self.dictionary.tables and wanted <= self.source.columns(ORG_TREE)
            relation = self.source.relation(ORG_TREE) if known else ""
            rows = self.engine.rows(f"SELECT org_no, parent_org_no FROM {relation}") if known else []
            self._parents = {unit: parent for unit, parent in rows if unit and parent}
        return self._parents
