"""A report's workbook read back as it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from census_app.foundation.errors import BadInput
from census_app.reporting.reports.code_spelling import code_of
from census_app.reporting.reports.preview import printed, read_preview

CODE = code_of("未整改")


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (12486, "#,##0", "12,486"),
        (0.102, "0.0%", "10.2%"),
        (0.42857, "0.00%", "42.86%"),
        (3, "0%", "300%"),
        (1200.5, "#,##0.00", "1,200.50"),
        (7, "General", "7"),
        (2.5, "0.0", "2.5"),
        ("48 条", "@", "48 条"),
    ],
)
def test_values_are_printed_as_the_workbook_shows_them(value: object, number_format: str, text: str) -> None:
    assert printed(value, number_format) == text


def test_spans_widths_codes_and_hidden_sheets(tmp_path: Path) -> None:
    file = tmp_path / "报表.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("页")
        sheet.set_column(0, 1, 20)
        sheet.merge_range(0, 0, 0, 2, "标题", book.add_format({"bold": True}))
        sheet.write(1, 0, 48, book.add_format({"num_format": "#,##0"}))
        sheet.write(2, 0, f"没有更早的校验　查 {CODE}")
        book.add_worksheet("藏").hide()
    (page,) = read_preview(file)
    assert (page.title, page.rows, len(page.widths)) == ("页", 3, 3)
    assert page.widths[0] == page.widths[1] > page.widths[2]
    title, figure, told = page.cells
    assert (title.text, title.bold, title.columns, title.rows) == ("标题", True, 3, 1)
    assert (figure.text, figure.right, figure.codes) == ("48", True, ())
    assert told.codes == (CODE,)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不在了"):
        read_preview(tmp_path / "没有.xlsx")
    (tmp_path / "坏.xlsx").write_bytes(b"PK nonsense")
    with pytest.raises(BadInput, match="打不开"):
        read_preview(tmp_path / "坏.xlsx")
