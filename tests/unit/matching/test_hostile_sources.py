"""Sources as they come: empty, all alike, all masked, duplicated, foreign, very long. No explosion, no crash."""

from __future__ import annotations

import hashlib

import pytest

from census_app.matching.blocking import PAIRS_PER_RECORD
from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model

COUNT = 3000
SOURCE = shipped_sources()["gov_population"]


def link(left: Records, right: Records) -> LinkResult:
    return link_records(left, right, SOURCE, model=shipped_model(SOURCE.model))


def customers(**columns: list[str | None]) -> Records:
    return Records([f"c{i}" for i in range(COUNT)], dict(columns))


def people(**columns: list[str | None]) -> Records:
    return Records([f"p{i}" for i in range(COUNT)], dict(columns))


def names(count: int = COUNT) -> list[str | None]:
    surnames, given = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
    return [surnames[i % 10] + given[i // 10 % 20] + given[i // 200 % 20] for i in range(count)]


@pytest.mark.parametrize("value", [None, "", "同一个", "张三", "13931165027", "张*", "*", "🙂" * 3, "𬭎⻓" * 2])
def test_one_value_everywhere(value):
    same: list[str | None] = [value] * COUNT
    left = customers(cons_name=same, cert_no=same, mobile=same, elec_addr=same)
    found = link(left, people(person_name=same, cert_no=same, phone=same, home_addr=same))
    assert found.candidates <= PAIRS_PER_RECORD * COUNT
    assert not (found.decision == "auto").any()
    if value not in (None, "", "*"):
        assert found.cut or not found.candidates


def test_one_phone_for_a_county_adds_nothing_and_costs_nothing():
    phone: list[str | None] = ["13931165027"] * COUNT
    with_phone = link(customers(cons_name=names(), mobile=phone), people(person_name=names(), phone=phone))
    assert with_phone.cut["phone.number"] == COUNT * COUNT
    assert with_phone.candidates <= PAIRS_PER_RECORD * COUNT
    assert not (with_phone.decision == "auto").any()


def test_what_was_not_looked_at_is_not_said_to_have_no_partner():
    name, number, phone = ([value] * COUNT for value in ("王伟", "370685198001011234", "13931165027"))
    alike = link(customers(cons_name=name, cert_no=number), people(person_name=name, cert_no=number))
    assert alike.open.tolist() == list(range(COUNT))
    by_phone = link(customers(cons_name=names(), mobile=phone), people(person_name=names()[::-1], phone=phone))
    assert by_phone.cut and not len(by_phone.open)


def test_no_columns_at_all():
    found = link(customers(), people())
    assert found.candidates == 0
    assert len(found.decision) == 0


def test_no_records_on_a_side():
    empty = Records([], {})
    assert link(empty, people(person_name=names())).candidates == 0
    assert link(customers(cons_name=names()), empty).candidates == 0


def test_a_source_with_every_row_twice_leaves_the_choice_to_people():
    ids: list[str | None] = [f"11010519{49 + i % 40}1231{i:03d}X" for i in range(COUNT)]
    left = customers(cons_name=names(), cert_no=ids)
    once = link(left, people(person_name=names(), cert_no=ids))
    twice = link(left, Records([f"p{i}" for i in range(2 * COUNT)], {"person_name": names() * 2, "cert_no": ids * 2}))
    assert (once.decision == "auto").mean() > 0.9
    assert not (twice.decision == "auto").any()


def test_texts_of_ten_thousand_characters():
    long: list[str | None] = [f"{i}号" * 4000 for i in range(20)]
    side = {"cons_name": long, "cert_no": long, "mobile": long, "elec_addr": long}
    other = {"person_name": long, "cert_no": long, "phone": long, "home_addr": long}
    keys = [str(i) for i in range(20)]
    assert len(link(Records(keys, side), Records(keys, other)).left_keys) == 20


def test_the_same_input_gives_the_same_result():
    left, right = customers(cons_name=names()), people(person_name=names()[::-1])
    first, second = link(left, right), link(left, right)
    assert first.decision.tolist() == second.decision.tolist()
    assert first.bits.tolist() == second.bits.tolist()
    assert first.right_row.tolist() == second.right_row.tolist()


def test_a_source_with_hashed_numbers_is_linked_by_hashing_ours():
    ids: list[str | None] = [f"11010519{49 + i % 40}1231{i:03d}X" for i in range(COUNT)]
    hashed: list[str | None] = [hashlib.sha256(str(one).encode()).hexdigest() for one in ids]
    addresses: list[str | None] = [f"柳河镇王庄村{i}号" for i in range(COUNT)]
    found = link(
        customers(cons_name=names(), cert_no=ids, elec_addr=addresses),
        people(person_name=names(), cert_no_hash=hashed, home_addr=addresses),
    )
    linked = found.decision == "auto"
    assert linked.mean() > 0.9
    assert (found.left_row[linked] == found.right_row[linked]).all()
    salted = [hashlib.sha256(f"salt{one}".encode()).hexdigest() for one in ids]
    unknown = link(
        customers(cons_name=names(), cert_no=ids, elec_addr=addresses),
        people(person_name=names(), cert_no_hash=salted, home_addr=addresses),
    )
    assert not [decision for decision in unknown.decision if decision.startswith("veto")]
