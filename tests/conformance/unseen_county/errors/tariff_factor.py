"""Errors in power factor, time of use and losses."""

from __future__ import annotations

from ..county import County, Row
from .pick import company, latest, main, meter, plant, works
from .registry import error

POINT = "metering_point"


def _point(county: County, owner: Row, **fields: object) -> tuple[Row, ...]:
    main(county, owner).update(fields)
    return main(county, owner), owner


@error("R066", "未考核", POINT)
def not_assessed(county: County) -> tuple[Row, ...]:
    return _point(county, works(county, 160, 250), pf_eval_mode="不考核", pf_std=None)


@error("R066", "缺方式", POINT)
def assessed_how(county: County) -> tuple[Row, ...]:
    return _point(county, works(county, 160, 250), pf_eval_mode=None, pf_std=None)


@error("R066", "无无功电量", POINT)
def no_reactive(county: County) -> tuple[Row, ...]:
    owner = works(county, 160, 250)
    for bill in latest(county, owner, 4):
        bill["reactive_pq"] = 0
    return main(county, owner), owner


@error("R067", "工业", POINT)
def low_standard_plant(county: County) -> tuple[Row, ...]:
    return _point(county, plant(county), pf_std="0.85")


@error("R067", "小容量", POINT)
def assessed_small(county: County) -> tuple[Row, ...]:
    return _point(county, works(county, 80, 80), pf_eval_mode="标准考核", pf_std="0.85")


@error("R067", "农业", POINT)
def farm_standard(county: County) -> tuple[Row, ...]:
    return _point(county, county.take("breeding"), pf_std="0.85")


@error("R067", "排灌站", POINT)
def pumping_standard(county: County) -> tuple[Row, ...]:
    owner = county.take("pumping")
    owner.update(contract_cap=3500, run_cap=3500)
    return _point(county, owner)


@error("R067", "偏低", POINT)
def hotel_standard(county: County) -> tuple[Row, ...]:
    return _point(county, works(county, 160, 250, trade_code="H6110"), pf_std="0.80")


@error("R067", "偏高", POINT)
def hotel_high_standard(county: County) -> tuple[Row, ...]:
    return _point(county, works(county, 160, 250, trade_code="F5211"), pf_std="0.90")


@error("R068", "应执行未执行", POINT)
def no_time_of_use(county: County) -> tuple[Row, ...]:
    return _point(county, works(county, 160, 250), tou_flag=False)


@error("R069", "无复费率表", POINT)
def plain_meter(county: County) -> tuple[Row, ...]:
    owner = works(county, 160, 250)
    meter(county, owner)["tariff_ability"] = False
    return main(county, owner), owner


@error("R069", "无分时电量", POINT)
def no_peak(county: County) -> tuple[Row, ...]:
    owner = works(county, 160, 250)
    for bill in latest(county, owner, 4):
        bill.update(peak_pq=0, valley_pq=0, sharp_pq=0, flat_pq=bill["read_pq"])
    return main(county, owner), owner


@error("R071", "高供低计未计", POINT)
def losses_not_charged(county: County) -> tuple[Row, ...]:
    return _point(county, works(county, 160, 250), tran_loss_flag=False)


@error("R071", "低供计变损", POINT)
def losses_of_low(county: County) -> tuple[Row, ...]:
    return _point(county, company(county), tran_loss_flag=True)


@error("R071", "高计计变损", POINT)
def losses_twice(county: County) -> tuple[Row, ...]:
    return _point(county, plant(county), tran_loss_flag=True)
