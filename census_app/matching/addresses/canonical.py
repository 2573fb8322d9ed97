"""The canonical text of a component: what two spellings of the same thing have in common."""

from __future__ import annotations

import re
from functools import lru_cache

from census_app.matching.text import arabic

from . import kinds
from .divisions import short_division

_TOWN_SUFFIX = re.compile(
    r"(?<=..)(?:街道办事处|街办事处|街道办|(?:街道)+|办事处|街|民族乡|民族苏木|苏木|[镇乡])$|(?<=.)(?:街道办事处|街道|[镇乡])$"
)
_REGIMENT = re.compile(r"[\d一二三四五六七八九十]团场?$")
_COMMITTEE = re.compile(
    r"(?<=^.村)委会?$|(?<=..)村部$|(?<=.村)部$|(?<=..)(?:社区居民委员会|村民委员会|居民委员会|社区居委会|委员会|村委会|村委|居委会?|委)$"
)
# 王庄新村 is one name, 建新村 the village 建新; 柳河大队 is what 柳河村 was called
_VILLAGE_SUFFIX = re.compile(r"(?<=..)(?:行政村|自然村|社区|(?:生产)?大队|(?<!..新)村)$")
_CLASSIFIER = re.compile(
    r"(?:[幢栋座]楼|[幢栋]{2}|号楼|#楼|号幢|号栋|#栋|#幢|号搂|号公寓楼|号写字楼|高楼|幢|栋|撞|懂|憧|橦|号?塔楼|塔|铜|座|排|单元号?|单无|单员|但元|丹元|号?门洞|单|街|梯|号门|门|楼|层|[Ff]|号?房间|号?商铺|号?店面"
    r"|号?门面|号?铺位|号?铺|号?床位|号?档口?|号?摊位|号?商位|号?柜|店|室|窒|(?<=\d{3})市|间|房|号院|号|好|#|村民小组|居民小组|(?<=村)小组|村民组|居民组|小组|生产队|组|队|社|户)$"
)
_DASH = re.compile("(?<=[0-9A-Za-z])[一杠](?=[0-9A-Za-z])")  # 2一9号 is what became of 2—9号.
_BASEMENT = re.compile("^(?:地下|[Bb](?=[0-9]层))")  # B1层 and 地下一层 lie below the ground.
_GROUND = {"首": "1", "底": "1"}  # 首层, 底楼
_NUMBERS = frozenset(
    {
        kinds.ROAD_NUMBER,
        kinds.LANE_NUMBER,
        kinds.BUILDING,
        kinds.UNIT,
        kinds.FLOOR,
        kinds.ROOM,
        kinds.GROUP,
    }
)


@lru_cache(maxsize=50_000)
def canonical(component: str, written: str) -> str:
    """The value of a component as compared: names without 省/市/县/镇/村, numbers as bare digits."""
    if component == kinds.FLOOR:
        return _GROUND.get(written[:1]) or _number(_BASEMENT.sub("负", written))
    if component in _NUMBERS:
        return _number(written)
    if component in (kinds.PROVINCE, kinds.CITY, kinds.COUNTY):
        return short_division(written)
    if component == kinds.TOWN:
        return arabic(written.removesuffix("场")) if _REGIMENT.search(written) else _TOWN_SUFFIX.sub("", written)
    if component == kinds.VILLAGE:
        return _VILLAGE_SUFFIX.sub("", _COMMITTEE.sub("", written))
    if component == kinds.LANE:
        return arabic(written) if written.endswith("弄") else written
    return written


def town_of(column: str) -> str:
    """The town a column of towns tells, as the addresses have it; "" for none."""
    from .folding import fold_address

    return canonical(kinds.TOWN, fold_address(column).strip()) if column else ""


def _number(written: str) -> str:
    """Digits and letters of a number: 第三号楼 → 3, 12-3号 → 12-3, b座 → B."""
    value = _DASH.sub("-", _CLASSIFIER.sub("", written.lstrip("第笫").replace("负", "-")))
    return arabic(value.replace("号", "").rstrip("#")).upper() or written
