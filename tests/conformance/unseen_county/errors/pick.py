"""Ways to the rows an error is put into."""

from __future__ import annotations

from typing import Any

from ..county import County, Row

HOME, SHOP, WORKS = ("resident",), ("shop",), ("factory",)


def home(county: County) -> Row:
    return county.take(
        "resident", where=lambda row: row["mr_cycle"] == "每月一次" and len(county.of("billing_month", row)) >= 14
    )


def company(county: County) -> Row:
    """A small business whose papers are a licence."""
    return county.take("shop", where=lambda row: row["uscc"] is not None and row["cert_type"] == "营业执照")


def works(county: County, least: float = 0, most: float = 9999, **fields: Any) -> Row:
    """A high-voltage business metered on the low side."""
    return county.take(
        "factory",
        where=lambda row: least <= row["contract_cap"] <= most and all(row[k] == v for k, v in fields.items()),
    )


def plant(county: County, mode: str | None = None, combined: bool | None = None) -> Row:
    """A large industry metered on the high side, with one transformer and no load to adjust: few have one."""

    def fits(row: Row) -> bool:
        kinds = {one["it_type"] for one in county.of("instrument_transformer", row)}
        return (
            len(county.of("receiving_equipment", row)) == 1
            and not county.of("theme_adjustable_load", row)
            and (mode is None or main(county, row)["ba_calc_mode"] == mode)
            and (combined is None or ("组合互感器" in kinds) == combined)
        )

    return county.take("plant", where=fits)


def main(county: County, customer: Row) -> Row:
    return county.of("metering_point", customer)[0]


def meter(county: County, customer: Row) -> Row:
    return county.of("meter", customer)[0]


def latest(county: County, customer: Row, count: int = 1) -> list[Row]:
    """The bills of the last complete months, newest first."""
    now = f"{county.as_of:%Y%m}"
    return sorted((one for one in county.of("billing_month", customer) if one["ym"] < now), key=lambda one: one["ym"])[
        ::-1
    ][:count]


def remake(county: County, customer: Row, month: int, used: float) -> Row:
    """Change what was used `month` months back, so that the readings still join."""
    bills = latest(county, customer, 99)
    bill = bills[month - 1]
    factor = bill["t_factor"] or 1
    change = round(round(used / factor, 2) - (bill["this_read"] - bill["last_read"]), 2)
    bill["this_read"] = round(bill["this_read"] + change, 2)
    bill["read_pq"] = bill["settle_pq"] = round((bill["this_read"] - bill["last_read"]) * factor, 2)
    bill["energy_amt"] = round(bill["settle_pq"] * bill["avg_price"], 2)
    for later in county.of("billing_month", customer):
        if later["mp_no"] == bill["mp_no"] and later["ym"] > bill["ym"]:
            later["last_read"] = round(later["last_read"] + change, 2)
            later["this_read"] = round(later["this_read"] + change, 2)
    return bill


def flip(number: str) -> str:
    """The number with its last character wrong."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")
