"""Fourteen months of bills for every settled point: readings that join, losses, demand, suspended capacity."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from .county import County, Row

MONTHS = 14
HOME_SEASON = (1.3, 1.2, 0.95, 0.8, 0.8, 1.0, 1.4, 1.45, 1.0, 0.8, 0.9, 1.2)
SCHOOL_SEASON = (0.8, 0.6, 1.1, 1.0, 1.0, 1.0, 0.6, 0.5, 1.0, 1.0, 1.1, 1.2)
WELL_SEASON = (0, 0, 1.0, 1.6, 1.8, 1.5, 1.1, 0.9, 1.0, 0.9, 0, 0)
HEATED_SEASON = (6.5, 6.0, 2.5, 0.9, 0.9, 1.0, 1.3, 1.3, 0.9, 0.9, 3.0, 6.0)
SEASONS = {
    "well": WELL_SEASON,
    "pumping": WELL_SEASON,
    "school": SCHOOL_SEASON,
    "high_school": SCHOOL_SEASON,
    "heated": HEATED_SEASON,
    "resident": HOME_SEASON,
    "panel_home": HOME_SEASON,
}
HOURS = {
    "shop": 90,
    "large_shop": 110,
    "factory": 160,
    "plant": 330,
    "important": 300,
    "dedicated": 420,
    "own_plant": 250,
}


def build_bills(county: County) -> None:
    """After this each settled point has a bill for each month since it was energised, until it was closed."""
    for customer in list(county.tables["customer"]):
        for mp in county.of("metering_point", customer):
            if mp["mp_attr"] == "结算" and mp["mp_usage"] == "售电侧结算":
                _bill_point(county, customer, mp)
    for theme in county.tables["theme_dedicated_line"]:
        last = county.of("billing_month", theme["cons_no"])[-1]
        theme["energy_month"] = last["ym"]
        theme["disp_month_pq"] = round((last["settle_pq"] + last["line_loss_pq"]) * 1.006, 2)


def months(county: County) -> list[date]:
    first = county.as_of.replace(day=1)
    back = []
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        back.append(first)
    return back[::-1]


def _bill_point(county: County, customer: Row, mp: Row) -> None:
    random = county.random
    kind = county.kind[customer["cons_no"]]
    meters = [one for one in county.of("meter", customer) if one["mp_no"] == mp["mp_no"]]
    factor = meters[0]["t_factor"] if meters else 1
    base = _usual(county, customer, mp, kind)
    season = SEASONS.get(kind, HOME_SEASON if customer["cons_sort"] == "低压居民" else (1,) * 12)
    reading = float(random.randint(0, 4000))
    swapped = (
        random.randrange(MONTHS - 3) if meters and random.random() < 0.02 and not kind.startswith("dedicated") else None
    )
    span = months(county)
    if random.random() < 0.05:
        span = [*span, county.as_of.replace(day=1)]
    for place, month in enumerate(span):
        if not _billed(customer, month):
            continue
        if swapped == place:
            reading = 0.0
            day = month + timedelta(days=9)
            meters[0].update(
                inst_date=day,
                made_date=day - timedelta(days=90),
                verify_date=day - timedelta(days=40),
                init_reading=0,
                rotate_date=day + timedelta(days=2920),
            )
        used = base * season[month.month - 1] * random.uniform(0.88, 1.12)
        reading = _one(county, customer, mp, month, reading, used, factor)


def _billed(customer: Row, month: date) -> bool:
    if customer["cons_status"] == "当前新装客户" or (customer["ps_date"] and customer["ps_date"] >= month):
        return False
    if customer["cancel_date"] and month > customer["cancel_date"].replace(day=1):
        return False
    return customer["mr_cycle"] != "双月" or month.month % 2 == 0


def _usual(county: County, customer: Row, mp: Row, kind: str) -> float:
    if kind in ("vacant",):
        return 0.0
    if customer["cons_sort"] == "低压居民":
        return county.random.uniform(70, 260) * (2 if customer["mr_cycle"] == "双月" else 1)
    points = len([one for one in county.of("metering_point", customer) if one["mp_level"] == 1])
    if mp["mp_level"] == 2:
        return county.random.uniform(3000, 5000)
    return float(customer["contract_cap"]) * HOURS.get(kind, 60) * county.random.uniform(0.8, 1.1) / points


def _suspended(county: County, customer: Row, month: date) -> tuple[float, int, float]:
    """Capacity and days suspended in a month, and the share of the capacity left for use."""
    days = monthrange(month.year, month.month)[1]
    idle, share, most = 0.0, 0.0, 0
    for piece in county.of("receiving_equipment", customer):
        start = piece.get("suspend_start")
        if start is None:
            continue
        off = days - max(0, (start - month).days) if start < month + timedelta(days=days) else 0
        if off > 0:
            idle += piece["plate_cap"]
            most = max(most, min(off, days))
            share += piece["plate_cap"]
    total = float(customer["contract_cap"]) or 1.0
    return idle, most, 1 - share / total


def _one(county: County, customer: Row, mp: Row, month: date, reading: float, used: float, factor: float) -> float:
    random = county.random
    idle, idle_days, left = _suspended(county, customer, month)
    used *= max(0.0, left)
    if mp["fix_ratio_type"] == "定量":
        # systems differ on whether a lamp without a meter has energy read
        read, last, this = (0.0 if mp["fix_ratio_value"] % 40 else float(mp["fix_ratio_value"])), None, None
    elif mp["fix_ratio_type"] == "定比":
        read, last, this = round(used, 2), None, None
    else:
        last, this = reading, round(reading + used / factor, 2)
        read = round((this - last) * factor, 2)
    price = county.find("price_catalog", price_code=mp["price_code"])
    unit = round(price["min_price"] + (price["max_price"] - price["min_price"]) * random.uniform(0.1, 0.6), 4)
    two_part = mp["price_strategy"] == "两部制"
    days = monthrange(month.year, month.month)[1]
    demand = _demand(customer, mp, left, county)
    reducing = any(piece.get("stop_type") == "减容" for piece in county.of("receiving_equipment", customer))
    bill_cap = round(float(customer["contract_cap"]) - idle * idle_days / days, 3)
    tou = bool(mp["tou_flag"])
    low_side = mp["meas_mode"] == "高供低计"
    settled = float(mp["fix_ratio_value"]) if mp["fix_ratio_type"] == "定量" else read
    energy = round(settled * unit, 2)
    base_amount = (demand * 38 if "需量" in str(mp["ba_calc_mode"]) else bill_cap * 24) if two_part else 0
    pf = round(base_amount * 0.01 - energy * 0.005, 2) if mp["pf_eval_mode"] == "标准考核" else None
    total = round(energy + base_amount + (pf or 0), 2)
    county.add(
        "billing_month",
        cons_no=customer["cons_no"],
        mp_no=mp["mp_no"],
        ym=f"{month:%Y%m}",
        mr_day=1,
        last_read=last,
        this_read=this,
        t_factor=factor if this is not None else None,
        read_pq=read,
        settle_pq=settled,
        peak_pq=round(read * 0.3, 2) if tou else None,
        flat_pq=round(read * 0.4, 2) if tou else None,
        valley_pq=round(read * 0.25, 2) if tou else None,
        sharp_pq=round(read * 0.05, 2) if tou else None,
        reactive_pq=round(read * 0.33, 2) if mp["pf_eval_mode"] == "标准考核" else None,
        cu_loss_pq=round(read * 0.008, 2) if low_side else None,
        fe_loss_pq=round(days * 24 * 0.3, 2) if low_side else None,
        line_loss_pq=round(read * 0.012, 2) if customer["cust_type"] == "专线专变客户" else 0,
        actual_pf=0.95 if mp["pf_eval_mode"] == "标准考核" else None,
        max_demand=demand if customer["cons_sort"] == "高压" and demand else None,
        bill_cap=bill_cap if two_part else None,
        suspend_cap=(0 if reducing else idle) if two_part else None,
        suspend_days=(0 if reducing else idle_days) if two_part else None,
        avg_price=unit,
        energy_amt=energy,
        base_amt=round(base_amount, 2) if two_part else None,
        pf_amt=pf,
        fund_amt=0,
        adjust_pq=0,
        adjust_amt=0,
        t_amt=total,
        rcvd_amt=total,
        owe_amt=0,
        penalty_amt=0,
        pay_mode="微信",
        payer_name=customer["cons_name"],
        payer_account=None,
        read_status="远采",
    )
    return this if this is not None else reading


def _demand(customer: Row, mp: Row, left: float, county: County) -> float:
    if mp["demand_value"]:
        return round(mp["demand_value"] * county.random.uniform(0.85, 1.0), 2)
    if mp["fix_ratio_type"] != "实抄":
        return 0.0
    if mp["mp_level"] == 2:
        return round(float(customer["contract_cap"]) * 0.4, 2)
    points = len([one for one in county.of("metering_point", customer) if one["mp_level"] == 1])
    return round(
        float(customer["contract_cap"])
        * max(left, 0)
        * (0.96 if county.kind[customer["cons_no"]] == "ratio" else county.random.uniform(0.55, 0.8))
        / points,
        2,
    )


def sprinkle(county: County) -> None:
    """What happens in order: a month estimated, a month or two put right, a month read by hand."""
    homes = [row for row in county.tables["customer"] if county.kind[row["cons_no"]] == "resident"]
    for place, customer in enumerate(homes[:60]):
        bills = county.of("billing_month", customer)
        if len(bills) < 6:
            continue
        if place % 3 == 0:
            bills[-3]["read_status"] = "估抄"
        elif place % 3 == 1:
            bills[-2]["read_status"] = "手抄"
        else:
            for one in (bills[-2], bills[-5]):
                one.update(adjust_pq=12, adjust_amt=6.5, t_amt=round(one["t_amt"] + 6.5, 2))
