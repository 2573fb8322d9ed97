"""Both sides of a comparison taken apart: per role, which parsed values each record has."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from census_app.foundation.jobs import JobContext
from census_app.matching.entries import MISSING, Codes, EntryTable
from census_app.matching.kinds import FieldKind, field_kind
from census_app.matching.parsed_columns import (
    Cells,
    Column,
    Columns,
    LearnedOf,
    ParseMemory,
    Remembered,
    StartParsing,
    afresh,
    slots_of,
    stacked,
)
from census_app.matching.parsing import Parsing, ParsingHere
from census_app.matching.records import RecordChunk, RecordReader, Texts
from census_app.matching.sources import Role, Source

_SLOWEST = {"address": 0, "name": 1}
_QUICK = 2
_VALUES_PER_RECORD = 4
_MOST_CONTRADICTING = 0.2


@dataclass(frozen=True)
class RoleFeatures:
    """One role: the parsed values and, for each side, an array (records x slots) of entry numbers, MISSING padded."""

    kind: FieldKind
    table: EntryTable
    left: Codes
    right: Codes


@dataclass(frozen=True)
class Features:
    """All roles of both sides, with the records' keys."""

    left_keys: Sequence[str]
    right_keys: Sequence[str]
    roles: dict[str, RoleFeatures]


def take_apart(
    left: RecordReader,
    right: RecordReader,
    source: Source,
    job: JobContext,
    parsing: Parsing | None = None,
    memory: ParseMemory | None = None,
) -> Features:
    """Parse every record of both sides; memory holds codes and distinct texts, not the records.

    A field a side does not have counts as empty. With processes beside this one the result is the same, as it is with a
    `memory` of the left table.
    """
    return TakingApart(left, right, source, job, parsing, memory).finish()


class TakingApart:
    """Both sides of a comparison, being parsed."""

    def __init__(
        self,
        left: RecordReader,
        right: RecordReader,
        source: Source,
        job: JobContext,
        parsing: Parsing | None = None,
        memory: ParseMemory | None = None,
    ) -> None:
        memory, parsing = memory or ParseMemory(closing=True), parsing or ParsingHere()
        learned = LearnedOf(left, right, source, memory, parsing)
        columns: Columns = {}
        self._remembered = Remembered(memory, learned, parsing, source, columns)
        self._source = source
        self._sides = [_Side(left, "left", source, self._remembered.start)]
        if right is not left or any(role.left != role.right for role in source.roles.values()):
            self._sides.append(_Side(right, "right", source, afresh(learned, parsing, source, columns)))
        self._tables = {name: _empty_table(role) for name, role in source.roles.items()}
        self._reading = _read(self._sides, self._tables, _Progress(job, source.zh, self.records))

    @property
    def records(self) -> int:
        """How many records there are on both sides."""
        return sum(len(side.reader) for side in self._sides)

    def begin(self) -> None:
        """The first records of the right side are being parsed, as far as all left texts of their role are known."""
        side = self._sides[-1]
        chunk = next(iter(side.reader.chunks()), None)
        if len(self._sides) > 1 and chunk is not None:
            side.begin(chunk, [name for name in self._source.roles if self._remembered.knows(name)])

    def advance(self) -> None:
        """All but what takes longest of the last records is parsed; the second time all but the slowest of that."""
        next(self._reading, None)

    def finish(self) -> Features:
        """Every record of both sides is parsed."""
        for _ in self._reading:
            pass
        found = [side.found() for side in self._sides]
        (left_keys, left_slots), (right_keys, right_slots) = found[0], found[-1]
        roles = {
            name: RoleFeatures(field_kind(role.kind), self._tables[name], left_slots[name], right_slots[name])
            for name, role in self._source.roles.items()
        }
        return Features(left_keys, right_keys, roles)


