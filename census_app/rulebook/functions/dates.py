"""Days, months and working days.

今日 is the run's as-of date and never moves during a run; 数据日 is the day a record's own data stand for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from census_app.rulebook.expression import ValueType
from census_app.rulebook.functions.entry import (
    DATE,
    NUMBER,
    WORKDAY_DIGITS,
    Argument,
    Form,
    FunctionEntry,
    Given,
    Surroundings,
    case,
)

DATA_DAY = "data_day"
"""The function whose only argument, once resolved, is a relation: an empty chain for the record at hand."""
_MONTHLY = (ValueType.DATE, ValueType.DATETIME, ValueType.TEXT)


def _today(_: Sequence[Given], surroundings: Surroundings) -> str:
    return f"DATE '{surroundings.as_of.isoformat()}'"


def _months_ago(given: Sequence[Given], surroundings: Surroundings) -> str:
    day = f"CAST({given[1].sql} AS DATE)" if len(given) > 1 else f"DATE '{surroundings.as_of.isoformat()}'"
    return f"CAST({day} - to_months(CAST({given[0].sql} AS INTEGER)) AS DATE)"


def _add_months(given: Sequence[Given], _: Surroundings) -> str:
    return f"CAST(CAST({given[0].sql} AS DATE) + to_months(CAST({given[1].sql} AS INTEGER)) AS DATE)"


def _digits(sql: str) -> str:
    """`YYYYMM…` of a date, a time or a month written as text."""
    return f"replace(CAST({sql} AS VARCHAR), '-', '')"


def _year_month(given: Sequence[Given], _: Surroundings) -> str:
    return f"left(strftime({given[0].sql}, '%Y%m'), 6)"


def _hour(given: Sequence[Given], _: Surroundings) -> str:
    return f"strftime(CAST({given[0].sql} AS TIMESTAMP), '%Y-%m-%d %H')"


def _month(given: Sequence[Given], _: Surroundings) -> str:
    if _is_date(given[0]):
        return f"CAST(month(CAST({given[0].sql} AS DATE)) AS INTEGER)"
    return f"TRY_CAST(substr({_digits(given[0].sql)}, 5, 2) AS INTEGER)"


def _year(given: Sequence[Given], _: Surroundings) -> str:
    if _is_date(given[0]):
        return f"CAST(year(CAST({given[0].sql} AS DATE)) AS INTEGER)"
    return f"TRY_CAST(left({_digits(given[0].sql)}, 4) AS INTEGER)"


def _is_date(given: Given) -> bool:
    """Whether the argument is surely no text: spelling a date out to read its digits costs ten times its own month."""
    return given.type in DATE


def _month_count(given: Given) -> str:
    if _is_date(given):
        return f"CAST(year({given.sql}) * 12 + month({given.sql}) AS INTEGER)"
    digits = _digits(given.sql)
    return f"(TRY_CAST(left({digits}, 4) AS INTEGER) * 12 + TRY_CAST(substr({digits}, 5, 2) AS INTEGER))"


def _months_between(given: Sequence[Given], _: Surroundings) -> str:
    if all(map(_is_date, given)):
        return f"CAST(date_diff('month', CAST({given[0].sql} AS DATE), CAST({given[1].sql} AS DATE)) AS INTEGER)"
    return f"({_month_count(given[1])} - {_month_count(given[0])})"


def _days_between(given: Sequence[Given], _: Surroundings) -> str:
    return f"CAST(date_diff('day', CAST({given[0].sql} AS DATE), CAST({given[1].sql} AS DATE)) AS INTEGER)"


def _workdays(given: Sequence[Given], surroundings: Surroundings) -> str:
    if surroundings.workdays is None or surroundings.calendar_start is None:
        return "CAST(NULL AS INTEGER)"
    start = f"DATE '{surroundings.calendar_start.isoformat()}'"

    def until(sql: str) -> str:
        day = f"date_diff('day', {start}, CAST({sql} AS DATE))"
        # a day before the first must be unknown, not counted from the end of the text
        place = f"CASE WHEN {day} >= 0 THEN {day} * {WORKDAY_DIGITS} + 1 END"
        return f"TRY_CAST(substr(getvariable('{surroundings.workdays}'), {place}, {WORKDAY_DIGITS}) AS INTEGER)"

    return f"greatest({until(given[1].sql)} - {until(given[0].sql)}, 0 * {until(given[0].sql)} * {until(given[1].sql)})"


def _last_period(_: Sequence[Given], surroundings: Surroundings) -> str:
    return f"'{surroundings.last_period}'" if surroundings.last_period else "CAST(NULL AS VARCHAR)"


ENTRIES = (
    FunctionEntry(
        id="today",
        names=("今日", "today"),
        arguments=(),
        result=ValueType.DATE,
        nulls="总有值",
        doc="校验基准日；一次校验内不变。加减数字就是加减天数：今日 - 30",
        doc_en="The as-of date of the run.",
        duckdb=_today,
        null_aware=True,
    ),
    FunctionEntry(
        id=DATA_DAY,
        names=("数据日", "data_day"),
        arguments=(Argument("关系", form=Form.RELATION, optional=True),),
        result=ValueType.DATE,
        nulls="总有值；写了关系而没有那条记录时未知",
        doc="这条记录（写了关系的，是关系到的那条）所说的那一天：它最近一次随表交来的数据日期，不晚于今日；"
        "最新一批交来的就是今日。表这周没有重新交来，后来办没办就不知道：逾期、超期、多少天没有的，都与数据日比",
        doc_en="The day the record's own data stand for: the data date it was last delivered with, not after the as-of "
        "date, and that date for the newest one.",
        engine=True,
        null_aware=True,
    ),
    FunctionEntry(
        id="months_ago",
        names=("月前", "months_ago"),
        arguments=(Argument("月数", NUMBER, unit="月"), Argument("从", DATE, optional=True)),
        result=ValueType.DATE,
        nulls="任一为空则未知",
        doc="今日（或写出的那一天，如 月前(6, 数据日)）往前若干个月的同一天；那个月没有这一天时取月末",
        doc_en="The as-of date, or the day given, minus n calendar months.",
        duckdb=_months_ago,
        cases=(
            case(6, gives=date(2026, 5, 25)),
            case(0, gives=date(2026, 11, 25)),
            case(6, date(2024, 8, 31), gives=date(2024, 2, 29)),
            case(None, gives=None),
            case(6, None, gives=None),
        ),
    ),
    FunctionEntry(
        id="add_months",
        names=("加月", "月后", "add_months"),
        arguments=(Argument("日期", DATE), Argument("月数", NUMBER, unit="月")),
        result=ValueType.DATE,
        nulls="任一为空则未知",
        doc="日期往后若干个月的同一天；那个月没有这一天时取月末",
        doc_en="A date plus n calendar months.",
        duckdb=_add_months,
        cases=(
            case(date(2024, 1, 31), 1, gives=date(2024, 2, 29)),
            case(date(2024, 3, 5), -3, gives=date(2023, 12, 5)),
            case(None, 1, gives=None),
        ),
    ),
    FunctionEntry(
        id="year_month",
        names=("年月", "year_month"),
        arguments=(Argument("日期", DATE),),
        result=ValueType.TEXT,
        nulls="日期为空则未知",
        doc="日期的年月，六位文字，可与结算年月比较：年月(受理时间) = '202403'",
        doc_en="The month of a date as YYYYMM text.",
        duckdb=_year_month,
        cases=(
            case(date(2024, 3, 5), gives="202403"),
            case(datetime(2024, 12, 31, 23, 59), gives="202412"),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="clock_hour",
        names=("钟点", "clock_hour"),
        arguments=(Argument("时间", DATE),),
        result=ValueType.TEXT,
        nulls="时间为空则未知",
        doc="时间所在的那个钟点，写到时的文字，用于按钟点分组；只有日期的算零点",
        doc_en="The hour a time falls in, as YYYY-MM-DD HH text; a bare date falls in hour 00.",
        duckdb=_hour,
        cases=(
            case(datetime(2024, 12, 31, 23, 59), gives="2024-12-31 23"),
            case(date(2024, 3, 5), gives="2024-03-05 00"),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="month_of",
        names=("月份", "month_of"),
        arguments=(Argument("日期或年月", _MONTHLY),),
        result=ValueType.NUMBER,
        scale=0,
        nulls="为空或不是年月则未知",
        doc="几月：1 到 12；日期或六位年月都可以",
        doc_en="Month number of a date or of YYYYMM text.",
        duckdb=_month,
        cases=(case(date(2024, 3, 5), gives=3), case("202411", gives=11), case("", gives=None), case(None, gives=None)),
    ),
    FunctionEntry(
        id="year_of",
        names=("年份", "year_of"),
        arguments=(Argument("日期或年月", _MONTHLY),),
        result=ValueType.NUMBER,
        scale=0,
        nulls="为空或不是年月则未知",
        doc="哪一年；日期或六位年月都可以",
        doc_en="Year of a date or of YYYYMM text.",
        duckdb=_year,
        cases=(case(date(2024, 3, 5), gives=2024), case("202411", gives=2024), case(None, gives=None)),
    ),
    FunctionEntry(
        id="months_between",
        names=("月差", "months_between"),
        arguments=(Argument("起", _MONTHLY), Argument("止", _MONTHLY)),
        result=ValueType.NUMBER,
        scale=0,
        unit="月",
        nulls="任一为空则未知",
        doc="两个日期（或六位年月）的月份相差几个月，不看日：2024-01-31 到 2024-02-01 差 1",
        doc_en="Calendar months between the months of two dates, days ignored.",
        duckdb=_months_between,
        cases=(
            case(date(2024, 1, 31), date(2024, 2, 1), gives=1),
            case("202311", date(2024, 2, 1), gives=3),
            case(date(2024, 2, 1), date(2024, 1, 1), gives=-1),
            case(None, date(2024, 1, 1), gives=None),
        ),
    ),
    FunctionEntry(
        id="days_between",
        names=("天差", "days_between"),
        arguments=(Argument("起", DATE), Argument("止", DATE)),
        result=ValueType.NUMBER,
        scale=0,
        unit="天",
        nulls="任一为空则未知",
        doc="从起到止相差的自然日，不看钟点",
        doc_en="Calendar days from one date to another.",
        duckdb=_days_between,
        cases=(
            case(date(2024, 2, 28), date(2024, 3, 1), gives=2),
            case(datetime(2024, 3, 1, 23, 0), datetime(2024, 3, 2, 1, 0), gives=1),
            case(None, date(2024, 3, 1), gives=None),
        ),
    ),
    FunctionEntry(
        id="workdays",
        names=("工作日", "workdays"),
        arguments=(Argument("起", DATE), Argument("止", DATE)),
        result=ValueType.NUMBER,
        scale=0,
        unit="天",
        nulls="任一为空，或不在工作日历覆盖的范围内，则未知",
        doc="起之后到止（含）的工作日数；止在起之前为 0",
        doc_en="Working days after the first date up to and including the second.",
        duckdb=_workdays,
        cases=(
            case(date(2026, 11, 20), date(2026, 11, 23), gives=1),
            case(date(2026, 11, 20), date(2026, 11, 22), gives=0),
            case(date(2026, 11, 23), date(2026, 11, 20), gives=0),
            case(date(2026, 11, 20), date(2027, 11, 20), gives=None),
            case(date(2020, 1, 1), date(2026, 11, 20), gives=None),
            case(None, date(2026, 11, 20), gives=None),
        ),
    ),
    FunctionEntry(
        id="previous_month",
        names=("上月", "previous_month"),
        arguments=(Argument("字段", form=Form.FIELD),),
        result=None,
        unit="same",
        nulls="上一个月没有记录则未知",
        doc="同一对象上一个月的值；只用于按月汇总的表（月电量等）",
        doc_en="The field's value one month earlier in a monthly table.",
        engine=True,
        null_aware=True,
    ),
    FunctionEntry(
        id="last_complete_period",
        names=("最近完整账期", "last_complete_period"),
        arguments=(),
        result=ValueType.TEXT,
        nulls="没有账单时未知",
        doc="最近一个完整账期，六位年月",
        doc_en="The last complete billing month, YYYYMM.",
        duckdb=_last_period,
        null_aware=True,
    ),
)
