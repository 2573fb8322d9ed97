"""Two weeks of two years, and a fortnight in which nothing changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from census_app.reporting.reports.publishing import Wanted, write_report
from census_app.workspace.workspace import Workspace

from .world import World, install_pack


def test_each_week_has_its_year_and_no_change_is_no_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_pack(monkeypatch)
    with Workspace.create(tmp_path / "W") as workspace:
        world = World(workspace, stations=2, customers=20)
        world.move(9, 0)
        world.week = 16  # 2026-W52
        for _ in range(3):
            world.check()
        write_report(workspace, Wanted("bulletin", "2027-W01", today=date(2027, 1, 5)), tmp_path / "out")
    (book,) = (tmp_path / "out").glob("*.xlsx")
    sheet = openpyxl.load_workbook(book).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows(max_row=8) for cell in row if cell.value is not None]
    assert any("2026年第53周—2027年第1周" in text for text in texts), texts
    (headline,) = (text for text in texts if text.startswith("一句话"))
    assert "比两周前 持平；完成率" in headline
