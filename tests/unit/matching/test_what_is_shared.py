"""What several people share: numbers, names, doors, towns; and what tells them apart all the same."""

from __future__ import annotations

import pytest

from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model

ID = "11010519491231002X"
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋"


def linked(source_id: str, left: list[dict[str, str]], right: list[dict[str, str]]) -> LinkResult:
    """The links of records with these values, keys being their places."""
    source = shipped_sources()[source_id]
    tables = []
    for rows in (left, right):
        fields = {name for row in rows for name in row}
        columns = {name: [row.get(name, "") for row in rows] for name in fields}
        tables.append(Records([str(place) for place in range(len(rows))], columns))
    return link_records(*tables, source, model=shipped_model(source.model))


def levels_of(found: LinkResult, comparison: str) -> list[str]:
    """Per kept pair the level of a comparison, "" for none."""
    place = [one.id for one in found.comparisons].index(comparison)
    names = found.comparisons[place].levels
    return ["" if not number else names[number - 1] for number in found.levels[:, place].tolist()]


def decisions(found: LinkResult) -> dict[tuple[int, int], str]:
    return {
        (int(left), int(right)): str(decision)
        for left, right, decision in zip(found.left_row, found.right_row, found.decision, strict=True)
    }


@pytest.mark.parametrize("field", ["cert_no", "phone"])
def test_a_number_borne_by_many_names_on_both_sides_is_nobodys(field: str) -> None:
    names = [surname + given for surname in SURNAMES for given in GIVEN]
    shared = {"cert_no": ID, "phone": "13931165027"}[field]
    left = [{"cons_name": name, {"phone": "mobile"}.get(field, field): shared} for name in names]
    right = [{"person_name": name, field: shared} for name in names]
    role = {"cert_no": "identifier", "phone": "phone"}[field]
    found = linked("gov_population", left, right)
    assert set(levels_of(found, role)) <= {""}
    assert "auto" not in decisions(found).values()
    assert set(levels_of(linked("gov_population", left[:3], right[:3]), role)) == {"equal"}


def test_a_number_under_another_persons_name_is_borrowed_and_told() -> None:
    customer = {"cons_name": "陈丽燕", "cert_no": ID, "elec_addr": "青岭县城关镇锦绣花园3-2-501"}
    person = {"person_name": "韩伟", "cert_no": ID, "home_addr": "青岭县城关镇锦绣花园3-2-501"}
    found = linked("gov_population", [customer], [person])
    assert decisions(found) == {(0, 0): "veto:same_identifier_other_name"}
    assert levels_of(found, "identifier") == ["borrowed"]


def test_hamlets_of_one_village_are_two_doors() -> None:
    library = [{"full_addr": "青岭县柳河镇王家村孙庄12号"}]
    for written, decision in (("孙庄12号", "auto"), ("李庄12号", "")):
        found = linked("address_std", [{"elec_addr": f"柳河镇王家村{written}"}], library)
        assert decisions(found).get((0, 0), "") == decision


def test_a_house_without_its_group_is_one_of_several_where_each_group_counts_anew() -> None:
    village = [{"full_addr": f"青岭县柳河镇王家村{group}组{house}号"} for group in (1, 2) for house in (1, 2, 3)]
    houses = [(group, 3 * group + house) for group in (1, 2) for house in (1, 2, 3)]
    counted_through = [{"full_addr": f"青岭县柳河镇王家村{group}组{house}号"} for group, house in houses]
    only_there = {"full_addr": "青岭县柳河镇王家村1组9号"}
    customer = [{"elec_addr": "柳河镇王家村9号"}]
    assert "auto" not in decisions(linked("address_std", customer, [*village, only_there])).values()
    assert "auto" in decisions(linked("address_std", customer, counted_through)).values()


FEW, ENOUGH = (1, 2, 3), (1, 2, 3, *range(10, 17))
"""Houses beside another one: so few do not tell whether each lane counts anew, so many do."""


def village(*places: str, houses: tuple[int, ...] = FEW) -> list[dict[str, str]]:
    """Houses at each of the places of one village."""
    return [{"full_addr": f"青岭县柳河镇王家村{place}{house}号"} for place in places for house in houses]


