"""Raw tables: what a file held, cell by cell as text, before the dictionary types it.

Cell text is what a person would type: dates `2024-03-05` or `2024-03-05 08:30:00`, times `08:30:00`,
numbers in their shortest spelling without a trailing `.0`, percentages `3.5%`, booleans `TRUE`/`FALSE`,
Excel errors `#N/A`, a formula without a result `UNCOMPUTED`, an empty cell NULL. A *numeric* cell of 15 or more
integer digits is `LONG_NUMBER_MARK` + its digits: Excel may already have rounded it, so it must not be taken for an
identifier. Text is otherwise untouched: a leading `'`, tabs, `="0012"` and surrounding spaces are still there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from census_app.archive.model import SkipKind, SourceFile

LONG_NUMBER_MARK = "\x01"
UNCOMPUTED = "#未计算"
ROW_COLUMN = "_row"
_HEADERS_NAMED = 8


@dataclass(frozen=True)
class RawColumn:
    """One column as found: column `index` is `c{index}` of the scan.

    `field` is the dictionary field it feeds, None when unknown or undecided; `unit` is what the header or
    the unit row says (kVA, 万千瓦时), None when nothing; `confidence` 0–1; `reason` says in Chinese why.
    `candidates` are other fields it may mean, best first.
    """

    index: int
    header: str
    unit: str | None = None
    field: str | None = None
    confidence: float = 0.0
    reason: str = ""
    samples: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawTable:
    """The rows of one sheet or file, recognised as far as possible.

    `scan` is a DuckDB SELECT giving `_row` (BIGINT, source row number as Excel shows it) and `c0`…`cN`
    (VARCHAR), data rows only, in source order; it may be scanned any number of times.
    `rejected` is a Parquet of rows that cannot be cut into columns: `_row` BIGINT, `cells` VARCHAR (JSON
    list of texts), `reason` VARCHAR; None when there are none.
    `read == rows + rejected_rows + sum(skipped.values())`. `table` None means not recognised: not to be
    imported without an answer, likewise when `needs_answer` holds questions. `needs_answer` are Chinese sentences.
    `remembered` names the source and the day (ISO, "" when unknown) of the saved mapping that decided, if one did.
    `explains`: it is no table but a cover or explanations beside one.
    """

    source: SourceFile
    table: str | None
    confidence: float
    columns: tuple[RawColumn, ...]
    scan: str
    rows: int
    read: int
    skipped: dict[SkipKind, int] = field(default_factory=dict)
    rejected: Path | None = None
    rejected_rows: int = 0
    header_rows: tuple[int, ...] = ()
    preview: tuple[tuple[str | None, ...], ...] = ()
    dialect: str = ""
    notes: tuple[str, ...] = ()
    needs_answer: tuple[str, ...] = ()
    table_candidates: tuple[tuple[str, float], ...] = ()
    remembered: tuple[str, str] | None = None
    explains: bool = False

    @property
    def usable(self) -> bool:
        """Whether it may be imported without asking anybody."""
        return self.table is not None and not self.needs_answer

    def field_columns(self) -> dict[str, RawColumn]:
        """The columns that feed a field, by field id."""
        return {column.field: column for column in self.columns if column.field is not None}


@dataclass(frozen=True)
class RefusedFile:
    """A file or sheet that was not taken: the true reason and what to do about it, in Chinese."""

    file: str
    sheet: str
    reason: str
    advice: str


@dataclass(frozen=True)
class Extraction:
    """Everything found in the sources of one import."""

    tables: tuple[RawTable, ...] = ()
    refused: tuple[RefusedFile, ...] = ()


def some_headers(headers: Sequence[str]) -> str:
    """The first few headers as one text, and how many there are when not all are named."""
    named = "、".join(" ".join(header.split()) for header in headers[:_HEADERS_NAMED])
    return named if len(headers) <= _HEADERS_NAMED else f"{named} 等 {len(headers)} 列"
