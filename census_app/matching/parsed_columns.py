"""The columns of one table as numbers of texts, and of the values these were parsed to: each text is parsed once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from census_app.matching.context import NOTHING_LEARNED, learn_digest, sample_of
from census_app.matching.entries import MISSING, Beginning, Codes, EntryTable, ParsedTexts
from census_app.matching.met import Met
from census_app.matching.parsing import Learned, Parsed, Parsing
from census_app.matching.records import RecordReader, Texts
from census_app.matching.sources import Source

_TAUGHT = ("name", "address")


@dataclass
class Column:
    """One field of one side: its texts, and by their numbers the entries (texts x values) they were parsed to, after
    those of the column `before`, which are complete when the first of its own are there."""

    met: Met
    before: Column | None = None

    @cached_property
    def entries(self) -> Codes:
        """The entries by the numbers of the texts met so far, MISSING padded."""
        return self.before.entries if self.before else np.full((1, 1), MISSING, dtype=np.int32)


@dataclass(frozen=True)
class Cells:
    """One field of one chunk, being parsed: the number of the text each record has, and the parsed values of the texts
    not met before. `begun` has what a table was that began with them, for the next one that does."""

    numbers: NDArray[np.intp]
    parsed: Parsed
    begun: list[Beginning] = field(default_factory=list)


StartParsing = Callable[[int, str, str, Texts], tuple[Column, Cells]]
Columns = dict[tuple[str, str], Column]
"""By role and field."""


@dataclass
class ParseMemory:
    """What one table's columns were parsed to, so that its next comparison need not parse them again.

    Memory holds codes and distinct texts, not records. It belongs to one reading of one table: the same rows in the
    same chunks. `closing`: no comparison comes after this one, so what was read is forgotten chunk by chunk.
    """

    learned: dict[tuple[str, ...], Learned] = field(default_factory=dict)
    cells: dict[tuple[int, str, str, object], Cells] = field(default_factory=dict)
    met: dict[tuple[str, str, object], Met] = field(default_factory=dict)
    closing: bool = False

    def begin(self, chunk: int) -> None:
        """The chunk is about to be parsed."""
        if self.closing:
            self.cells = {key: cells for key, cells in self.cells.items() if key[0] >= chunk}


def afresh(learned: LearnedOf, parsing: Parsing, source: Source, others: Columns) -> StartParsing:
    """Parse what the largest field of the other side does not have: what it has is parsed already."""
    columns: dict[str, Column] = {}

    def start(_: int, role: str, __: str, texts: Texts) -> tuple[Column, Cells]:
        if role not in columns:
            found = [column for (name, _), column in others.items() if name == role]
            largest = max(found, key=lambda column: len(column.met), default=Column(Met()))
            columns[role] = Column(Met(largest.met), largest)
        kind = source.roles[role].kind
        numbers, new = columns[role].met.numbered(texts)
        return columns[role], Cells(numbers, parsing.parse(kind, new, learned.of(kind)))

    return start


class LearnedOf:
    """What helps to parse the texts of a source, by kind."""

    def __init__(
        self, left: RecordReader, right: RecordReader, source: Source, memory: ParseMemory, parsing: Parsing
    ) -> None:
        self.addresses = tuple(_fields(source, "address", "left"))
        if self.addresses not in memory.learned:
            memory.learned[self.addresses] = parsing.learn(sample_of(left, self.addresses))
        self._taught = memory.learned[self.addresses]
        self.digest = learn_digest(right, _fields(source, "identifier", "right"))
        untaught = replace(NOTHING_LEARNED, digest=self.digest)
        self._untaught = lambda: untaught

    def of(self, kind: str) -> Learned:
        """What helps to parse values of this kind."""
        return self._taught if kind in _TAUGHT else self._untaught


@dataclass(frozen=True)
class Remembered:
    """Parse what the memory does not have: what addresses taught and how numbers are hashed makes a difference."""

    memory: ParseMemory
    learned: LearnedOf
    parsing: Parsing
    source: Source
    columns: Columns

    def knows(self, role: str) -> bool:
        """Whether all fields of a role were read for an earlier comparison; their columns are there then."""
        kind, fields = self.source.roles[role].kind, self.source.roles[role].left
        known = [self.memory.met.get((field_id, kind, self._taught(kind))) for field_id in fields]
        for field_id, met in zip(fields, known, strict=True):
            if met is not None:
                self.columns.setdefault((role, field_id), Column(met))
        return all(met is not None for met in known)

    def _taught(self, kind: str) -> object:
        return self.learned.addresses if kind in _TAUGHT else self.learned.digest

    def start(self, chunk: int, role: str, field_id: str, texts: Texts) -> tuple[Column, Cells]:
        """The cells of one field of a chunk, and the column they belong to."""
        kind = self.source.roles[role].kind
        taught = self._taught(kind)
        met = self.memory.met.setdefault((field_id, kind, taught), Met())
        key = (chunk, field_id, kind, taught)
        self.memory.begin(chunk)
        if key not in self.memory.cells:
            numbers, new = met.numbered(texts)
            self.memory.cells[key] = _once(Cells(numbers, self.parsing.parse(kind, new, self.learned.of(kind))))
        return self.columns.setdefault((role, field_id), Column(met)), self.memory.cells[key]


def _once(cells: Cells) -> Cells:
    """The same cells, their result fetched from another process but once."""
    fetched: list[list[ParsedTexts]] = []

    def parsed() -> list[ParsedTexts]:
        if not fetched:
            fetched.append(cells.parsed())
        return fetched[0]

    return replace(cells, parsed=parsed)


def slots_of(fields: Sequence[tuple[Column, Cells]], records: int, table: EntryTable) -> Codes:
    """Entry numbers of one chunk, (records x fields * values per cell), MISSING padded."""
    found = [_entries(*one, table) for one in fields]
    if len(found) == 1:
        return found[0]
    return np.hstack(found) if found else np.full((records, 1), MISSING, dtype=np.int32)


def _entries(column: Column, cells: Cells, table: EntryTable) -> Codes:
    pieces = cells.parsed()
    counts = np.concatenate([np.empty(0, dtype=np.int64), *(piece.counts for piece in pieces)])
    first = table.entries
    if first or not (cells.begun and table.begin_as(cells.begun[0])):
        for piece in pieces:
            table.append(piece)
        if not first:
            cells.begun[:] = [table.beginning()]
    starts = first + np.cumsum(counts) - counts
    new = np.full((len(counts), max(1, int(counts.max(initial=1)))), MISSING, dtype=np.int32)
    for slot in range(new.shape[1]):
        has = np.flatnonzero(counts > slot)
        new[has, slot] = starts[has] + slot
    column.entries = stacked([column.entries, new])
    taken: Codes = column.entries[cells.numbers]
    return taken


def stacked(parts: list[Codes]) -> Codes:
    """The rows of all parts, the narrower ones MISSING padded."""
    if len(parts) == 1:
        return parts[0]
    width, count = max((part.shape[1] for part in parts), default=1), sum(map(len, parts))
    found = np.full((count, width), MISSING, dtype=np.int32)
    begin = 0
    for part in parts:
        found[begin : begin + len(part), : part.shape[1]] = part
        begin += len(part)
    return found


def _fields(source: Source, kind: str, side: str) -> list[str]:
    return [name for role in source.roles.values() if role.kind == kind for name in getattr(role, side)]
