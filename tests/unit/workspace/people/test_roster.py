"""Rosters as people write them: taken whole or not at all, twice the same, nothing made up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.people.directory import directory, names_in, phones_in
from census_app.workspace.people.model import Grant
from census_app.workspace.people.settings import Level, Role
from census_app.workspace.workspace import Workspace

from .rosters import HEADER, PEOPLE, UNIT_HEADER, UNITS, roster, take, write

TODAY = date.today()


def test_a_roster_makes_the_tree_and_the_people(workspace: Workspace, tmp_path: Path) -> None:
    report = take(workspace, roster(tmp_path / "r.xlsx"))
    found = directory(workspace.engine)
    assert (report.act, len(found.units), len(found.people)) == (1, 4, 5)
    assert found.units["030101"].level is Level.TEAM
    assert list(found.above("030101")) == ["030101", "0301", "03"]
    assert found.people["head1"].grants == (Grant(Role.REVIEWER, "0301"), Grant(Role.UNIT_HEAD, "0301"))
    assert not found.enabled
    with workspace.engine.connect() as connection:
        assert names_in(connection, found)["walk1"] == "李普"
        assert phones_in(connection, found, ["walk1", "boss"]) == {"walk1": "13800138002"}


def test_names_and_phones_stay_out_of_the_chain(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, roster(tmp_path / "r.xlsx"))
    (act,) = acts.list_acts(workspace.engine)
    assert "李普" not in str(act) and "13800138002" not in str(act)
    assert acts.personal_value(workspace.engine, act.seq, "name:walk1") == "李普"
    acts.erase_personal_values(workspace.engine, act.seq, "本人要求", fields=["phone:walk1"])
    assert acts.verify(workspace.engine) == []
    assert acts.personal_value(workspace.engine, act.seq, "name:walk1") == "李普"
    assert acts.personal_value(workspace.engine, act.seq, "phone:walk1") is None


def test_the_same_roster_again_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    path = roster(tmp_path / "r.xlsx")
    take(workspace, path)
    again = take(workspace, path)
    assert again.act == 0 and again.plan is not None and again.plan.empty
    assert again.as_json()["people"] == {"new": 0, "changed": 0, "left": 0, "unchanged": 5, "absent": 0}
    assert len(acts.list_acts(workspace.engine)) == 1


def test_a_preview_says_what_would_change_and_writes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, roster(tmp_path / "r.xlsx"))
    moved = ("walk1", "李普", "0302", "普查员、审核员@柳河供电所", "13800138009")
    report = take(workspace, roster(tmp_path / "n.xlsx", people=[*PEOPLE[:4], moved], units=()), preview=True)
    assert report.plan is not None
    (change,) = report.plan.changes
    assert change.kind == "changed"
    assert change.words == ("单位 柳河营业一班 → 青岭县石桥供电所；角色 普查员 → 审核员@青岭县柳河供电所、普查员；手机")
    assert directory(workspace.engine).people["walk1"].unit == "030101"
    assert "13800138009" not in str(report.as_json())


def test_whom_a_roster_does_not_name_stays_unless_it_is_complete(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, roster(tmp_path / "r.xlsx"))
    shorter = roster(tmp_path / "n.xlsx", people=PEOPLE[:4])
    assert take(workspace, shorter).as_json()["people"]["absent"] == 1
    assert directory(workspace.engine).people["walk1"].is_here(TODAY)
    report = take(workspace, shorter, complete=True)
    assert report.as_json()["people"]["left"] == 1
    found = directory(workspace.engine)
    assert "walk1" in found.people and not found.people["walk1"].is_here(TODAY)
    assert found.grants_of("walk1", TODAY) == ()
    assert take(workspace, shorter, complete=True).act == 0


def test_somebody_who_left_by_state_keeps_the_day_and_can_come_back(workspace: Workspace, tmp_path: Path) -> None:
    header = (*HEADER, "状态")
    gone = [(*row, "离职" if row[0] == "walk1" else "在职") for row in PEOPLE]
    take(workspace, roster(tmp_path / "r.xlsx", gone, header))
    left = directory(workspace.engine).people["walk1"].valid_to
    assert left is not None and left < TODAY
    assert take(workspace, roster(tmp_path / "r.xlsx", gone, header)).act == 0
    back = [(*row, "", "在职") for row in PEOPLE]
    take(workspace, roster(tmp_path / "n.xlsx", back, (*HEADER, "失效日期", "状态")))
    assert directory(workspace.engine).people["walk1"].is_here(TODAY)


def test_columns_a_sheet_lacks_leave_what_was_there(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, roster(tmp_path / "r.xlsx"))
    take(workspace, write(tmp_path / "n.xlsx", {"名单": [("工号", "姓名"), ("WALK1", "李普改")]}))
    found = directory(workspace.engine)
    assert found.people["walk1"].grants == (Grant(Role.SURVEYOR, "030101"),)
    with workspace.engine.connect() as connection:
        assert names_in(connection, found, ["walk1"]) == {"walk1": "李普改"}
        assert phones_in(connection, found, ["walk1"]) == {"walk1": "13800138002"}


def test_titles_groups_totals_and_repeated_headers_are_passed_over(workspace: Workspace, tmp_path: Path) -> None:
    rows = [
        ("青岭县供电公司2026年11月人员名册",),
        (),
        ("序号", "＊账号", "姓名（必填）", "所属单位", "岗位", "备注"),
        (1, "admin", "王管", "03", "系统管理员", "长期"),
        ("序号", "＊账号", "姓名（必填）", "所属单位", "岗位", "备注"),
        (2, "walk1", "李普", "030101", "台区经理", ""),
        ("合计", "2人"),
    ]
    report = take(
        workspace, write(tmp_path / "r.xlsx", {"说明": [("先看这里",)], "名册": rows, "单位": [UNIT_HEADER, *UNITS]})
    )
    assert report.as_json()["people"]["new"] == 2
    assert report.notes == ["没有用到的工作表：说明"]
    assert directory(workspace.engine).people["walk1"].grants == (Grant(Role.SURVEYOR, "030101"),)


def test_merged_unit_cells_hold_for_each_row(workspace: Workspace, tmp_path: Path) -> None:
    path = roster(tmp_path / "r.xlsx", [*PEOPLE, ("walk2", "周普", None, "普查员", None)])
    book = openpyxl.load_workbook(path)
    book["人员"].merge_cells("C6:C7")
    book.save(path)
    take(workspace, path)
    assert directory(workspace.engine).people["walk2"].unit == "030101"


def test_teams_beside_the_unit_and_the_levels_in_columns(workspace: Workspace, tmp_path: Path) -> None:
    header = ("账号", "姓名", "县公司", "供电所", "班组", "角色")
    people = [
        ("a", "王管", "青岭县供电公司", "", "", "管理员"),
        ("b", "李普", "青岭县供电公司", "柳河供电所", "营业一班", "普查员"),
        ("c", "张普", "青岭县供电公司", "柳河供电所", "营业二班", "普查员"),
    ]
    take(workspace, write(tmp_path / "r.xlsx", {"人员": [header, *people]}))
    found = directory(workspace.engine)
    assert [found.units[code].level for code in found.above(found.people["b"].unit)] == [
        Level.TEAM,
        Level.STATION,
        Level.COUNTY,
    ]
    assert len(found.units) == 4
    wrong = [("d", "周普", "青岭县供电公司", "柳河供电所", "营业三班", "普查员")]
    report = take(workspace, write(tmp_path / "n.xlsx", {"人员": [header, *wrong]}))
    assert report.refused and "柳河供电所下没有“营业三班”" in report.faults[0].message


def test_substitutes_by_account_or_by_a_name_only_one_has(workspace: Workspace, tmp_path: Path) -> None:
    header = (*HEADER, "替班人", "替班开始", "替班结束")
    period = (date(2026, 1, 1), date(2026, 1, 31))
    people = [(*row, "", "", "") for row in PEOPLE]
    people[2] = (*PEOPLE[2], "李普", *period)
    people[3] = (*PEOPLE[3], "HEAD1", *period)
    take(workspace, roster(tmp_path / "r.xlsx", people, header))
    found = directory(workspace.engine)
    during, after = date(2026, 1, 31), date(2026, 2, 1)
    assert found.represented_by("walk1", during) == ["head1"]
    assert Grant(Role.UNIT_HEAD, "0301") in found.grants_of("walk1", during)
    assert found.may("head1", [Role.UNIT_HEAD], "0302", during)
    # who stands in for somebody does not get what that person borrows from a third
    assert not found.may("walk1", [Role.UNIT_HEAD], "0302", during)
    assert found.grants_of("walk1", after) == (Grant(Role.SURVEYOR, "030101"),)


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (("admin", "重复", "03", "普查员", ""), 0, "账号重复"),
        (("", "没账号", "03", "普查员", ""), 0, "账号不能空"),
        (("a b", "空格", "03", "普查员", ""), 0, "账号只能用"),
        (("x" * 41, "太长", "03", "普查员", ""), 0, "账号太长"),
        (("x\u200b1", "零宽", "03", "普查员", ""), 0, "账号只能用"),
        ((123456789012345678, "长数字", "03", "普查员", ""), 0, "15 位以上"),
        (("new", "", "03", "普查员", ""), 1, "姓名不能空"),
        (("new", "甲" * 31, "03", "普查员", ""), 1, "姓名太长"),
        (("new", "张\u202e三", "03", "普查员", ""), 1, "看不见的字符"),
        (("new", "张三", "", "普查员", ""), 2, "单位不能空"),
        (("new", "张三", "柳合供电所", "普查员", ""), 2, "没有“柳合供电所”这个单位，是否指 青岭县柳河供电所"),
        (("new", "张三", "供电所", "普查员", ""), 2, "有几个单位"),
        (("new", "张三", "0301", "队长", ""), 3, "没有“队长”这个角色"),
        (("new", "张三", "0301", "普查员@火星", ""), 3, "没有“火星”这个单位"),
        (("new", "张三", "0301", "普查员", "138****8000"), 4, "电话带星号"),
        (("new", "张三", "0301", "普查员", "见备注"), 4, "不像电话号码"),
        (("new", "张三", "0301", "甲" * 600, ""), 3, "太长"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_taken(
    workspace: Workspace, tmp_path: Path, row: tuple[object, ...], column: int, says: str
) -> None:
    report = take(workspace, roster(tmp_path / "r.xlsx", people=[*PEOPLE, row]))
    (fault,) = report.faults
    assert (fault.sheet, fault.row, fault.column) == ("人员", 7, column)
    assert says in fault.message
    assert report.refused and acts.list_acts(workspace.engine) == []
    marked = openpyxl.load_workbook(report.marked)["人员"]
    cell = marked.cell(7, column + 1)
    assert cell.fill.fgColor.rgb == "FFF8C9C4" and says in cell.comment.text
    assert says in marked.cell(7, 6).value


def test_the_marked_copy_corrected_is_a_roster(workspace: Workspace, tmp_path: Path) -> None:
    wrong = ("new", "张三", "0301", "队长", "")
    report = take(workspace, roster(tmp_path / "r.xlsx", people=[*PEOPLE, wrong]), marked=tmp_path / "m.xlsx")
    assert report.marked == str(tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    book["人员"]["D7"] = "普查员"
    book.save(tmp_path / "m.xlsx")
    assert take(workspace, tmp_path / "m.xlsx").as_json()["people"]["new"] == 6


def test_formulas_are_nobodys_word(workspace: Workspace, tmp_path: Path) -> None:
    report = take(workspace, roster(tmp_path / "r.xlsx", people=[*PEOPLE, ("new", "张三", "0301", '="管理"&"员"', "")]))
    assert [(one.row, one.column, one.message[:6]) for one in report.faults] == [(7, 3, "这一格是公式")]


@pytest.mark.parametrize(
    ("units", "row", "column", "says"),
    [
        ([("03", "县", "县", "0301"), ("0301", "所", "所", "03")], 2, 3, "绕回了自己"),
        ([("03", "县", "县", ""), ("03", "县二", "县", "")], 3, 0, "编码重复"),
        ([("03", "县", "所", ""), ("0301", "所", "县", "03")], 3, 2, "级别不低于"),
        ([("03", "县", "", ""), ("0301", "所", "", "99")], 3, 3, "没有“99”这个单位"),
        ([("03", "县", "镇", "")], 2, 2, "没有“镇”这个级别"),
        ([("", "县", "县", "")], 2, 0, "单位编码要有"),
        ([("03", "", "县", "")], 2, 1, "单位名称要有"),
    ],
)
def test_a_wrong_tree_is_named(
    workspace: Workspace, tmp_path: Path, units: list[tuple[str, ...]], row: int, column: int, says: str
) -> None:
    report = take(
        workspace, roster(tmp_path / "r.xlsx", [("a", "王管", units[0][0] or "x", "管理员", "")], units=units)
    )
    found = [one for one in report.faults if one.sheet == "单位"]
    assert [(one.row, one.column) for one in found][:1] == [(row, column)]
    assert says in found[0].message


def test_units_are_renamed_moved_and_merged_and_keep_their_past(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, roster(tmp_path / "r.xlsx"))
    units = [("0301", "柳河中心供电所", "所", "03", ""), ("0302", "青岭县石桥供电所", "所", "03", "0301")]
    take(workspace, roster(tmp_path / "n.xlsx", PEOPLE, units=units, unit_header=(*UNIT_HEADER, "并入")))
    found = directory(workspace.engine)
    assert found.units["0301"].former_names == ("青岭县柳河供电所",)
    assert found.unit_now("0302") == "0301"
    # whoever heads the successor heads what was merged into it, not the other way round
    assert found.may("head1", [Role.UNIT_HEAD], "0302", TODAY)
    assert not found.may("head2", [Role.UNIT_HEAD], "0301", TODAY)
    assert found.may("head2", [Role.UNIT_HEAD], "0302", TODAY)
    # the old name still finds the unit
    take(workspace, roster(tmp_path / "o.xlsx", [("new", "周普", "青岭县柳河供电所", "普查员", "")], units=()))
    assert directory(workspace.engine).people["new"].unit == "0301"


def test_a_file_that_is_no_roster_is_refused_with_the_columns_wanted(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有找到人员名册"):
        take(workspace, write(tmp_path / "r.xlsx", {"清单": [("户号", "户名"), ("1", "甲")]}))


def test_two_columns_of_one_meaning_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    report = take(workspace, roster(tmp_path / "r.xlsx", [("a", "王管", "03", "管理员", "", "b")], (*HEADER, "工号")))
    assert "同一列" in report.faults[0].message


def test_a_unit_code_and_name_that_disagree_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    header = ("账号", "姓名", "单位编码", "单位名称", "角色")
    report = take(workspace, roster(tmp_path / "r.xlsx", [("a", "王管", "0301", "石桥供电所", "管理员")], header))
    assert "不是同一个单位" in report.faults[0].message


def test_one_system_account_belongs_to_one_person(workspace: Workspace, tmp_path: Path) -> None:
    header = (*HEADER, "系统账号")
    people = [(*PEOPLE[0], "wang"), (*PEOPLE[1], "WANG")]
    report = take(workspace, roster(tmp_path / "r.xlsx", people, header))
    assert "系统账号已经登记给 admin" in report.faults[0].message
