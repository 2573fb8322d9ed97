"""Towns and villages are known without 镇 and 村 in the counties an address names, and only there."""

from __future__ import annotations

import pytest

from census_app.matching.addresses import Address, parse_address
from census_app.matching.addresses.gazetteer import all_towns, local_names


@pytest.mark.parametrize("name", ["桐庐县", "桐庐"])
def test_a_county_is_known_in_full_and_shortened(name: str) -> None:
    county, city = local_names(name)
    assert "分水" in county.listed["town"]
    assert "深澳" in county.listed["village"]
    assert "塘栖" in city.listed["town"]
    assert not city.listed["village"]


def test_of_a_city_only_the_towns_are_known() -> None:
    (city,) = local_names("杭州市")
    assert {"分水", "塘栖"} <= city.listed["town"]
    assert not city.listed["village"]


def test_names_that_several_counties_share_stand_for_each() -> None:
    towns = [local.listed["town"] for local in local_names("鼓楼区")]
    assert any("宁海路" in names for names in towns)
    assert any("洪山" in names for names in towns)


@pytest.mark.parametrize("name", ["", "青岭县", "青岭", "县"])
def test_nothing_is_known_of_an_unknown_division(name: str) -> None:
    assert local_names(name) == ()


def test_a_county_named_as_its_seat_is_the_county() -> None:
    assert "桐庐" not in local_names("桐庐县")[0].listed["town"]


def test_towns_named_as_villages_keep_their_last_character() -> None:
    assert {"奥运村", "三里屯"} <= local_names("朝阳区")[0].listed["town"]
    assert "中关村" in local_names("海淀区")[0].listed["town"]


def test_towns_and_counties_that_were_merged_are_known() -> None:
    assert "热斯坦" in local_names("库车县")[0].listed["town"]


def test_common_names_and_roads_are_not_among_the_words() -> None:
    words = {name for local in local_names("上城区") for group in local.words.values() for name, _, _ in group}
    assert "清波" in words
    assert not [name for name in words if name.endswith("路")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "浙江省桐庐县分水儒桥12号",
            Address(province="浙江", county="桐庐", town="分水", village="儒桥", road_number="12"),
        ),
        ("桐庐县;分水;东溪村3组", Address(county="桐庐", town="分水", village="东溪", group="3")),
        (
            "桐庐分水镇东溪科技路8号",
            Address(county="桐庐", town="分水", village="东溪", road="科技路", road_number="8"),
        ),
        ("桐庐县百江科技路8号", Address(county="桐庐", town="百江", road="科技路", road_number="8")),
        ("桐庐县分水大桥", Address(county="桐庐", estate="分水大桥")),
        ("桐庐县分水花园3幢", Address(county="桐庐", estate="分水花园", building="3")),
        ("青岭县百江科技路8号", Address(county="青岭", road="百江科技路", road_number="8")),
    ],
)
def test_names_of_the_county_named(text: str, expected: Address) -> None:
    assert parse_address(text) == expected


def test_all_towns_but_those_named_like_roads_are_known_everywhere() -> None:
    assert {"流亭", "分水", "热斯坦"} <= all_towns()
    assert not [name for name in all_towns() if name.endswith("路")]
