"""Errors in readings, amounts and what was used."""

from __future__ import annotations

from ..county import County, Row
from .pick import company, home, latest, main, remake, works
from .registry import error

BILL = "billing_month"


@error("R080", "超满载")
def beyond_full_load(county: County) -> Row:
    row = works(county, 160, 250)
    remake(county, row, 1, row["contract_cap"] * 24 * 31 * 1.4)
    return row


def _idle(county: County, row: Row, months: int) -> None:
    for place in range(months, 0, -1):
        bill = remake(county, row, place, 0)
        for name in ("peak_pq", "flat_pq", "valley_pq", "sharp_pq", "reactive_pq", "cu_loss_pq"):
            if bill[name]:
                bill[name] = 0


@error("R081", "零电量")
def idle_half_a_year(county: County) -> Row:
    row = company(county)
    _idle(county, row, 8)
    return row


@error("R082", "大电量")
def home_as_works(county: County) -> Row:
    row = county.take("villa")
    for place in range(14, 0, -1):
        remake(county, row, place, 2600)
    return row


@error("R083", "突增")
def sudden_rise(county: County) -> Row:
    row = county.take("large_shop", where=lambda one: not county.of("connection_order", one))
    remake(county, row, 1, latest(county, row)[0]["read_pq"] * 5)
    return row


@error("R083", "突减")
def sudden_fall(county: County) -> Row:
    row = county.take("large_shop", where=lambda one: not county.of("connection_order", one))
    remake(county, row, 1, latest(county, row)[0]["read_pq"] * 0.05)
    return row


@error("R084", "偏离", BILL)
def price_off(county: County) -> tuple[Row, ...]:
    row = home(county)
    bill = latest(county, row)[0]
    bill["energy_amt"] = round(bill["settle_pq"] * 1.35, 2)
    return bill, row


@error("R113", "倒走", BILL)
def backwards(county: County) -> tuple[Row, ...]:
    row = home(county)
    bill = latest(county, row)[0]
    bill["last_read"], bill["this_read"] = bill["this_read"], bill["last_read"]
    return bill, row


@error("R113", "算术", BILL)
def bad_sum(county: County) -> tuple[Row, ...]:
    row = home(county)
    bill = latest(county, row)[0]
    bill["read_pq"] = bill["settle_pq"] = round(bill["read_pq"] + 60, 2)
    bill["energy_amt"] = round(bill["settle_pq"] * bill["avg_price"], 2)
    return bill, row


@error("R113", "衔接", BILL)
def broken_chain(county: County) -> tuple[Row, ...]:
    """The month starts above where the month before ended; its own sum is right."""
    row = home(county)
    bill = latest(county, row)[0]
    bill["last_read"] = round(bill["last_read"] + 300, 2)
    bill["this_read"] = round(bill["this_read"] + 300, 2)
    return bill, row


@error("R114", "零抄见有铜损", BILL)
def copper_without_load(county: County) -> tuple[Row, ...]:
    row = works(county, 160, 250)
    bill = remake(county, row, 1, 0)
    for name in ("peak_pq", "flat_pq", "valley_pq", "sharp_pq", "reactive_pq"):
        bill[name] = 0
    bill["cu_loss_pq"] = 55
    return bill, row


@error("R114", "倍率", BILL)
def billed_by_another_factor(county: County) -> tuple[Row, ...]:
    row = works(county, 160, 250)
    bill = latest(county, row)[0]
    factor = bill["t_factor"] / 2
    read = round((bill["this_read"] - bill["last_read"]) * factor, 2)
    bill.update(t_factor=factor, read_pq=read, settle_pq=read, energy_amt=round(read * bill["avg_price"], 2))
    for name, share in (
        ("peak_pq", 0.3),
        ("flat_pq", 0.4),
        ("valley_pq", 0.25),
        ("sharp_pq", 0.05),
        ("reactive_pq", 0.33),
    ):
        if bill[name] is not None:
            bill[name] = round(read * share, 2)
    return bill, row


@error("R120", "频繁")
def often_put_right(county: County) -> Row:
    row = home(county)
    for bill in latest(county, row, 9)[::2]:
        bill.update(adjust_pq=20, adjust_amt=-11.5)
    return row


@error("R120", "量大")
def much_put_right(county: County) -> Row:
    row = company(county)
    latest(county, row)[0].update(adjust_pq=-20000, adjust_amt=-13000)
    return row


@error("R119", "农排异季")
def well_in_winter(county: County) -> Row:
    row = county.take("well")
    for place in range(14, 0, -1):
        remake(county, row, place, 2200)
    return row


@error("R119", "采暖异季")
def heat_in_summer(county: County) -> Row:
    row = county.take("heated")
    for place in range(14, 0, -1):
        remake(county, row, place, 1450)
    return row


@error("R119", "采暖价异季")
def heating_price_in_summer(county: County) -> Row:
    row = home(county)
    row["electric_heating_flag"] = None
    county.of("metering_point", row)[0]["price_name"] = "居民生活用电(电采暖)"
    for place in range(14, 0, -1):
        remake(county, row, place, 1450)
    return row


@error("R069", "分时不平", "metering_point")
def shares_do_not_add_up(county: County) -> tuple[Row, ...]:
    owner = works(county, 160, 250)
    for bill in latest(county, owner, 4):
        bill["peak_pq"] = round(bill["peak_pq"] * 1.6, 2)
    return main(county, owner), owner
