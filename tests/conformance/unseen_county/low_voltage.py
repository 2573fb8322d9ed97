"""Customers on public transformers: homes, shops, wells, schools, lights, towers, chargers, panels."""

from __future__ import annotations

from datetime import date

from .accounts import RESIDENT_SORT, SHOP_SORT, account, contract, organisation
from .county import County, Row
from .grid import ESTATES, VILLAGES, last_month, public_areas
from .metering import meter, metered, point

SHOP_NAMES = ("超市", "小吃店", "理发店", "汽修部", "服装店", "药房", "五金店", "快餐店")
SHOP_TRADES = ("F5212", "H6220", "O8040", "O8111", "F5232", "F5251", "F5274", "F5219")


def build_low_voltage(county: County) -> None:
    """After this every kind of low-voltage customer is there, each in order."""
    _homes(county)
    _special_homes(county)
    _shops(county)
    _farms(county)
    _institutions(county)
    _lights(county)
    _temporary(county)


def _areas(county: County) -> list[Row]:
    return public_areas(county)


def home(county: County, area: Row, kind: str = "resident", **more: object) -> Row:
    """A single-phase home on the ladder tariff."""
    city = county.random.random() < county.style.apartment_share
    estate = county.random.choice(county.tables["residential_area"][:5]) if city else None
    fields: Row = {
        "sort": RESIDENT_SORT,
        "elec_type": "城镇居民生活用电" if city else "乡村居民生活用电",
        "trade": "城镇居民" if city else "乡村居民",
        "volt": "交流220V",
        "cap": county.random.choice((4, 6, 8)),
        "estate": estate,
        "cust_type": "公变客户",
        **more,
    }
    row = account(county, kind, area, **fields)
    metered(county, point(county, row, "居民阶梯"), row["contract_cap"])
    if county.random.random() < 0.6:
        contract(county, row, "居民供用电合同")
    return row


def _homes(county: County) -> None:
    areas = _areas(county)
    for place in range(county.style.residents):
        home(county, areas[place % len(areas)], mr_cycle="双月" if place % 17 == 0 else "每月一次")


def _special_homes(county: County) -> None:
    areas, people = _areas(county), county.people
    for place in range(8):
        area = areas[place % len(areas)]
        home(county, area, "minor", cert_no=people.identity(born=date(2012 + place, 5, 17)))
        home(county, area, "regional", cert_no=people.identity(region=("810000", "820000", "830000")[place % 3]))
        home(county, area, "old_paper", cert_type="户口簿", cert_no=people.old_identity(), cert_expire=None)
        home(
            county,
            area,
            "permit",
            cert_type="港澳居民来往内地通行证",
            cert_no=f"H{county.random.randint(10**7, 10**8 - 1)}",
        )
        home(county, area, "many", multi_pop_flag=True, population=6, population_until=county.days_ago(-300))
        home(county, area, "heated", electric_heating_flag=True, cap=10)
        villa = account(
            county,
            "villa",
            area,
            sort=RESIDENT_SORT,
            elec_type="城镇居民生活用电",
            trade="城镇居民",
            volt="交流380V",
            cap=16,
        )
        metered(county, point(county, villa, "居民阶梯"), 16)
        changing = home(county, area, "changing", cons_status="当前变更客户")
        changing["occupier"] = "租户"
        vacant = home(county, area, "vacant", poweroff_flag="已停电")
        county.kind[vacant["cons_no"]] = "vacant"
    for place in range(6):
        _common_use(county, areas[place % len(areas)], place)
    _charger_homes(county)
    _panels(county)


def _common_use(county: County, area: Row, place: int) -> None:
    """Lifts and corridors of an estate: the property company at the blended price, many accounts on one number."""
    estate = county.tables["residential_area"][place % 5]
    name = f"{estate['property_company']}({place + 1}#楼电梯)"
    row = account(
        county,
        "common_use",
        area,
        sort=SHOP_SORT,
        elec_type="居民合表用电",
        trade="K7020",
        volt="交流380V",
        cap=20,
        estate=estate,
        **organisation(county, name),
    )
    metered(county, point(county, row, "居民合表"), 20)
    contract(county, row, "低压供用电合同", agent_contract=False)


