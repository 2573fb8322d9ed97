"""Errors of clauses that a county made from the specification alone found missing."""

from __future__ import annotations

from datetime import timedelta

from ..county import County, Row
from .pick import company, home, latest, main, meter, works
from .registry import error

POINT, METER, PILE, PANEL, SURVEY = "metering_point", "meter", "charging_pile", "generator", "survey_record"


@error("R022", "用户状态")
def unknown_status(county: County) -> Row:
    row = home(county)
    row["cons_status"] = "某种状态"
    return row


@error("R043", "铭牌非标")
def odd_plate(county: County) -> Row:
    row = works(county, 160, 250)
    size = row["contract_cap"] + 7
    row.update(contract_cap=size, run_cap=size)
    county.of("receiving_equipment", row)[0]["plate_cap"] = size
    for one in county.of("contract", row):
        one["contract_cap"] = size
    return row


@error("R050", "低压缺电流互感器", POINT)
def large_without_current(county: County) -> tuple[Row, ...]:
    owner = county.take("large_shop", where=lambda row: row["contract_cap"] > 66)
    for piece in list(county.of("instrument_transformer", owner)):
        county.remove("instrument_transformer", piece)
    return main(county, owner), owner


@error("R051", "计量方式代码", POINT)
def unknown_metering(county: County) -> tuple[Row, ...]:
    owner = company(county)
    main(county, owner)["meas_mode"] = "中供中计"
    return main(county, owner), owner


@error("R058", "从未采集", METER)
def never_read(county: County) -> tuple[Row, ...]:
    owner = home(county)
    meter(county, owner)["last_collect_date"] = None
    return meter(county, owner), owner


@error("R060", "工商业")
def shop_as_household(county: County) -> Row:
    row = company(county)
    row["trade_code"] = "城镇居民"
    return row


@error("R066", "无力调电费", POINT)
def no_adjustment(county: County) -> tuple[Row, ...]:
    owner = works(county, 160, 250)
    for bill in latest(county, owner, 4):
        bill["pf_amt"] = None
    return main(county, owner), owner


@error("R074", "缺核定日期", POINT)
def share_without_date(county: County) -> tuple[Row, ...]:
    owner = county.take("light")
    point = county.of(POINT, owner)[-1]
    point["fix_ratio_date"] = None
    return point, owner


@error("R077", "超期限")
def temporary_for_years(county: County) -> Row:
    row = county.take("temporary")
    row.update(build_date=county.days_ago(1300), ps_date=county.days_ago(1290))
    return row


@error("R096", "无功率", PILE)
def charger_without_power(county: County) -> tuple[Row, ...]:
    owner = county.take("estate_charger", "home_charger")
    pile = county.of(PILE, owner)[0]
    pile["total_power"] = None
    return pile, owner


@error("R096", "无运营商", PILE)
def charger_of_nobody(county: County) -> tuple[Row, ...]:
    owner = county.take("public_charger")
    pile = county.of(PILE, owner)[0]
    pile["operator"] = None
    return pile, owner


@error("R100", "台区超限", PANEL)
def too_many_panels(county: County) -> tuple[Row, ...]:
    owner = county.take("panel_home", where=lambda one: bool(county.of(PANEL, one)))
    record = county.of(PANEL, owner)[0]
    area = next(one for one in county.tables["distribution_transformer"] if one["tg_no"] == record["tg_no"])
    record.update(install_cap=area["tg_cap"], approved_cap=area["tg_cap"])
    shared = [one for one in county.tables[PANEL] if one["tg_no"] == area["tg_no"]]
    return (min(shared, key=lambda one: one["gen_no"]), record, owner)


@error("R118", "一证多户")
def two_large_homes(county: County) -> tuple[Row, ...]:
    first, second = county.take("many"), home(county)
    second.update({name: first[name] for name in ("cons_name", "cert_type", "cert_no", "multi_pop_flag", "population")})
    second["population_until"] = first["population_until"]
    return first, second


@error("R123", "过快", SURVEY)
def a_house_a_minute(county: County) -> tuple[Row, ...]:
    visits = [one for one in county.tables[SURVEY] if county.kind.get(one["cons_no"]) == "resident"]
    start = visits[0]["survey_time"].replace(hour=9, minute=0)
    made = []
    for number, owner in enumerate(home(county) for _ in range(31)):
        visit = {**visits[0], "task_no": f"{visits[0]['task_no']}-{number:02d}", "cons_no": owner["cons_no"]}
        visit.update(survey_lon=owner["longitude"], survey_lat=owner["latitude"], surveyor="周快")
        visit.update(survey_time=start + timedelta(minutes=number), review_time=start + timedelta(days=1))
        county.tables[SURVEY].append(visit)
        made.append(visit)
    return tuple(made)


@error("R126", "从未检查")
def never_inspected(county: County) -> tuple[Row, ...]:
    row = county.take("important")
    record = county.of("important_customer", row)[0]
    record["last_check_date"] = None
    return row, record
