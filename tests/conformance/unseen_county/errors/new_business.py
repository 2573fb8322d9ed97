"""Errors of chargers, panels, own plants, adjustable loads and the market."""

from __future__ import annotations

from ..county import County, Row
from ..prices import price_of
from .pick import company, main, works
from .registry import error

PILE, PANEL, LOAD = "charging_pile", "generator", "theme_adjustable_load"


def _pile(county: County, *kinds: str, **fields: object) -> tuple[Row, ...]:
    owner = county.take(*kinds)
    pile = county.of(PILE, owner)[0]
    pile.update(fields)
    return pile, owner


@error("R096", "居民桩电价", PILE)
def own_charger_at_shop_price(county: County) -> tuple[Row, ...]:
    owner = county.take("home_charger")
    price = price_of(county, "工商业单一制", "交流220V")
    main(county, owner).update(
        price_code=price["price_code"],
        price_name=price["price_name"],
        price_elec_type="一般工商业",
        ladder_type="不执行",
    )
    owner.update(elec_type="一般工商业", trade_code="充换电服务业", market_attr="代理购电用户")
    return county.of(PILE, owner)[0], owner


@error("R096", "居民桩阶梯", PILE)
def own_charger_on_ladder(county: County) -> tuple[Row, ...]:
    owner = county.take("home_charger")
    price = price_of(county, "居民阶梯", "交流220V")
    main(county, owner).update(price_code=price["price_code"], price_name=price["price_name"], ladder_type="阶梯计费")
    return county.of(PILE, owner)[0], owner


@error("R096", "公共桩居民价", PILE)
def public_charger_at_home_price(county: County) -> tuple[Row, ...]:
    owner = county.take("public_charger")
    price = price_of(county, "居民合表", "交流10kV")
    main(county, owner).update(
        price_code=price["price_code"],
        price_name=price["price_name"],
        price_elec_type="居民电动汽车充电",
        price_strategy="单一制",
        ba_calc_mode="不计算",
        ladder_type="合表计费",
    )
    return county.of(PILE, owner)[0], owner


@error("R096", "未独立挂表", PILE)
def shared_meter(county: County) -> tuple[Row, ...]:
    return _pile(county, "estate_charger", independent_meter=False)


@error("R096", "混用", PILE)
def mixed_load(county: County) -> tuple[Row, ...]:
    return _pile(county, "public_charger", mix_use_flag=True)


@error("R096", "桩数", PILE)
def miscounted_piles(county: County) -> tuple[Row, ...]:
    return _pile(county, "public_charger", pile_count=25)


@error("R096", "超容", PILE)
def too_much_power(county: County) -> tuple[Row, ...]:
    return _pile(county, "estate_charger", total_power=400)


@error("R098", "无机组")
def plant_without_units(county: County) -> Row:
    row = county.take("own_plant")
    county.remove(PANEL, county.of(PANEL, row)[0])
    return row


@error("R098", "未标识")
def plant_not_marked(county: County) -> Row:
    row = county.take("own_plant")
    row["cust_type"] = "公线专变客户"
    return row


@error("R098", "无装机")
def plant_without_size(county: County) -> Row:
    row = county.take("own_plant")
    county.of(PANEL, row)[0]["install_cap"] = None
    return row


@error("R098", "未收备用费")
def no_standby_fee(county: County) -> Row:
    row = county.take("own_plant", where=lambda one: county.of(PANEL, one)[0]["gen_kind"] == "燃煤")
    county.of(PANEL, row)[0]["backup_fee_flag"] = False
    return row


def _panel(county: County, whole: bool | None = None, **fields: object) -> tuple[Row, ...]:
    owner = county.take(
        "panel_home",
        where=lambda one: whole is None or (county.of(PANEL, one)[0]["consume_mode"] == "全额上网") == whole,
    )
    record = county.of(PANEL, owner)[0]
    record.update(fields)
    return record, owner


@error("R100", "无装机", PANEL)
def panel_without_size(county: County) -> tuple[Row, ...]:
    return _panel(county, install_cap=0)


@error("R100", "超备案", PANEL)
def panel_too_large(county: County) -> tuple[Row, ...]:
    made = _panel(county)
    made[0]["install_cap"] = made[0]["approved_cap"] * 1.5
    return made


@error("R100", "户变", PANEL)
def panel_elsewhere(county: County) -> tuple[Row, ...]:
    made = _panel(county)
    made[0]["tg_no"] = next(
        one["tg_no"]
        for one in county.tables["distribution_transformer"]
        if one["run_status"] == "运行" and one["tg_no"] != made[1]["tg_no"]
    )
    return made


