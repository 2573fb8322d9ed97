"""Chargers and panels, at home, in estates, in villages, of companies."""

from __future__ import annotations

from .accounts import RESIDENT_SORT, SHOP_SORT, account, contract, organisation
from .county import County, Row
from .grid import ESTATES, VILLAGES, last_month, public_areas
from .homes import home
from .metering import meter, metered, point
from .works import agreed, high, measured


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


def charger_homes(county: County) -> None:
    areas = public_areas(county)
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


def chargers(county: County) -> None:
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


def panels(county: County) -> None:
    """Homes with panels: the surplus goes to the grid through a gate point; some sell everything."""
    areas = public_areas(county)
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