def hidden_shares(features: Features, source: Source) -> dict[str, float]:
    """Of each compared role whose values may be masked the share of right records with a value that show none whole;
    roles of which no right record hides anything are left out."""
    shares: dict[str, float] = {}
    for name in source.compared:
        role = features.roles[name]
        if "pattern" not in role.kind.columns:
            continue
        masked = np.append(role.table.codes("pattern") != MISSING, False)[role.right]
        told = role.right != MISSING
        hidden = (masked & told).any(axis=1) & ~(told & ~masked).any(axis=1)
        if hidden.any():
            shares[name] = float(hidden.sum() / told.any(axis=1).sum())
    return shares


def blank_roles(features: Features, source: Source) -> tuple[str, ...]:
    """The compared roles of which no right record has a value, though some left one has."""
    return tuple(
        name
        for name in source.compared
        if len(features.right_keys)
        and not (features.roles[name].right != MISSING).any()
        and (features.roles[name].left != MISSING).any()
    )


@dataclass
class _Progress:
    job: JobContext
    what: str
    total: int
    done: int = 0

    def add(self, records: int) -> None:
        self.job.raise_if_cancelled()
        self.done += records
        self.job.progress(self.done, self.total, f"{self.what}：整理")


@dataclass
class _Side:
    """One table being read; `keys` and `slots` are of the chunks collected so far."""

    reader: RecordReader
    side: str
    source: Source
    start: StartParsing
    keys: list[str] = field(default_factory=list)
    slots: dict[str, list[Codes]] = field(default_factory=lambda: defaultdict(list))
    _ahead: dict[str, list[tuple[Column, Cells]]] = field(default_factory=dict)

    def begin(self, chunk: RecordChunk, names: Sequence[str]) -> None:
        """The first chunk is being parsed ahead of its turn, in these roles."""
        for name in sorted(names, key=self.slowness):
            self._ahead[name] = self._started(0, name, chunk)

    def begun(self) -> Iterator[_Begun]:
        """Each chunk in order, its parsing begun: first what takes longest, but for one that does not, for others to
        have something to do while the texts of that are still being numbered."""
        order = sorted(self.source.roles, key=self.slowness)
        for number, chunk in enumerate(self.reader.chunks()):
            ahead, self._ahead = self._ahead, {}
            cells = {name: ahead[name] if name in ahead else self._started(number, name, chunk) for name in order}
            yield _Begun(self, chunk, cells)

    def slowness(self, name: str) -> int:
        """The rank of a role, the slowest to parse being 0."""
        return _SLOWEST.get(self.source.roles[name].kind, _QUICK)

    def _started(self, number: int, name: str, chunk: RecordChunk) -> list[tuple[Column, Cells]]:
        return [self.start(number, name, *one) for one in _texts(self.source.roles[name], self.side, chunk)]

    def collect(self, chunk: RecordChunk, name: str, cells: Sequence[tuple[Column, Cells]], table: EntryTable) -> None:
        """One role of the chunk is parsed; chunks come in order."""
        found = slots_of(cells, len(chunk.keys), table)
        for one in self.source.roles[name].town if self.side == "left" else ():
            found = _in_towns(found, chunk.fields[one], table) if one in chunk.fields else found
        self.slots[name].append(found)

    def found(self) -> tuple[list[str], dict[str, Codes]]:
        """The keys of all records, and for each role the entry numbers they have."""
        return self.keys, {name: _compact(stacked(self.slots[name])) for name in self.source.roles}


@dataclass(frozen=True)
class _Begun:
    """A chunk being parsed."""

    of: _Side
    chunk: RecordChunk
    cells: dict[str, list[tuple[Column, Cells]]]

    def collect(self, tables: Mapping[str, EntryTable], slowest: int) -> None:
        """The roles of this rank and of all above are parsed, as far as they are not yet."""
        # last what was begun first: others are at it
        for name in [name for name in reversed(self.cells) if self.of.slowness(name) >= slowest]:
            self.of.collect(self.chunk, name, self.cells.pop(name), tables[name])


