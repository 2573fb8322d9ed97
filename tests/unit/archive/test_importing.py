"""A whole import on real files: counts add up, cells are typed, the snapshot is composed, nothing is half done."""

from __future__ import annotations

import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

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
    CUSTOMER_HEADER,
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


def test_old_content_that_comes_again_under_another_name_is_told(catalogue, tmp_path):
    first = customers(tmp_path, "用电客户_20261120.csv", *(customer(number, "A") for number in range(20)))
    run(catalogue, first)
    corrected = [customer(number, "A", "10") for number in range(20)]
    assert run(catalogue, customers(tmp_path, "用电客户_20261120更正.csv", *corrected)).questions == []
    renamed = tmp_path / "县公司用户.csv"
    renamed.write_bytes(first.read_bytes())
    (question,) = run(catalogue, renamed).questions
    assert "用电客户_20261120.csv" in question and "又换回了它" in question
    assert run(catalogue, renamed).questions == []


def test_the_same_bytes_are_the_same_parts_and_snapshot(catalogue, tmp_path):
    file = customers(tmp_path, "用电客户_20261120.csv", customer(1, "A"), customer(2, "B"))
    first, second = run(catalogue, file), run(catalogue, file)
    assert second.parts == first.parts
    assert second.snapshot == first.snapshot
    assert second.tables == first.tables
    assert len(list(catalogue.parts_folder.iterdir())) == 1


def test_a_partial_delivery_replaces_its_units_and_inherits_the_others(catalogue, tmp_path):
    week1 = [customer(number, "A") for number in range(20)] + [customer(number, "B") for number in range(20, 40)]
    run(catalogue, customers(tmp_path, "用电客户_20261113.csv", *week1))
    week2 = [customer(number, "A", "10") for number in range(1, 20)]
    report = run(catalogue, customers(tmp_path, "用电客户_20261120.csv", *week2))
    assert len(report.questions) == 1
    assert "B" in report.questions[0]
    found = rows_of(catalogue, "customer", "cons_no", "contract_cap", "_unit", "row_id")
    assert [row[3] for row in found] == list(range(39))
    assert {row[1] for row in found if row[2] == "A"} == {Decimal("10.000")}
    assert {row[1] for row in found if row[2] == "B"} == {Decimal("8.000")}
    assert "0000000000" not in {row[0] for row in found}
    coverage = report.coverage["customer"]
    assert coverage.completeness is Completeness.PARTIAL
    assert coverage.units == ("A", "B")
    assert coverage.inherited_units == ("B",)
    assert coverage.unit_dates == {"A": date(2026, 11, 20), "B": date(2026, 11, 13)}
    assert catalogue.open().key_unique("customer")


def test_a_truncated_delivery_keeps_what_it_does_not_name_and_does_not_cover_the_unit(catalogue, tmp_path):
    run(catalogue, customers(tmp_path, "用电客户_20261113.csv", *[customer(number, "A") for number in range(40)]))
    cut = [customer(number, "A", "10") for number in range(10)]
    report = run(catalogue, customers(tmp_path, "用电客户_20261120.csv", *cut))
    assert "降到 10" in report.questions[0]
    assert len(rows_of(catalogue, "customer", "cons_no")) == 40
    assert report.coverage["customer"].units == ()
    answered = run(catalogue, tmp_path / "用电客户_20261120.csv", completeness=Completeness.COMPLETE)
    assert answered.questions == []
    assert len(rows_of(catalogue, "customer", "cons_no")) == 10
    assert answered.coverage["customer"].completeness is Completeness.COMPLETE


def test_only_one_units_meters_do_not_cover_the_others(catalogue, tmp_path):
    people = [customer(number, "A") for number in range(5)] + [customer(number, "B") for number in range(5, 10)]
    meters = [f"M{number},{number:010d}" for number in range(5)]
    report = run(
        catalogue,
        customers(tmp_path, "用电客户_20261120.csv", *people),
        write(
            tmp_path,
            "电能表_20261120.csv",
            ["电能表资产编号,用户编号,出厂编号", *[f"{line},{line[1:2]}" for line in meters]],
        ),
    )
    assert report.coverage["meter"].completeness is Completeness.PARTIAL
    assert report.coverage["meter"].units == ("A",)
    assert "metering_point" not in report.coverage


