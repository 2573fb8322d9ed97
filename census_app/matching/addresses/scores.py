"""How surely a piece of an address is what it seems, from its length and its neighbours. Higher is surer."""

from __future__ import annotations

from . import kinds
from .kinds import (
    BUILDING,
    CITY,
    COUNTRY,
    COUNTY,
    ESTATE,
    FLOOR,
    GROUP,
    JOINT,
    LANE,
    LANE_NUMBER,
    PART,
    POSITION,
    PROVINCE,
    REMARK,
    ROAD,
    ROAD_NUMBER,
    ROOM,
    SHORT_CITY,
    SHORT_COUNTY,
    SHORT_PROVINCE,
    SHORT_TOWN,
    SHORT_VILLAGE,
    START,
    TOWN,
    UNIT,
    UNKNOWN,
    VILLAGE,
    ZONE,
    plain,
)

_ORDER = (
    (START,),
    (COUNTRY,),
    (PROVINCE, SHORT_PROVINCE),
    (CITY, SHORT_CITY),
    (COUNTY, SHORT_COUNTY),
    (ZONE,),
    (TOWN, SHORT_TOWN),
    (VILLAGE, SHORT_VILLAGE),
    (GROUP,),
    (ROAD,),
    (LANE,),
    (ROAD_NUMBER, LANE_NUMBER),
    (ESTATE,),
    (PART,),
    (BUILDING,),
    (UNIT,),
    (FLOOR,),
    (ROOM,),
)
_RANK = {kind: rank for rank, level in enumerate(_ORDER) for kind in level}
# By the length of a name without its ending: 0, 1, 2, ... characters.
_STEM: dict[str, tuple[float, ...]] = {
    PROVINCE: (-9.0, -9.0, 0.0, -0.5, -3.0),
    CITY: (-9.0, -3.0, 0.0, -0.3, -2.0, -4.0),
    COUNTY: (-9.0, -3.0, 0.0, -0.3, -2.0, -4.0),
    ZONE: (-2.5, -1.0, 0.5, 0.3, 0.0, -1.0, -2.0),
    TOWN: (-9.0, -1.0, 0.5, 0.0, -1.5, -3.0, -5.0),
    VILLAGE: (-9.0, -0.5, 0.6, 0.3, -1.0, -2.5, -4.0),
    GROUP: (-9.0, -0.5, 0.5, 0.0, -2.0),
    ROAD: (-9.0, -2.5, 0.5, 0.5, -0.6, -2.2, -4.0),
    LANE: (-9.0, -1.0, 0.5, 0.5, -0.6, -2.5, -4.0),
    ESTATE: (-3.0, -1.6, 0.5, 0.6, 0.5, 0.4, 0.2, 0.0),
}
_BARE_PLACE = (-9.0, -5.0, -0.3, 0.4, 0.9, 0.7, 0.5, 0.2, 0.0)
_BARE_VILLAGE = (-9.0, -9.0, 0.3, -0.4, -2.2)
_BEFORE_SHORT_VILLAGE = {
    TOWN: 0.0,
    SHORT_TOWN: 0.0,
    SHORT_COUNTY: -1.2,
    SHORT_CITY: -1.0,
    COUNTY: -1.2,
    CITY: -1.0,
    ZONE: -1.0,
    START: -1.5,
    ROAD: -2.5,
}
_DIRECTIONS = frozenset("东西南北中前后")
_SHORT_DIVISIONS = frozenset({SHORT_PROVINCE, SHORT_CITY, SHORT_COUNTY})
_DIVISIONS = _SHORT_DIVISIONS | {PROVINCE, CITY, COUNTY}
_PLAIN_ROAD_STEMS = frozenset("上下老新横正直大小")
_NEVER_AFTER_ONE = frozenset("街乡办")  # 湖镇 and 下镇 are towns; 西乡 and 桐乡 are names, 路街道 the end of one.
_NUMERALS = frozenset("一二三四五六七八九十")
HAMLET_ENDS = frozenset(
    "头塘庄宅岙埠桥山洋坑垟畈湾坞岭坪浦埭堰店屯营堡寨沟坡河口岗冲坝坊田前下里院窑洼台铺集浜泾兜圩墩渡荡屿垄塍厝寮陂坳垅垸嘴滩坨疃峪夼梁峁塬岔"
)

