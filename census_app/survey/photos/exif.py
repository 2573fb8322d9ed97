"""When and where a camera says a picture was taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

_GPS, _DETAILS = 0x8825, 0x8769
_TAKEN, _CHANGED = 0x9003, 0x0132
_LATITUDE_SIDE, _LATITUDE, _LONGITUDE_SIDE, _LONGITUDE = 1, 2, 3, 4
_DEGREES, _MINUTES, _SECONDS = 1.0, 60.0, 3600.0
_ALL_ROUND, _TO_POLE = 180.0, 90.0


def taken_at(exif: Any) -> str:
    """`2026-11-24 09:31:05` in the camera's own clock; "" when it does not say, or says no real moment."""
    try:
        text = exif.get_ifd(_DETAILS).get(_TAKEN) or exif.get(_CHANGED) or ""
        return datetime.strptime(str(text).strip("\x00 "), "%Y:%m:%d %H:%M:%S").isoformat(" ")
    except (ValueError, TypeError, KeyError, OSError, SyntaxError):
        return ""


def place(exif: Any) -> tuple[str, str]:
    """Longitude and latitude in degrees with six decimals; ("", "") when the picture does not say both."""
    try:
        gps = exif.get_ifd(_GPS)
        longitude = _degrees(gps, _LONGITUDE, _LONGITUDE_SIDE, "W")
        latitude = _degrees(gps, _LATITUDE, _LATITUDE_SIDE, "S")
    except (ValueError, TypeError, KeyError, OSError, SyntaxError, ZeroDivisionError, ArithmeticError):
        return "", ""
    if abs(longitude) > _ALL_ROUND or abs(latitude) > _TO_POLE or (longitude == 0 and latitude == 0):
        return "", ""
    return f"{longitude:.6f}", f"{latitude:.6f}"


def _degrees(gps: Mapping[int, Any], value: int, side: int, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in gps[value])
    total = degrees / _DEGREES + minutes / _MINUTES + seconds / _SECONDS
    return -total if str(gps.get(side, "")).upper().startswith(negative) else total
