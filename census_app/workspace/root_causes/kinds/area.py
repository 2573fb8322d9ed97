"""One transformer area: all its customers point to one wrong area record."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import Factor, Kind, Scene, same_field


def _factors(scene: Scene) -> Iterable[Factor]:
    return same_field(scene, "area", "tg_no")


KIND = Kind("area", _factors, named=(("distribution_transformer", "tg_no", "tg_name"),))
