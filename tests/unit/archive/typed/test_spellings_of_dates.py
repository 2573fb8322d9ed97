"""Dates in every spelling people use; nothing is read that has two meanings or does not exist."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.archive.typed.spellings_of_dates import DateReader

READER = DateReader(pivot_year=2046)
DAYS = st.dates(date(1850, 1, 1), date(2199, 12, 31))
SPELLINGS = (
    "{d:%Y-%m-%d}",
    "{d.year}-{d.month}-{d.day}",
    "{d:%Y/%m/%d}",
    "{d.year}/{d.month}/{d.day}",
    "{d:%Y%m%d}",
    "{d.year}.{d.month}.{d.day}",
    "{d.year}年{d.month}月{d.day}日",
    "{d:%Y}年{d:%m}月{d:%d}日",
    "{d.year} {d.month} {d.day}",
    "{d.year}年{d.month}月{d.day}号",
    "{d:%Y-%m-%d} 00:00:00",
    "{d:%Y-%m-%d}T00:00:00",
    "{d:%Y/%m/%d} 0:00",
    "{d:%Y%m%d}000000",
    "{d.year}年{d.month}月{d.day}日 星期三",
)


@given(DAYS, st.sampled_from(SPELLINGS))
def test_every_usual_spelling_gives_the_day(day, spelling):
    assert READER.read_date(spelling.format(d=day)) == day


@given(DAYS)
def test_english_months_give_the_day(day):
    assert READER.read_date(f"{day.day}-{day:%b}-{day.year}") == day
    assert READER.read_date(f"{day:%B} {day.day}, {day.year}") == day


@given(st.dates(date(1927, 5, 19), date(2150, 1, 1)))
def test_excel_serials_of_both_systems(day):
    assert READER.read_date(str((day - date(1899, 12, 30)).days)) == day
    mac = DateReader(serial_origin=date(1904, 1, 1))
    if (day - date(1904, 1, 1)).days >= 10_000:
        assert mac.read_date(str((day - date(1904, 1, 1)).days)) == day


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)))
def test_times_of_day_are_kept_as_local_wall_time(moment):
    for text in (
        f"{moment:%Y-%m-%d %H:%M:%S}",
        f"{moment:%Y/%m/%d %H:%M:%S}",
        f"{moment:%Y%m%d%H%M%S}",
        f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour}时{moment.minute}分{moment.second}秒",
        f"{moment:%Y-%m-%dT%H:%M:%S}+08:00",
        f"{moment:%Y-%m-%d %I:%M:%S %p}",
    ):
        assert READER.read_time(text) == moment, text


@given(st.dates(date(1947, 1, 1), date(2046, 12, 31)))
def test_two_digit_years_lie_at_most_the_given_years_ahead(day):
    assert READER.read_date(f"{day.day}-{day:%b}-{day:%y}") == day
    assert READER.read_date(f"{day:%y}年{day.month}月{day.day}日") == day


@pytest.mark.parametrize(
    "text",
    [
        "1900-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "20240230", "2024年2月30日", "0000-00-00", "2024",
        "202403", "2024-03", "2024-03-05 abc",
        "24-3-5", "3/5/2024", "5.3.2024", "今天", "长期", "2024-03-05 25:00:00", "2024-03-05 12:60",
        "2024-03-05T08:00:00Z",
        "2024-03-05 08:00:00+00:00", "12345678901", "1e5", "--", "", "45000000",
    ],
)  # fmt: skip
def test_what_does_not_exist_or_means_two_things_is_not_read(text):
    assert READER.read_date(text) is None


def test_the_day_first_or_the_month_first_when_only_one_is_possible():
    assert READER.read_date("25/3/2024") == date(2024, 3, 25)
    assert READER.read_date("3/25/2024") == date(2024, 3, 25)
    assert READER.read_date("4/4/2024") == date(2024, 4, 4)


def test_midnight_at_the_end_of_a_day_is_the_next_day():
    assert READER.read_time("2024-12-31 24:00:00") == datetime(2025, 1, 1)


def test_serials_with_a_fraction_are_times():
    assert READER.read_time("45356.5") == datetime(2024, 3, 5, 12)
    assert READER.read_time("45356") == datetime(1899, 12, 30) + timedelta(days=45356)


@given(st.dates(date(1850, 1, 1), date(2199, 12, 1)))
def test_months_in_every_spelling(day):
    wanted = f"{day:%Y%m}"
    for text in (
        wanted, f"{day:%Y-%m}", f"{day.year}-{day.month}", f"{day.year}年{day.month}月", f"{day.year}.{day.month}",
        f"{day:%Y/%m}", f"{day:%Y-%m-%d}", f"{day:%b}-{day.year}",
    ):  # fmt: skip
        assert READER.read_month(text) == wanted, text


@pytest.mark.parametrize("text", ["202413", "202400", "2024-13", "24-03", "2024", "三月", "99999", "20241"])
def test_no_months(text):
    assert READER.read_month(text) is None


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text):
    READER.read_time(text)
    READER.read_month(text)
