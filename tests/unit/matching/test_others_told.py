"""A linked customer whose firm has gone: another firm at its door, which is nobody's, is told."""

from __future__ import annotations

import pytest

from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model

SOURCE = shipped_sources()["gov_market_entity"]
DOOR = "青岭县城关镇工业路12号"
OLD, NEW = ("青岭县云海食品有限公司", "91130100MA0000001B"), ("青岭县柏舟机械有限公司", "91130100MA00000029")


def linked(customers: list[tuple[str, str]]) -> LinkResult:
    names, codes = zip(*customers, strict=True)
    left = Records(
        [str(number) for number in range(len(customers))],
        {"cons_name": list(names), "uscc": list(codes), "elec_addr": [DOOR] * len(customers)},
    )
    right = Records(
        ["old", "new"],
        {"ent_name": [OLD[0], NEW[0]], "uscc": [OLD[1], NEW[1]], "reg_addr": [DOOR] * 2},
    )
    return link_records(left, right, SOURCE, model=shipped_model(SOURCE.model))


def told(found: LinkResult) -> set[tuple[str, str, str]]:
    rows = zip(found.left_row, found.right_row, found.decision, strict=True)
    return {(found.left_keys[one], found.right_keys[other], str(decision)) for one, other, decision in rows}


def test_the_other_firm_at_the_door_of_a_linked_one_is_told() -> None:
    assert told(linked([OLD])) == {("0", "old", "auto"), ("0", "new", "veto:same_address_other_name")}


def test_a_firm_with_an_account_of_its_own_is_a_neighbour() -> None:
    assert told(linked([OLD, NEW])) == {("0", "old", "auto"), ("1", "new", "auto")}


@pytest.mark.parametrize("name", [one for one in shipped_sources() if one != SOURCE.id])
def test_other_sources_tell_of_the_linked_one_alone(name: str) -> None:
    assert not shipped_sources()[name].others_told
