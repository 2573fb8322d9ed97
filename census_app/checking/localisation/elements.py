"""What failing clauses accuse: cells of records, found by walking from the accused record to the field's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from census_app.archive.columns import quote_name
from census_app.checking.compiling.derived import standing
from census_app.checking.compiling.frame import Place
from census_app.checking.localisation.reads import missing_records, read_fields
from census_app.checking.rehearsal.walking import rows_with, values_of
from census_app.checking.rehearsal.worlds import Worlds
from census_app.dictionary.model import LatestDerivation, TableEntry, TableKind
from census_app.foundation.canonical import record_key
from census_app.rulebook.resolved import FieldRef, ResolvedClause, ResolvedRule

MOST_ROWS_ACCUSED = 30
MOST_ROWS_READ = 6
MISSING = "#"


@dataclass(frozen=True)
class Element:
    """One cell that may be wrong; or, with `field` = `#` and a relation's name, a record it may lack there."""

    table: str
    row_id: int
    field: str

    @property
    def missing(self) -> str:
        """The relation in which a record may be missing; empty for a cell."""
        return self.field[1:] if self.field.startswith(MISSING) else ""


@dataclass(frozen=True)
class Accusation:
    """One failing clause of one problem, and the cells of which at least one must change for it to clear.

    `accused` are those the rule names, the others only take part in the condition.
    """

    rule: ResolvedRule
    clause: str
    row_id: int
    record_key: str
    message: str
    elements: frozenset[Element]
    accused: frozenset[Element] = frozenset()


@dataclass
class Cells:
    """Finds the cells that clauses accuse; walks are made once."""

    worlds: Worlds
    _walked: dict[tuple[str, str, frozenset[int]], frozenset[int]] = field(default_factory=dict)

    def accused(self, rule: ResolvedRule, clause: str, row_id: int) -> frozenset[Element]:
        """The cells the rule names; fields of months added up are nobody's cell."""
        refs = [ref for one in _clauses(rule, clause) for ref in one.accuses]
        return frozenset(element for ref in refs for element in self.led_to(ref, row_id))

    def read(self, rule: ResolvedRule, clause: str, row_id: int) -> frozenset[Element]:
        """The other cells that take part in the condition, and the records that may be missing in it."""
        dictionary = self.worlds.dictionary
        found: set[Element] = set()
        for one in _clauses(rule, clause):
            for ref in read_fields(rule, one, dictionary):
                found.update(self.led_to(ref, row_id, MOST_ROWS_READ))
            for place in missing_records(rule, one, dictionary):
                rows = self._along(place[:-1], row_id)
                if len(rows) == 1:
                    (row,) = rows
                    found.add(Element(place[-1].table, row, MISSING + place[-1].relation))
        return frozenset(found)

    def keys(self, table: TableEntry, rows: Collection[int]) -> dict[int, str]:
        """Row id → record key."""
        fields = [name for name in table.key if name in self.worlds.wide.columns(table.id)]
        if not rows or not fields:
            return {row: f"#{row}" for row in rows}
        columns = ", ".join(f"coalesce(CAST({quote_name(name)} AS VARCHAR), '')" for name in fields)
        found = self.worlds.engine.rows(
            f"SELECT row_id, [{columns}] FROM ({self.worlds.rows_sql(table.id, fields, rows)})"
        )
        return {row: record_key(list(parts)) for row, parts in found}

    def led_to(self, ref: FieldRef, row_id: int, most: int = MOST_ROWS_ACCUSED) -> Iterable[Element]:
        """The cells of a field reached from a record; none when there are too many to suspect one."""
        rows = self._along(ref.path, row_id)
        if len(rows) <= most and ref.table.periods is None:
            origin = ref.table.latest.source if ref.table.latest is not None else ref.table.id
            yield from (Element(origin, row, ref.field.id) for row in rows)

    def _along(self, path: Place, row_id: int) -> frozenset[int]:
        rows = frozenset({row_id})
        for hop in path:
            rows = self._led(hop.table, hop.relation, rows)
        return rows

    def _led(self, table_id: str, name: str, rows: frozenset[int]) -> frozenset[int]:
        key = (table_id, name, rows)
        if key not in self._walked:
            self._walked[key] = self._walk(table_id, name, rows)
        return self._walked[key]

    def _walk(self, table_id: str, name: str, rows: frozenset[int]) -> frozenset[int]:
        dictionary = self.worlds.dictionary
        table = dictionary.tables[table_id]
        relation = next(one for one in table.relations if one.name == name)
        target = dictionary.tables[relation.target]
        if table.periods is not None or target.periods is not None:
            return frozenset()
        here = table.latest.source if table.latest is not None else table.id
        there = target.latest.source if target.latest is not None else target.id
        local, remote = ([pair[side] for pair in relation.fields] for side in (0, 1))
        if not set(local) <= self.worlds.wide.columns(here) or not set(remote) <= self.worlds.wide.columns(there):
            return frozenset()
        found = rows_with(self.worlds, there, remote, values_of(self.worlds, here, local, rows))
        return self._latest(there, target.latest, found) if target.latest is not None else found

    def _latest(self, source: str, latest: LatestDerivation, rows: frozenset[int]) -> frozenset[int]:
        columns = self.worlds.wide.columns(source)
        order = [name for name in latest.order if name in columns]
        aside = [name for name in latest.without if name in columns]
        where = " AND ".join(["TRUE", *standing(latest, columns)])
        by = ", ".join(map(quote_name, latest.by))
        sorting = ", ".join([*(f"{quote_name(name)} DESC NULLS LAST" for name in order), "row_id DESC"])
        found = self.worlds.engine.rows(
            f"SELECT row_id FROM ({self.worlds.rows_sql(source, [*latest.by, *order, *aside], rows)}) WHERE {where} "
            f"QUALIFY row_number() OVER (PARTITION BY {by} ORDER BY {sorting}) = 1"
        )
        return frozenset(row[0] for row in found)


