"""Lengths, beginnings, words and patterns in text. Length counts characters, not bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from census_app.rulebook.expression import ValueType
from census_app.rulebook.functions.entry import (
    NUMBER,
    TEXT,
    Argument,
    Form,
    FunctionEntry,
    Given,
    Surroundings,
    case,
)
from census_app.rulebook.functions.sql import quote

MAX_LENGTH = 200
_MANY_WORDS = 6  # from here on looking for each takes longer than for all


def _length(given: Sequence[Given], _: Surroundings) -> str:
    return f"length({given[0].sql})"


def _prefix(given: Sequence[Given], _: Surroundings) -> str:
    return f"left({given[0].sql}, {_count(given[1])})"


def _suffix(given: Sequence[Given], _: Surroundings) -> str:
    return f"right({given[0].sql}, {_count(given[1])})"


def _count(given: Given) -> int:
    return max(0, min(int(given.constant), MAX_LENGTH))


def _contains_any(given: Sequence[Given], _: Surroundings) -> str:
    value, words = given[0].sql, _words(given[1].constant)
    if len(words) >= _MANY_WORDS:
        # looks for all of them at once: the time grows with the text only
        return f"regexp_matches({value}, {quote('|'.join(map(re.escape, words)))})"
    found = " OR ".join(f"contains({value}, {quote(word)})" for word in words)
    return f"({found})" if found else f"({value} IS NULL AND NULL)"


def _equals_any(given: Sequence[Given], _: Surroundings) -> str:
    words = ", ".join(quote(word) for word in _words(given[1].constant))
    return f"({given[0].sql} IN ({words}))" if words else f"({given[0].sql} IS NULL AND NULL)"


def _words(constant: Any) -> list[str]:
    words = [constant] if isinstance(constant, str) else list(constant or ())
    return [word for word in dict.fromkeys(words) if word]


def _matches(given: Sequence[Given], _: Surroundings) -> str:
    return f"regexp_full_match({given[0].sql}, {quote(str(given[1].constant))})"


ENTRIES = (
    FunctionEntry(
        id="length",
        names=("长度", "length"),
        arguments=(Argument("文字", TEXT),),
        result=ValueType.NUMBER,
        scale=0,
        nulls="为空则未知",
        doc="字符个数，一个汉字算一个",
        doc_en="Number of characters.",
        duckdb=_length,
        cases=(case("石家庄", gives=3), case("郝𬭎", gives=2), case("", gives=0), case(None, gives=None)),
    ),
    FunctionEntry(
        id="prefix",
        names=("前缀", "prefix"),
        arguments=(Argument("文字", TEXT), Argument("长度", NUMBER, Form.CONSTANT)),
        result=ValueType.TEXT,
        nulls="为空则未知",
        doc="开头的若干个字符",
        doc_en="The first n characters.",
        duckdb=_prefix,
        cases=(case("1340101", 3, gives="134"), case("石家庄市", 2, gives="石家"), case(None, 2, gives=None)),
    ),
    FunctionEntry(
        id="suffix",
        names=("后缀", "suffix"),
        arguments=(Argument("文字", TEXT), Argument("长度", NUMBER, Form.CONSTANT)),
        result=ValueType.TEXT,
        nulls="为空则未知",
        doc="末尾的若干个字符",
        doc_en="The last n characters.",
        duckdb=_suffix,
        cases=(case("1340101", 3, gives="101"), case(None, 2, gives=None)),
    ),
    FunctionEntry(
        id="contains_any",
        names=("名称含", "含词", "contains_any"),
        arguments=(Argument("值", TEXT), Argument(":词表", TEXT, Form.WORDS)),
        result=ValueType.BOOLEAN,
        nulls="值为空则未知",
        doc="文字里含有词表中的任意一个词",
        doc_en="The text contains any of the words.",
        duckdb=_contains_any,
        total=True,
        cases=(
            case("河北华兴商贸有限公司", ("公司", "集团"), gives=True),
            case("张三", ("公司", "集团"), gives=False),
            case("50%折扣_店", ("%",), gives=True),
            case("张三", (), gives=False),
            case(None, ("公司",), gives=None),
            case("河北华兴超市", ("公司", "集团", "银行", "医院", "学校", "超市"), gives=True),
            case("张三", ("公司", "集团", "银行", "医院", "学校", "超市"), gives=False),
            case("A.B(1)", ("a", "C", "D", "E", "A|B", "B(1"), gives=True),
            case("AxB\n", ("A.B", "C", "D", "E", "^A", "B$"), gives=False),
            case(None, ("公司", "集团", "银行", "医院", "学校", "超市"), gives=None),
        ),
    ),
    FunctionEntry(
        id="equals_any",
        names=("整名等于", "equals_any"),
        arguments=(Argument("值", TEXT), Argument(":词表", TEXT, Form.WORDS)),
        result=ValueType.BOOLEAN,
        nulls="值为空则未知",
        doc="整个值等于词表中的某一个词",
        doc_en="The whole text is one of the words.",
        duckdb=_equals_any,
        total=True,
        cases=(
            case("临时户", ("临时户", "待定"), gives=True),
            case("临时户二", ("临时户", "待定"), gives=False),
            case(None, ("临时户",), gives=None),
        ),
    ),
    FunctionEntry(
        id="matches",
        names=("匹配", "matches"),
        arguments=(Argument("值", TEXT), Argument("正则", TEXT, Form.CONSTANT)),
        result=ValueType.BOOLEAN,
        nulls="值为空则未知",
        doc="整个值符合正则；只要包含时两端写 .*",
        doc_en="The whole text matches the pattern.",
        duckdb=_matches,
        cases=(
            case("0123456789", "[0-9]{10}", gives=True),
            case("A0123456789", "[0-9]{10}", gives=False),
            case("测试户", ".*测试.*", gives=True),
            case(None, ".*", gives=None),
        ),
    ),
)
