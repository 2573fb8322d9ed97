"""Values typed to fill a cell: they identify nobody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from census_app.foundation.shipped_lists import kept_lists


@dataclass(frozen=True)
class Placeholders:
    """Lists of `resources/matching/placeholders.yaml`, in upper case without spaces."""

    identifiers: frozenset[str]
    names: frozenset[str]
    mobile_tails: frozenset[str]
    landlines: frozenset[str]


@cache
def placeholders() -> Placeholders:
    """The shipped lists."""
    return kept_lists(Placeholders, "matching/placeholders.yaml")
