"""Both sides of a comparison taken apart: per role, which parsed values each record has."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from census_app.foundation.jobs import JobContext
from census_app.matching.context import Context, learn_context, learn_digest
from census_app.matching.entries import MISSING, Codes, EntryTable, ParsedTexts
from census_app.matching.kinds import FieldKind, field_kind
from census_app.matching.met import Met
from census_app.matching.parsing import Parse, Parsed, parsing
from census_app.matching.records import RecordChunk, RecordReader, Texts
from census_app.matching.sources import Role, Source

_WORTH_PROCESSES = 40_000
_TAUGHT = ("name", "address")
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


@dataclass
class _Column:
    """One field of one side: its texts, and by their numbers the entries (texts x values) they were parsed to."""

    met: Met
    entries: Codes = field(default_factory=lambda: np.full((1, 1), MISSING, dtype=np.int32))


@dataclass(frozen=True)
class _Cells:
    """One field of one chunk, being parsed: the number of the text each record has, and the parsed values of the texts
    not met before."""

    numbers: NDArray[np.intp]
    parsed: Parsed


StartParsing = Callable[[int, str, str, Texts], tuple[_Column, _Cells]]
_Columns = dict[tuple[str, str], _Column]
"""By role and field."""


@dataclass
class ParseMemory:
    """What one table's columns were parsed to, so that its next comparison need not parse them again.

    Memory holds codes and distinct texts, not records. It belongs to one reading of one table: the same rows in the
    same chunks. `closing`: no comparison comes after this one, so what was read is forgotten chunk by chunk.
    """

    contexts: dict[tuple[str, ...], Context] = field(default_factory=dict)
    cells: dict[tuple[int, str, str, object], _Cells] = field(default_factory=dict)
    met: dict[tuple[str, str, object], Met] = field(default_factory=dict)
    closing: bool = False

    def begin(self, chunk: int) -> None:
        """The chunk is about to be parsed."""
        if self.closing:
            self.cells = {key: cells for key, cells in self.cells.items() if key[0] >= chunk}


def take_apart(
    left: RecordReader,
    right: RecordReader,
    source: Source,
    job: JobContext,
    workers: int = 1,
    memory: ParseMemory | None = None,
) -> Features:
    """Parse every record of both sides; memory holds codes and distinct texts, not the records.

    A field a side does not have counts as empty. With more than one worker, processes (spawned, never forked) parse
    beside this one; the result is the same, as it is with a `memory` of the left table.
    """
    tables = {name: _empty_table(role) for name, role in source.roles.items()}
    progress = _Progress(job, source.zh, len(left) + len(right))
    memory = memory or ParseMemory(closing=True)
    addresses = tuple(_fields(source, "address", "left"))
    if addresses not in memory.contexts:
        memory.contexts[addresses] = learn_context(left, addresses)
    context = replace(memory.contexts[addresses], digest=learn_digest(right, _fields(source, "identifier", "right")))
    with parsing(workers if len(left) + len(right) >= _WORTH_PROCESSES else 1, context) as parse:
        remembered = _Remembered(memory, addresses, context.digest)
        columns: _Columns = {}
        start = remembered.using(parse, source, columns)
        left_keys, left_slots = _side(left, "left", source, tables, start, progress)
        if right is left and all(role.left == role.right for role in source.roles.values()):
            right_keys, right_slots = left_keys, left_slots
        else:
            right_keys, right_slots = _side(right, "right", source, tables, _afresh(parse, source, columns), progress)
    roles = {
        name: RoleFeatures(field_kind(role.kind), tables[name], left_slots[name], right_slots[name])
        for name, role in source.roles.items()
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


def _fields(source: Source, kind: str, side: str) -> list[str]:
    return [name for role in source.roles.values() if role.kind == kind for name in getattr(role, side)]


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


def _side(
    reader: RecordReader,
    side: str,
    source: Source,
    tables: dict[str, EntryTable],
    start: StartParsing,
    progress: _Progress,
) -> tuple[list[str], dict[str, Codes]]:
    keys: list[str] = []
    slots: dict[str, list[Codes]] = {name: [] for name in source.roles}
    waiting: deque[tuple[RecordChunk, dict[str, list[tuple[_Column, _Cells]]]]] = deque()

    def collect() -> None:
        chunk, cells = waiting.popleft()
        for name, fields in cells.items():
            found = _slots(fields, len(chunk.keys), tables[name])
            for one in source.roles[name].town if side == "left" else ():
                found = _in_towns(found, chunk.fields[one], tables[name]) if one in chunk.fields else found
            slots[name].append(found)
        progress.add(len(chunk.keys))

    for number, chunk in enumerate(reader.chunks()):
        keys.extend(chunk.keys)
        started = {
            name: [start(number, name, *found) for found in _texts(role, side, chunk)]
            for name, role in source.roles.items()
        }
        waiting.append((chunk, started))
        # one chunk is parsed while the next is read; more would only hold memory
        while len(waiting) > 1:
            collect()
    while waiting:
        collect()
    return keys, {name: _compact(_stack(parts)) for name, parts in slots.items()}


def _texts(role: Role, side: str, chunk: RecordChunk) -> Iterator[tuple[str, Texts]]:
    """The columns of a role with a name for each; of misplaced values those alone that are plainly of its kind."""
    for one in getattr(role, side):
        if one in chunk.fields:
            yield one, chunk.fields[one]
    for one in role.misplaced if side == "left" else ():
        plain = field_kind(role.kind).plainly
        if one in chunk.fields and plain is not None:
            found = [text if text and plain(text) else None for text in chunk.fields[one]]
            if any(found):
                yield f"{one} {role.kind}", found


def _afresh(parse: Parse, source: Source, others: _Columns) -> StartParsing:
    """Parse what the largest field of the other side does not have: what it has is parsed already."""
    columns: dict[str, _Column] = {}

    def start(_: int, role: str, __: str, texts: Texts) -> tuple[_Column, _Cells]:
        if role not in columns:
            found = [column for (name, _), column in others.items() if name == role]
            largest = max(found, key=lambda column: len(column.met), default=_Column(Met()))
            columns[role] = _Column(Met(largest.met), largest.entries)
        return columns[role], _start(texts, source.roles[role].kind, parse, columns[role].met)

    return start


@dataclass(frozen=True)
class _Remembered:
    memory: ParseMemory
    addresses: tuple[str, ...]
    digest: str

    def using(self, parse: Parse, source: Source, columns: _Columns) -> StartParsing:
        """Parse what the memory does not have: what addresses taught and how numbers are hashed makes a difference."""

        def start(chunk: int, role: str, field_id: str, texts: Texts) -> tuple[_Column, _Cells]:
            kind = source.roles[role].kind
            taught = self.addresses if kind in _TAUGHT else self.digest
            met = self.memory.met.setdefault((field_id, kind, taught), Met())
            key = (chunk, field_id, kind, taught)
            self.memory.begin(chunk)
            if key not in self.memory.cells:
                self.memory.cells[key] = _once(_start(texts, kind, parse, met))
            return columns.setdefault((role, field_id), _Column(met)), self.memory.cells[key]

        return start


def _once(cells: _Cells) -> _Cells:
    """The same cells, their result fetched from another process but once."""
    fetched: list[list[ParsedTexts]] = []

    def parsed() -> list[ParsedTexts]:
        if not fetched:
            fetched.append(cells.parsed())
        return fetched[0]

    return replace(cells, parsed=parsed)


def _start(texts: Texts, kind: str, parse: Parse, met: Met) -> _Cells:
    numbers, new = met.numbered(texts)
    return _Cells(numbers, parse(kind, new))


def _empty_table(role: Role) -> EntryTable:
    kind = field_kind(role.kind)
    return EntryTable.of(kind.columns, kind.shared, kind.derived)


def _slots(fields: Sequence[tuple[_Column, _Cells]], records: int, table: EntryTable) -> Codes:
    """Entry numbers of one chunk, (records x fields * values per cell), MISSING padded."""
    found = [_entries(*one, table) for one in fields]
    return np.hstack(found) if found else np.full((records, 1), MISSING, dtype=np.int32)


def _entries(column: _Column, cells: _Cells, table: EntryTable) -> Codes:
    pieces = cells.parsed()
    counts = np.concatenate([np.empty(0, dtype=np.int64), *(piece.counts for piece in pieces)])
    first = table.entries
    for piece in pieces:
        table.append(piece)
    starts = first + np.cumsum(counts) - counts
    new = np.full((len(counts), max(1, int(counts.max(initial=1)))), MISSING, dtype=np.int32)
    for slot in range(new.shape[1]):
        has = np.flatnonzero(counts > slot)
        new[has, slot] = starts[has] + slot
    column.entries = _stack([column.entries, new])
    taken: Codes = column.entries[cells.numbers]
    return taken


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


def _stack(parts: list[Codes]) -> Codes:
    width = max((part.shape[1] for part in parts), default=1)
    padded = [np.pad(part, ((0, 0), (0, width - part.shape[1])), constant_values=MISSING) for part in parts]
    return np.vstack(padded) if padded else np.empty((0, 1), dtype=np.int32)


def _compact(slots: Codes) -> Codes:
    """Values first, at most four a record, no empty columns."""
    if slots.shape[1] == 1 or not len(slots):
        return slots
    empty = slots == MISSING
    gaps = np.flatnonzero((empty[:, :-1] & ~empty[:, 1:]).any(axis=1))
    order = np.argsort(empty[gaps], axis=1, kind="stable")
    packed = slots.copy()
    packed[gaps] = np.take_along_axis(slots[gaps], order, axis=1)
    used = max(1, int((packed != MISSING).sum(axis=1).max(initial=1)))
    kept: NDArray[np.int32] = np.ascontiguousarray(packed[:, : min(used, _VALUES_PER_RECORD)])
    return kept