@pytest.mark.parametrize("places", [("东一巷", "东二巷"), ("孙家坊一巷", "孙家坊二巷")])
def test_a_house_without_its_lane_is_one_of_several_where_each_lane_counts_anew(places: tuple[str, ...]) -> None:
    customer = [{"elec_addr": "柳河镇王家村9号"}]
    only_there = {"full_addr": f"青岭县柳河镇王家村{places[0]}9号"}
    assert "auto" not in decisions(linked("address_std", customer, [*village(*places), only_there])).values()
    assert "auto" not in decisions(linked("address_std", customer, [*village(places[0]), only_there])).values()
    one_lane = village(places[0], houses=ENOUGH)
    assert "auto" in decisions(linked("address_std", customer, [*one_lane, only_there])).values()


def test_a_house_without_its_hamlet_is_one_of_several_where_each_hamlet_counts_anew() -> None:
    def level(**hamlets: str) -> list[str]:
        people = [
            {"person_name": surname + "德厚", "home_addr": f"青岭县柳河镇王家村{hamlet}{house}号"}
            for hamlet, surnames in hamlets.items()
            for surname, house in zip(surnames, (1, 2, 9, *range(10, 17)), strict=False)
        ]
        found = linked("gov_population", [{"cons_name": "张德厚", "elec_addr": "柳河镇王家村9号"}], people)
        return levels_of(found, "address")

    assert level(孙家坊="王李张赵钱周吴郑冯陈") == ["same_door"]
    assert level(孙家坊="王李张") == ["door_alike"]
    assert level(孙家坊="王李张", 李家坊="赵钱周") == ["door_alike"]


def test_a_number_on_a_road_is_one_of_several_where_courts_along_it_count_anew() -> None:
    courts = [
        {"full_addr": f"青岭县城关镇东风街{court}{house}号"} for court in ("康乐坊", "光华坊") for house in (1, 2)
    ]
    only_there = {"full_addr": "青岭县城关镇东风街康乐坊24号"}
    customer = [{"elec_addr": "城关镇东风街24号"}]
    assert "auto" not in decisions(linked("address_std", customer, [*courts, only_there])).values()
    assert "auto" not in decisions(linked("address_std", customer, [only_there])).values()
    one_court = [{"full_addr": f"青岭县城关镇东风街康乐坊{house}号"} for house in (*ENOUGH, 24)]
    assert "auto" in decisions(linked("address_std", customer, one_court)).values()


def test_the_town_is_taken_from_its_own_column_where_the_address_names_none() -> None:
    library = [{"full_addr": f"青岭县{town}王家村3组12号"} for town in ("柳河镇", "石桥镇")]
    bare, told = {"elec_addr": "王家村3组12号"}, {"elec_addr": "王家村3组12号", "addr_town": "石桥镇"}
    assert "auto" not in decisions(linked("address_std", [bare], library)).values()
    assert decisions(linked("address_std", [told], library)) == {(0, 1): "auto"}
    # written in the one, filed in the other: villages were moved, and neither is believed
    filed = [{"elec_addr": "柳河镇王家村3组12号", "addr_town": "石桥镇"}]
    agreeing = [{"elec_addr": f"柳河镇张家村{house}号", "addr_town": "柳河镇"} for house in range(9)]
    found = decisions(linked("address_std", filed + agreeing, library))
    assert not [left for (left, _), decision in found.items() if decision == "auto"]


def test_a_column_of_towns_that_contradicts_the_addresses_is_not_believed() -> None:
    library = [{"full_addr": f"青岭县{town}王家村3组{house}号"} for town in ("柳河镇", "石桥镇") for house in range(9)]
    filed = [{"elec_addr": f"柳河镇王家村3组{house}号", "addr_town": "石桥镇"} for house in range(9)]
    assert decisions(linked("address_std", filed, library)) == {(house, house): "auto" for house in range(9)}


def test_a_masked_name_that_shows_the_surname_alone_is_all_the_family() -> None:
    customer = {"cons_no": "0310000001", "cons_name": "袁伟", "mobile": "13018456524"}
    paid = {"cons_no": "0310000001", "payer_mobile": "130****6524"}
    assert decisions(linked("payment_return", [customer], [paid | {"payer_name": "袁*"}])) == {(0, 0): "review"}
    assert decisions(linked("payment_return", [customer], [paid | {"payer_name": "*伟"}])) == {(0, 0): "auto"}


