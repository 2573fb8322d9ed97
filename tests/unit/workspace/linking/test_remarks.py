"""What is said of a comparison as a whole."""

from __future__ import annotations

import pytest

from census_app.matching.link import LinkResult, link_records
from census_app.matching.records import Records
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model
from census_app.workspace.linking.remarks import remarks

SOURCE = shipped_sources()["gov_population"]
COUNT = 400
NAMES = [a + b + c for a in "王李张刘" for b in "伟芳娜敏静丽强磊军洋" for c in "勇艳杰娟涛明超秀霞平"]


def _ids(county: str) -> list[str | None]:
    return [f"{county}19{49 + i % 40}1231{i:03d}X" for i in range(COUNT)]


def _compared(right: dict[str, list[str | None]], keys: list[str], **left: list[str | None]) -> LinkResult:
    ours = Records([f"c{i}" for i in range(COUNT)], {"cons_name": [*NAMES], **left})
    return link_records(ours, Records(keys, right), SOURCE, model=shipped_model(SOURCE.model))


def _own() -> list[str]:
    return [f"p{i}" for i in range(COUNT)]


def test_a_register_of_another_county_is_told() -> None:
    there = {"person_name": [*NAMES], "cert_no": _ids("510107")}
    (told,) = remarks(SOURCE, _compared(there, _own(), cert_no=_ids("370685")), {})
    assert told.startswith("公安人口：比过了，400 户里只有 0 户对得上") and "外地" in told
    assert "其余都算“说不出”" in told


def test_a_register_of_the_county_is_not_remarked_on() -> None:
    here = {"person_name": [*NAMES], "cert_no": _ids("370685")}
    assert remarks(SOURCE, _compared(here, _own(), cert_no=_ids("370685")), {}) == ()


@pytest.mark.parametrize(("numbers", "told"), [(1, True), (50, True), (200, False), (COUNT, False)])
def test_numbers_that_tell_no_rows_apart_are_told(numbers: int, told: bool) -> None:
    here = {"person_name": [*NAMES], "cert_no": _ids("370685")}
    said = remarks(SOURCE, _compared(here, [f"{i % numbers}" for i in range(COUNT)], cert_no=_ids("370685")), {})
    assert [f"{numbers} 个不同的记录号" in one for one in said] == [True] * told


def test_what_a_cap_left_out_is_told_in_one_sentence() -> None:
    one: list[str | None] = ["13931165027"] * COUNT
    same: list[str | None] = ["王伟"] * COUNT
    found = _compared({"person_name": same, "phone": one}, _own(), cons_name=same, mobile=one)
    told = [said for said in remarks(SOURCE, found, {}) if "太多记录共用一个值" in said]
    assert len(told) == 1 and "电话 160,000 对" in told[0] and "phone" not in told[0]


def test_columns_that_are_empty_all_down_are_told_where_they_matter() -> None:
    here: dict[str, list[str | None]] = {"person_name": [*NAMES], "cert_no": _ids("370685")}
    blank: list[str | None] = [None] * COUNT
    given = {"cert_no": _ids("370685"), "mobile": [f"1390000{i:04d}" for i in range(COUNT)]}
    (told,) = remarks(SOURCE, _compared({**here, "cert_no": blank}, _own(), **given), {})
    assert told.startswith(
        "公安人口：对方有整列没有值的，看看是没给还是列没对上：证件号、电话；只能比：户名、地址；能自动认出的少"
    )
    assert remarks(SOURCE, _compared({**here, "phone": blank}, _own(), **given), {}) == ()


def test_towns_a_register_has_not_are_told_with_how_many_it_concerns() -> None:
    source = shipped_sources()["address_std"]
    ours = [f"青岭县{town}王庄村1组{number}号" for town in ("柳河镇", "石桥镇") for number in range(1, 31)]
    left = Records([f"c{number}" for number in range(60)], {"elec_addr": [*ours]})
    right = Records([f"d{number}" for number in range(30)], {"full_addr": [*ours[:30]]})
    (told,) = remarks(source, link_records(left, right, source, model=shipped_model(source.model)), {})
    assert told.startswith("标准地址库：石桥 30 户，对方没有或几乎没有那里的记录：那里对不上的算“说不出”")
