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
    ],
)
def test_names_with_a_day(name, day):
    found = find_data_date(None, [name], WRITTEN)
    assert found.day == day
    assert name in found.origin


@pytest.mark.parametrize(
    "name", ["用电客户.xlsx", "月账202610.csv", "20261340.csv", "13301234567890.csv", "2月30日.csv"]
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
    found = of_one_delivery({"档案.xlsx": [low, written], "台区.csv": [written]})
    assert [one.day for one in found["档案.xlsx"]] == [low.day, low.day]
    assert found["台区.csv"][0].day == low.day, "the only day anything states"
    assert "同一个文件" in found["档案.xlsx"][1].origin
    found = of_one_delivery({"a.xlsx": [last, week, written], "b.csv": [low], "c.csv": [written]})
    assert [one.day for one in found["a.xlsx"]] == [last.day, week.day, week.day]
    assert found["c.csv"] == [written], "several days are stated: which of them is not known"
