"""One maker's devices, delivered with the same wrong parameters."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import Factor, Kind, Scene

_FIELD = "manufacturer"


def _factors(scene: Scene) -> Iterable[Factor]:
    for table_id in sorted(scene.tables):
        if scene.dictionary.table(table_id).has_field(_FIELD):
            yield Factor("maker", table_id, f"c.{_FIELD}", (_FIELD,), scene.allowed("maker", table=table_id))


KIND = Kind("maker", _factors)
