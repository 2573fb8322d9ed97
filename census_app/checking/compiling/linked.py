"""Links as relations of one connection, and the tables the dictionary derives from them.

A link table has one row per pair that its relation leads to. Beside it stands, for each compared table and source, what
the comparison of every record came to: only there is the absence of a row told from a record nobody compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from census_app.archive.columns import quote_name, quote_path, quote_text
from census_app.archive.model import Completeness
from census_app.checking.compiling.source import Source
from census_app.checking.engine import Engine
from census_app.dictionary.link_tables import BITS, DECISION, DECISION_CODES, GROUP_NO, GROUP_SIZE, LEFT, PROBABILITY
from census_app.dictionary.model import Dictionary, LinkDerivation, LinkFinds, TableEntry
from census_app.matching.decisions import Decision
from census_app.matching.groups import groups_of
from census_app.matching.links import LINKED, SELF, LinkSet

VERDICT = "verdict"
_ALWAYS = (LEFT, BITS, PROBABILITY, DECISION)
OWN = frozenset((*_ALWAYS, GROUP_NO, GROUP_SIZE))
"""The fields that link tables have of their own."""
_DECISIONS = {
    LinkFinds.LINKED: LINKED,
    LinkFinds.GROUP: LINKED,
    LinkFinds.SAME_ADDRESS_OTHER_NAME: (Decision.SAME_ADDRESS_OTHER_NAME,),
    LinkFinds.SAME_NAME_OTHER_IDENTIFIER: (Decision.SAME_NAME_OTHER_IDENTIFIER,),
    LinkFinds.OTHER_BRANCH: (Decision.OTHER_BRANCH,),
}
_PLACE = ("_flags", "_source_file", "_sheet", "_source_row")


@dataclass(frozen=True)
class LinkRows:
    """SQL that may stand in FROM: `pairs` with the columns of links.parquet, `covered` with those of covered.parquet.

    Both have the source's partition column when there is one.
    """

    pairs: str
    covered: str

    @staticmethod
    def of(links: LinkSet) -> LinkRows:
        """The files of a link set."""
        return LinkRows(*(f"read_parquet({quote_path(file)})" for file in (links.links_file, links.covered_file)))


@dataclass
class LinkTables:
    """The link tables of one connection, each made the first time anything reads it.

    Only the fields in `needed` (table, field) are kept, beside keys and what relations join by.
    """

    base: Source
    dictionary: Dictionary
    engine: Engine
    rows: LinkRows | None
    needed: frozenset[tuple[str, str]]
    _made: dict[str, str] = field(default_factory=dict)
    _compared: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def relation(self, table: TableEntry) -> str:
        """The name of the table's rows."""
        if table.id not in self._made:
            assert table.linked is not None
            name = quote_name(f"linked_{table.id}")
            self._made[table.id] = name
            if table.linked.finds is LinkFinds.GROUP:
                self._make_groups(name, table.linked)
            else:
                self.engine.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {self._pairs(table)}")
        return self._made[table.id]

    def columns(self, table: TableEntry) -> frozenset[str]:
        """The fields the rows have."""
        assert table.linked is not None
        if table.linked.finds is LinkFinds.GROUP:
            return frozenset((LEFT, GROUP_NO, GROUP_SIZE))
        return frozenset((*_ALWAYS, *self._taken(table)))

    def count(self, table: TableEntry) -> int:
        """Number of rows."""
        return int(self.engine.rows(f"SELECT count(*) FROM {self.relation(table)}")[0][0])

    def compared(self, table: TableEntry) -> str | None:
        """A table (link_left, verdict) of the records compared for the link table; None when there are none."""
        assert table.linked is not None
        key = (table.linked.link, table.linked.table)
        if key not in self._compared:
            there = self.base.coverage(table.linked.target).completeness is not Completeness.ABSENT
            self._compared[key] = self._make_compared(*key) if there else None
        return self._compared[key]

    def _taken(self, table: TableEntry) -> list[str]:
        assert table.linked is not None
        joined = {here for relation in table.relations for here, _ in relation.fields}
        kept = joined | set(table.key) | {name for owner, name in self.needed if owner == table.id}
        target = self.dictionary.tables[table.linked.target]
        return sorted(name for name in kept & self.base.columns(target.id) if table.has_field(name))

    def _worlds(self, prefix: str = "") -> list[str]:
        return [prefix + quote_name(self.base.partition)] if self.base.partition else []

    def _make_compared(self, source: str, table: str) -> str | None:
        if self.rows is None:
            return None
        name = quote_name(f"compared_{source}_{table}")
        kept = ", ".join([LEFT, *self._worlds()])
        self.engine.run(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {kept}, "
            f"CASE WHEN count(DISTINCT {VERDICT}) = 1 THEN min({VERDICT}) END AS {VERDICT} "
            f"FROM (SELECT *, {_key('left_key')} AS {LEFT} FROM {self.rows.covered} "
            f"WHERE source = {quote_text(source)} AND left_table = {quote_text(table)}) GROUP BY {kept}"
        )
        found = self.engine.rows(f"SELECT 1 FROM {name} LIMIT 1")
        return name if found else None

    def _pairs(self, table: TableEntry) -> str:
        """SQL of the pairs, each with its row of the target."""
        linked = table.linked
        assert linked is not None
        fields = "".join(f"r.{quote_name(name)}, " for name in self._taken(table))
        places = ", ".join(f"r.{name}" for name in _PLACE)
        worlds = "".join(f"{name}, " for name in self._worlds("r."))
        same = "".join(f" AND l.{name} = r.{name}" for name in self._worlds())
        decision = f"CASE l.decision {self._labels()} END"
        return (
            f"SELECT row_number() OVER (ORDER BY l.{LEFT}, r.row_id) - 1 AS row_id, l.{LEFT}, {fields}{worlds}"
            f"l.bits AS {BITS}, l.probability AS {PROBABILITY}, {decision} AS {DECISION}, {places} "
            f"FROM {self._found(linked)} l JOIN {self.base.relation(linked.target)} r ON r.row_id = l.right_row{same}"
        )

    def _found(self, linked: LinkDerivation) -> str:
        """SQL of the links that lead from left records to rows of the target, both ways when they are its own."""
        if self.rows is None:
            raise ValueError("no links")
        decisions = ", ".join(quote_text(one) for one in _DECISIONS[linked.finds])
        chosen = (
            f"SELECT *, {_key('left_key')} AS {LEFT} FROM {self.rows.pairs} WHERE source = {quote_text(linked.link)} "
            f"AND left_table = {quote_text(linked.table)} AND decision IN ({decisions})"
        )
        if linked.link != SELF:
            return f"({chosen})"
        both = ", ".join([LEFT, "right_row", "bits", "probability", "decision", *self._worlds()])
        key = self.dictionary.tables[linked.table].key[0]
        lefts = (
            f"SELECT row_id, {', '.join([quote_name(key), *self._worlds()])} FROM {self.base.relation(linked.table)}"
        )
        matches = " AND ".join(f"c.{name} = t.{name}" for name in self._worlds())
        turned = (
            f"SELECT {_key('right_key')} AS {LEFT}, t.row_id AS right_row, bits, probability, decision"
            f"{''.join(f', {name}' for name in self._worlds('c.'))} FROM ({chosen}) c JOIN ({lefts}) t "
            f"ON t.{quote_name(key)} = c.{LEFT}{f' AND {matches}' if matches else ''}"
        )
        listed = f"SELECT {both} FROM ({chosen}) UNION ALL {turned}"
        return (
            f"(SELECT * FROM ({listed}) QUALIFY row_number() OVER (PARTITION BY {self._pair()} ORDER BY bits DESC) = 1)"
        )

    def _pair(self) -> str:
        return ", ".join([LEFT, "right_row", *self._worlds()])

    def _labels(self) -> str:
        codes = self.dictionary.code_lists[DECISION_CODES]
        return " ".join(f"WHEN {quote_text(one.code)} THEN {quote_text(one.label)}" for one in codes.values)

    def _make_groups(self, name: str, linked: LinkDerivation) -> None:
        """One row per record of a group of linked records: its group is named by the first of its keys."""
        assert self.rows is not None
        world = self.base.partition
        columns = ", ".join([_key("left_key"), _key("right_key"), *self._worlds()])
        decisions = ", ".join(quote_text(one) for one in _DECISIONS[linked.finds])
        pairs = self.engine.rows(
            f"SELECT {columns} FROM {self.rows.pairs} WHERE source = {quote_text(linked.link)} "
            f"AND left_table = {quote_text(linked.table)} AND decision IN ({decisions})"
        )
        listed = _grouped(pairs)
        kinds = {"row_id": "BIGINT", LEFT: "VARCHAR", GROUP_NO: "VARCHAR", GROUP_SIZE: "BIGINT"}
        kinds |= {quote_name(world): "INTEGER"} if world else {}
        kinds |= dict.fromkeys(_PLACE[:3], "VARCHAR") | {_PLACE[3]: "INTEGER"}
        declared = ", ".join(f"{column} {kind}" for column, kind in kinds.items())
        self.engine.run(f"CREATE OR REPLACE TEMP TABLE {name} ({declared})")
        if listed:
            values = [list(column) for column in zip(*listed, strict=True)]
            given = [values[0], values[1], values[2], *([values[3]] if world else [])]
            unnested = ", ".join(f"unnest(${place + 1})" for place in range(len(given)))
            into = ", ".join([LEFT, GROUP_NO, GROUP_SIZE, *self._worlds()])
            self.engine.run(f"INSERT INTO {name} ({into}) SELECT {unnested}", list(given))
            self.engine.run(f"UPDATE {name} SET row_id = rowid")


def _grouped(pairs: Iterable[tuple[object, ...]]) -> list[tuple[str, str, int, object]]:
    """(record, group, size, world) of every linked record, ordered; worlds do not see each other."""
    by_world: dict[object, list[tuple[str, str]]] = {}
    for left, right, *world in pairs:
        by_world.setdefault(world[0] if world else None, []).append((str(left), str(right)))
    return [(*one, world) for world, found in by_world.items() for one in groups_of(found)]


def _key(column: str) -> str:
    """The one key field's own text of a record key."""
    return rf"replace(replace({column}, '\|', '|'), '\\', '\')"
