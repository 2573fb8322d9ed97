"""A register of addresses holds the building, the stair and the flat: the flat is the one."""

from __future__ import annotations

import pytest

from census_app.foundation.errors import BadInput
from census_app.matching.candidates import candidates_of
from census_app.matching.link import link_records
from census_app.matching.records import Records
from census_app.matching.sources import read_source, shipped_sources
from census_app.matching.weights.shipped import shipped_model

SOURCE = shipped_sources()["address_std"]
STAIR, FLAT, NEXT_STAIR = (
    f"青岭县城关镇南环路86号水岸名都{door}" for door in ("2号楼2单元", "2号楼2单元1001室", "2号楼3单元")
)


def library(*texts: str) -> Records:
    return Records(list(texts), {"full_addr": list(texts)})


CUSTOMER = Records(["1"], {"elec_addr": ["水岸名都2幢2单元1001"]})


def test_the_flat_wins_over_the_stair_it_is_in() -> None:
    found = link_records(CUSTOMER, library(STAIR, FLAT, NEXT_STAIR), SOURCE, model=shipped_model(SOURCE.model))
    assert [found.right_keys[row] for row in found.right_row] == [FLAT]
    assert found.decision.tolist() == ["auto"]


def test_the_stair_is_linked_where_the_flat_is_not_in_the_library() -> None:
    found = link_records(CUSTOMER, library(STAIR, NEXT_STAIR), SOURCE, model=shipped_model(SOURCE.model))
    assert [found.right_keys[row] for row in found.right_row] == [STAIR]


def test_a_group_of_a_village_wins_over_the_houses_in_it() -> None:
    group = "青岭县柳河镇王庄村5组"
    customer = Records(["1"], {"elec_addr": ["柳河镇王庄村五组"]})
    right = library(group, *(f"{group}{number}号" for number in (3, 8, 12)))
    found = link_records(customer, right, SOURCE, model=shipped_model(SOURCE.model))
    assert [found.right_keys[row] for row in found.right_row] == [group]
    assert found.decision.tolist() == ["auto"]


def test_the_one_flat_the_library_has_of_a_house_is_left_to_people() -> None:
    house = "青岭县人民路12号"
    found = link_records(
        Records(["1"], {"elec_addr": [house]}), library(f"{house}301室"), SOURCE, model=shipped_model(SOURCE.model)
    )
    assert found.decision.tolist() == ["review"]
    assert 0.7 < found.probability[0] < 0.95


def test_of_one_number_on_a_street_through_two_villages_it_is_the_one_in_its_own() -> None:
    own, other = (f"青岭县浮桥镇{village}龙江路216号" for village in ("新港社区", "牌楼村"))
    customer = Records(["1"], {"elec_addr": [own]})
    found = link_records(customer, library(other, own), SOURCE, model=shipped_model(SOURCE.model))
    assert [found.right_keys[row] for row in found.right_row] == [own]
    assert found.decision.tolist() == ["auto"]
    best = candidates_of(customer, library(other, own), SOURCE, found.model)["1"]
    assert [one.right_key for one in best] == [own, other]
    alone = link_records(customer, library(other), SOURCE, model=shipped_model(SOURCE.model))
    assert alone.decision.tolist() == ["auto"], "a street runs through villages"


def test_one_record_is_judged_like_all_of_them() -> None:
    right = library(STAIR, FLAT, NEXT_STAIR)
    whole = link_records(CUSTOMER, right, SOURCE, model=shipped_model(SOURCE.model))
    best = candidates_of(CUSTOMER, right, SOURCE, whole.model)["1"][0]
    assert (best.right_key, best.probability) == (FLAT, pytest.approx(whole.probability[0]))


def test_only_a_compared_address_is_nested(tmp_path) -> None:
    path = tmp_path / "doors.yaml"
    path.write_text(
        "id: doors\ntable: doors\nzh: 门\nroles:\n  name: {kind: name, left: [a], right: [b]}\n"
        "keys: [name.full]\nnested: name\n",
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match="name"):
        read_source(path)
