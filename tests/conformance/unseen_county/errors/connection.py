"""Errors in the work orders: steps too late, in the wrong order, or missing."""

from __future__ import annotations

from datetime import timedelta

from ..county import County, Row
from ..orders import order
from .pick import works
from .registry import error

TABLE = "connection_order"


def _order(county: County, kind: str, *kinds_of_customer: str) -> Row:
    customer = county.take(*kinds_of_customer)
    return next(one for one in county.of(TABLE, customer) if one["biz_type"] == kind and one["proc_status"] == "已归档")


def _high(county: County) -> Row:
    return _order(county, "高压新装", "new_factory")


def _later(order: Row, since: str, days: int) -> None:
    """Push this step and all later ones so many days back."""
    at = order[since]
    for name, value in order.items():
        if name.endswith("_time") and value is not None and value >= at:
            order[name] = value + timedelta(days=days)


@error("R109", "单电源", TABLE)
def late_plan(county: County) -> Row:
    order = _order(county, "高压新装", "new_factory")
    order["reply_time"] = order["accept_time"] + timedelta(days=40)
    for name in ("design_accept_time", "design_done_time", "mid_accept_time", "mid_done_time"):
        order[name] = None
    return order


@error("R109", "双电源", TABLE)
def late_plan_of_two(county: County) -> Row:
    order = _order(county, "高压增容", "important")
    for name in ("design_accept_time", "design_done_time", "mid_accept_time", "mid_done_time"):
        order[name] = None
    order["reply_time"] = order["accept_time"] + timedelta(days=56)
    return order


@error("R110", "设计审查", TABLE)
def late_review(county: County) -> Row:
    order = _order(county, "高压增容", "important")
    _later(order, "design_done_time", 25)
    return order


@error("R110", "中间检查", TABLE)
def late_middle(county: County) -> Row:
    order = _order(county, "高压增容", "important")
    _later(order, "mid_done_time", 20)
    return order


@error("R110", "竣工检验", TABLE)
def late_completion(county: County) -> Row:
    order = _high(county)
    _later(order, "check_done_time", 20)
    order["archive_time"] = order["power_time"] + timedelta(days=1)
    return order


@error("R110", "装表接电", TABLE)
def late_meter(county: County) -> Row:
    order = _high(county)
    _later(order, "meter_time", 20)
    return order


@error("R111", "居民", TABLE)
def late_home(county: County) -> Row:
    order = _order(county, "低压居民新装", "new_home")
    _later(order, "contract_time", 25)
    return order


def _raise(county: County, project: bool) -> Row:
    def fits(row: Row) -> bool:
        return any(
            one["biz_type"] == "低压增容" and one["proc_status"] == "已归档" and one["has_project"] == project
            for one in county.of(TABLE, row)
        )

    customer = county.take("large_shop", where=fits)
    return county.of(TABLE, customer)[0]


@error("R111", "无工程", TABLE)
def late_shop(county: County) -> Row:
    order = _raise(county, False)
    _later(order, "meter_time", 25)
    return order


@error("R111", "有工程", TABLE)
def late_project(county: County) -> Row:
    order = _raise(county, True)
    _later(order, "meter_time", 45)
    return order


# Steps begun in an order under way, days after it was accepted; the next one never comes.
BEGUN = {"survey_time": 2, "reply_time": 6}


def _standing(county: County, customer: Row, kind: str, steps: dict[str, int], days: int = 70, **more: object) -> Row:
    return order(county, customer, kind, county.days_ago(days), steps, proc_status="在途", orig_cap=100, **more)


@error("R109", "未答复", TABLE)
def plan_never_answered(county: County) -> Row:
    return _standing(county, works(county), "高压增容", {"survey_time": 2}, days=40, dual_source=False)


@error("R109", "久未答复", TABLE)
def accepted_before_any_calendar(county: County) -> Row:
    return _standing(county, works(county), "高压增容", {}, days=365 * 30, dual_source=False)


@error("R111", "久未装表", TABLE)
def shop_accepted_before_any_calendar(county: County) -> Row:
    return _standing(county, county.take("shop"), "低压增容", {}, days=365 * 30, has_project=False)


@error("R110", "设计审查未办", TABLE)
def review_never_done(county: County) -> Row:
    steps = {**BEGUN, "design_accept_time": 10}
    return _standing(county, county.take("important"), "高压增容", steps, dual_source=True)


@error("R110", "中间检查未办", TABLE)
def middle_never_done(county: County) -> Row:
    steps = {**BEGUN, "design_accept_time": 10, "design_done_time": 14, "mid_accept_time": 30}
    return _standing(county, county.take("important"), "高压增容", steps, dual_source=True)


