"""A register leaves the archive again: the newest snapshot is as if nobody had ever given it; earlier ones keep it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from census_app.archive.catalogue import Catalogue
from census_app.archive.model import SnapshotManifest
from census_app.archive.next_snapshot import data_date_of, named_by_content
from census_app.archive.report import ImportReport
from census_app.archive.snapshot import Snapshot
from census_app.dictionary.model import Dictionary, TableEntry
from census_app.foundation.canonical import canonical_json
from census_app.foundation.errors import BadInput


def withdraw_table(
    catalogue: Catalogue, dictionary: Dictionary, table: TableEntry, also: Callable[[Connection, int, str], None]
) -> tuple[int, str]:
    """How many rows the table had, and the snapshot without it that is the newest now.

    `also` gets both inside the same transaction. `BadInput` when the newest snapshot has nothing of the table, or
    nothing else. The files stay where they are: importing them again brings the table back.
    """
    before = catalogue.open()
    rows = before.rows(table.id)
    if table.id not in before.manifest.parts:
        raise BadInput(f"没有导入过{table.zh}，没有可以撤下的", "用 census reference list 看有哪些")
    kept = {name: parts for name, parts in before.manifest.parts.items() if name != table.id}
    if not kept:
        raise BadInput(f"工作区里只有{table.zh}，撤下就什么也没有了", "先导入档案，或另建一个工作区")
    after = _without(before, table.id, dictionary)
    report = ImportReport(snapshot=after.snapshot, parts=[], tables={}, coverage=after.coverage)
    catalogue.commit_import(
        [], after, canonical_json(report.as_json()), lambda connection: also(connection, rows, after.snapshot)
    )
    return rows, after.snapshot


def _without(before: Snapshot, table_id: str, dictionary: Dictionary) -> SnapshotManifest:
    manifest = before.manifest
    chosen = {name: parts for name, parts in manifest.parts.items() if name != table_id}
    known = {name for name in chosen if name in dictionary.tables}
    parts = {part.part: part for name in known for part in before.table_parts(name)}
    left = {
        "created_at": datetime.now().replace(microsecond=0),
        "data_date": data_date_of(parts, manifest.delivered, dictionary) if parts else manifest.data_date,
        "parts": chosen,
        "coverage": {name: coverage for name, coverage in manifest.coverage.items() if name != table_id},
        "keys_unique": tuple(name for name in manifest.keys_unique if name != table_id),
        "delivered": {
            name: day
            for name, day in manifest.delivered.items()
            if any(name in of_table for of_table in chosen.values())
        },
    }
    return named_by_content(manifest.model_copy(update=left))