@error("R100", "台区不存在", PANEL)
def panel_nowhere(county: County) -> tuple[Row, ...]:
    return _panel(county, tg_no="T888888")


@error("R101", "上网大于发电", PANEL)
def more_sold_than_made(county: County) -> tuple[Row, ...]:
    made = _panel(county, whole=False)
    made[0]["ongrid_pq"] = round(made[0]["gen_pq"] * 1.4, 1)
    return made


@error("R101", "发电过高", PANEL)
def too_much_made(county: County) -> tuple[Row, ...]:
    made = _panel(county, whole=False)
    made[0]["gen_pq"] = made[0]["install_cap"] * 400
    return made


@error("R101", "长期不上网", PANEL)
def nothing_sold(county: County) -> tuple[Row, ...]:
    return _panel(county, whole=True, ongrid_pq=0)


@error("R101", "扶贫电站过低", PANEL)
def poor_station(county: County) -> tuple[Row, ...]:
    owner = county.take("poverty_panel")
    record = county.of(PANEL, owner)[0]
    record.update(gen_pq=1200, ongrid_pq=1200)
    return record, owner


for _clause, _whole, _fields in (
    ("无方式", None, {"consume_mode": None}),
    ("缺上网关口", True, {"ongrid_mp_no": None}),
    ("缺发电关口", False, {"gen_mp_no": None}),
    ("缺购售电合同", True, {"purchase_contract": None}),
    ("缺备案", None, {"filing_no": None}),
    ("缺结算账户", True, {"bank_account": None}),
    ("未关联用户", False, {"cons_no": "0399999999"}),
):

    def _spoil(county: County, whole: bool | None = _whole, fields: dict[str, object] = _fields) -> tuple[Row, ...]:
        return _panel(county, whole, **fields)

    error("R102", _clause, PANEL)(_spoil)


@error("R102", "自用却上网", PANEL)
def own_use_sold(county: County) -> tuple[Row, ...]:
    return _panel(county, whole=False, consume_mode="全部自用(离网自用)")


@error("R102", "缺调度协议", PANEL)
def no_dispatch(county: County) -> tuple[Row, ...]:
    owner = county.take("poverty_panel")
    record = county.of(PANEL, owner)[0]
    record.update(grid_volt="交流10kV", dispatch_agreement=False)
    return record, owner


def _load(county: County, **fields: object) -> tuple[Row, ...]:
    owner = county.take("plant", where=lambda one: bool(county.of(LOAD, one)))
    record = county.of(LOAD, owner)[0]
    record.update(fields)
    return record, owner


@error("R104", "可调超负荷", LOAD)
def more_than_all(county: County) -> tuple[Row, ...]:
    return _load(county, adj_cap=9000, peak_cut_cap=100, valley_fill_cap=100)


@error("R104", "负荷超容量", LOAD)
def load_over_capacity(county: County) -> tuple[Row, ...]:
    made = _load(county)
    made[0]["max_load"] = round(made[1]["run_cap"] * 1.5)
    return made


@error("R104", "削填超可调", LOAD)
def cut_over_range(county: County) -> tuple[Row, ...]:
    made = _load(county)
    made[0]["peak_cut_cap"] = made[0]["adj_cap"] + 50
    return made


@error("R104", "准备时间", LOAD)
def slow_answer(county: County) -> tuple[Row, ...]:
    return _load(county, resp_prepare_min=3000)


@error("R104", "缺项", LOAD)
def nothing_known(county: County) -> tuple[Row, ...]:
    return _load(county, adj_cap=None)


@error("R104", "保安冲突", LOAD)
def security_promised(county: County) -> tuple[Row, ...]:
    made = _load(county)
    made[0]["security_cap"] = round(made[0]["max_load"] * 0.9)
    return made


@error("R106", "缺属性")
def no_market(county: County) -> Row:
    row = company(county)
    row["market_attr"] = None
    return row


@error("R106", "非市场化")
def outside_market(county: County) -> Row:
    row = company(county)
    row["market_attr"] = "非市场化客户"
    return row


@error("R106", "无合同告知")
def nobody_told(county: County) -> Row:
    row = works(county, 100, 250, market_attr="代理购电用户")
    for one in county.of("contract", row):
        one.update(agent_contract=False, agent_notice_date=None)
    return row
