"""One street, village or estate: renamed, merged, or written in a way nothing else knows."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Kind, Scene
from census_app.workspace.root_causes.places import FIELDS

_PARTS = {"road": "道路", "village": "村居", "estate": "小区"}
_SEPARATOR = "｜"


def _factors(scene: Scene) -> Iterable[Factor]:
    accusations = scene.allowed("place", table=CUSTOMER)
    for name, label in _PARTS.items():
        if accusations:
            text = f"CASE WHEN places.{name} <> '' THEN '{label}{_SEPARATOR}' || places.{name} END"
            yield Factor("place", CUSTOMER, text, FIELDS, accusations, ("places",))


def _told(value: str, _names: tuple[str, ...]) -> tuple[str, str]:
    label, _, place = value.partition(_SEPARATOR)
    return place, label


KIND = Kind("place", _factors, told=_told)
