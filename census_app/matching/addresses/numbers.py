"""What a number is, from its classifier and from the pieces before and behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from census_app.matching.text import arabic

from . import kinds
from .lexer import BARE, Token
from .scores import HAMLET_ENDS
from .vocabulary import vocabulary

Piece = tuple[int, int, str]
Parts = list[tuple[int, int]]

_PARTS = re.compile(r"附?[0-9A-Za-z甲乙丙丁特]+|[一二三四五六七八九十]+(?=-)")
_ZONE = re.compile(r"[东西南北]?(?:[一二三四五六七八九十\d]+|[A-Za-z]\d*|[东西南北中])[区期]$")
_OF_CLASSIFIER = {
    "building": kinds.BUILDING,
    "unit": kinds.UNIT,
    "floor": kinds.FLOOR,
    "room": kinds.ROOM,
    "group": kinds.GROUP,
    "lane": kinds.LANE,
    "door": kinds.UNIT,
    "street": kinds.UNIT,
    "household": kinds.ROOM,
    "highway": kinds.ROAD,
}
_STREETS = frozenset({kinds.ROAD, kinds.VILLAGE, kinds.GROUP, kinds.TOWN})
_AREAS = _STREETS | {kinds.COUNTY, kinds.CITY, kinds.PROVINCE, kinds.ZONE, kinds.START}
_PLACES = frozenset({kinds.ESTATE, kinds.PART})
_COUNTRYSIDE = frozenset({kinds.TOWN, kinds.VILLAGE})
_NO_HAMLET = frozenset({kinds.ROAD_NUMBER, kinds.LANE, kinds.ROAD, kinds.BUILDING, kinds.FLOOR})
_HOUSES = frozenset({kinds.BUILDING, kinds.UNIT, kinds.FLOOR})
_LETTER_FLOOR = re.compile(r"\d{1,2}[Ff]")
_HIGHWAY = re.compile(r"[GSXY]\d{3}")  # G104, S330: national and provincial roads without more.
_GROUND_FLOORS = re.compile(r"1-[2-6][层楼]")  # 12号1-3层: a shop on several floors.
_PART_OF_ROOM = re.compile(r"\d{3,4}-\d")
_SHOPS = re.compile(r"\d{1,2}(?:-\d{1,2})+")  # 商铺1-3; 商铺15-692 is room 692 of building 15
_LETTER_FIRST = re.compile(r"[A-Za-z]{1,2}(?=\d{3,4}$)")
_FLOOR_BEHIND = re.compile("[-,;]?[0-9一二三四五六七八九十]{1,3}层")  # 418楼7层: the building 418, not a floor.
_BASEMENT = re.compile("[Bb][1-4]层")
_WINGS = frozenset("主副附裙")
_SIDES = frozenset("东南西北前后左右")
_ESTATE_ENDS = frozenset("苑府邸墅庭轩郡馆仓")  # Never a hamlet's: 修竹府2号 is a building.
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_TERRACE = re.compile("[一二三四五六七八九十]里$")
_NUMBERED = frozenset({kinds.ROAD_NUMBER, kinds.LANE_NUMBER, kinds.BUILDING, kinds.UNIT})
_INSIDE = ("unit", "room", "floor", "door", BARE)  # What follows the number of a building.


@dataclass(slots=True)
class Context:
    """What stands around a number.

    `before`: the kind of the name or number before it; `place`: the text up to the end of the last place; `after`: the
    kind of the token behind it; `later`: the kinds of all tokens behind it; `seen`: the kinds of all pieces before it.
    """

    before: str = kinds.START
    place: str = ""
    after: str = ""
    later: frozenset[str] = frozenset()
    seen: set[str] = field(default_factory=set)


def read_number(text: str, token: Token, context: Context) -> list[Piece]:
    """The pieces of one number token: usually one, several for 3-2-501."""
    start, value_end, end = token.start, token.value_end, token.end
    parts = [(start + found.start(), start + found.end()) for found in _PARTS.finditer(text[start:value_end])]
    if len(parts) >= 2:
        return _read_chain(text, token, parts, context)
    value, before = text[start:value_end], context.before
    letters = _LETTER_FIRST.match(value)
    if letters and token.kind in (BARE, "room") and _has_lettered_towers(context):
        room = start + letters.end()
        return [(start, room, kinds.BUILDING), (room, end, kinds.ROOM)]
    if token.kind == BARE:
        return [(start, end, _bare(value, text[:start], context))]
    if token.kind == "household" and before not in _HOUSES:
        own = text[start - 1 : start].isalnum() and (before in _STREETS or before in _PLACES)
        return [(start, end, kinds.ROAD_NUMBER if own else kinds.REMARK)]
    if token.kind == "number":
        return [(start, end, _numbered(text[:start], value, context))]
    if token.kind == "room" and "号" in text[value_end:end] and before in _STREETS and not _on_floor(context):
        return [(start, value_end + 1, kinds.ROAD_NUMBER), (value_end + 1, end, kinds.REMARK)]
    side_alone = value in _SIDES and text[token.value_end : end] == "楼" and context.after not in ("unit", "door")
    if value in _WINGS or side_alone or (value in _SIDES and before not in _PLACES and token.kind != "unit"):
        return [(start, end, kinds.PART if before in _PLACES else kinds.ESTATE)]
    if token.kind == "floor" and (_is_name(value) or (context.after in ("unit", "door") and text[end - 1] != "层")):
        return [(start, end, kinds.BUILDING)]
    if token.kind == "floor" and text[end - 1] == "楼" and _FLOOR_BEHIND.match(text, end) and before not in _HOUSES:
        return [(start, end, kinds.BUILDING)]
    if token.kind == "floor" and value[0].isascii() and value[0].isalpha() and before not in _HOUSES:
        return _lettered_floor(text, token)
    if token.kind == "building" and before == kinds.FLOOR and value.isalpha() and value.isascii():
        return [(start, end, kinds.REMARK)]
    if token.kind == "building" and before == kinds.BUILDING and text[value_end:end] == "座" and value.isascii():
        return [(start, end, kinds.UNIT if value.isalpha() else kinds.BUILDING)]
    return [(start, end, _OF_CLASSIFIER[token.kind])]


def _is_name(value: str) -> bool:
    """Whether a building is called so instead of being numbered: A, 主, 东."""
    return value in _SIDES if len(value) == 1 and not value.isascii() else value.isascii() and value.isalpha()


def _lettered_floor(text: str, token: Token) -> list[Piece]:
    """A10楼 is a building; A12层 and A112楼 are floors of the tower A; B1层 lies below the ground."""
    if _BASEMENT.fullmatch(text[token.start : token.end]):
        return [(token.start, token.end, kinds.FLOOR)]
    digits = token.start + len(text[token.start : token.value_end].rstrip("0123456789"))
    if text[token.value_end : token.end] == "楼" and token.value_end - digits < 3:
        return [(token.start, token.end, kinds.BUILDING)]
    return [(token.start, digits, kinds.BUILDING), (digits, token.end, kinds.FLOOR)]


def _numbered(before_text: str, value: str, context: Context) -> str:
    """N号 by what stands before it."""
    before = context.before
    if _on_floor(context) or _is_shop(before_text, context):
        return kinds.ROOM
    if before == kinds.ESTATE and value in _NAMED_FIRST:
        return kinds.PART
    if before in _PLACES:
        return _of_place(value, context)
    if before in _STREETS and before != kinds.ROAD and value[0].isascii() and value[0].isalpha():
        return kinds.BUILDING
    if before == kinds.VILLAGE and context.after in ("room", BARE):
        return kinds.BUILDING
    if before in _AREAS:
        return kinds.ROAD_NUMBER
    if before == kinds.LANE:
        return kinds.BUILDING if _numbered_lane(before_text) else kinds.LANE_NUMBER
    if before in (kinds.ROAD_NUMBER, kinds.LANE_NUMBER):
        return kinds.BUILDING
    if before == kinds.BUILDING:
        if before_text.endswith("排"):
            return kinds.UNIT
        last = not context.after and kinds.ROAD_NUMBER in context.seen
        return kinds.ROOM if last or (len(value) >= 3 and context.after not in _INSIDE) else kinds.UNIT
    return kinds.ROOM


def _is_hamlet(context: Context) -> bool:
    """Whether the place before a number is a hamlet: no estate by its last characters, and no road number so far."""
    if context.before not in _PLACES or context.seen & _NO_HAMLET:
        return False
    words, place = vocabulary(), _ZONE.sub("", context.place)
    known = words.surely_ends_place(place) or place.endswith(words.room_holders)
    return bool(context.seen & _COUNTRYSIDE) and not known


def _has_lettered_towers(context: Context) -> bool:
    """Whether A1203 is room 1203 of tower A: behind a road number, an estate or an office building, not in a market."""
    words, place = vocabulary(), context.place
    if context.before == kinds.ROAD_NUMBER:
        return not place
    if context.before not in _PLACES or _on_floor(context):
        return False
    return words.surely_ends_place(place) and (place.endswith("大厦") or not place.endswith(words.room_holders))


def _digits(text: str, part: tuple[int, int]) -> int:
    return sum(character.isdigit() for character in text[part[0] : part[1]])


def _of_place(value: str, context: Context) -> str:
    """N号 of a place: a room of a market or hotel, a building of an estate, else the place's own number."""
    words = vocabulary()
    grounds = context.place.endswith(words.grounds)
    if context.after in _INSIDE and not (context.after == "floor" and grounds):
        return kinds.BUILDING
    place = _ZONE.sub("", context.place)
    if kinds.ROAD_NUMBER not in context.seen and "building" in context.later:
        return kinds.ROAD_NUMBER
    if place.endswith(words.parks):
        return kinds.BUILDING
    if place.endswith("段") and kinds.ROAD in context.seen:
        return kinds.ROAD_NUMBER
    if place.endswith(words.room_holders):
        return kinds.ROOM if len(value) >= 3 else kinds.BUILDING
    if kinds.ROAD_NUMBER in context.seen or kinds.LANE in context.seen:
        sure = place != context.place or words.surely_ends_place(place)
        return kinds.ROOM if len(value) >= (3 if sure else 4) else kinds.BUILDING
    if grounds:
        return kinds.ROAD_NUMBER
    terrace = _TERRACE.search(place) or (place[-1:] == "里" and kinds.VILLAGE not in context.seen)
    if place[-1:] in _ESTATE_ENDS or terrace or value[0] in _LETTERS:
        return kinds.BUILDING
    if place != context.place and not context.place.endswith("期"):
        in_village = kinds.VILLAGE in context.seen or place[-1:] in HAMLET_ENDS
        rural = in_village and context.seen & _COUNTRYSIDE and not words.surely_ends_place(place)
        return kinds.ROAD_NUMBER if rural else kinds.BUILDING
    if not words.surely_ends_place(place):
        on_road = kinds.ROAD in context.seen and not context.seen & _COUNTRYSIDE
        return kinds.BUILDING if on_road else kinds.ROAD_NUMBER
    return kinds.ROOM if len(value) >= (3 if place.endswith("广场") else 4) else kinds.BUILDING


