"""Workbooks of several sheets: which are tables, what a cover is, what dates them."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from census_app.foundation.errors import BadInput

from .delivering import (
    CUSTOMER_HEADER,
    customer,
    run,
)


def _sheets(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    book = xlsxwriter.Workbook(path)
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for line, cells in enumerate(lines):
            sheet.write_row(line, 0, cells)
    book.close()
    return path


def test_sheets_of_one_delivery_stay_together_where_only_one_says_its_date(catalogue, tmp_path):
    low = [customer(number, f"030{number % 2}").split(",") for number in range(40)]
    high = [customer(number, f"030{number % 2}").split(",") for number in range(100, 106)]
    head = CUSTOMER_HEADER.split(",")
    sheets = {"低压": [["低压用户档案（截至2026-11-18）"], head, *low], "高压": [["高压用户档案"], head, *high]}
    report = run(catalogue, _sheets(tmp_path / "档案.xlsx", sheets))
    assert report.tables["customer"].rows == 46
    assert report.coverage["customer"].rows == 46, "what is told to be taken is there"
    assert report.coverage["customer"].data_date == date(2026, 11, 18)
    assert report.questions == []


def test_a_sheet_that_is_not_taken_dates_nothing(catalogue, tmp_path):
    rows = [customer(number, "0301").split(",") for number in range(5)]
    told = [["填报说明（2019-03-01）"], ["栏目", "怎么填"], ["户名", "照证件"]]
    sheets = {"档案": [CUSTOMER_HEADER.split(","), *rows], "说明": told}
    file = _sheets(tmp_path / "档案.xlsx", sheets)
    os.utime(file, (datetime(2026, 11, 20, 9).timestamp(),) * 2)
    report = run(catalogue, file)
    assert report.coverage["customer"].data_date == date(2026, 11, 20)


def test_a_cover_beside_a_table_is_told_and_no_refusal(catalogue, tmp_path):
    table = [CUSTOMER_HEADER.split(","), customer(1, "0301").split(",")]
    cover = [["青岭县营销档案导出"], ["单位", "青岭供电公司"], ["导出时间", "2026-11-20", "操作员", "admin"]]
    strange = [[f"x{row}{column}" for column in range(9)] for row in range(20)]
    sheets = {"档案": table, "Sheet2": cover, "数据2": strange}
    report = run(catalogue, _sheets(tmp_path / "档案.xlsx", sheets))
    assert [(source.sheet, source.read) for source in report.explaining] == [("Sheet2", 3)]
    assert [refused.sheet for refused in report.refused] == ["数据2"], "what may hold data is still refused"
    with pytest.raises(BadInput, match="没有找到表头"):
        run(catalogue, _sheets(tmp_path / "封面.xlsx", {"封面": cover}))


def test_numbers_without_a_header_are_no_explanation(catalogue, tmp_path):
    table = [CUSTOMER_HEADER.split(","), *(customer(number, "0301").split(",") for number in range(30))]
    telephones = [[f"03011{number:05d}", f"1380000{number:04d}"] for number in range(20)]
    more = [customer(number, "0301").split(",")[:5] for number in range(100, 120)]
    report = run(catalogue, _sheets(tmp_path / "档案.xlsx", {"档案": table, "Sheet2": telephones, "说明": more}))
    assert report.explaining == []
    assert [refused.sheet for refused in report.refused] == ["Sheet2", "说明"]
