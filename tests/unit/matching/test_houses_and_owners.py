"""A register of houses: several owners of one house, several houses of one owner."""

from __future__ import annotations

import pytest

from census_app.foundation.errors import BadInput
from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.sources import read_source, shipped_sources
from census_app.matching.weights.shipped import shipped_model

SOURCE = shipped_sources()["gov_real_estate"]
HUSBAND, WIFE = "11010519491231002X", "320334197404244906"
HOME, SHOP = "青岭县人民路120号锦绣花园3号楼2单元501室", "青岭县解放路8号"


def linked(customer: dict[str, str], *houses: dict[str, str]) -> dict[str, str]:
    """Title number → decision, of one customer."""
    fields = ("real_estate_no", "owner_name", "owner_cert_no", "location")
    right = Records(
        [house["real_estate_no"] for house in houses], {name: [one.get(name, "") for one in houses] for name in fields}
    )
    left = Records(["1"], {name: [text] for name, text in customer.items()})
    found: LinkResult = link_records(left, right, SOURCE, model=shipped_model(SOURCE.model))
    return {found.right_keys[row]: str(decision) for row, decision in zip(found.right_row, found.decision, strict=True)}


def test_each_owner_of_a_house_is_found_and_none_is_a_stranger_at_the_door() -> None:
    house = {
        "real_estate_no": "H1",
        "owner_name": "韩伟，陈丽燕",
        "owner_cert_no": f"{HUSBAND},{WIFE}",
        "location": HOME,
    }
    customer = {"cons_name": "陈丽燕", "cert_no": WIFE, "elec_addr": "锦绣花园3-2-501"}
    assert linked(customer, house) == {"H1": "auto"}


def test_another_house_of_the_owner_is_not_linked_without_a_person() -> None:
    owned = {"owner_name": "韩伟", "owner_cert_no": HUSBAND}
    home = {"real_estate_no": "H1", "location": HOME} | owned
    shop = {"real_estate_no": "H2", "location": SHOP} | owned
    customer = {"cons_name": "韩伟", "cert_no": HUSBAND, "elec_addr": HOME}
    assert linked(customer, home, shop)["H1"] == "auto"
    assert linked(customer, home, shop).get("H2") != "auto"
    assert linked(customer | {"real_estate_no": "H2"}, home, shop)["H2"] == "auto"


def test_whoever_is_met_at_his_door_is_not_met_at_his_other_house() -> None:
    owned = {"owner_name": "欧阳德厚", "owner_cert_no": HUSBAND}
    home = {"real_estate_no": "H1", "location": HOME} | owned
    storeroom = {"real_estate_no": "H2", "location": HOME.replace("3号楼2单元501室", "8号楼1单元302室")} | owned
    customer = {"cons_name": "欧阳德厚", "cert_no": HUSBAND, "elec_addr": HOME}
    assert linked(customer, storeroom) == {"H2": "review"}
    assert linked(customer, home, storeroom) == {"H1": "auto"}


def test_another_house_of_the_owner_is_improbable() -> None:
    owned = {"owner_name": "韩伟", "owner_cert_no": HUSBAND}
    elsewhere = [
        {"real_estate_no": "H2", "location": SHOP} | owned,
        {"real_estate_no": "H3", "location": HOME.replace("501", "302")} | owned,
    ]
    customer = {"cons_name": "韩伟", "cert_no": HUSBAND, "elec_addr": HOME}
    assert linked(customer, *elsewhere) == {}
    # the number of the title says which house it is, however its address is written
    assert linked(customer | {"real_estate_no": "H3"}, *elsewhere) == {"H3": "auto"}


def test_a_group_of_a_village_is_no_door() -> None:
    customer = {"cons_name": "欧阳德厚", "elec_addr": "青岭县柳河镇王庄村五组"}
    house = {"owner_name": "欧阳德厚", "real_estate_no": "H1", "location": "青岭县柳河镇王庄村5组"}
    numbered = house | {"location": "青岭县柳河镇王庄村5组18号"}
    # a namesake of the clan lives in the group once in thirty
    assert linked(customer, house) == {"H1": "review"}
    assert linked(customer, numbered) == {"H1": "review"}
    assert linked(customer | {"elec_addr": "青岭县柳河镇王庄村五组18号"}, numbered) == {"H1": "auto"}


def test_a_parking_space_is_not_the_owners_home() -> None:
    owned = {"owner_name": "韩伟", "owner_cert_no": HUSBAND, "real_estate_no": "H1"}
    customer = {"cons_name": "韩伟", "cert_no": HUSBAND, "elec_addr": "青岭县人民路120号锦绣花园"}
    for annex in ("地下车位A12号", "储藏室12", "3号楼车库5号"):
        assert linked(customer, owned | {"location": f"青岭县人民路120号锦绣花园{annex}"}).get("H1") != "auto", annex


def test_only_compared_roles_are_decisive(tmp_path) -> None:
    path = tmp_path / "houses.yaml"
    path.write_text(
        "id: houses\ntable: houses\nzh: 房屋\nroles:\n  name: {kind: name, left: [a], right: [b]}\n"
        "keys: [name.full]\ndecisive: [address]\n",
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match="address"):
        read_source(path)
