"""What a filled row of a call sheet means, or why it cannot be taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.survey.calls.gathering import row_code
from census_app.survey.calls.reading import SaidCall
from census_app.survey.calls.texts import CallResult, call_texts
from census_app.survey.results.moments import read_day
from census_app.survey.results.values import ValueReader
from census_app.survey.settling.kinds import Settling
from census_app.survey.settling.sorting import OUTSTANDING_SQL
from census_app.survey.tasks.model import Task
from census_app.survey.words import TaskKind
from census_app.workspace.engine import scratch_engine
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.people.named import confirm_named_in
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.settings import people_settings
from census_app.workspace.problems.life import load_current

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

RESULTS_RECEIVED = "results.received"
_NUMBERED = re.compile(r"^\d+\.\s*")
_MEANS_SOMETHING = (CallResult.UPDATED, CallResult.VISIT)


@dataclass(frozen=True)
class Call:
    """A row that can be taken."""

    said: SaidCall
    task: Task
    result: CallResult
    day: date


@dataclass(frozen=True)
class Known:
    """What a take knows: problem → (table, record) of those a call is about, and the row codes."""

    about: dict[str, tuple[str, str]]
    codes: RowCodes
    values: ValueReader
    today: date
    confirmed: set[str] = field(default_factory=set)

    def confirm(self, connection: Connection, person: str) -> None:
        """`BadInput` unless the person is of the roster; each name is looked up once."""
        if person not in self.confirmed:
            confirm_named_in(connection, "result.take", [person])
            self.confirmed.add(person)


def understood(connection: Connection, said: SaidCall, tasks: dict[str, Task], known: Known) -> Call:
    """The call that the row reports; `BadInput` says why it cannot be taken."""
    texts, cells = call_texts(), said.cells
    if said.faults:
        raise BadInput("；".join(said.faults))
    task = tasks.get(cells["task"].upper())
    if task is None or task.kind is not TaskKind.CALL:
        raise BadInput(f"没有这个电话任务：{cells['task'][:20]}", "核对任务号；也许来自另一个工作区")
    matters = [_NUMBERED.sub("", line).strip() for line in cells["matter"].splitlines() if line.strip()]
    agrees = row_code(known.codes, task.task_no, task.customer or task.record_key, matters)
    if cells["code"].strip().lower() != agrees:
        raise BadInput("任务号、户号或“要核对什么”被改过", "从原来的电话单里把这一行的灰白列抄回来")
    result = texts.results.get("".join(cells["result"].split()))
    if result is None:
        raise BadInput(
            f"{texts.headers['result']}不能写“{cells['result'][:20]}”", f"从下拉里选：{'、'.join(texts.results)}"
        )
    if result in _MEANS_SOMETHING and not cells["value"]:
        raise BadInput(f"选了“{cells['result']}”，要写{texts.headers['value']}")
    if not cells["person"]:
        raise BadInput(f"没有写{texts.headers['person']}")
    known.confirm(connection, cells["person"])
    day = read_day(cells["day"], known.values, known.today) if cells["day"] else None
    if day is None or day > known.today:
        raise BadInput(f"{texts.headers['day']}不对：{cells['day'][:20] or '没有写'}", "写成 2026-11-25，不晚于今天")
    require_in(connection, people_settings().permission_of(RESULTS_RECEIVED), [task.unit])
    return Call(said, task, result, day)


def about_calls(workspace: Workspace) -> dict[str, tuple[str, str]]:
    """Outstanding problems that a call can settle or hand on → their record; what is settled at the desk is not
    answered by a call."""
    settling = Settling(workspace.dictionary)
    with scratch_engine(workspace.cache) as connection:
        load_current(connection, workspace, "current_problems")
        rows = connection.execute(
            f'SELECT problem_no, rule_id, "table", accused, record_key FROM current_problems '
            f"WHERE state IN ({OUTSTANDING_SQL}) AND merged_into IS NULL"
        ).fetchall()
    return {
        number: (table, key)
        for number, rule, table, accused, key in rows
        if settling.of_problem(rule, table, accused)[0] is not TaskKind.DESK
    }
