"""What checks keep of monthly tables: previews find the same with it as without, checks never believe it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from census_app.archive.columns import quote_path
from census_app.archive.snapshot import Snapshot
from census_app.checking.engine import open_engine
from census_app.checking.model import EngineLimits
from census_app.checking.run import check_snapshot
from census_app.checking.series_memory import SeriesMemory
from census_app.foundation.jobs import silent
from tests.unit.checking.build import County, pack_of

MONTHS = ("202606", "202607", "202608", "202609", "202610")
BILLS = [
    {"cons_no": str(customer), "mp_no": f"{customer}-1", "ym": month, "read_pq": str(customer % 3)}
    for customer in range(30)
    for place, month in enumerate(MONTHS)
    for _ in range(0 if customer % 5 == place else 2 if customer % 7 == place else 1)
]
TABLES = {"customer": [{"cons_no": str(number)} for number in range(30)], "billing_month": BILLS}
NOTES = [
    {"id": "R1", "table": "用电客户", "wrong": "count(月电量, 月序 <= 3 and 抄见电量 = 0) >= 2"},
    {"id": "R2", "table": "用电客户", "wrong": "max(月电量.抄见电量, 月序 = 1) > 1"},
]


def judged(county: County, snapshot: Snapshot, memory: SeriesMemory | None, *, counting: bool) -> bytes:
    result = check_snapshot(
        snapshot,
        pack_of(county.dictionary, NOTES),
        county.dictionary,
        date(2026, 11, 25),
        county.folder / "out",
        EngineLimits(threads=1),
        silent(),
        counting=counting,
        memory=memory,
    )
    assert result.findings and not result.errors
    return result.findings_file.read_bytes()


def test_a_preview_finds_the_same_with_what_a_check_kept(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, folder = county.snapshot(TABLES), county.folder / "series"
    expected = judged(county, snapshot, None, counting=True)
    assert judged(county, snapshot, SeriesMemory(folder, writes=True), counting=True) == expected
    assert len(list(folder.iterdir())) == 2
    read: list[Path] = []
    copied = SeriesMemory._copied

    def noted(memory: SeriesMemory, kept: Path, copy: Path) -> bool:
        read.append(kept)
        return copied(memory, kept, copy)

    monkeypatch.setattr(SeriesMemory, "_copied", noted)
    assert judged(county, snapshot, SeriesMemory(folder, writes=False), counting=False) == expected
    assert sorted(read) == sorted(folder.iterdir())


def remembered(memory: SeriesMemory, query: str, made_of: str = "") -> list[tuple[Any, ...]]:
    with open_engine(EngineLimits(threads=1), silent(), []) as engine:
        engine.memory = memory
        engine.remember("things", query, made_of)
        return engine.rows("SELECT * FROM things ORDER BY ALL")


QUERY = "SELECT unnest([1, 2]) AS a, [3, 4]::INTEGER[] AS b"
ROWS = [(1, [3, 4]), (2, [3, 4])]


def with_other_rows(kept: Path) -> None:
    duckdb.sql(f"COPY (SELECT 9 AS a, [8]::INTEGER[] AS b) TO {quote_path(kept)} (FORMAT parquet)")


def damaged(kept: Path) -> None:
    kept.write_bytes(b"nothing like it")


def cut_short(kept: Path) -> None:
    content = kept.read_bytes()
    kept.write_bytes(content[:4] + content[40:])


def gone(kept: Path) -> None:
    kept.unlink()


@pytest.mark.parametrize("change", [with_other_rows, damaged, cut_short, gone])
def test_a_check_works_everything_out_whatever_is_kept(tmp_path: Path, change: Callable[[Path], None]) -> None:
    writing = SeriesMemory(tmp_path / "series", writes=True)
    assert remembered(writing, QUERY) == ROWS
    (kept,) = writing.folder.iterdir()
    change(kept)
    assert remembered(writing, QUERY) == ROWS


@pytest.mark.parametrize("change", [damaged, cut_short, gone])
def test_a_preview_works_out_what_cannot_be_read(tmp_path: Path, change: Callable[[Path], None]) -> None:
    remembered(SeriesMemory(tmp_path, writes=True), QUERY)
    (kept,) = tmp_path.iterdir()
    reading = SeriesMemory(tmp_path, writes=False)
    change(kept)
    assert remembered(reading, QUERY) == ROWS


def test_a_preview_reads_what_was_made_of_the_very_same(tmp_path: Path) -> None:
    remembered(SeriesMemory(tmp_path, writes=True), QUERY, "last 24321")
    (kept,) = tmp_path.iterdir()
    with_other_rows(kept)
    reading = SeriesMemory(tmp_path, writes=False)
    assert remembered(reading, QUERY, "last 24321") == [(9, [8])]
    assert remembered(reading, QUERY, "last 24322") == ROWS
    assert remembered(reading, f"{QUERY} WHERE true", "last 24321") == ROWS
    assert list(tmp_path.iterdir()) == [kept]


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(20):
        remembered(SeriesMemory(tmp_path, writes=True), f"SELECT {number} AS a")
    assert len(list(tmp_path.iterdir())) == 12
