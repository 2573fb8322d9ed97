"""Where people are enabled: who may take whose answers, and whose name may stand in 整改人."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.survey.answers import answers_in
from census_app.workspace.people.model import Identity
from census_app.workspace.people.session import Session, use_session
from tests.unit.workspace.people.conftest import cheapest_allowed_hashes
from tests.unit.workspace.people.rosters import UNIT_HEADER, UNITS, enabled, roster
from tests.unit.workspace.people.rosters import take as take_roster

from .conftest import County
from .filling import FIXED, RIGHT, fill, rows_of, said, statuses, take, write_rows

__all__ = ["cheapest_allowed_hashes"]

HEADER = ("账号", "姓名", "单位", "角色", "失效日期")
PEOPLE: tuple[tuple[str, ...], ...] = (
    ("boss", "钱督", "03", "督察员", ""),
    ("admin", "王管", "03", "管理员", ""),
    ("head1", "赵所", "0301", "单位负责人", ""),
    ("zs", "张三", "0301", "台区经理", ""),
    ("zs2", "张三", "0302", "台区经理", ""),
    ("ls", "李四", "0301", "台区经理", "2026-11-10"),
)


@pytest.fixture
def staffed(county: County, tmp_path: Path) -> County:
    enabled(county.workspace, tmp_path / "people", people=PEOPLE, header=HEADER)
    return county


def works(county: County, account: str) -> None:
    use_session(county.workspace, Session(account, Identity.PIN))


def test_a_unit_takes_its_own_answers_only(staffed: County) -> None:
    works(staffed, "head1")
    own = rows_of(fill(staffed.lists["0301"], staffed.folder / "a.xlsx", {("R042", "1"): FIXED}))
    other = rows_of(fill(staffed.lists["0302"], staffed.folder / "b.xlsx", {("R042", "4"): FIXED}))[1:]
    taken = take(staffed, write_rows(staffed.folder / "c.xlsx", [*own, *other]))
    assert statuses(taken)["R042", "1"] == "taken" and "不能替它收答复" in said(taken)["R042", "4"]
    works(staffed, "boss")
    again = take(staffed, staffed.folder / "c.xlsx")
    assert statuses(again)["R042", "4"] == "taken", "whoever may do it takes the rest of the same file"


def test_who_has_no_part_in_it_takes_nothing(staffed: County) -> None:
    file = fill(staffed.lists["0301"], staffed.folder / "a.xlsx", {("R042", "1"): FIXED})
    works(staffed, "admin")
    with pytest.raises(BadInput, match="收回答复"):
        take(staffed, file)
    with staffed.workspace.engine.connect() as connection:
        assert answers_in(connection) == []


def test_names_are_held_against_the_roster(staffed: County) -> None:
    works(staffed, "boss")
    answers = {
        ("R042", "1"): FIXED,
        ("R005", "1"): {**RIGHT, "整改人": "ls"},
        ("R042", "3"): {**FIXED, "整改人": "路人"},
    }
    taken = take(staffed, fill(staffed.lists["0301"], staffed.folder / "a.xlsx", answers))
    assert "名册里没有 路人" in said(taken)["R042", "3"]
    assert "不在岗" in said(taken)["R005", "1"] and statuses(taken)["R005", "1"] == "taken"
    with staffed.workspace.engine.connect() as connection:
        assert {one.person for one in answers_in(connection)} == {"zs", "ls"}, "of two 张三 the one of this unit"


def test_a_unit_merged_after_its_list_went_out(staffed: County, tmp_path: Path) -> None:
    works(staffed, "admin")
    units = [(*row, "0302" if row[0] == "0301" else "") for row in UNITS]
    header = (*UNIT_HEADER, "并入")
    people = [*PEOPLE, ("head2", "孙所", "0302", "单位负责人", "")]
    file = roster(tmp_path / "merged.xlsx", people=people, header=HEADER, units=units, unit_header=header)
    assert not take_roster(staffed.workspace, file).refused
    works(staffed, "head2")
    taken = take(staffed, fill(staffed.lists["0301"], staffed.folder / "a.xlsx", {("R042", "1"): FIXED}))
    assert statuses(taken)["R042", "1"] == "taken"
