"""Dispatch over the county of `field`: who gets what, and that nothing is given out twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput, CensusError, WorkspaceBusy
from census_app.foundation.jobs import JobContext
from census_app.survey.dispatch import dispatching
from census_app.survey.dispatch.dispatching import dispatch
from census_app.survey.dispatch.planning import Plan, make_plan
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.tasks.holding import holders
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.tasks.standing import open_tasks
from census_app.survey.words import TaskKind, TaskState
from census_app.workspace import acts
from census_app.workspace.precision.acts import judge_problems
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.survey_tables import tasks as tasks_table
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from .. import field as field_module
from ..field import DISPATCHED, FOUND, MONDAY, WEEK, checked, customers, numbers, states

REQUEST = DispatchRequest(WEEK, today=MONDAY)


def tasks_of(workspace: Workspace) -> dict[str, Task]:
    with reading(workspace.engine) as connection:
        return {task.customer or task.record_key: task for task in open_tasks(connection)}


def test_one_task_covers_everything_of_a_customer(field: Workspace) -> None:
    report = dispatch(field, REQUEST)
    tasks, known = tasks_of(field), numbers(field)
    assert (len(report.tasks), report.problems) == (10, DISPATCHED)
    assert {key for key, task in tasks.items() if task.kind is TaskKind.CALL} == {"C03", "C07"}
    assert set(tasks["C01"].problems) == {known["C01", rule] for rule in FOUND["C01"]}
    assert (tasks["C01"].severity, tasks["T2"].customer, tasks["T2"].table) == (
        "urgent",
        "",
        "distribution_transformer",
    )
    assert report.gathered.other_kinds == {TaskKind.DESK: 1}
    assert {key for key, state in states(field).items() if state == "assigned"} == {
        (key, rule) for key, rules in FOUND.items() if key != "C04" for rule in rules
    } | {("T2", "R047")}
    assert verify_workspace(field).faults == []


def test_managers_of_the_archive_take_their_customers_in_walking_order(field: Workspace) -> None:
    dispatch(field, REQUEST)
    tasks = tasks_of(field)
    assert {key: task.surveyor for key, task in tasks.items() if task.surveyor == "张志强"}.keys() == {
        "C01", "C02", "C03",
    }  # fmt: skip
    assert {tasks[key].surveyor for key in ("C05", "C06", "C07", "T2")} == {"李芳"}
    assert {tasks[key].surveyor for key in ("C08", "C09", "C10")} == {""}
    assert [task.task_no for task in sorted(tasks.values(), key=lambda task: task.task_no)] == [
        f"T2648-{number:04d}" for number in range(1, 11)
    ]
    assert {task.day for task in tasks.values() if task.surveyor} == {"2026-11-23"}
    assert [tasks[key].route for key in ("C01", "C02", "C03")] == [1, 2, 3]


def test_deadlines_follow_severity_and_never_pass_the_problems_own(field: Workspace) -> None:
    dispatch(field, REQUEST)
    tasks = tasks_of(field)
    # urgent: 3 working days after Monday; important: 7 working days; the rule's own 30 days for a normal one are later
    assert (tasks["C01"].due, tasks["C02"].due, tasks["C03"].due) == ("2026-11-26", "2026-12-02", "2026-12-14")
    assert tasks["C08"].due == tasks["C02"].due


def test_a_second_dispatch_gives_nothing_out_twice(field: Workspace) -> None:
    dispatch(field, REQUEST)
    again = dispatch(field, REQUEST)
    assert (again.tasks, again.act, again.gathered.in_tasks) == ([], 0, DISPATCHED)
    assert len(acts.list_acts(field.engine, kinds=["tasks.dispatched"])) == 1


def test_a_preview_writes_nothing_and_tells_the_same(field: Workspace) -> None:
    before = acts.head(field.engine)
    preview = dispatch(field, replace(REQUEST, dry_run=True))
    assert acts.head(field.engine) == before
    written = dispatch(field, REQUEST)
    assert [replace(task, task_no="") for task in written.tasks] == preview.tasks
    assert "预览，没有写入" in preview.lines()[0]


def test_new_problems_join_the_open_visit_and_turn_a_call_into_a_visit(field: Workspace) -> None:
    dispatch(field, REQUEST)
    before = tasks_of(field)
    found = FOUND | {"C02": ("R043", "R003"), "C03": ("R003", "R043"), "C04": ("R042", "R003")}
    checked(field, date(2026, 11, 27), found)
    report = dispatch(field, replace(REQUEST, week="2026-W49", today=date(2026, 11, 30)))
    tasks, known = tasks_of(field), numbers(field)
    assert known["C02", "R003"] in tasks["C02"].problems
    assert tasks["C02"].task_no == before["C02"].task_no
    with reading(field.engine) as connection:
        old, new = tasks_in(connection, tasks_table.c.customer == "C03")
    assert (old.state, old.into_task, new.kind) == (TaskState.MERGED, new.task_no, TaskKind.VISIT)
    assert set(new.problems) == {known["C03", "R003"], known["C03", "R043"]}
    assert (len(report.tasks), report.joined_problems, report.absorbed) == (2, 1, 1)
    assert tasks["C04"].kind is TaskKind.CALL and len(tasks["C04"].problems) == 2
    assert dispatch(field, replace(REQUEST, week="2026-W49", today=date(2026, 11, 30))).act == 0


def test_what_is_asked_narrows_it(field: Workspace) -> None:
    def asked(**changes: object) -> set[str]:
        report = dispatch(field, replace(REQUEST, dry_run=True, **changes))  # type: ignore[arg-type]
        return {task.customer or task.record_key for task in report.tasks}

    assert asked(kinds=(TaskKind.CALL,)) == {"C03", "C07"}
    assert asked(units=("石桥供电所",)) == asked(units=("0302",)) == {"C08", "C09", "C10"}
    assert asked(where="规则号 = 'R042'", kinds=tuple(TaskKind)) == {"C01", "C04"}
    assert asked(limit=1) == {"C01"}
    with pytest.raises(BadInput, match="没有未了结的问题：0399"):
        asked(units=("0399",))
    with pytest.raises(CensusError, match="规则号码"):
        asked(where="规则号码 = 'R042'")


def test_what_does_not_fit_into_the_days_stays(field: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from census_app.survey.dispatch import planning
    from census_app.survey.dispatch.settings import dispatch_settings

    shipped = dispatch_settings()
    tight = shipped.capacity.model_copy(update={"day_minutes": 30, "longest": 30, "days_ahead": 1})
    monkeypatch.setattr(planning, "dispatch_settings", lambda: shipped.model_copy(update={"capacity": tight}))
    report = dispatch(field, replace(REQUEST, units=("0301",)))
    assert [task.customer for task in report.tasks if task.surveyor == "张志强"] == ["C01"]
    assert (len(report.tasks), report.left_over) == (2, 5)
    assert "排不进" in "\n".join(report.lines())


def test_who_cannot_be_called_is_visited(field: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row | {"mobile": None if row["cons_no"] == "C03" else row["mobile"]} for row in customers()]
    monkeypatch.setattr(field_module, "customers", lambda _status=None: rows)
    checked(field, date(2026, 11, 21))
    report = dispatch(field, REQUEST)
    kinds = {task.customer: task.kind for task in report.tasks}
    assert (kinds["C03"], kinds["C07"], report.gathered.without_phone) == ("visit", "call", 1)
    assert "改为上门" in "\n".join(report.lines())


def test_two_dispatches_at_once_and_acts_in_between_double_nothing(
    field: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with field.lease("tasks", what="派发任务"), pytest.raises(WorkspaceBusy):
        dispatch(field, REQUEST)
    plans: list[int] = []

    def meanwhile(workspace: Workspace, request: DispatchRequest, context: JobContext) -> Plan:
        plan = make_plan(workspace, request, context)
        if not plans:
            number = numbers(workspace)["C02", "R043"]
            judge_problems(workspace, [number], Outcome.REFUTED, "没有错")
        plans.append(plan.seen)
        return plan

    monkeypatch.setattr(dispatching, "make_plan", meanwhile)
    report = dispatch(field, REQUEST)
    assert len(plans) == 2
    assert "C02" not in {task.customer for task in report.tasks}
    assert (len(report.tasks), report.problems) == (9, DISPATCHED - 1)


def test_before_the_first_check_there_is_nothing_to_give_out(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "W") as workspace:
        report = dispatch(workspace, replace(REQUEST, triggers=("轮换",)))
    assert (report.tasks, report.act) == ([], 0)
    assert report.lines()[0] == "2026-W48 没有新任务可派"


def test_certain_problems_send_somebody_to_their_customers_only(field: Workspace) -> None:
    known = numbers(field)
    wanted = known["C01", FOUND["C01"][0]]
    report = dispatch(field, replace(REQUEST, problems=(wanted,)))
    assert [task.customer for task in report.tasks] == ["C01"]
    assert set(tasks_of(field)["C01"].problems) == {known["C01", rule] for rule in FOUND["C01"]}, "all of the customer"
    assert dispatch(field, replace(REQUEST, problems=())).tasks == []


def test_whoever_has_the_task_has_its_problems(field: Workspace) -> None:
    dispatch(field, REQUEST)
    found = holders(field)
    assert found
    for task in tasks_of(field).values():
        for number in task.problems:
            assert found.get(number, "") == task.surveyor
