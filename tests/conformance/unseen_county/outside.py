"""What others know: market register, population register, real estate, payers, phone operators; and the field work."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from .county import County, Row


def build_outside(county: County) -> None:
    """After this every outside table agrees with the file, with the harmless differences of real life."""
    _registers(county)
    _estates(county)
    _phones(county)
    _collection(county)
    _survey(county)
    _rest(county)


def _people(county: County) -> list[Row]:
    return [
        row
        for row in county.tables["customer"]
        if county.kind[row["cons_no"]] in ("resident", "panel_home", "villa", "new_home")
    ]


def _registers(county: County) -> None:
    seen = set()
    for place, row in enumerate(county.tables["customer"]):
        code = row["uscc"]
        if not code or code in seen or code[0] != "9" or place % 5 == 0:
            continue
        seen.add(code)
        name = row["cons_name"].split("(")[0]
        county.add(
            "gov_market_entity",
            record_no=f"QY{county.number('entity', 6)}",
            uscc=code,
            ent_name=name,
            ent_name_used=None,
            legal_rep=row["legal_rep"],
            reg_addr=row["elec_addr"],
            phone=row["phone"],
            industry=None,
            reg_status="迁出" if place % 40 == 1 else "存续",
            est_date=county.days_ago(3000),
            cancel_date=None,
        )
    for place, row in enumerate(_people(county)):
        if place % 3 == 0:
            county.add(
                "gov_population",
                record_no=f"RK{county.number('population', 6)}",
                cert_no_hash=None,
                cert_no=row["cert_no"],
                person_name=row["cons_name"],
                phone=None,
                home_addr=row["elec_addr"],
                verify_result="一致" if place % 2 else None,
                death_flag=False,
                verify_date=county.days_ago(100),
            )
    for row in county.tables["customer"]:
        if county.kind[row["cons_no"]] == "shop" and row["cert_type"] == "居民身份证":
            county.add(
                "gov_population",
                record_no=f"RK{county.number('population', 6)}",
                cert_no_hash=None,
                cert_no=row["cert_no"],
                person_name=row["cert_holder"],
                phone=None,
                home_addr=None,
                verify_result="一致",
                death_flag=False,
                verify_date=county.days_ago(100),
            )


def _estates(county: County) -> None:
    for place, row in enumerate(_people(county)[:200]):
        if row["area_no"] is None and place % 2:
            continue
        row["real_estate_no"] = (
            f"冀({2015 + place % 9}){county.style.county}不动产权第{county.number('estate_no', 7)}号"
        )
        owner = row["cons_name"]
        if place % 4 == 1:
            owner = f"{owner}、{county.people.name()}"
        elif place % 4 == 2:
            row["occupier"], owner = "租户", county.people.name()
        county.add(
            "gov_real_estate",
            record_no=f"FC{county.number('deed', 6)}",
            real_estate_no=row["real_estate_no"],
            owner_name=owner,
            owner_cert_no=None,
            location=row["elec_addr"],
            reg_date=county.days_ago(2000),
            usage="住宅",
        )
        for month in range(10 if place % 5 == 0 else 0):
            paid = datetime.combine(county.days_ago(20 + 30 * month), time(10, month))
            county.add(
                "payment_return",
                record_no=f"JF{county.number('payment', 6)}",
                cons_no=row["cons_no"],
                channel="微信",
                payer_name=f"*{county.people.name()[-1]}",
                payer_mobile="138****5566",
                pay_time=paid,
                amount=120.5,
                recv_addr=None,
            )


def _phones(county: County) -> None:
    for place, row in enumerate(_people(county)):
        if place % 7 == 0:
            row["contact_name"] = county.people.name()
        if place % 5 == 0:
            county.add(
                "operator_return",
                mobile=row["mobile"],
                mobile_status=("在网", "携转")[place % 2],
                realname_match=row["contact_name"] == row["cons_name"],
                check_date=county.days_ago(30),
            )


def _collection(county: County) -> None:
    """Ten days of the carrier network's own idea of the area; one day in a while it hears the neighbour."""
    areas = [row["tg_no"] for row in county.tables["distribution_transformer"]]
    for place, row in enumerate(_people(county)):
        if place % 4:
            continue
        meter = county.of("meter", row)[0]
        for day in range(1, 11):
            strayed = place % 12 == 0 and day == 4
            county.add(
                "collect_day",
                asset_no=meter["asset_no"],
                tg_no=row["tg_no"],
                data_date=county.days_ago(day),
                p_reading=3000 + day,
                rp_reading=0,
                max_demand=None,
                has_tou=True,
                hplc_tg_no=areas[place % len(areas)] if strayed else row["tg_no"],
            )


def _survey(county: County) -> None:
    crew = [county.people.name() for _ in range(6)]
    for place, row in enumerate(_people(county)[:240:3]):
        when = datetime.combine(county.days_ago(30 + place % 20), time(9 + place % 8, place % 60))
        same = place % 4 != 0
        site = row["elec_addr"] if same else row["elec_addr"] + "甲"
        county.add(
            "survey_record",
            task_no=f"PC{county.number('task', 6)}",
            cons_no=row["cons_no"],
            item_code="customer.elec_addr",
            sys_value=row["elec_addr"],
            site_value=site,
            current_value=site,
            result="一致" if same else "不一致",
            surveyor=crew[place % 3],
            survey_time=when,
            survey_lon=round(row["longitude"] + 0.001, 6),
            survey_lat=round(row["latitude"] - 0.001, 6),
            photo_ids=f"P{place:05d}",
            customer_sign="有",
            reviewer=crew[3 + place % 3],
            review_time=when + timedelta(days=2),
            review_result="通过",
        )


def _rest(county: County) -> None:
    for row in _people(county)[:50]:
        county.add(
            "address_std",
            addr_code=f"A{county.number('address', 6)}",
            full_addr=row["elec_addr"],
            county=row["addr_county"],
            town=row["addr_town"],
            village=row["addr_village"],
            longitude=row["longitude"],
            latitude=row["latitude"],
        )
    for row in county.tables["customer"][:4]:
        county.add(
            "audit_order",
            audit_no=f"JC{county.number('audit')}",
            topic="零电量",
            cons_no=row["cons_no"],
            dispatch_date=county.days_ago(90),
            conclusion="无异常",
            recover_pq=0,
            recover_amt=0,
        )
    county.add(
        "key_succession",
        old_key="0300000001",
        new_key=county.tables["customer"][0]["cons_no"],
        object_table="用电客户",
        change_date=county.days_ago(800),
        reason="系统割接",
    )
    county.add(
        "limit_table",
        basis="承诺",
        valid_from=county.days_ago(900),
        limit_class="低压居民新装",
        stage="装表接电",
        days=5,
        day_kind="工作日",
        start_event="受理",
    )
