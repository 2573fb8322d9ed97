"""What the archive keeps about parts and snapshots; stored as JSON, checked by pydantic.

A part's Parquet file holds the dictionary's fields that its files had (English ids, dictionary types:
text/code VARCHAR, int BIGINT, number DECIMAL(18, scale), coordinate DOUBLE, date DATE, datetime TIMESTAMP,
bool BOOLEAN) plus
  `_unit` VARCHAR        unit code responsible for the row, null where it could not be told at import
  `_source` INTEGER      index into `PartManifest.sources`
  `_source_row` INTEGER  row number in that sheet or file, 1-based as Excel shows it
  `_flags` VARCHAR       null, or `,` + tokens joined by `,` + `,` ; tokens: `*field` masked value,
                         `?field` label outside the field's code list (kept as text), `!field` unreadable
                         (null here, raw text in unreadable.parquet)
Rows stand in source order. A snapshot adds the token `-field` for columns a row's part does not have.

A partial delivery never overwrites a part: the rows of the older part that stay valid are written as a part
of their own (`PartManifest.remainder_of`), so a part is always whole and a snapshot is always a list of parts.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Stored(BaseModel):
    """Base of stored documents: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Completeness(StrEnum):
    """Coverage of a table: all of its units and rows, some, or none."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    ABSENT = "absent"


class Stated(StrEnum):
    """What a person says of the files of one import.

    `COMPLETE`: they hold all rows there are. `PARTIAL`: of what they lack nothing is known since. `CHANGES`: they hold
    every row that is new or has changed, and what they lack is as it was.
    """

    COMPLETE = "complete"
    PARTIAL = "partial"
    CHANGES = "changes"


class SkipKind(StrEnum):
    """Why a source row is neither stored nor rejected."""

    BLANK = "blank"
    TITLE = "title"
    HEADER = "header"
    UNIT = "unit"
    TOTAL = "total"
    REPEATED = "repeated"


class SourceFile(Stored):
    """One sheet or file that rows came from; `sha256` is of the file as delivered."""

    file: str
    sheet: str = ""
    sha256: str = ""


class FieldFacts(Stored):
    """Counts of one column in one part: `nulls` includes unreadable cells.

    `placeholders` are cells such as `-` or `NULL` read as empty, `rounded` numbers with more decimals than the
    field's scale, `normalised` cells whose stored text differs from the delivered one by more than spaces;
    `missing` rows came from a source without the column (flagged `-field`) while others of the part had it.
    """

    nulls: int = 0
    masked: int = 0
    uncoded: int = 0
    unreadable: int = 0
    placeholders: int = 0
    rounded: int = 0
    normalised: int = 0
    missing: int = 0


class PartManifest(Stored):
    """One table × units × data date as imported; `part` is the content hash and folder name.

    `units` are the unit codes its rows name (through the dictionary's unit path as far as resolvable
    inside the import; empty for tables without units). `period` is the month of a monthly part.
    `remainder_of` names the older part whose still valid rows this part keeps beside a partial delivery.
    """

    part: str
    table: str
    data_date: date
    imported_at: datetime
    completeness: Completeness
    rows: int
    read: int
    rejected: int
    skipped: dict[SkipKind, int] = Field(default_factory=dict)
    sources: tuple[SourceFile, ...] = ()
    fields: dict[str, FieldFacts] = Field(default_factory=dict)
    units: tuple[str, ...] = ()
    period: str | None = None
    key_unique: bool = True
    file_sha256: str = ""
    unreadable_sha256: str = ""
    dictionary: str = ""
    remainder_of: str | None = None


class TableCoverage(Stored):
    """What a snapshot knows of a table.

    `units` None means every unit; else only rows of these units (and units above or below them) are covered.
    `inherited` is True when no part of the newest import feeds it; `stale` when older than max_age_days.
    `inherited_units` were not in the newest import and keep the data of the date in `unit_dates`.
    """

    completeness: Completeness
    data_date: date | None = None
    inherited: bool = False
    stale: bool = False
    units: tuple[str, ...] | None = None
    fields: tuple[str, ...] = ()
    rows: int = 0
    inherited_units: tuple[str, ...] = ()
    unit_dates: dict[str, date] = Field(default_factory=dict)


class SnapshotManifest(Stored):
    """The newest parts per table and unit at a moment; `snapshot` is its id, `parts` in row_id order per table.

    `data_date` is the newest day of the archive's own tables; of registers only where there are none of those.
    `keys_unique` lists the tables whose key is unique over all of their parts. `delivered` holds, for parts that
    came again byte for byte, the newest data date they were delivered with.
    """

    snapshot: str
    created_at: datetime
    data_date: date
    parts: dict[str, tuple[str, ...]]
    coverage: dict[str, TableCoverage]
    dictionary: str
    keys_unique: tuple[str, ...] = ()
    delivered: dict[str, date] = Field(default_factory=dict)
