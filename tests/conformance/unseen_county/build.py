"""A whole clean county from a style and a seed."""

from __future__ import annotations

from .bills import build_bills, sprinkle
from .county import County
from .grid import build_grid
from .homes import homes, special_homes
from .orders import build_orders
from .outside import build_outside
from .panels import charger_homes, chargers, panels
from .prices import build_prices
from .small_business import farms, institutions, lights, shops, single_phase_sets, temporary
from .special_works import dedicated, gate_accounts, own_plants, public_service, sub_metered, two_sources
from .style import Style
from .works import factories, plants, suspended

CUSTOMERS = (
    homes,
    special_homes,
    charger_homes,
    panels,
    shops,
    farms,
    institutions,
    lights,
    single_phase_sets,
    temporary,
    factories,
    plants,
    suspended,
    sub_metered,
    public_service,
    two_sources,
    dedicated,
    own_plants,
    chargers,
    gate_accounts,
)


def clean_county(style: Style, seed: int = 1) -> County:
    """Everything in it is in order; what looks odd is allowed by the domain notes."""
    county = County(style, seed)
    build_grid(county)
    build_prices(county)
    for make in CUSTOMERS:
        make(county)
    build_orders(county)
    build_bills(county)
    sprinkle(county)
    build_outside(county)
    _count_customers(county)
    return county


def _count_customers(county: County) -> None:
    """The area's own count of its customers, a little behind; the estates likewise."""
    areas: dict[str, int] = {}
    estates: dict[str, int] = {}
    for row in county.tables["customer"]:
        if row["cons_status"] != "已销户客户":
            areas[row["tg_no"]] = areas.get(row["tg_no"], 0) + 1
            estates[row["area_no"]] = estates.get(row["area_no"], 0) + 1
    for place, area in enumerate(county.tables["distribution_transformer"]):
        count = areas.get(area["tg_no"], 0)
        area["cons_count"] = max(0, count + (place % 5 - 2 if area["pub_priv"] == "公变" and count else 0))
    for estate in county.tables["residential_area"]:
        estate["cons_count"] = estates.get(estate["area_no"], 0)
        estate["house_count"] = max(estate["house_count"], estate["cons_count"] + 20)
