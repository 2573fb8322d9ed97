from __future__ import annotations

import pytest

from census_app.matching.addresses import Address, learn_places, parse_address, parse_addresses

_CORPUS = [
    "青岭县石磙镇瓦窑沟村5号",
    "青岭县石磙镇瓦窑沟村7号",
    "石磙镇向前路3号凤鸣台",
    "石磙镇向前路9号凤鸣台5号楼",
    "",
]


def test_a_town_and_a_village_are_known_without_their_suffix() -> None:
    places = learn_places(_CORPUS)
    assert parse_address("青岭县石磙瓦窑沟5号", places) == Address(
        county="青岭", town="石磙", village="瓦窑沟", road_number="5"
    )


def test_a_hamlet_named_like_a_village_keeps_its_groups_apart() -> None:
    places = learn_places(["青岭县石磙镇下湾村5号", "青岭县石磙镇下湾村7号"])
    for group in ("1", "2"):
        found = parse_address(f"青岭县石磙镇瓦窑沟村下湾{group}组", places)
        assert (found.village, found.estate, found.group, found.tail) == ("瓦窑沟", "下湾", group, "")


def test_without_learning_nothing_is_guessed() -> None:
    assert parse_address("青岭县石磙瓦窑沟5号").town == ""


def test_a_name_met_once_does_not_count() -> None:
    assert parse_address("青岭县石磙瓦窑沟5号", learn_places(_CORPUS[:1])).town == ""


def test_given_divisions_count_at_once() -> None:
    places = learn_places([], ["青岭县", "石磙镇", "瓦窑沟村"])
    assert parse_address("青岭石磙瓦窑沟5号", places) == Address(
        county="青岭", town="石磙", village="瓦窑沟", road_number="5"
    )


def test_counts() -> None:
    places = learn_places(_CORPUS)
    assert places.counts["石磙"] == {"town": 4}
    assert places.counts["向前路"] == {"road": 2}
    assert places.counts["凤鸣台"] == {"estate": 2}


def test_bulk_with_places_reads_the_same() -> None:
    places = learn_places(_CORPUS)
    texts = ["青岭县石磙瓦窑沟5号", "石磙瓦窑沟", "石磙向前路3号", "凤鸣台3号楼2单元501室"]
    assert parse_addresses(texts, places) == [parse_address(text, places) for text in texts]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("青岭县石磙镇王家庄村5号", "石磙"),
        ("青岭县石磙镇向阳路5号", "石磙"),
        ("石磙镇福安花园3-2-501", "石磙"),
        ("石磙镇政府", ""),
        ("石磙镇中学", "石磙"),
    ],
)
def test_what_stands_behind_a_known_town_is_read_as_without_knowing_it(text: str, town: str) -> None:
    places = learn_places(_CORPUS)
    assert parse_address(text, places) == parse_address(text)
    assert parse_address(text, places).town == town


def test_a_town_that_is_not_known_divides_nothing() -> None:
    assert parse_address("宁波镇海路5号", learn_places(_CORPUS)) == parse_address("宁波镇海路5号")


def test_a_county_elsewhere_is_no_part_of_a_name_at_home() -> None:
    # 大方 is a county of Guizhou
    assert parse_address("大方家庄村86号").county == "大方"
    home = learn_places([*_CORPUS, "大方家庄村86号", "大方家庄村8号", "大方家庄村12号"])
    assert home.home == {"青岭"}
    assert parse_address("大方家庄村86号", home) == Address(village="大方家庄", road_number="86")
    assert parse_address("青岭县大方家庄86号", home) == Address(county="青岭", village="大方家庄", road_number="86")
    assert parse_address("大方县大山乡3号", home).county == parse_address("毕节市大方大山乡3号", home).county == "大方"


def test_without_a_county_in_full_any_county_may_be_met() -> None:
    places = learn_places(["石磙镇瓦窑沟村5号", "石磙镇瓦窑沟村6号"])
    assert not places.home
    assert parse_address("大方大山乡3号", places).county == "大方"
