"""Errors in transformers, sources and their stops."""

from __future__ import annotations

from ..county import County, Row
from ..orders import order
from .pick import plant, works
from .registry import error


@error("R010", "无设备")
def no_transformer(county: County) -> Row:
    row = works(county)
    for one in list(county.of("receiving_equipment", row)):
        county.remove("receiving_equipment", one)
    return row


@error("R043", "不符")
def wrong_plate(county: County) -> Row:
    row = works(county, 160, 250)
    piece = county.of("receiving_equipment", row)[0]
    piece.update(plate_cap=125, loss_code="130125", model_no="S13-M-125/10")
    return row


@error("R044", "不符")
def run_without_stop(county: County) -> Row:
    row = county.take("plant", where=lambda one: len(county.of("receiving_equipment", one)) == 2)
    row["run_cap"] = county.of("receiving_equipment", row)[0]["plate_cap"]
    return row


def _stopped(county: County, kind: str, start: int, end: int) -> tuple[Row, ...]:
    row = county.take("suspended" if kind == "暂停" else "reduced")
    piece = county.of("receiving_equipment", row)[1]
    piece.update(suspend_start=county.days_ago(start), suspend_end=county.days_ago(end))
    return piece, row


@error("R045", "过恢复日", "receiving_equipment")
def not_restored(county: County) -> tuple[Row, ...]:
    return _stopped(county, "暂停", 95, 10)


@error("R045", "暂停超期", "receiving_equipment")
def suspended_too_long(county: County) -> tuple[Row, ...]:
    return _stopped(county, "暂停", 300, -20)


@error("R045", "减容超期", "receiving_equipment")
def reduced_too_long(county: County) -> tuple[Row, ...]:
    return _stopped(county, "减容", 1100, -20)


@error("R045", "无恢复日", "receiving_equipment")
def stopped_without_an_end(county: County) -> tuple[Row, ...]:
    piece, row = _stopped(county, "暂停", 300, -20)
    piece.update(suspend_end=None, stop_type=None)
    order(county, row, "暂停", county.days_ago(303), {"archive_time": 2})
    return piece, row


@error("R073", "不一致", "receiving_equipment")
def wrong_loss_code(county: County) -> tuple[Row, ...]:
    row = works(county)
    piece = county.of("receiving_equipment", row)[0]
    piece["loss_code"] = "119999"
    return piece, row


@error("R073", "无编号", "receiving_equipment")
def no_loss_code(county: County) -> tuple[Row, ...]:
    row = works(county)
    piece = county.of("receiving_equipment", row)[0]
    piece["loss_code"] = None
    return piece, row


def _spare(county: County, **fields: object) -> tuple[Row, ...]:
    row = county.take("plant", where=lambda one: bool(county.of("power_source", one)[0]["spare_flag"]))
    source = county.of("power_source", row)[0]
    source.update(fields)
    return source, row


@error("R099", "无闭锁", "power_source")
def no_lock(county: County) -> tuple[Row, ...]:
    return _spare(county, spare_lock="无")


@error("R099", "无容量", "power_source")
def no_spare_size(county: County) -> tuple[Row, ...]:
    return _spare(county, spare_cap=None)


@error("R099", "标志矛盾", "power_source")
def size_without_flag(county: County) -> tuple[Row, ...]:
    row = plant(county)
    source = county.of("power_source", row)[0]
    source.update(spare_flag=False, spare_cap=200, spare_lock="机械")
    return source, row


@error("R099", "无联锁", "power_source")
def no_interlock(county: County) -> tuple[Row, ...]:
    row = county.take("important", where=lambda one: one["rrio_level"] == "一级")
    source = county.of("power_source", row)[0]
    source["interlock_mode"] = None
    return source, row


@error("R126", "无档案")
def important_unlisted(county: County) -> Row:
    row = works(county)
    row["rrio_level"] = "二级"
    return row
