"""What kind of county: how many of each kind of customer, and how its office writes its exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Style:
    """Shares are relative to `residents`; every other number is a count at scale 1."""

    name: str
    county: str
    region: str
    longitude: float
    latitude: float
    as_of: date
    stations: int
    residents: int
    shops: int
    wells: int
    factories: int
    plants: int
    apartment_share: float
    date_format: str
    codes_as_numbers: bool
    boxed_headers: bool


RURAL = Style(
    "rural",
    "望泉县",
    "130729",
    114.62,
    40.31,
    date(2026, 11, 18),
    5,
    900,
    150,
    90,
    72,
    40,
    0.15,
    "%Y-%m-%d",
    False,
    False,
)
INDUSTRIAL = Style(
    "industrial",
    "临港区",
    "130283",
    118.45,
    39.92,
    date(2026, 7, 9),
    4,
    700,
    190,
    25,
    105,
    95,
    0.5,
    "%Y/%m/%d",
    True,
    True,
)
URBAN = Style(
    "urban",
    "东城新区",
    "130608",
    115.91,
    38.98,
    date(2026, 3, 24),
    3,
    1100,
    260,
    12,
    72,
    45,
    0.9,
    "%Y%m%d",
    False,
    True,
)
STYLES = {style.name: style for style in (RURAL, INDUSTRIAL, URBAN)}
