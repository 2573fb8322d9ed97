"""Call sheets as real workbooks: what stands on them, and what becomes of what people wrote."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import silent
from census_app.survey.answers import answers_in
from census_app.survey.calls.taking import TakenCalls, take_calls
from census_app.survey.calls.texts import COLUMNS
from census_app.survey.calls.writing import write_calls
from census_app.survey.dispatch.dispatching import dispatch
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.settling.settings import settling_settings
from census_app.survey.tasks.listing import TaskFilter
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.words import AnswerOutcome, TaskKind, TaskState
from census_app.workspace import acts
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from ..field import MONDAY, WEEK, checked, numbers, states

TUESDAY = date(2026, 11, 24)
CALLED = {"C01": ("R003", "R042"), "C03": ("R003",), "C05": ("R003",), "C08": ("R003",)}


@pytest.fixture(scope="module")
def calling_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calling") / "W"
    with Workspace.create(folder) as workspace:
        checked(workspace, found=CALLED)
        dispatch(workspace, DispatchRequest(WEEK, today=MONDAY))
    return folder


@pytest.fixture
def calling(calling_blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Four customers to be called, one of whom has a problem that is settled at the desk too."""
    shutil.copytree(calling_blank, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as opened:
        yield opened


def written(workspace: Workspace, tmp_path: Path, **options: Any) -> Path:
    report = write_calls(workspace, TaskFilter(week=WEEK, unit="0301"), tmp_path / "out", today=MONDAY, **options)
    return report.files["0301"]


def rows_of(path: Path) -> dict[str, dict[str, str]]:
    """Customer → column → text."""
    listed = openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=3, values_only=True)
    return {
        str(row[2]): {column: str(cell or "") for column, cell in zip(COLUMNS, row, strict=False)} for row in listed
    }