def test_inherited_tables_are_marked_and_grow_stale(catalogue, tmp_path):
    run(catalogue, customers(tmp_path, "用电客户_20261101.csv", customer(1, "A")))
    meter = write(tmp_path, "电能表_20261110.csv", ["电能表资产编号,用户编号,出厂编号", "M1,0000000001,1"])
    fresh = run(catalogue, meter).coverage["customer"]
    assert (fresh.inherited, fresh.stale, fresh.units) == (True, False, None)
    later = write(tmp_path, "电能表_20261120.csv", ["电能表资产编号,用户编号,出厂编号", "M1,0000000001,2"])
    stale = run(catalogue, later).coverage["customer"]
    assert (stale.inherited, stale.stale, stale.units) == (True, True, ())


def test_bills_are_kept_by_month_and_unchanged_months_are_not_written_again(catalogue, tmp_path):
    header = "户号,年月,计量点编号,有功结算电量(万kWh),当月合计电费(元)"
    bills = [f"000{number},2026{month:02d},M{number},1.5,100" for number in (1, 2, 3) for month in (8, 9)]
    first = run(catalogue, write(tmp_path, "月账_20261101.csv", [header, *bills]))
    more = [f"000{number},2026-10,M{number},0.25,100" for number in (1, 2, 3)]
    second = run(catalogue, write(tmp_path, "月账_20261120.csv", [header, *more, *bills]))
    assert_counts_add_up(second)
    assert len(first.parts) == 2
    assert set(first.parts) < set(second.parts)
    found = rows_of(catalogue, "billing_month", "ym", "settle_pq")
    assert found == [
        *[("202608", Decimal(15000))] * 3,
        *[("202609", Decimal(15000))] * 3,
        *[("202610", Decimal(2500))] * 3,
    ]


def test_an_older_delivery_does_not_replace_newer_data(catalogue, tmp_path):
    run(catalogue, customers(tmp_path, "用电客户_20261120.csv", customer(1, "A", "20")))
    report = run(catalogue, customers(tmp_path, "用电客户_20261113.csv", customer(1, "A", "13")))
    assert "早于" in report.questions[0]
    assert rows_of(catalogue, "customer", "contract_cap") == [(Decimal("20.000"),)]


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


def test_a_later_file_of_one_import_that_is_no_new_edition_takes_nothing_away(catalogue, tmp_path):
    low = [customer(number, f"030{number % 2}") for number in range(40)]
    high = [customer(number, f"030{number % 2}") for number in range(100, 106)]
    files = [customers(tmp_path, "低压_20261118.csv", *low), customers(tmp_path, "高压_20261119.csv", *high)]
    report = run(catalogue, *files)
    assert report.coverage["customer"].rows == 46
    assert report.coverage["customer"].completeness is Completeness.PARTIAL
    assert len(report.questions) == 1 and "都留下" in report.questions[0]


def test_the_later_of_two_editions_dropped_together_replaces_the_earlier(catalogue, tmp_path):
    before = [customer(number, f"030{number % 2}") for number in range(40)]
    files = [customers(tmp_path, "客户_20261118.csv", *before), customers(tmp_path, "客户_20261125.csv", *before[1:])]
    report = run(catalogue, *files)
    assert report.coverage["customer"].rows == 39
    assert report.questions == []


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


def test_reference_tables_are_recognised_and_can_be_forced(catalogue, tmp_path):
    header, row = "证件号,姓名,核验结果,核验日期", "110101198001011234,张三,一致,2026-11-01"
    recognised = run(catalogue, write(tmp_path, "公安人口核验结果.csv", ["记录号," + header, "1," + row]))
    assert list(recognised.tables) == ["gov_population"]
    forced = run(catalogue, write(tmp_path, "导出.csv", ["记录号," + header, "2," + row]), force_table="gov_population")
    assert list(forced.tables) == ["gov_population"]
    with pytest.raises(BadInput, match="没有表"):
        run(catalogue, tmp_path / "导出.csv", force_table="gov_nothing")


def test_a_register_needs_no_record_numbers(catalogue, tmp_path):
    header = "证件号,姓名,核验结果,核验日期"
    first, second = "110101198001011234,张三,一致,2026-11-01", "110101198001011242,李四,一致,2026-11-01"
    without = run(catalogue, write(tmp_path, "公安人口核验结果.csv", [header, first, second]))
    assert (without.tables["gov_population"].rows, without.refused) == (2, [])
    lines = ["记录号," + header, "7," + first, "," + second]
    blank = run(catalogue, write(tmp_path, "公安人口核验结果2.csv", lines), force_table="gov_population")
    assert (blank.tables["gov_population"].rows, blank.tables["gov_population"].rejected) == (2, 0)
    houses = ["权利人,证件号,坐落", "张三,110101198001011234,青岭县柳河镇1号"]
    assert run(catalogue, write(tmp_path, "不动产登记.csv", houses)).tables["gov_real_estate"].rows == 1


