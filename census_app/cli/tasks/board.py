"""`census task load | areas`: who has how much to do, and the 台区 that are walked."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.survey.tasks.areas import Area
    from census_app.survey.tasks.listing import TaskFilter
    from census_app.survey.tasks.load import Load, LoadNode


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `load` and `areas`."""
    load = actions.add_parser("load", help="单位与人的负荷：在办几个、本周到期、超期、没有人")
    _add_filter(load)
    load.set_defaults(command=_load)
    areas = actions.add_parser("areas", help="台区图的内容：每个台区在哪、按走的次序、各状态几个任务、还有几个问题")
    _add_filter(areas)
    areas.set_defaults(command=_areas)


def _add_filter(action: argparse.ArgumentParser) -> None:
    action.add_argument("--week", default="", metavar="W")
    action.add_argument("--unit", default="", metavar="U", help="这个单位（编码或名称）及以下的")
    action.add_argument("--surveyor", default="", metavar="人", help="账号或姓名")
    add_workspace(action)


def _filter(arguments: argparse.Namespace) -> TaskFilter:
    """Tasks of every state: what is done is part of how far a 台区 is."""
    from census_app.survey.tasks.listing import TaskFilter

    return TaskFilter(arguments.week, arguments.unit, arguments.surveyor, everything=True)


def _load(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.tasks.listing import list_tasks
    from census_app.survey.tasks.load import task_load
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        roots = task_load(workspace, list_tasks(workspace, _filter(arguments)).lines_of)
    if arguments.json:
        print_json({"units": [_node_json(one) for one in roots]})
    else:
        print_text(*(list(_node_lines(roots)) or ["没有在办的任务"]))
    return int(ExitCode.DONE)


def _areas(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.tasks.areas import task_areas
    from census_app.survey.tasks.listing import list_tasks
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        found = task_areas(workspace, list_tasks(workspace, _filter(arguments)).lines_of)
    if arguments.json:
        print_json({"areas": [_area_json(one) for one in found]})
    else:
        print_text(*([_area_line(one) for one in found] or ["没有派出的任务"]))
    return int(ExitCode.DONE)


def _node_json(node: LoadNode) -> dict[str, Any]:
    person = {} if node.surveyor is None else {"surveyor": node.surveyor}
    below = [_node_json(one) for one in node.children]
    return {"code": node.code, "name": node.name, "level": node.level, **person, **node.load.__dict__, "below": below}


def _node_lines(nodes: Sequence[LoadNode], depth: int = 0) -> Iterator[str]:
    for node in nodes:
        name = node.name or ("没有人" if node.surveyor == "" else node.code or "未归属")
        yield f"{'　' * depth}{name}　{_said(node.load)}"
        yield from _node_lines(node.children, depth + 1)


def _said(load: Load) -> str:
    more = {"本周到期": load.due, "超期": load.overdue, "没有人": load.nobody}
    return "，".join([f"在办 {load.open:,}", *(f"{word} {number:,}" for word, number in more.items() if number)])


def _area_json(area: Area) -> dict[str, Any]:
    return {**area.__dict__, "load": area.load.__dict__, "total": area.total}


def _area_line(area: Area) -> str:
    from census_app.survey.words import TASK_STATE_LABELS, TaskState

    states = "，".join(f"{TASK_STATE_LABELS[TaskState(state)]} {number:,}" for state, number in area.states.items())
    place = f"{area.place[0]:.6f}, {area.place[1]:.6f}" if area.place else "没有坐标"
    name = f"{area.tg_no} {area.name}" if area.tg_no and area.name != area.tg_no else area.tg_no or "没有台区"
    people = "、".join(area.surveyors) or "没有人"
    return f"{name}　{states}；问题 {area.open_problems:,}　{_said(area.load)}　{people}　{place}"