def _charger_homes(county: County) -> None:
    areas = _areas(county)
    for place in range(10):
        estate = county.tables["residential_area"][place % 5]
        row = account(
            county,
            "home_charger",
            areas[place % len(areas)],
            sort=RESIDENT_SORT,
            elec_type="居民电动汽车充电",
            trade="城镇居民",
            volt="交流220V",
            cap=7,
            estate=estate,
        )
        metered(county, point(county, row, "居民合表"), 7)
        charger(county, row, "个人自用", 7, dc=0, ac=1, operator=None)
    for place in range(5):
        estate = county.tables["residential_area"][place]
        row = account(
            county,
            "estate_charger",
            areas[place],
            sort=SHOP_SORT,
            elec_type="居民电动汽车充电",
            trade="充换电服务业",
            volt="交流380V",
            cap=80,
            estate=estate,
            **organisation(county, f"{ESTATES[place]}充电服务有限公司"),
        )
        metered(county, point(county, row, "居民合表"), 80)
        contract(county, row, "低压供用电合同")
        charger(county, row, "居住区公共", 70, dc=0, ac=10)


def charger(
    county: County, customer: Row, kind: str, power: float, dc: int, ac: int, operator: str | None = "绿能充电"
) -> Row:
    return county.add(
        "charging_pile",
        station_no=f"CD{county.number('station')}",
        cons_no=customer["cons_no"],
        station_name=f"{customer['cons_name']}充电",
        station_kind=kind,
        operator=operator,
        operator_uscc=customer["uscc"],
        asset_owner="用户",
        pile_count=dc + ac,
        dc_count=dc,
        ac_count=ac,
        total_power=power,
        parking_no=None,
        independent_meter=True,
        open_date=customer["ps_date"],
        platform_flag=True,
        mix_use_flag=False,
        open_hours="0-24",
        fee_posted=True,
    )


def _panels(county: County) -> None:
    """Homes with panels: the surplus goes to the grid through a gate point; some sell everything."""
    areas = _areas(county)
    for place in range(24):
        row = home(county, areas[place % len(areas)], "panel_home")
        gate = _gate(county, row, "光伏上网", "结算")
        source = _gate(county, row, "光伏发电", "考核") if place % 2 else None
        generator(county, row, gate, source)
    for place in range(3):
        row = account(
            county,
            "poverty_panel",
            areas[place],
            sort=SHOP_SORT,
            elec_type="非居民照明",
            trade="S9620",
            volt="交流380V",
            cap=100,
            cust_type="光伏发电客户",
            market_attr="代理购电用户",
            **organisation(county, f"{VILLAGES[place]}村民委员会光伏扶贫电站", "54", "统一社会信用代码"),
        )
        gate = point(
            county,
            row,
            "工商业单一制",
            mp_usage="发电上网关口",
            price_code=None,
            price_name=None,
            price_strategy=None,
            pf_eval_mode="不考核",
            pf_std=None,
            tou_flag=False,
        )
        metered(county, gate, 100)
        contract(county, row, "购售电合同")
        generator(county, row, gate, None, poverty=True, size=100)


def _gate(county: County, customer: Row, name: str, attr: str) -> Row:
    """A gate point of a panel: no price of use, its own meter."""
    gate = point(
        county,
        customer,
        "居民阶梯",
        mp_usage="发电上网关口",
        mp_attr=attr,
        mp_name=customer["cons_name"] + name,
        price_code=None,
        price_name=None,
        price_elec_type=None,
        price_strategy=None,
        ladder_type="不执行",
    )
    meter(county, gate)
    return gate


