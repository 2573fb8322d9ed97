"""Metering points with their meters and transformers, chosen as DL/T 448 would have them."""

from __future__ import annotations

from datetime import timedelta
from math import sqrt
from typing import Any

from .county import County, Row
from .prices import price_of

CT_SERIES = (
    5,
    10,
    15,
    20,
    30,
    40,
    50,
    60,
    75,
    80,
    100,
    150,
    200,
    250,
    300,
    400,
    500,
    600,
    750,
    800,
    1000,
    1200,
    1500,
    2000,
    2500,
    3000,
    4000,
)


def point(
    county: County,
    customer: Row,
    price: str,
    *,
    mode: str = "低供低计",
    level: int = 1,
    cap: float | None = None,
    **more: Any,
) -> Row:
    """A settlement point in use, with the price of its supply voltage."""
    cap = cap if cap is not None else customer["contract_cap"]
    supply = customer["volt_level"]
    volt = supply if mode != "高供低计" else "交流380V"
    single = volt == "交流220V"
    kilovolts = 0.22 if single else 0.38 if volt == "交流380V" else float(volt[2:-2])
    catalogue = price_of(county, price, supply if mode == "高供低计" else volt)
    strategy = catalogue["strategy"]
    business = catalogue["elec_class"] in ("工商业", "大工业")
    row = {
        "mp_no": f"{customer['cons_no']}{len(county.of('metering_point', customer)) + 1:02d}",
        "cons_no": customer["cons_no"],
        "mp_name": customer["cons_name"],
        "mp_addr": customer["elec_addr"],
        "mp_class": "用电客户",
        "mp_attr": "结算",
        "mp_usage": "售电侧结算",
        "mp_side": "高压侧" if mode == "高供高计" else "低压侧",
        "volt_level": volt,
        "meas_mode": mode,
        "wiring_mode": "单相" if single else "三相三线" if kilovolts in (10.0, 35.0) else "三相四线",
        "md_type": "Ⅴ类" if single else "Ⅳ类" if kilovolts < 1 else "Ⅲ类" if kilovolts < 66 else "Ⅱ类",
        "mp_status": "在用",
        "mp_level": level,
        "parent_mp_no": None,
        "meter_flag": True,
        "run_date": customer["ps_date"],
        "tg_no": customer["tg_no"],
        "line_no": customer["line_no"],
        "price_code": catalogue["price_code"],
        "price_name": catalogue["price_name"],
        "price_elec_type": customer["elec_type"],
        "price_trade_code": customer["trade_code"],
        "price_strategy": strategy,
        "ba_calc_mode": "按容量" if strategy == "两部制" else "不计算",
        "demand_value": None,
        "pf_eval_mode": "标准考核" if cap >= 100 and (business or catalogue["elec_class"] == "农业") else "不考核",
        "pf_std": None,
        "tou_flag": business and cap >= 100,
        "fix_ratio_type": "实抄",
        "fix_ratio_value": None,
        "fix_ratio_date": None,
        "tran_loss_flag": mode == "高供低计",
        "line_loss_flag": False,
        "ladder_type": {"居民阶梯": "阶梯计费", "居民合表": "合表计费"}.get(price, "不执行"),
        "loss_share": None,
    }
    if row["pf_eval_mode"] == "标准考核":
        industry = customer["cons_sort"] == "高压" and str(customer["trade_code"])[0] in "BCD" and cap > 160
        row["pf_std"] = (
            "0.90" if industry else "0.80" if catalogue["elec_class"] == "农业" and "排灌" not in price else "0.85"
        )
    row.update(more)
    return county.add("metering_point", **row)


