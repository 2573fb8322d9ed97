"""Errors in the field work."""

from __future__ import annotations

from datetime import timedelta

from ..county import County, Row
from .registry import error

SURVEY = "survey_record"


def _visit(county: County, result: str | None = None) -> tuple[Row, Row]:
    def fits(row: Row) -> bool:
        visits = county.of(SURVEY, row)
        return bool(visits) and (result is None or visits[0]["result"] == result)

    owner = county.take("resident", "villa", "panel_home", "new_home", where=fits)
    return county.of(SURVEY, owner)[0], owner


@error("R123", "自审", SURVEY)
def own_judge(county: County) -> tuple[Row, ...]:
    visit, owner = _visit(county)
    visit["reviewer"] = visit["surveyor"]
    return visit, owner


@error("R123", "无照片", SURVEY)
def no_photo(county: County) -> tuple[Row, ...]:
    visit, owner = _visit(county)
    visit["photo_ids"] = None
    return visit, owner


@error("R123", "离得远", SURVEY)
def far_away(county: County) -> tuple[Row, ...]:
    visit, owner = _visit(county)
    visit["survey_lon"] = round(owner["longitude"] + 0.2, 6)
    return visit, owner


@error("R123", "无现场值", SURVEY)
def nothing_seen(county: County) -> tuple[Row, ...]:
    visit, owner = _visit(county, "不一致")
    visit["site_value"] = None
    return visit, owner


@error("R123", "结论矛盾", SURVEY)
def says_the_same(county: County) -> tuple[Row, ...]:
    visit, owner = _visit(county, "一致")
    visit["site_value"] = "东头第三家"
    return visit, owner


@error("R123", "审核早于普查", SURVEY)
def judged_before(county: County) -> tuple[Row, ...]:
    visit, owner = _visit(county)
    visit["review_time"] = visit["survey_time"] - timedelta(days=1)
    return visit, owner


@error("R124", "逾期未改", SURVEY)
def never_put_right(county: County) -> tuple[Row, ...]:
    visit, owner = _visit(county, "不一致")
    visit.update(
        current_value=visit["sys_value"],
        review_time=visit["review_time"] - timedelta(days=30),
        survey_time=visit["survey_time"] - timedelta(days=30),
    )
    return visit, owner
