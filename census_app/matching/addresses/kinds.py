"""The kinds of pieces an address is cut into."""

from __future__ import annotations

START = "start"
COUNTRY = "country"
PROVINCE = "province"
CITY = "city"
COUNTY = "county"
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
