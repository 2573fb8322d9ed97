"""The kinds of pieces an address is cut into."""

from __future__ import annotations

START = "start"
COUNTRY = "country"
PROVINCE = "province"
CITY = "city"
COUNTY = "county"
SHORT_PROVINCE = "short_province"  # a division without 省, 市, 县 or 区
SHORT_CITY = "short_city"
SHORT_COUNTY = "short_county"
ZONE = "zone"
TOWN = "town"
SHORT_TOWN = "short_town"  # a town without 镇, 乡 or 街道
VILLAGE = "village"
SHORT_VILLAGE = "short_village"  # a village without 村
GROUP = "group"
ROAD = "road"
ROAD_NUMBER = "road_number"
LANE = "lane"
LANE_NUMBER = "lane_number"
ESTATE = "estate"
PART = "part"  # 一区, 二期, 东区 of an estate
BUILDING = "building"
UNIT = "unit"
FLOOR = "floor"
ROOM = "room"
POSITION = "position"
JOINT = "joint"
REMARK = "remark"
UNKNOWN = "unknown"

_SHORT = "short_"


def plain(kind: str) -> str:
    """The kind without regard to whether the name was shortened."""
    return kind.removeprefix(_SHORT)


def shortened(kind: str) -> str:
    """The kind of a shortened name."""
    return _SHORT + kind
