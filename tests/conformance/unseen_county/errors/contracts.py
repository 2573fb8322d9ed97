"""Errors in the contracts."""

from __future__ import annotations

from ..county import County, Row
from .pick import company, plant, works
from .registry import error


def _latest(county: County, row: Row) -> Row:
    return max(county.of("contract", row), key=lambda one: one["effect_date"])


@error("R011", "无合同")
def none_signed(county: County) -> Row:
    row = company(county)
    for one in list(county.of("contract", row)):
        county.remove("contract", one)
    return row


@error("R011", "无扫描件")
def never_scanned(county: County) -> Row:
    row = company(county)
    for one in county.of("contract", row):
        one["scan_flag"] = False
    return row


@error("R078", "到期")
def run_out(county: County) -> Row:
    row = company(county)
    _latest(county, row).update(expire_date=county.days_ago(90), renew_flag=False)
    return row


@error("R079", "容量")
def another_capacity(county: County) -> Row:
    row = works(county, 160, 250)
    _latest(county, row)["contract_cap"] = row["contract_cap"] + 90
    return row


@error("R079", "名称")
def another_party(county: County) -> Row:
    row = company(county)
    _latest(county, row)["contract_name"] = "廊坊市恒昌物资回收站"
    return row


@error("R079", "基本电费方式")
def another_mode(county: County) -> Row:
    row = plant(county, "按容量")
    _latest(county, row)["demand_clause"] = "按合同(约定)需量"
    return row
