"""Finds functions by Chinese name, English name or id; names are unique across families."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from census_app.rulebook.functions.entry import FunctionEntry

FAMILIES = ("presence", "dates", "numbers", "text", "identity", "phones", "names", "electric", "places", "codes")


@cache
def registry() -> Mapping[str, FunctionEntry]:
    """All functions by id (English); read-only."""
    from importlib import import_module

    entries: dict[str, FunctionEntry] = {}
    for family in FAMILIES:
        for entry in import_module(f"census_app.rulebook.functions.{family}").ENTRIES:
            assert entry.id not in entries, entry.id
            entries[entry.id] = entry
    return entries


@cache
def _by_name() -> Mapping[str, FunctionEntry]:
    found: dict[str, FunctionEntry] = {}
    for entry in registry().values():
        for name in dict.fromkeys((entry.id, *entry.names)):
            assert name.casefold() not in found, name
            found[name.casefold()] = entry
    return found


def find_function(name: str) -> FunctionEntry | None:
    """The function of this name (id or any of its names, case does not matter); None when there is none."""
    return _by_name().get(name.casefold())


def function_names() -> tuple[str, ...]:
    """Every callable name, for suggestions."""
    return tuple(_by_name())