def _clauses(rule: ResolvedRule, clause: str) -> list[ResolvedClause]:
    return [one for one in rule.clauses if one.clause == clause] or list(rule.clauses)


@dataclass(frozen=True)
class CellFacts:
    """How a cell stands: its text (None: empty), a defect (`unreadable`, `uncoded`, `masked`, `empty`), and whether
    reference data know the value."""

    text: str | None
    defect: str
    verified: bool


_DEFECTS = {"!": "unreadable", "?": "uncoded", "*": "masked"}


def cell_facts(worlds: Worlds, elements: Iterable[Element]) -> dict[Element, CellFacts]:
    """The facts of the cells, read once per field."""
    by_field: dict[tuple[str, str], list[Element]] = {}
    found: dict[Element, CellFacts] = {}
    for element in elements:
        if element.missing:
            found[element] = CellFacts(None, "", False)
            continue
        by_field.setdefault((element.table, element.field), []).append(element)
    for (table_id, field_id), listed in by_field.items():
        rows = [element.row_id for element in listed]
        present = field_id in worlds.wide.columns(table_id)
        known = _known_rows(worlds, worlds.dictionary.tables[table_id], field_id, rows) if present else frozenset()
        texts = _texts(worlds, table_id, field_id, rows) if present else {}
        for element in listed:
            text, flags = texts.get(element.row_id, (None, ""))
            marked = (name for mark, name in _DEFECTS.items() if f",{mark}{field_id}," in flags)
            defect = next(marked, "empty" if text is None else "")
            found[element] = CellFacts(text, defect, element.row_id in known)
    return found


def _texts(worlds: Worlds, table: str, field_id: str, rows: Sequence[int]) -> dict[int, tuple[str | None, str]]:
    source = worlds.rows_sql(table, [field_id], rows)
    listed = worlds.engine.rows(
        f"SELECT row_id, CAST({quote_name(field_id)} AS VARCHAR), coalesce(_flags, '') FROM ({source})"
    )
    return {row: (text, flags) for row, text, flags in listed}


def _known_rows(worlds: Worlds, table: TableEntry, field_id: str, rows: Sequence[int]) -> frozenset[int]:
    """The rows whose value a reference table knows."""
    known: set[int] = set()
    for relation in table.relations:
        target = worlds.dictionary.tables[relation.target]
        remote = [there for here, there in relation.fields if here == field_id]
        if target.kind is not TableKind.REFERENCE or not remote or len(relation.fields) > 1:
            continue
        if remote[0] not in worlds.wide.columns(target.id):
            continue
        for row in rows:
            values = values_of(worlds, table.id, [field_id], [row])
            if rows_with(worlds, target.id, remote, values):
                known.add(row)
    return frozenset(known)
