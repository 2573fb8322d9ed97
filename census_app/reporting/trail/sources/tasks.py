"""Tasks given out, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from census_app.reporting.trail.case import Case
from census_app.reporting.trail.model import Raw
from census_app.survey.words import TASK_KIND_LABELS, TASK_STATE_LABELS, TRIGGER_LABELS, TaskKind, TaskState, Trigger
from census_app.workspace.survey_tables import task_changes, task_problems, tasks


def entries(case: Case) -> Iterator[Raw]:
    """One per task given out and per change of it."""
    for row in case.rows(tasks, tasks.c.task_no, case.tasks):
        problems = tuple(number for number in case.tasks[row["task_no"]].problems if number in case.numbers)
        yield Raw(row["act"], row["position"], _given(case, row), problems, row["task_no"])
    for row in case.rows(task_changes, task_changes.c.task_no, case.tasks):
        yield Raw(row["act"], row["position"], _changed(case, row), task=row["task_no"], title="任务")
    for row in case.rows(task_problems, task_problems.c.task_no, case.tasks):
        if row["problem_no"] in case.numbers and row["act"] != case.tasks[row["task_no"]].act:
            words = f"任务 {row['task_no']} 加上问题 {row['problem_no']}"
            yield Raw(row["act"], row["position"], words, (row["problem_no"],), row["task_no"])


def _given(case: Case, row: dict[str, Any]) -> str:
    kind = TASK_KIND_LABELS.get(TaskKind(row["kind"]), row["kind"]) if row["kind"] else ""
    parts = [
        f"任务 {row['task_no']}　{kind}",
        f"由头：{TRIGGER_LABELS[Trigger(row['trigger'])]}" if row["trigger"] else "",
        f"派给 {case.person(row['surveyor'])}" if row["surveyor"] else "还没有派给人",
        f"期限 {row['due']}" if row["due"] else "",
        f"拆自 {row['split_from']}" if row["split_from"] else "",
    ]
    return "，".join(part for part in parts if part)


def _changed(case: Case, row: dict[str, Any]) -> str:
    parts = [
        TASK_STATE_LABELS[TaskState(row["state"])] if row["state"] else "",
        f"改派给 {case.person(row['surveyor'])}" if row["surveyor"] else "",
        f"期限改为 {row['due']}" if row["due"] else "",
        f"并入 {row['into_task']}" if row["into_task"] else "",
        row["reason"],
    ]
    return f"任务 {row['task_no']}：{'，'.join(part for part in parts if part)}"
