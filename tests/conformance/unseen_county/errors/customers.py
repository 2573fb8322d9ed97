"""Errors against the registers outside, in the dates and in the capacity of an account."""

from __future__ import annotations

from datetime import datetime, time

from ..county import County, Row
from ..orders import order
from .pick import company, home, works
from .registry import error


def _entity(county: County, row: Row) -> Row:
    return next(one for one in county.tables["gov_market_entity"] if one["uscc"] == row["uscc"])


def _registered(county: County) -> Row:
    codes = {one["uscc"] for one in county.tables["gov_market_entity"] if one["reg_status"] == "存续"}
    return county.take("shop", where=lambda row: row["uscc"] in codes)


def _verified(county: County) -> tuple[Row, Row]:
    known = {one["cert_no"]: one for one in county.tables["gov_population"]}
    row = county.take("resident", where=lambda one: one["cert_no"] in known)
    return row, known[row["cert_no"]]


@error("R086", "不一致")
def another_company(county: County) -> Row:
    """Of the same county and of the same legal form, as the new owner of a works usually is."""
    row = _registered(county)
    _entity(county, row)["ent_name"] = f"{row['cons_name'][:2]}鸿运食品有限公司"
    return row


@error("R086", "已更名")
def renamed_company(county: County) -> Row:
    row = _registered(county)
    _entity(county, row).update(ent_name="保定华鼎新能源科技集团有限公司", ent_name_used=row["cons_name"])
    return row


@error("R087", "注销")
def struck_off(county: County) -> Row:
    row = _registered(county)
    _entity(county, row).update(reg_status="注销", cancel_date=county.days_ago(200))
    return row


@error("R087", "吊销")
def revoked(county: County) -> Row:
    row = _registered(county)
    _entity(county, row)["reg_status"] = "吊销"
    return row


@error("R088", "核验不一致")
def not_the_same(county: County) -> Row:
    row, person = _verified(county)
    person["verify_result"] = "不一致"
    return row


@error("R088", "姓名不同")
def another_name(county: County) -> Row:
    row, person = _verified(county)
    person.update(verify_result=None, person_name="欧阳靖远")
    return row


@error("R088", "更名未换证")
def renamed_since(county: County) -> Row:
    row, person = _verified(county)
    order(county, row, "更名", county.days_ago(60), {"archive_time": 2}, proc_status="已归档")
    person.update(verify_result="一致", person_name="欧阳靖远")
    return row


@error("R088", "查无此号")
def unknown_number(county: County) -> Row:
    row, person = _verified(county)
    person["verify_result"] = "无此号"
    return row


@error("R088", "户主信息需更新")
def late_owner(county: County) -> Row:
    row, person = _verified(county)
    person.update(verify_result="一致", death_flag=True)
    return row


def _owned(county: County) -> tuple[Row, Row]:
    row = county.take("resident", where=lambda one: bool(one["real_estate_no"]) and one["occupier"] == "业主")
    return row, next(one for one in county.tables["gov_real_estate"] if one["real_estate_no"] == row["real_estate_no"])


@error("R091", "权利人")
def another_owner(county: County) -> Row:
    row, deed = _owned(county)
    deed["owner_name"] = "司徒明辉"
    return row


@error("R091", "疑似未过户")
def never_transferred(county: County) -> Row:
    row, deed = _owned(county)
    deed["owner_name"] = "司徒明辉"
    for month in range(9):
        paid = datetime.combine(county.days_ago(15 + 30 * month), time(8, 1))
        county.add(
            "payment_return",
            record_no=f"JF{county.number('payment', 6)}",
            cons_no=row["cons_no"],
            channel="支付宝",
            payer_name="*明辉",
            payer_mobile="139****0011",
            pay_time=paid,
            amount=88,
            recv_addr=None,
        )
    return row


@error("R091", "用途")
def shop_at_home(county: County) -> Row:
    row, deed = _owned(county)
    deed["usage"] = "商业"
    return row


