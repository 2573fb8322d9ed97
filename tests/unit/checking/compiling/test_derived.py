"""Latest rows, monthly series, previous months."""

from __future__ import annotations

from census_app.checking.compiling.months import last_complete
from tests.unit.checking.build import County


def bills(customer: str, **months: str | None) -> list[dict[str, object]]:
    return [
        {"cons_no": customer, "mp_no": f"{customer}-1", "ym": month.removeprefix("m"), "read_pq": value}
        for month, value in months.items()
    ]


CUSTOMERS = [{"cons_no": number} for number in ("1", "2", "3", "4")]


def test_months_count_back_from_the_last_complete_one(county: County) -> None:
    rows = [
        *bills("1", m202609="5", m202610="7", m202611="9"),
        *bills("2", m202609="5", m202610="0"),
        *bills("3", m202609="5", m202610="1"),
        *bills("4", m202609="5", m202610="1"),
    ]
    checked = county.check(
        {"customer": CUSTOMERS, "billing_month": rows},
        [{"id": "R1", "table": "用电客户", "wrong": "用户编号 = '1'", "says": "{max(月电量.抄见电量, 月序 = 1)}"}],
    )
    assert checked.findings[0]["message"] == "7"


def test_a_missing_month_is_unknown(county: County) -> None:
    rows = [
        *bills("1", m202608="0", m202610="0"),
        *bills("2", m202608="0", m202609="0", m202610="0"),
        *bills("3", m202610="0"),
        *bills("4", m202608="0", m202609=None, m202610="0"),
    ]
    checked = county.check(
        {"customer": CUSTOMERS, "billing_month": rows},
        [{"id": "R1", "table": "用电客户", "wrong": "count(月电量, 月序 <= 3 and 抄见电量 = 0) = 3"}],
    )
    assert checked.accused("R1") == ["2"]
    assert checked.counted("R1") == (1, 1, 0, 2, 0)


def test_months_of_many_years_with_two_bills_in_one_of_them(county: County) -> None:
    rows = [
        *bills("1", m201501="1", m201503="2", m202609="5", m202610="7"),
        *bills("1", m201503="4", m202610="2"),
        *bills("2", m201501="1", m202608="3", m202609="5", m202610="7"),
        *bills("3", m202609="5", m202610="7"),
        *bills("4", m202609="5", m202610="7"),
    ]
    checked = county.check(
        {"customer": CUSTOMERS, "billing_month": rows},
        [
            {"id": "R1", "table": "用电客户", "wrong": "count(月电量) > 2", "says": "{count(月电量)}"},
            {"id": "R2", "table": "用电客户", "wrong": "max(月电量.抄见电量, 月序 = 1) = 9"},
            {"id": "R3", "table": "用电客户", "wrong": "max(月电量.抄见电量, 月序 = 140) = 6"},
        ],
    )
    assert [row["message"] for row in checked.findings if row["rule_id"] == "R1"] == ["142", "142"]
    assert checked.accused("R2") == ["1"]
    assert checked.accused("R3") == ["1"]
    assert checked.counted("R3") == (1, 0, 0, 3, 0)


def test_the_previous_month_of_the_same_subject(county: County) -> None:
    rows = [*bills("1", m202612="4", m202701="5"), *bills("2", m202612="4", m202701="4")]
    checked = county.check(
        {"customer": CUSTOMERS, "billing_month": rows},
        [{"id": "R1", "table": "月电量", "wrong": "抄见电量 <> 上月(抄见电量)", "says": "{上月(抄见电量)}→{抄见电量}"}],
    )
    assert [(row["record_key"], row["message"]) for row in checked.findings] == [("1|202701", "4→5")]
    assert checked.counted("R1") == (1, 1, 0, 2, 0)


