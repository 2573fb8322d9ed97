"""Works with transformers of their own: shops, plants, plants partly stopped."""

from __future__ import annotations

from typing import Any

from .accounts import HIGH_SORT, account, contract, organisation
from .county import County, Row
from .grid import TOWNS, large_customer_unit, main_lines, stations, transformer_area
from .metering import metered, point


def high(
    county: County,
    kind: str,
    cap: float,
    *,
    elec_type: str,
    trade: str,
    line: Row | None = None,
    volt: str = "交流10kV",
    units: tuple[float, ...] = (),
    market: str | None = None,
    name: str | None = None,
    office: str = "91",
    **more: Any,
) -> Row:
    """A customer on a transformer area of its own, with its transformers and one source."""
    random = county.random
    line = line or random.choice(main_lines(county))
    unit = random.choice(stations(county))
    area = transformer_area(county, unit, line, "专变", sum(units) or cap)
    if len(units) > 1:
        area["tran_count"] = len(units)
    big = large_customer_unit(county)
    place = TOWNS[random.randrange(county.style.stations)][:2]
    who = organisation(
        county, name or county.people.company(place), office, "营业执照" if office == "91" else "统一社会信用代码"
    )
    city = {"org_no": big["org_no"], "org_name": big["org_name"]} if cap >= 315 else {}
    row = account(
        county,
        kind,
        area,
        sort=HIGH_SORT,
        elec_type=elec_type,
        trade=trade,
        volt=volt,
        cap=cap,
        **{
            "market_attr": market or "代理购电用户",
            "phase_no": "三相",
            "cust_manager": county.people.name(),
            **who,
            **city,
            **more,
        },
    )
    for place_of, size in enumerate(units or (cap,)):
        equipment(county, row, size, place_of)
    source(county, row, line)
    return row


def equipment(county: County, customer: Row, size: float, place: int = 0, **more: Any) -> Row:
    return county.add(
        "receiving_equipment",
        **{
            "equip_no": f"B{county.number('equipment', 6)}",
            "cons_no": customer["cons_no"],
            "tg_no": customer["tg_no"],
            "equip_type": "变压器",
            "equip_name": f"{place + 1}号变",
            "model_no": f"S13-M-{size:g}/10",
            "plate_cap": size,
            "pri_volt": customer["volt_level"],
            "sec_volt": "交流380V",
            "run_status": "运行",
            "stop_type": None,
            "main_spare": "主用",
            "property_owner": "用户",
            "protect_mode": "熔断器",
            "inst_date": customer["ps_date"],
            "inst_addr": customer["elec_addr"],
            "factory_no": county.number("factory", 6),
            "manufacturer": "保变",
            "loss_code": None,
            "loss_calc_mode": "不计算",
            "suspend_start": None,
            "suspend_end": None,
            "seal_no": None,
            "vector_group": "Dyn11",
            "parallel_flag": False,
            **more,
        },
    )


def source(county: County, customer: Row, line: Row, **more: Any) -> Row:
    sequence = len(county.of("power_source", customer)) + 1
    return county.add(
        "power_source",
        **{
            "cons_no": customer["cons_no"],
            "source_seq": sequence,
            "sp_name": "受电点1",
            "source_num": "单电源单回路",
            "source_attr": "主供",
            "source_type": "专变",
            "volt_level": customer["volt_level"],
            "supply_cap": customer["contract_cap"],
            "line_no": line["line_no"],
            "subs_no": line["subs_no"],
            "incoming_pole": "12号杆",
            "incoming_mode": "电缆",
            "boundary_point": "跌落保险下桩头",
            "protect_mode": "速断",
            "run_mode": None,
            "interlock_mode": None,
            "switch_mode": None,
            "spare_flag": False,
            "spare_cap": None,
            "spare_lock": None,
            "high_rel_flag": False,
            "line_owner": "局属",
            **more,
        },
    )


def measured(county: County, customer: Row, price: str, mode: str, **more: Any) -> Row:
    """The main point with its meter; low-side metering charges the losses by the table."""
    mp = point(county, customer, price, mode=mode, **more)
    metered(county, mp, customer["contract_cap"])
    if mode == "高供低计":
        for one in county.of("receiving_equipment", customer):
            size = one["plate_cap"]
            one.update(loss_calc_mode="查表法", loss_code=f"13{size:04.0f}")
    return mp


