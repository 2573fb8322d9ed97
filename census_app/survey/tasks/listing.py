"""Tasks for the eye: the list with what needs attention, and one task with its problems and history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.database import reading
from census_app.survey.tasks.model import Task, task_in, tasks_in
from census_app.survey.words import TASK_KIND_LABELS, TASK_STATE_LABELS, TRIGGER_LABELS, TaskKind, TaskState
from census_app.workspace import acts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.model import Directory
from census_app.workspace.problems.life import load_current
from census_app.workspace.problems.model import OUTSTANDING, SEVERITY_LABELS, STATE_LABELS
from census_app.workspace.survey_tables import task_changes, tasks

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

_NOBODY = "（还没有人）"


@dataclass(frozen=True)
class TaskFilter:
    """Which tasks; an empty field asks for nothing. `unit` code or name with all below it, `surveyor` account or
    name, `everything` also those that are no longer open."""

    week: str = ""
    unit: str = ""
    surveyor: str = ""
    customer: str = ""
    kind: TaskKind | None = None
    state: TaskState | None = None
    everything: bool = False


@dataclass(frozen=True)
class TaskLine:
    """One task as listed. `open_problems` are still outstanding; `marks` say what needs attention."""

    task: Task
    unit_name: str
    surveyor_name: str
    open_problems: int
    marks: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """All of it, words of the task as stored."""
        task = self.task
        content = {name: getattr(task, name) for name in Task.__dataclass_fields__}
        return content | {
            "kind": task.kind.value,
            "trigger": task.trigger.value,
            "triggers": [one.value for one in task.triggers],
            "state": task.state.value,
            "problems": list(task.problems),
            "unit_name": self.unit_name,
            "surveyor_name": self.surveyor_name,
            "open_problems": self.open_problems,
            "marks": list(self.marks),
        }

    @property
    def subject(self) -> str:
        """What is visited: the customer, by number, else a record, by its table as people call it and its key."""
        task = self.task
        return task.customer or f"{load_dictionary().table(task.table).rule_name} {task.record_key}"

    def words(self) -> str:
        """One line."""
        task = self.task
        who = self.surveyor_name or task.surveyor or _NOBODY
        when = f"{task.day[5:] or '未排日'} 第 {task.route} 户" if task.route else task.day or "未排日"
        state = TASK_STATE_LABELS[task.state] + (f" {task.into_task}" if task.state is TaskState.MERGED else "")
        problems = f"问题 {self.open_problems}/{len(task.problems)}" if task.problems else "没有问题"
        why = "、".join(TRIGGER_LABELS[one] for one in task.triggers)
        marks = f"　〔{'；'.join(self.marks)}〕" if self.marks else ""
        return (
            f"{task.task_no}　{TASK_KIND_LABELS[task.kind]}　{SEVERITY_LABELS.get(task.severity, '')}　{self.subject}　"
            f"{self.unit_name}　{who}　{when}　期限 {task.due}　{state}　{problems}（{why}）{marks}"
        )


@dataclass
class TaskList:
    """The tasks that meet a filter, by person, day and place in the walk."""

    lines_of: list[TaskLine] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {"count": len(self.lines_of), "tasks": [line.as_json() for line in self.lines_of]}

    def lines(self) -> list[str]:
        """For the terminal."""
        return [*(line.words() for line in self.lines_of), f"共 {len(self.lines_of):,} 个任务"]


@dataclass
class TaskStory:
    """One task with its problems (number, state, rule, what is said) and what happened to it."""

    line: TaskLine
    problems: list[tuple[str, str, str, str]]
    history: list[str]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        names = ("problem_no", "state", "rule", "message")
        listed = [dict(zip(names, one, strict=True)) for one in self.problems]
        return self.line.as_json() | {"problem_list": listed, "history": self.history}

    def lines(self) -> list[str]:
        """For the terminal."""
        listed = [f"  {number}　{STATE_LABELS[state]}　{rule}　{said}" for number, state, rule, said in self.problems]
        return [self.line.words(), *listed, *(f"  {line}" for line in self.history)]


def list_tasks(workspace: Workspace, wanted: TaskFilter, today: date | None = None) -> TaskList:
    """The tasks that meet the filter, with who has them and what needs attention today."""
    with reading(workspace.engine) as connection:
        found = [
            task for task in tasks_in(connection, *_conditions(wanted)) if wanted.everything or _meets(task, wanted)
        ]
        directory = directory_in(connection)
        names = names_in(connection, directory)
    known = _Known(directory, names, *_outstanding(workspace), today or date.today())
    found = [task for task in found if _lies_in(task, wanted, known) and _is_of(task, wanted, names)]
    lines = [_line(task, known) for task in found]
    return TaskList(sorted(lines, key=lambda line: (line.task.unit, line.task.surveyor, line.task.day, line.task.route,
                                                    line.task.task_no)))  # fmt: skip


def settled_tasks(workspace: Workspace) -> list[str]:
    """Numbers of the open tasks that only problems made, none of which is outstanding any more."""
    return [
        line.task.task_no
        for line in list_tasks(workspace, TaskFilter()).lines_of
        if line.task.problems and not line.open_problems and not line.task.reasons
    ]


def show_task(workspace: Workspace, task_no: str, today: date | None = None) -> TaskStory:
    """The task of this number; `BadInput` when there is none."""
    with reading(workspace.engine) as connection:
        task = task_in(connection, task_no)
        directory = directory_in(connection)
        names = names_in(connection, directory)
        history = list(_history(connection, task, names))
    problems = _problems(workspace, task.problems)
    known = _Known(directory, names, *_outstanding(workspace), today or date.today())
    return TaskStory(_line(task, known), problems, history)


def _conditions(wanted: TaskFilter) -> list[Any]:
    given = {tasks.c.week: wanted.week, tasks.c.customer: wanted.customer}
    conditions: list[Any] = [column == value for column, value in given.items() if value]
    return conditions + ([tasks.c.kind == wanted.kind.value] if wanted.kind else [])


def _meets(task: Task, wanted: TaskFilter) -> bool:
    return task.state is wanted.state if wanted.state else task.is_open


def _lies_in(task: Task, wanted: TaskFilter, known: _Known) -> bool:
    directory = known.directory
    if not wanted.unit or wanted.unit in (task.unit, known.units.get(task.unit)):
        return True
    named = {code for code, unit in directory.units.items() if wanted.unit in (code, unit.name, *unit.former_names)}
    return any(task.unit in directory.units and directory.covers(code, task.unit) for code in named)


def _is_of(task: Task, wanted: TaskFilter, names: Mapping[str, str]) -> bool:
    return not wanted.surveyor or wanted.surveyor in (task.surveyor, names.get(task.surveyor, ""))


@dataclass(frozen=True)
class _Known:
    """What the lines are read with: who there is, what is still outstanding, what units are called."""

    directory: Directory
    names: Mapping[str, str]
    outstanding: set[str]
    units: Mapping[str, str]
    today: date


def _line(task: Task, known: _Known) -> TaskLine:
    count = sum(number in known.outstanding for number in task.problems)
    unit = known.directory.unit_now(task.unit)
    name = known.directory.unit_name(unit) if unit in known.directory.units else known.units.get(unit, unit)
    marks = tuple(_marks(task, known.directory, count, known.today))
    return TaskLine(task, name or "未归属", known.names.get(task.surveyor, ""), count, marks)


def _marks(task: Task, directory: Directory, open_problems: int, today: date) -> Iterator[str]:
    if not task.is_open:
        return
    if not task.surveyor:
        yield "没有人"
    person = directory.people.get(task.surveyor)
    if directory.enabled and task.surveyor and (person is None or not person.is_here(today)):
        yield "普查员已离岗，要改派"
    if directory.unit_now(task.unit) != task.unit:
        yield "单位已合并"
    if task.due and task.due < today.isoformat():
        yield "超期"
    if task.problems and not open_problems:
        yield "问题都已了结，可撤回"


def _outstanding(workspace: Workspace) -> tuple[set[str], dict[str, str]]:
    """The problems that are still outstanding, and what the units of all problems are called."""
    states = ", ".join(f"'{state.value}'" for state in OUTSTANDING)
    with scratch_engine(workspace.cache) as connection:
        load_current(connection, workspace, "current_problems")
        rows = connection.execute(f"SELECT problem_no FROM current_problems WHERE state IN ({states})").fetchall()
        units = connection.execute(
            "SELECT unit, any_value(unit_name) FROM current_problems WHERE unit_name IS NOT NULL GROUP BY unit"
        ).fetchall()
    return {number for (number,) in rows}, dict(units)


def _problems(workspace: Workspace, numbers: Iterable[str]) -> list[tuple[str, str, str, str]]:
    with scratch_engine(workspace.cache) as connection:
        load_current(connection, workspace, "current_problems")
        return connection.execute(
            "SELECT problem_no, state, rule_id || ' ' || coalesce(rule_title, ''), message FROM current_problems "
            "WHERE problem_no IN (SELECT unnest($numbers::VARCHAR[])) ORDER BY ALL",
            {"numbers": list(numbers)},
        ).fetchall()


def _history(connection: Connection, task: Task, names: Mapping[str, str]) -> Iterator[str]:
    changed: dict[int, list[str]] = {}
    query = select(task_changes).where(task_changes.c.task_no == task.task_no).order_by(task_changes.c.position)
    for row in connection.execute(query).mappings():
        changed.setdefault(row["act"], []).append(_change_words(dict(row), names))
    for seq in sorted({task.act, *changed}):
        act = next(acts.iterate(connection, after=seq - 1, until=seq))
        moment = datetime.fromisoformat(act.at) + timedelta(minutes=act.utc_offset_minutes)
        said = "；".join(changed.get(seq, [])) or "派发"
        yield f"{moment:%Y-%m-%d %H:%M} {act.actor}：{said}（第 {seq} 号动作）"


def _change_words(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    told = []
    if row["state"]:
        told.append(TASK_STATE_LABELS[TaskState(row["state"])] + (f" {row['into_task']}" if row["into_task"] else ""))
    told += [f"改派 {names.get(row['surveyor'], row['surveyor'])}"] if row["surveyor"] else []
    told += [f"改到 {row['day']}"] if row["day"] else []
    told += [f"期限 {row['due']}"] if row["due"] else []
    return "，".join(told) + (f"（{row['reason']}）" if row["reason"] else "")
