"""A base pack with override packs laid over it: province, then city, then county."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from census_app.foundation.errors import BadInput
from census_app.rulebook.fingerprint import content_fingerprint
from census_app.rulebook.model import OverrideLevel, Pack
from census_app.rulebook.overrides.fitting import misfits
from census_app.rulebook.overrides.layer import Layering
from census_app.rulebook.overrides.model import OverridePack
from census_app.rulebook.pack_files.faults import listed
from census_app.rulebook.standing import Standing, standing_on

_ORDER = list(OverrideLevel)


def apply_overrides(pack: Pack, overrides: Sequence[OverridePack], on: date | None = None) -> Pack:
    """The pack as this province, city and county use it; `pack` itself when there is nothing to apply.

    Levels are laid in the order province, city, county, however they are given. With `on`, overrides that are not
    in force on that day are left out. Raises `BadInput` that lists every override that does not fit, with
    file:line; then nothing is applied. In the result `overridden` lists what really changed, the cases of changed
    rules keep the values they were written for, and the fingerprint is that of the changed content.
    """
    chosen = [one for one in overrides if on is None or standing_on(one.manifest, on) is Standing.IN_FORCE]
    if not chosen:
        return pack
    layering = Layering(pack)
    faults: list[str] = []
    for override in sorted(chosen, key=lambda one: _ORDER.index(one.manifest.level)):
        found = misfits(pack, override)
        if not found:
            found = layering.add(override)
        faults += [f"{override.manifest.id} {fault}" for fault in found]
    if faults:
        named = f"{pack.manifest.id} {pack.manifest.version}"
        raise BadInput(
            f"覆盖包不能用于规则包 {named}，有 {len(faults)} 处问题：\n{listed(faults)}", "按上面每一条改正覆盖包后重试"
        )
    manifest, rules = layering.manifest, tuple(layering.rules.values())
    return pack.model_copy(
        update={
            "manifest": manifest,
            "rules": rules,
            "fingerprint": content_fingerprint(manifest, rules),
            "overridden": (*pack.overridden, *layering.applied),
        }
    )