def agreed(county: County, customer: Row, mp: Row | None, **more: Any) -> Row:
    clause = mp["ba_calc_mode"] if mp else "不计算"
    return contract(county, customer, "高压供用电合同", demand_clause=clause, dispatch_agreement=True, **more)


def factories(county: County) -> None:
    trades = ("C1411", "H6110", "F5211", "C2130", "G5821", "C3311", "L7291")
    for place in range(county.style.factories):
        cap = (80, 160, 200, 250, 315, 400, 100, 125)[place % 8]
        row = high(
            county,
            "factory",
            cap,
            elec_type=("一般工商业", "普通工业", "商业用电", "非工业")[place % 4],
            trade=trades[place % 7],
            market=("代理购电用户", "市场化零售用户")[place % 2],
        )
        mp = measured(county, row, "工商业两部制" if cap >= 315 else "工商业单一制", "高供低计")
        agreed(county, row, mp)


def plants(county: County) -> None:
    trades = ("C3120", "C2614", "B0810", "C1711", "C3011", "C2221")
    for place in range(county.style.plants):
        units = ((400,), (630,), (800,), (500, 500), (1250,), (1600, 1000), (2500,))[place % 7]
        row = high(
            county,
            "plant",
            sum(units),
            elec_type="大工业用电",
            trade=trades[place % 6],
            units=units,
            market=("代理购电用户", "市场化零售用户", "市场化批发用户")[place % 3],
            shift_no="三班",
        )
        mode = ("按容量", "按合同(约定)需量", "按实际最大需量")[place % 3]
        mp = measured(
            county,
            row,
            "大工业两部制",
            "高供高计",
            ba_calc_mode=mode,
            demand_value=round(row["contract_cap"] * 0.75, 1) if mode == "按合同(约定)需量" else None,
        )
        agreed(county, row, mp)
        if place % 4 == 0:
            county.of("power_source", row)[0].update(spare_flag=True, spare_cap=120, spare_lock="机械")
        if place % 5 == 0:
            _adjustable(county, row)


def _adjustable(county: County, row: Row) -> None:
    load = round(row["contract_cap"] * 0.7)
    county.add(
        "theme_adjustable_load",
        cons_no=row["cons_no"],
        max_load=load,
        adj_cap=round(load * 0.3),
        peak_cut_cap=round(load * 0.25),
        valley_fill_cap=round(load * 0.2),
        resp_prepare_min=60,
        prod_period="0:00-24:00",
        security_cap=round(load * 0.2),
    )


def suspended(county: County) -> None:
    """One unit out for a while, or everything; a standby unit; a high-voltage motor; a reduction of capacity."""
    for place in range(18):
        kind = ("suspended", "stopped", "spare_unit", "motor", "reduced", "suspended")[place % 6]
        units = (630, 400) if kind != "motor" else (800,)
        cap = {"spare_unit": 630, "motor": 1050}.get(kind, sum(units))
        row = high(county, kind, cap, elec_type="大工业用电", trade="C3311", units=units)
        mp = measured(county, row, "大工业两部制", "高供高计", ba_calc_mode="按容量")
        agreed(county, row, mp)
        pieces = county.of("receiving_equipment", row)
        if kind in ("suspended", "reduced"):
            start = county.days_ago(95 if kind == "suspended" else 300)
            pieces[1].update(
                run_status="停用",
                stop_type="暂停" if kind == "suspended" else "减容",
                suspend_start=start,
                suspend_end=county.days_ago(-40),
                seal_no="F001",
            )
            row["run_cap"] = units[0]
        elif kind == "stopped":
            for piece in pieces:
                piece.update(
                    run_status="停用",
                    stop_type="暂停",
                    suspend_start=county.days_ago(100),
                    suspend_end=county.days_ago(-50),
                )
            row.update(run_cap=0, poweroff_flag="已停电")
        elif kind == "spare_unit":
            pieces[1].update(main_spare="备用", run_status="停用")
        else:
            equipment(county, row, 250, 1, equip_type="高压电动机", equip_name="高压电动机", model_no="YKK4503-4")
