"""Names of people and organisations: normal forms, likeness, masks, owners. Weighing them is matching's task."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from census_app.rulebook.expression import ValueType
from census_app.rulebook.functions.entry import TEXT, Argument, FunctionEntry, Given, Surroundings, case
from census_app.rulebook.functions.sql import bound, usual_or

_HALF_WIDTH = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789()"
_FULL_WIDTH = "".join(chr(ord(letter) + 0xFEE0) for letter in _HALF_WIDTH)
_TIDY = "[\u4e00-\u9fffA-Z0-9]*"
_DROPPED = " \t\u3000·•．.。,，-－—_、\"'“”‘’"


def normal_name(sql: str) -> str:
    """Upper case, half width, no blanks or punctuation, no remarks in brackets."""
    plain = f"translate(upper({sql}), '{_FULL_WIDTH}{_quoted(_DROPPED)}', '{_HALF_WIDTH}')"
    return usual_or(sql, _TIDY, sql, f"regexp_replace({plain}, '[(][^)]*[)]', '', 'g')")


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _normal(given: Sequence[Given], _: Surroundings) -> str:
    return f"nullif({normal_name(given[0].sql)}, '')"


def likeness(left: str, right: str) -> str:
    """Jaro-Winkler of two normal forms with four exact decimals; unknown when one is empty."""
    a, b = f"nullif({left}, '')", f"nullif({right}, '')"
    return f"CAST(round(jaro_winkler_similarity({a}, {b}), 4) AS DECIMAL(5, 4))"


def _similar(given: Sequence[Given], _: Surroundings) -> str:
    return likeness(normal_name(given[0].sql), normal_name(given[1].sql))


def _mask_fits(given: Sequence[Given], _: Surroundings) -> str:
    mask = f"translate({given[0].sql}, '＊%', '**')"
    pattern = f"replace(translate({mask}, '*', '_'), '\\', '_')"
    full = given[1].sql
    fits = f"({full} LIKE {pattern})"
    return f"CASE WHEN contains({full}, '*') OR contains({full}, '＊') THEN NULL ELSE {fits} END"


def _owner_includes(given: Sequence[Given], _: Surroundings) -> str:
    owners, names = (f"list_transform({_listed(value.sql)}, lambda o: {normal_name('o')})" for value in given)
    found = f"list_contains({owners}, v) OR list_has_any({owners}, list_filter({names}, lambda o: o <> ''))"
    return bound(normal_name(given[1].sql), f"(CASE WHEN v <> '' THEN {found} END)")


def _listed(names: str) -> str:
    """SQL: the names of a cell in which several may stand, parted by a comma, a semicolon or the like."""
    return f"regexp_split_to_array(upper(translate({names}, ' \t\u3000', '')), '[、，,;；/|]')"


ENTRIES = (
    FunctionEntry(
        id="normal_name",
        names=("归一姓名", "normal_name"),
        arguments=(Argument("名称", TEXT),),
        result=ValueType.TEXT,
        nulls="为空或脱敏则未知",
        doc="名称去掉空格、标点和括注，全角变半角，字母大写；用于分组和比较",
        doc_en="The normal form of a name.",
        duckdb=_normal,
        total=True,
        cases=(
            case(" 张 三（已故）", gives="张三"),
            case("河北ａｂｃ商贸", gives="河北ABC商贸"),
            case("阿不都·热合曼", gives="阿不都热合曼"),
            case("", gives=None),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="name_similarity",
        names=("姓名相似", "name_similarity"),
        arguments=(Argument("名称", TEXT), Argument("名称", TEXT)),
        result=ValueType.NUMBER,
        scale=4,
        nulls="任一为空或脱敏则未知",
        doc="两个名称归一后的相似度，0 到 1，四位小数",
        doc_en="Jaro-Winkler likeness of two names.",
        duckdb=_similar,
        total=True,
        cases=(
            case("张三", "张 三", gives=Decimal("1.0000")),
            case("张三", "李四", gives=Decimal("0.0000")),
            case("", "李四", gives=None),
            case(None, "张三", gives=None),
        ),
    ),
    FunctionEntry(
        id="mask_fits",
        names=("掩码相符", "mask_fits"),
        arguments=(Argument("脱敏值", TEXT), Argument("全名", TEXT)),
        result=ValueType.BOOLEAN,
        nulls="任一为空，或两边都脱敏，则未知",
        doc="脱敏值（张*、138****5678）与全值长度相同、露出的字相同",
        doc_en="A masked value agrees with a full one.",
        duckdb=_mask_fits,
        total=True,
        needs_raw=frozenset({0, 1}),
        cases=(
            case("张*", "张三", gives=True),
            case("张＊", "张三", gives=True),
            case("张*", "李三", gives=False),
            case("张*", "张三丰", gives=False),
            case("138****5678", "13812345678", gives=True),
            case("张三", "张*", gives=None),
            case(None, "张三", gives=None),
        ),
    ),
    FunctionEntry(
        id="owner_includes",
        names=("权利人包含", "owner_includes"),
        arguments=(Argument("权利人", TEXT), Argument("名称", TEXT)),
        result=ValueType.BOOLEAN,
        nulls="任一为空或脱敏则未知",
        doc="权利人（可用顿号、逗号、分号列出几个）里有这个名称；名称也列出几个的，有一个就算",
        doc_en="The list of owners includes the name, or one of the names where several are listed.",
        duckdb=_owner_includes,
        total=True,
        cases=(
            case("张三、李四", "李四", gives=True),
            case("张三，李 四", "李四", gives=True),
            case("张三、李四", "李四、张三", gives=True),
            case("张三", "张三，李四", gives=True),
            case("张三丰", "张三、李四", gives=False),
            case("张三丰", "张三", gives=False),
            case("张三", "", gives=None),
            case(None, "张三", gives=None),
        ),
    ),
)
