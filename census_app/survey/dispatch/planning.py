"""What a dispatch would give out, to whom and until when: decided before anything is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from census_app.dictionary.calendar import WorkingCalendar
from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.weeks import week_days
from census_app.survey.dispatch.deadlines import WorkingDays
from census_app.survey.dispatch.gathering import gather
from census_app.survey.dispatch.request import Candidate, DispatchRequest, Gathered, Reason
from census_app.survey.dispatch.settings import Capacity, DispatchSettings, dispatch_settings
from census_app.survey.dispatch.sharing import Loads, Shared, gravest_first, share
from census_app.survey.dispatch.surveyors import ArchiveStaff, RosterStaff, Staff, accounts_of
from census_app.survey.tasks.acts import TASKS_CHANGED, TASKS_DISPATCHED
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.tasks.standing import open_tasks
from census_app.survey.words import TaskState, Trigger
from census_app.workspace.engine import scratch_engine
from census_app.workspace.people.directory import (
    PEOPLE_DISABLED,
    PEOPLE_ENABLED,
    PEOPLE_IMPORTED,
    directory_in,
    names_in,
)
from census_app.workspace.people.model import Directory
from census_app.workspace.people.permissions import permitting_in, require_kind
from census_app.workspace.problems.effects import MOVING_KINDS
from census_app.workspace.runs.record import RUN_COMMITTED
from census_app.workspace.runs.void import RUN_VOIDED
from census_app.workspace.schema import acts as acts_table
from census_app.workspace.survey_tables import tasks as tasks_table

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb
    from sqlalchemy import Connection

    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

PERMISSION = "task.dispatch"
_BUILT_ON = (*MOVING_KINDS, TASKS_CHANGED, RUN_COMMITTED, RUN_VOIDED, PEOPLE_IMPORTED, PEOPLE_ENABLED, PEOPLE_DISABLED)


@dataclass
class Plan:
    """`due`: subject → deadline; `seen` is the last act it rests on, `names` account → name."""

    request: DispatchRequest
    gathered: Gathered
    shared: Shared
    due: Mapping[tuple[str, str], date]
    open_work: Mapping[str, Task]
    joined_due: Mapping[str, date]
    unit_names: Mapping[str, str]
    names: Mapping[str, str]
    seen: int
    over_limit: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Ground:
    """What the database says before the problems are looked at."""

    seen: int
    directory: Directory
    names: Mapping[str, str]
    open_work: list[Task]
    known_reasons: set[Reason]
    may: Callable[[Iterable[str]], bool]


def make_plan(workspace: Workspace, request: DispatchRequest, context: JobContext) -> Plan:
    """What `dispatch` of the request would write now; nothing is written."""
    settings = dispatch_settings()
    monday, _ = week_days(request.week)
    days = WorkingDays(WorkingCalendar.load())
    start = request.start or max(monday, request.today or date.today())
    planned = days.next(start, settings.capacity.days_ahead)
    with reading(workspace.engine) as connection:
        ground = _ground(connection)
    concerns = _Concerns(request.units, ground)
    context.progress(0, 4, "分拣问题")
    with scratch_engine(workspace.cache, context) as engine:
        kinds = request.kinds or settings.kinds
        gathered = gather(engine, workspace, request, kinds, ground.open_work, ground.known_reasons, concerns, context)
        staff = staff_of(engine, ground.directory, ground.names, planned, request.surveyors)
    concerns.confirm(workspace)
    context.raise_if_cancelled()
    context.progress(1, 4, "排人、排日子")
    open_work = {task.task_no: task for task in ground.open_work}
    gathered.candidates = [_as_now(one, staff, open_work) for one in gathered.candidates]
    gathered.joining = {number: _as_now(one, staff, open_work) for number, one in gathered.joining.items()}
    chosen, over_limit = _limited(gathered.candidates, request.limit)
    due = {one.subject: days.due(planned[0], one.severity, settings.deadlines, one.due_by) for one in chosen}
    shared = _shared(chosen, staff, settings, request, ground.open_work, planned[0], due)
    joined = {
        number: days.due(planned[0], one.severity, settings.deadlines, one.due_by)
        for number, one in gathered.joining.items()
    }
    return Plan(
        request,
        gathered,
        shared,
        due,
        open_work,
        joined,
        gathered.unit_names | {code: unit.name for code, unit in ground.directory.units.items() if unit.name},
        ground.names,
        ground.seen,
        over_limit,
        [*days.notes(), *concerns.notes(), *gathered.notes],
    )


def last_built_on(connection: Connection) -> int:
    """The last act that a plan could rest on."""
    query = select(func.max(acts_table.c.seq)).where(acts_table.c.kind.in_(_BUILT_ON))
    return connection.execute(query).scalar() or 0


def _ground(connection: Connection) -> _Ground:
    found = directory_in(connection)
    return _Ground(
        last_built_on(connection),
        found,
        names_in(connection, found),
        open_tasks(connection),
        _known_reasons(connection),
        permitting_in(connection, PERMISSION),
    )


def _known_reasons(connection: Connection) -> set[Reason]:
    """What beside problems led to a task that was not recalled."""
    given = tasks_in(connection, tasks_table.c.reasons != "")
    return {
        Reason(Trigger(one["trigger"]), one["table"], one["key"], one["says"])
        for task in given
        if task.state is not TaskState.RECALLED
        for one in json.loads(task.reasons)
    }


class _Concerns:
    """Whether work in a unit was asked for and may be given out by whoever asks; remembers what it refused."""

    def __init__(self, asked: Sequence[str], ground: _Ground) -> None:
        self._asked = [_code_of(unit, ground.directory) for unit in asked]
        self._ground = ground
        self._known: dict[str, bool] = {}
        self._denied: set[str] = set()
        self._found = False

    def __call__(self, unit: str, name: str) -> bool:
        if unit not in self._known:
            wanted = not self._asked or any(self._covers(one, unit, name) for one in self._asked)
            allowed = wanted and self._ground.may([unit] if unit else [])
            self._found |= wanted
            self._known[unit] = allowed
            self._denied |= {unit} if wanted and not allowed else set()
        return self._known[unit]

    def confirm(self, workspace: Workspace) -> None:
        """`BadInput` when nothing lies in the units asked for, or the person may not dispatch in one that was asked
        for, or in none at all."""
        if self._asked and not self._found and self._known:
            raise BadInput(f"这些单位里没有未了结的问题：{'、'.join(self._asked)}", "写单位编码或全称")
        if self._denied and (self._asked or not any(self._known.values())):
            require_kind(workspace, TASKS_DISPATCHED, sorted(self._denied))

    def notes(self) -> list[str]:
        """What was left to others."""
        return [f"另有 {len(self._denied)} 个单位的问题由别人派"] if self._denied else []

    def _covers(self, asked: str, unit: str, name: str) -> bool:
        if asked in (unit, name):
            return True
        known = self._ground.directory.units
        if unit in known and asked in known:
            return self._ground.directory.covers(asked, unit)
        # without a roster the codes themselves say what lies below a unit
        return asked.isdecimal() and unit.startswith(asked)


def _code_of(text: str, directory: Directory) -> str:
    """A unit's code by code or name; the text itself where the roster does not know it."""
    if text in directory.units:
        return text
    named = [code for code, unit in directory.units.items() if text in (unit.name, *unit.former_names)]
    return named[0] if len(named) == 1 else text


