"""One meter reading segment."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import Factor, Kind, Scene, same_field


def _factors(scene: Scene) -> Iterable[Factor]:
    return same_field(scene, "segment", "mr_sect_no")


KIND = Kind("segment", _factors)
