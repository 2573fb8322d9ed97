"""A snapshot opened for reading: its parts as one relation per table with dense row ids."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from census_app.archive.model import FieldFacts, PartManifest, SnapshotManifest, TableCoverage

PART_FILE = "rows.parquet"
ABSENT_COVERAGE = TableCoverage.model_validate({"completeness": "absent"})


@dataclass(frozen=True)
class Snapshot:
    """Manifest plus the part folders; everything checking needs, and nothing that can change.

    `parts_folder/<part>/rows.parquet` is the data of a part. Temporary snapshots (cases, benchmarks)
    are built by giving the manifests directly.
    """

    manifest: SnapshotManifest
    parts: dict[str, PartManifest]
    parts_folder: Path

    def table_parts(self, table: str) -> list[PartManifest]:
        """The table's parts in row_id order; empty when nothing was imported."""
        return [self.parts[part] for part in self.manifest.parts.get(table, ())]

    def part_file(self, part: str) -> Path:
        """The Parquet file of a part."""
        return self.parts_folder / part / PART_FILE

    def coverage(self, table: str) -> TableCoverage:
        """The table's coverage; absent when it was never imported."""
        return self.manifest.coverage.get(table, ABSENT_COVERAGE)

    def rows(self, table: str) -> int:
        """Number of rows of the table in this snapshot."""
        return sum(part.rows for part in self.table_parts(table))

    def facts(self, table: str, field: str) -> FieldFacts | None:
        """Summed facts of a column over the parts that have it; None when no part has it."""
        found = [part.fields[field] for part in self.table_parts(table) if field in part.fields]
        if not found:
            return None
        return FieldFacts(
            nulls=sum(fact.nulls for fact in found),
            masked=sum(fact.masked for fact in found),
            uncoded=sum(fact.uncoded for fact in found),
            unreadable=sum(fact.unreadable for fact in found),
        )

    def parts_without(self, table: str, field: str) -> list[str]:
        """Parts of the table whose files did not have the column (its values there are unknown)."""
        return [part.part for part in self.table_parts(table) if field not in part.fields]

    def key_unique(self, table: str) -> bool:
        """Whether the table's key is surely unique: one part whose own key is unique."""
        parts = self.table_parts(table)
        return len(parts) <= 1 and all(part.key_unique for part in parts)
