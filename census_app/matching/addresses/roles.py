"""From labelled pieces to an Address: which of several like pieces stays, and the canonical text of each."""

from __future__ import annotations

import re

from . import kinds
from .divisions import short_division
from .model import Address, Span
from .numerals import to_digits
from .runs import Piece
from .vocabulary import vocabulary

_TOWN_SUFFIX = re.compile(
    r"(?<=..)(?:街道办事处|街道办|街道|民族乡|民族苏木|苏木|[镇乡])$|(?<=.)(?:街道办事处|街道|[镇乡])$"
)
_VILLAGE_SUFFIX = re.compile(
    r"(?<=..)(?:社区居民委员会|村民委员会|居民委员会|社区居委会|村委会|居委会|行政村|自然村|社区|村)$"
)
_CLASSIFIER = re.compile(
    r"(?:号楼|#楼|号幢|号栋|#栋|#幢|号搂|号公寓楼|幢|栋|撞|座|排|单元号?|街|梯|号门|门|楼|层|[Ff]|号?房间|号?商铺|号?店面|号?门面|号?铺|号?档|号?摊位"
    r"|号?商位|号?柜|室|房|号院|号|好|#|村民小组|居民小组|小组|生产队|组|队|社)$"
)
_NUMBERS = frozenset(
    {kinds.ROAD_NUMBER, kinds.LANE_NUMBER, kinds.BUILDING, kinds.UNIT, kinds.FLOOR, kinds.ROOM, kinds.GROUP}
)
_LEVELS = (kinds.PROVINCE, kinds.CITY, kinds.COUNTY)
_AGAIN = tuple(f"again_{kind}" for kind in _LEVELS)
_LAST_WINS = frozenset({kinds.PROVINCE, kinds.CITY, kinds.COUNTY, kinds.TOWN})


def compose(text: str, pieces: list[Piece]) -> tuple[Address, list[Span]]:
    """The address and the span of every component in it."""
    values: dict[str, str] = {}
    spans: dict[str, Span] = {}
    tail: list[str] = []
    for start, end, label in _merge_parts(text, pieces):
        component = _component(label, values)
        if not component:
            if label != kinds.JOINT:
                tail.append(text[start:end])
            continue
        value = canonical(component, text[start:end])
        if component in values and values[component] != value and component not in _LAST_WINS:
            tail.append(text[start:end])
            continue
        values[component] = value
        spans[component] = Span(start, end, component)
    return Address(**values, tail=" ".join(tail)), sorted(spans.values(), key=lambda span: span.start)


def canonical(component: str, written: str) -> str:
    """The value of a component as compared: names without 省/市/县/镇/村, numbers as bare digits."""
    if component in _NUMBERS:
        return canonical_number(written)
    if component in (kinds.PROVINCE, kinds.CITY, kinds.COUNTY):
        return short_division(written)
    if component == kinds.TOWN:
        return _TOWN_SUFFIX.sub("", written)
    if component == kinds.VILLAGE:
        return _VILLAGE_SUFFIX.sub("", written)
    if component == kinds.LANE:
        return to_digits(written) if written.endswith("弄") else written
    return written


def canonical_number(written: str) -> str:
    """Digits and letters of a number: 第三号楼 → 3, 12-3号 → 12-3, b座 → B."""
    value = _CLASSIFIER.sub("", written.removeprefix("第"))
    if value.endswith(("号", "#")):
        value = value[:-1]
    return to_digits(value).upper() or written


def _merge_parts(text: str, pieces: list[Piece]) -> list[Piece]:
    """一区 after a short bare name belongs to the name (孔村一区); after 花园 or a longer name it is a part of it."""
    merged: list[Piece] = []
    for start, end, kind in _own_names(text, pieces):
        if kind == kinds.ESTATE and text[:end].endswith("校区") and merged and merged[-1][1:] == (start, kinds.ESTATE):
            merged[-1] = (merged[-1][0], end, kinds.ESTATE)
            continue
        if kind == kinds.PART and text[end - 1] != "期" and merged and merged[-1][1] == start:
            low, high, last = merged[-1]
            if last == kinds.ESTATE and high - low <= 3 and not vocabulary().surely_ends_place(text[low:high]):
                merged[-1] = (low, end, kinds.ESTATE)
                continue
        merged.append((start, end, kind))
    return merged


def _own_names(text: str, pieces: list[Piece]) -> list[Piece]:
    """A division written again directly before a place is part of its name: …文三路5号|杭州市第一医院."""
    kept: list[Piece] = []
    lowest = -1
    for start, end, kind in pieces:
        if kind == kinds.ESTATE:
            while (
                vocabulary().is_institution(text[start:end]) and kept and kept[-1][1] == start and kept[-1][2] in _AGAIN
            ):
                start = kept.pop()[0]
            kept.append((start, end, kind))
            continue
        rank = _LEVELS.index(kind) if kind in _LEVELS else len(_LEVELS)
        again = kind in _LEVELS[:3] and rank <= lowest
        kept.append((start, end, _AGAIN[_LEVELS.index(kind)] if again else kind))
        lowest = max(lowest, rank)
    return [(start, end, kind.removeprefix("again_")) for start, end, kind in kept]


def _component(label: str, values: dict[str, str]) -> str:
    """The component a label fills given what is filled already; "" for the tail."""
    if label in (kinds.COUNTRY, kinds.POSITION, kinds.REMARK, kinds.UNKNOWN, kinds.JOINT, kinds.PART):
        return ""
    if label == kinds.SHORT_TOWN:
        return kinds.TOWN
    if label in (kinds.VILLAGE, kinds.SHORT_VILLAGE):
        return kinds.GROUP if "village" in values and "group" not in values else kinds.VILLAGE
    if label == kinds.ZONE:
        return "" if "place" in values else "place"
    if label == kinds.ESTATE:
        if "estate" not in values and not any(
            name in values for name in (kinds.BUILDING, kinds.UNIT, kinds.FLOOR, kinds.ROOM)
        ):
            return "estate"
        return "place"
    if label == kinds.ROAD and "road" in values:
        return ""
    if label == kinds.LANE:
        return "lane" if "road" in values else "road"
    if label == kinds.LANE_NUMBER and "lane" not in values:
        return kinds.ROAD_NUMBER
    return label