def filled(path: Path, answers: dict[str, dict[str, Any]], name: str = "answered.xlsx") -> Path:
    """A copy with these cells filled in: customer → column → value."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for line in range(3, sheet.max_row + 1):
        for column, value in answers.get(str(sheet.cell(line, 3).value), {}).items():
            sheet.cell(line, COLUMNS.index(column) + 1).value = value
    target = path.with_name(name)
    book.save(target)
    return target


def took(workspace: Workspace, path: Path) -> TakenCalls:
    (report,) = take_calls(workspace, [path], silent(), today=TUESDAY)
    return report


def task_of(workspace: Workspace, customer: str) -> Task:
    with reading(workspace.engine) as connection:
        return [task for task in tasks_in(connection) if task.customer == customer][-1]


def test_the_sheet_says_what_to_ask_and_never_why(calling: Workspace, tmp_path: Path) -> None:
    path = written(calling, tmp_path)
    rows = rows_of(path)
    assert set(rows) == {"C01", "C03", "C05"}
    assert rows["C01"]["matter"] == "联系方式需更新"
    assert (rows["C01"]["phone"], rows["C01"]["name"]) == ("138****5678", "赵*芳")
    said = " ".join(str(cell.value or "") for sheet in openpyxl.load_workbook(path) for row in sheet for cell in row)
    assert "R003" not in said and "联系电话异常" not in said and "说的原因" not in said
    assert [word for word in settling_settings().never_say if word in said] == []
    assert "13812345678" not in said


def test_full_numbers_need_a_reason_and_leave_a_trace(calling: Workspace, tmp_path: Path) -> None:
    assert rows_of(written(calling, tmp_path, full="今天打电话"))["C03"]["phone"] == "13812345678"
    shown = acts.list_acts(calling.engine, kinds=["personal.shown"])[-1]
    assert (shown.payload["reason"], shown.payload["records"]) == ("今天打电话", 3)
    with pytest.raises(BadInput, match="事由"):
        written(calling, tmp_path, full=" ")


def test_answers_go_to_review_and_visits_are_given_out_next(calling: Workspace, tmp_path: Path) -> None:
    answered = filled(
        written(calling, tmp_path),
        {
            "C01": {"result": "已改好", "value": "改为 139 开头的号码", "person": "张志强", "day": "11-24"},
            "C03": {"result": "要上门", "value": "说不清", "person": "张志强", "day": date(2026, 11, 24)},
            "C05": {"result": "没人接", "person": "李芳", "day": "2026-11-24"},
        },
    )
    report = took(calling, answered)
    assert (report.taken, report.visits, report.again, report.refused) == (1, 1, 1, [])
    known = numbers(calling)
    with reading(calling.engine) as connection:
        stored = {answer.problem_no: answer for answer in answers_in(connection)}
    assert stored[known["C01", "R003"]].outcome is AnswerOutcome.RECTIFIED
    assert stored[known["C03", "R003"]].outcome is AnswerOutcome.NEEDS_VISIT
    assert len(stored) == 2
    assert {key: state for key, state in states(calling).items() if key[0] == "C01"} == {
        ("C01", "R003"): "in_review",
        ("C01", "R042"): "assigned",
    }
    assert [task_of(calling, key).state for key in ("C01", "C03", "C05")] == [
        TaskState.SURVEYED,
        TaskState.UNREACHED,
        TaskState.UNREACHED,
    ]
    given = dispatch(calling, DispatchRequest(WEEK, today=TUESDAY))
    assert [(task.customer, task.kind) for task in given.tasks] == [("C03", TaskKind.VISIT.value)]
    assert given.absorbed == 1
    assert verify_workspace(calling).faults == []


def test_the_same_sheet_again_changes_nothing(calling: Workspace, tmp_path: Path) -> None:
    answers = {"C01": {"result": "资料没错", "person": "张志强", "day": "11-24"}}
    answers["C05"] = {"result": "没人接", "person": "李芳", "day": "11-24"}
    path = written(calling, tmp_path)
    took(calling, filled(path, answers))
    before = acts.head(calling.engine)
    again = took(calling, filled(path, answers, "again.xlsx"))
    assert (again.already, again.act, acts.head(calling.engine)) == (2, 0, before)
    later = {"C05": {"result": "资料没错", "person": "李芳", "day": "11-24"}}
    assert took(calling, filled(path, later, "later.xlsx")).taken == 1


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"result": "已改好", "person": "甲", "day": "11-24"}, "要写客户的答复"),
        ({"result": "随便", "person": "甲", "day": "11-24"}, "从下拉里选"),
        ({"value": "只写了答复"}, "从下拉里选"),
        ({"result": "没人接", "day": "11-24"}, "没有写通话人"),
        ({"result": "没人接", "person": "甲"}, "通话日期不对"),
        ({"result": "没人接", "person": "甲", "day": "2026-12-24"}, "不晚于今天"),
        ({"result": "没人接", "person": "甲", "day": "11-24", "matter": "户主已死亡"}, "被改过"),
        ({"result": "没人接", "person": "甲", "day": "11-24", "code": "0000000000"}, "被改过"),
        ({"result": "没人接", "person": "甲", "day": "11-24", "task": "T2648-9999"}, "没有这个电话任务"),
        ({"result": '="没人接"', "person": "甲", "day": "11-24"}, "公式"),
        ({"result": "没人接", "person": "甲", "day": "11-24", "remark": "啊" * 10_000}, "太长"),
    ],
)
def test_a_row_that_cannot_be_taken_is_said_with_its_place(
    calling: Workspace, tmp_path: Path, cells: dict[str, Any], said: str
) -> None:
    report = took(calling, filled(written(calling, tmp_path), {"C03": cells}))
    assert len(report.refused) == 1 and report.act == 0
    assert said in report.refused[0] and "第 4 行" in report.refused[0]
    assert (report.taken, report.blank) == (0, 2)


def test_other_files_are_refused_whole(calling: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["序号", "任务号"])
    book.save(tmp_path / "cut.xlsx")
    with pytest.raises(BadInput, match="缺这些列"):
        took(calling, tmp_path / "cut.xlsx")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BadInput, match="不是电话单"):
        took(calling, tmp_path / "other.csv")


def test_a_task_given_to_somebody_else_meanwhile_is_still_taken_but_a_recalled_one_is_not(
    calling: Workspace, tmp_path: Path
) -> None:
    from census_app.survey.tasks.changing import Change, change_tasks
    from census_app.survey.tasks.recalling import recall_tasks

    path = written(calling, tmp_path)
    change_tasks(calling, [task_of(calling, "C03").task_no], Change("王五"))
    recall_tasks(calling, [task_of(calling, "C05").task_no])
    said = {"result": "资料没错", "person": "张志强", "day": "11-24"}
    report = took(calling, filled(path, {"C03": said, "C05": said}))
    assert report.taken == 1
    assert "已撤回，不再收" in report.refused[0]
