"""Units, addresses, distances."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from census_app.rulebook.expression import ValueType
from census_app.rulebook.functions.entry import NUMBER, TEXT, Argument, FunctionEntry, Given, Surroundings, case
from census_app.rulebook.functions.names import likeness
from census_app.rulebook.functions.sql import bound, usual_or

_EARTH_KM = 6371.0088
_FULL = "０１２３４５６７８９＃－（）"
_HALF = "0123456789#-()"
_TIDY = "[\u4e00-\u9fffA-Z0-9#-]*"
_LOCALITY = (
    "[省市县区旗镇乡村庄屯寨堡路街巷道弄苑园里]|社区|居委会|胡同|公寓|新城|大厦|广场|[农林牧渔]场|嘎查|苏木|兵团"
    "|[0-9一二三四五六七八九十]+(?:师|团|连)"
    "|医院|学校|中学|小学|大学|学院|幼儿园|宿舍|家属|市场|商场|商城|大楼|酒店|宾馆|饭店|公司|工厂|车站|政府|水库|泵站|基站|加油站|供电所|派出所|卫生院|养殖场|厂房|别墅|公馆|号院"
)
# 恒大绿洲21号楼, 李家坳5组, 金地自在城5-2-0703: what stands before a number is a name, whatever it ends in; but
# not 号楼 of 3号楼2-101, nor 楼下 or 附近.
_NAME = "[^\\x00-\\x7F号楼栋幢单元层室座排门组队社户不详未知无地址附近对旁边下上]{2}"
_NUMBERED = (
    f"{_NAME}[A-Z]?[0-9一二三四五六七八九十]{{1,4}}(?:号|#|栋|幢|座|排|组|队|社|楼|层|-[0-9一二三四五六七八九十])"
)
_SHORTEST = 5
# What stands before the place proper, and is left out as often as not; the town is told apart: two towns have streets
# and villages of one name. At least two characters before 镇: 兴镇路 has no town.
_ABOVE = (
    "^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{1,5}?[^超门城夜菜集都]市)?"
    "(?:[\u4e00-\u9fff]{1,7}?(?:县|旗|[^小社园库校厂景]区))?"
)
_TOWN = "([\u4e00-\u9fff]{2,5}?(?:镇|乡|街道))"
# 3幢2单元501室, 3号楼2-501 and 3-2-501 are written differently, no more.
_BETWEEN_NUMBERS = "号楼|单元|[栋幢座号#室-]"
_SHOP = "(?:门面房?|门市房?|商铺|店面)$"


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


def _normal_addresses(given: Sequence[Given]) -> list[str]:
    return [normal_address(value.sql) for value in given]


def _normal(given: Sequence[Given], _: Surroundings) -> str:
    return f"nullif({normal_address(given[0].sql)}, '')"


def _parsable(given: Sequence[Given], _: Surroundings) -> str:
    address = normal_address(given[0].sql)
    return f"(length({address}) >= {_SHORTEST} AND regexp_matches({address}, '{_LOCALITY}|{_NUMBERED}'))"


def _similar(given: Sequence[Given], _: Surroundings) -> str:
    town, other_town = (f"regexp_extract(regexp_replace({name}, '{_ABOVE}', ''), '^{_TOWN}', 1)" for name in "ab")
    as_written, bare = likeness("a", "b"), likeness(_bare("a"), _bare("b"))
    apart = f"{town} <> '' AND {other_town} <> '' AND {town} <> {other_town}"
    alike = f"(CASE WHEN {apart} THEN {as_written} ELSE greatest({as_written}, {bare}) END)"
    return bound(normal_address(given[0].sql), bound(normal_address(given[1].sql), alike, "b"), "a")


def _bare(address: str) -> str:
    """SQL: the address without the divisions above the place, numbers parted in one way only."""
    place = f"regexp_replace(regexp_replace({address}, '{_ABOVE}{_TOWN}?', ''), '{_SHOP}', '')"
    return f"trim(regexp_replace({place}, '(?:{_BETWEEN_NUMBERS})+', '-', 'g'), '-')"


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
        parts=_normal_addresses,
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
        doc="地址至少五个字，并有村、路、小区、连队、嘎查一类的地名，或在楼号、组号、门牌号前面有名字",
        doc_en="The address names at least a locality.",
        duckdb=_parsable,
        total=True,
        parts=_normal_addresses,
        cases=(
            case("长安区中山东路108号", gives=True),
            case("王庄村三组", gives=True),
            case("新疆生产建设兵团第一师11团19连38栋5号", gives=True),
            case("44团2连18号", gives=True),
            case("白音嘎查2组9号", gives=True),
            case("延安中路弄12号", gives=True),
            case("恒大绿洲21号楼2单元1403", gives=True),
            case("金地自在城5-2-0703", gives=True),
            case("18号楼3单元201", gives=False),
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
        doc="两个地址归一后的相似度，0 到 1，四位小数；开头的省市县区、只有一边写的乡镇、号楼单元室的写法不算不同",
        doc_en="Jaro-Winkler likeness of two addresses, whatever divisions they begin with.",
        duckdb=_similar,
        cases=(
            case("长安区中山东路１０８号", "长安区 中山东路108号", gives=Decimal("1.0000")),
            case("上饶市玉山县兴镇路312#", "玉山县四股桥乡兴镇路312号", gives=Decimal("1.0000")),
            case("江西省上饶市玉山县冰溪街道玉虹路41号", "玉虹路41号门面", gives=Decimal("1.0000")),
            case("金色家园3幢2单元501室", "玉山县金色家园3号楼2-501", gives=Decimal("1.0000")),
            case("青岭县柳河镇王庄村3组", "青岭县石桥镇王庄村3组", gives=Decimal("0.9152")),
            case("中山东路108号", "中山东路18号", gives=Decimal("0.9750")),
            case("柳河镇", "石桥镇王庄村3组", gives=Decimal("0.4861")),
            case(None, "长安区", gives=None),
        ),
    ),
)
