"""One tariff: a price adjustment that was not carried through."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Kind, Scene

_POINT = "metering_point"


def _factors(scene: Scene) -> Iterable[Factor]:
    own = scene.allowed("price", table=_POINT)
    if own:
        yield Factor("price", _POINT, "c.price_code", ("price_code",), own)
    others = scene.allowed("price", table=CUSTOMER) - own
    if others:
        yield Factor("price", CUSTOMER, "points.price_code", (), others, ("points",))


KIND = Kind("price", _factors, named=(("price_catalog", "price_code", "price_name"),))
