"""One street, village or estate: renamed, merged, or written in a way nothing else knows."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Kind, Scene

_TOWN = "regexp_extract(c.elec_addr, '([^省市区县旗]{1,8}?(?:街道|镇|乡))', 1)"
_TOWN_NAME = f"coalesce(c.addr_town, nullif({_TOWN}, ''))"
_AFTER_TOWN = "regexp_replace(c.elec_addr, '^.*?(街道|镇|乡)', '')"
_PARTS = {
    "addr_road": "^[^0-9号村]{1,10}?(?:大街|大道|路|街|巷|胡同)",
    "addr_village": "^[^0-9号路街]{1,10}?(?:村|社区|屯|嘎查)",
    "addr_estate": "号([^0-9号]{2,12}?)(?:[0-9]+期)?[0-9]+(?:号楼|栋|幢)",
}


def _factors(scene: Scene) -> Iterable[Factor]:
    accusations = scene.allowed("place", table=CUSTOMER)
    for name, pattern in _PARTS.items():
        group = 1 if pattern.startswith("号") else 0
        part = f"coalesce(c.{name}, nullif(regexp_extract({_AFTER_TOWN}, '{pattern}', {group}), ''))"
        if accusations:
            fields = ("elec_addr", "addr_town", name)
            yield Factor("place", CUSTOMER, f"coalesce({_TOWN_NAME}, '') || {part}", fields, accusations)


KIND = Kind("place", _factors)
