"""Customers with their own transformers: shops and works, two sources, dedicated lines, suspended units, sub-meters."""

from __future__ import annotations

from typing import Any

from .accounts import HIGH_SORT, account, contract, organisation
from .county import County, Row
from .grid import TOWNS, feeder, large_customer_unit, main_lines, stations, transformer_area
from .metering import metered, point

UNITS = (4000, 3150, 2500, 2000, 1600, 1250, 1000, 800, 630, 500, 400, 315, 250, 200, 160, 125, 100, 80, 50)


def build_high_voltage(county: County) -> None:
    """After this every kind of high-voltage customer is there, each in order."""
    _factories(county)
    _plants(county)
    _suspended(county)
    _sub_metered(county)
    _public_service(county)
    _two_sources(county)
    _dedicated(county)
    _own_plants(county)
    _chargers(county)
    _gate_accounts(county)


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


def _factories(county: County) -> None:
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


def _plants(county: County) -> None:
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


def _suspended(county: County) -> None:
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


def _sub_metered(county: County) -> None:
    """A works with a dormitory behind its meter, one with shares by ratio, one with a second main point beside."""
    for place in range(18):
        kind = ("dormitory", "ratio", "beside")[place % 3]
        row = high(county, kind, 630, elec_type="大工业用电", trade="C1411", units=(630,))
        main = measured(county, row, "大工业两部制", "高供高计", ba_calc_mode="按容量")
        agreed(county, row, main)
        if kind == "dormitory":
            sub = point(
                county,
                row,
                "居民合表",
                level=2,
                parent_mp_no=main["mp_no"],
                mp_name="职工宿舍",
                price_elec_type="居民合表用电",
                price_trade_code="城镇居民",
                volt_level="交流380V",
                meas_mode="低供低计",
                wiring_mode="三相四线",
                md_type="Ⅳ类",
                mp_side="低压侧",
                pf_eval_mode="不考核",
                pf_std=None,
                tou_flag=False,
                cap=60,
            )
            metered(county, sub, 60)
        elif kind == "ratio":
            for share in (12, 20):
                point(
                    county,
                    row,
                    "工商业单一制",
                    level=2,
                    parent_mp_no=main["mp_no"],
                    mp_name="办公照明",
                    price_elec_type="非居民照明",
                    volt_level="交流380V",
                    wiring_mode="三相四线",
                    md_type="Ⅳ类",
                    mp_side="低压侧",
                    meter_flag=False,
                    fix_ratio_type="定比",
                    fix_ratio_value=share,
                    fix_ratio_date=county.days_ago(200),
                    pf_eval_mode="不考核",
                    pf_std=None,
                    tou_flag=False,
                )
        else:
            other = point(
                county,
                row,
                "居民合表",
                mode="高供低计",
                mp_name="家属区",
                price_elec_type="居民合表用电",
                price_trade_code="城镇居民",
                pf_eval_mode="不考核",
                pf_std=None,
                tou_flag=False,
                cap=100,
            )
            metered(county, other, 100)


def _public_service(county: County) -> None:
    lists = (
        ("high_school", "第一中学", "12", "学校教学和学生生活用电", "P8334", "居民合表", 315, "非市场化客户"),
        ("pumping", "排灌站", "12", "农业排灌", "N7610", "农业排灌", 250, "非市场化客户"),
        ("breeding", "现代农业园区", "93", "农业生产用电", "A0313", "农业生产", 200, "非市场化客户"),
        ("hospital", "人民医院", "12", "商业用电", "Q8411", "工商业两部制", 800, "代理购电用户"),
        ("bulk", "老旧小区物业管理处", "91", "居民合表用电", "K7020", "居民合表", 400, "非市场化客户"),
        ("wholesale", "农电趸售", "91", "趸售", "D4420", "趸售", 2000, "非市场化客户"),
    )
    for place in range(30):
        kind, name, office, elec, trade, price, cap, market = lists[place % 6]
        if kind == "wholesale" and place > 6:
            continue
        title = f"{county.style.county}{TOWNS[place % 6][:2]}{name}"
        row = high(county, kind, cap, elec_type=elec, trade=trade, market=market, name=title, office=office)
        more = {"pf_eval_mode": "标准考核", "pf_std": "0.80", "ladder_type": "不执行"} if kind == "wholesale" else {}
        mp = measured(county, row, price, "高供高计" if cap >= 400 else "高供低计", **more)
        agreed(county, row, mp)
        if kind == "bulk":
            row.update(area_no=county.tables["residential_area"][5]["area_no"], transfer_flag="转供户")
        if kind == "wholesale":
            row["cust_type"] = "趸售关口户"
            for one in county.of("receiving_equipment", row):
                county.remove("receiving_equipment", one)


def _two_sources(county: County) -> None:
    """Important customers: two feeders from two substations, interlocked, each with its own main point."""
    levels = ("二级", "一级", "特级", "临时性")
    for place in range(24):
        lines = main_lines(county)
        first = lines[place % 5]
        second = next(line for line in lines if line["subs_no"] != first["subs_no"])
        row = high(
            county,
            "important",
            1000,
            elec_type="大工业用电",
            trade=("C2614", "B0610", "C2614")[place % 3],
            units=(1000,),
            line=first,
            rrio_level=levels[place % 4],
            load_attr="一类",
        )
        config = "多电源" if levels[place % 4] == "特级" else "双电源异站双回路"
        county.of("power_source", row)[0].update(source_num=config, interlock_mode="机械和电气联锁", switch_mode="自动")
        source(
            county,
            row,
            second,
            source_num=config,
            source_attr="备用",
            interlock_mode="机械和电气联锁",
            switch_mode="自动",
            run_mode="一路主供一路冷备",
        )
        main = measured(county, row, "大工业两部制", "高供高计", ba_calc_mode="按实际最大需量")
        spare = point(
            county,
            row,
            "大工业两部制",
            mode="高供高计",
            line_no=second["line_no"],
            ba_calc_mode="按实际最大需量",
            mp_name="备用电源",
        )
        metered(county, spare, 1000)
        agreed(county, row, main)
        _important(county, row, config)


