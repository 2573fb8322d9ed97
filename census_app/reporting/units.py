"""Who gets which list: the unit of a problem lifted to the level where lists are answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.unit_names import told_apart, usual_names_sql

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary

UNASSIGNED = ""
UNASSIGNED_NAME = "未归属"
_COUNTY_LEVEL = "县"


@dataclass(frozen=True, slots=True)
class Unit:
    """One node of the organisation tree as the snapshot knows it."""

    code: str
    name: str
    level: str
    parent: str


class OrganisationTree:
    """Units by code; a snapshot without the unit table leaves every unit at its own level, called as most of its
    customers call it (`usual`: code → name)."""

    def __init__(
        self,
        units: dict[str, Unit],
        usual: Mapping[str, str] | None = None,
        apart: Mapping[str, str] | None = None,
    ) -> None:
        self._units = units
        self._usual = usual or {}
        self._apart = apart or {}

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, dictionary: Dictionary) -> OrganisationTree:
        """The tree of the snapshot's `org_unit` table; of several rows per code the first counts."""
        table = dictionary.table("org_unit")
        rows = connection.execute(
            f"""
            SELECT org_no, any_value(org_name ORDER BY row_id), any_value(org_level ORDER BY row_id),
                any_value(parent_org_no ORDER BY row_id)
            FROM ({snapshot.table_sql(table)}) WHERE org_no IS NOT NULL GROUP BY org_no
            """
        ).fetchall()
        usual = connection.execute(usual_names_sql(snapshot, dictionary)).fetchall()
        return cls({row[0]: Unit(*(value or "" for value in row)) for row in rows}, dict(usual))

    @property
    def of_customers(self) -> frozenset[str]:
        """The units whose customers say what they are called."""
        return frozenset(self._usual)

    def telling_apart(self, units: Iterable[str | None], level: str) -> OrganisationTree:
        """The same tree where those that answer for these units, and stand above them, carry their codes when two
        have one name."""
        shown = {self.answering(unit, level) for unit in units}
        shown |= {code for unit in shown for code in self.above(unit)}
        return OrganisationTree(self._units, self._usual, told_apart({code: self.name(code) for code in shown}))

    def name(self, code: str) -> str:
        """The unit's name; its code when neither the unit table nor customers say it."""
        if code == UNASSIGNED:
            return UNASSIGNED_NAME
        if code in self._apart:
            return self._apart[code]
        unit = self._units.get(code)
        return (unit.name if unit is not None else "") or self._usual.get(code) or code

    def answering(self, code: str | None, level: str) -> str:
        """The unit at `level` above (or at) `code`; `code` itself when no such unit is above it."""
        if not code:
            return UNASSIGNED
        seen: set[str] = set()
        current = code
        while current in self._units and current not in seen:
            if self._units[current].level == level:
                return current
            seen.add(current)
            current = self._units[current].parent
        return code

    def level(self, code: str) -> str:
        """The word of the unit's level (省, 市, 县, 所, 班); empty when the tree does not say."""
        unit = self._units.get(code)
        return unit.level if unit is not None else ""

    def above(self, code: str) -> list[str]:
        """The units above, the nearest first; a circle ends where it closes."""
        found: list[str] = []
        unit = self._units.get(code)
        while unit is not None and unit.parent in self._units and unit.parent not in (code, *found):
            found.append(unit.parent)
            unit = self._units[unit.parent]
        return found

    def county_name(self, codes: list[str]) -> str:
        """The county most of the units belong to; empty when the tree does not say."""
        names: dict[str, int] = {}
        for code in codes:
            county = self._units.get(self.answering(code, _COUNTY_LEVEL))
            if county is not None and county.level == _COUNTY_LEVEL:
                names[county.name] = names.get(county.name, 0) + 1
        return max(names, key=lambda name: (names[name], name)) if names else ""
