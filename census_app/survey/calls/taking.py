"""Call sheets come back: what was answered goes to review, what needs a visit is given out as one next time.

A file's rows are taken in one act; the same rows again change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.survey.answers import Answer, known_digests
from census_app.survey.calls.gathering import row_code
from census_app.survey.calls.reading import SaidCall, read_calls
from census_app.survey.calls.texts import CallResult, call_texts
from census_app.survey.results.moments import read_day
from census_app.survey.results.values import ValueReader
from census_app.survey.settling.kinds import Settling
from census_app.survey.settling.sorting import OUTSTANDING_SQL
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.words import (
    TASK_STATE_LABELS,
    AnswerOutcome,
    AnswerSource,
    TaskKind,
    TaskState,
    VisitOutcome,
)
from census_app.workspace.engine import scratch_engine
from census_app.workspace.people.named import confirm_named_in
from census_app.workspace.people.permissions import require_in
from census_app.workspace.people.settings import people_settings
from census_app.workspace.problem_life import load_current
from census_app.workspace.received import Received, keep_file, not_yet_registered
from census_app.workspace.row_codes import RowCodes
from census_app.workspace.sealed_rows import append_with_rows
from census_app.workspace.survey_tables import visits

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

RESULTS_RECEIVED = "results.received"
_NUMBERED = re.compile(r"^\d+\.\s*")
_OUTCOMES = {
    CallResult.UPDATED: AnswerOutcome.RECTIFIED,
    CallResult.CORRECT: AnswerOutcome.NOT_ABNORMAL,
    CallResult.VISIT: AnswerOutcome.NEEDS_VISIT,
}
_VISITS = {
    CallResult.UPDATED: VisitOutcome.SURVEYED,
    CallResult.CORRECT: VisitOutcome.SURVEYED,
    CallResult.VISIT: VisitOutcome.APPOINTMENT,
    CallResult.NOBODY: VisitOutcome.NOBODY,
    CallResult.REFUSED: VisitOutcome.REFUSED,
    CallResult.APPOINTMENT: VisitOutcome.APPOINTMENT,
}
_MEANS_SOMETHING = (CallResult.UPDATED, CallResult.VISIT)
_WHY = "电话核实"
_ASKED_AT_ONCE = 500


@dataclass
class TakenCalls:
    """What became of one file's rows: `taken` answered, `again` to be called again, `visits` that need one, `already`
    known, `blank` not filled in; `refused` say where and why."""

    file: str
    taken: int = 0
    again: int = 0
    visits: int = 0
    already: int = 0
    blank: int = 0
    refused: list[str] = field(default_factory=list)
    act: int = 0

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return dict(self.__dict__)

    def lines(self) -> list[str]:
        """For the terminal."""
        told = (
            f"{self.file}：打通并答复 {self.taken:,} 户，要上门 {self.visits:,} 户，下次再打 {self.again:,} 户，"
            f"以前收过 {self.already:,} 户，没填 {self.blank:,} 户" + (f"（第 {self.act} 号动作）" if self.act else "")
        )
        return [told, *(["没有收的行："] if self.refused else []), *(f"  {line}" for line in self.refused)]


@dataclass(frozen=True)
class _Call:
    """A row that can be taken."""

    said: SaidCall
    task: Task
    result: CallResult
    day: date


@dataclass(frozen=True)
class _Known:
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


def take_calls(
    workspace: Workspace, files: Sequence[Path], context: JobContext | None = None, *, today: date | None = None
) -> list[TakenCalls]:
    """Every row of every file is taken or refused with the reason; what is not a call sheet raises `BadInput` before
    anything is written."""
    context = context or silent()
    read = [(path, read_calls(path, context)) for path in files]
    day = today or date.today()
    known = _Known(_about(workspace), RowCodes.of(workspace), ValueReader(workspace.dictionary, day), day)
    return [_take(workspace, path, rows, known) for path, rows in read]


def _take(workspace: Workspace, path: Path, rows: Sequence[SaidCall], known: _Known) -> TakenCalls:
    kept = keep_file(workspace, path, "calls")
    report = TakenCalls(path.name)
    with writing(workspace.engine) as connection:
        numbers = {said.cells["task"].upper() for said in rows if said.is_answered}
        tasks = {task.task_no: task for task in tasks_in(connection, numbers=numbers)}
        done = _done(connection, numbers)
        calls = []
        for said in rows:
            call = _judged(connection, said, tasks, known, done, report)
            if call is not None:
                calls.append(call)
        if calls:
            report.act = _append(connection, calls, known, kept)
    return report


def _done(connection: Connection, numbers: set[str]) -> set[str]:
    """Digests of the calls of these tasks that were taken before."""
    asked, found = sorted(numbers), set[str]()
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        chosen = visits.c.task_no.in_(asked[start : start + _ASKED_AT_ONCE])
        found |= set(connection.execute(select(visits.c.digest).where(chosen)).scalars())
    return found


def _judged(
    connection: Connection,
    said: SaidCall,
    tasks: dict[str, Task],
    known: _Known,
    done: set[str],
    report: TakenCalls,
) -> _Call | None:
    """The row if it is to be written; otherwise it is counted. A customer who stands twice counts once."""
    if not said.is_answered:
        report.blank += 1
        return None
    try:
        call = _understood(connection, said, tasks, known)
    except BadInput as reason:
        report.refused.append(f"{said.place}：{reason}")
        return None
    if _digest(call) in done:
        report.already += 1
        return None
    if not call.task.is_open:
        report.refused.append(f"{said.place}：任务 {call.task.task_no} {TASK_STATE_LABELS[call.task.state]}，不再收")
        return None
    done.add(_digest(call))
    if call.result in (CallResult.UPDATED, CallResult.CORRECT):
        report.taken += 1
        tasks[call.task.task_no] = _surveyed(call.task)
    elif call.result is CallResult.VISIT:
        report.visits += 1
    else:
        report.again += 1
    return call


def _understood(connection: Connection, said: SaidCall, tasks: dict[str, Task], known: _Known) -> _Call:
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
        raise BadInput(f"{texts.headers['result']}不能写“{cells['result'][:20]}”", "从下拉里选")
    if result in _MEANS_SOMETHING and not cells["value"]:
        raise BadInput(f"选了“{cells['result']}”，要写{texts.headers['value']}")
    if not cells["person"]:
        raise BadInput(f"没有写{texts.headers['person']}")
    known.confirm(connection, cells["person"])
    day = read_day(cells["day"], known.values, known.today) if cells["day"] else None
    if day is None or day > known.today:
        raise BadInput(f"{texts.headers['day']}不对：{cells['day'][:20] or '没有写'}", "写成 2026-11-25，不晚于今天")
    require_in(connection, people_settings().permission_of(RESULTS_RECEIVED), [task.unit])
    return _Call(said, task, result, day)


def _append(connection: Connection, calls: Sequence[_Call], known: _Known, kept: Received) -> int:
    answers = [answer for call in calls for answer in _answers(call, known, kept)]
    stored = known_digests(connection, [answer.digest for answer in answers])
    settled = [call for call in calls if call.result in (CallResult.UPDATED, CallResult.CORRECT)]
    rows = {
        "visits": [_visit(call, kept) for call in calls],
        "answers": [answer.row() for answer in answers if answer.digest not in stored],
        "task_changes": [
            {
                "task_no": call.task.task_no,
                "state": (TaskState.SURVEYED if call in settled else TaskState.UNREACHED).value,
                "reason": call.said.cells["result"],
            }
            for call in calls
        ],
        "received_files": [one.row() for one in not_yet_registered(connection, [kept])],
    }
    problems = {number for call in settled for number in call.task.problems if number in known.about}
    payload = {"problems": sorted(problems), "file": kept.name, "calls": len(calls)}
    return append_with_rows(connection, RESULTS_RECEIVED, kept.name, payload, rows).seq


def _answers(call: _Call, known: _Known, kept: Received) -> list[Answer]:
    """One for each problem the call was about; none where nobody was spoken to."""
    outcome = _OUTCOMES.get(call.result)
    if outcome is None:
        return []
    cells = call.said.cells
    return [
        Answer(
            source=AnswerSource.LIST,
            document=_document(call),
            outcome=outcome,
            task_no=call.task.task_no,
            problem_no=number,
            table=known.about[number][0],
            record_key=known.about[number][1],
            value=cells["value"] if call.result is CallResult.UPDATED else "",
            reason=_WHY if call.result is CallResult.UPDATED else f"{_WHY}：{cells['value']}".rstrip("："),
            note=cells["remark"],
            person=cells["person"],
            day=call.day.isoformat(),
            file=kept.sha256,
            sheet=call.said.sheet.name,
            source_row=call.said.row,
        )
        for number in call.task.problems
        if number in known.about
    ]


def _visit(call: _Call, kept: Received) -> dict[str, Any]:
    return {
        "digest": _digest(call),
        "document": _document(call),
        "task_no": call.task.task_no,
        "outcome": _VISITS[call.result].value,
        "surveyor": call.said.cells["person"],
        "day": call.day.isoformat(),
        "note": call.said.cells["result"],
        "file": kept.sha256,
        "sheet": call.said.sheet.name,
        "source_row": call.said.row,
    }


def _document(call: _Call) -> str:
    return f"电话 {call.task.task_no}"


def _digest(call: _Call) -> str:
    """What makes it the same call when it comes again."""
    cells = call.said.cells
    said = [call.result.value, cells["value"], cells["person"], call.day.isoformat(), cells["remark"]]
    return sha256_text(canonical_json([_document(call), *said]))


def _surveyed(task: Task) -> Task:
    return replace(task, state=TaskState.SURVEYED)


def _about(workspace: Workspace) -> dict[str, tuple[str, str]]:
    """Outstanding problems that a call can settle or hand on → their record; what is settled at the desk is not
    answered by a call."""
    settling = Settling(workspace.dictionary)
    with scratch_engine(workspace.folder / "cache") as connection:
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
