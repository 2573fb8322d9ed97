from __future__ import annotations

import pytest

from census_app.matching.addresses import Address, learn_places, parse_address, parse_addresses


@pytest.mark.parametrize(
    "text",
    [
        "阳光小区3号楼2单元501室",
        "阳光小区3-2-501",
        "阳光小区三栋二门501",
        "阳光小区3#2-501",
        "阳光小区３栋２单元501",
        "阳光小区3幢2单元501号",
    ],
)
def test_spellings_of_one_flat(text: str) -> None:
    assert parse_address(text) == Address(estate="阳光小区", building="3", unit="2", room="501")


def test_village() -> None:
    assert parse_address("青岭县柳河镇王庄村三组12号") == Address(
        county="青岭", town="柳河", village="王庄", group="3", road_number="12"
    )


def test_empty() -> None:
    assert parse_address("") == Address()
    assert parse_addresses([]) == []


def test_a_learned_town_is_known_without_its_suffix() -> None:
    places = learn_places(["青岭县石磙镇王庄村5号", "青岭县石磙镇李家村7号"])
    assert parse_address("青岭县石磙王庄村5号", places).town == "石磙"
