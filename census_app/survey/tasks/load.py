"""How much every unit and every person has to do: the open tasks as a tree, with what is due and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from census_app.foundation.database import reading
from census_app.survey.tasks.model import Task
from census_app.workspace.engine import scratch_engine
from census_app.workspace.people.directory import directory_in
from census_app.workspace.people.settings import people_settings
from census_app.workspace.problems.record_facts import select_fields

if TYPE_CHECKING:
    from census_app.survey.tasks.listing import TaskLine
    from census_app.workspace.workspace import Workspace

_DEEPEST = 12
NO_UNIT = ""


@dataclass(frozen=True)
class Load:
    """Counts of open tasks: all of them, those whose deadline falls into this week, those past it, those nobody has."""

    open: int = 0
    due: int = 0
    overdue: int = 0
    nobody: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(
            self.open + other.open,
            self.due + other.due,
            self.overdue + other.overdue,
            self.nobody + other.nobody,
        )


@dataclass(frozen=True)
class LoadNode:
    """A unit or, with `surveyor` not None ("" is nobody), a person in it. `units` are the codes of the tasks below;
    `level` is the unit's word (市, 县, 所, 班), "" where the data do not say."""

    code: str
    name: str
    level: str
    load: Load
    units: frozenset[str]
    surveyor: str | None = None
    children: tuple[LoadNode, ...] = ()


@dataclass
class _Unit:
    """A unit while the tree is built: what lies directly in it."""

    code: str
    name: str
    level: str
    below: list[str] = field(default_factory=list)
    people: dict[str, list[Task]] = field(default_factory=dict)


def task_load(workspace: Workspace, lines: Sequence[TaskLine], today: date | None = None) -> tuple[LoadNode, ...]:
    """The tree over the units of these tasks that are open, roots first, units by code, whoever has most first.

    A unit nobody knows the parent of is a root. `today` decides what is due and overdue.
    """
    known = _known_units(workspace)
    units: dict[str, _Unit] = {}
    for line in lines:
        if line.task.is_open:
            unit = _place(units, known, line.task.unit, line.unit_name)
            unit.people.setdefault(line.task.surveyor, []).append(line.task)
    names = {line.task.surveyor: line.surveyor_name or line.task.surveyor for line in lines}
    nested = {code for unit in units.values() for code in unit.below}
    day = today or date.today()
    roots = sorted((code for code in units if code not in nested), key=lambda code: (not code, code))
    return tuple(_node(units, code, names, day) for code in roots)


def _place(units: dict[str, _Unit], known: Mapping[str, tuple[str, str, str]], code: str, called: str) -> _Unit:
    """The unit, hung below its parents; what the data do not know stands by itself under the name it goes by."""
    unit = units.get(code)
    if unit is not None:
        return unit
    name, level, parent = known.get(code, (called, "", ""))
    unit = units[code] = _Unit(code, called or name or code, level)
    below = code
    for _ in range(_DEEPEST):
        if parent not in known or parent == below:
            break
        above = units.get(parent)
        if above is None:
            name, level, following = known[parent]
            above = units[parent] = _Unit(parent, name or parent, level)
        else:
            following = ""
        if below not in above.below:
            above.below.append(below)
        below, parent = parent, following
    return unit


def _node(units: Mapping[str, _Unit], code: str, names: Mapping[str, str], today: date) -> LoadNode:
    unit = units[code]
    inside = [_node(units, below, names, today) for below in sorted(unit.below)]
    people = [
        LoadNode(code, names.get(who, who), "", load_of(tasks, today), frozenset({code}), surveyor=who)
        for who, tasks in unit.people.items()
    ]
    people.sort(key=lambda one: (bool(one.surveyor), -one.load.open, one.name))
    children = (*inside, *people)
    total = sum((one.load for one in children), Load())
    return LoadNode(code, unit.name, unit.level, total, _units_of(code, children), children=children)


def _units_of(code: str, children: Iterable[LoadNode]) -> frozenset[str]:
    return frozenset({code}).union(*(one.units for one in children))


def load_of(tasks: Iterable[Task], today: date) -> Load:
    """What these tasks come to on that day; those no longer open count nowhere."""
    sunday = (today + timedelta(days=6 - today.weekday())).isoformat()
    now = today.isoformat()
    live = [task for task in tasks if task.is_open]
    return Load(
        open=len(live),
        due=sum(now <= task.due <= sunday for task in live),
        overdue=sum(bool(task.due) and task.due < now for task in live),
        nobody=sum(not task.surveyor for task in live),
    )


def _known_units(workspace: Workspace) -> dict[str, tuple[str, str, str]]:
    """Code → name, level, parent: as the newest data say, the roster's before them where there is one."""
    known: dict[str, tuple[str, str, str]] = {}
    manifest = workspace.catalogue.latest()
    if manifest is not None:
        rows = select_fields(
            workspace.catalogue.open(), "org_unit", ["org_no", "org_name", "org_level", "parent_org_no"]
        )
        with scratch_engine(workspace.cache) as connection:
            found = connection.execute(
                f"SELECT org_no, min(org_name), min(org_level), min(parent_org_no) FROM ({rows}) "
                "WHERE org_no IS NOT NULL GROUP BY org_no"
            ).fetchall()
        known = {code: (name or "", level or "", parent or "") for code, name, level, parent in found}
    with reading(workspace.engine) as connection:
        directory = directory_in(connection)
    for code, unit in directory.units.items():
        level = "" if unit.level is None else people_settings().roster.levels[unit.level].zh
        known[code] = (unit.name, level, unit.parent)
    return known
