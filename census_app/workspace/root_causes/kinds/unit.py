"""One unit that does something otherwise than all others."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import Factor, Kind, Scene, same_field


def _factors(scene: Scene) -> Iterable[Factor]:
    return same_field(scene, "unit", "org_no")


def _told(value: str, names: tuple[str, ...]) -> tuple[str, str]:
    return value, names[0] or f"单位 {value}"


KIND = Kind("unit", _factors, named=(("org_unit", "org_no", "org_name"),), told=_told)