def _is_shop(before_text: str, context: Context) -> bool:
    """Whether a number is that of a shop in a building: 人民路12号商铺3, 3幢底商5号."""
    inside = context.before not in _STREETS and context.after not in _INSIDE
    return inside and before_text.endswith(vocabulary().shops)


def _on_floor(context: Context) -> bool:
    return kinds.FLOOR in context.seen


def _bare(value: str, before_text: str, context: Context) -> str:
    """A number without classifier."""
    digits = sum(character.isdigit() for character in arabic(value))
    before = context.before
    if before in _AREAS:
        return kinds.ROAD if _HIGHWAY.fullmatch(value) and before != kinds.ROAD else kinds.ROAD_NUMBER
    if _is_shop(before_text, context):
        return kinds.ROOM
    if before == kinds.LANE and not _numbered_lane(before_text):
        return kinds.LANE_NUMBER
    floor_behind = context.after == "floor" and before == kinds.BUILDING and digits >= 3
    if context.after not in _INSIDE or floor_behind:
        named_so = kinds.VILLAGE in context.seen or context.place[-1:] in HAMLET_ENDS
        if _is_hamlet(context) and named_so and digits < 4 and not (value[0].isascii() and value[0].isalpha()):
            return kinds.ROAD_NUMBER
        if digits >= 3:
            return kinds.ROOM
    if before in (kinds.ROAD_NUMBER, kinds.LANE_NUMBER, kinds.LANE, kinds.UNKNOWN) or before in _PLACES:
        return kinds.BUILDING
    if before == kinds.BUILDING and (value.isdigit() or context.after in _INSIDE or not value.isascii()):
        return kinds.UNIT
    return kinds.ROOM


