"""One customer found and read: everything known of it, masked until somebody says why not."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.customers import CustomerSheet, find_customers, read_chain, read_customer, reveal_customer
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver

DAY = date(2026, 11, 23)
CUSTOMERS: list[dict[str, Any]] = [
    {"cons_no": "0011", "cons_name": "赵小芳", "org_no": "0301", "cons_status": "正常用电客户", "contract_cap": 100,
     "run_cap": 150, "tg_no": "T1", "mobile": "13800005678", "elec_addr": "柳河镇3号楼2单元501室"},
    {"cons_no": "0012", "cons_name": "赵小", "org_no": "0301", "cons_status": "正常用电客户", "contract_cap": 100,
     "run_cap": 90, "tg_no": None, "mobile": None, "elec_addr": "前柳村17号"},
]  # fmt: skip
TABLES: dict[str, list[dict[str, Any]]] = {
    "distribution_transformer": [
        {"tg_no": "T1", "tg_name": "前柳1#", "line_no": "L1", "tg_cap": 400, "org_no": "0301"}
    ],
    "feeder": [{"line_no": "L1", "line_name": "柳河512线", "subs_no": "S1"}],
    "metering_point": [{"mp_no": "M1", "cons_no": "0011"}],
    "meter": [{"asset_no": "4100000000008817", "mp_no": "M1", "cons_no": None, "t_factor": 1}],
}


@pytest.fixture
def county(judged_county: Workspace) -> Workspace:
    deliver(judged_county, DAY, CUSTOMERS, **TABLES)
    return judged_county


@pytest.mark.parametrize(
    ("words", "customer", "by"),
    [
        ("0011", "0011", "customer"),
        ("001", "0011", "customer"),
        ("赵小芳", "0011", "name"),
        ("前柳村", "0012", "address"),
        ("13800005678", "0011", "phone"),
    ],
)
def test_a_customer_is_found_by_what_people_remember(county: Workspace, words: str, customer: str, by: str) -> None:
    found = find_customers(county, f" {words} ")
    assert (found[0].customer, found[0].by) == (customer, by)


def test_hits_are_masked_and_the_surest_comes_first(county: Workspace) -> None:
    found = find_customers(county, "赵小")
    assert [(one.customer, one.name) for one in found] == [("0012", "赵*"), ("0011", "赵*芳")]
    assert "501" not in found[1].address


def test_a_problem_number_leads_to_its_customer(judged_county: Workspace) -> None:
    sheet = read_customer(judged_county, "6")
    number = str(sheet.problems[0]["problem_no"])
    assert find_customers(judged_county, number.lower())[0].customer == "6"


@pytest.mark.parametrize("words", ["", " ", "1", "没有这样的", "'; DROP TABLE x; --", "%" * 10_000])
def test_strange_words_find_nothing(county: Workspace, words: str) -> None:
    assert find_customers(county, words) == []


def test_the_sheet_follows_every_way_to_the_customer(county: Workspace) -> None:
    sheet = read_customer(county, "0011")
    links = {link.kind: link for link in sheet.chain}
    assert list(links) == ["substation", "feeder", "transformer", "customer", "equipment", "point", "meter"]
    assert (links["transformer"].title, links["transformer"].detail) == ("前柳1#", "T1 · 400 kVA")
    assert links["feeder"].title == "柳河512线"
    assert links["meter"].title == "4100000000008817", "a meter without a customer is reached through its point"
    assert not links["substation"].covered, "no substations were imported: nothing is known of them"
    assert links["equipment"].count == 0


def test_values_are_masked_until_a_reason_is_given_and_kept(county: Workspace) -> None:
    hidden = read_customer(county, "0011").records("customer")[0]
    assert (hidden.value("cons_name"), hidden.value("mobile")) == ("赵*", "138****5678")
    with pytest.raises(BadInput, match="事由"):
        reveal_customer(county, "0011", "  ")
    shown = reveal_customer(county, "0011", "核对电话").records("customer")[0]
    assert (shown.value("cons_name"), shown.value("mobile")) == ("赵小芳", "13800005678")
    kept = acts.list_acts(county.engine, kinds=["personal.shown"])
    assert [(one.subject, one.payload["reason"]) for one in kept] == [("客户 0011", "核对电话")]


def _kinds(sheet: CustomerSheet) -> list[str]:
    return [one.kind for one in sheet.history]


def test_problems_and_what_happened_to_them_and_to_the_values(judged_county: Workspace) -> None:
    sheet = read_customer(judged_county, "1")
    assert [(one["rule_id"], one["state"]) for one in sheet.problems] == [("R042", "fixed")]
    assert {"problem.found", "problem.fixed", "problem.confirmed", "value.changed"} <= set(_kinds(sheet))
    changed = [json.loads(one.what) for one in sheet.history if one.kind == "value.changed"]
    assert ["运行容量", "150", "100"] in changed
    assert [one.when for one in sheet.history] == sorted((one.when for one in sheet.history), reverse=True)


def test_a_customer_that_left_the_data_is_still_told(county: Workspace) -> None:
    sheet = read_customer(county, "6")
    assert not sheet.in_snapshot
    assert sheet.problems
    assert "record.gone" in _kinds(sheet)


def test_nobody_is_said_plainly(county: Workspace) -> None:
    with pytest.raises(BadInput, match="没有户号为 9999 的客户"):
        read_customer(county, "9999")


def test_the_chain_alone_is_the_chain_of_the_sheet(judged_county: Workspace) -> None:
    assert read_chain(judged_county, "1") == read_customer(judged_county, "1").chain
