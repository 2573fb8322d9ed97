"""What an import is asked to do and what it says it did."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from census_app.archive.model import SkipKind, Stated, TableCoverage
from census_app.archive.raw import RefusedFile
from census_app.archive.recognition.mapping import SavedMapping


class ImportRequest(BaseModel):
    """Sources and answers of one import.

    `databases` are SQLAlchemy addresses. `mapping` is a saved mapping or its file. `data_date` None: taken from
    titles and file names, else from the files' times. `completeness` None: judged against the last snapshot.
    `force_table` makes every source that table. `left_out` are the sources (file, sheet) a person does not want.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    files: tuple[Path, ...] = ()
    databases: tuple[str, ...] = ()
    mapping: Path | SavedMapping | None = None
    data_date: date | None = None
    completeness: Stated | None = None
    force_table: str | None = None
    left_out: frozenset[tuple[str, str]] = frozenset()


class SourceCount(BaseModel):
    """Rows of one sheet or file."""

    file: str
    sheet: str = ""
    sha256: str = ""
    read: int = 0


class TableReport(BaseModel):
    """What became of a table's source rows: `read == rows + rejected + sum(skipped)`; how many cells of the rows taken
    were unreadable and are empty now, and how many of them in each field (id) that has any."""

    read: int = 0
    rows: int = 0
    rejected: int = 0
    unreadable: int = 0
    unreadable_in: dict[str, int] = Field(default_factory=dict)
    skipped: dict[SkipKind, int] = Field(default_factory=dict)
    sources: list[SourceCount] = Field(default_factory=list)


class ImportReport(BaseModel):
    """The outcome of one import; `as_json` is the command line's JSON.

    `rejected_list` is the workbook of rejected rows and unreadable cells, None when everything was taken.
    `left_out` are the sources that were left out on request, `explaining` covers and explanations beside tables.
    `mapping` tells per source which column was taken for which field and where its data date comes from.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    snapshot: str
    parts: list[str]
    tables: dict[str, TableReport]
    coverage: dict[str, TableCoverage]
    refused: list[RefusedFile] = Field(default_factory=list)
    left_out: list[SourceCount] = Field(default_factory=list)
    explaining: list[SourceCount] = Field(default_factory=list)
    questions: list[str] = Field(default_factory=list)
    mapping: list[dict[str, Any]] = Field(default_factory=list)
    rejected_list: Path | None = None

    def as_json(self) -> dict[str, Any]:
        """Exactly what `census import --json` prints."""
        content = self.model_dump(mode="json", exclude={"rejected_list", "refused"})
        content["refused"] = [vars(refused) for refused in self.refused]
        content["rejected_list"] = None if self.rejected_list is None else str(self.rejected_list)
        return content
