"""Many worked examples in one small database: each example is a world of its own, kept apart by a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from census_app.archive.columns import quote_name, sql_type
from census_app.archive.model import Completeness, FieldFacts, TableCoverage
from census_app.archive.settings import load_settings
from census_app.archive.typed.cells import CellReader, ReadingContext, cell_reader
from census_app.checking.cases.links import case_links
from census_app.checking.compiling.linked import LinkRows
from census_app.checking.compiling.source import DataDays
from census_app.checking.engine import Engine
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import Dictionary, FieldEntry, FieldType
from census_app.rulebook.cases import ResolvedCase, Row

WORLD = "_case"
_READ_ON = date(2026, 1, 1)


class CellMarks:
    """The defects that an import would find in values written in a pack."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._context = ReadingContext(load_settings(), CodeBook(dictionary), _READ_ON)
        self._readers: dict[tuple[str, str], CellReader] = {}
        self._known: dict[tuple[str, str, str], str] = {}

    def of(self, table: str, entry: FieldEntry, value: object) -> str:
        """`*` masked, `?` outside the code list, or nothing."""
        if not isinstance(value, str) or entry.type not in (FieldType.TEXT, FieldType.CODE):
            return ""
        key = (table, entry.id, value)
        if key not in self._known:
            reader = self._readers.setdefault((table, entry.id), cell_reader(entry, self._context))
            mark = reader(value).mark
            self._known[key] = mark if mark in ("*", "?") else ""
        return self._known[key]


@dataclass(frozen=True)
class _Line:
    """One row of one world; `known` are the columns that world's file had, `marks` the row's flag tokens."""

    world: int
    row: Row
    known: frozenset[str]
    marks: tuple[str, ...]


@dataclass
class _Table:
    """One table of all worlds."""

    columns: list[str] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    loaded: bool = False

    def flags(self, line: _Line) -> list[str]:
        """All tokens of a row, columns its world does not have included."""
        return [*line.marks, *(f"-{name}" for name in self.columns if name not in line.known)]

    def facts(self, column: str) -> FieldFacts:
        """Counts of a column over all worlds."""
        marks = Counter(mark for line in self.lines for mark in line.marks)
        nulls = sum(line.row.get(column) is None for line in self.lines)
        masked, uncoded, unreadable = (marks[f"{token}{column}"] for token in "*?!")
        return FieldFacts(nulls=nulls, masked=masked, uncoded=uncoded, unreadable=unreadable)


class CaseSource:
    """A source whose relations hold the rows of several cases; `partition` is the case's number.

    Every field of the dictionary counts as imported except those a case names as absent. Absent tables must be the same
    for all cases. The accused record of case `n` is the row `accused[n]` of its rule's table.
    """

    partition: str | None = WORLD

    def __init__(
        self,
        engine: Engine,
        dictionary: Dictionary,
        marks: CellMarks,
        cases: Sequence[ResolvedCase],
        tables: Mapping[str, Mapping[str, frozenset[str]]],
        accused: Mapping[str, str],
    ) -> None:
        self.engine = engine
        self.dictionary = dictionary
        self.accused: list[int] = []
        self._absent = {name for case in cases for name, column in case.absent if column is None}
        self._tables: dict[str, _Table] = {}
        self._places: dict[tuple[int, str], list[int]] = {}
        self._cases = cases
        for number, case in enumerate(cases):
            for table, reads in tables[case.rule_id].items():
                if table in case.tables and table not in self._absent:
                    self._add(number, case, table, reads, accused[case.rule_id], marks)
        self._facts: dict[tuple[str, str], FieldFacts] = {}

    def relation(self, table: str, read: str | None = None) -> str:
        """The materialised rows, loaded the first time anything reads them."""
        content = self._tables[table]
        name = quote_name(f"cases_{table}")
        if not content.loaded:
            self._load(name, table, content)
            content.loaded = True
        return name

    def columns(self, table: str) -> frozenset[str]:
        """Those of any world."""
        return frozenset(self._tables[table].columns) if table in self._tables else frozenset()

    def facts(self, table: str, field_id: str) -> FieldFacts:
        """Over all worlds."""
        key = (table, field_id)
        if key not in self._facts:
            self._facts[key] = self._tables[table].facts(field_id)
        return self._facts[key]

    def partly_absent(self, table: str, field_id: str) -> bool:
        """Whether some world lacks the column."""
        return any(field_id not in line.known for line in self._tables[table].lines)

    def coverage(self, table: str) -> TableCoverage:
        """Complete for every table the cases bring."""
        known = table in self._tables
        return TableCoverage(completeness=Completeness.COMPLETE if known else Completeness.ABSENT)

    def rows_of(self, table: str) -> int:
        """Over all worlds."""
        return len(self._tables[table].lines)

    def key_unique(self, table: str) -> bool:
        """Never promised: cases repeat keys on purpose."""
        return False

    def data_days(self, table: str) -> DataDays:
        """All that a case tells is told on its day."""
        return ()

    def links(self) -> LinkRows:
        """What the cases say of links."""
        return case_links(self.engine, self.dictionary, self._cases, self._places, WORLD)

    def _add(
        self, number: int, case: ResolvedCase, table: str, reads: frozenset[str], accused: str, marks: CellMarks
    ) -> None:
        content = self._tables.setdefault(table, _Table())
        entry = self.dictionary.tables[table]
        absent = {column for name, column in case.absent if name == table and column is not None}
        rows = case.tables[table]
        known = frozenset(one.id for one in entry.fields) - absent
        mentioned = {name for row in rows for name in row} | reads
        content.columns += [one.id for one in entry.fields if one.id in mentioned and one.id not in content.columns]
        for position, row in enumerate(rows):
            is_accused = table == accused and position == 0
            self._places.setdefault((number, table), []).append(len(content.lines))
            if is_accused:
                self.accused.append(len(content.lines))
            lost = set(case.unreadable) if is_accused else set()
            kept = {name: value for name, value in row.items() if name in known and name not in lost}
            found = ((name, marks.of(table, entry.field(name), value)) for name, value in kept.items())
            tokens = [*(f"!{name}" for name in sorted(lost)), *(f"{mark}{name}" for name, mark in found if mark)]
            content.lines.append(_Line(number, kept, known, tuple(tokens)))

    def _load(self, name: str, table: str, content: _Table) -> None:
        entry = self.dictionary.tables[table]
        kinds = {column: sql_type(entry.field(column)) for column in content.columns}
        kinds |= {"_flags": "VARCHAR", WORLD: "INTEGER", "row_id": "BIGINT"}
        place = {"_source_file": "VARCHAR", "_sheet": "VARCHAR", "_source_row": "INTEGER"}
        columns = ", ".join(f"{quote_name(column)} {kind}" for column, kind in (kinds | place).items())
        self.engine.run(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
        if not content.lines:
            return
        values: list[list[object]] = [[line.row.get(column) for line in content.lines] for column in content.columns]
        flags = [content.flags(line) for line in content.lines]
        values.append([f",{','.join(tokens)}," if tokens else None for tokens in flags])
        values += [[line.world for line in content.lines], list(range(len(content.lines)))]
        casts = ", ".join(f"CAST(unnest(${place + 1}) AS {kind})" for place, kind in enumerate(kinds.values()))
        self.engine.run(f"INSERT INTO {name} SELECT {casts}, '', '', 0", [_spelt(column) for column in values])


def _spelt(column: list[object]) -> list[object]:
    """Values as text where Python's type is not one DuckDB takes alike everywhere; the cast restores them."""
    return [
        None if value is None else value if isinstance(value, int | float | str) else str(value) for value in column
    ]
