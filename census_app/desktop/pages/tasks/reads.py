"""Questions of the task page, as plain functions that run on a worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.opened import opened
from census_app.desktop.pages.tasks.query import TaskRow
from census_app.desktop.pages.tasks.tiles import tiles_of

if TYPE_CHECKING:
    from census_app.desktop.widgets.area_map import AreaTile
    from census_app.survey.quality.by_task import TaskSign
    from census_app.survey.tasks.listing import TaskLine, TaskStory
    from census_app.survey.tasks.load import LoadNode

_LISTED_STANDINGS = frozenset({"退回", "有冲突"})


@dataclass(frozen=True)
class TaskGround:
    """All tasks of a workspace with the names of units and people; `units` and `people` may be chosen in dialogs,
    `tiles` are the 台区 in the words of the board."""

    rows: list[TaskRow]
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    units: dict[str, str] = field(default_factory=dict)
    load: tuple[LoadNode, ...] = ()
    tiles: tuple[AreaTile, ...] = ()


@dataclass(frozen=True)
class Signs:
    """The signs of each task, and the sentence that says what they are not."""

    by_task: dict[str, tuple[TaskSign, ...]] = field(default_factory=dict)
    note: str = ""


def read_tasks(folder: Path) -> TaskGround:
    """Every task as it stands today."""
    from census_app.survey.tasks.areas import task_areas
    from census_app.survey.tasks.listing import TaskFilter, list_tasks
    from census_app.survey.tasks.load import task_load
    from census_app.workspace.unit_names import unit_names

    today = date.today().isoformat()
    with opened(folder) as workspace:
        lines = list_tasks(workspace, TaskFilter(everything=True)).lines_of
        latest = workspace.catalogue.latest()
        units = dict(unit_names(workspace, workspace.catalogue.open())) if latest is not None else {}
        people = _surveyors(workspace)
        load, areas = task_load(workspace, lines), task_areas(workspace, lines)
    rows = [_row(line, today) for line in lines]
    names = {
        "unit": {row.unit: row.unit_name for row in rows},
        "surveyor": {row.surveyor: row.surveyor_name for row in rows},
        "area": {area.tg_no: area.name for area in areas},
    }
    known = dict.fromkeys([*people, *(row.surveyor_name for row in rows if row.surveyor_name)])
    return TaskGround(rows, names, tuple(known), units, load, tiles_of(areas))


def _surveyors(workspace: object) -> list[str]:
    """Names of the roster's people; none where people are not enabled."""
    from census_app.foundation.database import reading
    from census_app.workspace.people.directory import directory_in, names_in

    with reading(workspace.engine) as connection:  # type: ignore[attr-defined]
        directory = directory_in(connection)
        return sorted(names_in(connection, directory).values()) if directory.enabled else []


def _row(line: TaskLine, today: str) -> TaskRow:
    task = line.task
    return TaskRow(
        task.task_no,
        task.state.value,
        task.kind.value,
        task.severity,
        task.customer,
        line.subject,
        task.unit,
        line.unit_name,
        task.surveyor,
        line.surveyor_name or task.surveyor,
        task.day,
        task.route,
        task.due,
        len(task.problems),
        line.open_problems,
        "；".join(line.marks),
        task.week,
        task.is_open,
        task.is_open and bool(task.due) and task.due < today,
        task.is_open and not task.surveyor,
        task.tg_no,
    )


def read_signs(folder: Path) -> Signs:
    """What is worth a look, by task; nothing where the reader may not look."""
    from census_app.survey.quality.by_task import signs_by_task
    from census_app.survey.quality.report import NOT_VERDICTS, survey_quality

    with opened(folder) as workspace:
        return Signs(signs_by_task(survey_quality(workspace)), NOT_VERDICTS)


def read_story(folder: Path, task_no: str) -> TaskStory:
    """One task with its problems and what happened to it."""
    from census_app.survey.tasks.listing import show_task

    with opened(folder) as workspace:
        return show_task(workspace, task_no)


def read_outcomes(copy: Path) -> list[tuple[str, str, str]]:
    """(standing, place, reason) of the rows of a written-back copy that need somebody, as its summary lists them."""
    from openpyxl import load_workbook

    from census_app.survey.results.returned.summary import OUTCOME_SHEET

    book = load_workbook(copy, read_only=True)
    try:
        if OUTCOME_SHEET not in book.sheetnames:
            return []
        rows = [["" if cell is None else str(cell) for cell in row] for row in book[OUTCOME_SHEET].values]
    finally:
        book.close()
    found, listed = [], False
    for row in rows:
        standing, place, reason = (*row, "", "", "")[:3]
        listed = listed or (standing, place) == ("结果", "位置")
        if listed and standing in _LISTED_STANDINGS:
            found.append((standing, place, reason))
    return found
