"""The address library: what a whole table says of an address that is told in part."""

from __future__ import annotations

import pytest

from census_app.matching.link import link_records
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model

SOURCE = shipped_sources()["address_std"]
CENTRE, SOUTH = "青岭县城关镇", "青岭县石桥镇"
STAIRS = [
    f"{CENTRE}桂花园{house}号楼{stair}单元{room}室"
    for house in (1, 2)
    for stair in (1, 2, 3)
    for room in (101, 102, 201, 202, 301)
]
HAMLETS = [f"青岭县柳河镇王庄村{hamlet}{number}号" for hamlet in ("孙屯", "李家湾") for number in range(1, 9)]
TWO_GARDENS = [
    f"{town}安居花园{house}号楼{room}室" for town in (CENTRE, SOUTH) for house in range(1, 4) for room in (101, 102)
]


def linked(customer: str, *library: str) -> dict[str, str]:
    """Address of the library → decision, of one customer."""
    right = Records([str(number) for number in range(len(library))], {"full_addr": list(library)})
    left = Records(["1"], {"elec_addr": [customer]})
    found = link_records(left, right, SOURCE, model=shipped_model(SOURCE.model))
    return {library[row]: str(decision) for row, decision in zip(found.right_row, found.decision, strict=True)}


@pytest.mark.parametrize(
    ("customer", "library"),
    [
        (f"{CENTRE}向阳街20号", [f"{CENTRE}向阳街39弄20号"]),
        (f"{CENTRE}向阳街39弄20号", [f"{CENTRE}向阳街20号"]),
        (f"{CENTRE}金山街槐树横街7号", [f"{CENTRE}金山街7号"]),
        (f"{CENTRE}金山街槐树横街7号", [f"{CENTRE}金山街槐树后街7号"]),
        ("青岭县柳河镇王庄村5号", [one for one in HAMLETS if one.endswith("屯5号") or not one.endswith("湾5号")]),
        ("青岭县安居花园2号楼102室", [one for one in TWO_GARDENS if one != f"{SOUTH}安居花园2号楼102室"]),
        (f"{SOUTH}安居花园2号楼102室", [one for one in TWO_GARDENS if one != f"{SOUTH}安居花园2号楼102室"]),
        (
            f"{CENTRE}桂花园2号楼201室",
            [one for one in STAIRS if not one.endswith(("2号楼1单元201室", "2号楼3单元201室"))],
        ),
        ("青岭县柳河镇二连9幢", ["青岭县柳河镇二连9号"]),
        (f"{CENTRE}人民路122号", [f"{CENTRE}人民路122号4层"]),
    ],
)
def test_one_of_several_is_not_linked_without_a_person(customer: str, library: list[str]) -> None:
    assert "auto" not in linked(customer, *library).values()


@pytest.mark.parametrize(
    ("customer", "library", "right"),
    [
        (f"{CENTRE}金山街槐树横街7号", [f"{CENTRE}金山街7号"], f"{CENTRE}金山街槐树横街7号"),
        ("青岭县柳河镇王庄村孙屯5号", HAMLETS, "青岭县柳河镇王庄村孙屯5号"),
        ("青岭县石桥镇安居花园2-102", TWO_GARDENS, f"{SOUTH}安居花园2号楼102室"),
        (f"{CENTRE}桂花园2-1-201", STAIRS, f"{CENTRE}桂花园2号楼1单元201室"),
        (f"{CENTRE}人民路27号-2", [f"{CENTRE}人民路27号之一"], f"{CENTRE}人民路27号附2号"),
        (f"{CENTRE}人民路27之2", [f"{CENTRE}人民路27号"], f"{CENTRE}人民路27-2号"),
    ],
)
def test_what_is_told_in_full_is_found(customer: str, library: list[str], right: str) -> None:
    others = [one for one in library if one != right]
    found = linked(customer, right, *others)
    assert found == {right: "auto"}
