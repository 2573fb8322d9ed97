"""Errors between metering point, meter and transformers."""

from __future__ import annotations

from ..county import County, Row
from ..metering import transformer
from .pick import company, home, main, meter, plant, works
from .registry import error

POINT, METER, TRANSFORMER = "metering_point", "meter", "instrument_transformer"


def _transformers(county: County, customer: Row, kind: str) -> list[Row]:
    return [one for one in county.of(TRANSFORMER, customer) if one["it_type"] == kind]


def _direct(county: County) -> Row:
    return county.take("shop", where=lambda row: row["contract_cap"] in (10, 15, 20) and row["uscc"])


@error("R007", "空", METER)
def no_first_reading(county: County) -> tuple[Row, ...]:
    owner = home(county)
    meter(county, owner)["init_reading"] = None
    return meter(county, owner), owner


@error("R008", "未装表", POINT)
def no_meter(county: County) -> tuple[Row, ...]:
    owner = home(county)
    county.remove(METER, meter(county, owner))
    return main(county, owner), owner


@error("R009", "无计量点")
def no_point(county: County) -> Row:
    owner = home(county)
    county.remove(METER, meter(county, owner))
    county.remove(POINT, main(county, owner))
    for bill in list(county.of("billing_month", owner)):
        county.remove("billing_month", bill)
    return owner


@error("R024", "一次电流", TRANSFORMER)
def odd_primary(county: County) -> tuple[Row, ...]:
    owner = works(county, 200, 400)
    pieces = _transformers(county, owner, "电流互感器")
    size = pieces[0]["primary_value"] + 15
    for piece in pieces:
        piece.update(primary_value=size, ratio=size / 5)
    for one in county.of(METER, owner):
        one["t_factor"] = size / 5
    for bill in county.of("billing_month", owner):
        bill["t_factor"] = size / 5
        bill["read_pq"] = bill["settle_pq"] = round((bill["this_read"] - bill["last_read"]) * size / 5, 2)
        bill["energy_amt"] = round(bill["settle_pq"] * bill["avg_price"], 2)
    return pieces[0], owner


@error("R024", "二次电流", TRANSFORMER)
def swapped_ends(county: County) -> tuple[Row, ...]:
    owner = works(county)
    piece = _transformers(county, owner, "电流互感器")[0]
    piece["secondary_value"] = 100
    return piece, owner


@error("R024", "电压变比", TRANSFORMER)
def odd_potential(county: County) -> tuple[Row, ...]:
    owner = plant(county, combined=False)
    for piece in _transformers(county, owner, "电压互感器"):
        piece["ratio"] = 137
    return _transformers(county, owner, "电压互感器")[0], owner


@error("R026", "", METER)
def one_meter_two_owners(county: County) -> tuple[Row, ...]:
    first, second = home(county), home(county)
    meter(county, second)["asset_no"] = meter(county, first)["asset_no"]
    return meter(county, first), first, second


@error("R027", "", TRANSFORMER)
def one_transformer_two_owners(county: County) -> tuple[Row, ...]:
    first, second = works(county), works(county)
    piece = _transformers(county, first, "电流互感器")[0]
    _transformers(county, second, "电流互感器")[0]["asset_no"] = piece["asset_no"]
    return piece, first, second


def _factor(county: County, owner: Row, factor: float) -> tuple[Row, ...]:
    """The file and the bills both have the wrong factor, as they do when it was typed wrong at the start."""
    one = meter(county, owner)
    one["t_factor"] = factor
    reached: float | None = None
    for bill in county.of("billing_month", owner):
        if bill["mp_no"] != one["mp_no"]:
            continue
        if reached is not None and bill["last_read"]:
            bill["last_read"] = reached
        reached = round(bill["last_read"] + bill["read_pq"] / factor, 2)
        read = round((reached - bill["last_read"]) * factor, 2)
        bill.update(t_factor=factor, this_read=reached, read_pq=read, settle_pq=read)
        bill["energy_amt"] = round(read * bill["avg_price"], 2)
    return one, owner


@error("R049", "直接接入", METER)
def factor_without_transformers(county: County) -> tuple[Row, ...]:
    return _factor(county, _direct(county), 10)


@error("R049", "变比", METER)
def wrong_factor(county: County) -> tuple[Row, ...]:
    owner = works(county, 160, 250)
    return _factor(county, owner, meter(county, owner)["t_factor"] * 2)


@error("R049", "组合互感器", METER)
def wrong_factor_combined(county: County) -> tuple[Row, ...]:
    owner = plant(county, combined=True)
    return _factor(county, owner, meter(county, owner)["t_factor"] / 2)


@error("R049", "组合变比", METER)
def wrong_factor_one_ratio(county: County) -> tuple[Row, ...]:
    owner = plant(county, combined=True)
    piece = _transformers(county, owner, "组合互感器")[0]
    piece.update(ratio=piece["ct_ratio"] * piece["pt_ratio"], ct_ratio=None, pt_ratio=None)
    return _factor(county, owner, meter(county, owner)["t_factor"] / 2)