def test_a_brother_at_the_door_is_for_a_person_to_tell() -> None:
    door = "青岭县城关镇锦绣花园3号楼2单元501室"
    customer = {"cons_name": "罗军", "mobile": "13931165027", "elec_addr": door}
    for name in ("罗全军", "罗君"):
        found = linked("gov_population", [customer], [{"person_name": name, "phone": "13018456524", "home_addr": door}])
        assert "auto" not in decisions(found).values()
    found = linked("gov_real_estate", [customer], [{"real_estate_no": "1", "owner_name": "罗全军", "location": door}])
    assert "auto" not in decisions(found).values()


def test_an_electricians_number_on_many_accounts_speaks_against_nobody() -> None:
    door = "青岭县城关镇锦绣花园3号楼2单元501室"
    agents = [{"cons_name": surname + "芳", "cert_no": ID, "mobile": "13931165027"} for surname in SURNAMES]
    customer = {"cons_name": "陈丽燕", "cert_no": ID, "mobile": "13931165027", "elec_addr": door}
    person = {"person_name": "陈丽燕", "cert_no": "320334197404244906", "phone": "13018456524", "home_addr": door}
    found = linked("gov_population", [customer, *agents], [person])
    assert decisions(found)[0, 0] == "auto"
    assert (levels_of(found, "identifier")[0], levels_of(found, "phone")[0]) == ("", "")
    assert "auto" not in decisions(linked("gov_population", [customer], [person])).values()


def test_values_in_the_wrong_column_are_found() -> None:
    person = {"person_name": "陈丽燕", "cert_no": ID, "phone": "13018456524"}
    for customer in (
        {"cons_name": ID, "cert_no": "陈丽燕"},
        {"cons_name": "陈丽燕", "cert_no": "13018456524", "mobile": ID},
    ):
        assert decisions(linked("gov_population", [customer], [person])) == {(0, 0): "auto"}
    assert not decisions(linked("gov_population", [{"cons_name": "王强", "cert_no": "无证件"}], [person]))


def test_a_name_written_in_two_ways_in_chinese_is_one() -> None:
    customer = {"cons_name": "吐尔逊·艾买提", "elec_addr": "青岭县柳河镇王家村3组12号", "mobile": "13018456524"}
    person = {"person_name": "图尔荪·艾海提", "phone": "13018456524", "home_addr": "青岭县柳河镇王家村3组12号"}
    assert levels_of(linked("gov_population", [customer], [person]), "name") == ["homophone"]


def test_the_next_number_of_a_register_is_another_transformer() -> None:
    ours = {"tg_no": "3205000017", "tg_name": "双柳村公变", "line_no": "32050L006"}
    for number, automatic in (("3205000017", True), ("3205000015", False)):
        theirs = {"obj_no": number, "obj_name": "双柳村公变", "parent_obj_no": "32050L006"}
        assert ("auto" in decisions(linked("pms_topology", [ours], [theirs])).values()) == automatic


def test_transformers_of_one_number_and_line_are_one_by_whatever_name() -> None:
    ours = {"tg_no": "3205000017", "tg_name": "10kV05线西溪村新1号变", "line_no": "32050L006"}
    theirs = {"obj_no": "3205000017", "obj_name": "西溪村新1号变", "parent_obj_no": "32050L006"}
    elsewhere = {"parent_obj_no": "32050L019"}
    assert decisions(linked("pms_topology", [ours], [theirs])) == {(0, 0): "auto"}
    assert decisions(linked("pms_topology", [ours], [theirs | elsewhere])) == {(0, 0): "auto"}
    theirs |= {"obj_name": "华兴机械专变"}
    assert decisions(linked("pms_topology", [ours], [theirs])) == {(0, 0): "auto"}
    assert not decisions(linked("pms_topology", [ours], [theirs | elsewhere]))


def test_a_firm_under_the_number_of_its_representative_is_not_that_person() -> None:
    customer = {"cons_name": "青岭县亿佳纺织有限公司", "cert_no": ID, "mobile": "13018456524"}
    customer |= {"elec_addr": "柳河镇人民路"}
    person = {"person_name": "姜中民", "cert_no": ID, "phone": "13018456524", "home_addr": "青岭县柳河镇人民路23号"}
    found = linked("gov_population", [customer], [person])
    assert decisions(found) == {(0, 0): "review"}
    assert found.probability[0] < 0.5
