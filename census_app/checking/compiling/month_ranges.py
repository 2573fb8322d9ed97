"""Stored months counted from a known one, as the range of their texts.

`月差(结算年月, 最近完整账期) between 0 and 5` by arithmetic takes every bill's month apart; its range is compared while
Parquet is read, and files of other months are passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from census_app.archive.columns import is_year_month
from census_app.rulebook.expression import BetweenNode, CallNode, FieldNode

if TYPE_CHECKING:
    from census_app.checking.compiling.compile import Compiler

_MONTH = re.compile(r"'(\d{4})(0[1-9]|1[0-2])'")
_NUMBER = re.compile(r"\(?(\d+)(?: ([+-]) (\d+))?\)?")
_MONTHS = 10_000 * 12


def month_range(compiler: Compiler, node: BetweenNode) -> str | None:
    """SQL true of the same months as the node, unknown where the month is; None when it asks something else.

    Months are stored as `YYYYMM` whatever the files wrote, so their texts stand in the order of time.
    """
    call = node.operand
    if (
        not isinstance(call, CallNode)
        or call.function != "months_between"
        or not isinstance(call.arguments[0], FieldNode)
    ):
        return None
    month, last = call.arguments[0], _month(compiler.compile(call.arguments[1]).text)
    back = [_number(compiler.compile(bound).text) for bound in (node.low, node.high)]
    if last is None or back[0] is None or back[1] is None:
        return None
    first, end = last - back[1], last - back[0]
    if not is_year_month(compiler.frame.plan.table(month.table).field(month.field)) or not 0 <= first <= end < _MONTHS:
        return None
    return f"({compiler.compile(month).text} BETWEEN {_text(first)} AND {_text(end)})"


def _month(sql: str) -> int | None:
    """Months since year 0 of a month written out in SQL."""
    found = _MONTH.fullmatch(sql)
    return None if found is None else int(found[1]) * 12 + int(found[2]) - 1


def _number(sql: str) -> int | None:
    """A whole number written out in SQL, or the sum or difference of two."""
    found = _NUMBER.fullmatch(sql)
    if found is None:
        return None
    return int(found[1]) + int(f"{found[2] or '+'}{found[3] or 0}")


def _text(month: int) -> str:
    return f"'{month // 12:04d}{month % 12 + 1:02d}'"
