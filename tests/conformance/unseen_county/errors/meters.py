"""Errors in the dates, the collection and the shares of meters and points."""

from __future__ import annotations

from datetime import timedelta

from ..county import County, Row
from .pick import home, main, meter
from .registry import error

POINT, METER = "metering_point", "meter"


def _meter(county: County, **fields: object) -> tuple[Row, ...]:
    owner = home(county)
    meter(county, owner).update(fields)
    return meter(county, owner), owner


@error("R058", "无终端", METER)
def no_terminal(county: County) -> tuple[Row, ...]:
    return _meter(county, term_asset_no=None)


@error("R058", "长期未采", METER)
def silent(county: County) -> tuple[Row, ...]:
    return _meter(county, last_collect_date=county.days_ago(60))


@error("R125", "装早于产", METER)
def hung_before_made(county: County) -> tuple[Row, ...]:
    owner = home(county)
    one = meter(county, owner)
    one["inst_date"] = one["made_date"] - timedelta(days=200)
    return one, owner


@error("R125", "未来安装", METER)
def hung_tomorrow(county: County) -> tuple[Row, ...]:
    return _meter(county, inst_date=county.days_ago(-30))


@error("R125", "检定晚于装", METER)
def checked_late(county: County) -> tuple[Row, ...]:
    return _meter(
        county, made_date=county.days_ago(7300), inst_date=county.days_ago(7200), verify_date=county.days_ago(300)
    )


@error("R125", "轮换早于装", METER)
def due_before_hung(county: County) -> tuple[Row, ...]:
    owner = home(county)
    one = meter(county, owner)
    one["rotate_date"] = one["inst_date"] - timedelta(days=30)
    return one, owner


def _summary(county: County, owner: Row) -> tuple[Row, ...]:
    one = meter(county, owner)
    marker = {**one, "tg_no": main(county, owner)["tg_no"], "year": one["inst_date"].year}
    return marker, owner


@error("R056", "到期", METER, by=("tg_no", "year"))
def due(county: County) -> tuple[Row, ...]:
    owner = home(county)
    one = meter(county, owner)
    one.update(made_date=county.days_ago(3400), inst_date=county.days_ago(3300), verify_date=county.days_ago(3350))
    one["rotate_date"] = county.days_ago(100)
    return _summary(county, owner)


@error("R056", "超年限", METER, by=("tg_no", "year"))
def very_old(county: County) -> tuple[Row, ...]:
    owner = home(county)
    one = meter(county, owner)
    one.update(
        made_date=county.days_ago(6000),
        inst_date=county.days_ago(5900),
        verify_date=county.days_ago(5950),
        rotate_date=None,
    )
    return _summary(county, owner)


def _share(county: County, kind: str, **fields: object) -> tuple[Row, ...]:
    owner = county.take(kind)
    mp = county.of(POINT, owner)[-1]
    mp.update(fields)
    return mp, owner


@error("R074", "无值", POINT)
def no_share(county: County) -> tuple[Row, ...]:
    return _share(county, "light", fix_ratio_value=0)


@error("R074", "定比过大", POINT)
def share_over_all(county: County) -> tuple[Row, ...]:
    return _share(county, "ratio", fix_ratio_value=140)


@error("R074", "未核定", POINT)
def share_stale(county: County) -> tuple[Row, ...]:
    return _share(county, "light", fix_ratio_date=county.days_ago(800))


@error("R074", "无上级", POINT)
def share_of_nothing(county: County) -> tuple[Row, ...]:
    return _share(county, "ratio", parent_mp_no=None)


@error("R074", "合计过大", POINT)
def shares_over_all(county: County) -> tuple[Row, ...]:
    return _share(county, "ratio", fix_ratio_value=95)


@error("R121", "连续", POINT)
def always_estimated(county: County) -> tuple[Row, ...]:
    from .pick import latest

    owner = home(county)
    for bill in latest(county, owner, 4):
        bill["read_status"] = "估抄"
    return main(county, owner), owner


@error("R121", "长期手抄", POINT)
def always_by_hand(county: County) -> tuple[Row, ...]:
    from .pick import latest

    owner = home(county)
    for bill in latest(county, owner, 4):
        bill["read_status"] = "手抄"
    return main(county, owner), owner