def _numbered_lane(before_text: str) -> bool:
    """Whether the lane is a number itself (669弄), so that the number behind it is a building."""
    return before_text.endswith("弄") and before_text[-2:-1].isdigit()


def _read_chain(text: str, token: Token, parts: Parts, context: Context) -> list[Piece]:
    start, end, kind, before = token.start, token.end, token.kind, context.before
    numbered = kind in (BARE, "number")
    if "," in text[start:end]:
        several = _OF_CLASSIFIER.get(kind) or _numbered(text[:start], text[start : token.value_end], context)
        return [(start, end, several)]
    if kind == "room" and before in _STREETS and len(parts) == 2 and text[parts[0][1]] == "号":
        return _assign(parts, end, (kinds.ROAD_NUMBER, kinds.ROOM))  # 88号-4店面
    if kind == "room" and text[token.value_end] == "号" and before in _STREETS:
        return [(start, token.value_end + 1, kinds.ROAD_NUMBER), (token.value_end + 1, end, kinds.REMARK)]
    if "附" in text[start:end] or "增" in text[start:end]:
        return [(start, end, kinds.ROAD_NUMBER if before in _AREAS else kinds.BUILDING)]
    if kind == "floor" and before in _NUMBERED and _GROUND_FLOORS.fullmatch(text[start:end]):
        return [(start, end, kinds.FLOOR)]
    if _is_range_in_lane(text, parts, token, before):
        return [(start, end, kinds.BUILDING)]
    if numbered and _is_shop(text[:start], context) and _SHOPS.fullmatch(text[start : token.value_end]):
        return [(start, end, kinds.ROOM)]
    named_lane = before == kinds.LANE and not _numbered_lane(text[:start])
    if before in _STREETS and kind in ("unit", "door") and len(parts) == 3:
        return _assign(parts, end, (kinds.ROAD_NUMBER, kinds.BUILDING, kinds.UNIT))
    if before in _STREETS and kind in ("unit", "door") and len(parts) == 2 and text[parts[0][1]] == "号":
        return _assign(parts, end, (kinds.ROAD_NUMBER, kinds.UNIT))
    if numbered and (before in _STREETS or (named_lane and len(parts) > 2)):
        return _chain_of_street(text, parts, end, context)
    if named_lane and numbered:
        return [(start, end, kinds.LANE_NUMBER)]
    if kind == "building" and before in (kinds.ROAD, kinds.VILLAGE) and len(parts) == 2:
        return _assign(parts, end, (kinds.ROAD_NUMBER, kinds.BUILDING))
    if kind == "number" and text[end - 1] == "#" and before in _PLACES and context.after in ("unit", "door"):
        return [(start, end, kinds.BUILDING)]  # 7-14#2单元
    if kind in ("building", "group", "lane"):
        return [(start, end, _OF_CLASSIFIER[kind])]
    if kind in (BARE, "number", "room") and _LETTER_FLOOR.fullmatch(text[slice(*parts[0])]):
        return [(*parts[0], kinds.FLOOR), (parts[1][0], end, kinds.ROOM)]
    if len(parts) == 2 and _is_one_room(text, parts, start, context):
        return [(start, end, kinds.ROOM)]
    if len(parts) == 2 and kind == "number" and _is_hamlet(context) and _digits(text, parts[1]) < 3:
        return _assign(parts, end, (kinds.ROAD_NUMBER, kinds.BUILDING))
    return _assign(parts, end, _order(text, token, parts, context))


