"""Small workbooks read at once say the same as through files; large ones still go through files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from census_app.archive import sheets
from census_app.archive.sheets import SheetReader
from census_app.foundation.jobs import silent


def workbook(target: Path) -> Path:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "甲"
    rows = [
        ["名", None, "日"],
        [1.5, "x", date(2026, 11, 20)],
        [],
        ["", None, None],
        [123456789012345678, True, "#N/A"],
    ]
    for row in [*rows, *([number, "重", None] for number in range(200))]:
        first.append(row)
    first["A300"] = "远"
    first.merge_cells("B6:B8")
    book.create_sheet("空")
    hidden = book.create_sheet("藏")
    hidden["A1"] = "x"
    hidden.sheet_state = "hidden"
    shifted = book.create_sheet("偏")
    shifted["C3"] = "c"
    book.save(target)
    return target


def test_rows_with_the_answer_are_the_rows_of_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = workbook(tmp_path / "a.xlsx")
    with SheetReader(silent()) as reader:
        at_once = reader.read(file).sheets
        monkeypatch.setattr(sheets, "_INLINE_CELLS", 0)
        through_files = reader.read(file).sheets
        monkeypatch.setattr(sheets, "_INLINE_CELLS", 100)
        too_large = reader.read(file).sheets
    assert at_once == through_files == too_large
    assert [sheet.name for sheet in at_once] == ["甲", "空", "偏"]
    assert at_once[0].rows[-1] == (300, ["远", "", ""])
    assert at_once[0].notes and at_once[2].rows == [(3, ["", "", "c"])]
