"""Call sheets come back: what was answered goes to review, what needs a visit is given out as one next time.

A file's rows are taken in one act; the same rows again change nothing.
"""

from __future__ import annotations

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
from census_app.survey.calls.reading import SaidCall, read_calls
from census_app.survey.calls.texts import CallResult
from census_app.survey.calls.understanding import RESULTS_RECEIVED, Call, Known, about_calls, understood
from census_app.survey.results.values import ValueReader
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.words import (
    TASK_STATE_LABELS,
    AnswerOutcome,
    AnswerSource,
    TaskState,
    VisitOutcome,
)
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.received import Received, keep_file, not_yet_registered
from census_app.workspace.survey_tables import visits

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

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


def take_calls(
    workspace: Workspace, files: Sequence[Path], context: JobContext | None = None, *, today: date | None = None
) -> list[TakenCalls]:
    """Every row of every file is taken or refused with the reason; what is not a call sheet raises `BadInput` before
    anything is written."""
    context = context or silent()
    read = [(path, read_calls(path, context)) for path in files]
    day = today or date.today()
    known = Known(about_calls(workspace), RowCodes.of(workspace), ValueReader(workspace.dictionary, day), day)
    return [_take(workspace, path, rows, known) for path, rows in read]


def _take(workspace: Workspace, path: Path, rows: Sequence[SaidCall], known: Known) -> TakenCalls:
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
    known: Known,
    done: set[str],
    report: TakenCalls,
) -> Call | None:
    """The row if it is to be written; otherwise it is counted. A customer who stands twice counts once."""
    if not said.is_answered:
        report.blank += 1
        return None
    try:
        call = understood(connection, said, tasks, known)
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


def _append(connection: Connection, calls: Sequence[Call], known: Known, kept: Received) -> int:
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


def _answers(call: Call, known: Known, kept: Received) -> list[Answer]:
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


def _visit(call: Call, kept: Received) -> dict[str, Any]:
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


def _document(call: Call) -> str:
    return f"电话 {call.task.task_no}"


def _digest(call: Call) -> str:
    """What makes it the same call when it comes again."""
    cells = call.said.cells
    said = [call.result.value, cells["value"], cells["person"], call.day.isoformat(), cells["remark"]]
    return sha256_text(canonical_json([_document(call), *said]))


def _surveyed(task: Task) -> Task:
    return replace(task, state=TaskState.SURVEYED)