@error("R110", "竣工检验未办", TABLE)
def completion_never_done(county: County) -> Row:
    return _standing(county, works(county), "高压增容", {**BEGUN, "check_accept_time": 30}, dual_source=False)


@error("R110", "装表未办", TABLE)
def meter_never_connected(county: County) -> Row:
    steps = {**BEGUN, "check_accept_time": 30, "check_done_time": 32, "contract_time": 33}
    return _standing(county, works(county), "高压增容", steps, dual_source=False)


@error("R111", "未装表", TABLE)
def shop_never_connected(county: County) -> Row:
    return _standing(county, county.take("shop"), "低压增容", BEGUN, days=40, has_project=False)


def _swap(clause: str, early: str, late: str) -> None:
    @error("R112", clause, TABLE)
    def spoil(county: County) -> Row:
        order = _order(county, "低压居民新装", "new_home")
        order[late] = order[early] - timedelta(hours=30)
        return order


for _clause, _early, _late in (
    ("勘查早于受理", "accept_time", "survey_time"),
    ("答复早于勘查", "survey_time", "reply_time"),
    ("装表早于答复", "reply_time", "meter_time"),
    ("送电早于装表", "meter_time", "power_time"),
    ("归档早于送电", "power_time", "archive_time"),
):
    _swap(_clause, _early, _late)


@error("R112", "归档缺环节", TABLE)
def no_meter(county: County) -> Row:
    order = _order(county, "低压居民新装", "new_home")
    order["meter_time"] = None
    return order


@error("R112", "归档缺时间", TABLE)
def no_filing_time(county: County) -> Row:
    order = _order(county, "低压居民新装", "new_home")
    order["archive_time"] = None
    return order


@error("R112", "签约早于受理", TABLE)
def signed_before(county: County) -> Row:
    order = _high(county)
    order["contract_time"] = order["accept_time"] - timedelta(days=3)
    return order


def _finished_before(clause: str, begun: str, done: str) -> None:
    @error("R112", clause, TABLE)
    def spoil(county: County) -> Row:
        order = _high(county)
        order[begun] = order[begun] or order["check_accept_time"] or order["reply_time"]
        order[done] = order[begun] - timedelta(days=2)
        return order


for _clause, _begun, _done in (
    ("审查早于收件", "design_accept_time", "design_done_time"),
    ("中检早于申请", "mid_accept_time", "mid_done_time"),
    ("竣检早于报验", "check_accept_time", "check_done_time"),
):
    _finished_before(_clause, _begun, _done)


@error("R112", "装表早于竣检", TABLE)
def connected_before_checked(county: County) -> Row:
    order = _high(county)
    order["check_done_time"] = order["meter_time"] + timedelta(days=2)
    return order


def _left_open(clause: str, begun: str, done: str) -> None:
    @error("R112", clause, TABLE)
    def spoil(county: County) -> Row:
        order = _high(county)
        order[begun] = order[begun] or order["check_accept_time"] or order["reply_time"]
        order[done] = None
        return order


for _clause, _begun, _done in (
    ("审查未完", "design_accept_time", "design_done_time"),
    ("中检未完", "mid_accept_time", "mid_done_time"),
    ("竣检未完", "check_accept_time", "check_done_time"),
):
    _left_open(_clause, _begun, _done)


@error("R112", "归档缺合同", TABLE)
def no_contract(county: County) -> Row:
    order = _high(county)
    order["contract_time"] = None
    return order


@error("R112", "体外循环", TABLE)
def written_up_after(county: County) -> Row:
    """Energised long ago; the order was written in a day."""
    order = _high(county)
    start = order["power_time"] - timedelta(hours=9)
    for hours, name in enumerate(
        (
            "accept_time",
            "survey_time",
            "reply_time",
            "contract_time",
            "check_accept_time",
            "check_done_time",
            "meter_time",
        )
    ):
        order[name] = start + timedelta(hours=hours)
    for name in ("design_accept_time", "design_done_time", "mid_accept_time", "mid_done_time"):
        order[name] = None
    return order


@error("R112", "先用电", TABLE)
def used_before(county: County) -> Row:
    customer = county.take("new_home", where=lambda row: len(county.of("billing_month", row)) >= 7)
    order = county.of(TABLE, customer)[0]
    for name, value in order.items():
        if name.endswith("_time") and value is not None:
            order[name] = value + timedelta(days=150)
    return order