# Names of Inner Mongolia, Xinjiang and Tibet are written by their sound, and long: 巴拉嘎尔高勒镇.
_BY_SOUND = frozenset(
    "克巴尔拉格勒阿乌塔布木达哈日彦什依斯喀图力库萨吉兰托音热古嘎提查孜干特都鲁扎呼其藏玛恰敖苏来铁尕艾吾瓦仁淖吐伊别胡温加博亚汉希诺普齐多赛包罕郎额根于锡伦满莫毛朝纳科鄂忽奇浩套努腾尼汗察桑贡拜高坦德"
)
_LONG, _AS_LONG_AS = 4, 3

# So end whole villages more often than their hamlets: 小赵庄, 前徐岭.
_VILLAGE_ENDS = frozenset("庄屯营寨堡集沟峪塬岭店铺窑")

AFTER: dict[str, dict[str, float]] = {
    "number": {
        ROAD: 2.5,
        LANE: 2.0,
        VILLAGE: 1.2,
        SHORT_VILLAGE: 1.2,
        ESTATE: -0.4,
        TOWN: -0.6,
        COUNTY: -0.8,
        SHORT_COUNTY: -0.8,
        SHORT_CITY: -1.0,
        CITY: -1.0,
    },
    "pair": {
        ROAD: 2.5,
        LANE: 2.0,
        SHORT_VILLAGE: 1.2,
        ESTATE: -0.4,
        TOWN: -0.6,
        COUNTY: -0.8,
        SHORT_COUNTY: -0.8,
        SHORT_CITY: -1.0,
        CITY: -1.0,
    },
    "household": {VILLAGE: 1.2, SHORT_VILLAGE: 1.2, ESTATE: -1.0},
    "lane": {ROAD: 3.0},
    "building": {ESTATE: 2.0, PART: 2.0, ROAD: -0.4, TOWN: -1.0, COUNTY: -1.0, VILLAGE: -2.2},
    "flat": {ESTATE: 2.5, PART: 2.5, VILLAGE: -2.2},
    "bare": {ROAD: 2.0, LANE: 1.0, ESTATE: 0.8, PART: 0.8, VILLAGE: 0.3, SHORT_VILLAGE: 0.3},
    "unit": {ESTATE: 1.5, PART: 1.0},
    "floor": {ESTATE: 1.5, PART: 1.0},
    "room": {ESTATE: 1.5, PART: 1.0},
    "group": {VILLAGE: 2.5, SHORT_VILLAGE: 2.5, ESTATE: -1.0},
}


def step(previous: str, kind: str, first: bool) -> float:
    """What it costs that `kind` follows `previous`; `first`: something that is not a name stands between them."""
    if kind == UNKNOWN:
        return 0.0
    if kind in _DIVISIONS and previous in (UNKNOWN, POSITION, REMARK):
        return -1.0 if first else -4.0
    if kind == SHORT_TOWN and previous in (UNKNOWN, POSITION):
        return -6.0
    if kind == SHORT_VILLAGE:
        return _BEFORE_SHORT_VILLAGE.get(previous, -5.0)
    if previous == COUNTRY:
        return 0.0 if plain(kind) in (PROVINCE, CITY) else -5.0
    if previous == UNKNOWN:
        return -0.3
    if kind == PART:
        return 0.0 if previous in (ESTATE, BUILDING, UNIT, FLOOR) else -6.0
    if kind == JOINT:
        return 0.0 if previous in (ROAD, LANE) else -5.0
    if previous == JOINT:
        return 0.5 if kind in (ROAD, LANE) else -4.0
    if kind == VILLAGE and previous in (TOWN, SHORT_TOWN):
        return 0.6
    if kind in (POSITION, REMARK) or previous in (POSITION, REMARK):
        return 0.0
    if kind == SHORT_TOWN:
        return -2.0 if previous == START else 0.0 if _RANK[previous] <= _RANK[ZONE] else -6.0
    if plain(kind) == plain(previous):
        return _repeated(previous, kind, first)
    low, high = _RANK[previous], _RANK[kind]
    if high > low:
        return 0.0
    if kind in _DIVISIONS:
        if low > _RANK[TOWN] or (kind in _SHORT_DIVISIONS and low == _RANK[TOWN]):
            return -7.0
        return -4.0 if kind in _SHORT_DIVISIONS else -1.0
    if kind == ROAD:
        return -0.7 if previous in (ESTATE, PART) else -1.5
    if kind == ESTATE:
        return -0.3 if first else -1.0
    return -2.5