def test_a_part_of_a_register_without_record_numbers_repeats_nobody(catalogue, tmp_path):
    header, people = "证件号,姓名,户籍地址", [f"11010119800101{number:04d},张三,{number}号" for number in range(30)]
    run(catalogue, write(tmp_path, "公安人口_20261113.csv", [header, *people]), force_table="gov_population")
    moved = [line + "院" for line in people[:3]]
    later = write(tmp_path, "公安人口_20261120.csv", [header, *moved, *people[3:9]])
    report = run(catalogue, later, force_table="gov_population")
    assert report.coverage["gov_population"].completeness is Completeness.PARTIAL
    found = rows_of(catalogue, "gov_population", "cert_no", "home_addr")
    # whether somebody moved or is another of the same name nothing tells: both lines stay
    assert sorted(found) == sorted(tuple(line.split(",")[::2]) for line in [*people, *moved])


def test_numbers_that_begin_anew_in_each_file_of_a_register_replace_nobody(catalogue, tmp_path):
    header = "序号,证件号,姓名,户籍地址"
    people = [f"11010119800101{number:04d},张三{number},{number}号" for number in range(40)]
    first = [f"{place},{one}" for place, one in enumerate(people[:20], 1)]
    run(catalogue, write(tmp_path, "公安人口_20261113.csv", [header, *first]), force_table="gov_population")
    second = [f"{place},{one}" for place, one in enumerate(people[20:28], 1)]
    report = run(catalogue, write(tmp_path, "公安人口_20261120.csv", [header, *second]), force_table="gov_population")
    assert report.coverage["gov_population"].completeness is Completeness.PARTIAL
    assert len(rows_of(catalogue, "gov_population", "cert_no")) == 28
    # the same numbers with the same people are the same records, whatever else changed
    moved = [line + "院" for line in second[:8]]
    run(catalogue, write(tmp_path, "公安人口_20261127.csv", [header, *moved]), force_table="gov_population")
    assert len(rows_of(catalogue, "gov_population", "cert_no")) == 28


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


def test_what_comes_again_byte_for_byte_holds_for_its_new_day(catalogue, tmp_path):
    """A table that did not change since, with another delivery in between."""
    first = [customer(number, f"030{number % 2}") for number in range(20)]
    other = [customer(number, f"030{number % 2}", "16") for number in range(20)]
    run(catalogue, customers(tmp_path, "用电客户_20261102.csv", *first))
    run(catalogue, customers(tmp_path, "用电客户_20261109.csv", *other))
    report = run(catalogue, customers(tmp_path, "用电客户_20261116.csv", *first))
    assert [question for question in report.questions if "早于" in question] == []
    assert any("这次又换回了它" in question for question in report.questions)
    assert {capacity for (capacity,) in rows_of(catalogue, "customer", "contract_cap")} == {Decimal(8)}
    assert report.coverage["customer"].data_date == date(2026, 11, 16)


def test_older_data_do_not_replace_what_was_delivered_again_since(catalogue, tmp_path):
    first = [customer(number, f"030{number % 2}") for number in range(20)]
    other = [customer(number, f"030{number % 2}", "16") for number in range(20)]
    run(catalogue, customers(tmp_path, "用电客户_20261102.csv", *first))
    run(catalogue, customers(tmp_path, "用电客户_20261116.csv", *first))
    report = run(catalogue, customers(tmp_path, "用电客户_20261109.csv", *other))
    assert any("数据日期 2026-11-09 早于已有的 2026-11-16" in question for question in report.questions)
    assert {capacity for (capacity,) in rows_of(catalogue, "customer", "contract_cap")} == {Decimal(8)}


def test_a_merged_unit_is_not_taken_for_missing(catalogue, tmp_path):
    run(catalogue, customers(tmp_path, "用电客户_20261102.csv", *(customer(n, f"030{n % 3}") for n in range(30))))
    merged = [customer(n, "0300" if n % 3 == 2 else f"030{n % 3}") for n in range(30)]
    report = run(catalogue, customers(tmp_path, "用电客户_20261109.csv", *merged))
    assert report.coverage["customer"].completeness is Completeness.COMPLETE
    [question] = report.questions
    assert "1 个单位（0302）原有的 10 条这次都归在别的单位" in question
    gone = [customer(n, "0300") for n in range(30) if n % 3 == 0]
    report = run(catalogue, customers(tmp_path, "用电客户_20261116.csv", *gone))
    assert "1 个单位（0301）这次没有数据" in report.questions[0], "what is nowhere is missing"


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