def _answered(county: County) -> tuple[Row, Row]:
    known = {one["mobile"]: one for one in county.tables["operator_return"]}
    row = county.take("resident", where=lambda one: one["mobile"] in known and one["contact_name"] == one["cons_name"])
    return row, known[row["mobile"]]


@error("R093", "停用")
def dead_phone(county: County) -> Row:
    row, answer = _answered(county)
    answer["mobile_status"] = "空号"
    return row


@error("R093", "非本人")
def borrowed_phone(county: County) -> Row:
    row, answer = _answered(county)
    answer["realname_match"] = False
    return row


@error("R075", "送早于立")
def energised_first(county: County) -> Row:
    row = home(county)
    row["build_date"] = county.days_ago(500)
    row["ps_date"] = county.days_ago(800)
    return row


@error("R075", "销早于送")
def closed_first(county: County) -> Row:
    row = county.take("closed")
    row["cancel_date"] = row["build_date"].replace(year=row["build_date"].year - 1)
    return row


@error("R075", "未来")
def built_tomorrow(county: County) -> Row:
    row = county.take("joining")
    row["build_date"] = county.days_ago(-60)
    return row


@error("R075", "送电未来")
def energised_tomorrow(county: County) -> Row:
    row = county.take("joining")
    row["ps_date"] = county.days_ago(-60)
    return row


@error("R075", "销户无日期")
def closed_undated(county: County) -> Row:
    row = county.take("closed")
    row["cancel_date"] = None
    return row


@error("R075", "在册有销户日")
def open_with_end(county: County) -> Row:
    row = home(county)
    row["cancel_date"] = county.days_ago(100)
    return row


@error("R076", "有电量")
def used_after_end(county: County) -> Row:
    row = county.take("closed")
    row["cancel_date"] = row["cancel_date"].replace(year=row["cancel_date"].year - 1)
    return row


@error("R076", "有表")
def meter_after_end(county: County) -> Row:
    from ..metering import meter

    row = county.take("closed")
    meter(county, county.of("metering_point", row)[0])
    return row


@error("R077", "过期")
def temporary_over(county: County) -> Row:
    row = county.take("temporary")
    row["tmp_due_date"] = county.days_ago(45)
    return row


@error("R077", "缺到期日")
def temporary_forever(county: County) -> Row:
    row = county.take("temporary")
    row["tmp_due_date"] = None
    return row


@error("R077", "合同为临时")
def permanent_by_mistake(county: County) -> Row:
    row = county.take("temporary")
    row.update(tmp_flag="非临时用电", tmp_due_date=None)
    return row


@error("R046", "超上限")
def too_large_for_low(county: County) -> Row:
    row = company(county)
    row.update(contract_cap=400, run_cap=400)
    return row


@error("R019", "缺失", by=("tg_no",))
def nowhere(county: County) -> Row:
    row = home(county)
    row.update(longitude=None, latitude=None)
    return row


@error("R019", "越界", by=("tg_no",))
def swapped_place(county: County) -> Row:
    row = home(county)
    row.update(longitude=row["latitude"], latitude=row["longitude"])
    return row


@error("R090", "不可解析", by=("org_no", "tg_no"))
def vague_address(county: County) -> Row:
    row = home(county)
    row["elec_addr"] = "路边"
    return row


@error("R090", "缺县区", by=("org_no", "tg_no"))
def no_county(county: County) -> Row:
    row = home(county)
    row.update(elec_addr="和平路17号锦绣家园2号楼301室", addr_county=None, region_code=None)
    return row


@error("R040", "不一致")
def another_station(county: County) -> Row:
    row = home(county)
    row["org_no"] = row["org_no"][:-2] + ("01" if row["org_no"][-2:] != "01" else "02")
    return row


@error("R040", "区划")
def another_county(county: County) -> Row:
    row = home(county)
    row["region_code"] = row["region_code"][:4] + ("23" if row["region_code"][4:6] != "23" else "24")
    return row


@error("R042", "超合同")
def more_than_agreed(county: County) -> Row:
    row = works(county, 160, 250)
    row["run_cap"] = row["contract_cap"] + 100
    return row
