"""What beside problems sends somebody: conditions over the archive, and lists from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import yaml

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.survey.dispatch.dispatching import dispatch
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.dispatch.triggers import chosen_triggers, trigger_settings
from census_app.survey.forms.issuing import issue_forms
from census_app.survey.tasks.model import Task
from census_app.survey.tasks.recalling import recall_tasks
from census_app.survey.tasks.standing import open_tasks
from census_app.survey.words import TaskKind, Trigger
from census_app.workspace.workspace import Workspace

from ..field import MONDAY, WEEK, checked

REQUEST = DispatchRequest(WEEK, today=MONDAY)
METERS = [
    {"asset_no": "M02", "cons_no": "C02", "mp_no": "P02", "rotate_date": date(2026, 12, 1)},
    {"asset_no": "M04", "cons_no": "C04", "mp_no": "P04", "rotate_date": date(2026, 12, 1)},
    {"asset_no": "M05", "cons_no": "C05", "mp_no": "P05", "rotate_date": date(2031, 12, 1)},
]
CUSTOMER_STATUS = "正常用电客户"


@pytest.fixture(scope="module")
def triggered_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """C01 has problems and is important; the meters of C02 (problems) and C04 (a desk problem) are to be changed."""
    important = dict.fromkeys(("notice_flag", "report_flag", "service_flag"), True) | {"urge_flag": False}
    folder = tmp_path_factory.mktemp("triggered") / "W"
    with Workspace.create(folder) as workspace:
        checked(
            workspace,
            found={"C01": ("R003",), "C02": ("R043",), "C04": ("R042",)},
            status=CUSTOMER_STATUS,
            meter=METERS,
            important_customer=[
                {"cons_no": "C01", "rrio_level": "一级", "last_check_date": date(2026, 1, 5), **important}
            ],
        )
    return folder


@pytest.fixture
def triggered(triggered_blank: Path, tmp_path: Path) -> Iterator[Workspace]:
    import shutil

    shutil.copytree(triggered_blank, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as opened:
        yield opened


def tasks_of(workspace: Workspace) -> dict[str, Task]:
    with reading(workspace.engine) as connection:
        return {task.customer or task.record_key: task for task in open_tasks(connection)}


def test_one_visit_covers_problems_and_whatever_else_there_is(triggered: Workspace) -> None:
    report = dispatch(triggered, replace(REQUEST, triggers=("轮换", "important")))
    tasks = tasks_of(triggered)
    assert (tasks["C02"].triggers, len(tasks["C02"].problems)) == ((Trigger.PROBLEM, Trigger.ROTATION), 1)
    assert (tasks["C04"].triggers, len(tasks["C04"].problems)) == ((Trigger.PROBLEM, Trigger.ROTATION), 1)
    assert tasks["C01"].kind is TaskKind.VISIT
    assert tasks["C01"].triggers == (Trigger.PROBLEM, Trigger.IMPORTANT)
    assert "C05" not in tasks
    assert "M02 轮换到期 2026-12-01" in tasks["C02"].reasons
    again = dispatch(triggered, replace(REQUEST, triggers=("轮换", "important")))
    assert (again.tasks, again.gathered.known_reasons, report.gathered.known_reasons) == ([], 3, 0)


def test_a_reason_of_a_recalled_task_counts_again(triggered: Workspace) -> None:
    request = replace(REQUEST, triggers=("rotation",), kinds=(TaskKind.VISIT,))
    dispatch(triggered, request)
    recall_tasks(triggered, [tasks_of(triggered)["C04"].task_no])
    assert [task.customer for task in dispatch(triggered, request).tasks] == ["C04"]


def test_a_reason_joins_the_open_visit_of_its_customer(triggered: Workspace) -> None:
    dispatch(triggered, REQUEST)
    before = tasks_of(triggered)["C02"]
    report = dispatch(triggered, replace(REQUEST, triggers=("轮换",)))
    after = tasks_of(triggered)["C02"]
    assert (after.task_no, after.triggers) == (before.task_no, (Trigger.PROBLEM, Trigger.ROTATION))
    assert [task.customer for task in report.tasks] == ["C04"]


def test_a_list_of_customers_is_read_by_its_header(triggered: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["核算异常清单"],
        ["序号", "户号", "原因"],
        [1, "C05", "电量\n突减"],
        [2, "C99", "x"],
        [3, "", "没写"],
        [4, "C05", "电量 突减"],
    ):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    request = replace(REQUEST, file=tmp_path / "list.xlsx", file_trigger=Trigger.BILLING, kinds=(TaskKind.VISIT,))
    report = dispatch(triggered, request)
    task = tasks_of(triggered)["C05"]
    assert (task.trigger, task.problems, task.unit, task.surveyor) == (Trigger.BILLING, (), "0301", "李芳")
    assert "电量 突减" in task.reasons
    assert len(report.gathered.refused) == 2
    assert "第 5 行：没有户号" in report.gathered.refused[0] and "C99" in report.gathered.refused[1]
    assert dispatch(triggered, request).gathered.known_reasons == 1
    book.active.delete_rows(2)
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(BadInput, match="没有户号这一列"):
        dispatch(triggered, replace(REQUEST, file=tmp_path / "other.xlsx"))


def test_a_mere_list_of_numbers_is_a_list_of_customers_and_their_unit_has_its_name(
    triggered: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_bytes("户号\r\nC05\r\n".encode("gb18030"))
    request = replace(REQUEST, file=tmp_path / "list.csv", file_trigger=Trigger.BILLING, kinds=(TaskKind.VISIT,))
    report = dispatch(triggered, replace(request, units=("柳河供电所",)))
    assert [(one.unit, one.unit_name) for one in report.tasks if one.customer == "C05"] == [("0301", "柳河供电所")]


def test_what_was_not_imported_is_said(triggered: Workspace) -> None:
    report = dispatch(triggered, replace(REQUEST, triggers=("用电检查单",), dry_run=True))
    assert "用电检查单：没有导入稽查工单，查不出" in report.lines()
    with pytest.raises(BadInput, match="没有这种触发：半夜"):
        dispatch(triggered, replace(REQUEST, triggers=("半夜",)))


def test_a_county_adds_a_trigger_without_code(tmp_path: Path) -> None:
    content = {"id": "big", "trigger": "billing", "kind": "call", "severity": "normal", "table": "用电客户"}
    content |= {"when": "合同容量 > 100", "says": "大户"}
    path = tmp_path / "triggers.yaml"
    path.write_text(yaml.safe_dump({"triggers": [content]}, allow_unicode=True), encoding="utf-8")
    assert [one.id for one in chosen_triggers(trigger_settings(path), ["电费异常"])] == ["big"]
    path.write_text(yaml.safe_dump({"triggers": [content, content]}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadInput, match="重复"):
        trigger_settings(path.rename(tmp_path / "twice.yaml"))


def test_inspection_orders_and_strange_bills_come_from_the_archive(field: Workspace) -> None:
    orders = [
        {
            "audit_no": "J1",
            "cons_no": "C07",
            "topic": "高价低接",
            "dispatch_date": date(2026, 11, 2),
            "conclusion": None,
        },
        {
            "audit_no": "J2",
            "cons_no": "C05",
            "topic": "高价低接",
            "dispatch_date": date(2026, 11, 2),
            "conclusion": "查实",
        },
    ]
    bills = [
        {"cons_no": customer, "mp_no": f"P{customer}", "ym": month, "read_pq": used}
        for customer, last in (("C09", 0), ("C10", 700))
        for month, used in (("202608", 800), ("202609", 800), ("202610", last))
    ]
    found = {"C01": ("R003",)}
    checked(field, date(2026, 11, 21), found, status=CUSTOMER_STATUS, audit_order=orders, billing_month=bills)
    report = dispatch(field, replace(REQUEST, triggers=("用电检查单", "电费异常"), kinds=(TaskKind.VISIT,)))
    tasks = tasks_of(field)
    assert {key: task.triggers[1:] for key, task in tasks.items() if task.reasons} == {
        "C07": (Trigger.INSPECTION,),
        "C09": (Trigger.BILLING,),
    }, report.lines()
    assert "检查单 J1（高价低接）" in tasks["C07"].reasons and "上一期 800 kWh" in tasks["C09"].reasons


def test_the_paper_says_what_somebody_comes_for_and_not_why(triggered: Workspace, tmp_path: Path) -> None:
    dispatch(triggered, replace(REQUEST, triggers=("轮换",), kinds=(TaskKind.VISIT,)))
    issue_forms(triggered, WEEK, tmp_path / "forms")
    texts = [
        str(cell)
        for path in (tmp_path / "forms").glob("*.xlsx")
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell
    ]
    assert sum("还要办：电能表到期轮换" in text for text in texts) == 2
    assert not [text for text in texts if "轮换到期 2026-12-01" in text]
