"""A whole import on real files: counts add up, cells are typed, the snapshot is composed, nothing is half done."""

from __future__ import annotations

import os
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from census_app.archive.importing import import_files
from census_app.archive.model import Completeness
from census_app.archive.report import ImportRequest
from census_app.archive.typed import table as typed_table
from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.jobs import JobContext

from .delivering import (
    DICTIONARY,
    assert_counts_add_up,
    customer,
    customers,
    rows_of,
    run,
    write,
)


def test_every_cell_of_a_messy_file_is_accounted_for(catalogue, tmp_path):
    file = customers(
        tmp_path,
        "用电客户_20261120.csv",
        '0001,张三,A,"1,315.5",2024年3月5日,正常用电客户,138****5678,10kV',
        "0002,张*,A,315kVA,1900-02-30,0,13800001111,交流10kV",
        ",无名,B,1,2024-03-05,3,,8",
        "0003,王五,B,-,45356,怪,/,08",
        "0003,王五,B,-,45356,怪,/,08",
        encoding="gb18030",
    )
    report = run(catalogue, file)
    assert_counts_add_up(report)
    counts = report.tables["customer"]
    assert (counts.read, counts.rows, counts.rejected, counts.skipped) == (6, 3, 1, {"header": 1, "repeated": 1})
    assert counts.unreadable == 1
    found = rows_of(
        catalogue, "customer", "cons_no", "contract_cap", "build_date", "cons_status", "volt_level", "_flags"
    )
    assert found == [
        ("0001", Decimal("1315.500"), date(2024, 3, 5), "正常用电客户", "交流10kV", ",*mobile,"),
        ("0002", Decimal("315.000"), None, "正常用电客户", "交流10kV", ",*cons_name,!build_date,"),
        ("0003", None, date(2024, 3, 5), "怪", "交流10kV", ",?cons_status,"),
    ]
    facts = catalogue.open().facts("customer", "mobile")
    assert (facts.masked, facts.nulls) == (1, 1)
    assert report.coverage["customer"].completeness is Completeness.COMPLETE
    assert report.coverage["customer"].data_date == date(2026, 11, 20)
    assert sorted(report.as_json()) == sorted(
        [
            "snapshot",
            "parts",
            "tables",
            "coverage",
            "refused",
            "left_out",
            "explaining",
            "questions",
            "mapping",
            "rejected_list",
        ]
    )


def test_the_same_bytes_are_the_same_parts_and_snapshot(catalogue, tmp_path):
    file = customers(tmp_path, "用电客户_20261120.csv", customer(1, "A"), customer(2, "B"))
    first, second = run(catalogue, file), run(catalogue, file)
    assert second.parts == first.parts
    assert second.snapshot == first.snapshot
    assert second.tables == first.tables
    assert len(list(catalogue.parts_folder.iterdir())) == 1


def test_a_column_only_some_sources_have_is_unknown_in_the_others(catalogue, tmp_path):
    full = customers(tmp_path, "用电客户_甲所_20261120.csv", customer(1, "A"))
    short = write(
        tmp_path, "用电客户_乙所_20261120.csv", ["用户编号,用户名称,供电单位编码,用户状态", "2,乙,B,正常用电客户"]
    )
    run(catalogue, full, short)
    flags = dict(
        rows_of(catalogue, "customer", "cons_no", "_flags", "mobile", "contract_cap")
        and [(row[0], row[1]) for row in rows_of(catalogue, "customer", "cons_no", "_flags", "mobile", "contract_cap")]
    )
    assert flags["0000000001"] is None
    assert {"-mobile", "-contract_cap"} <= set(flags["2"].split(","))


def test_refused_files_are_named_while_the_others_go_in(catalogue, tmp_path):
    good = customers(tmp_path, "用电客户_20261120.csv", customer(1, "A"))
    keyless = write(
        tmp_path, "电能表.csv", ["出厂编号,电能表类别,型号,额定电压,用户编号", "1,智能表,DDZY,220V,0000000001"]
    )
    report = run(catalogue, good, keyless)
    assert [refused.file for refused in report.refused] == ["电能表.csv"]
    assert list(report.tables) == ["customer"]
    with pytest.raises(BadInput, match="没有一个文件可以导入") as refused:
        run(catalogue, keyless)
    assert report.refused[0].advice in str(refused.value)


def test_a_row_that_cannot_be_read_is_rejected_and_no_remark(catalogue, tmp_path):
    """A damaged row keeps its cells, so that it is not taken for a lone sentence and skipped."""
    file = customers(tmp_path, "用电客户_20261120.csv", customer(1, "A"), customer(2, "A"), customer(3, "A"))
    file.write_bytes(
        file.read_bytes().replace(customer(2, "A").encode(), customer(2, "A").replace(",", ",\0", 1).encode())
    )
    counts = run(catalogue, file).tables["customer"]
    assert (counts.rows, counts.rejected, sum(counts.skipped.values())) == (2, 1, 1)


def test_a_cancelled_import_leaves_nothing(catalogue, tmp_path):
    file = customers(tmp_path, "用电客户_20261120.csv", *[customer(number, "A") for number in range(10)])
    context = JobContext(lambda done, total, text: context.cancel() if text.startswith("写入") else None)
    with pytest.raises(Cancelled):
        import_files(ImportRequest(files=(file,)), catalogue, DICTIONARY, context)
    assert catalogue.latest() is None
    assert list(catalogue.folder.glob("parts/*")) == []
    assert list(catalogue.scratch_folder.iterdir()) == []