def _read(sides: Sequence[_Side], tables: Mapping[str, EntryTable], progress: _Progress) -> Iterator[None]:
    """All chunks are parsed. While one is, the next is read, and of that what takes less time is parsed before what
    takes longest of the one before; more at a time would only hold memory. Stops before what takes longest of the last
    two, names, and before the slowest, addresses."""
    begun: deque[_Begun] = deque()
    waiting: deque[_Begun] = deque()

    def finish() -> None:
        waiting[0].collect(tables, 0)
        progress.add(len(waiting.popleft().chunk.keys))

    def collect(begun_left: int) -> None:
        while len(begun) > begun_left:
            progress.job.raise_if_cancelled()
            while len(waiting) > 1:
                finish()
            begun[0].collect(tables, _QUICK)
            waiting.append(begun.popleft())

    for side in sides:
        for one in side.begun():
            side.keys.extend(one.chunk.keys)
            begun.append(one)
            collect(1)
    collect(0)
    yield
    for one in waiting:
        one.collect(tables, 1)
    yield
    while waiting:
        finish()


def _texts(role: Role, side: str, chunk: RecordChunk) -> Iterator[tuple[str, Texts]]:
    """The columns of a role with a name for each; of misplaced values those alone that are plainly of its kind."""
    for one in getattr(role, side):
        if one in chunk.fields and role.leave_out:
            left_out = re.compile(role.leave_out)
            yield f"{one} {role.leave_out}", [left_out.sub("", text) if text else text for text in chunk.fields[one]]
        elif one in chunk.fields:
            yield one, chunk.fields[one]
    for one in role.misplaced if side == "left" else ():
        plain = field_kind(role.kind).plainly
        if one in chunk.fields and plain is not None:
            found = plain(chunk.fields[one])
            if any(found):
                yield f"{one} {role.kind}", found


def _empty_table(role: Role) -> EntryTable:
    kind = field_kind(role.kind)
    return EntryTable.of(kind.columns, kind.shared, kind.derived)


def _in_towns(slots: Codes, towns: Texts, table: EntryTable) -> Codes:
    """The slots, addresses that name no town standing in the one their record tells.

    Where both tell one and not the same, neither is believed: villages were moved, streets renumbered. Nor is a column
    that contradicts the addresses too often.
    """
    from census_app.matching.addresses.canonical import town_of

    distinct: defaultdict[str | None, int] = defaultdict(count().__next__)
    place = np.fromiter(map(distinct.__getitem__, towns), dtype=np.intp, count=len(towns))
    told = table.vocabularies["town"].encode([town_of(text or "") for text in distinct])[place]
    known = np.flatnonzero((slots[:, 0] != MISSING) & (told != MISSING)) if len(slots) else np.empty(0, dtype=np.intp)
    entries, own = slots[known, 0], told[known]
    written = table.codes("town")[entries]
    apart = (written != MISSING) & (written != own)
    if apart.sum() > _MOST_CONTRADICTING * max(1, int((written != MISSING).sum())):
        return slots
    changed = np.flatnonzero(written != own)
    if not len(changed):
        return slots
    packed = entries[changed].astype(np.int64) << 32 | np.where(apart, np.int32(-1), own)[changed].astype(np.int64) + 1
    pairs, which = np.unique(packed, return_inverse=True)
    first = table.again((pairs >> 32).astype(np.int32), "town", ((pairs & 0xFFFFFFFF) - 1).astype(np.int32))
    slots[known[changed], 0] = first + which
    return slots


def _compact(slots: Codes) -> Codes:
    """Values first, at most four a record, no empty columns."""
    if slots.shape[1] == 1 or not len(slots):
        return slots
    packed = np.full(slots.shape, MISSING, dtype=np.int32)
    filled = np.zeros(len(slots), dtype=np.intp)
    for slot in slots.T:
        told = np.flatnonzero(slot != MISSING)
        packed[told, filled[told]] = slot[told]
        filled[told] += 1
    used = max(1, int(filled.max(initial=1)))
    return np.ascontiguousarray(packed[:, : min(used, _VALUES_PER_RECORD)])
