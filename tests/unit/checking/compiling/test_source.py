"""Columns that only some of a part's files had count as partly absent."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from census_app.archive.model import Completeness, FieldFacts, PartManifest, SnapshotManifest
from census_app.archive.snapshot import Snapshot
from census_app.checking.compiling.source import SnapshotSource
from census_app.dictionary.loader import load_dictionary


def snapshot(**fields: FieldFacts) -> Snapshot:
    part = PartManifest(
        part="p", table="customer", data_date=date(2026, 11, 18), imported_at=datetime(2026, 11, 18, 9),
        completeness=Completeness.COMPLETE, rows=3, read=3, rejected=0, fields=fields,
    )  # fmt: skip
    manifest = SnapshotManifest(
        snapshot="s", created_at=datetime(2026, 11, 18, 9), data_date=date(2026, 11, 18),
        parts={"customer": ("p",)}, coverage={}, dictionary="1",
    )  # fmt: skip
    return Snapshot(manifest, {"p": part}, Path("parts"))


def test_column_of_some_files_is_partly_absent() -> None:
    source = SnapshotSource(snapshot(cons_no=FieldFacts(), mobile=FieldFacts(nulls=2, missing=2)), load_dictionary())
    assert source.partly_absent("customer", "mobile")
    assert source.partly_absent("customer", "phone")
    assert not source.partly_absent("customer", "cons_no")


def test_only_columns_that_are_read_are_named() -> None:
    source = SnapshotSource(snapshot(cons_no=FieldFacts(), mobile=FieldFacts(missing=1)), load_dictionary())
    assert '"mobile"' not in source.relation("customer", '"cons_no" AS "t1_r_cons_no"')
    assert '"mobile"' in source.relation("customer", "contains(_flags, ',-mobile,')")
    assert '"mobile"' in source.relation("customer")