def test_an_import_cancelled_between_months_leaves_none_of_them(catalogue, tmp_path):
    bills = [f"0001,2026{month:02d},M1,1,1" for month in range(1, 11)]
    file = write(tmp_path, "月账_20261120.csv", ["户号,年月,计量点编号,有功结算电量,当月合计电费", *bills])
    seen: list[int] = []

    def listen(done: int, total: int, text: str) -> None:
        if text.startswith("写入") and done == 5:
            seen.append(len(list(catalogue.folder.glob("parts/*"))))
            context.cancel()

    context = JobContext(listen)
    with pytest.raises(Cancelled):
        import_files(ImportRequest(files=(file,)), catalogue, DICTIONARY, context)
    assert seen == [5]
    assert list(catalogue.folder.glob("parts/*")) == []


def test_long_numbers_in_key_columns_are_refused_by_row(catalogue, tmp_path):
    file = tmp_path / "计量点_20261120.xlsx"
    with xlsxwriter.Workbook(str(file)) as workbook:
        page = workbook.add_worksheet("计量点")
        page.write_row(0, 0, ["计量点编号", "用户编号", "计量方式", "投运日期"])
        page.write_row(1, 0, ["M1", "0001", "高供高计", "2024/3/5"])
        page.write_row(2, 0, [123456789012345678, "0002", "高供低计", "20240305"])
        page.write_row(3, 0, ["M3", 123456789012345678, "高供低计", "2024.3.5"])
    report = run(catalogue, file)
    assert report.tables["metering_point"].rejected == 1
    assert rows_of(catalogue, "metering_point", "mp_no", "cons_no", "_flags") == [
        ("M1", "0001", None),
        ("M3", None, ",!cons_no,"),
    ]
    sheet = CalamineWorkbook.from_path(str(report.rejected_list)).get_sheet_by_index(0).to_python()
    assert any("15 位以上数字按数值存储，末位已失真" in str(row[-1]) for row in sheet)


def test_codes_of_accuracy_classes_are_told_from_the_classes_by_their_column(catalogue, tmp_path):
    meters = ["电能表资产编号,计量点编号,有功准确度等级", "A1,1,2", "A2,2,5", "A3,3,10"]
    run(catalogue, write(tmp_path, "电能表.csv", meters))
    assert rows_of(catalogue, "meter", "acc_class_p") == [("0.5S",), ("1",), ("D",)]
    pieces = ["互感器资产编号,计量点编号,互感器类型,准确度等级", "B1,1,电流互感器,2", "B2,2,电压互感器,4"]
    run(catalogue, write(tmp_path, "互感器.csv", pieces))
    assert rows_of(catalogue, "instrument_transformer", "acc_class") == [("0.5S",), ("0.5",)]


def test_labels_of_a_closed_list_are_its_values_and_not_names(catalogue, tmp_path):
    lines = ["户号,户名,用电地址,班次", "1301000001,张三,柳河镇,单班", "1301000002,李四,柳河镇,连续生产"]
    run(catalogue, write(tmp_path, "用电客户.csv", lines))
    assert rows_of(catalogue, "customer", "shift_no") == [("单班",), ("连续生产",)]


def test_two_aliases_are_a_header(catalogue, tmp_path):
    file = write(tmp_path, "名单.csv", ["户号,手机号", "1301000001,13903161234", "1301000002,13903165678"])
    assert run(catalogue, file, force_table="customer").tables["customer"].rows == 2


def test_many_odd_spellings_in_a_table_whose_unit_stands_in_its_own_column(catalogue, tmp_path, monkeypatch):
    """What needs a join is put beside the other columns; the unit is one of those."""
    monkeypatch.setattr(typed_table, "_MOST_LOOKED_UP", 1)
    lines = [customer(number, "13401", f"{number}ＫＶＡ") for number in range(1, 9)]
    report = run(catalogue, customers(tmp_path, "用电客户_20261120.csv", *lines))
    assert_counts_add_up(report)
    found = rows_of(catalogue, "customer", "cons_no", "contract_cap", "_unit")
    assert found == [(f"{number:010d}", Decimal(number), "13401") for number in range(1, 9)]


def test_files_of_one_name_are_told_apart_by_their_folders(catalogue, tmp_path):
    folders = [tmp_path / "第48周" / unit for unit in ("桃花所", "漳江所")]
    for number, folder in enumerate(folders):
        folder.mkdir(parents=True)
        customers(folder, "用电客户.csv", customer(number, "0301"), f",无号{number},0301,8,,,,")
        os.utime(folder / "用电客户.csv", (datetime(2026, 11, 20, 9).timestamp(),) * 2)
    report = run(catalogue, *(folder / "用电客户.csv" for folder in folders))
    assert [source.file for source in report.tables["customer"].sources] == [
        "桃花所/用电客户.csv",
        "漳江所/用电客户.csv",
    ]
    assert report.coverage["customer"].data_date == date(2026, 11, 20), "the file's own time, not the moment"
    assert report.rejected_list is not None
    told = {
        str(row[-5])
        for sheet in CalamineWorkbook.from_path(report.rejected_list).sheet_names
        for row in CalamineWorkbook.from_path(report.rejected_list).get_sheet_by_name(sheet).to_python()[1:]
    }
    assert told == {"桃花所/用电客户.csv", "漳江所/用电客户.csv"}
    alone = run(catalogue, folders[0] / "用电客户.csv", left_out=frozenset())
    assert [source.file for source in alone.tables["customer"].sources] == ["用电客户.csv"]


def test_rows_rejected_before_are_still_pointed_at(catalogue, tmp_path):
    file = customers(tmp_path, "用电客户_20261120.csv", customer(1, "0301"), ",无号,0301,8,,,,")
    first = run(catalogue, file)
    again = run(catalogue, file)
    assert again.tables["customer"].rejected == 1
    assert again.rejected_list == first.rejected_list is not None
    clean = run(catalogue, customers(tmp_path, "用电客户_20261127.csv", customer(1, "0301")))
    assert clean.rejected_list is None
