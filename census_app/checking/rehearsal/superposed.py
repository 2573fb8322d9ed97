"""All worlds' rows in one heap, for asking what may be connected in any of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from census_app.archive.model import FieldFacts, TableCoverage
from census_app.checking.compiling.source import DataDays
from census_app.checking.coverage import Cover
from census_app.checking.rehearsal.worlds import Worlds
from census_app.checking.world import World
from census_app.rulebook.resolved import ResolvedRule


@dataclass
class SuperposedSource:
    """A source in which a touched row stands once for every way it looks: good for walking, not for judging."""

    worlds: Worlds
    partition: str | None = None

    def relation(self, table: str, read: str | None = None) -> str:
        """SQL of the rows of all worlds."""
        return self.worlds.superposed(table)

    def columns(self, table: str) -> frozenset[str]:
        """The fields any part or any world has."""
        return self.worlds.wide.columns(table)

    def facts(self, table: str, field_id: str) -> FieldFacts:
        """At least the defects of any world."""
        return self.worlds.facts(table, field_id)

    def partly_absent(self, table: str, field_id: str) -> bool:
        """Whether some part lacks the column."""
        return self.worlds.wide.partly_absent(table, field_id)

    def coverage(self, table: str) -> TableCoverage:
        """As the manifest states it."""
        return self.worlds.wide.coverage(table)

    def rows_of(self, table: str) -> int:
        """Of the snapshot."""
        return self.worlds.wide.rows_of(table)

    def key_unique(self, table: str) -> bool:
        """Whether the key is surely unique in every world."""
        return self.worlds.key_unique(table)

    def data_days(self, table: str) -> DataDays:
        """As in the snapshot."""
        return self.worlds.wide.data_days(table)


class _LooseWorld(World):
    """A world in which a hop leads to every way its target looks, instead of to nothing when there are several."""

    def duplicated(self, table: str, fields: tuple[str, ...]) -> bool:
        """Never: several rows are several ways to look."""
        return False

    def repeated(self, rows: str, keys: Sequence[str], about: int) -> str | None:
        """Never, as above."""
        return None

    def cover(self, accused: str, target: str) -> Cover:
        """Coverage is not asked here."""
        return Cover.everywhere()


def superposed_world(worlds: Worlds, rules: Iterable[ResolvedRule]) -> World:
    """All worlds at once, for walking from row to row."""
    base = World.of_source(worlds.engine, SuperposedSource(worlds), worlds.dictionary, rules, worlds.last_month)
    return _LooseWorld(worlds.engine, worlds.dictionary, base.source)