def staff_of(
    engine: duckdb.DuckDBPyConnection,
    directory: Directory,
    names: Mapping[str, str],
    planned: tuple[date, ...],
    only: Sequence[str],
) -> Staff:
    """Who can be sent on the planned days; table `managers` of the engine says whom the archive names."""
    if directory.enabled:
        return RosterStaff(directory, names, planned, accounts_of(directory, names, only))
    pairs = engine.execute("SELECT unit, name FROM managers ORDER BY ALL").fetchall()
    return ArchiveStaff(pairs, planned, frozenset(only))


def _as_now(one: Candidate, staff: Staff, open_work: Mapping[str, Task]) -> Candidate:
    """In the unit that goes on for its own, and due no later than the tasks it absorbs."""
    dues = [date.fromisoformat(open_work[number].due) for number in one.absorbs if open_work[number].due]
    earliest = min((day for day in (one.due_by, *dues) if day is not None), default=None)
    return replace(one, unit=staff.unit_now(one.unit), due_by=earliest)


def _limited(candidates: list[Candidate], limit: int | None) -> tuple[list[Candidate], int]:
    if limit is None or len(candidates) <= limit:
        return candidates, 0
    return sorted(candidates, key=gravest_first)[:limit], len(candidates) - limit


def _shared(
    chosen: list[Candidate],
    staff: Staff,
    settings: DispatchSettings,
    request: DispatchRequest,
    open_work: Iterable[Task],
    first: date,
    due: Mapping[tuple[str, str], date],
) -> Shared:
    loads = Loads(staff, settings.capacity, taken_minutes(open_work, first, settings.capacity))
    return share(chosen, staff, loads, settings.capacity, request.by or settings.by, due)


def taken_minutes(open_work: Iterable[Task], first: date, capacity: Capacity) -> Counter[tuple[str, str]]:
    """(surveyor, day) → minutes that open tasks take; those of days before `first` under the day ""."""
    taken: Counter[tuple[str, str]] = Counter()
    for task in open_work:
        day = task.day if task.day >= first.isoformat() else ""
        taken[task.surveyor, day] += capacity.needed(task.kind, len(task.problems))
    return taken
