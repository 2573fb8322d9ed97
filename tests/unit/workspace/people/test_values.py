"""Any cell is either taken or refused in words, in linear time; what is taken is stable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.workspace.people.model import Directory, Unit
from census_app.workspace.people.roster import values
from census_app.workspace.people.roster.units import UnitTree
from census_app.workspace.people.roster.values import Unreadable
from census_app.workspace.people.settings import Level, Role

READERS: dict[str, Callable[[str], Any]] = {
    "account": values.account,
    "person_name": values.person_name,
    "phone": values.phone,
    "day": values.day,
    "roles": values.roles,
    "level": values.level,
    "is_left": values.is_left,
}
_CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.text(
    st.sampled_from("普查员审核@（）()、/;. =-+*1380０１\u200b\u202e　"), max_size=30
)


@pytest.mark.parametrize("name", READERS)
@given(cell=_CELL)
def test_any_cell_is_taken_or_refused_in_words(name: str, cell: str) -> None:
    try:
        READERS[name](cell)
    except Unreadable as reason:
        assert str(reason)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("piece", ["1", "(", "普查员、", "甲@", " ", "😀"])
def test_hostile_cells_are_no_trouble(name: str, piece: str) -> None:
    try:
        READERS[name](piece * 10_000)
    except Unreadable as reason:
        assert len(str(reason)) < 300


@given(_CELL)
def test_an_account_is_spelt_one_way(cell: str) -> None:
    try:
        spelt = values.account(cell)
    except Unreadable:
        return
    assert values.account(spelt) == spelt == spelt.casefold()


def test_what_people_write() -> None:
    assert values.account(" Zhang.San-01 ") == "zhang.san-01"
    assert values.phone("138 0013-8000") == "13800138000"
    assert values.phone("０３１０－８８８６６６６") == "03108886666"
    assert values.day("2026年3月1日") == values.day("2026/3/1") == values.day("46082") == date(2026, 3, 1)
    assert values.roles("台区经理，审核员（柳河供电所）/班长@0301") == [
        (Role.SURVEYOR, ""),
        (Role.REVIEWER, "柳河供电所"),
        (Role.UNIT_HEAD, "0301"),
    ]
    assert values.level("供电所") is Level.STATION
    assert values.is_left("退休") and not values.is_left("在岗")


TREE = {
    "03": Unit("03", "青岭县供电公司", Level.COUNTY),
    "0301": Unit("0301", "青岭县柳河供电所", Level.STATION, "03"),
    "0302": Unit("0302", "青岭县石桥供电所", Level.STATION, "03", former_names=("青岭县石桥营业所",)),
    "030101": Unit("030101", "营业一班", Level.TEAM, "0301"),
    "030201": Unit("030201", "营业一班", Level.TEAM, "0302"),
}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0301", "0301"),
        ("柳河供电所", "0301"),
        ("青岭县 柳河供电所", "0301"),
        ("石桥营业所", "0302"),
        ("柳河供电所/营业一班", "030101"),
        ("青岭县供电公司＞石桥供电所＞营业一班", "030201"),
        ("青岭县供电公司/营业一班", ""),
        ("营业一班", ""),
        ("所", ""),
        ("青岭县供电公司/柳河供电所/营业二班", ""),
    ],
)
def test_units_are_found_by_code_name_end_and_path(text: str, code: str) -> None:
    tree = UnitTree(Directory(units=TREE), {})
    if code:
        assert tree.at(text) == code
    else:
        with pytest.raises(Unreadable):
            tree.at(text)
    assert tree.changed() == {}


def test_units_named_before_the_archive_came_go_on_as_the_archives() -> None:
    named = {
        "青岭县供电公司": Unit("青岭县供电公司", "青岭县供电公司", Level.COUNTY),
        "青岭县供电公司/柳河所": Unit("青岭县供电公司/柳河所", "柳河所", Level.STATION, "青岭县供电公司"),
    }
    tree = UnitTree(Directory(units=named), TREE)
    assert tree.units["青岭县供电公司"].successor == "03"
    assert tree.find("青岭县供电公司") == "03"
    after = Directory(units=tree.units)
    assert after.covers("03", "青岭县供电公司/柳河所") and not after.covers("青岭县供电公司", "03")


_CODES = st.sampled_from(["a", "b", "c", "d", "e"])


@given(st.dictionaries(_CODES, st.tuples(_CODES, st.sampled_from(["", "a", "b", "c", "d", "e"]))), _CODES, _CODES)
def test_no_tree_however_tangled_goes_round_for_ever(links: dict[str, tuple[str, str]], holder: str, code: str) -> None:
    units = {name: Unit(name, name, None, parent, successor) for name, (parent, successor) in links.items()}
    found = Directory(True, "a", units)
    assert found.covers(code, code) or code not in units
    found.covers(holder, code)
    assert found.unit_now(code) in {code, *(successor for _, successor in links.values())}
    assert sum(len(below) for below in found.children.values()) == len(units)
