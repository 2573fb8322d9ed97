"""Mobile numbers and numbers that stand for none."""

from __future__ import annotations

from collections.abc import Sequence

from census_app.rulebook.expression import ValueType
from census_app.rulebook.functions.entry import TEXT, Argument, FunctionEntry, Given, Surroundings, case
from census_app.rulebook.functions.sql import bound, usual_or

_MOBILE = "1[3-9][0-9]{9}"
_COUNTING = ("12345678901", "1234567890", "123456789", "12345678", "1234567", "123456", "0123456789")
_REPEATED = "|".join(f"{digit}+" for digit in range(10))
_LAST_EIGHT = "|".join(f"{digit}{{8}}" for digit in range(10))
_NONE = f"|{_REPEATED}|1[3-9][0-9](?:{_LAST_EIGHT})|{'|'.join(_COUNTING)}"


def _number(sql: str) -> str:
    """Without separators and the country code."""
    plain = f"translate({sql}, ' \t\u3000-－—()（）+＋', '')"
    return f"regexp_replace({plain}, '^(0086|86)({_MOBILE})$', '\\2')"


def _mobile_valid(given: Sequence[Given], _: Surroundings) -> str:
    value = given[0].sql
    return usual_or(value, _MOBILE, "TRUE", f"regexp_full_match({_number(value)}, '{_MOBILE}')")


def _normal_mobile(given: Sequence[Given], _: Surroundings) -> str:
    value = given[0].sql
    untidy = bound(_number(value), f"(CASE WHEN regexp_full_match(v, '{_MOBILE}') THEN v END)")
    return usual_or(value, _MOBILE, value, untidy)


def _placeholder(given: Sequence[Given], _: Surroundings) -> str:
    value = given[0].sql
    digits = f"regexp_replace({value}, '[^0-9]', '', 'g')"
    # one pattern looks through the digits once: comparing them with each kind by itself costs twice as much
    return f"regexp_full_match({usual_or(value, '[0-9]+', value, digits)}, '{_NONE}')"


ENTRIES = (
    FunctionEntry(
        id="mobile_valid",
        names=("手机有效", "mobile_valid"),
        arguments=(Argument("号码", TEXT),),
        result=ValueType.BOOLEAN,
        nulls="为空或脱敏则未知",
        doc="11 位手机号，允许 +86、空格和短横；占位号码另用 占位号码()",
        doc_en="A mainland mobile number.",
        duckdb=_mobile_valid,
        total=True,
        cases=(
            case("13831112222", gives=True),
            case("+86 138-3111-2222", gives=True),
            case("008613831112222", gives=True),
            case("19212345678", gives=True),
            case("12345678901", gives=False),
            case("1380013800", gives=False),
            case("138001380001", gives=False),
            case("0311-85678901", gives=False),
            case("张三13800138000", gives=False),
            case("", gives=False),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="normal_mobile",
        names=("归一手机", "normal_mobile"),
        arguments=(Argument("号码", TEXT),),
        result=ValueType.TEXT,
        nulls="为空、脱敏或不是手机号则未知",
        doc="手机号的 11 位写法，用于分组和比较",
        doc_en="The eleven digits of a mobile number.",
        duckdb=_normal_mobile,
        total=True,
        cases=(
            case("+86 138-3111-2222", gives="13831112222"),
            case("0311-85678901", gives=None),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="placeholder_number",
        names=("占位号码", "placeholder_number"),
        arguments=(Argument("号码", TEXT),),
        result=ValueType.BOOLEAN,
        nulls="为空或脱敏则未知；没有任何数字（如“无”）为真",
        doc="号码只是占位：没有数字、全是同一个数字、手机后八位相同、12345678 之类；证件号也可用",
        doc_en="A number that only fills the field.",
        duckdb=_placeholder,
        total=True,
        cases=(
            case("0", gives=True),
            case("00000000000", gives=True),
            case("11111111111", gives=True),
            case("13888888888", gives=True),
            case("12345678901", gives=True),
            case("无", gives=True),
            case("", gives=True),
            case("138-8888-8888", gives=True),
            case("12888888888", gives=False),
            case("123456780", gives=False),
            case("1112", gives=False),
            case("13831112222", gives=False),
            case("0311-85678901", gives=False),
            case("11010519491231002X", gives=False),
            case(None, gives=None),
        ),
    ),
)
