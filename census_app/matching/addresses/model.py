"""What a parsed address is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Address(NamedTuple):
    """The components of one address; a component that was not written is the empty string, never a guess.

    Numbers are half-width and without their classifier (3号楼 → "3", B座 → "B", 12-3号 → "12-3"), letters upper case.
    `province`, `city`, `county`, `town` and `village` are without 省/市/区/县/镇/乡/街道/村/社区, which come and go
    between spellings (王庄新村 stays whole). `road` keeps 路/街/道 (中山路 is not 中山街) and `lane` keeps 弄/巷.
    `estate` (a housing estate, an industrial park, a building complex, a village of numbered buildings) and `place` (a
    shop, company or other point, or what lies within an estate) are as written. `tail`: the rest, piece by piece with
    blanks between: phases and sections of estates, development zones, positions, distances, persons, telephones,
    remarks.
    """

    province: str = ""
    city: str = ""
    county: str = ""
    town: str = ""
    village: str = ""
    group: str = ""
    road: str = ""
    road_number: str = ""
    lane: str = ""
    lane_number: str = ""
    estate: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    place: str = ""
    tail: str = ""


COMPONENTS: tuple[str, ...] = Address._fields


@dataclass(frozen=True, slots=True)
class Span:
    """One piece of the folded text: characters `start` to `end` were read as `component`."""

    start: int
    end: int
    component: str