def meter(county: County, point: Row, factor: float = 1, **more: Any) -> Row:
    """A smart meter of the class and voltage the point needs."""
    high = point["meas_mode"] == "高供高计"
    single = point["wiring_mode"] == "单相"
    made = max(county.days_ago(county.random.randint(400, 2500)), point["run_date"] or county.days_ago(400))
    made = min(made, county.days_ago(60))
    tou = bool(point["tou_flag"])
    return county.add(
        "meter",
        **{
            "asset_no": f"1340{county.number('meter', 10)}",
            "mp_no": point["mp_no"],
            "cons_no": point["cons_no"],
            "made_no": county.number("made", 8),
            "meter_sort": "智能表",
            "meter_type": "单相远程费控" if single else "三相多功能" if high else "三相远程费控",
            "model": "DDZY102" if single else "DTZY341",
            "rated_volt": "220V"
            if single
            else ("3×100V" if point["wiring_mode"] == "三相三线" else "3×57.7/100V")
            if high
            else "3×220/380V",
            "rated_current": "1.5(6)A" if factor > 1 else "5(60)A",
            "wiring_mode": point["wiring_mode"],
            "acc_class_p": "0.5S" if high else "A" if single else "B",
            "acc_class_q": "2",
            "self_factor": 1,
            "t_factor": factor,
            "tariff_ability": tou or not single,
            "main_sub_flag": "主表",
            "inst_date": made + timedelta(days=40),
            "inst_loc": "表箱",
            "box_no": f"X{point['mp_no'][-8:]}",
            "seal_no": county.number("seal", 8),
            "init_reading": 0,
            "made_date": made,
            "verify_date": made + timedelta(days=20),
            "rotate_date": made + timedelta(days=365 * 8 + 40),
            "manufacturer": "华立",
            "term_asset_no": f"Z{point['tg_no']}" if point["tg_no"] else "Z0001",
            "term_addr": "0001",
            "comm_mode": "4G/5G" if high else "HPLC",
            "comm_protocol": "DL/T 698.45",
            "last_collect_date": county.days_ago(county.random.randint(1, 3)),
            "fee_ctrl_flag": not high,
            "time_scheme": "T01",
            "fault_flag": False,
            **more,
        },
    )


def metered(county: County, point: Row, cap: float) -> Row:
    """The meter of a point with the transformers its current needs."""
    mode, volt = point["meas_mode"], point["volt_level"]
    if mode == "低供低计" and (point["wiring_mode"] == "单相" or cap <= 30):
        return meter(county, point)
    kilovolts = float(volt[2:-2]) if mode == "高供高计" else 0.4
    primary = primary_for(cap / sqrt(3) / kilovolts)
    potential = kilovolts * 10 if mode == "高供高计" else 1
    if mode == "高供高计" and kilovolts == 10 and county.random.random() < 0.5:
        for _ in range(1):
            transformer(county, point, "组合互感器", ct_ratio=primary / 5, pt_ratio=potential)
    else:
        phases = ("A相", "C相") if point["wiring_mode"] == "三相三线" else ("A相", "B相", "C相")
        for phase in phases:
            transformer(
                county, point, "电流互感器", phase=phase, primary_value=primary, secondary_value=5, ratio=primary / 5
            )
            if potential > 1:
                transformer(
                    county,
                    point,
                    "电压互感器",
                    phase=phase,
                    primary_value=kilovolts * 1000,
                    secondary_value=100,
                    ratio=potential,
                    acc_class="0.5",
                )
    return meter(county, point, primary / 5 * potential)


def primary_for(current: float) -> float:
    return next(size for size in CT_SERIES if size >= current)


def transformer(county: County, point: Row, kind: str, **more: Any) -> Row:
    made = county.days_ago(county.random.randint(500, 2500))
    return county.add(
        "instrument_transformer",
        **{
            "asset_no": f"1350{county.number('it', 10)}",
            "mp_no": point["mp_no"],
            "cons_no": point["cons_no"],
            "it_type": kind,
            "phase": "三相",
            "primary_value": None,
            "secondary_value": None,
            "ratio": None,
            "ct_ratio": None,
            "pt_ratio": None,
            "acc_class": "0.5S",
            "model": "LZZBJ9-10",
            "made_no": county.number("made", 8),
            "manufacturer": "大连北方",
            "inst_date": made + timedelta(days=60),
            "verify_date": made + timedelta(days=30),
            "usage": "计量专用",
            "seal_no": county.number("seal", 8),
            "run_status": "运行",
            "rated_burden": 10,
            "tap_used": None,
            **more,
        },
    )
