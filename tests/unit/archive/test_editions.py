"""What a later delivery replaces, inherits and leaves: units, months, days, editions dropped together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from census_app.archive.model import Completeness, Stated

from .delivering import (
    assert_counts_add_up,
    customer,
    customers,
    rows_of,
    run,
    write,
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
    answered = run(catalogue, tmp_path / "用电客户_20261120.csv", completeness=Stated.COMPLETE)
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
