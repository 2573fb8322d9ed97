"""Errors in what the price is: its code, its class, its voltage."""

from __future__ import annotations

from datetime import date

from ..county import County, Row
from ..prices import price_of
from .pick import company, home, main, works
from .registry import error

POINT = "metering_point"


def _priced(county: County, owner: Row, code: str | None) -> tuple[Row, ...]:
    main(county, owner)["price_code"] = code
    return main(county, owner), owner


@error("R023", "空", POINT)
def no_price(county: County) -> tuple[Row, ...]:
    return _priced(county, company(county), None)


@error("R023", "不在目录", POINT)
def unknown_price(county: County) -> tuple[Row, ...]:
    return _priced(county, company(county), "888")


@error("R023", "失效", POINT)
def old_price(county: County) -> tuple[Row, ...]:
    return _priced(county, company(county), "901")


@error("R059", "电压档", POINT)
def price_of_another_voltage(county: County) -> tuple[Row, ...]:
    owner = works(county, 100, 250)
    return _priced(county, owner, price_of(county, "工商业单一制", "交流380V")["price_code"])


@error("R060", "居民价")
def home_in_trade(county: County) -> Row:
    row = home(county)
    row["trade_code"] = "C1411"
    return row


@error("R060", "农业价")
def farm_in_trade(county: County) -> Row:
    row = county.take("farm")
    row["trade_code"] = "H6110"
    return row


@error("R060", "大工业")
def hotel_as_plant(county: County) -> Row:
    row = county.take("plant")
    row["trade_code"] = "H6110"
    return row


@error("R061", "不一致")
def home_price_for_shop(county: County) -> tuple[Row, ...]:
    owner = company(county)
    mp = main(county, owner)
    price = price_of(county, "居民合表", mp["volt_level"])
    mp.update(price_code=price["price_code"], price_name=price["price_name"])
    for bill in county.of("billing_month", owner):
        bill.update(avg_price=price["min_price"], energy_amt=round(bill["settle_pq"] * price["min_price"], 2))
    return owner, mp


@error("R117", "居民价", POINT)
def hotel_at_home_price(county: County) -> tuple[Row, ...]:
    owner = home(county)
    owner["cons_name"] = "福临门快捷宾馆"
    return main(county, owner), owner


@error("R117", "农业价", POINT)
def hotel_at_farm_price(county: County) -> tuple[Row, ...]:
    owner = county.take("farm")
    owner["cons_name"] = "农家乐饭店"
    return main(county, owner), owner


@error("R118", "多人口合表")
def many_in_a_shop(county: County) -> Row:
    row = county.take("many")
    mp = main(county, row)
    mp["ladder_type"] = "合表计费"
    return row


@error("R118", "多人口到期")
def many_run_out(county: County) -> Row:
    row = county.take("many")
    row["population_until"] = county.days_ago(60)
    return row


@error("R118", "人口不足")
def many_too_few(county: County) -> Row:
    row = county.take("many")
    row["population"] = 3
    return row


@error("R118", "合表误用")
def blended_home(county: County) -> Row:
    row = home(county)
    mp = main(county, row)
    price = price_of(county, "居民合表", "交流220V")
    mp.update(price_code=price["price_code"], price_name=price["price_name"], ladder_type="合表计费")
    return row


@error("R062", "未执行", POINT)
def single_part(county: County) -> tuple[Row, ...]:
    owner = works(county, 315, 400)
    mp = main(county, owner)
    price = price_of(county, "工商业单一制", "交流10kV")
    owner.update(build_date=date(2023, 9, 1), ps_date=date(2023, 9, 10))
    mp.update(
        price_code=price["price_code"], price_name=price["price_name"], price_strategy="单一制", ba_calc_mode="不计算"
    )
    county.of("contract", owner)[0]["demand_clause"] = "不计算"
    _without_capacity(county, owner)
    return mp, owner


@error("R062", "增容未执行", POINT)
def single_part_after_raise(county: County) -> tuple[Row, ...]:
    from ..orders import HIGH_STEPS, order

    owner = works(county, 315, 400)
    mp = main(county, owner)
    price = price_of(county, "工商业单一制", "交流10kV")
    owner.update(build_date=date(2016, 9, 1), ps_date=date(2016, 9, 10))
    mp.update(
        price_code=price["price_code"], price_name=price["price_name"], price_strategy="单一制", ba_calc_mode="不计算"
    )
    county.of("contract", owner)[0]["demand_clause"] = "不计算"
    order(county, owner, "高压增容", date(2024, 5, 6), HIGH_STEPS, dual_source=False)
    _without_capacity(county, owner)
    return mp, owner


def _without_capacity(county: County, owner: Row) -> None:
    for bill in county.of("billing_month", owner):
        bill.update(base_amt=None, bill_cap=None, suspend_cap=None, suspend_days=None)


@error("R062", "缺策略", POINT)
def no_strategy(county: County) -> tuple[Row, ...]:
    owner = works(county, 100, 250)
    main(county, owner)["price_strategy"] = None
    return main(county, owner), owner


@error("R063", "大类", POINT)
def two_part_home(county: County) -> tuple[Row, ...]:
    owner = home(county)
    main(county, owner)["price_strategy"] = "两部制"
    return main(county, owner), owner


@error("R063", "容量", POINT)
def two_part_small(county: County) -> tuple[Row, ...]:
    owner = works(county, 80, 80)
    mp = main(county, owner)
    price = price_of(county, "工商业两部制", "交流10kV")
    mp.update(
        price_code=price["price_code"], price_name=price["price_name"], price_strategy="两部制", ba_calc_mode="按容量"
    )
    county.of("contract", owner)[0]["demand_clause"] = "按容量"
    for bill in county.of("billing_month", owner):
        bill.update(base_amt=80 * 24, bill_cap=80, suspend_cap=0, suspend_days=0)
    return mp, owner


@error("R118", "多人口矛盾")
def many_at_work(county: County) -> Row:
    row = company(county)
    row.update(multi_pop_flag=True, population=7, population_until=county.days_ago(-100))
    return row
