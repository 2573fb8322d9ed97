"""Errors in the papers and contacts of an account."""

from __future__ import annotations

from datetime import date

from ..county import County, Row
from .pick import company, flip, home, works
from .registry import error


def _blank(rule: str, clause: str, field: str) -> None:
    @error(rule, clause)
    def spoil(county: County) -> Row:
        row = home(county)
        row[field] = None
        return row


for _rule, _clause, _field in (
    ("R001", "空", "cons_name"),
    ("R002", "空", "elec_addr"),
    ("R003", "缺联系人", "contact_name"),
    ("R003", "缺电话", "mobile"),
    ("R004", "居民缺证", "cert_no"),
    ("R005", "空", "contract_cap"),
    ("R006", "供电电压", "volt_level"),
    ("R006", "用电类别", "elec_type"),
    ("R006", "行业分类", "trade_code"),
    ("R032", "空", "tg_no"),
):
    _blank(_rule, _clause, _field)


def _wrong(rule: str, clause: str, field: str, value: object) -> None:
    @error(rule, clause)
    def spoil(county: County) -> Row:
        row = home(county)
        row[field] = value
        return row


for _rule, _clause, _field, _value in (
    ("R003", "占位", "mobile", "00000000000"),
    ("R003", "格式", "mobile", "138012345"),
    ("R005", "零", "contract_cap", 0),
    ("R015", "占位词", "cons_name", "测试用户"),
    ("R015", "非姓名", "cons_name", "20230101"),
    ("R020", "无效", "trade_code", "Z9999"),
    ("R022", "供电电压", "volt_level", "直流1500V"),
    ("R022", "行政区划", "region_code", "1307"),
    ("R022", "用电类别", "elec_type", "综合用电"),
    ("R022", "用户分类", "cons_sort", "中压"),
    ("R032", "不存在", "tg_no", "T999999"),
    ("R042", "负数", "run_cap", -8),
):
    _wrong(_rule, _clause, _field, _value)


@error("R004", "单位缺证")
def no_papers(county: County) -> Row:
    row = company(county)
    row.update(cert_no=None, uscc=None)
    return row


@error("R004", "过期")
def expired_papers(county: County) -> Row:
    row = home(county)
    row["cert_expire"] = county.days_ago(30)
    return row


@error("R012", "校验")
def wrong_identity(county: County) -> Row:
    row = home(county)
    row["cert_no"] = flip(row["cert_no"])
    return row


@error("R012", "旧号")
def old_identity(county: County) -> Row:
    row = home(county)
    row["cert_no"] = county.people.old_identity()
    return row


@error("R012", "出生日期")
def too_old(county: County) -> Row:
    row = home(county)
    row["cert_no"] = county.people.identity(born=date(1899, 5, 6))
    return row


@error("R013", "信用代码")
def wrong_code(county: County) -> Row:
    row = company(county)
    row["uscc"] = flip(row["uscc"])
    return row


@error("R013", "证件号码")
def wrong_licence(county: County) -> Row:
    row = company(county)
    row.update(cert_no=flip(row["cert_no"]), uscc=None)
    return row


@error("R013", "旧代码")
def old_code(county: County) -> Row:
    row = company(county)
    row["uscc"] = "130729000012345"
    return row


@error("R016", "单位用身份证")
def company_by_person(county: County) -> Row:
    row = company(county)
    row.update(cert_type="居民身份证", cert_no=county.people.identity())
    return row


@error("R016", "个人用执照")
def person_by_licence(county: County) -> Row:
    row = home(county)
    row.update(cons_name="高建业", cert_type="营业执照", cert_no=county.people.credit_code())
    return row


@error("R030", "")
def one_phone(county: County) -> tuple[Row, ...]:
    rows = tuple(home(county) for _ in range(7))
    for row in rows:
        row["mobile"] = rows[0]["mobile"]
    return rows


@error("R031", "")
def one_identity(county: County) -> tuple[Row, ...]:
    rows = (home(county), home(county))
    rows[1]["cert_no"] = rows[0]["cert_no"]
    return rows


@error("R028", "同名同址")
def same_works(county: County) -> tuple[Row, ...]:
    first = works(county, 80, 100)
    second = works(county, 80, 100, elec_type=first["elec_type"])
    second.update(cons_name=first["cons_name"], elec_addr=first["elec_addr"])
    return first, second


@error("R029", "同名同址")
def split_shop(county: County) -> tuple[Row, ...]:
    rows = tuple(
        county.take("large_shop", where=lambda row: row["contract_cap"] == 120 and row["uscc"]) for _ in range(3)
    )
    for row in rows:
        row.update(cons_name=rows[0]["cons_name"], elec_addr=rows[0]["elec_addr"])
    return rows
