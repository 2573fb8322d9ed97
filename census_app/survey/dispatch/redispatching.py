"""Open tasks are shared out anew: those of people who have left, of nobody, or those that are named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from census_app.dictionary.calendar import WorkingCalendar
from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.survey.dispatch.deadlines import WorkingDays
from census_app.survey.dispatch.places import load_archive, load_managers
from census_app.survey.dispatch.planning import staff_of, taken_minutes
from census_app.survey.dispatch.request import Candidate
from census_app.survey.dispatch.settings import dispatch_settings
from census_app.survey.dispatch.sharing import SEVERITIES, Loads, Placed, share
from census_app.survey.tasks.acts import TASKS_LEASE
from census_app.survey.tasks.changing import Change, change_each, open_ones
from census_app.survey.tasks.model import Task
from census_app.survey.tasks.standing import open_tasks
from census_app.workspace.engine import scratch_engine
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.model import Directory
from census_app.workspace.runs.record import last_official

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_WHY = "重新分派"


@dataclass
class Redispatched:
    """Task → who has it now and on which day; `left` are tasks for which there is nobody or no day, as they were."""

    moved: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    act: int = 0

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        names = ("surveyor", "surveyor_name", "day")
        moved = {number: dict(zip(names, to, strict=True)) for number, to in self.moved.items()}
        return {"act": self.act, "moved": moved, "left": self.left}

    def lines(self) -> list[str]:
        """For the terminal."""
        if not self.moved and not self.left:
            return ["没有要重新分派的任务"]
        act = f"（第 {self.act} 号动作）" if self.act else ""
        lines = [f"重新分派了 {len(self.moved):,} 个任务{act}"]
        lines += [f"  {number} → {name or account}，{day}" for number, (account, name, day) in self.moved.items()]
        if self.left:
            lines.append(f"{len(self.left):,} 个没有人可派或排不下，照旧：{'、'.join(self.left)}")
        return lines


def redispatch(
    workspace: Workspace,
    numbers: Sequence[str] = (),
    context: JobContext | None = None,
    *,
    reason: str = "",
    today: date | None = None,
) -> Redispatched:
    """The open tasks of these numbers, or all that nobody has or whose surveyor has left, go to people who are there,
    by the rules of a dispatch; deadlines stay. One act, or none when nobody can take any."""
    context = context or silent()
    day = today or date.today()
    settings = dispatch_settings()
    with workspace.lease(TASKS_LEASE, what="重新分派任务"):
        with reading(workspace.engine) as connection:
            directory = directory_in(connection)
            names = names_in(connection, directory)
            standing = open_tasks(connection)
            chosen = open_ones(connection, numbers) if numbers else _orphans(standing, directory, day)
        if not chosen:
            return Redispatched()
        planned = WorkingDays(WorkingCalendar.load()).next(day, settings.capacity.days_ahead)
        with scratch_engine(workspace.cache, context) as engine:
            load_archive(engine, workspace, last_official(workspace))
            load_managers(engine)
            staff = staff_of(engine, directory, names, planned, ())
            managers = _managers(engine, {task.tg_no for task in chosen})
        kept = {task.task_no for task in chosen}
        others = (task for task in standing if task.task_no not in kept)
        loads = Loads(staff, settings.capacity, taken_minutes(others, planned[0], settings.capacity))
        asked = {_candidate(task, staff.unit_now(task.unit), managers): task for task in chosen}
        due = {one.subject: date.fromisoformat(task.due or day.isoformat()) for one, task in asked.items()}
        shared = share(list(asked), staff, loads, settings.capacity, settings.by, due)
        report = _written(workspace, asked, shared.placed, names, reason)
        report.left += sorted(asked[one].task_no for one in shared.left_over)
    return report


def _written(
    workspace: Workspace,
    asked: dict[Candidate, Task],
    placed: Sequence[Placed],
    names: dict[str, str],
    reason: str,
) -> Redispatched:
    report = Redispatched()
    changes: dict[str, Change] = {}
    for one in placed:
        task = asked[one.candidate]
        if one.day is None:
            report.left.append(task.task_no)
        elif (one.surveyor, one.day.isoformat()) != (task.surveyor, task.day):
            changes[task.task_no] = Change(one.surveyor, one.day)
            report.moved[task.task_no] = (one.surveyor, names.get(one.surveyor, ""), one.day.isoformat())
    if changes:
        report.act = change_each(workspace, changes, reason or _WHY).seq
    return report


def _orphans(standing: Sequence[Task], directory: Directory, day: date) -> list[Task]:
    """Tasks nobody has, or whose surveyor is not there."""

    def is_gone(account: str) -> bool:
        person = directory.people.get(account)
        return directory.enabled and (person is None or not person.is_here(day))

    return [task for task in standing if not task.surveyor or is_gone(task.surveyor)]


def _managers(engine: Any, transformers: Collection[str]) -> dict[str, str]:
    rows = engine.execute(
        "SELECT tg_no, min(tg_manager) FROM archive_transformers "
        "WHERE tg_manager <> '' AND tg_no IN (SELECT unnest($asked::VARCHAR[])) GROUP BY tg_no",
        {"asked": sorted(transformers)},
    ).fetchall()
    return dict(rows)


def _candidate(task: Task, unit: str, managers: dict[str, str]) -> Candidate:
    return Candidate(
        customer=task.customer,
        table=task.table,
        record_key=task.record_key,
        kind=task.kind,
        severity=task.severity if task.severity in SEVERITIES else SEVERITIES[-1],
        score=_number(task.score),
        problems=task.problems,
        unit=unit,
        tg_no=task.tg_no,
        line_no=task.line_no,
        area=task.area,
        manager=managers.get(task.tg_no, ""),
        position=_position(task),
        absorbs=(task.task_no,),
    )


def _position(task: Task) -> tuple[float, float] | None:
    return (float(task.longitude), float(task.latitude)) if task.longitude and task.latitude else None


def _number(text: str) -> Decimal:
    try:
        return Decimal(text or "0")
    except InvalidOperation as error:
        raise BadInput(f"任务的风险分读不出来：{text[:20]}", "运行 census verify 核对") from error
