"""Arithmetic beyond + - * /. Results are exact decimals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from census_app.rulebook.functions.entry import NUMBER, Argument, Form, FunctionEntry, Given, Surroundings, case

_MOST_PLACES = 9


def _abs(given: Sequence[Given], _: Surroundings) -> str:
    return f"abs({given[0].sql})"


def _round(given: Sequence[Given], _: Surroundings) -> str:
    places = max(0, min(int(given[1].constant), _MOST_PLACES)) if len(given) > 1 else 0
    return f"round({given[0].sql}, {places})"


def _larger(given: Sequence[Given], _: Surroundings) -> str:
    return _known("greatest", given)


def _smaller(given: Sequence[Given], _: Surroundings) -> str:
    return _known("least", given)


def _known(function: str, given: Sequence[Given]) -> str:
    # greatest() and least() skip nulls, which would turn an unknown into a value
    all_known = " AND ".join(f"{one.sql} IS NOT NULL" for one in given)
    return f"CASE WHEN {all_known} THEN {function}({', '.join(one.sql for one in given)}) END"


_PAIR = (Argument("甲"), Argument("乙"))

ENTRIES = (
    FunctionEntry(
        id="abs",
        names=("绝对值", "abs"),
        arguments=(Argument("数字", NUMBER),),
        result=None,
        unit="same",
        nulls="为空则未知",
        doc="绝对值",
        doc_en="Absolute value.",
        duckdb=_abs,
        cases=(case(Decimal("-2.50"), gives=Decimal("2.50")), case(None, gives=None)),
    ),
    FunctionEntry(
        id="round",
        names=("四舍五入", "round"),
        arguments=(Argument("数字", NUMBER), Argument("小数位", NUMBER, Form.CONSTANT, optional=True)),
        result=None,
        unit="same",
        nulls="为空则未知",
        doc="四舍五入到若干位小数，缺省到整数",
        doc_en="Rounds half away from zero.",
        duckdb=_round,
        cases=(
            case(Decimal("2.5"), gives=Decimal(3)),
            case(Decimal("2.345"), 2, gives=Decimal("2.35")),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="larger",
        names=("较大", "larger", "greatest"),
        arguments=_PAIR,
        repeats=True,
        result=None,
        unit="same",
        nulls="任一为空则未知",
        doc="几个值里最大的；数字、日期都可以",
        doc_en="The largest of the values; unknown if one is.",
        duckdb=_larger,
        cases=(case(1, 2, gives=2), case(3, 1, 2, gives=3), case(1, None, gives=None)),
    ),
    FunctionEntry(
        id="smaller",
        names=("较小", "smaller", "least"),
        arguments=_PAIR,
        repeats=True,
        result=None,
        unit="same",
        nulls="任一为空则未知",
        doc="几个值里最小的；数字、日期都可以",
        doc_en="The smallest of the values; unknown if one is.",
        duckdb=_smaller,
        cases=(case(1, 2, gives=1), case(3, 1, 2, gives=1), case(None, 1, gives=None)),
    ),
)