def _is_range_in_lane(text: str, parts: Parts, token: Token, before: str) -> bool:
    """Whether 298弄1-88号 are all the houses from 1 to 88 of a lane."""
    if before != kinds.LANE or text[token.start - 1] != "弄" or token.kind != "number" or len(parts) != 2:
        return False
    low, high = (text[begin:end] for begin, end in parts)
    return low.isdigit() and high.isdigit() and int(low) < int(high) < _FEW


def _chain_of_street(text: str, parts: Parts, end: int, context: Context) -> list[Piece]:
    """17-19号 is a range of numbers, 34-1号 a door beside 34; 34-5号 is building 5 of 34, unless a building follows."""
    if len(parts) == 2 and _LETTERED.match(text, *parts[0]):
        return [(parts[0][0], end, kinds.ROAD_NUMBER)]
    numbers = [int(re.sub(r"\D", "", text[low:high]) or 0) for low, high in parts]
    in_village = context.before == kinds.VILLAGE
    low, high = numbers[:2]
    near = high <= 2 * low or (low <= _FIRST_NUMBERS and not in_village)
    joined = text[parts[0][1]] != "号"
    in_range = low < high and near and (joined or text[end - 1] == "号")
    if len(parts) == 2 and in_village and numbers[1] >= 100 and text[end - 1] != "号" and not in_range:
        return _assign(parts, end, (kinds.BUILDING, kinds.ROOM))
    door_beside = joined and (high in _BESIDE or max(low, high) < 10) and not in_village
    if len(parts) == 2 and (in_range or door_beside or context.after == "flat" or "building" in context.later):
        return [(parts[0][0], end, kinds.ROAD_NUMBER)]
    if len(parts) == 2 and not joined and high < _FEW and context.after not in _INSIDE:
        return [(parts[0][0], end, kinds.ROAD_NUMBER)]  # 120号-8: the eighth door of 120
    if len(parts) == 2:
        is_room = high >= _FIRST_LARGE and text[end - 1] != "号"
        return _assign(parts, end, (kinds.ROAD_NUMBER, kinds.ROOM if is_room else kinds.BUILDING))
    if in_village:
        return _assign(parts, end, _FLAT)
    if len(parts) == 3 and joined and low < _FEW:
        return _assign(parts, end, _FLAT)
    inner = (kinds.BUILDING, kinds.ROOM) if text[parts[0][1]] == "号" else (kinds.UNIT, kinds.ROOM)
    return _assign(parts, end, (kinds.ROAD_NUMBER, *(inner if len(parts) == 3 else _FLAT)))