def _repeated(previous: str, kind: str, first: bool) -> float:
    if previous == SHORT_VILLAGE and not first:
        return -4.0
    if kind == ESTATE:
        return 0.0 if first else -4.0
    return -1.2 if kind == ROAD else -4.0 if kind in _SHORT_DIVISIONS else -2.5


_KINDS = (*_RANK, JOINT, POSITION, REMARK, UNKNOWN)
STEPS = {previous: {kind: step(previous, kind, False) for kind in _KINDS if kind != START} for previous in _KINDS}
STEPS_AT_FIRST = {
    previous: {kind: step(previous, kind, True) for kind in _KINDS if kind != START} for previous in _KINDS
}


def bare_place(length: int) -> float:
    """A place whose last characters say nothing."""
    return _BARE_PLACE[length] if length < len(_BARE_PLACE) else -0.4 * (length - 8)


def bare_village(text: str, start: int, end: int) -> float:
    """A hamlet without 村: two to four characters."""
    if not text[start:end].isalpha() or text[start].isascii() or text[end - 1] in "区期":
        return -9.0
    score = _BARE_VILLAGE[end - start]
    if text[end - 1] in HAMLET_ENDS:
        score += 4.0 if text[end - 2] == "家" else 1.9 if text[end - 1] in _VILLAGE_ENDS else 0.9
    return score


def stem(kind: str, text: str, start: int, end: int) -> float:
    """How the name without its ending, `text[start:end]`, speaks for the kind."""
    length = end - start
    if kind == TOWN and length > 3 and text[end - 1] in "路街道":
        length -= 1
    if kind == TOWN and length > 2 and (text[end - 1] in "区县" or text[end - 1 : end + 1] == "镇镇"):
        return -4.0
    if kind == TOWN and length > _LONG and _BY_SOUND.issuperset(text[start:end]):
        length = _AS_LONG_AS
    if kind == TOWN and length == 1 and text[end] in _NEVER_AFTER_ONE:
        return -3.5
    if kind == kinds.ROAD and length:
        last = text[end - 1]
        if length == 1 and last in _PLAIN_ROAD_STEMS:
            return -0.8
        if all(character in _NUMERALS for character in text[start:end]) or (length == 1 and last in _DIRECTIONS):
            return -1.0 if text[end] in "大二三四环" else -3.5
        if length >= 3 and (last in _DIRECTIONS or last in _NUMERALS):
            length -= 1
    return _by_length(kind, length)


def _by_length(kind: str, length: int) -> float:
    table = _STEM[kind]
    if length < len(table):
        return table[length]
    return table[-1] - (0.3 if kind == kinds.ESTATE else 1.0) * (length - len(table) + 1)


_BY_LENGTH_ALONE = frozenset({PROVINCE, ZONE, VILLAGE, GROUP, LANE, ESTATE})


def stems_by_length(kind: str, longest: int) -> tuple[float, ...]:
    """`stem` of names of 0, 1, 2, … characters, of a kind whose names speak for it by nothing else; none of others."""
    if kind not in _BY_LENGTH_ALONE:
        return ()
    return tuple(_by_length(kind, length) for length in range(longest + 1))
