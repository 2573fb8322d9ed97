"""From labelled pieces to an Address: which of several like pieces stays, and which component each fills."""

from __future__ import annotations

from . import kinds
from .canonical import canonical
from .model import Address, Span
from .runs import Piece
from .vocabulary import vocabulary

_LEVELS = (kinds.PROVINCE, kinds.CITY, kinds.COUNTY)
_AGAIN = "again_"
_LAST_WINS = frozenset({kinds.PROVINCE, kinds.CITY, kinds.COUNTY, kinds.TOWN})
_NO_COMPONENT = frozenset(
    {kinds.COUNTRY, kinds.POSITION, kinds.REMARK, kinds.UNKNOWN, kinds.JOINT, kinds.PART, kinds.ZONE},
)
_BUILDING_ENDS = ("楼", "幢", "栋", "座")
_NUMBER_ENDS = frozenset("号0123456789")
_INSIDE = frozenset({kinds.BUILDING, kinds.UNIT, kinds.FLOOR, kinds.ROOM})
_NUMBERED = _INSIDE | {kinds.ROAD_NUMBER, kinds.LANE_NUMBER, kinds.GROUP}


def compose(text: str, pieces: list[Piece]) -> tuple[Address, list[Span]]:
    """The address and the span of every component in it."""
    values: dict[str, str] = {}
    spans: dict[str, Span] = {}
    tail: list[str] = []
    zone: tuple[int, int] | None = None
    last_end, last_kind = 0, ""
    anew = town_again = False
    for start, end, kind in _merge_parts(text, _own_names(text, pieces)):
        written = text[start:end]
        if kind == kinds.ZONE and zone is None:
            zone = start, end
            continue
        if kind == last_kind == kinds.ROAD and start == last_end and _is_lane(written):
            kind = kinds.LANE
        town_again = town_again or (kind == kinds.TOWN and "village" in values and "group" not in values)
        component = _component(kind, written, values, apart=start > last_end)
        if kind == kinds.VILLAGE and town_again:
            component = kinds.VILLAGE  # 铺儿咀村(关口镇新庄冲村): told anew from the town on
        last_end, last_kind = end, kind
        value = canonical(component, written) if component else ""
        if component == kinds.BUILDING and component in values:
            _number_before_building(text, written, values, spans)
        if component == kinds.GROUP and kind == kinds.VILLAGE and canonical(kind, written) == values["village"]:
            continue  # 坡李村委|坡李村
        if component == kinds.GROUP and kind == kinds.GROUP:
            _hamlet_before_group(text, values, spans)
        anew = anew or (kind == kinds.ESTATE and written == values.get("estate"))
        if component in values and values[component] != value and _stands(component, value, values, anew):
            tail.append(text[spans[component].start : spans[component].end])
        elif not component or (component not in _LAST_WINS and values.get(component, value) != value):
            if kind != kinds.JOINT:
                tail.append(written)
            continue
        values[component] = value
        spans[component] = Span(start, end, component)
    if zone:
        _place_zone(text, zone, values, spans, tail)
    return Address(**values, tail=" ".join(tail)), sorted(spans.values(), key=lambda span: span.start)


def _stands(component: str, value: str, values: dict[str, str], anew: bool) -> bool:
    """Whether the later of two numbers stands: behind the estate written anew, or building 14 behind a tower A."""
    if component == kinds.VILLAGE:
        return True
    if component not in _INSIDE:
        return False
    return anew or (component == kinds.BUILDING and values[component].isalpha() and value.isdigit())


def _hamlet_before_group(text: str, values: dict[str, str], spans: dict[str, Span]) -> None:
    """王庄村李家村5组: 李家村 was the group until its number came, and is the hamlet of that group."""
    named = spans.get(kinds.GROUP)
    component = next((name for name in ("estate", "place") if name not in values), "")
    if named is None or not component or any(map(str.isdigit, values[kinds.GROUP])):
        return
    del values[kinds.GROUP], spans[kinds.GROUP]
    values[component] = canonical(kinds.ESTATE, text[named.start : named.end])
    spans[component] = Span(named.start, named.end, component)


def _number_before_building(text: str, written: str, values: dict[str, str], spans: dict[str, Span]) -> None:
    """626弄10号A栋: 10号, read as a building, was the number of the address when the building itself follows."""
    plain = spans[kinds.BUILDING]
    if not written.endswith(_BUILDING_ENDS) or text[plain.end - 1] not in _NUMBER_ENDS:
        return
    number = kinds.LANE_NUMBER if "lane" in values else kinds.ROAD_NUMBER
    if number not in values and kinds.UNIT not in values:
        values[number] = values.pop(kinds.BUILDING)
        spans[number] = Span(plain.start, plain.end, number)
        del spans[kinds.BUILDING]