_LETTERED = re.compile("[0-9]+[甲乙丙丁]")  # 18甲-2号: one door of those that share the number 18.
_NAMED_FIRST = frozenset("一二三四五六七八九")  # 总部一号, 半山一号
_BESIDE = (1, 2)
_NEXT_DOORS = 12  # So far apart are the rooms that one shop or firm takes.
_FIRST_NUMBERS = 5  # A row of houses that begins at the end of its road may be long: 2-160号.
_FIRST_LARGE = 1000  # 张杨路639-2014: a room on the twentieth floor.
_FEW = 100  # So many buildings may stand on one road: 沪江路8-12-1137.
_FLAT = (kinds.BUILDING, kinds.UNIT, kinds.ROOM)
_ORDER_BY_KIND = {
    ("unit", 2): (kinds.BUILDING, kinds.UNIT),
    ("door", 2): (kinds.BUILDING, kinds.UNIT),
    ("floor", 2): (kinds.BUILDING, kinds.FLOOR),
    ("floor", 3): (kinds.BUILDING, kinds.UNIT, kinds.FLOOR),
}


def _order(text: str, token: Token, parts: Parts, context: Context) -> tuple[str, ...]:
    count, before, place = len(parts), context.before, context.place
    if before == kinds.BUILDING:
        if token.kind == "floor":
            return (kinds.FLOOR,)
        return (kinds.UNIT, kinds.ROOM) if count == 2 else (kinds.UNIT, kinds.FLOOR, kinds.ROOM)
    by_kind = _ORDER_BY_KIND.get((token.kind, count))
    if by_kind:
        return by_kind
    if count == 2:
        within = _ZONE.sub("", place).endswith(vocabulary().room_holders) or kinds.ROAD_NUMBER in context.seen
        is_room = token.kind == "room" or _digits(text, parts[1]) >= 3 or (before in _PLACES and within)
        return (kinds.BUILDING, kinds.ROOM if is_room else kinds.UNIT)
    return _FLAT if count == 3 else (kinds.BUILDING, kinds.UNIT, kinds.FLOOR, kinds.ROOM)


def _is_one_room(text: str, parts: Parts, start: int, context: Context) -> bool:
    """Whether the two parts are one room: 201-1 behind a unit, the rooms 1105-1106."""
    if context.before in (kinds.FLOOR, kinds.UNIT, kinds.ROOM):
        return True
    if context.before == kinds.BUILDING and parts[0][1] - parts[0][0] >= 3:
        return True
    low, high = (re.sub(r"\D", "", text[begin:finish]) for begin, finish in parts)
    shops = context.before in _PLACES and _ZONE.sub("", context.place).endswith(vocabulary().room_holders)
    if shops and _PART_OF_ROOM.fullmatch(text[start : parts[1][1]]):
        return True
    return len(low) == len(high) >= (1 if shops else 3) and 0 < int(high) - int(low) <= _NEXT_DOORS


def _assign(parts: Parts, end: int, order: tuple[str, ...]) -> list[Piece]:
    """One kind per part; the last one takes the classifier and the parts beyond the kinds."""
    pieces = [(low, high, kind) for (low, high), kind in zip(parts, order, strict=False)]
    low, _, kind = pieces[-1]
    pieces[-1] = (low, end, kind)
    return pieces
