"""What a number is, from its classifier and from the piece before it."""

from __future__ import annotations

import re

from . import kinds
from .lexer import BARE

Piece = tuple[int, int, str]
_PARTS = re.compile(r"附?[0-9A-Za-z甲乙丙丁]+")
_MARKETS = ("市场", "商城", "城", "商贸城", "交易区", "通道", "专业街")
_DIRECT = {
    "building": kinds.BUILDING,
    "unit": kinds.UNIT,
    "floor": kinds.FLOOR,
    "room": kinds.ROOM,
    "group": kinds.GROUP,
    "lane": kinds.LANE,
    "door": kinds.UNIT,
}
_PLACE_LABELS = (kinds.ESTATE, kinds.PART)


def read_number(text: str, kind: str, start: int, value_end: int, end: int, before: str) -> list[Piece]:
    """The pieces of one number token: usually one, several for 3-2-501."""
    parts = [(start + m.start(), start + m.end()) for m in _PARTS.finditer(text[start:value_end])]
    if len(parts) >= 2 and text[start] != "第":
        return _read_chain(text, kind, parts, start, end, before)
    if kind == BARE:
        return [(start, end, _bare_label(text[start:value_end], before))]
    if kind == "number":
        return [(start, end, _number_label(text, start, before))]
    return [(start, end, _DIRECT[kind])]


def _number_label(text: str, start: int, before: str) -> str:
    """N号 by what stands before it."""
    if before in (
        kinds.ROAD,
        kinds.VILLAGE,
        kinds.GROUP,
        kinds.TOWN,
        kinds.COUNTY,
        kinds.CITY,
        kinds.PROVINCE,
        kinds.ZONE,
        kinds.START,
        kinds.UNKNOWN,
        kinds.POSITION,
    ):
        return kinds.ROAD_NUMBER
    if before == kinds.LANE:
        return (
            kinds.BUILDING
            if text[:start].endswith("弄") and text[start - 2 : start - 1].isdigit()
            else kinds.LANE_NUMBER
        )
    if before in (kinds.ROAD_NUMBER, kinds.LANE_NUMBER):
        return kinds.BUILDING
    if before in _PLACE_LABELS:
        return kinds.ROOM if text[:start].endswith(_MARKETS) else kinds.BUILDING
    if before == kinds.BUILDING:
        return kinds.UNIT
    return kinds.ROOM


def _bare_label(value: str, before: str) -> str:
    digits = sum(character.isdigit() for character in value)
    if before in (
        kinds.ROAD,
        kinds.VILLAGE,
        kinds.GROUP,
        kinds.TOWN,
        kinds.START,
        kinds.COUNTY,
        kinds.CITY,
        kinds.ZONE,
    ):
        return kinds.ROAD_NUMBER
    if before == kinds.LANE:
        return kinds.LANE_NUMBER
    if digits >= 3:
        return kinds.ROOM
    if before in (kinds.ROAD_NUMBER, kinds.LANE_NUMBER, kinds.ESTATE, kinds.PART, kinds.POSITION, kinds.UNKNOWN):
        return kinds.BUILDING
    if before == kinds.BUILDING:
        return kinds.UNIT
    return kinds.ROOM


def _read_chain(text: str, kind: str, parts: list[tuple[int, int]], start: int, end: int, before: str) -> list[Piece]:
    count = len(parts)
    last_digits = sum(character.isdigit() for character in text[parts[-1][0] : parts[-1][1]])
    if before in (kinds.ROAD, kinds.VILLAGE, kinds.GROUP, kinds.TOWN) and count == 2 and kind in (BARE, "number"):
        return [(start, end, kinds.ROAD_NUMBER)]
    if before == kinds.LANE and count == 2 and kind in (BARE, "number"):
        return [(start, end, kinds.LANE_NUMBER)]
    if kind in ("building", "floor", "group", "lane") or "附" in text[start:end]:
        if kind == "floor" and before not in (kinds.BUILDING, kinds.FLOOR) and count >= 2:
            return _assign(
                parts,
                end,
                (kinds.BUILDING, kinds.UNIT, kinds.FLOOR)[3 - count :] if count == 3 else (kinds.BUILDING, kinds.FLOOR),
            )
        return [(start, end, _DIRECT.get(kind, kinds.ROAD_NUMBER))]
    if before in (kinds.FLOOR, kinds.UNIT, kinds.ROOM) and count == 2:
        return [(start, end, kinds.ROOM)]
    if before in _PLACE_LABELS and text[:start].endswith(_MARKETS) and count == 2:
        return [(start, end, kinds.ROOM)]
    if kind == "unit":
        return _assign(parts, end, (kinds.BUILDING, kinds.UNIT))
    order: tuple[str, ...]
    if before == kinds.BUILDING:
        order = (kinds.UNIT, kinds.ROOM) if count == 2 else (kinds.UNIT, kinds.FLOOR, kinds.ROOM)
    elif count == 2:
        order = (kinds.BUILDING, kinds.ROOM if last_digits >= 3 or kind == "room" else kinds.UNIT)
    elif count == 3:
        order = (kinds.BUILDING, kinds.UNIT, kinds.ROOM)
    else:
        order = (kinds.BUILDING, kinds.UNIT, kinds.FLOOR, kinds.ROOM)
    return _assign(parts, end, order)


def _assign(parts: list[tuple[int, int]], end: int, order: tuple[str, ...]) -> list[Piece]:
    """One label per part; the last one takes the classifier; parts beyond the labels join the last."""
    pieces = [(low, high, label) for (low, high), label in zip(parts, order, strict=False)]
    low, _, label = pieces[-1]
    pieces[-1] = (low, end, label)
    return pieces
