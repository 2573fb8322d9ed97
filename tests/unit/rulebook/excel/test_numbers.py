from __future__ import annotations

import pytest

from census_app.rulebook.excel.numbers import BUILT_IN_FORMATS, number_text
from census_app.rulebook.excel.spelling import CellRefused


@pytest.mark.parametrize(
    ("raw", "number_format", "text"),
    [
        ("0.5", "General", "0.5"),
        ("1", "General", "1"),
        ("1.0", "General", "1"),
        ("0.10000000000000001", "General", "0.1"),
        ("-3", "@", "-3"),
        ("1E3", "General", "1000"),
        ("0.50", "0.0", "0.5"),
        ("100", "0", "100"),
        ("46023", "yyyy-mm-dd", "2026-01-01"),
        ("46023", 'yyyy"年"m"月"d"日"', "2026-01-01"),
        ("46023", BUILT_IN_FORMATS[14], "2026-01-01"),
        ("46023", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2026-01-01"),
        ("46023.3541666667", "yyyy/m/d h:mm", "2026-01-01 08:30:00"),
    ],
)
def test_read_as_seen(raw: str, number_format: str, text: str) -> None:
    assert number_text(raw, number_format, from_1904=False, dates=True) == text


@pytest.mark.parametrize(
    ("raw", "number_format", "says"),
    [
        ("123456789012345678", "General", "科学计数"),
        ("1E+17", "General", "科学计数"),
        ("130100000123", "0", "科学计数"),
        ("0.333333333333333", "General", "科学计数"),
        ("0.5", "0%", "格式“0%”"),
        ("1000", "#,##0", "看到的和存的不一样"),
        ("13", "0000", "看到的和存的不一样"),
        ("0.456", "0.0", "看到的和存的（0.456）不一样"),
        ("46023", "m月d日", "年月日不全"),
        ("46023", BUILT_IN_FORMATS[17], "年月日不全"),
        ("46023.5", "yyyy/m/d", "藏着时刻"),
        ("12", "yyyy/m/d", "太早"),
        ("1e400", "General", "看不懂"),
        ("九", "General", "看不懂"),
        ("9e99", "yyyy/m/d", "看不懂"),
    ],
)
def test_refused_when_not_as_seen(raw: str, number_format: str, says: str) -> None:
    with pytest.raises(CellRefused, match=says):
        number_text(raw, number_format, from_1904=False, dates=True)


def test_dates_only_where_dates_belong() -> None:
    with pytest.raises(CellRefused, match="改成了日期"):
        number_text("46023", "yyyy/m/d", from_1904=False, dates=False)


def test_workbooks_that_count_from_1904() -> None:
    assert number_text("44561", "yyyy-mm-dd", from_1904=True, dates=True) == "2026-01-01"
