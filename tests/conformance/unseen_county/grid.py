"""Units, staff, substations, feeders, public transformers, residential areas and halls."""

from __future__ import annotations

from datetime import timedelta

from .county import County, Row

TOWNS = ("城关镇", "柳河镇", "石桥镇", "青山乡", "东岭乡", "南湖镇")
VILLAGES = ("王庄村", "李家屯村", "大柳树村", "前营村", "后营村", "小河沿村", "赵各庄村", "三里铺村")
ROADS = ("建设路", "人民路", "迎宾大街", "兴业路", "育才街", "和平路")
ESTATES = ("阳光花园", "锦绣家园", "翠湖苑", "金地华庭", "幸福小区", "西苑新村")


def build_grid(county: County) -> None:
    """After this the county has everything that exists before its first customer."""
    _units(county)
    _substations(county)
    _public_areas(county)
    _residential_areas(county)
    _halls(county)


def _units(county: County) -> None:
    style = county.style
    box = {
        "lon_min": style.longitude - 0.5,
        "lon_max": style.longitude + 0.5,
        "lat_min": style.latitude - 0.4,
        "lat_max": style.latitude + 0.4,
        "region_code": style.region,
    }
    root = f"13{style.region[2:4]}5{style.region[4:]}"
    county.add("org_unit", org_no="13", org_name="省电力公司", org_level="省", parent_org_no=None)
    county.add("org_unit", org_no=root[:4], org_name="市供电公司", org_level="市", parent_org_no="13")
    county.add(
        "org_unit", org_no=root, org_name=f"{style.county}供电公司", org_level="县", parent_org_no=root[:4], **box
    )
    county.add("org_unit", org_no=f"{root}90", org_name="大客户服务班", org_level="班", parent_org_no=root, **box)
    for place in range(style.stations):
        station = f"{root}{place + 1:02d}"
        county.add(
            "org_unit", org_no=station, org_name=f"{TOWNS[place]}供电所", org_level="所", parent_org_no=root, **box
        )
        for role in ("台区经理", "台区经理", "班组长", "抄表员"):
            county.add(
                "staff",
                staff_no=f"G{county.number('staff')}",
                staff_name=county.people.name(),
                org_no=station,
                team_name="营业班",
                role=role,
                mobile=county.people.mobile(),
                on_duty_from=county.days_ago(900),
            )


def stations(county: County) -> list[Row]:
    return [unit for unit in county.tables["org_unit"] if unit["org_level"] == "所"]


def large_customer_unit(county: County) -> Row:
    return county.find("org_unit", org_level="班")


def _substations(county: County) -> None:
    root = county.find("org_unit", org_level="县")
    for place, (name, volt) in enumerate((("城东站", "交流110kV"), ("柳河站", "交流35kV"), ("石桥站", "交流110kV"))):
        number = f"S{county.number('substation')}"
        county.add(
            "substation",
            subs_no=number,
            subs_name=f"{name[:2]}{volt[2:]}变电站",
            volt_level=volt,
            main_tran_cap=[100, 20, 63][place],
            run_status="运行",
            org_no=root["org_no"],
            dispatch_name=f"{name}",
            pms_id=f"PMS-S-{place}",
            spare_bays=2,
            max_load_rate=61.5,
        )
        for line in range(5):
            feeder(county, number, f"{line + 511}{name[:2]}线", "交流10kV", "公线")
    idle = feeder(county, county.tables["substation"][0]["subs_no"], "退役线", "交流10kV", "公线")
    idle["run_status"] = "停用"
    for main in list(main_lines(county))[::3]:
        branch = feeder(county, main["subs_no"], f"{main['line_name']}支线", "交流10kV", "公线")
        branch.update(subline_flag=True, parent_line_no=main["line_no"], main_line_no=main["line_no"], subs_no=None)


def feeder(county: County, subs_no: str, name: str, volt: str, attr: str) -> Row:
    """A main line; its own main line is itself."""
    number = f"L{county.number('feeder')}"
    return county.add(
        "feeder",
        line_no=number,
        line_name=name,
        volt_level=volt,
        subs_no=subs_no,
        subline_flag=False,
        main_line_no=number,
        parent_line_no=None,
        pub_dedicated=attr,
        run_status="运行",
        org_no=county.find("org_unit", org_level="县")["org_no"],
        pms_id=f"PMS-{number}",
        length_km=12.5,
        max_current=400,
        chg_date=county.days_ago(1500),
        loss_rate=3.2,
        open_cap=800,
    )


def main_lines(county: County) -> list[Row]:
    return [
        line
        for line in county.tables["feeder"]
        if line["run_status"] == "运行" and not line["subline_flag"] and line["pub_dedicated"] == "公线"
    ]