def _important(county: County, row: Row, config: str) -> Row:
    return county.add(
        "important_customer",
        cons_no=row["cons_no"],
        rrio_level=row["rrio_level"],
        gov_doc_no="政办〔2024〕7号",
        industry_kind="危险化学品",
        source_config=config,
        emergency_cap=400,
        security_load=200,
        emergency_kind="柴油发电机",
        plan_flag=True,
        drill_date=county.days_ago(90),
        check_cycle=3,
        last_check_date=county.days_ago(50),
        checker=county.people.name(),
        defect_count=2,
        defect_open=0,
        notice_flag=True,
        report_flag=True,
        service_flag=True,
        urge_flag=True,
        electrician_count=3,
        risk_confirm=True,
    )


def _dedicated(county: County) -> None:
    """Customers alone on a line of their own, as the dispatch side knows it."""
    subs = county.tables["substation"][0]
    for place in range(12):
        volt = "交流35kV" if place % 2 else "交流10kV"
        line = feeder(county, subs["subs_no"], f"{351 + place}专线{place + 1}", volt, "专线")
        cap = 4000 if place % 2 else 2000
        row = high(
            county,
            "dedicated",
            cap,
            elec_type="大工业用电",
            trade="C3110",
            units=(cap,),
            line=line,
            volt=volt,
            cust_type="专线专变客户",
            market="市场化批发用户",
        )
        county.of("power_source", row)[0]["source_type"] = "专线"
        mp = measured(county, row, "大工业两部制", "高供高计", ba_calc_mode="按容量")
        agreed(county, row, mp)
        county.add(
            "theme_dedicated_line",
            cons_no=row["cons_no"],
            line_no=line["line_no"],
            disp_station=subs["subs_name"],
            disp_bay=f"{351 + place}间隔",
            disp_line_name=line["line_name"],
            disp_switch_no=f"{351 + place}",
            disp_ct_ratio="600/5",
            disp_month_pq=None,
            energy_month=None,
            disp_agreement_no=f"DD{place}",
        )


def _own_plants(county: County) -> None:
    for place in range(8):
        row = high(
            county, "own_plant", 2000, elec_type="大工业用电", trade="C3011", units=(2000,), cust_type="自备电厂户"
        )
        mp = measured(county, row, "大工业两部制", "高供高计", ba_calc_mode="按容量")
        agreed(county, row, mp)
        waste = place % 3 == 2
        county.add(
            "generator",
            gen_no=f"F{county.number('generator', 5)}",
            cons_no=row["cons_no"],
            gen_name=row["cons_name"],
            gen_kind="余热余压" if waste else "燃煤",
            gen_category="自备电厂",
            install_cap=6000,
            approved_cap=6000,
            filing_no="备自1",
            consume_mode="全部自用(离网自用)",
            grid_volt="交流10kV",
            grid_date=county.days_ago(2000),
            ongrid_mp_no=None,
            gen_mp_no=None,
            ongrid_pq=0,
            energy_month=None,
            gen_pq=900000,
            bank_account=None,
            tg_no=row["tg_no"],
            anti_island=True,
            poverty_flag=False,
            dispatch_agreement=True,
            purchase_contract=None,
            unit_count=1,
            fuel_type="余热余压余气" if waste else "燃煤",
            backup_fee_flag=not waste,
        )


def _chargers(county: County) -> None:
    from .low_voltage import charger

    for place in range(6):
        row = high(
            county,
            "public_charger",
            630,
            elec_type="电动汽车集中式充换电设施用电",
            trade="充换电服务业",
            units=(630,),
            cust_type="充电站客户",
            name=f"{county.style.county}{place}号充电有限公司",
        )
        mp = measured(county, row, "工商业两部制", "高供低计")
        agreed(county, row, mp)
        charger(county, row, ("公共", "专用")[place % 2], 560, dc=8, ac=2)


def _gate_accounts(county: County) -> None:
    """The gate meters of public areas are accounts too, of the company itself: no certificate, no contact."""
    for area in [
        one
        for one in county.tables["distribution_transformer"]
        if one["pub_priv"] == "公变" and one["run_status"] == "运行"
    ][:20]:
        row = account(
            county,
            "gate",
            area,
            sort="考核",
            elec_type="考核",
            trade="D4420",
            volt="交流380V",
            cap=area["tg_cap"],
            cust_type="台区考核表户",
            cons_name=f"{area['tg_name']}考核",
            cert_type=None,
            cert_no=None,
            cert_holder=None,
            cert_expire=None,
            contact_name=None,
            mobile=None,
            market_attr=None,
        )
        gate = point(
            county,
            row,
            "工商业单一制",
            mp_class="关口",
            mp_attr="考核",
            mp_usage="台区供电考核",
            price_code=None,
            price_name=None,
            price_elec_type=None,
            price_strategy=None,
            pf_eval_mode="不考核",
            pf_std=None,
            tou_flag=False,
        )
        metered(county, gate, area["tg_cap"])
        area["gate_mp_no"] = gate["mp_no"]
