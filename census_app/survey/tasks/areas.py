"""The 台区 that somebody has to walk: where each stands, in which order they are walked, how far each one is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from census_app.survey.tasks.load import Load, load_of
from census_app.survey.tasks.model import Task
from census_app.survey.words import TaskState
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.record_facts import select_fields

if TYPE_CHECKING:
    from census_app.survey.tasks.listing import TaskLine
    from census_app.workspace.workspace import Workspace

_LEFT = (TaskState.RECALLED, TaskState.MERGED, TaskState.SPLIT)
_EAST, _NORTH = (73.0, 136.0), (3.0, 54.0)
_LAST_DAY = "9999"


@dataclass(frozen=True)
class Area:
    """One 台区 with its tasks; `tg_no` "" gathers the tasks on none. `place` is (longitude, latitude), None where
    neither the transformer nor its tasks tell. `order` is its place in the walk, from 0. `states` counts its tasks by
    state, without those recalled, merged or split; `open_problems` are still outstanding."""

    tg_no: str
    name: str
    line_no: str
    unit: str
    place: tuple[float, float] | None
    order: int
    load: Load
    states: dict[str, int]
    open_problems: int
    surveyors: tuple[str, ...]

    @property
    def total(self) -> int:
        """All its tasks."""
        return sum(self.states.values())


def task_areas(workspace: Workspace, lines: Sequence[TaskLine], today: date | None = None) -> tuple[Area, ...]:
    """The areas of these tasks in the order they are walked, the one of tasks without an area last."""
    day = today or date.today()
    grouped: dict[str, list[TaskLine]] = {}
    for line in lines:
        if line.task.state not in _LEFT:
            grouped.setdefault(line.task.tg_no, []).append(line)
    known = _transformers(workspace, list(grouped))
    walked = sorted(grouped, key=lambda number: (not number, _first(grouped[number]), number))
    return tuple(_area(number, grouped[number], known, place, day) for place, number in enumerate(walked))


def _first(lines: Sequence[TaskLine]) -> tuple[str, str, int]:
    """The day and place of the first task that is still to be walked, of any when none is."""
    live = [line for line in lines if line.task.is_open] or list(lines)
    return min((line.task.day or _LAST_DAY, line.task.surveyor, line.task.route) for line in live)


def _area(
    number: str,
    lines: Sequence[TaskLine],
    known: dict[str, tuple[str, str, tuple[float, float] | None]],
    order: int,
    today: date,
) -> Area:
    tasks = [line.task for line in lines]
    name, line_no, place = known.get(number, ("", "", None))
    people = dict.fromkeys(line.surveyor_name or line.task.surveyor for line in lines if line.task.surveyor)
    return Area(
        tg_no=number,
        name=name or number,
        line_no=line_no or next((task.line_no for task in tasks if task.line_no), ""),
        unit=tasks[0].unit,
        place=(place or _middle(tasks)) if number else None,
        order=order,
        load=load_of(tasks, today),
        states=dict(Counter(task.state.value for task in tasks)),
        open_problems=sum(line.open_problems for line in lines),
        surveyors=tuple(people),
    )


def _middle(tasks: Sequence[Task]) -> tuple[float, float] | None:
    """Where the tasks are, for want of the transformer's own place."""
    places = [place for task in tasks if (place := _point(task.longitude, task.latitude)) is not None]
    if not places:
        return None
    return median(east for east, _ in places), median(north for _, north in places)


def _point(longitude: object, latitude: object) -> tuple[float, float] | None:
    try:
        east, north = float(str(longitude)), float(str(latitude))
    except ValueError:
        return None
    return (east, north) if _EAST[0] <= east <= _EAST[1] and _NORTH[0] <= north <= _NORTH[1] else None


def _transformers(workspace: Workspace, numbers: list[str]) -> dict[str, tuple[str, str, tuple[float, float] | None]]:
    """台区 → name, line and place, as the newest data say."""
    if workspace.catalogue.latest() is None or not numbers:
        return {}
    fields = ["tg_no", "tg_name", "line_no", "longitude", "latitude"]
    rows = select_fields(workspace.catalogue.open(), "distribution_transformer", fields)
    with scratch_engine(workspace.cache) as connection:
        found = connection.execute(
            "SELECT tg_no, min(tg_name), min(line_no), min(longitude), min(latitude) "
            f"FROM ({rows}) WHERE tg_no IN (SELECT unnest($numbers::VARCHAR[])) GROUP BY tg_no",
            {"numbers": numbers},
        ).fetchall()
    return {
        number: (name or "", line or "", _point(longitude, latitude))
        for number, name, line, longitude, latitude in found
    }
