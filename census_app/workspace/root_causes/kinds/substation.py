"""One substation, over the feeder of the record."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import Factor, Kind, Scene, same_field


def _factors(scene: Scene) -> Iterable[Factor]:
    over_line = same_field(scene, "substation", "line_no", "feeder.subs_no", ("line_no",), ("feeder",))
    return [*over_line, *(one for one in same_field(scene, "substation", "subs_no") if one.level == "feeder")]


KIND = Kind("substation", _factors, named=(("substation", "subs_no", "subs_name"),))
