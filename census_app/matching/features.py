"""Both sides of a comparison taken apart: per role, which parsed values each record has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from census_app.foundation.jobs import JobContext
from census_app.matching.entries import MISSING, Codes, EntryTable
from census_app.matching.kinds import FieldKind, field_kind
from census_app.matching.records import RecordChunk, RecordReader, Texts
from census_app.matching.sources import Role, Source

_VALUES_PER_CELL = 3
_VALUES_PER_RECORD = 4


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


def take_apart(left: RecordReader, right: RecordReader, source: Source, job: JobContext) -> Features:
    """Parse every record of both sides; memory holds codes and distinct texts, not the records.

    A field a side does not have counts as empty.
    """
    tables = {name: _empty_table(role) for name, role in source.roles.items()}
    total = len(left) + len(right)
    sides: list[tuple[list[str], dict[str, Codes]]] = []
    done = 0
    for reader, fields in ((left, "left"), (right, "right")):
        keys: list[str] = []
        slots: dict[str, list[Codes]] = {name: [] for name in source.roles}
        for chunk in reader.chunks():
            job.raise_if_cancelled()
            keys.extend(chunk.keys)
            for name, role in source.roles.items():
                kind = field_kind(role.kind)
                slots[name].append(_slots(chunk, getattr(role, fields), kind, tables[name]))
            done += len(chunk.keys)
            job.progress(done, total, f"{source.zh}：整理")
        sides.append((keys, {name: _compact(_stack(parts)) for name, parts in slots.items()}))
    (left_keys, left_slots), (right_keys, right_slots) = sides
    roles = {
        name: RoleFeatures(field_kind(role.kind), tables[name], left_slots[name], right_slots[name])
        for name, role in source.roles.items()
    }
    return Features(left_keys, right_keys, roles)


def _empty_table(role: Role) -> EntryTable:
    kind = field_kind(role.kind)
    return EntryTable.of(kind.columns, dict(kind.shared))


def _slots(chunk: RecordChunk, fields: Sequence[str], kind: FieldKind, table: EntryTable) -> Codes:
    """Entry numbers of one chunk, (records x fields * values per cell), MISSING padded."""
    found = [_cells(chunk.fields[name], kind, table) for name in fields if name in chunk.fields]
    return np.hstack(found) if found else np.full((len(chunk.keys), 1), MISSING, dtype=np.int32)


def _cells(texts: Texts, kind: FieldKind, table: EntryTable) -> Codes:
    import pandas as pd

    codes, distinct = pd.factorize(np.asarray(texts, dtype=object))
    parsed = kind.parse(list(distinct))
    rows = [value for values in parsed for value in values[:_VALUES_PER_CELL]]
    first = table.append(rows)
    counts = np.fromiter((min(len(values), _VALUES_PER_CELL) for values in parsed), dtype=np.int64, count=len(parsed))
    starts = first + np.cumsum(counts) - counts
    width = max(1, int(counts.max(initial=1)))
    entries = np.full((len(distinct) + 1, width), MISSING, dtype=np.int32)
    for slot in range(width):
        has = np.flatnonzero(counts > slot)
        entries[has, slot] = starts[has] + slot
    # factorize gives -1 for empty cells, which is the row of misses at the end
    taken: Codes = entries[codes]
    return taken


def _stack(parts: list[Codes]) -> Codes:
    width = max((part.shape[1] for part in parts), default=1)
    padded = [np.pad(part, ((0, 0), (0, width - part.shape[1])), constant_values=MISSING) for part in parts]
    return np.vstack(padded) if padded else np.empty((0, 1), dtype=np.int32)


def _compact(slots: Codes) -> Codes:
    """Values first, at most four a record, no empty columns."""
    if slots.shape[1] == 1 or not len(slots):
        return slots
    order = np.argsort(slots == MISSING, axis=1, kind="stable")
    packed = np.take_along_axis(slots, order, axis=1)
    used = max(1, int((packed != MISSING).sum(axis=1).max(initial=1)))
    kept: NDArray[np.int32] = np.ascontiguousarray(packed[:, : min(used, _VALUES_PER_RECORD)])
    return kept
