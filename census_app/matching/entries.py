"""Parsed values as integer codes: one row per parsed value, one column per part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
MISSING = -1


class Vocabulary:
    """Texts and their codes 0, 1, 2 … in order of first appearance; the empty text is MISSING."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {"": MISSING}
        self._texts: list[str] = []

    def __len__(self) -> int:
        return len(self._texts)

    def encode(self, texts: Iterable[str]) -> Codes:
        """The code of each text; unknown texts get the next free one."""
        codes, known = [], self._codes
        for text in texts:
            code = known.get(text)
            if code is None:
                code = known[text] = len(self._texts)
                self._texts.append(text)
            codes.append(code)
        return np.asarray(codes, dtype=np.int32)

    def decode(self, codes: Iterable[int]) -> list[str]:
        """The texts of codes; MISSING gives the empty text."""
        texts = self._texts
        return [texts[code] if code >= 0 else "" for code in codes]


@dataclass
class EntryTable:
    """Parsed values of one role, both sides together: `codes(column)[entry]`."""

    columns: tuple[str, ...]
    vocabularies: dict[str, Vocabulary]
    _parts: dict[str, list[Codes]] = field(default_factory=dict)
    _whole: dict[str, Codes] = field(default_factory=dict)
    entries: int = 0

    @staticmethod
    def of(columns: Sequence[str], shared: dict[str, str]) -> EntryTable:
        """An empty table; columns named in `shared` use the vocabulary of that name."""
        made: dict[str, Vocabulary] = {}
        return EntryTable(
            tuple(columns), {name: made.setdefault(shared.get(name, name), Vocabulary()) for name in columns}
        )

    def append(self, rows: Sequence[tuple[str, ...]]) -> int:
        """Add parsed values; returns the number of the first one."""
        first = self.entries
        for name, texts in zip(self.columns, zip(*rows, strict=True), strict=True) if rows else ():
            self._parts.setdefault(name, []).append(self.vocabularies[name].encode(texts))
        self.entries += len(rows)
        self._whole.clear()
        return first

    def codes(self, column: str) -> Codes:
        """The codes of a column, one per entry."""
        if column not in self._whole:
            parts = self._parts.get(column, [])
            whole = np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
            self._parts[column] = [whole]
            self._whole[column] = whole
        return self._whole[column]

    def decode(self, column: str, codes: Iterable[int]) -> list[str]:
        """Texts of codes of a column."""
        return self.vocabularies[column].decode(codes)
