"""What the matcher reads: two tables of raw texts, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Texts = Sequence[str | None]


@dataclass(frozen=True)
class RecordChunk:
    """Consecutive records: their keys and, per field id, as many texts as keys (None = empty)."""

    keys: Sequence[str]
    fields: Mapping[str, Texts]


class RecordReader(Protocol):
    """Records that can be read again and again, in the same order, a chunk at a time."""

    def chunks(self) -> Iterator[RecordChunk]:
        """All records in order."""
        ...

    def sample(self, field: str, size: int) -> list[str]:
        """Evenly spaced texts of a field, of all records and in their order: `size` of them and not twice as many, less
        what is empty; none of a field they do not have."""
        ...

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Records:
    """Records held in memory: for libraries, tests and small sources."""

    keys: Sequence[str]
    fields: Mapping[str, Texts]

    def __post_init__(self) -> None:
        for name, texts in self.fields.items():
            if len(texts) != len(self.keys):
                raise ValueError(f"{name}: {len(texts)} values for {len(self.keys)} records")

    def __len__(self) -> int:
        return len(self.keys)

    def chunks(self) -> Iterator[RecordChunk]:
        """Slices of at most `CHUNK_ROWS` records."""
        for start in range(0, len(self.keys), CHUNK_ROWS):
            part = slice(start, start + CHUNK_ROWS)
            yield RecordChunk(self.keys[part], {name: texts[part] for name, texts in self.fields.items()})

    def sample(self, field: str, size: int) -> list[str]:
        """Evenly spaced texts of a field."""
        return [text for text in self.fields.get(field, ())[:: sample_step(len(self), size)] if text]


def sample_step(records: int, size: int) -> int:
    """Of so many records every how manieth is taken for a sample of at least this size."""
    return max(1, records // size)


CHUNK_ROWS = 100_000