def generator(
    county: County, customer: Row, gate: Row, source: Row | None, *, poverty: bool = False, size: float | None = None
) -> Row:
    """A small power station; without a point for its generation it sells everything."""
    size = size or county.random.choice((5, 8, 10, 20))
    made = round(size * county.random.uniform(70, 130), 1)
    known = source is not None or poverty
    return county.add(
        "generator",
        gen_no=f"F{county.number('generator', 5)}",
        cons_no=customer["cons_no"],
        gen_name=customer["cons_name"],
        gen_kind="光伏发电",
        gen_category="分布式电源",
        install_cap=size,
        approved_cap=size,
        filing_no=f"备{county.number('filing')}",
        consume_mode="全额上网" if source is None else "自发自用余电上网",
        grid_volt=customer["volt_level"],
        grid_date=county.days_ago(700),
        ongrid_price=0.3644,
        subsidy_flag=False,
        ongrid_mp_no=gate["mp_no"],
        gen_mp_no=source["mp_no"] if source else None,
        ongrid_pq=made if source is None else round(made * 0.6, 1),
        energy_month=last_month(county),
        gen_pq=made if known else None,
        bank_account=f"6228****{county.random.randint(1000, 9999)}",
        tg_no=customer["tg_no"],
        anti_island=True,
        poverty_flag=poverty,
        dispatch_agreement=False,
        purchase_contract=f"GF{county.number('pv')}",
        unit_count=1,
        fuel_type=None,
        backup_fee_flag=None,
        inverter_count=1,
        invoice_mode="供电公司代开(反向开票)",
        owner_cert_no=customer["cert_no"],
    )


