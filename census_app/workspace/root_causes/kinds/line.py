"""One feeder: customers and areas hang on one wrong feeder record."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import Factor, Kind, Scene, same_field


def _factors(scene: Scene) -> Iterable[Factor]:
    return same_field(scene, "line", "line_no")


KIND = Kind("line", _factors, named=(("feeder", "line_no", "line_name"),))
