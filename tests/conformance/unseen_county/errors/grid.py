"""Errors in the chain from substation to customer."""

from __future__ import annotations

from ..county import County, Row
from ..grid import feeder, main_lines, stations, transformer_area
from .pick import home, main, works
from .registry import error

AREA, LINE = "distribution_transformer", "feeder"


def _area(county: County) -> Row:
    return county.take_row(
        AREA,
        lambda one: (
            one["pub_priv"] == "公变" and one["run_status"] == "运行" and county.kind.get(one["tg_no"]) != "empty"
        ),
    )


def _main_line(county: County) -> Row:
    return feeder(
        county, county.tables["substation"][1]["subs_no"], f"错{county.number('wrong_line')}线", "交流10kV", "公线"
    )


def _empty_area(county: County) -> Row:
    area = transformer_area(county, stations(county)[0], main_lines(county)[0], "公变", 200)
    area.update(chg_date=county.days_ago(20), cons_count=0)
    return area


def _card(county: County, area: Row) -> Row:
    return county.find("pms_topology", obj_no=area["tg_no"])


@error("R033", "空", AREA)
def area_without_line(county: County) -> Row:
    area = _empty_area(county)
    area["line_no"] = None
    return area


@error("R033", "不存在", AREA)
def area_on_no_line(county: County) -> Row:
    area = _empty_area(county)
    area["line_no"] = "L9999"
    return area


@error("R034", "空", LINE)
def line_without_station(county: County) -> Row:
    line = _main_line(county)
    line["subs_no"] = None
    return line


@error("R034", "不存在", LINE)
def line_from_nowhere(county: County) -> Row:
    line = _main_line(county)
    line["subs_no"] = "S9999"
    return line


def _move(county: County, customer: Row, area: Row) -> None:
    customer.update(tg_no=area["tg_no"], line_no=area["line_no"])
    for mp in county.of("metering_point", customer):
        mp.update(tg_no=area["tg_no"], line_no=area["line_no"])


@error("R035", "专变挂居民", AREA)
def home_on_private(county: County) -> tuple[Row, ...]:
    owner, guest = works(county), home(county)
    area = county.find(AREA, tg_no=owner["tg_no"])
    guest.update(org_no=area["org_no"])
    _move(county, guest, area)
    return area, guest, owner


@error("R035", "公变挂高压", AREA)
def works_on_public(county: County) -> tuple[Row, ...]:
    owner = works(county)
    area = _area(county)
    _move(county, owner, area)
    county.of("power_source", owner)[0]["line_no"] = area["line_no"]
    return area, owner


@error("R036", "台区", "metering_point")
def point_on_another_area(county: County) -> tuple[Row, ...]:
    owner = home(county)
    mp = main(county, owner)
    other = next(
        one for one in county.tables[AREA] if one["line_no"] == owner["line_no"] and one["tg_no"] != owner["tg_no"]
    )
    mp["tg_no"] = other["tg_no"]
    return mp, owner


@error("R036", "线路", "metering_point")
def point_on_another_line(county: County) -> tuple[Row, ...]:
    owner = works(county)
    mp = main(county, owner)
    mp["line_no"] = next(line["line_no"] for line in main_lines(county) if line["line_no"] != owner["line_no"])
    return mp, owner


@error("R037", "未贯通", AREA)
def no_card(county: County) -> Row:
    area = _area(county)
    county.remove("pms_topology", _card(county, area))
    return area


@error("R037", "主线", AREA)
def card_on_another_main(county: County) -> Row:
    area = _area(county)
    line = county.find(LINE, line_no=area["line_no"])
    other = next(one["line_no"] for one in main_lines(county) if one["line_no"] != line["main_line_no"])
    _card(county, area).update(main_line_no=other, parent_obj_no=other, parent_pms_id=f"PMS-{other}")
    return area


@error("R037", "上级线路", AREA)
def card_on_another_parent(county: County) -> Row:
    area = _area(county)
    line = county.find(LINE, line_no=area["line_no"])
    other = next(one["line_no"] for one in main_lines(county) if one["line_no"] != line["main_line_no"])
    _card(county, area).update(main_line_no=None, parent_obj_no=other, parent_pms_id=f"PMS-{other}")
    return area


