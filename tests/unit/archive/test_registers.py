"""Registers of others: recognised or forced, with and without record numbers."""

from __future__ import annotations

from datetime import date

import pytest

from census_app.archive.importing import import_files
from census_app.archive.model import Completeness
from census_app.archive.report import ImportRequest
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import silent

from .delivering import (
    DICTIONARY,
    customer,
    customers,
    rows_of,
    run,
    write,
)


def test_reference_tables_are_recognised_and_can_be_forced(catalogue, tmp_path):
    header, row = "证件号,姓名,核验结果,核验日期", "110101198001011234,张三,一致,2026-11-01"
    recognised = run(catalogue, write(tmp_path, "公安人口核验结果.csv", ["记录号," + header, "1," + row]))
    assert list(recognised.tables) == ["gov_population"]
    forced = run(catalogue, write(tmp_path, "导出.csv", ["记录号," + header, "2," + row]), force_table="gov_population")
    assert list(forced.tables) == ["gov_population"]
    with pytest.raises(BadInput, match="没有表"):
        run(catalogue, tmp_path / "导出.csv", force_table="gov_nothing")


@pytest.mark.parametrize(
    ("table", "header", "row", "field"),
    [
        ("payment_return", "户号,姓名,手机号码,时间,金额", "3208101803,张*,189****3796,2026-10-18,120.5", "payer_name"),
        ("gov_population", "姓名,身份证号,手机号码,地址", "张三,110101198001011234,13931165000,柳河镇1号", "home_addr"),
        ("gov_market_entity", "名称,信用代码,法人,手机号,地址", "甲公司,91110000000000000A,李四,139,1号", "ent_name"),
        ("gov_real_estate", "姓名,身份证号,房屋地址", "张三,110101198001011234,柳河镇1号", "location"),
        ("address_std", "地址,县区,乡镇,村", "柳河镇王庄村1号,青岭县,柳河镇,王庄村", "full_addr"),
        ("operator_return", "电话号码,状态", "13931165000,在网", "mobile"),
    ],
)  # fmt: skip
def test_the_plain_words_of_other_offices_are_known(catalogue, tmp_path, table, header, row, field):
    report = run(catalogue, write(tmp_path, "导出.csv", [header, row]), force_table=table)
    assert [column["header"] for column in report.mapping[0]["columns"] if column["field"] is None] == []
    assert len(rows_of(catalogue, table, field)) == 1


def test_another_table_is_not_forced_into_a_register(catalogue, tmp_path):
    header = "用户编号,用户名称,证件类型,证件号码,移动电话,用电地址,用电类别,供电电压,合同容量,运行容量"
    row = "3208101803,张三,居民身份证,110101198001011234,13931165000,柳河镇1号,居民生活,交流220V,8,8"
    with pytest.raises(BadInput, match="不像公安人口核验结果"):
        run(catalogue, write(tmp_path, "导出.csv", [header, row]), force_table="gov_population")


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


def test_a_register_dated_after_the_exports_does_not_move_today(catalogue, tmp_path):
    register = write(tmp_path, "公安人口_20261210.csv", ["证件号,姓名", "110101198001011234,张三"])
    alone = run(catalogue, register, force_table="gov_population")
    assert catalogue.open(alone.snapshot).manifest.data_date == date(2026, 12, 10), "there is no other day yet"
    people = ["用户编号,用户名称,用户状态", "0300001,张三,正常用电客户"]
    report = run(catalogue, write(tmp_path, "用电客户_20261120.csv", people))
    assert catalogue.open(report.snapshot).manifest.data_date == date(2026, 11, 20)
    assert not report.coverage["customer"].stale
    later = run(catalogue, write(tmp_path, "用电客户_20261127.csv", [*people, "0300002,李四,正常用电客户"]))
    assert catalogue.open(later.snapshot).manifest.data_date == date(2026, 11, 27)


def test_a_register_whose_declaration_has_gone_is_left_behind_and_said(catalogue, tmp_path):
    run(catalogue, customers(tmp_path, "用户20261120.csv", customer(1, "1301001")))
    run(
        catalogue, write(tmp_path, "导出.csv", ["姓名,证件号", "张三,110101198001011234"]), force_table="gov_population"
    )
    without = DICTIONARY.model_copy(
        update={"tables": {name: one for name, one in DICTIONARY.tables.items() if name != "gov_population"}}
    )
    later = ImportRequest(files=(customers(tmp_path, "用户20261127.csv", customer(2, "1301001")),))
    report = import_files(later, catalogue, without, silent())
    assert [str(one) for one in report.questions if "放回声明" in str(one)]
    assert set(catalogue.latest().parts) == {"customer"}
