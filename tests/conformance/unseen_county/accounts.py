"""What every account has: a name, a certificate, a contact, an address, dates and a contract."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from .county import County, Row
from .grid import ESTATES, ROADS, VILLAGES

RESIDENT_SORT, SHOP_SORT, HIGH_SORT = "低压居民", "低压非居民", "高压"


def account(
    county: County, kind: str, area: Row, *, sort: str, elec_type: str, trade: str, volt: str, cap: float, **more: Any
) -> Row:
    """A customer in order; `more` overrides. The name and certificate are those of a person unless given."""
    random, people = county.random, county.people
    built = more.pop("built", None) or county.days_ago(random.randint(500, 5000))
    person = people.name()
    high = sort == HIGH_SORT
    row: Row = {
        "cons_no": f"03{county.style.region[2:]}{county.number('customer', 6)}",
        "cons_name": person,
        "cons_sort": sort,
        "cons_status": "正常用电客户",
        "cust_type": "公线专变客户" if high else "公变客户",
        "cert_type": "居民身份证",
        "cert_no": people.identity(),
        "cert_holder": person,
        "cert_expire": county.days_ago(-random.randint(200, 5000)),
        "uscc": None,
        "legal_rep": None,
        "contact_name": person,
        "contact_type": "账务联系人",
        "mobile": people.mobile(),
        "phone": people.landline() if high else None,
        "bill_mobile": None,
        "outage_mobile": None,
        "region_code": county.style.region,
        "occupier": "业主",
        "trade_code": trade,
        "hec_industry": "非高耗能",
        "elec_type": elec_type,
        "volt_level": volt,
        "contract_cap": cap,
        "run_cap": cap,
        "load_attr": "三类",
        "shift_no": "单班",
        "rrio_level": None,
        "tmp_flag": "非临时用电",
        "tmp_due_date": None,
        "transfer_flag": "无转供",
        "urban_rural": "农村",
        "build_date": built,
        "ps_date": built + timedelta(days=random.randint(0, 20)),
        "cancel_date": None,
        "poweroff_flag": "未停电",
        "note_type": "普通发票",
        "prepay_type": "远程费控",
        "mr_sect_no": f"D{area['tg_no'][-4:]}",
        "org_no": area["org_no"],
        "org_name": area["org_name"],
        "team_name": "营业班",
        "tg_manager": area["tg_manager"],
        "market_attr": "非市场化客户",
        "multi_pop_flag": False,
        "population": None,
        "population_until": None,
        "app_bind_flag": True,
        "tg_no": area["tg_no"],
        "tg_name": area["tg_name"],
        "line_no": area["line_no"],
        "line_name": area["line_name"],
        "area_no": None,
        "micro_flag": not high,
        "settle_mode": "抄表结算",
        "electric_heating_flag": False,
        "notify_mode": "短信",
        "orig_cons_no": None,
        "mr_cycle": "每月一次",
        "phase_no": "A相",
        "longitude": round(area["longitude"] + random.uniform(-0.004, 0.004), 6),
        "latitude": round(area["latitude"] + random.uniform(-0.004, 0.004), 6),
        "real_estate_no": None,
        **address(county, area, estate=more.pop("estate", None)),
    }
    row.update(more)
    if row["ps_date"] and row["ps_date"] > county.as_of:
        row["ps_date"] = county.as_of
    county.add("customer", **row)
    added = county.of("customer", row["cons_no"])[0]
    county.kind[row["cons_no"]] = kind
    return added


def address(county: County, area: Row, estate: Row | None = None) -> Row:
    """A village house, or a flat of an estate."""
    random = county.random
    town = area["org_name"].removesuffix("供电所")
    if estate is not None:
        building, unit, room = (
            random.randint(1, 12),
            random.randint(1, 3),
            random.randint(1, 18) * 100 + int(county.number("room")) % 99 + 1,
        )
        road = ROADS[ESTATES.index(estate["area_name"])]
        text = f"{county.style.county}{town}{road}{estate['area_name']}{building}号楼{unit}单元{room}室"
        return {
            "elec_addr": text,
            "addr_county": county.style.county,
            "addr_town": town,
            "addr_village": None,
            "addr_road": road,
            "addr_estate": estate["area_name"],
            "addr_building": f"{building}号楼",
            "addr_room": f"{room}室",
            "addr_unit": f"{unit}单元",
            "area_no": estate["area_no"],
            "urban_rural": "城市",
        }
    village = random.choice(VILLAGES)
    house = int(county.number("house"))
    return {
        "elec_addr": f"{county.style.county}{town}{village}{house}号",
        "addr_county": county.style.county,
        "addr_town": town,
        "addr_village": village,
        "addr_road": None,
        "addr_estate": None,
        "addr_building": None,
        "addr_room": f"{house}号",
        "addr_unit": None,
    }


def organisation(county: County, name: str, office: str = "91", cert: str = "营业执照") -> Row:
    """The fields of a customer that is an organisation: the licence's number is its credit code."""
    code = county.people.credit_code(office)
    person = county.people.name()
    return {
        "cons_name": name,
        "cert_type": cert,
        "cert_no": code,
        "cert_holder": name,
        "uscc": code,
        "legal_rep": person,
        "contact_name": person,
        "cert_expire": None,
        "vat_no": code,
        "note_type": "增值税发票",
    }


def contract(county: County, customer: Row, kind: str, **more: Any) -> Row:
    """The signed contract of an account, as the file says: same capacity, same name, scanned."""
    random = county.random
    signed = more.pop("signed", None) or max(customer["build_date"], county.days_ago(random.randint(100, 900)))
    low = customer["cons_sort"] == RESIDENT_SORT
    years = 10 if low else 3
    return county.add(
        "contract",
        **{
            "contract_no": f"HT{county.number('contract', 6)}",
            "cons_no": customer["cons_no"],
            "contract_type": kind,
            "sign_date": signed,
            "effect_date": signed,
            "expire_date": years_later(signed, years),
            "contract_cap": customer["contract_cap"],
            "contract_name": customer["cons_name"],
            "contract_addr": customer["elec_addr"],
            "boundary_desc": "表箱出线端",
            "price_clause": "按政府定价执行",
            "demand_clause": None if low else "不计算",
            "attach_flag": True,
            "scan_flag": True,
            "sign_mode": "电子",
            "dispatch_agreement": False,
            "fee_agreement": not low,
            "agent_contract": not low,
            "agent_notice_date": None if low else date(2021, 12, 1),
            "renew_flag": True,
            **more,
        },
    )


def years_later(day: date, years: int) -> date:
    return day + timedelta(days=365 * years)
