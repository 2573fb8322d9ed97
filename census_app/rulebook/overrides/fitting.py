"""Whether an override pack is one for this base pack at all."""

from __future__ import annotations

from census_app.rulebook.model import Pack
from census_app.rulebook.overrides.model import OverridePack
from census_app.rulebook.versions import fits_dictionary, read_range, read_version


def misfits(pack: Pack, override: OverridePack) -> list[str]:
    """Why the override cannot be laid over the pack (other pack, version, dictionary), with file:line."""
    base, manifest = pack.manifest, override.manifest
    if manifest.overrides != base.id:
        place = override.place_of_heading("overrides")
        return [f"{place} 是给规则包 {manifest.overrides} 的，这里是 {base.id}"]
    faults = []
    if not read_range(manifest.base_version).holds(read_version(base.version)):
        place = override.place_of_heading("base_version")
        faults.append(
            f"{place} 适用的基础包版本是 {manifest.base_version}，这里是 {base.version}；向发布者要新的覆盖包"
        )
    if not _same_dictionary(manifest.dictionary, base.dictionary):
        place = override.place_of_heading("dictionary")
        faults.append(
            f"{place} 按数据字典 {manifest.dictionary} 写成，基础包按 {base.dictionary}；向发布者要新的覆盖包"
        )
    return faults


def _same_dictionary(one: str, other: str) -> bool:
    return fits_dictionary(one, other) or fits_dictionary(other, one)
