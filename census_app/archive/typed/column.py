"""One column and one source of a typed table: how a raw text becomes a value, a flag, a reason, in SQL."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from census_app.archive.columns import quote_text
from census_app.archive.raw import RawColumn, RawTable
from census_app.archive.typed.lost_zeros import Restored
from census_app.archive.typed.sql import FastPath
from census_app.dictionary.model import FieldEntry


@dataclass
class TypedColumn:
    """One mapped column of one raw table; `mapping` is the name of its table of unsettled texts, if any.

    `joins`: the mapping is large and must be joined, which loses the order of rows.
    `kinds` tells which kinds of cells the mapping holds, so that later queries only look where something is.
    `restored`: its short numbers get their zeros back.
    """

    entry: FieldEntry
    raw: RawColumn
    fast: FastPath
    empty: int = 0
    unsettled: int = 0
    masked: int = 0
    mapping: str | None = None
    joins: bool = False
    kinds: set[str] = field(default_factory=set)
    restored: Restored | None = None

    @property
    def text(self) -> str:
        """SQL of the raw text."""
        return f"r.c{self.raw.index}"

    @property
    def value(self) -> str:
        """SQL of the typed value; NULL for empty, masked (unless text) and unreadable cells."""
        read = self.fast.value
        if self.mapping is not None:
            read = f"CASE WHEN {self._is_settled} THEN {read} ELSE {self._mapped('value')} END"
        return read if self.restored is None else self.restored.value(read)

    @property
    def _settled_mask(self) -> str:
        """A mapped text carries its own mark, so the fast path's must not be added."""
        return str(self.fast.masked) if self.mapping is None else f"{self._is_settled} AND {self.fast.masked}"

    @property
    def _is_settled(self) -> str:
        return f"{self.mapping}.raw IS NULL" if self.joins else f"TRY_CAST({self.text} AS {self.mapping}_texts) IS NULL"

    def _mapped(self, what: str) -> str:
        if self.joins:
            return f"{self.mapping}.{what}"
        place = f"enum_code(TRY_CAST({self.text} AS {self.mapping}_texts))::INTEGER + 1"
        return f"getvariable('{self.mapping}_{what}')[{place}]"

    @property
    def reason(self) -> str | None:
        """SQL of why the cell is unreadable; None when no cell of the column is."""
        return self._mapped("reason") if "!" in self.kinds else None

    @property
    def flags(self) -> list[str]:
        """SQL expressions, each giving `*field,` and the like or NULL."""
        found = []
        if self.masked and self.fast.masked is not None:
            found.append(f"CASE WHEN {self._settled_mask} THEN {quote_text(f'*{self.entry.id},')} END")
        if self.mapping is not None and self.kinds & {"*", "?", "!"}:
            found.append(self._mapped("mark"))
        return found


@dataclass
class TypedSource:
    """One raw table with its typed columns by field id; `number` is its index among the part's sources."""

    raw: RawTable
    number: int
    columns: dict[str, TypedColumn]

    def joined(self, fields: Collection[str] | None = None) -> str:
        """FROM clause: the scan as `r`, with the large mappings of `fields` (all when None) joined."""
        joins = [
            f"LEFT JOIN {column.mapping} ON {column.text} = {column.mapping}.raw"
            for name, column in self.columns.items()
            if column.joins and (fields is None or name in fields)
        ]
        return " ".join([f"FROM ({self.raw.scan}) r", *joins])
