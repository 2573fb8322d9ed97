"""整改闭环 at a glance: where problems stand, how the units answer, and what became of every row that came back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from census_app.reporting.answered_lists.model import RowStatus
from census_app.reporting.answered_lists.row_outcomes import kept_rows, taken_files
from census_app.reporting.overdue_notices import write_notices
from census_app.reporting.rectification import PLACES, rectification
from census_app.survey.deferrals import approve_deferral
from census_app.survey.review.deciding import decide
from census_app.survey.review.desk import review_desk
from census_app.survey.review.effects import Said
from census_app.survey.words import ReviewDecision
from census_app.workspace.problems.exemptions import approve_exemption
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.problems.model import State
from census_app.workspace.workspace import Workspace
from tests.unit.reporting.answered_lists.conftest import TODAY, WEEK, County, county, issued_folder
from tests.unit.reporting.answered_lists.filling import APPEAL, FIXED, RIGHT, fill, take

__all__ = ["county", "issued_folder"]
A1, A3 = ("R042", "1"), ("R042", "3")


def test_every_problem_stands_in_its_step_and_units_say_how_far_they_are(county: County) -> None:
    back = fill(county.lists["0301"], county.folder / "a.xlsx", {A1: FIXED, A3: APPEAL})
    take(county, back)
    board = rectification(county.workspace, TODAY)
    assert board is not None
    assert {name: place.problems for name, place in board.places.items() if place.problems} == {
        "assigned": 5, "in_review": 1, "appealed": 1,
    }  # fmt: skip
    assert (board.week, board.lists, board.answered_lists, board.due, board.fixed) == (WEEK, 2, 1, 7, 0)
    assert [(one.name, one.issued, one.answered) for one in board.units] == [
        ("柳河供电所", 4, 2),
        ("青岭供电所", 3, 0),
    ]
    later = rectification(county.workspace, TODAY + timedelta(days=60))
    assert later is not None
    assert sum(one.overdue for one in later.units) == later.ladder.overdue > 0
    assert later.places["assigned"].late == 5


def test_what_is_exempted_stays_in_the_denominator(county: County) -> None:
    number = next(row[0] for row in problem_rows(county.workspace).rows(["problem_no"]))
    approve_exemption(county.workspace, [number], "不是问题", date.today() + timedelta(days=90))
    board = rectification(county.workspace, TODAY)
    assert board is not None
    assert (board.places["exempted"].problems, board.due, board.fixed) == (1, 7, 0)


def test_what_a_reviewer_returned_is_counted_by_its_days(county: County) -> None:
    take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {A1: RIGHT}))
    (item,) = review_desk(county.workspace, "李梅").items
    decide(county.workspace, [Said(item.key, ReviewDecision.RETURNED, "写不清楚")], by="李梅")
    board = rectification(county.workspace, date.today() + timedelta(days=6))
    assert board is not None
    assert (board.places["returned"].problems, board.places["returned"].oldest) == (1, 6)


def test_without_a_run_there_is_nothing_to_rectify(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "W") as workspace:
        assert rectification(workspace) is None
        assert taken_files(workspace) == []


def test_the_steps_hold_every_state_that_is_on_its_way() -> None:
    held = [state for states in PLACES.values() for state in states]
    assert len(held) == len(set(held))
    assert set(State) - set(held) == {State.LEFT_SCOPE, State.GONE, State.CANNOT_JUDGE, State.WITHDRAWN}


def test_row_outcomes_are_kept_beside_the_file_and_stay_what_they_were(county: County) -> None:
    back = fill(county.lists["0301"], county.folder / "a.xlsx", {A1: FIXED, A3: {**FIXED, "整改结果": "改了吧"}})
    take(county, back)
    (file,) = taken_files(county.workspace)
    rows = kept_rows(county.workspace, file.sha256)
    status = {(one.rule[:4], one.customer): one.status for one in rows}
    assert (status[A1], status[A3]) == (RowStatus.TAKEN, RowStatus.REFUSED)
    assert (file.name, file.rows, file.counts["unanswered"], file.has_rows) == ("a.xlsx", 4, 2, True)
    assert next(one for one in rows if one.status is RowStatus.REFUSED).why.startswith("看不懂“改了吧”")
    take(county, back)
    assert kept_rows(county.workspace, file.sha256) == rows
    assert [one.sha256 for one in taken_files(county.workspace)] == [file.sha256]


def test_a_file_of_row_outcomes_that_is_broken_is_as_if_there_were_none(county: County) -> None:
    take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {A1: FIXED}))
    (file,) = taken_files(county.workspace)
    path = county.workspace.folder / "received" / "rows" / f"{file.sha256}.json"
    for broken in ("", "{", json.dumps([{"sheet": ""}]), json.dumps([[1]])):
        path.write_text(broken, encoding="utf-8")
        assert kept_rows(county.workspace, file.sha256) == ()
    (again,) = taken_files(county.workspace)
    assert replace(again, counts=file.counts) == replace(file, has_rows=False)


def test_a_notice_goes_to_each_unit_that_is_late_and_names_what_is_asked(county: County) -> None:
    out = county.folder / "催办"
    report = write_notices(county.workspace, out, "2026-W52")
    assert sorted(path.name for path in report.files) == [
        "催办单_柳河供电所_0301_2026-12-27.xlsx", "催办单_青岭供电所_0302_2026-12-27.xlsx",
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(report.files[0])["催办单"]
    assert sheet["A1"].value == "柳河供电所　超期问题催办单" and "超期 4 条" in str(sheet["A2"].value)
    numbers = [sheet.cell(row, 4).value for row in range(4, sheet.max_row + 1)]
    approve_deferral(county.workspace, [str(numbers[0])], "等设备到货", date(2026, 12, 31), today=date(2026, 12, 20))
    again = write_notices(county.workspace, out, "2026-W52")
    assert (report.problems, again.problems) == (7, 6)


def test_without_anything_late_no_notice_is_written(county: County) -> None:
    board = rectification(county.workspace, date(2026, 11, 22))
    assert board is not None
    numbers = [one.problem_no for one in board.ladder.problems]
    approve_deferral(county.workspace, numbers, "等设备到货", date(2026, 12, 31), today=TODAY)
    report = write_notices(county.workspace, county.folder / "催办", WEEK)
    assert report.files == [] and report.lines() == ["没有要催的问题，不写催办单"]
