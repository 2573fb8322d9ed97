"""Pairs that nobody could decide by what the records tell: neither linked, nor asked about, nor said to be none."""

from __future__ import annotations

import duckdb
import pytest

from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model
from census_app.workspace.linking.rows import add_rows, create_tables

SOURCE = shipped_sources()["payment_return"]
HOLDER = {"cons_no": "1301000001", "cons_name": "王建国", "mobile": "13866200457"}
PAYMENT = {"cons_no": "1301000001", "payer_name": "王**", "payer_mobile": "", "recv_addr": ""}


def linked(customer: dict[str, str], payment: dict[str, str]) -> LinkResult:
    tables = (Records(["0"], {name: [text] for name, text in one.items()}) for one in (customer, payment))
    return link_records(*tables, SOURCE, model=shipped_model(SOURCE.model))


@pytest.mark.parametrize(
    ("customer", "payment"),
    [
        ({}, {}),
        ({}, {"payer_mobile": "139****8899"}),
        ({"cons_name": "福源超市"}, {"payer_name": "王建国", "payer_mobile": "13866200457"}),
    ],
)
def test_a_payer_who_may_be_anybody_of_the_house_is_left_open(customer, payment):
    found = linked(HOLDER | customer, PAYMENT | payment)
    assert not len(found.decision)
    assert (found.open.tolist(), found.unsure.tolist()) == ([0], [])


@pytest.mark.parametrize("phone", ["138****0457", "*******0457", "****0457"])
def test_a_payer_with_the_customers_telephone_is_asked_about(phone):
    found = linked(HOLDER, PAYMENT | {"payer_mobile": phone})
    assert found.decision.tolist() == ["review"]


def test_a_telephone_that_shows_other_places_leaves_the_payer_open():
    found = linked(HOLDER, PAYMENT | {"payer_mobile": "*******0458"})
    assert (found.decision.tolist(), found.open.tolist()) == ([], [0])


@pytest.mark.parametrize("payer", ["*建果", "王*果", "*健国", "*国建"])
def test_what_a_mask_shows_may_be_a_slip_of_the_pen(payer):
    found = linked(HOLDER, PAYMENT | {"payer_name": payer, "payer_mobile": "138****0457"})
    assert found.decision.tolist() == ["auto"]


def test_one_character_that_only_sounds_alike_is_any_of_the_familys():
    # 王建国 pays as **国, and whoever is told as **果 may be his son
    found = linked(HOLDER, PAYMENT | {"payer_name": "**果", "payer_mobile": "138****0457"})
    assert found.decision.tolist() == ["review"]
    assert found.probability[0] == pytest.approx(0.95)
    assert linked(HOLDER, PAYMENT | {"payer_name": "**国", "payer_mobile": "138****0457"}).decision.tolist() == ["auto"]


def test_a_surname_and_the_accounts_telephone_may_be_a_childs():
    found = linked(HOLDER, PAYMENT | {"payer_name": "王**", "payer_mobile": "138****0457"})
    assert found.decision.tolist() == ["review"]
    assert found.probability[0] == pytest.approx(0.985)


@pytest.mark.parametrize("payer", ["*建军", "汪*国", "*秀英", "李*果", "*健果"])
def test_what_a_mask_shows_of_another_is_no_slip(payer):
    found = linked(HOLDER, PAYMENT | {"payer_name": payer, "payer_mobile": "138****0457"})
    assert not len(found.decision)


def test_another_persons_payment_is_nobodys_question():
    found = linked(HOLDER, PAYMENT | {"payer_name": "李秀英"})
    assert not len(found.open)


def test_what_nobody_could_tell_is_counted_apart_from_what_waits():
    with duckdb.connect() as connection:
        create_tables(connection)
        counts = add_rows(connection, SOURCE, linked(HOLDER, PAYMENT))
        assert connection.execute("SELECT verdict FROM covered").fetchall() == [("open",)]
    assert (counts["open"], counts.get("review", 0)) == (1, 0)
