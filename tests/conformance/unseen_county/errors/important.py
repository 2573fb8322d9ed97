"""Errors of important customers."""

from __future__ import annotations

from ..county import County, Row
from .registry import error

TABLE = "important_customer"


def _one(county: County, level: str | None = None, **fields: object) -> tuple[Row, ...]:
    row = county.take("important", where=lambda one: level is None or one["rrio_level"] == level)
    record = county.of(TABLE, row)[0]
    record.update(fields)
    return record, row


def _other(county: County, **fields: object) -> tuple[Row, ...]:
    row = county.take("important", where=lambda one: one["rrio_level"] in ("临时性", "二级"))
    record = county.of(TABLE, row)[0]
    record.update(fields)
    return record, row


@error("R108", "特级", TABLE)
def two_for_top(county: County) -> tuple[Row, ...]:
    return _one(county, "特级", source_config="双电源异站双回路")


@error("R108", "一级", TABLE)
def same_station_for_first(county: County) -> tuple[Row, ...]:
    return _one(county, "一级", source_config="双电源同站双回路")


@error("R108", "二级", TABLE)
def single_for_second(county: County) -> tuple[Row, ...]:
    return _one(county, "二级", source_config="单电源单回路")


@error("R108", "缺配置", TABLE)
def no_config(county: County) -> tuple[Row, ...]:
    return _one(county, "特级", source_config=None)


@error("R108", "应急不足", TABLE)
def weak_emergency(county: County) -> tuple[Row, ...]:
    return _one(county, "特级", emergency_cap=100)


@error("R108", "无应急", TABLE)
def no_emergency(county: County) -> tuple[Row, ...]:
    return _other(county, emergency_cap=None)


@error("R108", "缺风险确认书", TABLE)
def no_paper(county: County) -> tuple[Row, ...]:
    return _other(county, risk_confirm=False)


@error("R126", "超周期")
def not_visited(county: County) -> tuple[Row, ...]:
    record, row = _other(county, last_check_date=county.days_ago(400))
    return row, record


@error("R126", "四到位")
def duties_missing(county: County) -> tuple[Row, ...]:
    record, row = _other(county, defect_open=2, report_flag=False, urge_flag=False)
    return row, record
