"""Errors in the capacity charge: its way, its agreed demand, what was billed."""

from __future__ import annotations

from ..county import County, Row
from .pick import latest, main, plant
from .registry import error


@error("R065", "方式不一")
def two_ways(county: County) -> Row:
    row = county.take("important", where=lambda one: one["rrio_level"] == "一级")
    points = county.of("metering_point", row)
    points[1]["ba_calc_mode"] = "按容量"
    return row


@error("R065", "缺核定值")
def no_demand(county: County) -> Row:
    row = plant(county, "按合同(约定)需量")
    main(county, row)["demand_value"] = None
    return row


@error("R065", "低于下限")
def low_demand(county: County) -> Row:
    row = plant(county, "按合同(约定)需量")
    main(county, row)["demand_value"] = round(row["contract_cap"] * 0.2)
    return row


@error("R065", "高于容量")
def high_demand(county: County) -> Row:
    row = plant(county, "按合同(约定)需量")
    main(county, row)["demand_value"] = round(row["contract_cap"] * 1.3)
    return row


def _bill(county: County) -> tuple[Row, Row]:
    row = plant(county, "按容量")
    return latest(county, row)[0], row


@error("R115", "计费容量", "billing_month")
def short_capacity(county: County) -> tuple[Row, ...]:
    bill, row = _bill(county)
    bill["bill_cap"] = round(row["contract_cap"] * 0.6, 1)
    bill["base_amt"] = bill["bill_cap"] * 24
    return bill, row


@error("R115", "未收", "billing_month")
def never_charged(county: County) -> tuple[Row, ...]:
    bill, row = _bill(county)
    bill["base_amt"] = 0
    return bill, row


@error("R115", "全停仍收", "billing_month")
def charged_in_stop(county: County) -> tuple[Row, ...]:
    row = county.take("stopped")
    bill = latest(county, row)[0]
    bill["base_amt"] = 9000
    return bill, row


@error("R116", "全停有电量")
def used_in_stop(county: County) -> Row:
    from .pick import remake

    row = county.take("stopped")
    remake(county, row, 1, 20000)
    return row


@error("R116", "暂停超需")
def demand_in_stop(county: County) -> Row:
    row = county.take("suspended")
    latest(county, row)[0]["max_demand"] = round(row["run_cap"] * 1.3, 1)
    return row


@error("R085", "超容")
def over_capacity(county: County) -> Row:
    row = plant(county, "按实际最大需量")
    bill = latest(county, row)[0]
    bill["max_demand"] = round(row["contract_cap"] * 1.3, 1)
    return row