def _shops(county: County) -> None:
    areas, people = _areas(county), county.people
    types = ("一般工商业", "商业用电", "非居民照明", "普通工业", "非工业")
    for place in range(county.style.shops):
        area = areas[place % len(areas)]
        kind = place % len(SHOP_NAMES)
        large = place % 5 == 0
        cap = (80, 120, 120)[place // 5 % 3] if large else county.random.choice((6, 10, 15, 20))
        volt = "交流220V" if cap <= 6 else "交流380V"
        who: Row = {} if place % 3 == 0 else organisation(county, people.company(county.style.county[:2]))
        if place % 3 == 0:
            who = {"cons_name": f"{people.name()[0]}记{people.name()[1:]}{SHOP_NAMES[kind]}"}
            who["contact_name"] = people.name()
        if place % 11 == 0:
            who = {**organisation(county, f"{VILLAGES[place % 8]}农业专业合作社", "93", "统一社会信用代码")}
        row = account(
            county,
            "large_shop" if cap > 60 else "shop",
            area,
            sort=SHOP_SORT,
            elec_type=types[place % 5],
            trade=SHOP_TRADES[kind],
            volt=volt,
            cap=cap,
            market_attr="代理购电用户",
            urban_rural="城市" if cap > 100 else "农村",
            **who,
        )
        mp = point(county, row, "工商业单一制")
        metered(county, mp, cap)
        contract(county, row, "低压供用电合同", agent_contract=place % 2 == 0, demand_clause="不计算")


def _farms(county: County) -> None:
    """Wells of one village at one address under one name; greenhouses; a drinking-water plant."""
    areas = _areas(county)
    for place in range(county.style.wells):
        area = areas[place % len(areas)]
        village = VILLAGES[place % 4]
        shared = organisation(county, f"{village}村民委员会", "54", "统一社会信用代码") if place < 4 else None
        if shared is None:
            first = next(row for row in county.tables["customer"] if row["cons_name"] == f"{village}村民委员会")
            shared = {
                name: first[name]
                for name in (
                    "cons_name",
                    "cert_type",
                    "cert_no",
                    "cert_holder",
                    "uscc",
                    "legal_rep",
                    "contact_name",
                    "cert_expire",
                    "mobile",
                )
            }
            shared["elec_addr"] = first["elec_addr"]
        row = account(
            county,
            "well",
            area,
            sort=SHOP_SORT,
            elec_type="农业排灌",
            trade="A0511" if place % 2 else "A0512",
            volt="交流380V",
            cap=county.random.choice((15, 22, 30)),
            **shared,
        )
        metered(county, point(county, row, "农业排灌"), row["contract_cap"])
        contract(county, row, "低压供用电合同", agent_contract=False, agent_notice_date=None)
        if place % 3 == 0:
            farm = account(
                county,
                "farm",
                area,
                sort=SHOP_SORT,
                elec_type="农业生产用电",
                trade="A0313",
                volt="交流380V",
                cap=25,
                cons_name=f"{county.people.name()}养殖场",
            )
            metered(county, point(county, farm, "农业生产"), 25)
            contract(county, farm, "低压供用电合同", agent_contract=False, agent_notice_date=None)


def _institutions(county: County) -> None:
    areas = _areas(county)
    homes = (
        ("school", "中心小学", "12", "事业单位法人证书", "P8321", "学校教学和学生生活用电", 40),
        ("school", "第一幼儿园", "52", "统一社会信用代码", "P8310", "学校教学和学生生活用电", 25),
        ("welfare", "敬老院", "12", "事业单位法人证书", "Q8514", "社会福利机构用电", 30),
        ("committee", "村民委员会", "54", "统一社会信用代码", "S9620", "居民合表用电", 15),
        ("water", "农村集中供水站", "N2", "统一社会信用代码", "D4610", "农村饮水安全工程用电", 30),
        ("temple", "兴福寺", "Y1", "统一社会信用代码", "S9542", "居民合表用电", 15),
        ("barracks", "人民武装部", "A1", "统一社会信用代码", "S9223", "居民合表用电", 20),
    )
    for turn in range(4):
        for place, (kind, name, office, cert, trade, elec, cap) in enumerate(homes):
            title = f"{county.style.county}{VILLAGES[(turn * 2) % 8]}{name}"
            row = account(
                county,
                kind,
                areas[(turn * 7 + place) % len(areas)],
                sort=SHOP_SORT,
                elec_type=elec,
                trade=trade,
                volt="交流380V",
                cap=cap,
                **organisation(county, title, office, cert),
            )
            metered(county, point(county, row, "居民合表"), cap)
            contract(county, row, "低压供用电合同", agent_contract=False, agent_notice_date=None)


def _lights(county: County) -> None:
    """Street lights and signal lamps without meters, towers of one company under one code."""
    areas = _areas(county)
    for place in range(6):
        row = account(
            county,
            "light",
            areas[place],
            sort=SHOP_SORT,
            elec_type="非居民照明",
            trade="N7810",
            volt="交流220V",
            cap=3,
            market_attr="代理购电用户",
            **organisation(county, f"{county.style.county}住房和城乡建设局(路灯{place + 1})", "11", "统一社会信用代码"),
        )
        point(
            county,
            row,
            "工商业单一制",
            meter_flag=False,
            fix_ratio_type="定量",
            fix_ratio_value=400 + place * 20,
            fix_ratio_date=county.days_ago(150),
            parent_mp_no=None,
        )
        contract(county, row, "低压供用电合同")
    tower = organisation(county, "中国铁塔股份有限公司", "91")
    for place in range(9):
        who = {
            **tower,
            "cons_name": f"中国铁塔股份有限公司{county.style.county}分公司({VILLAGES[place % 8]}{place}基站)",
        }
        row = account(
            county,
            "tower",
            areas[place + 3],
            sort=SHOP_SORT,
            elec_type="非工业",
            trade="I6319",
            volt="交流380V",
            cap=20,
            market_attr="代理购电用户",
            **who,
        )
        metered(county, point(county, row, "工商业单一制"), 20)
        contract(county, row, "低压供用电合同")


def _temporary(county: County) -> None:
    areas = _areas(county)
    for place in range(5):
        row = account(
            county,
            "temporary",
            areas[place],
            sort=SHOP_SORT,
            elec_type="一般工商业",
            trade="E4710",
            volt="交流380V",
            cap=60,
            tmp_flag="装表临时用电",
            tmp_due_date=county.days_ago(-120),
            built=county.days_ago(200),
            market_attr="代理购电用户",
            **organisation(county, county.people.company(county.style.county[:2], "建筑有限公司")),
        )
        metered(county, point(county, row, "工商业单一制"), 60)
        contract(county, row, "临时供用电合同", expire_date=county.days_ago(-120), renew_flag=False)
    for place in range(6):
        gone = home(county, areas[place], "closed", built=county.days_ago(3000))
        _close(county, gone, county.days_ago(150 + 20 * place))
        account(
            county,
            "joining",
            areas[place],
            sort=RESIDENT_SORT,
            elec_type="乡村居民生活用电",
            trade="乡村居民",
            volt="交流220V",
            cap=8,
            cons_status="当前新装客户",
            built=county.days_ago(3),
            ps_date=None,
        )


def _close(county: County, customer: Row, day: date) -> None:
    """An account properly closed: points withdrawn, meters gone."""
    customer.update(cons_status="已销户客户", cancel_date=day, poweroff_flag="已停电", run_cap=0)
    for mp in county.of("metering_point", customer):
        mp["mp_status"] = "撤销"
    for one in list(county.of("meter", customer)):
        county.remove("meter", one)
