"""Where people are enabled: the roster says who can be sent, the signed-in person what may be dispatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.survey.dispatch.dispatching import dispatch
from census_app.survey.dispatch.redispatching import redispatch
from census_app.survey.dispatch.report import DispatchReport
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.tasks.changing import Change, change_tasks
from census_app.survey.tasks.listing import TaskFilter, list_tasks
from census_app.workspace.people.model import Identity
from census_app.workspace.people.session import Session, use_session
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.people.conftest import cheapest_allowed_hashes
from tests.unit.workspace.people.rosters import UNIT_HEADER, UNITS, enabled, roster, take

from ..field import MONDAY, WEEK

__all__ = ["cheapest_allowed_hashes"]

REQUEST = DispatchRequest(WEEK, today=MONDAY)
HEADER = ("账号", "姓名", "单位", "角色", "失效日期", "代理人", "代理开始", "代理结束")
PEOPLE: tuple[tuple[str, ...], ...] = (
    ("boss", "钱督", "03", "督察员、管理员", "", "", "", ""),
    ("head1", "赵所", "0301", "单位负责人", "", "", "", ""),
    ("zzq", "张志强", "030101", "台区经理", "", "", "", ""),
    ("lf", "李芳", "0301", "台区经理", "", "wt", "2026-11-01", "2026-12-31"),
    ("wt", "王替", "0301", "普查员", "", "", "", ""),
    ("gone", "孙走", "0302", "普查员", "2026-11-20", "", "", ""),
    ("sq", "石桥人", "0302", "普查员", "", "", "", ""),
)


def works(workspace: Workspace, account: str) -> None:
    use_session(workspace, Session(account, Identity.PIN))


@pytest.fixture
def staffed(field: Workspace, tmp_path: Path) -> Workspace:
    enabled(field, tmp_path / "people", people=PEOPLE, header=HEADER)
    works(field, "boss")
    return field


def who(report: DispatchReport) -> dict[str, str]:
    return {task.customer or task.record_key: task.surveyor for task in report.tasks}


def again(workspace: Workspace, tmp_path: Path, people: Sequence[Sequence[str]], **more: object) -> None:
    works(workspace, "boss")
    report = take(workspace, roster(tmp_path / "again.xlsx", people=people, header=HEADER, **more))  # type: ignore[arg-type]
    assert not report.refused, report.lines()


def test_managers_are_found_in_the_roster_substitutes_stand_in_and_leavers_get_nothing(staffed: Workspace) -> None:
    sent = who(dispatch(staffed, REQUEST))
    assert {sent[key] for key in ("C01", "C02", "C03")} == {"zzq"}
    assert {sent[key] for key in ("C05", "C06", "C07", "T2")} == {"wt"}
    assert {sent[key] for key in ("C08", "C09", "C10")} == {"sq"}


def test_a_unit_head_gives_out_the_own_unit_only(staffed: Workspace) -> None:
    works(staffed, "head1")
    with pytest.raises(BadInput, match="派发、改派、撤回任务"):
        dispatch(staffed, replace(REQUEST, units=("0302",)))
    report = dispatch(staffed, REQUEST)
    assert {task.unit for task in report.tasks} == {"0301"}
    assert "另有 1 个单位的问题由别人派" in report.lines()
    works(staffed, "zzq")
    with pytest.raises(BadInput, match="派发、改派、撤回任务"):
        dispatch(staffed, REQUEST)
    with pytest.raises(BadInput, match="派发、改派、撤回任务"):
        change_tasks(staffed, [report.tasks[0].task_no], Change("wt"), today=MONDAY)


def test_tasks_go_only_to_surveyors_of_the_unit_who_are_there(staffed: Workspace) -> None:
    number = next(task.task_no for task in dispatch(staffed, REQUEST).tasks if task.unit == "0302")
    for person, said in (
        ("孙走", "不在岗（至 2026-11-20）"),
        ("张志强", "不是 青岭县石桥供电所 的普查员"),
        ("李四", "名册里没有"),
    ):
        with pytest.raises(BadInput, match=said):
            change_tasks(staffed, [number], Change(person), today=MONDAY)
    change_tasks(staffed, [number], Change("石桥人"), today=MONDAY)


def test_only_those_asked_for_get_tasks(staffed: Workspace) -> None:
    sent = who(dispatch(staffed, replace(REQUEST, surveyors=("王替",), units=("0301",))))
    assert set(sent.values()) == {"wt"}
    with pytest.raises(BadInput, match="名册里没有这些人：李四"):
        dispatch(staffed, replace(REQUEST, surveyors=("李四",)))


def test_somebody_who_left_afterwards_is_marked(staffed: Workspace, tmp_path: Path) -> None:
    dispatch(staffed, REQUEST)
    left = tuple((*row[:4], "2026-11-24", *row[5:]) if row[0] == "zzq" else row for row in PEOPLE)
    again(staffed, tmp_path, left)
    lines = list_tasks(staffed, TaskFilter(surveyor="张志强"), today=date(2026, 11, 25)).lines_of
    assert len(lines) == 3 and all("普查员已离岗，要改派" in line.marks for line in lines)
    works(staffed, "head1")
    report = redispatch(staffed, today=date(2026, 11, 25))
    assert {to[0] for to in report.moved.values()} == {"wt"} and len(report.moved) == 3 and report.left == []
    moved = [
        line.task
        for line in list_tasks(staffed, TaskFilter(surveyor="王替")).lines_of
        if line.task.task_no in report.moved
    ]
    assert all(task.day >= "2026-11-25" and task.reason == "重新分派" for task in moved)
    assert redispatch(staffed, today=date(2026, 11, 25)).lines() == ["没有要重新分派的任务"]


def test_a_unit_merged_in_mid_week_goes_on_in_the_other(staffed: Workspace, tmp_path: Path) -> None:
    first = dispatch(staffed, replace(REQUEST, units=("0302",), limit=1))
    merged = [(*row, "0301" if row[0] == "0302" else "") for row in UNITS]
    people = tuple((*row[:2], "0301", *row[3:]) if row[0] == "sq" else row for row in PEOPLE)
    again(staffed, tmp_path, people, units=merged, unit_header=(*UNIT_HEADER, "并入"))
    lines = list_tasks(staffed, TaskFilter(unit="0301")).lines_of
    assert [line.task.task_no for line in lines] == [first.tasks[0].task_no]
    assert lines[0].unit_name == "青岭县柳河供电所" and "单位已合并" in lines[0].marks
    works(staffed, "head1")
    change_tasks(staffed, [first.tasks[0].task_no], Change("王替"), today=MONDAY)
    report = dispatch(staffed, REQUEST)
    assert {task.unit for task in report.tasks} == {"0301"} and report.unassigned == 0
    assert len(report.tasks) == 9
