"""Names from outside never become formulas, markup or rows of a metre."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from census_app.reporting.reports.document import Cell, Column, Document, Pair, Row, Table, Text
from census_app.reporting.reports.ledger import Ledger
from census_app.reporting.reports.page.writing import page_html
from census_app.reporting.reports.workbook.writing import write_workbook

NASTY = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "+1+1",
    "电" * 10_000,
    "a\x00\x0b\u202eb",
    "🧯" * 300,
    "{head}",
)


@pytest.mark.parametrize("name", NASTY)
def test_names_stay_texts(name: str, tmp_path: Path) -> None:
    ledger = Ledger()
    number = ledger.count("new", 3, name=name, run="r")
    table = Table("表", (Column("单位", 6), Column("数", 6)), (Row((Cell((name,)), Cell((number,)))),), (name, number))
    document = Document(
        title="报表", issue="", subtitle=name, headline=(name,), sections=(Pair(table, Text("话", ((name,),))),),
        footer=("链头 {head}",),
    ).sealed("abcd", tuple(ledger.lines()))  # fmt: skip
    write_workbook(document, tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert 3 in {cell.value for cell in cells}
    heights = [line.height for line in book.worksheets[0].row_dimensions.values() if line.height]
    assert max(heights) <= 409
    html = page_html(document)
    assert "<script" not in html and "链头 abcd" in html
