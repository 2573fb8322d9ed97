"""Units, addresses, distances."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from census_app.rulebook.expression import ValueType
from census_app.rulebook.functions.entry import NUMBER, TEXT, Argument, FunctionEntry, Given, Surroundings, case
from census_app.rulebook.functions.names import likeness
from census_app.rulebook.functions.sql import usual_or

_EARTH_KM = 6371.0088
_FULL = "０１２３４５６７８９＃－（）"
_HALF = "0123456789#-()"
_TIDY = "[\u4e00-\u9fffA-Z0-9#-]*"
_LOCALITY = (
    "[省市县区旗镇乡村庄屯寨堡路街巷道弄苑园里]|社区|居委会|胡同|公寓|新城|大厦|广场|[农林牧渔]场|嘎查|苏木|兵团"
    "|[0-9一二三四五六七八九十]+(?:师|团|连)"
)
_SHORTEST = 5


def _same_chain(given: Sequence[Given], surroundings: Surroundings) -> str:
    left, right = given[0].sql, given[1].sql
    prefix = f"(starts_with({left}, {right}) OR starts_with({right}, {left}))"
    if surroundings.units is None:
        return f"CASE WHEN {prefix} THEN TRUE END"
    chain = f"getvariable('{surroundings.units}')"
    above = f"contains({chain}[{left}], ',' || {right} || ',') OR contains({chain}[{right}], ',' || {left} || ',')"
    return f"({prefix} OR {above})"


def _distance(given: Sequence[Given], _: Surroundings) -> str:
    longitude1, latitude1, longitude2, latitude2 = (f"radians(CAST({one.sql} AS DOUBLE))" for one in given)
    half = (
        f"pow(sin(({latitude2} - {latitude1}) / 2), 2)"
        f" + cos({latitude1}) * cos({latitude2}) * pow(sin(({longitude2} - {longitude1}) / 2), 2)"
    )
    return f"CAST(round(2 * {_EARTH_KM} * asin(sqrt({half})), 3) AS DECIMAL(12, 3))"


def normal_address(sql: str) -> str:
    """Half-width digits, no blanks, commas or full stops."""
    return usual_or(sql, _TIDY, sql, f"translate(upper({sql}), '{_FULL} \t\u3000,，。．', '{_HALF}')")


def _normal(given: Sequence[Given], _: Surroundings) -> str:
    return f"nullif({normal_address(given[0].sql)}, '')"


def _parsable(given: Sequence[Given], _: Surroundings) -> str:
    address = normal_address(given[0].sql)
    return f"(length({address}) >= {_SHORTEST} AND regexp_matches({address}, '{_LOCALITY}'))"


def _similar(given: Sequence[Given], _: Surroundings) -> str:
    return likeness(normal_address(given[0].sql), normal_address(given[1].sql))


ENTRIES = (
    FunctionEntry(
        id="same_chain",
        names=("同管理链", "same_chain"),
        arguments=(Argument("单位编码", TEXT), Argument("单位编码", TEXT)),
        result=ValueType.BOOLEAN,
        nulls="任一为空、或单位不在单位树里，则未知",
        doc="两个单位是同一个，或一个是另一个的上级",
        doc_en="One unit is, or stands above, the other.",
        duckdb=_same_chain,
        cases=(
            case("13401", "1340101", gives=True),
            case("1340101", "13401", gives=True),
            case("1340101", "1340101", gives=True),
            case("T1", "1340101", gives=True),
            case("1340102", "1340101", gives=False),
            case("9", "1340101", gives=None),
            case(None, "13401", gives=None),
        ),
    ),
    FunctionEntry(
        id="distance_km",
        names=("距离千米", "distance_km"),
        arguments=(
            Argument("经度", NUMBER),
            Argument("纬度", NUMBER),
            Argument("经度", NUMBER),
            Argument("纬度", NUMBER),
        ),
        result=ValueType.NUMBER,
        scale=3,
        unit="km",
        nulls="任一为空则未知",
        doc="两点的球面距离，千米，三位小数",
        doc_en="Great-circle distance in kilometres.",
        duckdb=_distance,
        cases=(
            case(114.5, 38.0, 114.5, 38.0, gives=Decimal("0.000")),
            case(114.5, 38.0, 114.5, 39.0, gives=Decimal("111.195")),
            case(None, 38.0, 114.5, 39.0, gives=None),
        ),
    ),
    FunctionEntry(
        id="normal_address",
        names=("归一地址", "normal_address"),
        arguments=(Argument("地址", TEXT),),
        result=ValueType.TEXT,
        nulls="为空则未知",
        doc="地址去掉空格和逗号，数字变半角；用于分组和比较",
        doc_en="The normal form of an address.",
        duckdb=_normal,
        total=True,
        cases=(
            case("长安区 中山东路，１０８号", gives="长安区中山东路108号"),
            case(" ", gives=None),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="address_parsable",
        names=("地址可解析", "address_parsable"),
        arguments=(Argument("地址", TEXT),),
        result=ValueType.BOOLEAN,
        nulls="为空则未知",
        doc="地址至少五个字，并有村、路、小区、连队、嘎查一类的地名",
        doc_en="The address names at least a locality.",
        duckdb=_parsable,
        total=True,
        cases=(
            case("长安区中山东路108号", gives=True),
            case("王庄村三组", gives=True),
            case("新疆生产建设兵团第一师11团19连38栋5号", gives=True),
            case("44团2连18号", gives=True),
            case("白音嘎查2组9号", gives=True),
            case("延安中路弄12号", gives=True),
            case("不详", gives=False),
            case("1111111", gives=False),
            case(None, gives=None),
        ),
    ),
    FunctionEntry(
        id="address_similarity",
        names=("地址相似", "address_similarity"),
        arguments=(Argument("地址", TEXT), Argument("地址", TEXT)),
        result=ValueType.NUMBER,
        scale=4,
        nulls="任一为空则未知",
        doc="两个地址归一后的相似度，0 到 1，四位小数",
        doc_en="Jaro-Winkler likeness of two addresses.",
        duckdb=_similar,
        cases=(
            case("长安区中山东路１０８号", "长安区 中山东路108号", gives=Decimal("1.0000")),
            case(None, "长安区", gives=None),
        ),
    ),
)
