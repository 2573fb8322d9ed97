"""Names of people and organisations: normal forms, likeness, masks, owners. Weighing them is matching's task."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from census_app.foundation.resources import resource
from census_app.rulebook.expression import ValueType
from census_app.rulebook.functions.entry import TEXT, Argument, Form, FunctionEntry, Given, Surroundings, case
from census_app.rulebook.functions.sql import bound, quote, usual_or

_HALF_WIDTH = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789()"
_FULL_WIDTH = "".join(chr(ord(letter) + 0xFEE0) for letter in _HALF_WIDTH)
_TIDY = "[\u4e00-\u9fffA-Z0-9]*"
# A place before the name proper. The letter before the suffix is not one that makes a shop or an estate of it
# (超市, 门市, 小区, 老乡).
_PLACE = (
    "^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{1,4}?[^超门城夜菜集都]市)?"
    "(?:[\u4e00-\u9fff]{1,5}?(?:县|[^小社园库校厂景]区))?(?:[\u4e00-\u9fff]{2,4}?[镇乡])?"
)
# Which account of a person it is, or which meter: -1, 2号, 二户, 第三户, 3#表.
_WHICH_ACCOUNT = (
    "^([\u4e00-\u9fff]{2,}?)"
    "(?:[-－—]?第?[0-9一二三四五六七八九十]{1,2}户|[-－—]?[0-9]{1,4}[号#]?表?|[-－—][一二三四五六七八九十]{1,2})$"
)
_SHORTEST_CORE = 2
_DROPPED = " \t\u3000·•．.。,，-－—_、\"'“”‘’"


def normal_name(sql: str) -> str:
    """Upper case, half width, no blanks or punctuation, no remarks in brackets."""
    plain = f"translate(upper({sql}), '{_FULL_WIDTH}{_quoted(_DROPPED)}', '{_HALF_WIDTH}')"
    return usual_or(sql, _TIDY, sql, f"regexp_replace({plain}, '[(][^)]*[)]', '', 'g')")


@cache
def _traditional() -> tuple[str, str]:
    """Traditional characters met in names, and what is written today, place by place."""
    lines = resource("matching/characters/traditional_in_names.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split() for line in lines if line and not line.startswith("#")]
    return "".join(old for old, _ in pairs), "".join(new for _, new in pairs)


def person(sql: str) -> str:
    """A person's name as others write it: today's characters, without remarks in brackets and without which of several
    accounts it is (张三-1、张三二户). What does not begin with a name of two characters is left as it is."""
    old, new = _traditional()
    bare = f"regexp_replace(translate({sql}, '{old}', '{new}'), '[(（][^)）]*[)）]', '', 'g')"
    plain = rf"regexp_replace({bare}, {quote(_WHICH_ACCOUNT)}, '\1')"
    return usual_or(sql, f"[^{old}0-9()（）#户表-]*", sql, plain)


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _normal(given: Sequence[Given], _: Surroundings) -> str:
    return f"nullif({normal_name(given[0].sql)}, '')"


def _normal_names(given: Sequence[Given]) -> list[str]:
    return [normal_name(value.sql) for value in given[:2]]


def likeness(left: str, right: str) -> str:
    """Jaro-Winkler of two normal forms with four exact decimals; unknown when one is empty."""
    a, b = f"nullif({left}, '')", f"nullif({right}, '')"
    return f"CAST(round(jaro_winkler_similarity({a}, {b}), 4) AS DECIMAL(5, 4))"


def _similar(given: Sequence[Given], _: Surroundings) -> str:
    return likeness(normal_name(given[0].sql), normal_name(given[1].sql))


def _core_similar(given: Sequence[Given], _: Surroundings) -> str:
    left, right = _normal_names(given)
    unlike = "CASE WHEN contains(a, b) OR contains(b, a) THEN 1.0000 ELSE " + likeness("a", "b") + " END"
    cored = bound(_core(left, given[2]), bound(_core(right, given[2]), unlike, "b"), "a")
    alike = f"CASE WHEN {left} = {right} THEN 1.0000 ELSE {cored} END"
    return f"(CASE WHEN {left} <> '' AND {right} <> '' THEN CAST({alike} AS DECIMAL(5, 4)) END)"


def _core(name: str, endings: Given) -> str:
    """SQL: the normal name without its place and the endings; the whole where hardly anything is left."""
    given = endings.constant
    words = (given,) if isinstance(given, str) else tuple(given or ())
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    core = f"regexp_replace({name}, {quote(_PLACE)}, '')"
    if listed:
        core = f"regexp_replace({core}, {quote(f'(?:{listed})+$')}, '')"
    return bound(core, f"(CASE WHEN length(v) >= {_SHORTEST_CORE} THEN v ELSE {name} END)")


def _mask_fits(given: Sequence[Given], _: Surroundings) -> str:
    mask, full = person(f"translate({given[0].sql}, '＊%', '**')"), person(given[1].sql)
    fits = "(f LIKE replace(translate(m, '*', '_'), '\\', '_'))"
    known = f"CASE WHEN contains(f, '*') OR contains(f, '＊') THEN NULL ELSE {fits} END"
    return bound(mask, bound(full, known, "f"), "m")


def _owner_includes(given: Sequence[Given], _: Surroundings) -> str:
    owners, names = (
        f"list_transform({_listed(value.sql)}, lambda o: {bound(person('o'), normal_name('p'), 'p')})"
        for value in given
    )
    found = f"list_contains({owners}, v) OR list_has_any({owners}, list_filter({names}, lambda o: o <> ''))"
    known = f"(CASE WHEN v <> '' THEN {found} END)"
    return bound(person(given[1].sql), bound(normal_name("p"), known, "v"), "p")


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
        parts=_normal_names,
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
        parts=_normal_names,
        cases=(
            case("张三", "张 三", gives=Decimal("1.0000")),
            case("张三", "李四", gives=Decimal("0.0000")),
            case("", "李四", gives=None),
            case(None, "张三", gives=None),
        ),
    ),
    FunctionEntry(
        id="core_name_similarity",
        names=("核心名相似", "core_name_similarity"),
        arguments=(Argument("名称", TEXT), Argument("名称", TEXT), Argument(":末尾词", TEXT, Form.WORDS)),
        result=ValueType.NUMBER,
        scale=4,
        nulls="任一为空或脱敏则未知",
        doc="两个单位名称去掉开头的省市县区镇乡和末尾的组织形式后的相似度，0 到 1，四位小数；一个含另一个是 1",
        doc_en="Jaro-Winkler likeness of two organisations' names without place and legal form.",
        duckdb=_core_similar,
        total=True,
        parts=_normal_names,
        cases=(
            case("临港兰海建材有限公司", "临港英明食品有限公司", ("有限公司",), gives=Decimal("0.5556")),
            case("青岭县华兴机械有限公司", "青岭县兴隆面粉有限公司", ("有限公司",), gives=Decimal("0.5000")),
            case("柳河机械厂", "青岭县柳河机械制造有限公司", ("有限公司", "厂"), gives=Decimal("1.0000")),
            case("老王超市", "柳河镇老王便民超市", ("有限公司",), gives=Decimal("0.9111")),
            case("张三", "李四", ("有限公司",), gives=Decimal("0.0000")),
            case("张厂", "张厂", ("厂",), gives=Decimal("1.0000")),
            case("", "张三", ("厂",), gives=None),
            case(None, "张三", ("厂",), gives=None),
        ),
    ),
    FunctionEntry(
        id="mask_fits",
        names=("掩码相符", "mask_fits"),
        arguments=(Argument("脱敏值", TEXT), Argument("全名", TEXT)),
        result=ValueType.BOOLEAN,
        nulls="任一为空，或两边都脱敏，则未知",
        doc="脱敏值（张*、138****5678）与全值长度相同、露出的字相同；繁体、括注、第几户（张三-1、张三二户）不算不同",
        doc_en="A masked value agrees with a full one.",
        duckdb=_mask_fits,
        total=True,
        needs_raw=frozenset({0, 1}),
        cases=(
            case("张*", "张三", gives=True),
            case("张＊", "张三", gives=True),
            case("张*", "李三", gives=False),
            case("张*", "张三丰", gives=False),
            case("董*萍", "董富萍-1", gives=True),
            case("龔*飞", "龚国飞（二户）", gives=True),
            case("3623***1", "36230011", gives=True),
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
        doc="权利人（可用顿号、逗号、分号列出几个）里有这个名称；名称也列出几个的，有一个就算；繁体、第几户（张三-1、张三二户）不算不同",
        doc_en="The list of owners includes the name, or one of the names where several are listed.",
        duckdb=_owner_includes,
        total=True,
        cases=(
            case("张三、李四", "李四", gives=True),
            case("张三，李 四", "李四", gives=True),
            case("张三、李四", "李四、张三", gives=True),
            case("张三", "张三，李四", gives=True),
            case("龚国飞", "龔國飞", gives=True),
            case("董富萍、張三", "董富萍-1", gives=True),
            case("董富萍", "董富萍三户", gives=True),
            case("李二户", "李四", gives=False),
            case("王小二", "王小", gives=False),
            case("张三丰", "张三、李四", gives=False),
            case("张三丰", "张三", gives=False),
            case("张三", "", gives=None),
            case(None, "张三", gives=None),
        ),
    ),
)
