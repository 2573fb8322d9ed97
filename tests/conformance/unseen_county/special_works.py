"""Works with something special: sub-meters, two sources, lines or plants of their own; bodies; gate accounts."""

from __future__ import annotations

from .accounts import account
from .county import County, Row
from .grid import TOWNS, feeder, main_lines
from .metering import metered, point
from .works import agreed, high, measured, source


def sub_metered(county: County) -> None:
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


def public_service(county: County) -> None:
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


def two_sources(county: County) -> None:
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


def dedicated(county: County) -> None:
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


def own_plants(county: County) -> None:
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


def gate_accounts(county: County) -> None:
    """The gate meters of public areas are accounts too, of the company itself: no certificate, no contact.

    Some systems say so in the customer class, others only in the customer type, and then give no industry.
    """
    areas = [
        one
        for one in county.tables["distribution_transformer"]
        if one["pub_priv"] == "公变" and one["run_status"] == "运行"
    ]
    for place, area in enumerate(areas[:20]):
        row = account(
            county,
            "gate",
            area,
            sort="低压非居民" if place % 2 else "考核",
            elec_type="考核",
            trade=None if place % 2 else "D4420",
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