def _place_zone(
    text: str, zone: tuple[int, int], values: dict[str, str], spans: dict[str, Span], tail: list[str]
) -> None:
    """An industrial park is the place when nothing else is; a development zone is an area and stays in the tail."""
    written = text[slice(*zone)]
    component = next((name for name in ("estate", "place") if name not in values), "")
    if component and written.endswith(vocabulary().work_sites):
        values[component], spans[component] = written, Span(*zone, component)
    else:
        tail.append(written)


def _component(kind: str, written: str, values: dict[str, str], apart: bool) -> str:
    """The component a piece fills given what is filled already; "" for the tail."""
    if kind == kinds.POSITION and _is_flat(written, values):
        return kinds.ROOM
    if kind in _NO_COMPONENT or (kind == kinds.ROAD and "road" in values):
        return ""
    if kind == kinds.ROAD_NUMBER and "lane" in values and "road_number" not in values:
        return kinds.LANE_NUMBER
    if kind == kinds.VILLAGE:
        return kinds.GROUP if "village" in values and "group" not in values else kinds.VILLAGE
    if kind == kinds.ESTATE:
        return _place(written, values, apart)
    if kind == kinds.LANE:
        return "lane" if "road" in values else "road"
    if kind == kinds.LANE_NUMBER and "lane" not in values:
        return kinds.ROAD_NUMBER
    return kind


def _is_lane(written: str) -> bool:
    """Whether a street named directly behind a road leads off it: 金山街|槐树横街20号."""
    return written.endswith(("街", "胡同")) and not written.endswith("大街")


def _is_flat(written: str, values: dict[str, str]) -> bool:
    """Whether 西户 is a flat: on a floor or stair of which no room is told."""
    return written in vocabulary().flats and "room" not in values and bool(values.keys() & {kinds.FLOOR, kinds.UNIT})


def _place(written: str, values: dict[str, str], apart: bool) -> str:
    """`estate` for what holds buildings, `place` for a shop, a company or another point, "" for a person."""
    words = vocabulary()
    if written.endswith("段") and "road" in values and "estate" not in values:
        return ""  # 仲恺大道|惠环段: a stretch of the road
    if (apart or "某" in written) and values.keys() & _NUMBERED and words.is_person(written):
        return ""
    if "estate" not in values and not values.keys() & _INSIDE and not words.is_point(written):
        return "estate"
    return "" if "place" in values else "place"


def _merge_parts(text: str, pieces: list[Piece]) -> list[Piece]:
    """一区 after a short bare name belongs to the name (孔村一区); after 花园 or a longer name it is a part of it."""
    merged: list[Piece] = []
    for start, end, kind in pieces:
        if merged and merged[-1][1] == start and merged[-1][2] == kinds.ESTATE and _joins(text, merged[-1], end, kind):
            merged[-1] = (merged[-1][0], end, kinds.ESTATE)
        else:
            merged.append((start, end, kind))
    return merged


def _joins(text: str, estate: Piece, end: int, kind: str) -> bool:
    low, high, _ = estate
    if kind == kinds.ESTATE:
        return vocabulary().is_branch(text[low:high], text[high:end])
    short = high - low <= 3 and not vocabulary().surely_ends_place(text[low:high])
    return kind == kinds.PART and text[end - 1] != "期" and short


def _own_names(text: str, pieces: list[Piece]) -> list[Piece]:
    """A division written again directly before an institution is part of its name: …文三路5号|杭州市第一医院.

    So is the town, but not when it stands there as the last of divisions that are all written again.
    """
    kept: list[Piece] = []
    lowest = -1
    towns: set[str] = set()
    for start, end, written_kind in pieces:
        kind = kinds.plain(written_kind)
        if kind == kinds.TOWN:
            again = text[start:end] in towns and not (kept and kept[-1][2].startswith(_AGAIN))
            towns.add(text[start:end])
        if kind == kinds.ESTATE:
            if vocabulary().is_institution(text[start:end]):
                while kept and kept[-1][1] == start and kept[-1][2].startswith(_AGAIN):
                    start = kept.pop()[0]
            kept.append((start, end, kind))
            continue
        rank = _LEVELS.index(kind) if kind in _LEVELS else len(_LEVELS)
        if kind != kinds.TOWN:
            again = kind in _LEVELS and rank <= lowest
        kept.append((start, end, f"{_AGAIN}{kind}" if again else kind))
        lowest = max(lowest, rank)
    return [(start, end, kind.removeprefix(_AGAIN)) for start, end, kind in kept]