@error("R037", "容量", AREA)
def card_of_another_size(county: County) -> Row:
    area = county.take_row(
        AREA, lambda one: one["pub_priv"] == "公变" and one["run_status"] == "运行" and one["tran_count"] == 1
    )
    _card(county, area)["cap"] = area["tg_cap"] + 200
    return area


@error("R038", "不一致", "meter")
def heard_elsewhere(county: County) -> tuple[Row, ...]:
    heard = {one["asset_no"] for one in county.tables["collect_day"]}
    owner = county.take("resident", where=lambda row: county.of("meter", row)[0]["asset_no"] in heard)
    meter = county.of("meter", owner)[0]
    other = next(one["tg_no"] for one in county.tables[AREA] if one["tg_no"] != owner["tg_no"])
    for day in county.tables["collect_day"]:
        if day["asset_no"] == meter["asset_no"]:
            day["hplc_tg_no"] = other
    return meter, owner


@error("R039", "台区")
def on_a_stopped_area(county: County) -> Row:
    owner = home(county)
    _move(county, owner, county.find(AREA, run_status="停用"))
    owner["org_no"] = stations(county)[0]["org_no"]
    return owner


@error("R039", "线路")
def on_a_stopped_line(county: County) -> Row:
    owner = works(county)
    owner["line_no"] = county.find(LINE, run_status="停用")["line_no"]
    return owner


@error("R041", "无用户", AREA)
def nobody_there(county: County) -> Row:
    area = _empty_area(county)
    area["chg_date"] = county.days_ago(900)
    return area


@error("R041", "户数差", AREA)
def miscounted(county: County) -> Row:
    area = _area(county)
    area["cons_count"] += 20
    return area


@error("R047", "不符", AREA)
def wrong_sum(county: County) -> Row:
    area = _area(county)
    area["tran_cap_sum"] = area["tg_cap"] + 100
    return area


@error("R122", "负损", AREA)
def negative_loss(county: County) -> Row:
    area = _area(county)
    area.update(spq=round(area["ppq"] * 1.06, 2), loss_rate=-6.0, loss_pq=round(-area["ppq"] * 0.06, 2))
    return area


@error("R122", "高损", AREA)
def high_loss(county: County) -> Row:
    area = _area(county)
    area.update(spq=round(area["ppq"] * 0.82, 2), loss_rate=18.0, loss_pq=round(area["ppq"] * 0.18, 2))
    return area


@error("R094", "无专题")
def theme_missing(county: County) -> Row:
    owner = county.take("dedicated")
    county.remove("theme_dedicated_line", county.of("theme_dedicated_line", owner)[0])
    return owner


@error("R094", "线路非专线")
def line_not_dedicated(county: County) -> tuple[Row, ...]:
    owner = county.take("dedicated")
    line = county.find(LINE, line_no=owner["line_no"])
    line["pub_dedicated"] = "公线"
    return owner, line


@error("R094", "缺调度信息")
def bay_missing(county: County) -> Row:
    owner = county.take("dedicated")
    county.of("theme_dedicated_line", owner)[0]["disp_bay"] = None
    return owner


@error("R094", "一线多户")
def guest_on_dedicated(county: County) -> tuple[Row, ...]:
    owner, guest = county.take("dedicated"), works(county)
    guest["line_no"] = owner["line_no"]
    for mp in county.of("metering_point", guest):
        mp["line_no"] = owner["line_no"]
    return owner, guest


def _dispatched(county: County, factor: float) -> tuple[Row, ...]:
    owner = county.take("dedicated")
    theme = county.of("theme_dedicated_line", owner)[0]
    theme["disp_month_pq"] = round(theme["disp_month_pq"] * factor, 2)
    return theme, owner


@error("R095", "偏差", "theme_dedicated_line")
def dispatch_differs(county: County) -> tuple[Row, ...]:
    return _dispatched(county, 1.12)


@error("R095", "偏差大", "theme_dedicated_line")
def dispatch_differs_much(county: County) -> tuple[Row, ...]:
    return _dispatched(county, 1.5)


@error("R095", "月份不明", "theme_dedicated_line")
def dispatch_of_no_month(county: County) -> tuple[Row, ...]:
    line, *others = _dispatched(county, 4)
    line["energy_month"] = None
    return line, *others
