"""Homes: most of them plain, some with many people, electric heating, foreign papers, nobody in."""

from __future__ import annotations

from datetime import date

from .accounts import RESIDENT_SORT, SHOP_SORT, account, contract, organisation
from .county import County, Row
from .grid import public_areas
from .metering import metered, point


def home(county: County, area: Row, kind: str = "resident", **more: object) -> Row:
    """A single-phase home on the ladder tariff."""
    city = county.random.random() < county.style.apartment_share
    estate = county.random.choice(county.tables["residential_area"][:5]) if city else None
    fields: Row = {
        "sort": RESIDENT_SORT,
        "elec_type": "城镇居民生活用电" if city else "乡村居民生活用电",
        "trade": "城镇居民" if city else "乡村居民",
        "volt": "交流220V",
        "cap": county.random.choice((4, 6, 8)),
        "estate": estate,
        "cust_type": "公变客户",
        **more,
    }
    row = account(county, kind, area, **fields)
    metered(county, point(county, row, "居民阶梯"), row["contract_cap"])
    if county.random.random() < 0.6:
        contract(county, row, "居民供用电合同")
    return row


def homes(county: County) -> None:
    areas = public_areas(county)
    for place in range(county.style.residents):
        home(county, areas[place % len(areas)], mr_cycle="双月" if place % 17 == 0 else "每月一次")


def special_homes(county: County) -> None:
    areas, people = public_areas(county), county.people
    for place in range(8):
        area = areas[place % len(areas)]
        home(county, area, "minor", cert_no=people.identity(born=date(2012 + place, 5, 17)))
        home(county, area, "regional", cert_no=people.identity(region=("810000", "820000", "830000")[place % 3]))
        home(county, area, "old_paper", cert_type="户口簿", cert_no=people.old_identity(), cert_expire=None)
        home(
            county,
            area,
            "permit",
            cert_type="港澳居民来往内地通行证",
            cert_no=f"H{county.random.randint(10**7, 10**8 - 1)}",
        )
        home(county, area, "many", multi_pop_flag=True, population=6, population_until=county.days_ago(-300))
        home(county, area, "heated", electric_heating_flag=True, cap=10)
        villa = account(
            county,
            "villa",
            area,
            sort=RESIDENT_SORT,
            elec_type="城镇居民生活用电",
            trade="城镇居民",
            volt="交流380V",
            cap=16,
        )
        metered(county, point(county, villa, "居民阶梯"), 16)
        changing = home(county, area, "changing", cons_status="当前变更客户")
        changing["occupier"] = "租户"
        vacant = home(county, area, "vacant", poweroff_flag="已停电")
        county.kind[vacant["cons_no"]] = "vacant"
    for place in range(6):
        common_use(county, areas[place % len(areas)], place)


def common_use(county: County, area: Row, place: int) -> None:
    """Lifts and corridors of an estate: the property company at the blended price, many accounts on one number."""
    estate = county.tables["residential_area"][place % 5]
    name = f"{estate['property_company']}({place + 1}#楼电梯)"
    row = account(
        county,
        "common_use",
        area,
        sort=SHOP_SORT,
        elec_type="居民合表用电",
        trade="K7020",
        volt="交流380V",
        cap=20,
        estate=estate,
        **organisation(county, name),
    )
    metered(county, point(county, row, "居民合表"), 20)
    contract(county, row, "低压供用电合同", agent_contract=False)
