"""Answers and tasks as they come in, written straight through the tables: what the takers do, without their files."""

from __future__ import annotations

from datetime import date
from typing import Any

from census_app.foundation.canonical import sha256_text
from census_app.foundation.database import writing
from census_app.survey.answers import Answer
from census_app.survey.words import AnswerOutcome, AnswerSource
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver

LIST_NO = "0301-2026W48-01"
FORM_NO = "0301-2026W48-S01"


def numbers(workspace: Workspace) -> dict[str, str]:
    """Record key → problem number."""
    return dict(problem_rows(workspace).rows(["record_key", "problem_no"]))  # type: ignore[arg-type]


def states(workspace: Workspace) -> dict[str, str]:
    """Record key → state."""
    return dict(problem_rows(workspace).rows(["record_key", "state"]))  # type: ignore[arg-type]


def append(workspace: Workspace, kind: str, rows: dict[str, Any], **payload: Any) -> int:
    with writing(workspace.engine) as connection:
        return append_with_rows(connection, kind, "", payload, rows).seq


def listed(workspace: Workspace, key: str, outcome: AnswerOutcome, **more: Any) -> str:
    """A unit answers the problem of this record; returns the key of the answer in the queue."""
    number = numbers(workspace)[key]
    kind = "appeal.filed" if outcome is AnswerOutcome.APPEALED else "answer.received"
    answer = Answer(AnswerSource.LIST, LIST_NO, outcome, problem_no=number, **{"person": "张志强", **more})
    act = append(workspace, kind, {"answers": [answer.row()]}, problems=[number])
    return f"A{act}-1"


def dispatched(workspace: Workspace, task_no: str, key: str, surveyor: str = "张志强", **more: Any) -> None:
    """A visit to customer `key` with its problem."""
    number = numbers(workspace)[key]
    task = {"task_no": task_no, "kind": "visit", "trigger": "problem", "customer": key, "table": "customer",
            "record_key": key, "unit": "0301", "surveyor": surveyor, "week": "2026-W48", **more}  # fmt: skip
    rows = {"tasks": [task], "task_problems": [{"task_no": task_no, "problem_no": number}]}
    append(workspace, "tasks.dispatched", rows, problems=[number])


def surveyed(workspace: Workspace, task_no: str, key: str, *said: tuple[str, AnswerOutcome, str], **more: Any) -> int:
    """The visit is done: (field, outcome, value) of the customer's items; returns the act."""
    number = numbers(workspace)[key]
    person = more.pop("person", "张志强")
    rows = [
        Answer(AnswerSource.FORM, FORM_NO, outcome, task_no=task_no, table="customer", record_key=key, field=field,
               item=field, value=value, person=person, **more).row()
        for field, outcome, value in said
    ]  # fmt: skip
    visit = {"digest": sha256_text(f"{task_no}{person}{said}"), "task_no": task_no, "document": FORM_NO,
             "surveyor": person, "outcome": "surveyed"}  # fmt: skip
    change = {"task_no": task_no, "state": "surveyed"}
    return append(
        workspace, "results.received", {"answers": rows, "visits": [visit], "task_changes": [change]}, problems=[number]
    )


def next_week(workspace: Workspace, running: tuple[int, ...], day: date = date(2026, 12, 7), **more: Any) -> None:
    """The next export with these running capacities of customers 1 …, checked officially."""
    rows = [
        {"cons_no": str(number), "cons_name": "赵小芳", "org_no": "0301" if number < 5 else "0302",
         "cons_status": "正常用电客户", "contract_cap": 100, "run_cap": run, **more.get(f"c{number}", {})}
        for number, run in enumerate(running, 1)
    ]  # fmt: skip
    deliver(workspace, day, rows)
    run_check(workspace)
