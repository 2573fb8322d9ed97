"""The roster goes out and comes back: what was not touched changes nothing, what was corrected is all that changes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from census_app.foundation.errors import BadInput
from census_app.workspace.people.directory import directory, phones_in
from census_app.workspace.people.roster.writing import write_roster
from census_app.workspace.workspace import Workspace

from .rosters import HEADER, PEOPLE, UNIT_HEADER, UNITS, roster, take

WIDER = (*HEADER, "代理人", "代理开始", "代理结束", "失效日期", "系统账号")
STAFF = [
    *((*one, "", "", "", "", "") for one in PEOPLE[:2]),
    (
        "head1",
        "赵所",
        "0301",
        "所长、审核员@石桥供电所",
        "13800138001",
        "head2",
        "2026-11-01",
        "2026-11-30",
        "",
        "zhao",
    ),
    ("head2", "孙所", "0302", "单位负责人", "", "", "", "", "", ""),
    ("walk1", "李普", "030101", "", "13800138002", "", "", "", "2026-10-31", ""),
]
MERGED = [(*one, "") for one in UNITS] + [("0303", "青岭县老街供电所", "所", "03", "0301")]


def test_what_goes_out_comes_back_without_a_change(workspace: Workspace, tmp_path: Path) -> None:
    units, header = MERGED, (*UNIT_HEADER, "并入")
    take(workspace, roster(tmp_path / "r.xlsx", STAFF, WIDER, units, header))
    before = directory(workspace.engine)
    report = write_roster(workspace, tmp_path / "out.xlsx")
    assert (report.people, report.units) == (5, 5)
    again = take(workspace, tmp_path / "out.xlsx", complete=True)
    assert again.lines()
    assert not again.refused
    assert again.act == 0
    assert directory(workspace.engine) == before
    with workspace.engine.connect() as connection:
        assert phones_in(connection, before)["head1"] == "13800138001"


def test_only_what_was_corrected_changes(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, roster(tmp_path / "r.xlsx"))
    write_roster(workspace, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = book["人员"]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "walk1")
    row[2].value = "0302"
    book.save(tmp_path / "out.xlsx")
    report = take(workspace, tmp_path / "out.xlsx")
    assert report.plan is not None
    assert [(one.subject, one.kind) for one in report.plan.changes] == [("walk1", "changed")]


def test_without_people_it_is_an_empty_roster_that_never_overwrites(workspace: Workspace, tmp_path: Path) -> None:
    assert write_roster(workspace, tmp_path / "out.xlsx").people == 0
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["人员"]
    assert [cell.value for cell in sheet[1]][:4] == ["账号", "姓名", "单位", "角色"]
    with pytest.raises(BadInput, match="已经存在"):
        write_roster(workspace, tmp_path / "out.xlsx")
