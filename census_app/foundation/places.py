"""Distances on the ground."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

_EARTH_METRES = 6_371_000.0


def metres_between(first: tuple[str, str], second: tuple[str, str]) -> float | None:
    """Great-circle distance of two (longitude, latitude) in degrees as texts; None where one is missing or wild."""
    one, other = _point(*first), _point(*second)
    if one is None or other is None:
        return None
    (east1, north1), (east2, north2) = one, other
    half = sin((north2 - north1) / 2) ** 2 + cos(north1) * cos(north2) * sin((east2 - east1) / 2) ** 2
    return 2 * _EARTH_METRES * asin(sqrt(min(1.0, half)))


def _point(longitude: str, latitude: str) -> tuple[float, float] | None:
    try:
        east, north = float(longitude), float(latitude)
    except ValueError:
        return None
    if not (-180 <= east <= 180 and -90 <= north <= 90):
        return None
    return radians(east), radians(north)