def _public_areas(county: County) -> None:
    lines = [
        line for line in county.tables["feeder"] if line["run_status"] == "运行" and line["pub_dedicated"] == "公线"
    ]
    count = max(12, county.style.residents // 22)
    units = stations(county)
    for place in range(count):
        area = transformer_area(
            county, units[place % len(units)], lines[place % len(lines)], "公变", [100, 200, 400, 630][place % 4]
        )
        if place % 9 == 0:
            area.update(tg_cap=800, tran_count=2, tran_cap_sum=800)
    fresh = transformer_area(county, units[0], lines[0], "公变", 400)
    fresh.update(chg_date=county.days_ago(40), tg_name="新投公变", ppq=None, spq=None, loss_rate=None, loss_pq=None)
    county.kind[fresh["tg_no"]] = "empty"
    for status in ("停用", "拆除"):
        old = transformer_area(county, units[0], lines[1], "公变", 100)
        old.update(
            run_status=status, ppq=None, spq=None, loss_rate=None, loss_pq=None, pms_id=None, tg_name=f"{status}台区"
        )
        county.kind[old["tg_no"]] = "empty"


def transformer_area(county: County, unit: Row, line: Row, attr: str, cap: float) -> Row:
    """A running transformer area with its PMS card; a branch line is allowed on either side."""
    random = county.random
    number = f"T{county.number('area', 6)}"
    sold = random.randint(20000, 60000)
    rate = round(random.uniform(1.2, 7.5), 2)
    supplied = round(sold / (1 - rate / 100), 2)
    managers = [person for person in county.tables["staff"] if person["org_no"] == unit["org_no"]]
    manager = random.choice(managers)["staff_name"] if managers else None
    area = county.add(
        "distribution_transformer",
        tg_no=number,
        tg_name=f"{unit['org_name'][:2]}{number[-4:]}台区",
        tg_cap=cap,
        pub_priv=attr,
        run_status="运行",
        line_no=line["line_no"],
        line_name=line["line_name"],
        tran_count=1,
        tran_cap_sum=cap,
        tran_model=f"S13-M-{cap:g}/10",
        inst_addr=f"{county.style.county}{unit['org_name'][:3]}",
        longitude=round(county.style.longitude + random.uniform(-0.3, 0.3), 6),
        latitude=round(county.style.latitude + random.uniform(-0.25, 0.25), 6),
        energy_month=last_month(county),
        report_cap_sum=cap * 2,
        ppq=supplied,
        spq=sold,
        loss_pq=round(supplied - sold, 2),
        loss_rate=rate,
        max_load_rate=random.randint(30, 85),
        tg_manager=manager,
        equipment_owner=manager,
        org_no=unit["org_no"],
        org_name=unit["org_name"],
        pms_id=f"PMS-{number}",
        rural_flag="农村",
        chg_date=county.days_ago(random.randint(300, 3000)),
        pv_cap_sum=0,
        unbalance_rate=8.5,
    )
    card_of(county, area, line)
    return area


def card_of(county: County, area: Row, line: Row) -> Row:
    """The PMS card of an area: on the branch or on the main line, which is the same main line either way."""
    main = line["main_line_no"]
    parent = line["line_no"] if county.random.random() < 0.5 else main
    return county.add(
        "pms_topology",
        pms_id=area["pms_id"],
        obj_type="变",
        obj_no=area["tg_no"],
        obj_name=area["tg_name"],
        parent_pms_id=f"PMS-{parent}",
        parent_obj_no=parent,
        main_line_no=main,
        cap=area["tg_cap"],
        run_status="运行",
    )


def public_areas(county: County) -> list[Row]:
    return [
        area
        for area in county.tables["distribution_transformer"]
        if area["pub_priv"] == "公变" and county.kind.get(area["tg_no"]) != "empty"
    ]


def last_month(county: County) -> str:
    return (county.as_of.replace(day=1) - timedelta(days=1)).strftime("%Y%m")


def _residential_areas(county: County) -> None:
    units = stations(county)
    for place, name in enumerate(ESTATES):
        county.add(
            "residential_area",
            area_no=f"Z{county.number('estate')}",
            area_name=name,
            area_addr=f"{county.style.county}{ROADS[place % len(ROADS)]}",
            area_kind="商品房小区",
            building_count=8 + place,
            house_count=240 + 40 * place,
            cons_count=None,
            supply_mode="合表(转供)" if place == 5 else "直供到户",
            tg_count=2,
            property_company=f"{name}物业服务有限公司",
            property_phone=county.people.landline(),
            elevator_flag=True,
            charging_ready=True,
            high_rise_flag=place % 2 == 0,
            build_year=2008 + place,
            org_no=units[place % len(units)]["org_no"],
            shop_count=6,
        )


def _halls(county: County) -> None:
    """Each hall has an old check with defects, put right since, and a new one in order."""
    for unit in stations(county):
        number = f"H{county.number('hall')}"
        common = {
            "hall_no": number,
            "hall_name": f"{unit['org_name']}营业厅",
            "org_no": unit["org_no"],
            "hall_level": "C级",
            "hall_addr": unit["org_name"],
            "work_time": "8:30-17:30",
        }
        old, new = county.days_ago(200), county.days_ago(12)
        county.add(
            "business_hall",
            check_date=old,
            price_posted=False,
            fee_posted=True,
            promise_posted=True,
            agent_posted=False,
            agent_posted_month=None,
            asset_expected=12,
            asset_found=11,
            hotline_posted=False,
            **common,
        )
        county.add(
            "business_hall",
            check_date=new,
            price_posted=True,
            fee_posted=True,
            promise_posted=True,
            agent_posted=True,
            agent_posted_month=f"{new:%Y%m}",
            asset_expected=12,
            asset_found=12,
            hotline_posted=True,
            **common,
        )
