"""Workbooks written as XML open in an ordinary reader with the cells that were meant."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl

from census_app.demo.delivery.sheets import Block, Sheet, column_letters, write_workbook
from census_app.demo.delivery.spelling import Cell, CellKind
from census_app.foundation.engines import kept_engine


def test_cells_come_back_as_written(tmp_path: Path) -> None:
    cells = [Cell(CellKind.TEXT, ""), Cell(CellKind.NUMBER, ""), Cell(CellKind.DATE, ""), Cell(CellKind.EITHER, "")]
    query = """SELECT * FROM (VALUES
        ('a<b>&"c"', 1.50, 45356, '=7'), (NULL, NULL, NULL, '#45356'), ('012', -2, 45357, '７.５'))
        AS t(c0, c1, c2, c3)"""
    head = Block([["标题"], ["名", "数", "日", "杂"]], [(0, 0, 3)])
    sheet = Sheet("甲&乙", head, query, cells, Block([["合计", None, None, "—"]]), blank_every=2)
    with kept_engine(1) as connection:
        write_workbook(connection, tmp_path / "a.xlsx", [sheet, sheet])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames[0] == "甲&乙"
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    day = datetime(2024, 3, 5)
    assert rows == [
        ["标题", None, None, None],
        ["名", "数", "日", "杂"],
        ['a<b>&"c"', 1.5, day, 7],
        [None, None, None, day],
        [None, None, None, None],
        ["012", -2, datetime(2024, 3, 6), "７.５"],
        ["合计", None, None, "—"],
    ]
    assert [str(merged) for merged in book.worksheets[0].merged_cells.ranges] == ["A1:D1"]


def test_column_letters() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
