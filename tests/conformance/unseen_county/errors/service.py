"""Errors of estates and halls."""

from __future__ import annotations

from ..county import County, Row
from .registry import error

ESTATE, HALL = "residential_area", "business_hall"


def _estate(county: County, **fields: object) -> Row:
    """An estate of its own with two customers taken from their village."""
    number = f"Z9{county.number('wrong_estate', 3)}"
    row = county.add(
        ESTATE,
        area_no=number,
        area_name=f"新村{number}",
        area_addr="新村",
        area_kind="商品房小区",
        building_count=3,
        house_count=60,
        supply_mode="直供到户",
        property_company="某物业",
        org_no=county.tables[ESTATE][0]["org_no"],
    )
    for _ in range(2):
        county.take("resident", where=lambda one: one["area_no"] is None)["area_no"] = number
    row.update(fields)
    return row


@error("R105", "缺项", ESTATE)
def no_houses(county: County) -> Row:
    return _estate(county, house_count=None)


@error("R105", "缺楼栋", ESTATE)
def no_buildings(county: County) -> Row:
    return _estate(county, building_count=None)


@error("R105", "户数超", ESTATE)
def more_than_houses(county: County) -> Row:
    return _estate(county, house_count=1)


@error("R105", "无用户", ESTATE)
def nobody_home(county: County) -> Row:
    row = _estate(county)
    for customer in county.tables["customer"]:
        if customer["area_no"] == row["area_no"]:
            customer["area_no"] = None
    return row


@error("R105", "无物业", ESTATE)
def no_company(county: County) -> Row:
    return _estate(county, supply_mode="合表(转供)", property_company=None)


def _hall(county: County, **fields: object) -> Row:
    """A hall of its own, checked once, with one thing wrong."""
    day = county.days_ago(9)
    return county.add(
        HALL,
        **{
            "hall_no": f"H9{county.number('wrong_hall', 3)}",
            "check_date": day,
            "hall_name": "柳河营业厅",
            "org_no": county.tables[HALL][0]["org_no"],
            "hall_level": "C级",
            "price_posted": True,
            "fee_posted": True,
            "promise_posted": True,
            "agent_posted": True,
            "agent_posted_month": f"{day:%Y%m}",
            "asset_expected": 9,
            "asset_found": 9,
            "hotline_posted": True,
            **fields,
        },
    )


for _clause, _fields in (
    ("电价公示", {"price_posted": False}),
    ("热线", {"hotline_posted": False}),
    ("资产", {"asset_found": 7}),
    ("代理购电", {"agent_posted_month": "202501"}),
    ("收费标准", {"fee_posted": False}),
    ("服务承诺", {"promise_posted": False}),
):

    def _spoil(county: County, fields: dict[str, object] = _fields) -> Row:
        return _hall(county, **fields)

    error("R107", _clause, HALL)(_spoil)
