"""The kinds of causes, one small file each; `resources/root_causes.yaml` says their order, thresholds and texts."""

from __future__ import annotations

from census_app.workspace.root_causes.factors import Kind
from census_app.workspace.root_causes.kinds import (
    area,
    company,
    line,
    maker,
    manager,
    period,
    phone,
    place,
    price,
    recode,
    segment,
    source,
    substation,
    unit,
    value,
)

KINDS: dict[str, Kind] = {
    module.KIND.id: module.KIND
    for module in (
        recode, value, company, phone, price, place, area, line, substation, source, segment, manager, maker, unit,
        period,
    )
}  # fmt: skip
