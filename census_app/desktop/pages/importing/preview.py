"""What recognition found, as the command line prints it, turned into plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from census_app.desktop.core_errors import advised

SURE = 0.8


@dataclass(frozen=True)
class ColumnGuess:
    """One column of a file: what it is called there, which field it may be, how sure, three sample cells."""

    index: int
    header: str
    field: str | None
    confidence: float
    reason: str = ""
    unit: str = ""
    samples: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: a guess under 80 %, or none although there are candidates."""
        return self.confidence < SURE if self.field else bool(self.candidates)


@dataclass(frozen=True)
class TableGuess:
    """One sheet or file: the table it is, its columns and the first account of its rows.

    `remembered` is the source and the day of the saved mapping that decided, `delivered` the data date and the moment
    of an earlier import of the very same file; None when there was none.
    """

    file: str
    sheet: str
    table: str | None
    confidence: float
    columns: tuple[ColumnGuess, ...]
    read: int
    rows: int
    rejected: int
    skipped: dict[str, int] = field(default_factory=dict)
    header_rows: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    table_candidates: tuple[str, ...] = ()
    remembered: tuple[str, str] | None = None
    delivered: tuple[str, str] | None = None

    @property
    def key(self) -> tuple[str, str]:
        """File and sheet."""
        return self.file, self.sheet

    @property
    def mapped(self) -> int:
        """Columns that feed a field."""
        return sum(1 for column in self.columns if column.field)

    @property
    def doubtful(self) -> int:
        """Columns a person should look at."""
        return sum(1 for column in self.columns if column.doubtful)


@dataclass(frozen=True)
class Refusal:
    """A file or sheet that was not taken, why, and what to do."""

    file: str
    sheet: str
    reason: str
    advice: str


@dataclass(frozen=True)
class Preview:
    """Everything found in the chosen files."""

    tables: tuple[TableGuess, ...] = ()
    refused: tuple[Refusal, ...] = ()


def read_preview(document: dict[str, Any]) -> Preview:
    """The JSON of `import --preview`; fields that are missing count as empty."""
    return Preview(
        tuple(_table(entry) for entry in document.get("tables", ())),
        tuple(read_refusal(entry) for entry in document.get("refused", ())),
    )


def read_refusal(entry: dict[str, Any]) -> Refusal:
    """One refused file."""
    file, sheet, reason, advice = (str(entry.get(name) or "") for name in ("file", "sheet", "reason", "advice"))
    return Refusal(file, sheet, advised(reason), advised(advice))


def _table(entry: dict[str, Any]) -> TableGuess:
    source = entry.get("source") or entry
    return TableGuess(
        file=str(source.get("file") or ""),
        sheet=str(source.get("sheet") or ""),
        table=entry.get("table") or None,
        confidence=float(entry.get("confidence") or 0),
        columns=tuple(_column(column) for column in entry.get("columns", ())),
        read=int(entry.get("read") or 0),
        rows=int(entry.get("rows") or 0),
        rejected=int(entry.get("rejected") or entry.get("rejected_rows") or 0),
        skipped={str(kind): int(number) for kind, number in (entry.get("skipped") or {}).items()},
        header_rows=tuple(int(row) for row in entry.get("header_rows") or ()),
        notes=_texts(entry.get("notes")),
        questions=_texts(entry.get("needs_answer") or entry.get("questions")),
        table_candidates=_names(entry.get("table_candidates")),
        remembered=_pair(entry.get("remembered"), "source", "saved"),
        delivered=_pair(entry.get("delivered"), "data_date", "imported_at"),
    )


def _column(entry: dict[str, Any]) -> ColumnGuess:
    return ColumnGuess(
        index=int(entry.get("index") or 0),
        header=str(entry.get("header") or ""),
        field=entry.get("field") or None,
        confidence=float(entry.get("confidence") or 0),
        reason=str(entry.get("reason") or ""),
        unit=str(entry.get("unit") or ""),
        samples=tuple("" if cell is None else str(cell) for cell in entry.get("samples") or ()),
        candidates=_names(entry.get("candidates")),
    )


def _pair(value: Any, first: str, second: str) -> tuple[str, str] | None:
    return (str(value.get(first) or ""), str(value.get(second) or "")) if isinstance(value, dict) else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(text) for text in value or ())


def _names(value: Any) -> tuple[str, ...]:
    """Ids, also from pairs of id and score."""
    return tuple(str(item[0]) if isinstance(item, list | tuple) else str(item) for item in value or ())
