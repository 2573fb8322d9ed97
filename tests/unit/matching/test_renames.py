"""Places with two names, shown by people who stand on both sides."""

from __future__ import annotations

from dataclasses import replace

from census_app.matching.candidates import candidates_of
from census_app.matching.explaining import explain_link
from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.renames import with_renames
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model

SOURCE = shipped_sources()["gov_real_estate"]
MODEL = shipped_model(SOURCE.model)
FIELDS = ("real_estate_no", "owner_name", "owner_cert_no", "location")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙"
HOUSES = (5, 18, 27, 33, 46, 59, 62, 78, 81, 95, 104, 117)


def number(one: int) -> str:
    """A resident id of its own for each."""
    body = f"1101051970{one // 28 + 1:02}{one % 28 + 1:02}{one * 7 % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def linked(ours: list[str], theirs: list[str], without_number: int = -1) -> tuple[Records, Records, LinkResult]:
    """Owners who stand on both sides under these addresses, one of them without a number."""
    names = [f"{SURNAMES[one % 12]}长青" for one in range(len(ours))]
    left = Records(
        [f"c{one}" for one in range(len(ours))],
        {
            "cons_name": names,
            "cert_no": [None if one == without_number else number(one) for one in range(len(ours))],
            "elec_addr": ours,
        },
    )
    columns = [[f"H{one}" for one in range(len(ours))], names, [number(one) for one in range(len(ours))], theirs]
    right = Records([f"h{one}" for one in range(len(ours))], dict(zip(FIELDS, columns, strict=True)))
    return left, right, link_records(left, right, SOURCE, model=MODEL)


def decision(found: LinkResult, row: int) -> str:
    """Of the pair that stands in one row on both sides."""
    for left, right, said in zip(found.left_row, found.right_row, found.decision, strict=True):
        if left == right == row:
            return str(said)
    return ""


def test_a_street_is_known_by_its_new_name_where_many_doors_show_it():
    ours = [f"青岭县文兰路{house}号" for house in HOUSES]
    theirs = [f"青岭县云谷路{house}号" for house in HOUSES]
    left, right, found = linked(ours, theirs, without_number=0)
    assert found.model.renames == {"road": {"文兰路": "云谷路"}}
    assert decision(found, 0) == "auto"
    # who asks for one record later is told the same
    best = candidates_of(left, right, SOURCE, found.model)["c0"][0]
    assert (best.right_key, best.levels["address"]) == ("h0", "same_door")


def told(left: str, right: str, renames: dict[str, dict[str, str]]) -> tuple[str, ...]:
    """What the explanation of a pair says of its addresses."""
    model = replace(MODEL, renames=renames)
    found = explain_link(SOURCE, model, {"address": "same_door"}, {"address": [left]}, {"address": [right]})
    return next(line.said for line in found.lines if line.role == "address")


def test_an_explanation_names_both_names_of_the_place():
    renames = {"road": {"文兰路": "云谷路"}, "village": {"鱼塘": "新民"}, "group": {"鱼塘": "8"}}
    of_road = "“文兰路”与“云谷路”是一处的两个名字"
    assert told("青岭县文兰路5号", "青岭县 云谷路５号", renames) == ("同一门牌", of_road)
    assert told("青岭县云谷路5号", "青岭县文兰路5号", renames) == ("同一门牌", of_road)
    assert told("石河镇鱼塘村1组5号", "石河镇新民村9组5号", renames) == (
        "同一门牌",
        "“鱼塘”与“新民”是一处的两个名字，前者的组号加 8",
    )
    # nothing was told by another name here
    assert told("青岭县文兰路5号", "青岭县文兰路5号", renames) == ("同一门牌",)
    assert told("青岭县云谷路5号（原文兰路）", "青岭县云谷路5号", renames) == ("同一门牌",)


def test_people_who_moved_rename_nothing():
    ours = [f"青岭县文兰路{house}号" for house in HOUSES]
    theirs = [f"青岭县云谷路{house + 3}号" for house in HOUSES]
    _, _, found = linked(ours, theirs, without_number=0)
    assert found.model.renames == {}
    assert decision(found, 0) != "auto"


def test_a_street_that_most_are_met_in_keeps_its_name():
    ours = [f"青岭县文兰路{house}号" for house in HOUSES]
    theirs = [f"青岭县{'云谷' if house < 47 else '文兰'}路{house}号" for house in HOUSES]
    assert linked(ours, theirs)[2].model.renames == {}


def test_an_estate_is_known_by_the_name_it_was_sold_under():
    ours = [f"青岭县翡翠湾{house % 9 + 1}幢2单元{house}1室" for house in HOUSES]
    theirs = [f"青岭县云谷路283号恒大翡翠华庭{house % 9 + 1}幢2单元{house}1室" for house in HOUSES]
    _, _, found = linked(ours, theirs, without_number=0)
    assert found.model.renames == {"estate": {"翡翠湾": "恒大翡翠华庭"}}
    assert decision(found, 0) == "auto"


def test_groups_are_counted_on_in_a_village_that_took_another_in():
    ours = [f"青岭县石河镇鱼塘村{house % 6 + 1}组{house}号" for house in HOUSES]
    theirs = [f"青岭县石河镇新民村{house % 6 + 9}组{house}号" for house in HOUSES]
    _, _, found = linked(ours, theirs, without_number=0)
    assert found.model.renames == {"village": {"鱼塘": "新民"}, "group": {"鱼塘": "8"}}
    assert decision(found, 0) == "auto"


def test_numbers_of_many_tell_nothing():
    ours = [f"青岭县文兰路{house}号" for house in HOUSES]
    theirs = [f"青岭县云谷路{house}号" for house in HOUSES]
    left, right, found = linked(ours, theirs)
    assert found.model.renames
    left = Records(left.keys, {**left.fields, "cert_no": [number(0)] * len(ours)})
    right = Records(right.keys, {**right.fields, "owner_cert_no": [number(0)] * len(ours)})
    assert link_records(left, right, SOURCE, model=MODEL).model.renames == {}


def test_a_source_without_numbers_uses_what_another_has_shown():
    source = shipped_sources()["address_std"]
    left = Records(["c"], {"elec_addr": ["青岭县翡翠湾3幢2单元501室"]})
    right = Records(["a"], {"full_addr": ["青岭县云谷路283号恒大翡翠华庭3幢2单元501室"]})
    assert not len(link_records(left, right, source, model=MODEL).decision)
    known = replace(MODEL, renames={"estate": {"翡翠湾": "恒大翡翠华庭"}})
    assert link_records(left, right, source, model=known).decision.tolist() == ["auto"]


def test_the_later_word_on_a_name_counts():
    earlier = {"road": {"文兰路": "云谷路", "和平街": "潭城街"}}
    later = {"road": {"文兰路": "丹霞路"}, "village": {"鱼塘": "新民"}}
    assert with_renames(earlier, later) == {
        "road": {"文兰路": "丹霞路", "和平街": "潭城街"},
        "village": {"鱼塘": "新民"},
    }
