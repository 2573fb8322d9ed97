"""Shops, farms, schools and other bodies, lights without meters, towers, accounts that come and go."""

from __future__ import annotations

from datetime import date

from .accounts import RESIDENT_SORT, SHOP_SORT, account, contract, organisation
from .county import County, Row
from .grid import VILLAGES, public_areas
from .homes import home
from .metering import meter, metered, point

SHOP_NAMES = ("超市", "小吃店", "理发店", "汽修部", "服装店", "药房", "五金店", "快餐店")
SHOP_TRADES = ("F5212", "H6220", "O8040", "O8111", "F5232", "F5251", "F5274", "F5219")


def shops(county: County) -> None:
    areas, people = public_areas(county), county.people
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


def farms(county: County) -> None:
    """Wells of one village at one address under one name; greenhouses; a drinking-water plant."""
    areas = public_areas(county)
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


def institutions(county: County) -> None:
    areas = public_areas(county)
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


def single_phase_sets(county: County) -> None:
    """Three single-phase meters in place of one three-phase meter, each of the class of its kind."""
    for area in public_areas(county)[:3]:
        row = account(
            county,
            "single_phase_set",
            area,
            sort=SHOP_SORT,
            elec_type="商业用电",
            trade="F5212",
            volt="交流380V",
            cap=20,
            market_attr="代理购电用户",
            **organisation(county, county.people.company(county.style.county[:2])),
        )
        mp = point(county, row, "工商业单一制")
        for _ in range(3):
            meter(county, mp, wiring_mode="单相", rated_volt="220V", acc_class_p="2")
        contract(county, row, "低压供用电合同", demand_clause="不计算")


def lights(county: County) -> None:
    """Street lights and signal lamps without meters, towers of one company under one code."""
    areas = public_areas(county)
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


def temporary(county: County) -> None:
    areas = public_areas(county)
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