@error("R049", "变比不一", METER)
def uneven_phases(county: County) -> tuple[Row, ...]:
    owner = works(county, 160, 250)
    piece = _transformers(county, owner, "电流互感器")[2]
    piece.update(primary_value=200 if piece["primary_value"] != 200 else 250)
    piece["ratio"] = piece["primary_value"] / 5
    return meter(county, owner), owner


@error("R050", "缺电压互感器", POINT)
def no_potential(county: County) -> tuple[Row, ...]:
    owner = plant(county, combined=False)
    for piece in _transformers(county, owner, "电压互感器"):
        county.remove(TRANSFORMER, piece)
    return main(county, owner), owner


@error("R050", "缺电流互感器", POINT)
def no_current(county: County) -> tuple[Row, ...]:
    owner = plant(county, combined=False)
    for piece in _transformers(county, owner, "电流互感器"):
        county.remove(TRANSFORMER, piece)
    return main(county, owner), owner


@error("R050", "多电压互感器", POINT)
def potential_on_low_side(county: County) -> tuple[Row, ...]:
    owner = works(county)
    transformer(
        county, main(county, owner), "电压互感器", primary_value=10000, secondary_value=100, ratio=100, acc_class="0.5"
    )
    return main(county, owner), owner


@error("R051", "低计高供", POINT)
def low_metering_of_high(county: County) -> tuple[Row, ...]:
    owner = works(county)
    main(county, owner)["meas_mode"] = "低供低计"
    return main(county, owner), owner


@error("R051", "高计低供", POINT)
def high_metering_of_low(county: County) -> tuple[Row, ...]:
    owner = company(county)
    main(county, owner)["meas_mode"] = "高供低计"
    return main(county, owner), owner


@error("R051", "高计低压", POINT)
def high_metering_low_volts(county: County) -> tuple[Row, ...]:
    owner = plant(county)
    main(county, owner)["volt_level"] = "交流380V"
    return main(county, owner), owner


@error("R053", "电能表", METER)
def coarse_meter(county: County) -> tuple[Row, ...]:
    owner = plant(county)
    meter(county, owner)["acc_class_p"] = "2"
    return meter(county, owner), owner


@error("R053", "互感器", METER)
def coarse_transformer(county: County) -> tuple[Row, ...]:
    owner = plant(county, combined=False)
    _transformers(county, owner, "电流互感器")[0]["acc_class"] = "1"
    return meter(county, owner), owner


@error("R053", "电压互感器", METER)
def coarse_voltage_transformer(county: County) -> tuple[Row, ...]:
    owner = plant(county, combined=False)
    _transformers(county, owner, "电压互感器")[0]["acc_class"] = "1"
    return meter(county, owner), owner


def _sized(county: County, primary: float) -> tuple[Row, ...]:
    owner = works(county, 160, 250)
    for piece in _transformers(county, owner, "电流互感器"):
        piece.update(primary_value=primary, ratio=primary / 5)
    _factor(county, owner, primary / 5)
    return main(county, owner), owner


@error("R054", "过小", POINT)
def too_small(county: County) -> tuple[Row, ...]:
    return _sized(county, 100)


@error("R054", "过大", POINT)
def too_large(county: County) -> tuple[Row, ...]:
    return _sized(county, 2500)


@error("R055", "表与计量点", METER)
def another_wiring(county: County) -> tuple[Row, ...]:
    owner = _direct(county)
    meter(county, owner)["wiring_mode"] = "三相三线"
    return meter(county, owner), owner


@error("R055", "单相高电压", METER)
def single_phase_high(county: County) -> tuple[Row, ...]:
    owner = home(county)
    main(county, owner)["volt_level"] = "交流380V"
    return meter(county, owner), owner


@error("R055", "三相低电压", METER)
def three_phase_low(county: County) -> tuple[Row, ...]:
    owner = county.take("villa")
    main(county, owner)["volt_level"] = "交流220V"
    return meter(county, owner), owner


@error("R055", "低压三线", METER)
def three_wires_low(county: County) -> tuple[Row, ...]:
    owner = works(county)
    main(county, owner)["wiring_mode"] = "三相三线"
    meter(county, owner)["wiring_mode"] = "三相三线"
    return meter(county, owner), owner


@error("R055", "高计低压表", METER)
def low_meter_high(county: County) -> tuple[Row, ...]:
    owner = plant(county)
    meter(county, owner)["rated_volt"] = "3×220/380V"
    return meter(county, owner), owner


@error("R057", "多主表", POINT)
def two_main_meters(county: County) -> tuple[Row, ...]:
    from ..metering import meter as another

    owner = _direct(county)
    another(county, main(county, owner))
    return main(county, owner), owner
