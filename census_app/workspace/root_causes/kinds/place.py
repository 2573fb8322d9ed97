"""One street, village or estate: renamed, merged, or written in a way nothing else knows."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Kind, Scene
from census_app.workspace.root_causes.places import FIELD

_READ = {"road": "道路", "village": "村居", "estate": "小区"}
_COLUMNS = {"addr_road": "道路", "addr_village": "村居", "addr_estate": "小区"}
_SEPARATOR = "｜"


def _factors(scene: Scene) -> Iterable[Factor]:
    """As read from the address, and as the address columns say; never one for some customers and one for others."""
    accusations = scene.allowed("place", table=CUSTOMER)
    if not accusations:
        return
    for name, label in _READ.items():
        text = f"CASE WHEN places.{name} <> '' THEN '{label}{_SEPARATOR}' || places.{name} END"
        yield Factor("place", CUSTOMER, text, (FIELD,), accusations, ("places",))
    for name, label in _COLUMNS.items():
        text = f"CASE WHEN c.{name} <> '' THEN concat('{label}{_SEPARATOR}', c.addr_town, c.{name}) END"
        yield Factor("place", CUSTOMER, text, ("addr_town", name), accusations)


def _told(value: str, _names: tuple[str, ...]) -> tuple[str, str]:
    label, _, place = value.partition(_SEPARATOR)
    return place, label


KIND = Kind("place", _factors, told=_told)