def test_the_latest_contract(county: County) -> None:
    contracts = [
        {"contract_no": "a", "cons_no": "1", "effect_date": "2020-01-01", "contract_cap": "5"},
        {"contract_no": "b", "cons_no": "1", "effect_date": "2024-01-01", "contract_cap": "8"},
        {"contract_no": "c", "cons_no": "2", "effect_date": None, "contract_cap": "6"},
        {
            "contract_no": "d",
            "cons_no": "3",
            "effect_date": "2020-01-01",
            "sign_date": "2020-01-01",
            "contract_cap": "9",
        },
        {"contract_no": "e", "cons_no": "3", "effect_date": None, "sign_date": "2025-01-01", "contract_cap": "7"},
    ]
    checked = county.check(
        {"customer": CUSTOMERS, "contract": contracts},
        [
            {"id": "R1", "table": "用电客户", "wrong": "最新合同.合同约定容量 > 5", "says": "{最新合同.合同约定容量}"},
            {"id": "R2", "table": "用电客户", "wrong": "最新合同 is null"},
        ],
    )
    assert [row["message"] for row in checked.findings if row["rule_id"] == "R1"] == ["8", "6", "7"]
    assert checked.accused("R2") == ["4"]


def test_a_contract_of_sale_is_no_latest_contract_of_supply(county: County) -> None:
    supply, sale = {"contract_type": "居民供用电合同"}, {"contract_type": "购售电合同"}
    contracts = [
        {"contract_no": "a", "cons_no": "1", "effect_date": "2020-01-01", "contract_cap": "8", **supply},
        {"contract_no": "b", "cons_no": "1", "effect_date": "2024-01-01", "contract_cap": "5", **sale},
        {"contract_no": "c", "cons_no": "2", "effect_date": "2024-01-01", "contract_cap": "5", **sale},
        {"contract_no": "d", "cons_no": "3", "effect_date": "2020-01-01", "contract_cap": "9", **supply},
        {"contract_no": "e", "cons_no": "3", "effect_date": "2024-01-01", "contract_cap": "7", "contract_type": None},
    ]
    checked = county.check(
        {"customer": CUSTOMERS, "contract": contracts},
        [
            {"id": "R1", "table": "用电客户", "wrong": "最新合同.合同约定容量 > 0", "says": "{最新合同.合同约定容量}"},
            {"id": "R2", "table": "用电客户", "wrong": "最新合同 is null"},
        ],
    )
    assert [row["message"] for row in checked.findings if row["rule_id"] == "R1"] == ["8", "7"]
    assert checked.accused("R2") == ["2", "4"]


def test_a_month_is_complete_when_about_as_many_are_billed_as_before() -> None:
    assert last_complete([]) == 0
    assert last_complete([(1, 100)]) == 1
    assert last_complete([(1, 100), (2, 101), (3, 12)]) == 2
    assert last_complete([(1, 100), (2, 101), (3, 90)]) == 3


def test_a_few_bills_of_a_year_written_wrongly_complete_no_month() -> None:
    full = [(month, 1000) for month in range(1, 8)]
    assert last_complete([(-400, 1), *full, (900, 1), (901, 2), (902, 1), (903, 1), (904, 1), (905, 1), (990, 1)]) == 7


def test_a_month_before_anything_was_on_file_is_no_first_month(county: County) -> None:
    rows = [
        *bills("1", m002609="1", m202609="5", m202610="7"),
        *bills("2", m202609="5", m202610="7"),
    ]
    checked = county.check(
        {"customer": CUSTOMERS[:2], "billing_month": rows},
        [{"id": "R1", "table": "用电客户", "wrong": "count(月电量) > 0", "says": "{count(月电量)}"}],
    )
    assert [row["message"] for row in checked.findings] == ["2", "2"]


def test_a_monthly_table_without_bills_judges_nobody(county: County) -> None:
    notes = [
        {"id": "R1", "table": "月电量", "wrong": "抄见电量 > 1", "says": "x"},
        {"id": "R2", "table": "用电客户", "wrong": "count(月电量, 抄见电量 = 0) > 2"},
    ]
    checked = county.check({"customer": CUSTOMERS}, notes)
    assert checked.counted("R1") == (0, 0, 0, 0, 0)
    assert checked.reasons("R2") == {"not_covered": 4}
    without_months = [{"cons_no": "1", "mp_no": "m", "read_pq": "0"}]
    checked = county.check({"customer": CUSTOMERS, "billing_month": without_months}, notes)
    assert checked.counted("R2") == (0, 0, 0, 4, 0)
    assert checked.result.errors == {}
