"""Rejected rows go out as a list, and come back corrected: beside the file they correct, before it or long after."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from census_app.archive.model import Completeness
from census_app.archive.rejected_list.reading import read_rejected
from census_app.foundation.errors import BadInput
from tests.unit.archive.delivering import (
    assert_counts_add_up,
    customer,
    customers,
    rows_of,
    run,
)


def test_the_rejected_list_is_read_back_beside_its_source_rows(catalogue, tmp_path):
    nobody = ",".join(["", *customer(2, "0301").split(",")[1:]])
    unreadable = customer(3, "0301").replace("2020-01-02", "前年春天")
    report = run(catalogue, customers(tmp_path, "客户.csv", customer(1, "0301"), nobody, unreadable))
    found = read_rejected(report.rejected_list)
    assert not found.more
    assert [(row.file, row.number, row.columns) for row in found.rows] == [
        ("客户.csv", 3, ("用户编号",)),
        ("客户.csv", 4, ("立户日期",)),
    ]
    assert dict(found.rows[1].cells)["立户日期"] == "前年春天"
    assert all(row.reason for row in found.rows)
    assert (
        len(read_rejected(report.rejected_list, most=1).rows),
        read_rejected(report.rejected_list, most=1).more,
    ) == (
        1,
        True,
    )


def test_what_is_no_rejected_list_is_said(tmp_path):
    other = tmp_path / "别的.xlsx"
    with xlsxwriter.Workbook(str(other)) as book:
        book.add_worksheet().write_string(0, 0, "户号")
    with pytest.raises(BadInput, match="不是拒收清单"):
        read_rejected(other)
    with pytest.raises(BadInput, match="读不出来"):
        read_rejected(tmp_path / "没有.xlsx")


def test_the_rejected_list_can_be_corrected_and_imported_again(catalogue, tmp_path):
    rows = [customer(number, "A") for number in range(20)]
    report = run(
        catalogue,
        customers(tmp_path, "用电客户_20261120.csv", *rows, ",缺号,A,8,2020-01-02,正常用电客户,13900000001,交流220V"),
    )
    sheet = CalamineWorkbook.from_path(str(report.rejected_list)).get_sheet_by_index(0).to_python()
    assert sheet[0][-5:] == ["文件", "工作表", "行", "列", "原因"]
    assert sheet[1][1] == "缺号"
    assert sheet[1][-5:] == ["用电客户_20261120.csv", "", "22", "用户编号", "关键列“用户编号”没有值"]

    corrected = tmp_path / "拒收清单.xlsx"
    book = load_workbook(report.rejected_list)
    book.worksheets[0]["A2"] = "0000000099"
    book.save(corrected)
    again = run(catalogue, corrected)
    assert again.questions == []
    assert len(rows_of(catalogue, "customer", "cons_no")) == 21
    assert again.coverage["customer"].completeness is Completeness.COMPLETE or again.coverage["customer"].units == (
        "A",
    )


def corrected_list(report, target, key):
    """The rejected list with its only row given a key, saved as `target`."""
    book = load_workbook(report.rejected_list)
    book.worksheets[0]["A2"] = key
    book.save(target)
    return target


def test_a_corrected_list_and_the_file_it_corrects_may_come_together(catalogue, tmp_path):
    rows = [customer(number, "A") for number in range(20)]
    unreadable = customer(3, "A", "8").replace("2020-01-02", "前年春天")
    first = run(catalogue, file := customers(tmp_path, "用电客户_20261120.csv", *rows[:3], unreadable, *rows[4:]))
    corrected = corrected_list(first, tmp_path / "改好.xlsx", "0000000003")
    run(catalogue, corrected, file)
    found = rows_of(catalogue, "customer", "cons_no")
    assert len(found) == len(set(found)) == 20


def test_a_corrected_list_and_the_file_it_corrects_may_be_the_first_to_come(catalogue, other, tmp_path):
    """Both are typed for one table and one day."""
    bad = [customer(number, "A").replace("2020-01-02", f"前年春天{number}") for number in range(5)]
    rows = [customer(number, "A") for number in range(5, 20)]
    first = run(other, file := customers(tmp_path, "用电客户_20261120.csv", *bad, *rows))
    report = run(catalogue, corrected_list(first, tmp_path / "改好.xlsx", "0000000000"), file)
    assert_counts_add_up(report)
    found = rows_of(catalogue, "customer", "cons_no")
    assert len(found) == len(set(found)) == 20
    sources = {str(row[0]) for row in rows_of(catalogue, "customer", "_source_file")}
    assert sources == {"改好.xlsx", "用电客户_20261120.csv"}


def test_a_delivery_that_lacks_rows_keeps_the_old_ones_also_beside_a_corrected_list(catalogue, tmp_path):
    rows = [customer(number, "A") for number in range(40)]
    missing = customer(99, "A").replace("0000000099", "", 1)
    first = run(catalogue, customers(tmp_path, "用电客户_20261120.csv", *rows, missing))
    corrected = corrected_list(first, tmp_path / "改好.xlsx", "0000000099")
    report = run(catalogue, corrected, customers(tmp_path, "用电客户_20261127.csv", *rows[:10]))
    assert len(report.questions) == 1
    assert len(rows_of(catalogue, "customer", "cons_no")) == 41


def test_a_corrected_list_saved_later_does_not_make_the_next_export_come_too_late(catalogue, tmp_path):
    rows = [customer(number, "A") for number in range(20)]
    bad = customer(3, "A", "8").replace("2020-01-02", "前年春天")
    (tmp_path / "一").mkdir()
    first = run(catalogue, customers(tmp_path / "一", "用电客户.csv", *rows[:3], bad), data_date=date(2026, 11, 20))
    run(catalogue, corrected_list(first, tmp_path / "改好.xlsx", "0000000003"))
    assert catalogue.open().manifest.data_date == date(2026, 11, 20)
    later = [customer(number, "A", "10") for number in range(20)]
    report = run(catalogue, customers(tmp_path, "用电客户_20261121.csv", *later))
    assert report.questions == []
    assert set(rows_of(catalogue, "customer", "contract_cap")) == {(Decimal("10.000"),)}
