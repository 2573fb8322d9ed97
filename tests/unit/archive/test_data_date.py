"""Data dates from what is said, from titles and names, else from the file's time; the report says which."""

from datetime import date, datetime

import pytest

from census_app.archive.data_date import DataDate, find_data_date, of_one_delivery

WRITTEN = datetime(2026, 11, 25, 9)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("用电客户_20261120.xlsx", date(2026, 11, 20)),
        ("用电客户2026-11-20.csv", date(2026, 11, 20)),
        ("台区清单（2026年11月3日）.xlsx", date(2026, 11, 3)),
        ("2026.11.20 计量点", date(2026, 11, 20)),
        ("11月20日导出.xlsx", date(2026, 11, 20)),
        ("12月3日导出.xlsx", date(2025, 12, 3)),
        ("电费20261101-20261120.csv", date(2026, 11, 20)),
        ("计划_20301231.csv", date(2030, 12, 31)),
        ("2026年11-25用户.xlsx", date(2026, 11, 25)),
        ("2026-1-11用户.xlsx", date(2026, 1, 11)),
    ],
)
def test_names_with_a_day(name, day):
    found = find_data_date(None, [name], WRITTEN)
    assert found.day == day
    assert name in found.origin


@pytest.mark.parametrize(
    "name",
    [
        "用电客户.xlsx",
        "月账202610.csv",
        "20261340.csv",
        "13301234567890.csv",
        "2月30日.csv",
        "2026年1-11月电费.xlsx",
        "2026年1-11电费.xlsx",
        "2026.1-11电费.xlsx",
        "2026年1-3季度.xlsx",
    ],
)
def test_names_without_one_leave_it_to_the_files_time(name):
    found = find_data_date(None, [name], WRITTEN)
    assert found.day == date(2026, 11, 25)
    assert "修改日期" in found.origin


def test_what_is_said_wins_and_titles_come_before_names():
    assert find_data_date(date(2026, 1, 1), ["20261120"], WRITTEN).day == date(2026, 1, 1)
    assert find_data_date(None, ["截至2026年11月19日", "20261120"], WRITTEN).day == date(2026, 11, 19)


def test_what_states_no_date_goes_with_what_came_with_it():
    written = find_data_date(None, ["高压用户"], WRITTEN)
    low, week, last = (DataDate(date(2026, 11, day), "取自名称") for day in (18, 20, 13))
    found = of_one_delivery(
        [
            ("档案.xlsx", "customer", low),
            ("档案.xlsx", "meter", written),
            ("高压.csv", "customer", written),
            ("台区.csv", "distribution_transformer", written),
        ]
    )
    assert [one.day for one in found[:3]] == [low.day] * 3
    assert "同一个文件" in found[1].origin and "一起导入" in found[2].origin
    assert found[3] == written, "another table of another file: nothing could replace it"
    came = [("a.xlsx", last), ("a.xlsx", week), ("a.xlsx", written), ("b.csv", low), ("c.csv", written)]
    found = of_one_delivery([(file, "customer", day) for file, day in came])
    assert [one.day for one in found[:3]] == [last.day, week.day, week.day]
    assert found[4] == written, "several days are stated: which of them is not known"
