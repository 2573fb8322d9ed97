"""Addresses: whether two of them mean the same door, the same place, neighbours, or different places."""

from __future__ import annotations

from census_app.matching.kinds.address.doors import LEVELS, compare
from census_app.matching.kinds.address.values import COLUMNS, NUMBERS, PLACES, glance, parse
from census_app.matching.kinds.kind import FieldKind

KIND = FieldKind(
    id="address",
    columns=COLUMNS,
    levels=LEVELS,
    parse=parse,
    compare=compare,
    shared={
        "estate": "place",
        "village": "place",
        "lane": "road",
        "building": "road_number",
        "lane_number": "road_number",
    },
    agreeing="same_place",
    frequencies={"same_door": "door"},
    glance=glance,
    derived={
        "door": ((*PLACES, "road", "lane"), (*NUMBERS, "section")),
        "house": (("town", "village"), ("road_number",)),
        "settlement": (("town", "village"),),
        "on_road": (("road",), ("road_number",)),
        "street": (("road",),),
        "flat": (("estate",), ("building",), ("room",)),
        "grounds": (("estate",),),
    },
)
