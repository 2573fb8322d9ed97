"""From labelled pieces to an Address: which of several like pieces stays, and the canonical text of each."""

from __future__ import annotations

import re

from . import kinds
from .model import Address, Span
from .numerals import to_digits
from .runs import Piece
from .vocabulary import short_division

_TOWN_SUFFIX = re.compile(
    r"(?<=..)(?:街道办事处|街道办|街道|民族乡|民族苏木|苏木|[镇乡])$|(?<=.)(?:街道办事处|街道|[镇乡])$"
)
_VILLAGE_SUFFIX = re.compile(
    r"(?<=.)(?:社区居民委员会|村民委员会|居民委员会|社区居委会|村委会|居委会|行政村|自然村|社区|村)$"
)
_CLASSIFIER = re.compile(
    r"(?:号楼|#楼|号幢|号栋|#栋|#幢|号搂|号公寓楼|幢|栋|撞|座|排|单元|梯|号门|门|楼|层|[Ff]|号?房间|号?商铺|号?店面|号?门面|号?铺|号?档|号?摊位"
    r"|号?商位|号?柜|室|房|号院|号|好|#|村民小组|居民小组|小组|生产队|组|队|社)$"
)
_NUMBERS = frozenset(
    {kinds.ROAD_NUMBER, kinds.LANE_NUMBER, kinds.BUILDING, kinds.UNIT, kinds.FLOOR, kinds.ROOM, kinds.GROUP}
)
_LAST_WINS = frozenset({kinds.PROVINCE, kinds.CITY, kinds.COUNTY, kinds.TOWN})


def compose(text: str, pieces: list[Piece]) -> tuple[Address, list[Span]]:
    """The address and the span of every component in it."""
    values: dict[str, str] = {}
    spans: dict[str, Span] = {}
    tail: list[str] = []
    for start, end, label in _merge_parts(pieces):
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


def _merge_parts(pieces: list[Piece]) -> list[Piece]:
    merged: list[Piece] = []
    for piece in pieces:
        if piece[2] == kinds.PART and merged and merged[-1][2] == kinds.ESTATE and merged[-1][1] == piece[0]:
            merged[-1] = (merged[-1][0], piece[1], kinds.ESTATE)
        else:
            merged.append(piece)
    return merged


def _component(label: str, values: dict[str, str]) -> str:
    """The component a label fills given what is filled already; "" for the tail."""
    if label in (kinds.POSITION, kinds.REMARK, kinds.UNKNOWN, kinds.JOINT, kinds.PART):
        return ""
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
